import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listStandings, startApplication } from '#contract/subsidies/endpoints.ts'
import type { Standing } from '#contract/subsidies/standing.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, submittedApplication } from '../support/applications.ts'

let test: TestApp
let people: Actors
let restore: () => Promise<void>
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  restore = (await test.snapshot()).restore
})
beforeEach(async () => {
  await restore()
  // Each a minute after the one before: nothing kept from there counts any more.
  minutes += 2
  test.clock.set(new Date(Date.parse('2026-11-23T02:08:00.000Z') + minutes * 60_000).toISOString())
})
let minutes = 0
afterAll(() => test.close())

/** Past what is kept for some seconds. */
const later = () => test.clock.advance(61_000)
const read = async (id: string): Promise<Standing> => {
  const { body } = await test.client().call(listStandings)
  const found = body.items.find((standing) => standing.programmeId === id)
  if (!found) throw new Error(`no standing of ${id}`)
  return found
}
const wan = 1_000_000
const budget = (committed: number, paid: number) => test.db.insertInto('budgets').values({ programme_id: 'P07', batch_id: '2026', total_fen: null, committed_fen: committed, paid_fen: paid, places: 3 })
  .onConflict((conflict) => conflict.columns(['programme_id', 'batch_id']).doUpdateSet({ committed_fen: committed, paid_fen: paid })).execute()

/** Publishes P07 with these batches, for one question. */
async function withBatches(batches: { id: string; opensAt: string; closesAt: string; budgetFen: number | null }[], ask: () => Promise<void>): Promise<void> {
  const { content } = test.deps
  const loaded = content.source('P07')
  if (!loaded) throw new Error('P07 is gone')
  content.publish([{ source: { ...loaded.source, status: 'open', batches: batches.map((batch) => ({ name: batch.id, ...batch })) }, version: JSON.stringify(batches) }])
  try {
    await ask()
  } finally {
    content.publish([])
  }
}
const year = { id: '2026', opensAt: '2026-01-01T00:00:00', closesAt: '2026-12-31T23:59:59', budgetFen: 30 * wan }

/** Decided cases of P07, by hand: from when to when, and in between with the firm. */
async function decided(spans: readonly { submitted: string; decided: string; returned?: [string, string] }[]): Promise<void> {
  const case_ = await test.db.selectFrom('cases').selectAll().limit(1).executeTakeFirstOrThrow()
  for (const [index, span] of spans.entries()) {
    const id = `00000000-0000-4000-8000-00000000000${index}`
    const at = (day: string) => Date.parse(`${day}T03:00:00.000Z`)
    await test.db.insertInto('cases').values({ ...case_, id, programme_id: 'P07', number: `T-${index}`, state: 'approved', submitted_at: at(span.submitted), decided_at: at(span.decided), decided_by: case_.created_by }).execute()
    const events = span.returned ? [['return', span.returned[0]], ['resubmit', span.returned[1]]] as const : []
    for (const [seq, [action, day]] of events.entries()) await test.db.insertInto('case_events').values({ id: `00000000-0000-4000-8000-0000000001${index}${seq}`, case_id: id, seq: seq + 1, at: at(day), action, state: 'returned', actor: 'officer', account_id: case_.created_by, actor_name: '王倩', note: null }).execute()
  }
}

describe('the money of a batch', () => {
  it('is all there as long as nobody was promised any: 30 of 30', () => withBatches([year], async () => {
    expect((await read('P07')).batches[0]).toMatchObject({ totalFen: 30 * wan, committedFen: 0, paidFen: 0, leftFen: 30 * wan, waiting: 0 })
  }))
  it('is less what is promised, not less what is paid: 30 less 12 promised, of them 5 paid, is 18', () => withBatches([year], async () => {
    await budget(12 * wan, 5 * wan)
    expect((await read('P07')).batches[0]).toMatchObject({ committedFen: 12 * wan, paidFen: 5 * wan, leftFen: 18 * wan })
  }))
  it('is never below zero, also when a smaller total is published than was promised', () => withBatches([{ ...year, budgetFen: 10 * wan }], async () => {
    await budget(12 * wan, 0)
    expect((await read('P07')).batches[0]?.leftFen).toBe(0)
  }))
  it('is not said where none is published', () => withBatches([{ ...year, budgetFen: null }], async () => {
    expect((await read('P07')).batches[0]).toMatchObject({ totalFen: null, leftFen: null })
  }))
  it('is marked as an example in the demonstration', async () => {
    expect((await read('P07')).example).toBe(true)
  })
  it('is read again after some seconds, not at every request', async () => {
    await withBatches([year], async () => {
      expect((await read('P07')).batches[0]?.committedFen).toBe(0)
      await budget(12 * wan, 0)
      test.clock.advance(2_999)
      expect((await read('P07')).batches[0]?.committedFen).toBe(0)
      test.clock.advance(1)
      expect((await read('P07')).batches[0]?.committedFen).toBe(12 * wan)
    })
  })
})

