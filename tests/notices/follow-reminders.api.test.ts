import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changeFollow } from '#contract/notices/endpoints.ts'
import { followReminderStep, remindFollowers } from '#server/notices/follow-reminders.ts'
import { dueOccasions, stepFor } from '#server/notices/reminder-occasions.ts'
import { anOwner, aPerson, inboxTitles, type Person } from '../accounts/people.ts'
import { allActors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { submittedApplication, startDraft } from '../support/applications.ts'
import { publishChange, withField } from '../subsidies/scheme-desk.ts'
import { aLiveNotice, toldTo, withdraw } from './live-notices.ts'
import { withoutSamples } from './without-samples.ts'

let test: TestApp
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  await withoutSamples(test)
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set('2026-11-23T02:08:00.000Z')
})
afterAll(() => test.close())

const follow = ({ client }: Pick<Person, 'client'>, ref: string, kind: 'programme' | 'category' | 'issuer' = 'programme') => client.call(changeFollow, { body: { kind, ref, isFollowed: true } })
const titles = ({ me }: Pick<Person, 'me'>) => inboxTitles(test, me.id)
async function on(instant: string): Promise<void> {
  test.clock.set(instant)
  await remindFollowers(test.deps)
}

describe('steps before a day', () => {
  it.each([['2026-12-15', undefined], ['2026-12-16', 14], ['2026-12-26', 14], ['2026-12-27', 3], ['2026-12-30', 3], ['2026-12-31', undefined]])('on %s for the thirtieth: %s', (today, step) => {
    expect(stepFor('2026-12-30', today)?.step).toBe(step)
  })
})

describe('a scheme somebody follows', () => {
  it('is told of fourteen and three days before its batch closes, each once, from nine on', async () => {
    const person = await aPerson(test, 1)
    await follow(person, 'P03')
    await on('2026-12-16T03:00:00.000Z')
    expect(await titles(person)).toEqual([])
    await on('2026-12-17T00:59:00.000Z')
    expect(await titles(person)).toEqual([])
    for (const instant of ['2026-12-17T01:00:00.000Z', '2026-12-17T09:00:00.000Z', '2026-12-20T03:00:00.000Z', '2026-12-27T12:00:00.000Z']) await on(instant)
    expect(await titles(person)).toEqual([expect.stringMatching(/^还有 14 天截止：/)])
    for (const instant of ['2026-12-28T01:00:00.000Z', '2026-12-30T01:00:00.000Z']) await on(instant)
    expect(await titles(person)).toEqual([expect.stringMatching(/^还有 3 天截止：/), expect.stringMatching(/^还有 14 天截止：/)])
  })

  it('is not told to whoever began to follow after that day had come, nor to who follows another', async () => {
    const [late, other] = [await aPerson(test, 2), await aPerson(test, 3)]
    await follow(other, 'P04')
    await on('2026-12-17T01:00:00.000Z')
    test.clock.set('2026-12-18T03:00:00.000Z')
    await follow(late, 'P03')
    await on('2026-12-18T04:00:00.000Z')
    expect(await titles(late)).toEqual([])
    expect(await titles(other)).toHaveLength(1)
  })

  it('is not told to people whose firms have all submitted; a second firm that has not still counts', async () => {
    const { clients, firmId } = await allActors(test)
    const { administrator, clerk } = clients
    for (const client of [administrator, clerk]) await follow({ client }, 'P05')
    await submittedApplication(clerk, firmId, 'P05')
    const members = (await test.db.selectFrom('memberships').selectAll().where('firm_id', '=', firmId).where('state', '=', 'active').execute())
    const both = members.find(({ role }) => role === 'administrator')
    const second = await anOwner(test, 4)
    await test.db.insertInto('memberships').values({ id: 'second', firm_id: second.firmId, account_id: both?.account_id ?? '', role: 'clerk', state: 'active', created_at: 0, changed_at: 0 }).execute()
    await on('2026-12-17T01:00:00.000Z')
    const told = await test.db.selectFrom('outbox').select('account_id').where('dedupe_key', 'like', 'follow:closes:P05:%').execute()
    expect(told.map(({ account_id }) => account_id)).toEqual([both?.account_id])
  })

  it('is told of when a batch opens, within three days, to who followed it before', async () => {
    const [person, late] = [await aPerson(test, 5), await aPerson(test, 6)]
    await follow(person, 'P03')
    await on('2026-12-31T03:00:00.000Z')
    test.clock.set('2027-01-01T01:00:00.000Z')
    await follow(late, 'P03')
    for (const instant of ['2027-01-01T02:00:00.000Z', '2027-01-02T02:00:00.000Z']) await on(instant)
    expect((await titles(person))[0]).toMatch(/^开始受理：/)
    expect(await titles(late)).toEqual([])
    const [{ body = '' } = {}] = await test.db.selectFrom('messages').select('body').where('account_id', '=', person.me.id).orderBy('created_at', 'desc').execute()
    expect(body).toContain('2027年')
    test.clock.set('2027-01-05T02:00:00.000Z')
    expect((await dueOccasions(test.deps)).filter(({ key }) => key.startsWith('follow:opened'))).toEqual([])
  })

  it('is told of in words when it changed, once; a firm with a draft has heard already', async () => {
    const { clients, firmId } = await allActors(test)
    const person = await aPerson(test, 7)
    await follow(person, 'P03')
    await follow({ client: clients.clerk }, 'P03')
    await startDraft(clients.clerk, firmId, 'P03')
    const [first] = test.deps.content.source('P03')?.source.sections[0]?.fields ?? []
    test.clock.advance(60_000)
    await publishChange([clients.officer, clients.secondOfficer], 'P03', (source) => withField(source, first?.name ?? '', { label: '换了名字' }))
    for (const minutes of [1, 30]) {
      test.clock.advance(minutes * 60_000)
      await remindFollowers(test.deps)
    }
    await test.runWorker()
    const rows = await test.db.selectFrom('messages').select(['account_id', 'body', 'link']).where('title', 'like', '有变化：%').execute()
    expect(rows).toEqual([{ account_id: person.me.id, body: expect.stringContaining('改了填写项「换了名字」'), link: '/subsidies/P03' }])
  })
})

