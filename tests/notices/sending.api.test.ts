// Who is told of a notice: once each, with the reason, in batches that go on where they ended.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { MessageRow } from '#server/db/schema.ts'
import { enqueueMessages } from '#server/messages/outbox.ts'
import { deliverBulk } from '#server/messages/worker.ts'
import { takeDown } from '#server/notices/live.ts'
import { sendNotices } from '#server/notices/sending.ts'
import { startSending } from '#server/notices/sendings.ts'
import { everybody } from '#contract/notices/audience.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { aFirm, corrected, follows, hasRead, published, sendAll, sendingsOf, type MadeFirm } from './many-firms.ts'

let test: TestApp
let restore: () => Promise<void>
let officerId = ''
const at = () => test.clock.now()
const firm = (more = {}, people: number | string[] = 1) => aFirm(test.db, at(), more, people)

beforeAll(async () => {
  test = await buildTestApp()
  officerId = (await test.client().signIn(phones.officer)).id
  await test.runWorker()
  restore = (await test.snapshot()).restore
})
beforeEach(() => restore())
afterAll(() => test.close())

/** What came to this person about the notice, oldest first. */
async function inbox(accountId: string | undefined, noticeId: string): Promise<MessageRow[]> {
  const rows = await test.db.selectFrom('messages').selectAll().where('account_id', '=', accountId ?? '').orderBy('created_at').execute()
  return rows.filter(({ link }) => link?.startsWith(`/notices/${noticeId}?`) ?? false)
}
async function told(noticeId: string): Promise<Set<string>> {
  const rows = await test.db.selectFrom('messages').select('account_id').where('link', '=', `/notices/${noticeId}?from=inbox`).execute()
  return new Set(rows.map((row) => row.account_id))
}
async function sent(noticeId: string): Promise<Set<string>> {
  await sendAll(test.deps)
  await test.runWorker()
  return told(noticeId)
}

