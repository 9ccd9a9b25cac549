// A notice being written at the desk: begun, saved on the newest revision, thrown away; and where it stands in the desk's list.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { everybody } from '#contract/notices/audience.ts'
import { actOnNotice, getDeskNotice, getNoticeVersion, listDeskNotices, saveNotice, startNotice } from '#contract/notices/desk-endpoints.ts'
import { getNotice } from '#contract/notices/endpoints.ts'
import { allActors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import type { Client } from '../support/api-client.ts'
import { keepSessions } from '../support/stages.ts'
import { aNotice } from './desk-text.ts'
import { act, aDraft, aLiveNotice, begin, discard, done, listGroup, readNotice, readOpen, saveDraft } from './desk-work.ts'

let test: TestApp
let first: Client
let second: Client
let fresh: { restore(): Promise<void> }

beforeAll(async () => {
  test = await buildTestApp()
  const { clients } = await allActors(test)
  await keepSessions(test)
  first = clients.officer
  second = clients.secondOfficer
  fresh = await test.snapshot()
})
beforeEach(() => fresh.restore())
afterAll(() => test.close())

const audits = async (id: string) => (await test.db.selectFrom('audit').select('action').where('subject', '=', `notice:${id}`).orderBy('id').execute()).map(({ action }) => action)

describe('a notice begun at the desk', () => {
  it('is empty but for who issues it, for everybody, and says what it lacks', async () => {
    const reply = await first.call(startNotice, { body: {}, key: randomUUID() })
    expect([reply.status, reply.body.revision]).toEqual([201, 1])
    const notice = await readNotice(first, reply.body.id)
    expect([notice.state, notice.live, notice.mayWithdraw, notice.publishedOn]).toEqual(['unpublished', null, false, null])
    const { open } = notice
    expect(open?.text).toMatchObject({ title: '', issuer: test.deps.content.county.office, category: test.deps.content.notices.settings.categories[0]?.id, body: [], points: [] })
    expect([open?.state, open?.audience, open?.tellsReaders, open?.hands, open?.actions]).toEqual(['draft', everybody, true, [], ['propose']])
    expect(open?.problems.filter(({ blocks }) => blocks).map(({ field }) => field)).toEqual(['title', 'points', 'body'])
    expect((await first.call(getNotice, { params: { id: notice.id } })).status).toBe(404)
    expect(await audits(notice.id)).toEqual(['notices.start'])
  })

  it('is one, however often the same key comes', async () => {
    const key = randomUUID()
    const replies = await Promise.all(Array.from({ length: 8 }, () => first.call(startNotice, { body: {}, key })))
    const ids = replies.filter(({ status }) => status === 201).map(({ body }) => body.id)
    expect(new Set(ids).size).toBe(1)
    expect((await first.call(startNotice, { body: { of: 'hzz-2022-73' }, key })).error.code).toBe('key-reused')
    expect((await first.call(startNotice, { body: {} })).error.code).toBe('key-missing')
  })
})

describe('a draft', () => {
  it('is saved on its newest revision, and whoever saves has a hand in it', async () => {
    const id = await begin(first)
    const body = { text: aNotice(), audience: everybody, changeNote: '', tellsReaders: true }
    expect((await first.call(saveNotice, { params: { id }, body })).error.code).toBe('version-missing')
    const saved = await first.call(saveNotice, { params: { id }, body, version: 1 })
    expect([saved.status, saved.body, saved.headers.etag]).toEqual([200, { revision: 2, problems: [] }, '"2"'])
    const stale = await second.call(saveNotice, { params: { id }, body: { ...body, text: aNotice({ title: '别的' }) }, version: 1 })
    expect([stale.status, stale.error.code, stale.error.details]).toEqual([412, 'stale', { version: 2 }])
    const open = await readOpen(first, id)
    expect([open.text, open.hands.length, open.savedBy?.name]).toEqual([aNotice(), 1, '王倩'])
    await second.call(saveNotice, { params: { id }, body: { ...body, text: aNotice({ title: '别的' }) }, version: 2 })
    expect((await readOpen(first, id)).hands).toHaveLength(2)
    expect(await audits(id)).toEqual(['notices.start', 'notices.save', 'notices.save'])
  })

  it('saved as it is already gets no new revision and no hand', async () => {
    const id = await aDraft(first)
    const saved = await saveDraft(second, id, {})
    expect(saved.body.revision).toBe(2)
    expect((await readOpen(first, id)).hands).toHaveLength(1)
  })

  it('saved by many at once is saved by one', async () => {
    const id = await aDraft(first)
    const save = (n: number) => (n % 2 === 0 ? first : second).copy().call(saveNotice, { params: { id }, version: 2, body: { text: aNotice({ title: `第 ${n} 稿` }), audience: everybody, changeNote: '', tellsReaders: true } })
    const replies = await Promise.all(Array.from({ length: 20 }, (_, n) => save(n)))
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, ...Array.from({ length: 19 }, () => 412)])
    expect((await readOpen(first, id)).revision).toBe(3)
  })

  it.each([
    ['a control character', 'a\u0000b'], ['half a sign', 'a\ud800b'], ['the marks of what was found', 'a\ue000b'],
  ])('takes no %s, wherever it stands', async (_what, bad) => {
    const id = await begin(first)
    const places = { 'text.title': aNotice({ title: bad }), 'text.body[0].paragraph[1].text': aNotice({ body: [{ paragraph: [{ text: '好' }, { text: bad }] }] }), 'text.facts.who': aNotice({ facts: { who: bad, until: null, amount: null, how: null } }), 'text.body[0].table[1][0]': aNotice({ body: [{ table: [['头'], [bad]] }] }) }
    for (const [field, text] of Object.entries(places)) {
      const reply = await saveDraft(first, id, { text })
      expect([reply.status, reply.error.fields]).toEqual([422, [{ field, reason: 'text-invalid' }]])
    }
  })

  it.each<[string, object]>([
    ['a script in a link', { body: [{ paragraph: [{ text: 'a', href: 'javascript:alert(1)' }] }] }], ['a link that leaves by two slashes', { body: [{ paragraph: [{ text: 'a', href: '//evil.example' }] }] }],
    ['a block of no known kind', { body: [{ html: '<script>' }] }], ['two kinds in one block', { body: [{ heading: 'a', paragraph: 'b' }] }], ['a title that is too long', { title: '长'.repeat(121) }],
  ])('refuses %s', async (_what, change) => {
    const id = await begin(first)
    const reply = await saveDraft(first, id, { text: { ...aNotice(), ...change } })
    expect([reply.status, reply.error.code]).toEqual([422, 'invalid-input'])
  })

  it('may be as long as its schema lets it be', async () => {
    const id = await begin(first)
    const body = Array.from({ length: 300 }, (_, n) => ({ paragraph: `${n} ${'字'.repeat(900)}` }))
    expect((await saveDraft(first, id, { text: aNotice({ body }) })).status).toBe(200)
    expect((await readOpen(first, id)).text.body).toEqual(body)
  })

  it('that was never proposed goes without a trace but the audit’s', async () => {
    const id = await aDraft(first)
    expect((await discard(second, id)).status).toBe(204)
    expect((await first.call(getDeskNotice, { params: { id } })).status).toBe(404)
    expect((await discard(first, id)).status).toBe(404)
    for (const table of ['notice_versions', 'notice_files', 'notice_sendings'] as const) expect(await test.db.selectFrom(table).selectAll().where('notice_id', '=', id).execute()).toEqual([])
    expect(await audits(id)).toEqual(['notices.start', 'notices.save', 'notices.discard'])
  })

  it('others were told of stays as a version that came to nothing, and is in no list', async () => {
    const id = await aDraft(first)
    await done(act(first, id, 'propose'))
    expect((await discard(first, id)).error.code).toBe('notices.state')
    await done(act(first, id, 'take-back'))
    expect((await discard(first, id)).status).toBe(204)
    const gone = await readNotice(second, id)
    expect([gone.open, gone.live, gone.versions.map(({ state }) => state)]).toEqual([null, null, ['past']])
    expect((await listGroup(second, { q: '专利转化补助' })).items.map((row) => row.id)).not.toContain(id)
    expect((await first.call(startNotice, { body: { of: id }, key: randomUUID() })).error.code).toBe('notices.state')
  })

  it('is not there where nothing is written: no saving, no throwing away, no moving', async () => {
    const id = randomUUID()
    expect((await first.call(saveNotice, { params: { id }, version: 1, body: { text: aNotice(), audience: everybody, changeNote: '', tellsReaders: true } })).status).toBe(404)
    expect((await first.call(actOnNotice, { params: { id, action: 'publish' }, body: { revision: 1 }, key: randomUUID() })).status).toBe(404)
    expect((await first.call(startNotice, { body: { of: id }, key: randomUUID() })).status).toBe(404)
    expect((await first.call(getNoticeVersion, { params: { id: 'hzz-2022-73', number: 9 } })).status).toBe(404)
  })
})

