// Who hears of a correction or a withdrawal: whoever was really told or read it, and nobody else; and who is told when a correction is for others.
import { setImmediate as letOthersRun } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { everybody } from '#contract/notices/audience.ts'
import type { Audience } from '#contract/notices/audience-schema.ts'
import { readNotice } from '#contract/notices/endpoints.ts'
import { deliverBulk, deliverDue } from '#server/messages/worker.ts'
import { goLive } from '#server/notices/going-live.ts'
import { sendNotices } from '#server/notices/sending.ts'
import { allActors } from '../support/actors.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { keepSessions } from '../support/stages.ts'
import { testStart } from '../support/test-clock.ts'
import { aNotice } from './desk-text.ts'
import { act, aLiveNotice, begin, done, saveDraft } from './desk-work.ts'
import { aFirm, follows, hasRead, sendAll, sendingsOf, type MadeFirm } from './many-firms.ts'

let test: TestApp
let desk: readonly [Client, Client]
let fresh: { restore(): Promise<void> }

beforeAll(async () => {
  test = await buildTestApp()
  const { clients } = await allActors(test)
  await keepSessions(test)
  desk = [clients.officer, clients.secondOfficer]
  await test.runWorker()
  fresh = await test.snapshot()
})
beforeEach(async () => {
  test.clock.set(testStart)
  await fresh.restore()
})
afterAll(() => test.close())

const guoli: Audience = { ...everybody, everyone: false, towns: ['果里镇'] }
const bothTowns: Audience = { ...guoli, towns: ['果里镇', '唐山镇'] }
const firm = (town: string, people: number | string[] = 1) => aFirm(test.db, test.clock.now(), { town }, people)
const person = ({ accountIds: [id = ''] }: MadeFirm) => id

async function titles(accountId: string, noticeId: string): Promise<string[]> {
  const rows = await test.db.selectFrom('messages').select(['title', 'link']).where('account_id', '=', accountId).orderBy('created_at').orderBy('title').execute()
  return rows.flatMap(({ title, link }) => (link?.startsWith(`/notices/${noticeId}?`) ? [title] : []))
}
async function tellAll(): Promise<void> {
  await sendAll(test.deps)
  await test.runWorker()
}
async function correct(id: string, { audience, change = {}, tellsReaders = true }: { audience?: Audience; change?: Parameters<typeof aNotice>[0]; tellsReaders?: boolean }): Promise<void> {
  await begin(desk[0], id)
  const saved = await saveDraft(desk[0], id, { text: aNotice(change), ...(audience ? { audience } : {}), changeNote: '改了适用的镇', tellsReaders })
  expect(saved.body.problems.filter(({ blocks }) => blocks)).toEqual([])
  await done(act(desk[0], id, 'propose'))
  await done(act(desk[1], id, 'publish'))
}
const news = (title: string) => `有更正：${title}`

describe('a correction', () => {
  it('for more firms is told to those as for the first time, to the others as a correction, to each once', async () => {
    const [old, added] = [await firm('果里镇', 2), await firm('唐山镇')]
    // Of a firm of either town: was told already.
    await firm('唐山镇', old.accountIds.slice(1))
    const id = await aLiveNotice(desk, {}, guoli)
    const { title } = aNotice({})
    await tellAll()
    test.clock.advance(60_000)
    await correct(id, { audience: bothTowns })
    await tellAll()
    expect(await Promise.all([...old.accountIds, person(added)].map((one) => titles(one, id)))).toEqual([[title, news(title)], [title, news(title)], [title]])
    expect((await test.db.selectFrom('notice_targets').select('reasons').where('notice_id', '=', id).where('firm_id', '=', added.id).executeTakeFirst())?.reasons).toContain('唐山镇')
  })

  it('that tells no reader still tells who is of the audience only now; the same audience tells nobody anew', async () => {
    const [old, added, later] = [await firm('果里镇'), await firm('唐山镇'), await firm('起凤镇')]
    const id = await aLiveNotice(desk, {}, guoli)
    const { title } = aNotice({})
    await tellAll()
    test.clock.advance(60_000)
    await correct(id, { audience: bothTowns, tellsReaders: false })
    await tellAll()
    test.clock.advance(60_000)
    await correct(id, { change: { points: ['另一句话'] }, tellsReaders: false })
    await tellAll()
    expect(await Promise.all([old, added, later].map((one) => titles(person(one), id)))).toEqual([[title], [title], []])
    expect((await sendingsOf(test.db, id)).map(({ kind, number }) => `${kind} ${number}`).toSorted()).toEqual(['first 1', 'first 2'])
  })

  it('reaches followers who were told, also where they follow it no longer or it is filed elsewhere, and nobody who only follows where it is now', async () => {
    const [told, elsewhere, joined] = [await firm('起凤镇'), await firm('起凤镇'), await firm('果里镇')]
    await follows(test.db, person(told), 'category', 'notice', test.clock.now())
    await follows(test.db, person(elsewhere), 'category', 'guide', test.clock.now())
    const { title } = aNotice({})
    const id = await aLiveNotice(desk, { category: 'notice' }, guoli)
    await tellAll()
    await test.db.deleteFrom('follows').where('account_id', '=', person(told)).execute()
    // Who joins a firm that was told has not been told.
    const late = await firm('起凤镇')
    await test.db.updateTable('memberships').set({ firm_id: joined.id }).where('account_id', '=', person(late)).execute()
    test.clock.advance(60_000)
    await correct(id, { change: { category: 'guide' } })
    await tellAll()
    expect(await Promise.all([told, elsewhere, joined, late].map((one) => titles(person(one), id)))).toEqual([[title, news(title)], [], [title, news(title)], []])
  })

  it('waits until the telling before it has ended, also when that is held up', async () => {
    const one = await firm('果里镇')
    const id = await aLiveNotice(desk, {}, guoli)
    await test.db.updateTable('notice_sendings').set({ locked_until: test.clock.now() + 60_000 }).where('notice_id', '=', id).execute()
    test.clock.advance(1_000)
    await correct(id, { change: { points: ['另一句话'] } })
    while ((await sendNotices(test.deps)) > 0);
    expect((await sendingsOf(test.db, id)).every((sending) => sending.ended_at === null)).toBe(true)
    test.clock.advance(60_000)
    await tellAll()
    expect(await titles(person(one), id)).toContain(aNotice({}).title)
    expect((await sendingsOf(test.db, id)).every((sending) => sending.ended_at !== null)).toBe(true)
  })
})