describe('a notice that is published', () => {
  it('is told to every active member of the firms it is for, with the reason and the deadline', async () => {
    const [here, there] = [await firm({ name: '果里甲公司', town: '果里镇', scale: '小型' }, 2), await firm({ town: '唐山镇', scale: '小型' })]
    const id = await published(test.deps, { audience: { towns: ['果里镇'], scales: ['小型'] }, text: { deadlines: [{ id: 'd1', title: '申报', on: '2026-12-20' }] } })
    const people = await sent(id)
    expect(here.accountIds.every((one) => people.has(one))).toBe(true)
    expect(people.has(there.accountIds[0] ?? '')).toBe(false)
    const [message] = await inbox(here.accountIds[0], id)
    expect(message).toMatchObject({ title: '高新技术企业认定有补助', body: '县市场监管局发布。果里甲公司收到，因为：在果里镇、小型企业。12月20日截止。', tone: 'plain', category: 'policy', firm_id: here.id, read_at: null })
    const target = await test.db.selectFrom('notice_targets').selectAll().where('notice_id', '=', id).where('firm_id', '=', here.id).executeTakeFirstOrThrow()
    expect(JSON.parse(target.reasons)).toEqual([{ by: 'towns', value: '果里镇' }, { by: 'scales', value: '小型' }])
    expect(await test.db.selectFrom('notice_targets').selectAll().where('notice_id', '=', id).where('firm_id', '=', there.id).executeTakeFirst()).toBeUndefined()
  })

  it.each([['2026-11-30', 'urgent'], ['2026-12-01', 'plain'], ['2026-11-22', 'plain']] as const)('with a deadline on %s is %s: seven days are urgent, what is over is not', async (on, tone) => {
    const one = await firm()
    const id = await published(test.deps, { text: { deadlines: [{ id: 'd1', title: '申报', on }] } })
    await sent(id)
    expect((await inbox(one.accountIds[0], id))[0]).toMatchObject({ tone })
  })

  it('tells nobody who has left, asks to join or joins later', async () => {
    const one = await firm({}, 3)
    const [stays = '', left = '', asks = ''] = one.accountIds
    await test.db.updateTable('memberships').set({ state: 'removed' }).where('account_id', '=', left).execute()
    await test.db.updateTable('memberships').set({ state: 'pending' }).where('account_id', '=', asks).execute()
    const id = await published(test.deps)
    await sent(id)
    const later = await firm()
    const people = await sent(id)
    expect([stays, left, asks, later.accountIds[0] ?? ''].map((person) => people.has(person))).toEqual([true, false, false, false])
  })

  it('is told once to a person of two firms, also in different batches', async () => {
    const first = await firm()
    await firm({}, first.accountIds)
    const id = await published(test.deps)
    expect(await sendAll(test.deps, 1)).toBeGreaterThan(2)
    await test.runWorker()
    expect(await inbox(first.accountIds[0], id)).toHaveLength(1)
    const [sending] = await sendingsOf(test.db, id)
    expect(sending?.people).toBe((await told(id)).size)
  })

  it('is told to a person whose membership ended before it was delivered: not at all', async () => {
    const one = await firm()
    const id = await published(test.deps)
    await sendAll(test.deps)
    await test.db.updateTable('memberships').set({ state: 'removed' }).where('firm_id', '=', one.id).execute()
    await test.runWorker()
    expect(await inbox(one.accountIds[0], id)).toEqual([])
  })

  it('is told to followers of its category, issuer and schemes besides, and to a follower in a firm only for the firm', async () => {
    const [outside, both] = [randomUUID(), randomUUID()]
    await test.db.insertInto('accounts').values([outside, both].map((id, index) => ({ id, phone: `1661234000${index}`, name: '关注者', staff_role: null, disabled_at: null, local_key: '', created_at: at() }))).execute()
    await firm({ town: '起凤镇' }, [both])
    for (const person of [outside, both]) await follows(test.db, person, 'issuer', '县市场监管局', at())
    await follows(test.db, outside, 'programme', 'P03', at())
    const other = await firm({ town: '唐山镇' })
    await follows(test.db, other.accountIds[0] ?? '', 'category', 'something-else', at())
    const id = await published(test.deps, { audience: { towns: ['起凤镇'] }, text: { programmeIds: ['P03'] } })
    const people = await sent(id)
    expect((await inbox(outside, id)).map(({ body }) => body)).toEqual([expect.stringMatching(/^县市场监管局发布。您关注了县市场监管局、.+。$/)])
    expect((await inbox(both, id)).map(({ body }) => body)).toEqual([expect.stringContaining('因为：在起凤镇')])
    expect(people.has(other.accountIds[0] ?? '')).toBe(false)
  })

  it('reaches nobody where its audience names nothing', async () => {
    const id = await published(test.deps, { audience: { everyone: false } })
    expect((await sent(id)).size).toBe(0)
    expect((await sendingsOf(test.db, id))[0]).toMatchObject({ firms: 0, people: 0, stage: 'done' })
  })

  it('ends with a word to who published it', async () => {
    await firm()
    const id = await published(test.deps, { by: officerId, audience: { towns: ['果里镇'] } })
    await sent(id)
    const [sending] = await sendingsOf(test.db, id)
    const message = await test.db.selectFrom('messages').selectAll().where('account_id', '=', officerId).where('link', '=', `/desk/notices/${id}/reach`).execute()
    expect(message).toMatchObject([{ title: '已发完：高新技术企业认定有补助', body: expect.stringContaining(`${sending?.firms} 家企业、${sending?.people} 个人`) }])
    expect(sending).toMatchObject({ stage: 'done', ended_at: at() })
  })

  it('is planned for channels with what its reach is counted by', async () => {
    await firm()
    const id = await published(test.deps)
    await sendAll(test.deps)
    const rows = await test.db.selectFrom('outbox').select(['about', 'bulk', 'firm_id']).where('about', '=', `notice:${id}`).execute()
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.every((row) => row.bulk === 1 && row.firm_id !== null)).toBe(true)
  })
})

