import { describe, expect, it } from 'vitest'
import { answersIn, funnelOf, loanSums, loansIn, median, reachedOn, refusalsIn, type LeadFacts, type RequestFacts } from '#contract/financing/funnel.ts'
import type { funnelStages } from '#contract/financing/stages.ts'

const aLead: LeadFacts = {
  id: 'l1', bankId: 'b1', bankName: '甲', askedOn: '2026-03-02', takenOn: null, refusedOn: null, refusal: null, expiredOn: null, approvedOn: null, registeredOn: null, disbursedOn: null, subsidisedOn: null,
  approvedFen: null, disbursedFen: null, subsidyFen: null, rights: 0, patents: 0, answerWorkdays: null,
}
const aRequest: RequestFacts = { id: 'r1', firmId: 'f1', town: '索镇街道', industry: '新材料', intendedFen: 300_000_000, intentOn: '2026-03-01', acceptedOn: '2026-03-02', leads: [] }
const lead = (more: Partial<LeadFacts> = {}): LeadFacts => ({ ...aLead, ...more })
const request = (leads: LeadFacts[], more: Partial<RequestFacts> = {}): RequestFacts => ({ ...aRequest, leads, ...more })
const aLoan = lead({ takenOn: '2026-03-03', approvedOn: '2026-03-20', registeredOn: '2026-04-01', disbursedOn: '2026-04-03', approvedFen: 250_000_000, disbursedFen: 200_000_000, rights: 3, patents: 2 })
const row = (requests: RequestFacts[], stage: (typeof funnelStages)[number], year = 2026) => funnelOf(requests, year).find((one) => one.stage === stage)!

describe('the funnel', () => {
  it('counts a request once, whatever the number of its banks, on the day of the first', () => {
    const asked = request([lead({ takenOn: '2026-03-09' }), lead({ id: 'l2', bankId: 'b2', takenOn: '2026-03-05' })])
    expect(reachedOn(asked, 'taken')).toBe('2026-03-05')
    expect(row([asked], 'taken')).toMatchObject({ count: 1, intendedFen: 300_000_000 })
  })
  it('keeps the three amounts apart and knows none before its step', () => {
    const requests = [request([aLoan])]
    expect(row(requests, 'taken')).toMatchObject({ intendedFen: 300_000_000, approvedFen: null, disbursedFen: null })
    expect(row(requests, 'approved')).toMatchObject({ intendedFen: 300_000_000, approvedFen: 250_000_000, disbursedFen: null })
    expect(row(requests, 'disbursed')).toMatchObject({ intendedFen: 300_000_000, approvedFen: 250_000_000, disbursedFen: 200_000_000 })
  })
  it('adds the grant of a bank that came no further only where it was granted', () => {
    const requests = [request([aLoan, lead({ id: 'l2', bankId: 'b2', takenOn: '2026-03-04', approvedOn: '2026-03-21', approvedFen: 100_000_000 })])]
    expect(row(requests, 'approved').approvedFen).toBe(350_000_000)
    expect(row(requests, 'registered').approvedFen).toBe(250_000_000)
  })
  it('counts a step in the year it was taken in', () => {
    const requests = [request([lead({ ...aLoan, disbursedOn: '2027-01-01' })])]
    expect([row(requests, 'intent').count, row(requests, 'disbursed').count, row(requests, 'disbursed', 2027).count, row(requests, 'intent', 2027).count]).toEqual([1, 0, 1, 0])
  })
  it('says the days since the step before, 0 where it was written up later', () => {
    const requests = [request([aLoan]), request([lead({ ...aLoan, id: 'l2', registeredOn: '2026-03-10' })], { id: 'r2' })]
    expect(row(requests, 'intent')).toMatchObject({ medianDays: null, longestDays: null })
    expect(row(requests, 'registered')).toMatchObject({ medianDays: 6, longestDays: 12 })
    expect(row(requests, 'disbursed')).toMatchObject({ longestDays: 24 })
  })
})