describe('a withdrawal', () => {
  it('takes back what has not reached anybody, and tells only who was told or read it', async () => {
    const [told, waiting, reader] = [await firm('果里镇'), await firm('果里镇'), await firm('唐山镇')]
    const id = await aLiveNotice(desk, {}, guoli)
    const { title } = aNotice({})
    await sendAll(test.deps)
    // One of them has it, the other's waits.
    await test.db.updateTable('outbox').set({ run_at: test.clock.now() + 3_600_000 }).where('account_id', '=', person(waiting)).execute()
    await test.runWorker()
    await hasRead(test.db, id, person(reader), test.clock.now())
    test.clock.advance(60_000)
    await done(act(desk[1], id, 'withdraw', { reason: '标准有误' }))
    await tellAll()
    test.clock.advance(3_600_000)
    await tellAll()
    const gone = `已撤回：${title}`
    expect(await Promise.all([told, waiting, reader].map((one) => titles(person(one), id)))).toEqual([[title, gone], [], [gone]])
    expect(await test.db.selectFrom('outbox').select('state').where('account_id', '=', person(waiting)).execute()).toEqual([{ state: 'cancelled' }])
  })

  it('while several workers tell and deliver and people read leaves nobody with the notice alone, and nobody with anything twice', async () => {
    const firms: MadeFirm[] = []
    for (let n = 0; n < 40; n += 1) firms.push(await firm('果里镇', 1 + (n % 2)))
    const id = await aLiveNotice(desk, {}, guoli)
    const { title } = aNotice({})
    const stop = new AbortController()
    const loop = async (step: () => Promise<number>) => { while (!stop.signal.aborted || (await step()) > 0) { await step(); await letOthersRun() } }
    const workers = [loop(() => sendNotices(test.deps, 3)), loop(() => sendNotices(test.deps, 4)), loop(() => deliverBulk(test.deps, 5)), loop(() => deliverDue(test.deps)), loop(() => goLive(test.deps))]
    const toldOf = async () => Number((await test.db.selectFrom('messages').select((eb) => eb.fn.countAll().as('n')).where('title', '=', title).executeTakeFirstOrThrow()).n)
    while ((await toldOf()) < 10) await letOthersRun()
    for (const client of desk) expect((await client.call(readNotice, { params: { id } })).status).toBe(204)
    await correct(id, { change: { points: ['另一句话'] } })
    while ((await toldOf()) < 20) await letOthersRun()
    await done(act(desk[1], id, 'withdraw', { reason: '标准有误' }))
    stop.abort()
    await Promise.all(workers)
    await tellAll()
    const got = await Promise.all(firms.flatMap(({ accountIds }) => accountIds).map((one) => titles(one, id)))
    const gone = `已撤回：${title}`
    for (const one of got) {
      expect(new Set(one).size, one.join()).toBe(one.length)
      expect(one.includes(gone), one.join()).toBe(one.includes(title))
    }
    expect(got.filter((one) => one.includes(title)).length).toBeGreaterThanOrEqual(20)
  })
})
