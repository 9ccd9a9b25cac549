// Leads nobody answers, on the server's clock over 国庆 2026: asked on Monday 28 September, 1–7 October are free, Saturday the 10th is worked.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listDeskRequests } from '#contract/financing/desk-endpoints.ts'
import { getRequest } from '#contract/financing/request-endpoints.ts'
import { getMe } from '#contract/accounts/endpoints.ts'
import { remindOfScreening, remindOfStalled, remindOfUnanswered, remindOfUnconfirmed } from '#server/financing/desk-reminders.ts'
import { climbLadder } from '#server/financing/ladder.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { invariantProblems } from '#server/invariants.ts'
import { toldBy } from '../support/told.ts'
import { consented, leaders, move, moved, offered, seen, type Leaders } from './leading.ts'
import { brought } from './lending.ts'
import { aSubmitted, acted } from './requesting.ts'

const start = '2026-09-28T02:08:00.000Z'
let test: TestApp
let people: Leaders
let ids: Map<string, string>
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp({ now: start })
  people = await leaders(test)
  // Only those of this test: the demonstration has some of its own.
  const accountOf = async (client: Leaders['bank']) => (await client.call(getMe)).body.id
  ids = new Map([[people.owner.me.id, 'owner'], [await accountOf(people.bank), 'bank'], [await accountOf(people.colleague), 'bank'], [await accountOf(people.otherBank), 'other bank'], [await accountOf(people.officer), 'officer'], [await accountOf(people.secondOfficer), 'officer']])
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(start)
})
afterAll(async () => {
  await test.close()
})

const at = (date: string, clock = '09:00') => test.clock.set(new Date(`${date}T${clock}:00+08:00`).toISOString())
const jobs = async () => {
  for (const job of [climbLadder, remindOfUnanswered, remindOfStalled, remindOfUnconfirmed, remindOfScreening]) await job(test.deps)
}

/** Who is told what when the worker runs at nine on this day; each once, however many are in service. */
async function toldOn(date: string, clock?: string): Promise<string[]> {
  at(date, clock)
  const told = await toldBy(test, jobs)
  return [...new Set(told.map(({ kind, accountId }) => `${kind.replace('financing.', '')} ${ids.get(accountId) ?? 'somebody else'}`))].sort()
}
const stateOf = async (leadId: string) => test.db.selectFrom('financing_leads').select(['state', 'step', 'ended_at']).where('id', '=', leadId).executeTakeFirstOrThrow()

describe('a bank that does not answer', () => {
  it('is reminded, called, warned and closed, each once and on the first working morning', async () => {
    const { lead, requestId } = await offered(test, people)
    expect(await toldOn('2026-09-28', '18:00')).toEqual([])
    expect(await toldOn('2026-09-29')).toEqual([])
    expect(await toldOn('2026-09-30', '08:59')).toEqual([])
    expect(await toldOn('2026-09-30')).toEqual(['nudge bank'])
    expect(await toldOn('2026-09-30', '17:00')).toEqual([])
    expect(await toldOn('2026-10-01')).toEqual([])
    expect(await toldOn('2026-10-07')).toEqual([])
    expect(await toldOn('2026-10-08')).toEqual(['desk-call officer'])
    expect(await toldOn('2026-10-09')).toEqual([])
    // Saturday, worked for 国庆: the fifth working day. The only bank asked: 无人接单.
    expect(await toldOn('2026-10-10')).toEqual(['desk-unanswered officer', 'unanswered owner'])
    expect(await toldOn('2026-10-11')).toEqual([])
    expect(await toldOn('2026-10-14')).toEqual([])
    expect(await toldOn('2026-10-15')).toEqual(['last-call bank'])
    expect(await toldOn('2026-10-16', '23:59')).toEqual([])
    expect(await stateOf(lead.id)).toMatchObject({ state: 'offered', ended_at: null })
    expect(await toldOn('2026-10-18')).toEqual([])
    expect(await toldOn('2026-10-19')).toEqual(['bank-expired bank', 'expired owner'])
    expect(await toldOn('2026-10-20')).toEqual([])
    expect(await stateOf(lead.id)).toMatchObject({ state: 'expired', step: 'close' })
    const { events } = (await people.owner.client.call(getRequest, { params: { id: requestId } })).body
    expect(events.at(-1)).toMatchObject({ action: 'expire', side: 'calendar', state: 'expired', leadId: lead.id, who: null })
    expect(await invariantProblems(test.db)).toEqual([])
  })

  it('has not answered by opening it', async () => {
    const { lead } = await offered(test, people)
    for (const date of ['2026-09-30', '2026-10-08', '2026-10-16']) {
      at(date)
      expect((await seen(people.bank, lead.id)).status).toBe(200)
    }
    expect(await toldOn('2026-10-19')).toContain('expired owner')
    expect(await stateOf(lead.id)).toMatchObject({ state: 'expired' })
  })

  it.each(['take', 'refuse'] as const)('is told nothing more once it has answered: %s', async (action) => {
    const { lead } = await offered(test, people)
    expect(await toldOn('2026-09-30')).toEqual(['nudge bank'])
    await moved(people.bank, lead.id, action, action === 'refuse' ? { code: 'capacity' } : {})
    const rest = [...(await toldOn('2026-10-08')), ...(await toldOn('2026-10-10')), ...(await toldOn('2026-10-12'))]
    expect(rest).toEqual(action === 'refuse' ? ['desk-unanswered officer', 'unanswered owner'] : [])
  })

  it('is told nothing once the firm has taken its consent back, and nobody calls it 无人接单', async () => {
    const { lead } = await offered(test, people)
    await moved(people.owner.client, lead.id, 'revoke')
    expect([...(await toldOn('2026-09-30')), ...(await toldOn('2026-10-10')), ...(await toldOn('2026-10-19'))]).toEqual([])
  })

  it('may answer on the last evening, and on the morning after not any more', async () => {
    const { lead } = await offered(test, people)
    at('2026-10-16', '23:58')
    expect((await move(people.bank, lead.id, 'take')).status).toBe(200)
    await undo.restore()
    test.clock.set(start)
    const second = await offered(test, people)
    at('2026-10-19')
    await jobs()
    expect(await move(people.bank, second.lead.id, 'take')).toMatchObject({ status: 409, error: { code: 'financing.wrong-state', details: { state: 'expired' } } })
  })
})