describe('loans', () => {
  it('are registered, paid out and confirmed, one a contract', () => {
    expect(loansIn([request([aLoan])], 2026)).toHaveLength(1)
    expect(loansIn([request([lead({ ...aLoan, disbursedOn: null })])], 2026)).toHaveLength(0)
    expect(loansIn([request([lead({ ...aLoan, registeredOn: null })])], 2026)).toHaveLength(0)
    expect(loansIn([request([aLoan])], 2025)).toHaveLength(0)
  })
  it('sum what was paid out, by month, with rights, first-timers and banks', () => {
    const early = request([lead({ ...aLoan, id: 'l0', disbursedOn: '2025-12-31' })], { id: 'r0' })
    const again = request([aLoan])
    const other = request([lead({ ...aLoan, id: 'l2', bankId: 'b2', disbursedOn: '2026-12-31', disbursedFen: 1 })], { id: 'r2', firmId: 'f2' })
    const sums = loanSums([early, again, other], 2026)
    expect(sums).toMatchObject({ count: 2, disbursedFen: 200_000_001, rights: 6, patents: 4, firstTimers: 1, banks: 2, subsidyFen: 0 })
    expect(sums.byMonth.filter(({ count }) => count > 0)).toEqual([{ month: 4, count: 1, disbursedFen: 200_000_000 }, { month: 12, count: 1, disbursedFen: 1 }])
  })
  it('count the interest subsidy in the year it was paid', () => {
    const requests = [request([lead({ ...aLoan, subsidisedOn: '2027-02-01', subsidyFen: 5_000_000 })])]
    expect([loanSums(requests, 2026).subsidyFen, loanSums(requests, 2027).subsidyFen]).toEqual([0, 5_000_000])
  })
})

describe('answers of banks', () => {
  const requests = [request([lead({ takenOn: '2026-03-04', answerWorkdays: 2 }), lead({ id: 'l2', bankId: 'b2', bankName: '乙', refusedOn: '2026-03-10', refusal: 'amount', answerWorkdays: 6 })]), request([lead({ id: 'l3', expiredOn: '2026-03-16' }), lead({ id: 'l4', bankId: 'b2', bankName: '乙' })], { id: 'r2' })]
  it('add up to what was asked', () => {
    expect(answersIn(requests, 2026)).toEqual(expect.arrayContaining([
      { bankId: 'b1', bankName: '甲', asked: 2, taken: 1, refused: 0, expired: 1, waiting: 0, medianWorkdays: 2 }, { bankId: 'b2', bankName: '乙', asked: 2, taken: 0, refused: 1, expired: 0, waiting: 1, medianWorkdays: 6 }]))
    expect(answersIn(requests, 2025)).toEqual([])
  })
  it('count reasons, also those nobody gave', () => {
    expect(refusalsIn(requests, 2026, [{ id: 'amount', word: '金额' }, { id: 'other', word: '其他' }])).toEqual([{ id: 'amount', word: '金额', count: 1 }, { id: 'other', word: '其他', count: 0 }])
  })
})

describe('any facts', () => {
  /** Small and repeatable. */
  const random = (seed: number) => () => ((seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648)
  const days = ['2025-12-30', '2025-12-31', '2026-01-01', '2026-06-15', '2026-12-31', '2027-01-01']
  it('give rows and slices that equal a plain recount', () => {
    const next = random(7)
    const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!
    const maybe = (share: number) => (next() < share ? pick(days) : null)
    const requests = Array.from({ length: 300 }, (_, index) => request(Array.from({ length: Math.floor(next() * 3) }, (_one, place) => {
      const [registeredOn, disbursedOn] = [maybe(0.7), maybe(0.6)]
      return lead({ id: `l${index}-${place}`, bankId: pick(['b1', 'b2']), takenOn: maybe(0.7), approvedOn: maybe(0.7), registeredOn, disbursedOn, approvedFen: Math.floor(next() * 1e9), disbursedFen: disbursedOn === null ? null : Math.floor(next() * 1e9), rights: 1, patents: 1 })
    }), { id: `r${index}`, firmId: `f${Math.floor(next() * 60)}`, intentOn: pick(days), acceptedOn: maybe(0.8), intendedFen: Math.floor(next() * 1e9) }))
    for (const year of [2025, 2026, 2027]) {
      const isIn = (day: string | null) => day?.startsWith(`${year}`) === true
      let [count, fen] = [0, 0]
      for (const one of requests) for (const bank of one.leads) if (isIn(bank.disbursedOn) && bank.registeredOn !== null) { count += 1; fen += bank.disbursedFen! }
      const sums = loanSums(requests, year)
      expect([sums.count, sums.disbursedFen]).toEqual([count, fen])
      expect(sums.byMonth.reduce((total, month) => total + month.count, 0)).toBe(count)
      expect(row(requests, 'intent', year).count).toBe(requests.filter(({ intentOn }) => isIn(intentOn)).length)
      for (const stage of ['taken', 'approved', 'registered'] as const) {
        const dates = requests.map((one) => one.leads.map((bank) => ({ taken: bank.takenOn, approved: bank.approvedOn, registered: bank.registeredOn })[stage]).filter((day) => day !== null).sort()[0] ?? null)
        expect(row(requests, stage, year).count).toBe(dates.filter(isIn).length)
      }
    }
  })
  it('have a median only where there is something', () => {
    expect([median([]), median([3]), median([1, 4]), median([9, 1, 2])]).toEqual([null, 3, 2.5, 2])
  })
})
