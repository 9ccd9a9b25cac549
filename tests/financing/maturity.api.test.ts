// Before a loan is due back firm and bank are reminded, on each of the county's days once.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { occasionOf, remindOfMaturity } from '#server/financing/maturity.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { toldBy } from '../support/told.ts'
import { aLead, brought, lenders, moved, stageBody, type Lead, type Lenders } from './lending.ts'

let test: TestApp
let people: Lenders
let lead: Lead
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await lenders(test)
  lead = await aLead(people, 'disbursed')
  fresh = await test.snapshot()
})
beforeEach(async () => {
  test.clock.set(testStart)
  await fresh.restore()
})
afterAll(() => test.close())

/** Due back on Wednesday 2028-11-22. */
const on = (day: string, clock = '09:00') => test.clock.set(new Date(`${day}T${clock}:00+08:00`).toISOString())
const round = async () => (await toldBy(test, () => remindOfMaturity(test.deps))).map(({ kind, link }) => [kind, link?.split('/')[1]])
const both = [['financing.bank-maturity', 'bank'], ['financing.maturity', 'financing']]
const told = async (day: string, clock?: string) => {
  on(day, clock)
  return (await round()).sort()
}

describe('a loan that falls due', () => {
  it('is told of sixty, thirty and seven days before, to both, each once', async () => {
    for (const [day, expected] of [['2028-09-22', []], ['2028-09-23', both], ['2028-09-24', []], ['2028-10-22', []], ['2028-10-23', both], ['2028-11-14', []], ['2028-11-15', both], ['2028-11-16', []], ['2028-11-22', []], ['2028-11-23', []]] as const) expect(await told(day), day).toEqual(expected)
  })

  it('says how many days are left, also on a rest day, from nine', async () => {
    expect(await told('2028-09-23', '08:59')).toEqual([])
    expect(await told('2028-09-23', '09:00')).toEqual(both)
    const { payload } = await test.db.selectFrom('outbox').select('payload').where('payload', 'like', '%贷款还有 60 天到期%').executeTakeFirstOrThrow()
    expect(payload).toContain('11月22日')
  })

  it('is told of once by a server that was away on the day, and once by two at the same time', async () => {
    on('2028-11-20')
    const kinds = (await toldBy(test, () => Promise.all([remindOfMaturity(test.deps), remindOfMaturity(test.deps)]))).map(({ kind }) => kind)
    expect(kinds.sort()).toEqual(['financing.bank-maturity', 'financing.maturity'])
    expect(await told('2028-11-21')).toEqual([])
  })

  it('is no business of anybody once it is settled', async () => {
    await moved(people.bank, lead.leadId, 'settle', stageBody('settle', people))
    expect(await told('2028-11-15')).toEqual([])
  })

  it('nor before the firm has confirmed the money', async () => {
    await test.db.updateTable('financing_leads').set({ state: 'lent' }).where('id', '=', lead.leadId).execute()
    expect(await told('2028-11-15')).toEqual([])
    await brought(people, lead.leadId, 'disbursed', 'lent')
    expect(await told('2028-11-15')).toEqual(both)
  })
})

describe('the occasion', () => {
  it('is the nearest day reached, and none before the first or after the end', () => {
    const of = (today: string) => occasionOf([60, 30, 7], '2028-11-22', today)
    expect([of('2028-09-22'), of('2028-09-23'), of('2028-10-24'), of('2028-11-20'), of('2028-11-22'), of('2028-11-23')]).toEqual([null, '60 2028-11-22', '30 2028-11-22', '7 2028-11-22', '7 2028-11-22', null])
  })
})