describe('a sending', () => {
  const crowd = async (count: number): Promise<MadeFirm[]> => { const all: MadeFirm[] = []; for (let n = 0; n < count; n += 1) all.push(await firm({}, 1 + (n % 2))); return all }

  it('of several workers at once tells nobody twice and leaves nobody out', async () => {
    const firms = await crowd(12)
    const id = await published(test.deps)
    const work = async () => { while ((await sendNotices(test.deps, 3)) > 0); }
    await Promise.all([work(), work(), work()])
    await sendAll(test.deps, 3)
    await Promise.all([test.runWorker(), test.runWorker()])
    for (const accountId of firms.flatMap(({ accountIds }) => accountIds)) expect(await inbox(accountId, id)).toHaveLength(1)
  })

  it('that breaks in the middle of a batch leaves nothing of it, and goes on', async () => {
    const firms = await crowd(6)
    const id = await published(test.deps)
    await sendNotices(test.deps, 2)
    const [before] = await sendingsOf(test.db, id)
    const { commands } = test.deps
    const breaking = { ...test.deps, commands: { idle: () => commands.idle(), run: <T>(work: Parameters<typeof commands.run<T>>[0]) => commands.run(async (tx) => { const result = await work(tx); if (typeof result === 'number') throw new Error('the power is gone'); return result }) } }
    expect(await sendNotices(breaking, 2)).toBe(0)
    const [after] = await sendingsOf(test.db, id)
    expect(after).toMatchObject({ after_firm: before?.after_firm, firms: before?.firms, people: before?.people })
    // Left alone for a minute, so that another sending has its turn.
    expect(await sendNotices(test.deps, 2)).toBe(0)
    test.clock.advance(60_000)
    await sent(id)
    for (const accountId of firms.flatMap(({ accountIds }) => accountIds)) expect(await inbox(accountId, id)).toHaveLength(1)
  })

  it('stops where the notice is taken back meanwhile, and tells those who know of it', async () => {
    await crowd(6)
    const id = await published(test.deps)
    await sendNotices(test.deps, 2)
    const notice = await test.db.selectFrom('notices').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    await test.deps.commands.run(async (tx) => {
      await takeDown(tx, { kind: test.deps.databaseKind, notice, at: at(), by: officerId, reason: '标准有误' })
      await startSending(tx, { noticeId: id, number: 1, kind: 'withdrawal', audience: everybody, by: officerId, at: at() + 1 })
    })
    await sent(id)
    const targets = await test.db.selectFrom('notice_targets').selectAll().where('notice_id', '=', id).execute()
    expect(targets).toHaveLength(2)
    const messages = await test.db.selectFrom('messages').select(['title', 'body', 'account_id']).where('link', '=', `/notices/${id}?from=inbox`).execute()
    const withdrawn = messages.filter(({ title }) => title.startsWith('已撤回'))
    expect(withdrawn[0]?.body).toContain('原因：标准有误')
    expect(new Set(withdrawn.map((row) => row.account_id))).toEqual(new Set(messages.map((row) => row.account_id)))
    expect((await sendingsOf(test.db, id)).every((row) => row.ended_at !== null)).toBe(true)
  })

  it('of a correction goes to those who were told, followers of then and readers, and not to who has read it already', async () => {
    const inside = await firm({ town: '起凤镇' })
    const [reader, follower, knows, later] = [await firm({ town: '唐山镇' }), await firm({ town: '唐山镇' }), await firm({ town: '唐山镇' }), await firm({ town: '唐山镇' })]
    const person = ({ accountIds: [id = ''] }: MadeFirm) => id
    await follows(test.db, person(follower), 'issuer', '县市场监管局', at())
    const id = await published(test.deps, { audience: { towns: ['起凤镇'] } })
    await sent(id)
    test.clock.advance(60_000)
    await hasRead(test.db, id, person(reader), at())
    await hasRead(test.db, id, person(knows), at(), 2)
    await follows(test.db, person(later), 'issuer', '县市场监管局', at())
    await corrected(test.deps, id, '金额改为三十万元')
    await sent(id)
    const titles = async (one: MadeFirm) => (await inbox(person(one), id)).map(({ title }) => title)
    const [first, news] = ['高新技术企业认定有补助', '有更正：高新技术企业认定有补助']
    expect([await titles(inside), await titles(reader), await titles(follower), await titles(knows), await titles(later)]).toEqual([[first, news], [news], [first, news], [], []])
    expect((await inbox(person(inside), id)).at(-1)?.body).toContain('金额改为三十万元')
  })

  it('lets others go first: while any other message is due, none of it is delivered', async () => {
    const one = await firm()
    const id = await published(test.deps)
    await sendAll(test.deps)
    await test.deps.commands.run((tx) => enqueueMessages(tx, { at: at(), accountIds: [officerId], firmId: null, message: { category: 'case', title: '先送', body: '正文', link: null, tone: 'plain' } }))
    expect(await deliverBulk(test.deps, 200)).toBe(0)
    expect(await inbox(one.accountIds[0], id)).toEqual([])
    await test.runWorker()
    expect(await inbox(one.accountIds[0], id)).toHaveLength(1)
  })
})