describe('a worker that was down', () => {
  it('tells the last rung alone: the earlier ones are over', async () => {
    const { lead } = await offered(test, people)
    expect(await toldOn('2026-10-09')).toEqual(['desk-call officer'])
    expect(await stateOf(lead.id)).toMatchObject({ step: 'call' })
    expect(await toldOn('2026-10-15')).toEqual(['desk-unanswered officer', 'last-call bank', 'unanswered owner'])
    expect(await toldOn('2026-10-16')).toEqual([])
  })

  it('closes what is long over, without a warning that comes too late', async () => {
    await offered(test, people)
    expect(await toldOn('2026-11-02')).toEqual(['bank-expired bank', 'desk-unanswered officer', 'expired owner', 'unanswered owner'])
  })

  it('that comes up again and again tells nothing twice, two of them at once neither', async () => {
    const { lead } = await offered(test, people)
    for (const date of ['2026-09-30', '2026-10-08', '2026-10-10', '2026-10-15', '2026-10-19']) {
      at(date)
      await Promise.all([jobs(), jobs()])
      await jobs()
    }
    const rows = await test.db.selectFrom('outbox').select(['payload', 'account_id']).execute()
    expect(new Set(rows.map(({ payload, account_id }) => `${payload} ${account_id}`)).size).toBe(rows.length)
    const { count } = await test.db.selectFrom('financing_events').select((eb) => eb.fn.countAll().as('count')).where('lead_id', '=', lead.id).where('action', '=', 'expire').executeTakeFirstOrThrow()
    expect(Number(count)).toBe(1)
  })

  it('does not close what is taken in the same moment, nor is taken what it closes', async () => {
    for (let round = 0; round < 4; round += 1) {
      await undo.restore()
      test.clock.set(start)
      const { lead } = await offered(test, people)
      at('2026-10-19')
      const [reply] = await (round % 2 === 0 ? Promise.all([move(people.bank, lead.id, 'take'), jobs()]) : Promise.all([jobs(), move(people.bank, lead.id, 'take')]).then(([, one]) => [one] as const))
      const { state } = await stateOf(lead.id)
      expect([200, 409]).toContain(reply.status)
      expect(state).toBe(reply.status === 200 ? 'taken' : 'expired')
      expect(await invariantProblems(test.db)).toEqual([])
    }
  })
})