describe('a notice with a last day', () => {
  const deadlines = [{ id: 'd', title: '报名截止', on: '2026-12-20' }]

  it('is told of to the firms it was for and to followers, once a person, and each step once', async () => {
    const [owner, follower, both] = [await anOwner(test, 10), await aPerson(test, 11), await anOwner(test, 12)]
    await aLiveNotice(test, 'a', { deadlines })
    for (const { firmId } of [owner, both]) await toldTo(test, 'a', firmId, [{ by: 'everyone', value: '' }])
    for (const person of [follower, both]) await follow(person, 'notice', 'category')
    for (const instant of ['2026-12-05T03:00:00.000Z', '2026-12-06T03:00:00.000Z', '2026-12-07T03:00:00.000Z', '2026-12-18T03:00:00.000Z', '2026-12-21T03:00:00.000Z']) await on(instant)
    for (const person of [owner, follower, both]) expect(await titles(person)).toEqual(['还有 2 天：报名截止', '还有 14 天：报名截止'])
    const links = await test.db.selectFrom('messages').select('link').distinct().where('title', 'like', '还有%报名截止').execute()
    expect(links).toEqual([{ link: '/notices/a?from=inbox' }])
  })

  it('is not told of when it was published after that day, was taken back, or its day was moved', async () => {
    const owner = await anOwner(test, 13)
    test.clock.set('2026-12-08T03:00:00.000Z')
    await aLiveNotice(test, 'late', { deadlines })
    await aLiveNotice(test, 'gone', { deadlines: [{ id: 'd', title: '没了', on: '2027-01-20' }] })
    for (const id of ['late', 'gone']) await toldTo(test, id, owner.firmId, [{ by: 'everyone', value: '' }])
    await withdraw(test, 'gone')
    await on('2026-12-09T03:00:00.000Z')
    expect(await titles(owner)).toEqual([])
    test.clock.advance(60_000)
    await aLiveNotice(test, 'late', { deadlines: [{ id: 'd', title: '报名截止', on: '2027-02-01' }] })
    await on('2027-01-18T03:00:00.000Z')
    expect(await titles(owner)).toEqual(['还有 14 天：报名截止'])
  })

  it('goes on after a step where it stopped, and a worker that begins anew tells nobody twice', async () => {
    const people = await Promise.all([20, 21, 22, 23, 24].map((n) => aPerson(test, n)))
    for (const person of people) await follow(person, 'notice', 'category')
    await aLiveNotice(test, 'a', { deadlines })
    test.clock.set('2026-12-06T03:00:00.000Z')
    const first = followReminderStep(test.deps)
    expect(await first(2)).toBe(2)
    expect(await first(2)).toBe(2)
    const again = followReminderStep(test.deps)
    expect([await again(2), await again(2)]).toEqual([1, 0])
    await test.runWorker()
    expect((await test.db.selectFrom('messages').select('account_id').where('link', 'like', '/notices/a%').execute()).map(({ account_id }) => account_id).sort()).toEqual(people.map(({ me }) => me.id).sort())
  })

  it('is told no further when it is taken back or its day moved while people are being told', async () => {
    const people = await Promise.all([25, 26, 27].map((n) => aPerson(test, n)))
    for (const person of people) await follow(person, 'notice', 'category')
    for (const id of ['gone', 'moved']) await aLiveNotice(test, id, { deadlines })
    test.clock.set('2026-12-06T03:00:00.000Z')
    const step = followReminderStep(test.deps)
    expect(await step(1)).toBe(1)
    await withdraw(test, 'gone')
    await aLiveNotice(test, 'moved', { deadlines: [{ id: 'd', title: '报名截止', on: '2027-02-01' }] })
    expect([await step(1), await step(1)]).toEqual([0, 0])
    await test.runWorker()
    expect(await test.db.selectFrom('messages').select('link').where('title', 'like', '%：报名截止').execute()).toEqual([{ link: '/notices/gone?from=inbox' }])
  })

  it('remembers what was told for as long as it could come up again', async () => {
    const person = await aPerson(test, 30)
    await follow(person, 'notice', 'category')
    await aLiveNotice(test, 'a', { deadlines })
    await on('2026-12-06T03:00:00.000Z')
    const told = () => test.db.selectFrom('meta').select('key').where('key', 'like', 'told:notice:a:%').execute()
    expect(await told()).toHaveLength(1)
    await on('2027-05-06T03:00:00.000Z')
    expect(await told()).toEqual([])
    expect(await test.db.selectFrom('meta').select('key').where('key', '=', 'audit-head').execute()).toHaveLength(1)
  })
})