describe('who waits', () => {
  it('counts a case from its submission to its withdrawal, and no draft', async () => {
    const clerk = people.clients.clerk.copy()
    await clerk.call(startApplication, { body: { firmId: people.firmId, programmeId: 'P07' } })
    expect((await read('P07')).batches[0]?.waiting).toBe(0)
    const other = await submittedApplication(people.clients.otherFirm.copy(), people.otherFirmId, 'P07')
    later()
    expect((await read('P07')).batches[0]?.waiting).toBe(1)
    await act(people.clients.otherFirm.copy(), other.id, 'withdraw')
    later()
    expect((await read('P07')).batches[0]?.waiting).toBe(0)
  })
})

describe('the time it takes', () => {
  it('is not said of two cases', async () => {
    await decided([{ submitted: '2026-11-02', decided: '2026-11-06' }, { submitted: '2026-11-02', decided: '2026-11-10' }])
    expect((await read('P07')).processing).toBeNull()
  })
  it('of 4, 6 and 9 working days is 6', async () => {
    await decided([{ submitted: '2026-11-02', decided: '2026-11-06' }, { submitted: '2026-11-02', decided: '2026-11-10' }, { submitted: '2026-11-02', decided: '2026-11-13' }])
    expect((await read('P07')).processing).toEqual({ medianWorkdays: 6, cases: 3 })
  })
  it('leaves out the days the firm corrected: 9 less 5 is 4, so of 4, 6 and 4 it is 4', async () => {
    await decided([{ submitted: '2026-11-02', decided: '2026-11-06' }, { submitted: '2026-11-02', decided: '2026-11-10' }, { submitted: '2026-11-02', decided: '2026-11-13', returned: ['2026-11-04', '2026-11-11'] }])
    expect((await read('P07')).processing).toEqual({ medianWorkdays: 4, cases: 3 })
  })
  it('leaves out what was decided more than two years ago', async () => {
    await decided([{ submitted: '2024-11-01', decided: '2024-11-20' }, { submitted: '2026-11-02', decided: '2026-11-10' }, { submitted: '2026-11-02', decided: '2026-11-13' }])
    expect((await read('P07')).processing).toBeNull()
  })
  it('is of this scheme alone', async () => {
    await decided([{ submitted: '2026-11-02', decided: '2026-11-06' }, { submitted: '2026-11-02', decided: '2026-11-10' }, { submitted: '2026-11-02', decided: '2026-11-13' }])
    expect((await read('P09')).processing).toBeNull()
  })
})

describe('a window, to the second, by the server’s clock in Shanghai', () => {
  const spring = { id: 'spring', opensAt: '2026-11-24T09:00:00', closesAt: '2026-11-25T17:30:00', budgetFen: null }
  it.each([
    ['2026-11-24T00:59:59.999Z', 'soon', 409], ['2026-11-24T01:00:00.000Z', 'taking', 201], ['2026-11-25T09:30:00.999Z', 'taking', 201], ['2026-11-25T09:30:01.000Z', 'over', 409],
  ] as const)('at %s it is %s', (now, state, started) => withBatches([spring], async () => {
    test.clock.set(now)
    const [batch] = (await read('P07')).batches
    expect(batch).toMatchObject({ state, opensAt: '2026-11-24T01:00:00.000Z', closesAt: '2026-11-25T09:30:00.000Z' })
    const clerk = await test.signIn('13800000002')
    expect((await clerk.call(startApplication, { body: { firmId: people.firmId, programmeId: 'P07' } })).status).toBe(started)
  }))
  it('gives the server’s clock with it', async () => {
    test.clock.set('2026-11-24T01:00:00.000Z')
    expect((await test.client().call(listStandings)).body.now).toBe('2026-11-24T01:00:00.000Z')
  })
})
