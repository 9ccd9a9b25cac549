// A notice on its way: proposed, sent back, taken back, published now or at an hour, corrected, withdrawn; who may, and who hears of it.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getMe } from '#contract/accounts/endpoints.ts'
import { everybody } from '#contract/notices/audience.ts'
import { actOnNotice, getNoticeVersion } from '#contract/notices/desk-endpoints.ts'
import { getNotice, listNotices } from '#contract/notices/endpoints.ts'
import { goLive } from '#server/notices/going-live.ts'
import { allActors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import type { Client } from '../support/api-client.ts'
import { keepSessions } from '../support/stages.ts'
import { testStart } from '../support/test-clock.ts'
import { toldBy } from '../support/told.ts'
import { aNotice } from './desk-text.ts'
import { act, aDraft, aLiveNotice, begin, done, readNotice, readOpen, saveDraft } from './desk-work.ts'

let test: TestApp
let first: Client
let second: Client
let ids: Record<'first' | 'second', string>
let fresh: { restore(): Promise<void> }

beforeAll(async () => {
  test = await buildTestApp()
  const { clients } = await allActors(test)
  await keepSessions(test)
  first = clients.officer
  second = clients.secondOfficer
  ids = { first: (await first.call(getMe)).body.id, second: (await second.call(getMe)).body.id }
  fresh = await test.snapshot()
})
beforeEach(async () => {
  test.clock.set(testStart)
  await fresh.restore()
})
afterAll(() => test.close())

const code = async (reply: ReturnType<typeof act>) => (await reply).error.code
const publicly = async (id: string) => (await test.client().call(getNotice, { params: { id } }))
const sendings = (id: string) => test.db.selectFrom('notice_sendings').select(['kind', 'number', 'started_by']).where('notice_id', '=', id).orderBy('number').orderBy('kind').execute()
/** To officers, with the way to the notice. */
const told = async (deed: () => Promise<unknown>) => (await toldBy(test, deed)).filter(({ kind }) => kind.startsWith('notice.desk-')).map(({ accountId, kind, link }) => [accountId === ids.first ? 'first' : accountId === ids.second ? 'second' : 'other', kind.slice('notice.desk-'.length), link])

async function proposed(): Promise<string> {
  const id = await aDraft(first)
  await done(act(first, id, 'propose'))
  return id
}

describe('proposing', () => {
  it('takes what is whole, makes a hand of who proposes, and tells those who may publish', async () => {
    const id = await aDraft(first)
    expect(await told(() => done(act(first, id, 'propose')))).toEqual([['second', 'proposed', `/desk/notices/${id}`]])
    expect((await readOpen(first, id)).actions).toEqual(['take-back'])
    expect((await readOpen(second, id)).actions).toEqual(['send-back', 'publish'])
    expect((await readOpen(second, id)).proposedBy?.name).toBe('王倩')
    expect((await saveDraft(second, id, { text: aNotice({ title: '别的' }) })).error.code).toBe('notices.state')
    expect(await code(act(second, id, 'propose'))).toBe('notices.state')
    expect((await publicly(id)).status).toBe(404)
  })

  it('refuses what is not, with how much is missing and where it begins', async () => {
    const id = await begin(first)
    await saveDraft(first, id, { text: aNotice({ title: '', body: [] }), audience: { ...everybody, everyone: false } })
    const reply = await act(first, id, 'propose')
    expect([reply.status, reply.error.code, reply.error.details]).toEqual([422, 'notices.incomplete', { count: 3, path: 'title' }])
  })

  it('of a draft one has not written makes a hand of them all the same', async () => {
    const id = await aDraft(first)
    await done(act(second, id, 'propose'))
    expect((await readOpen(first, id)).hands.map(({ name }) => name).toSorted()).toEqual(['张明', '王倩'].toSorted())
    expect([await code(act(first, id, 'publish')), await code(act(second, id, 'publish'))]).toEqual(['notices.hand', 'notices.hand'])
  })
})

describe('what was proposed', () => {
  it('is taken back by who proposed it only, and sent back by anybody else, with a reason', async () => {
    const id = await proposed()
    expect(await code(act(second, id, 'take-back'))).toBe('notices.proposer')
    expect(await code(act(first, id, 'send-back', { reason: '不清楚' }))).toBe('notices.proposer')
    const without = await act(second, id, 'send-back', { reason: ' ' })
    expect([without.status, without.error.fields]).toEqual([422, [{ field: 'reason', reason: 'required' }]])
    expect(await told(() => done(act(second, id, 'send-back', { reason: '写清楚谁可以申请' })))).toEqual([['first', 'sent-back', `/desk/notices/${id}`]])
    expect((await readOpen(first, id)).sentBack).toEqual({ by: '张明', reason: '写清楚谁可以申请' })
    await saveDraft(first, id, { text: aNotice({ points: ['本县登记的企业可以申请。'] }) })
    await done(act(first, id, 'propose'))
    expect((await readOpen(first, id)).sentBack).toBeNull()
    expect(await told(() => done(act(first, id, 'take-back')))).toEqual([])
    expect((await readOpen(first, id)).state).toBe('draft')
  })

  it('is published by somebody without a hand in it, never by who wrote or proposed it', async () => {
    const id = await proposed()
    const own = await act(first, id, 'publish')
    expect([own.status, own.error.code]).toEqual([403, 'notices.hand'])
    expect(await told(() => done(act(second, id, 'publish')))).toEqual([['first', 'published', `/desk/notices/${id}`]])
    const notice = await readNotice(first, id)
    expect([notice.state, notice.publishedOn, notice.live?.text, notice.open, notice.mayWithdraw]).toEqual(['live', '2026-11-23', aNotice(), null, true])
    expect(notice.versions).toMatchObject([{ number: 1, state: 'live', savedBy: '王倩', publishedBy: '张明', publishedAt: testStart }])
    expect(notice.sendings).toMatchObject([{ kind: 'first', number: 1, state: 'running' }])
    expect(await sendings(id)).toEqual([{ kind: 'first', number: 1, started_by: ids.second }])
    expect((await publicly(id)).body).toMatchObject({ title: aNotice().title, version: 1, withdrawn: null })
    expect((await test.client().call(listNotices, { query: {} })).body.items[0]?.id).toBe(id)
    expect((await first.call(getNoticeVersion, { params: { id, number: 1 } })).body.text).toEqual(aNotice())
  })

  it('is judged again when it is published: the county’s lists may have changed', async () => {
    const id = await proposed()
    await test.db.updateTable('notice_versions').set({ text: JSON.stringify(aNotice({ category: 'gone' })) }).where('notice_id', '=', id).execute()
    expect((await act(second, id, 'publish')).error).toMatchObject({ code: 'notices.incomplete', details: { count: 1, path: 'category' } })
  })

  it('moves once however often the same key comes, and not on a revision that is over', async () => {
    const id = await proposed()
    const key = randomUUID()
    const { revision } = await readOpen(second, id)
    const body = { revision }
    const publish = (more = {}) => second.call(actOnNotice, { params: { id, action: 'publish' }, body: { ...body, ...more }, key })
    expect((await second.call(actOnNotice, { params: { id, action: 'publish' }, body: { revision: revision - 1 }, key: randomUUID() })).error).toMatchObject({ code: 'stale', details: { version: revision } })
    expect((await second.call(actOnNotice, { params: { id, action: 'publish' }, body })).error.code).toBe('key-missing')
    const replies = [await publish(), await publish(), await publish()]
    expect(replies.map(({ status, body: { state } }) => [status, state])).toEqual(Array.from({ length: 3 }, () => [200, 'live']))
    expect((await publish({ reason: '别的' })).error.code).toBe('key-reused')
    expect(await code(act(second, id, 'publish'))).toBe('notices.state')
    expect(await sendings(id)).toHaveLength(1)
    const lines = await test.db.selectFrom('audit').select(['action', 'account_id']).where('subject', '=', `notice:${id}`).orderBy('id').execute()
    expect(lines.map(({ action }) => action)).toEqual(['notices.start', 'notices.save', 'notices.propose', 'notices.publish'])
    expect(lines.at(-1)?.account_id).toBe(ids.second)
  })
})

describe('publishing at an hour', () => {
  it.each([
    ['this very moment', testStart, 'date-early'], ['a moment ago', '2026-11-23T02:07:59.999Z', 'date-early'], ['in 181 days', '2027-05-23T02:08:00.000Z', 'days-max'], ['on no day', '2026-02-30T00:00:00.000Z', 'date-calendar'], ['without an hour', '2026-12-01', 'date-format'], ['in words', '明天', 'date-format'],
  ])('%s is refused', async (_what, publishAt, reason) => {
    const id = await proposed()
    const reply = await act(second, id, 'publish', { publishAt })
    expect([reply.status, reply.error.fields?.map(({ field, reason: why }) => [field, why])]).toEqual([422, [['publishAt', reason]]])
    expect((await readOpen(first, id)).state).toBe('proposed')
  })

  it('waits for it, says so to who wrote it, and goes out by the clock', async () => {
    const id = await proposed()
    const publishAt = '2026-12-01T01:00:00.000Z'
    expect(await told(() => done(act(second, id, 'publish', { publishAt })))).toEqual([['first', 'published', `/desk/notices/${id}`]])
    expect(await readOpen(first, id)).toMatchObject({ state: 'scheduled', publishAt, actions: ['unschedule'] })
    expect([await sendings(id), (await publicly(id)).status]).toEqual([[], 404])
    test.clock.set('2026-12-01T00:59:59.999Z')
    await goLive(test.deps)
    expect((await publicly(id)).status).toBe(404)
    test.clock.set(publishAt)
    await goLive(test.deps)
    expect((await publicly(id)).body).toMatchObject({ publishedOn: '2026-12-01', version: 1 })
    expect((await readNotice(first, id)).versions).toMatchObject([{ state: 'live', publishedBy: '张明' }])
    expect((await sendings(id)).map(({ kind }) => kind)).toEqual(['first'])
  })

  it('on the last day of 180, and not after it was called off with a reason', async () => {
    const id = await proposed()
    const publishAt = '2027-05-22T02:08:00.000Z'
    await done(act(second, id, 'publish', { publishAt }))
    expect((await act(first, id, 'unschedule')).error.fields).toEqual([{ field: 'reason', reason: 'required' }])
    expect(await told(() => done(act(first, id, 'unschedule', { reason: '等上级文件' })))).toEqual([['second', 'unscheduled', `/desk/notices/${id}`]])
    expect(await readOpen(first, id)).toMatchObject({ state: 'draft', publishAt: null, sentBack: { by: '王倩', reason: '等上级文件' }, actions: ['propose'] })
    test.clock.set(publishAt)
    await goLive(test.deps)
    expect((await publicly(id)).status).toBe(404)
  })
})

describe('a correction', () => {
  const correction = async (id: string, tellsReaders: boolean) => {
    await begin(first, id)
    await saveDraft(first, id, { text: aNotice({ title: '更正后的标题', validTo: '2028-12-31' }), changeNote: '有效期延长一年', tellsReaders })
    await done(act(first, id, 'propose'))
    await done(act(second, id, 'publish'))
  }

  it('that changes nothing is not proposed; one without a note neither', async () => {
    const id = await aLiveNotice([first, second])
    await begin(first, id)
    expect(await code(act(first, id, 'propose'))).toBe('notices.unchanged')
    await saveDraft(first, id, { text: aNotice({ title: '更正后的标题' }) })
    expect((await act(first, id, 'propose')).error).toMatchObject({ code: 'notices.incomplete', details: { count: 1, path: 'changeNote' } })
  })

  it.each([true, false])('replaces what is live, with its note; readers are told: %s', async (tellsReaders) => {
    const id = await aLiveNotice([first, second])
    test.clock.set('2026-11-24T02:00:00.000Z')
    await correction(id, tellsReaders)
    const notice = await readNotice(first, id)
    expect(notice.versions.map(({ number, state, changeNote }) => [number, state, changeNote])).toEqual([[2, 'live', '有效期延长一年'], [1, 'past', '']])
    expect((await publicly(id)).body).toMatchObject({ title: '更正后的标题', publishedOn: '2026-11-23', version: 2, corrections: [{ number: 2, note: '有效期延长一年' }] })
    expect((await sendings(id)).map(({ kind, number }) => [kind, number])).toEqual([['first', 1], ...(tellsReaders ? [['correction', 2]] : [])])
  })

  it('of a notice that came as a file is the desk’s from then on', async () => {
    const id = 'hzz-2022-73'
    await begin(first, id)
    const { text } = await readOpen(first, id)
    await saveDraft(first, id, { text: { ...text, title: '窗口更正的标题' }, changeNote: '标题更正' })
    await done(act(first, id, 'propose'))
    await done(act(second, id, 'publish'))
    expect(await readNotice(first, id)).toMatchObject({ origin: 'desk', state: 'live', live: { number: 2 } })
    expect((await sendings(id)).map(({ kind }) => kind)).toEqual(['correction'])
  })
})

describe('withdrawing', () => {
  it('needs a reason, takes it out of everything and tells who wrote and who approved it', async () => {
    const id = await aLiveNotice([first, second])
    expect((await act(first, id, 'withdraw')).error.fields).toEqual([{ field: 'reason', reason: 'required' }])
    expect((await act(first, id, 'withdraw', { reason: '发错了', revision: 2 })).error).toMatchObject({ code: 'stale', details: { version: 1 } })
    expect(await told(() => done(act(first, id, 'withdraw', { reason: '发错了' })))).toEqual([['second', 'withdrawn', `/desk/notices/${id}`]])
    const notice = await readNotice(second, id)
    expect(notice).toMatchObject({ state: 'withdrawn', live: null, mayWithdraw: false, withdrawn: { at: testStart, by: '王倩', reason: '发错了' } })
    expect((await publicly(id)).body).toMatchObject({ withdrawn: { reason: '发错了' }, body: [] })
    expect((await test.client().call(listNotices, { query: {} })).body.items.map((one) => one.id)).not.toContain(id)
    expect((await sendings(id)).map(({ kind }) => kind)).toEqual(['first', 'withdrawal'])
    expect(await code(act(first, id, 'withdraw', { reason: '再撤一次' }))).toBe('notices.state')
  })

  it('ends a correction that is on its way: what is gone does not come back by the clock', async () => {
    const id = await aLiveNotice([first, second])
    await begin(first, id)
    await saveDraft(first, id, { text: aNotice({ title: '更正后的标题' }), changeNote: '标题更正' })
    await done(act(first, id, 'propose'))
    await done(act(second, id, 'publish', { publishAt: '2026-12-01T01:00:00.000Z' }))
    await done(act(second, id, 'withdraw', { reason: '发错了' }))
    test.clock.set('2026-12-02T01:00:00.000Z')
    await goLive(test.deps)
    expect(await readNotice(first, id)).toMatchObject({ state: 'withdrawn', open: null, versions: [{ number: 2, state: 'past' }, { number: 1, state: 'past' }] })
  })

  it('is refused where nothing is live', async () => {
    const id = await proposed()
    expect(await code(act(second, id, 'withdraw', { reason: '发错了', revision: 1 }))).toBe('notices.state')
  })
})