describe('a correction', () => {
  it('begins with the words that are live, once; throwing it away leaves what is live', async () => {
    const id = await aLiveNotice([first, second])
    const begun = await first.call(startNotice, { body: { of: id }, key: randomUUID() })
    expect([begun.status, begun.body.id]).toEqual([201, id])
    const again = await second.call(startNotice, { body: { of: id }, key: randomUUID() })
    expect([again.status, again.body]).toEqual([200, begun.body])
    const { open, live } = await readNotice(first, id)
    expect([open?.number, open?.text, open?.changeNote]).toEqual([2, live?.text, ''])
    expect(open?.problems.map(({ field, reason }) => `${field} ${reason}`)).toEqual(['changeNote required', 'text unchanged'])
    expect((await discard(second, id)).status).toBe(204)
    expect((await readNotice(first, id)).live?.number).toBe(1)
    expect((await test.client().call(getNotice, { params: { id } })).status).toBe(200)
  })
})

describe('the desk’s list', () => {
  const titles = async (officer: Client, group: 'writing' | 'waiting' | 'scheduled' | 'live' | 'withdrawn') => (await listGroup(officer, { group, limit: 100 })).items.map(({ title }) => title)

  it('has each notice where it stands for whoever looks', async () => {
    const before = (await listGroup(second, {})).counts
    await aDraft(second, { title: '第二个人在写' })
    await aDraft(first, { title: '第一个人在写' })
    const waiting = await aDraft(first, { title: '送去核准' })
    await done(act(first, waiting, 'propose'))
    const planned = await aDraft(first, { title: '定了时间' })
    await done(act(first, planned, 'propose'))
    await done(act(second, planned, 'publish', { publishAt: '2026-12-01T01:00:00.000Z' }))
    const gone = await aLiveNotice([first, second], { title: '撤回的' })
    await done(act(first, gone, 'withdraw', { reason: '发错了' }))
    await aLiveNotice([first, second], { title: '发布的' })
    // Both of this moment: which of the two comes first is left to their ids.
    expect(new Set((await titles(first, 'writing')).slice(0, 2))).toEqual(new Set(['第一个人在写', '送去核准']))
    expect(await titles(first, 'writing')).toContain('第二个人在写')
    expect(await titles(first, 'waiting')).not.toContain('送去核准')
    expect((await titles(second, 'writing'))[0]).toBe('第二个人在写')
    expect(await titles(second, 'writing')).not.toContain('送去核准')
    expect(await titles(second, 'waiting')).toContain('送去核准')
    expect(await titles(first, 'scheduled')).toContain('定了时间')
    expect((await titles(first, 'live'))[0]).toBe('发布的')
    expect(await titles(first, 'withdrawn')).toEqual(['撤回的'])
    const { counts } = await listGroup(second, {})
    const more = { writing: 2, waiting: 1, scheduled: 1, live: 1, withdrawn: 1 }
    expect(counts).toEqual({ writing: before.writing + more.writing, waiting: before.waiting + more.waiting, scheduled: before.scheduled + more.scheduled, live: before.live + more.live, withdrawn: before.withdrawn + more.withdrawn })
  })

  it('finds by a part of the title, the number and the issuer, as they are being written', async () => {
    const id = await aLiveNotice([first, second], { title: '关于贯标的通知', documentNumber: '桓市监字〔2026〕77 号（示例）', issuer: '桓台县知识产权局' })
    await begin(first, id)
    await saveDraft(first, id, { text: aNotice({ title: '关于体系认证的通知' }) })
    const found = async (q: string) => (await listGroup(first, { q })).items.filter((row) => row.id === id).map(({ title, openState }) => [title, openState])
    for (const q of ['贯标', '体系认证', '77 号', '知识产权局']) expect(await found(q), q).toEqual([['关于体系认证的通知', 'draft']])
    for (const q of ['%', '没有这个词', "' or 1=1"]) expect(await found(q), q).toEqual([])
  })

  it.each(['writing', 'live', undefined] as const)('shows every row of %s once, page by page', async (group) => {
    for (let n = 0; n < 5; n += 1) await (group === 'live' ? aLiveNotice([first, second], { title: `第 ${n} 件` }) : begin(first))
    const whole = (await listGroup(first, { ...(group ? { group } : {}), limit: 100 })).items.map(({ id }) => id)
    const paged: string[] = []
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page: Awaited<ReturnType<typeof listGroup>> = await listGroup(first, { ...(group ? { group } : {}), limit: 2, ...(cursor === '' ? {} : { cursor }) })
      paged.push(...page.items.map(({ id }) => id))
      cursor = page.next
    }
    expect(paged).toEqual(whole)
    expect(new Set(paged).size).toBe(whole.length)
    expect((await first.call(listDeskNotices, { query: { cursor: 'tampered' } })).status).toBe(422)
  })

  it('says how many firms were told, and of how many somebody has read it', async () => {
    const id = await aLiveNotice([first, second])
    const row = async () => (await listGroup(first, { group: 'live', limit: 100 })).items.find((one) => one.id === id)
    const [one, other] = await test.db.selectFrom('memberships').innerJoin('firms', 'firms.id', 'memberships.firm_id').select(['memberships.firm_id', 'memberships.account_id']).where('memberships.role', '=', 'administrator').limit(2).execute()
    await test.db.deleteFrom('notice_targets').where('notice_id', '=', id).execute()
    await test.db.insertInto('notice_targets').values([one, other].map((member) => ({ notice_id: id, firm_id: member?.firm_id ?? '', reasons: '[]', at: 0 }))).execute()
    expect(await row()).toMatchObject({ firms: 2, readFirms: 0 })
    await test.db.insertInto('notice_reads').values({ notice_id: id, account_id: one?.account_id ?? '', number: 1, first_at: 0, last_at: 0 }).execute()
    expect(await row()).toMatchObject({ firms: 2, readFirms: 1 })
    expect((await listGroup(first, { group: 'live', limit: 100 })).items.find((notice) => notice.id === 'hzz-2022-73')).toMatchObject({ firms: null, readFirms: null })
  })
})