describe('无人接单', () => {
  const isUnanswered = async (requestId: string) => {
    const { items, counts } = (await people.officer.call(listDeskRequests, { query: { group: 'unanswered' } })).body
    expect(items.length).toBe(counts.unanswered)
    return items.some(({ id }) => id === requestId)
  }

  it('begins when the last of all banks has waited too long or said no, and not before', async () => {
    const { requestId, lead } = await offered(test, people)
    at('2026-09-30')
    const other = await consented(test, people.owner.client, requestId, people.otherBankId)
    await moved(people.bank, lead.id, 'refuse', { code: 'capacity' })
    at('2026-10-10')
    expect(await isUnanswered(requestId)).toBe(false)
    expect(await toldOn('2026-10-10')).not.toContain('unanswered owner')
    expect(await toldOn('2026-10-13')).toEqual(['desk-unanswered officer', 'unanswered owner'])
    expect(await isUnanswered(requestId)).toBe(true)
    await moved(people.otherBank, other.id, 'take')
    expect(await isUnanswered(requestId)).toBe(false)
  })

  it('is said once, and once more when another bank was asked in vain', async () => {
    const { requestId, lead } = await offered(test, people)
    await moved(people.bank, lead.id, 'refuse', { code: 'capacity' })
    expect(await toldOn('2026-09-29')).toEqual(['desk-unanswered officer', 'unanswered owner'])
    expect(await toldOn('2026-09-30')).toEqual([])
    const other = await consented(test, people.owner.client, requestId, people.otherBankId)
    expect(await toldOn('2026-10-08')).toEqual([])
    expect(await isUnanswered(requestId)).toBe(false)
    await moved(people.otherBank, other.id, 'refuse', { code: 'capacity' })
    expect(await toldOn('2026-10-09')).toEqual(['desk-unanswered officer', 'unanswered owner'])
    // Taken back by the firm itself: nothing new.
    const again = await consented(test, people.owner.client, requestId, people.otherBankId)
    await moved(people.owner.client, again.id, 'revoke')
    expect(await toldOn('2026-10-10')).toEqual([])
  })

  it('is no word for a request that was withdrawn', async () => {
    const { requestId, lead } = await offered(test, people)
    await moved(people.bank, lead.id, 'refuse', { code: 'capacity' })
    await acted(people.owner.client, requestId, 'withdraw')
    expect(await isUnanswered(requestId)).toBe(false)
    expect(await toldOn('2026-09-29')).toEqual([])
  })
})

describe('a bank that has taken a lead and does nothing', () => {
  it('is reminded after ten working days, once for each stage', async () => {
    const { lead } = await offered(test, people)
    await moved(people.bank, lead.id, 'take')
    expect(await toldOn('2026-10-15')).toEqual([])
    expect(await toldOn('2026-10-16')).toEqual(['desk-stalled officer', 'stalled bank'])
    expect(await toldOn('2026-10-19')).toEqual([])
    await moved(people.bank, lead.id, 'examine')
    expect(await toldOn('2026-10-30')).toEqual([])
    expect(await toldOn('2026-11-02')).toEqual(['desk-stalled officer', 'stalled bank'])
    expect(await toldOn('2026-11-03')).toEqual([])
  })
})

describe('a loan the bank says it has paid out', () => {
  it('waits for the word of the firm, which is asked once each time the bank says so', async () => {
    const { lead } = await offered(test, people)
    test.clock.set('2026-11-23T02:08:00.000Z')
    await brought({ ...people, secondBank: people.otherBank, secondBankId: people.otherBankId, otherRightId: '' }, lead.id, 'lent')
    expect(await toldOn('2026-11-24')).toEqual([])
    expect(await toldOn('2026-11-25')).toEqual(['confirm-due owner'])
    expect(await toldOn('2026-11-26')).toEqual([])
    await moved(people.owner.client, lead.id, 'dispute', { reason: '没有到账' })
    await moved(people.bank, lead.id, 'lend', { amount: '2400000', on: '2026-11-26', maturesOn: '2028-11-22' })
    expect(await toldOn('2026-11-30')).toEqual(['confirm-due owner'])
    await moved(people.owner.client, lead.id, 'confirm')
    expect(await toldOn('2026-12-02')).toEqual([])
  })
})

describe('a request nobody screens', () => {
  it('is told to officers on the working morning after it was due, once for each due date', async () => {
    const { id } = await aSubmitted(people)
    expect((await test.db.selectFrom('financing_requests').select('due_on').where('id', '=', id).executeTakeFirstOrThrow()).due_on).toBe('2026-09-30')
    expect(await toldOn('2026-09-30')).toEqual([])
    expect(await toldOn('2026-10-01')).toEqual([])
    expect(await toldOn('2026-10-08')).toEqual(['desk-late officer'])
    expect(await toldOn('2026-10-09')).toEqual([])
    await acted(people.officer, id, 'accept')
    expect(await toldOn('2026-10-10')).toEqual([])
  })
})
