// Firms are told of yearly fees 90, 30 and 7 days before, and once a month while they can be paid late; each once, and nothing of the past.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addRight, savePortfolioSettings } from '#contract/portfolio/endpoints.ts'
import type { RightInput } from '#contract/portfolio/schema.ts'
import { remindOfAnnuities } from '#server/portfolio/reminders.ts'
import { anOwner, type Person } from '../accounts/people.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'

let test: TestApp
let undo: { restore(): Promise<void> }
let owner: Person & { firmId: string }
beforeAll(async () => {
  test = await buildTestApp()
  owner = await anOwner(test, 1)
  await test.db.deleteFrom('rights').where('firm_id', '<>', owner.firmId).execute()
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

/** Filed on 13 July 2017; paid to year 10, so year 11 is due on 13 July 2027. */
const add = (typed: Partial<RightInput> = {}) => owner.client.call(addRight, { body: { firmId: owner.firmId, kind: 'patent', number: 'ZL201710601862.3', title: '一种流化床', filedOn: '2017-07-13', grantedOn: '2020-05-08', paidYear: 10, ...typed } })
const told = async () => (await test.db.selectFrom('outbox').select('payload').where('payload', 'like', '%年费%').where('firm_id', '=', owner.firmId).execute()).length
async function on(day: string): Promise<number> {
  test.clock.set(`${day}T02:00:00.000Z`)
  return remindOfAnnuities(test.deps)
}

describe('a fee that comes due', () => {
  it('is told of at 90, 30 and 7 days, each once however often the worker asks', async () => {
    await add()
    expect(await on('2027-04-13')).toBe(0)
    expect([await on('2027-04-14'), await on('2027-04-14'), await on('2027-05-01')]).toEqual([1, 0, 0])
    expect([await on('2027-06-13'), await on('2027-06-14')]).toEqual([1, 0])
    expect([await on('2027-07-06'), await on('2027-07-13')]).toEqual([1, 0])
    expect(await told()).toBe(3)
  })

  it('is told of once a month while it can still be paid late, and no more after that', async () => {
    await add()
    for (const day of ['2027-04-14', '2027-06-13', '2027-07-06']) await on(day)
    const months = ['2027-07-14', '2027-08-14', '2027-09-14', '2027-10-14', '2027-11-14', '2027-12-14']
    for (const day of months) expect([day, await on(day), await on(day)]).toEqual([day, 1, 0])
    expect(await on('2028-01-14')).toBe(0)
  })

  it('entered late is told of only as it stands now', async () => {
    test.clock.set('2027-07-10T02:00:00.000Z')
    await test.db.updateTable('sessions').set({ last_seen_at: test.clock.now(), ends_at: test.clock.now() + 86_400_000 }).execute()
    await add()
    expect(await on('2027-07-10')).toBe(1)
  })

  it.each<[string, Partial<RightInput>]>([['paid', { paidYear: 11 }], ['of a right that ended', { state: 'ended' }], ['of one not granted yet', { state: 'pending', grantedOn: null }]])('%s is not told of', async (_what, typed) => {
    await add(typed)
    expect(await on('2027-07-06')).toBe(0)
  })

  it('is not told of before nine in Shanghai, nor to a firm that wants no reminders', async () => {
    await add()
    test.clock.set('2027-07-06T00:59:00.000Z')
    expect(await remindOfAnnuities(test.deps)).toBe(0)
    test.clock.set(testStart)
    await owner.client.call(savePortfolioSettings, { body: { firmId: owner.firmId, reminds: false } })
    expect(await on('2027-07-06')).toBe(0)
  })

  it('of many patents is one message', async () => {
    await add()
    await add({ number: 'ZL202011313113.9', filedOn: '2020-07-13', grantedOn: '2022-05-08', paidYear: 7 })
    expect([await on('2027-07-06'), await told()]).toEqual([2, 1])
  })
})
