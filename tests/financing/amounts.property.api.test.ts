// Three amounts that are never one another: what a firm wishes for, what a bank grants, what it paid out. Over random walks of firm, banks and officer each is changed by its one move alone, everybody is shown the right one, and none rests readable.
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { listDeskRequests, getLoansSheet } from '#contract/financing/desk-endpoints.ts'
import type { LeadActionInput } from '#contract/financing/lead-schema.ts'
import { getLead, getLeadsSheet, getRequest, listLeads, listRequests } from '#contract/financing/request-endpoints.ts'
import { leadActions, openedLeadStates, type LeadAction, type LeadState } from '#contract/financing/workflow.ts'
import { formatWan, formatYuan, plainWan, plainYuan } from '#contract/identifiers/money.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { unzip } from '../subsidies/sheet-reading.ts'
import { asked, lenders, move, stageBody, type Lenders } from './lending.ts'
import { anAccepted } from './requesting.ts'

const walks = 14
const steps = 22

/** mulberry32: the same walks on every machine. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

interface Amounts { intendedFen: number; approvedFen: number | null; disbursedFen: number | null }
interface Walked { id: string; state: LeadState; amounts: Amounts; bank: 'first' | 'second' }

let test: TestApp
let people: Lenders
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await lenders(test)
  fresh = await test.snapshot()
})
beforeEach(async () => {
  test.clock.set(testStart)
  await fresh.restore()
})
afterAll(() => test.close())

/** Of these many sums nothing else in the database has the figures. */
const odd = (random: () => number, least: number, most: number) => Math.floor(least + random() * (most - least)) * 100 + 11 + Math.floor(random() * 88)

const bankClient = ({ bank }: Walked) => (bank === 'first' ? people.bank : people.secondBank)

/** A body for the move; sums differ from everything said before. */
function bodyOf(action: LeadAction, { amounts, state }: Walked, random: () => number, rightId: string): { body: LeadActionInput; fen: number } {
  const body = stageBody(action, { rightId })
  const fen = action === 'approve' ? odd(random, 2_000_000, 9_000_000) : action === 'lend' ? odd(random, 1_000_000, (amounts.approvedFen ?? 200_000_000) / 100 - 1) : 0
  if (action === 'fail') return { body: { ...body, ...(state === 'registered' ? { releasedOn: '2026-11-23' } : {}) }, fen }
  return { body: fen > 0 ? { ...body, amount: plainYuan(fen) } : body, fen }
}

/** One random move by whoever likes; the model changes only where the server says yes. */
async function step(lead: Walked, random: () => number, seen: number[]): Promise<void> {
  // Mostly on, sometimes anything.
  const onward: Partial<Record<LeadState, readonly LeadAction[]>> = { offered: ['take'], taken: ['examine', 'approve'], 'due-diligence': ['approve'], approved: ['sign'], signed: ['register'], registered: ['lend'], lent: ['confirm', 'dispute'], disbursed: ['settle'] }
  const likely = random() < 0.75 ? onward[lead.state] : undefined
  const from = likely ?? leadActions.filter((action) => action !== 'expire')
  const action = from[Math.floor(random() * from.length)] ?? 'examine'
  const client = ['confirm', 'dispute', 'revoke'].includes(action) ? people.owner.client : random() < 0.06 ? people.officer : bankClient(lead)
  const { body, fen } = bodyOf(action, lead, random, lead.bank === 'first' ? people.rightId : people.otherRightId)
  if (fen > 0) seen.push(fen)
  const reply = await move(client, lead.id, action, body)
  expect([200, 403, 404, 409, 422], `${action} from ${lead.state}: ${JSON.stringify(reply.error)}`).toContain(reply.status)
  if (reply.status !== 200) return
  lead.state = reply.body.state
  if (action === 'approve') lead.amounts.approvedFen = fen
  if (action === 'lend') lead.amounts.disbursedFen = fen
  if (action === 'dispute') lead.amounts.disbursedFen = null
}

/** Every face of a lead shows the three as they are, or nothing. */
async function look(requestId: string, leads: readonly Walked[]): Promise<void> {
  for (const client of [people.owner.client, people.officer]) {
    const { body } = await client.call(getRequest, { params: { id: requestId } })
    expect(body.wish.amountFen).toBe(leads[0]?.amounts.intendedFen)
    for (const lead of leads) expect(body.leads.find(({ id }) => id === lead.id)?.terms, lead.state).toMatchObject(lead.amounts)
    expect(figuresIn(JSON.stringify(body.events), allOf(leads))).toEqual([])
  }
  for (const lead of leads) {
    const reply = await bankClient(lead).call(getLead, { params: { id: lead.id } })
    if (reply.status === 404) continue
    const isOpen = openedLeadStates.includes(lead.state)
    expect(reply.body.terms, lead.state).toMatchObject(isOpen ? lead.amounts : { intendedFen: null, approvedFen: null, disbursedFen: null })
    if (reply.body.full) expect(reply.body.full.loan.amountFen).toBe(lead.amounts.intendedFen)
    if (!isOpen) expect(figuresIn(JSON.stringify(reply.body), allOf(leads))).toEqual([])
  }
}

const allOf = (leads: readonly Walked[]) => leads.flatMap(({ amounts }) => Object.values(amounts).filter((fen): fen is number => typeof fen === 'number'))

/** Which of the sums stand somewhere in a text, in fen, 元 or 万元. */
function figuresIn(text: string, sums: readonly number[]): string[] {
  return sums.flatMap((fen) => [String(fen), plainYuan(fen), formatYuan(fen), plainWan(fen), formatWan(fen)]).filter((figure) => new RegExp(`(?<![\\d.])${figure.replace(/[.]/g, '\\.')}(?!\\d)`).test(text))
}

/** All rows of all tables, whatever they are called, as text. */
async function everyRow(): Promise<string> {
  const tables = (await test.db.introspection.getTables()).filter(({ isView }) => !isView)
  const texts: string[] = []
  for (const { name } of tables) texts.push(JSON.stringify((await sql`select * from ${sql.table(name)}`.execute(test.db)).rows))
  return texts.join('\n')
}

const sheetText = ({ bytes }: { bytes: Uint8Array }) => [...unzip(bytes).values()].join('\n')

/** Lists and sheets show the wish as the wish, what was paid out as what was paid out, and nothing else. */
async function lookAtLists(requestId: string, leads: readonly Walked[]): Promise<void> {
  const [first] = leads
  if (!first) return
  const others = (kept: readonly (number | null)[]) => allOf(leads).filter((fen) => !kept.includes(fen))
  const mine = (await people.owner.client.call(listRequests, { query: { firmId: people.firmId } })).body
  expect(mine.items.find(({ id }) => id === requestId)?.amountFen).toBe(first.amounts.intendedFen)
  expect(figuresIn(JSON.stringify(mine), others([first.amounts.intendedFen]))).toEqual([])
  expect(figuresIn(JSON.stringify((await people.officer.call(listDeskRequests, { query: { group: 'all' } })).body), others([first.amounts.intendedFen]))).toEqual([])
  for (const lead of leads) {
    expect(figuresIn(JSON.stringify((await bankClient(lead).call(listLeads, { query: { group: 'all' } })).body), allOf(leads))).toEqual([])
    const own = openedLeadStates.includes(lead.state) ? Object.values(lead.amounts) : []
    expect(figuresIn(sheetText(await bankClient(lead).call(getLeadsSheet, { query: { group: 'all' } })), others(own))).toEqual([])
  }
  const loans = sheetText(await people.officer.call(getLoansSheet, { query: { year: 2026 } }))
  const paid = leads.filter(({ state }) => state === 'disbursed' || state === 'settled').map(({ amounts }) => amounts.disbursedFen)
  expect(figuresIn(loans, others(paid))).toEqual([])
}

it.each(Array.from({ length: walks }, (_, seed) => seed + 1))('walk %i: each amount has its one move, its one place, and rests sealed', { timeout: 600_000 }, async (seed) => {
  const random = dice(seed)
  const intendedFen = odd(random, 1_000_000, 20_000_000)
  const request = await anAccepted(people, { rightIds: [people.rightId, people.otherRightId], amount: plainYuan(intendedFen) })
  const leads: Walked[] = []
  for (const bank of ['first', 'second'] as const) {
    const { id } = await asked(people, request.id, bank === 'first' ? people.bankId : people.secondBankId)
    leads.push({ id, state: 'offered', bank, amounts: { intendedFen, approvedFen: null, disbursedFen: null } })
  }
  /** Every sum that was ever sent, also what was refused or taken back. */
  const seen = [intendedFen]
  for (let count = 0; count < steps; count += 1) {
    const lead = leads[Math.floor(random() * leads.length)]
    if (lead) await step(lead, random, seen)
    if (count % 6 === 5) await look(request.id, leads)
  }
  await look(request.id, leads)
  await lookAtLists(request.id, leads)
  await test.runWorker()
  expect(figuresIn(await everyRow(), seen)).toEqual([])
})

it('such walks get as far as a confirmed loan, and a sum that rests readable would be found', async () => {
  const states = new Set<LeadState>()
  for (const seed of [101, 202, 303]) {
    await fresh.restore()
    const random = dice(seed)
    const request = await anAccepted(people, { rightIds: [people.rightId], amount: '3141592.65' })
    const { id } = await asked(people, request.id, people.bankId)
    const lead: Walked = { id, state: 'offered', bank: 'first', amounts: { intendedFen: 314_159_265, approvedFen: null, disbursedFen: null } }
    for (let count = 0; count < steps; count += 1) {
      await step(lead, random, [])
      states.add(lead.state)
    }
  }
  for (const state of ['taken', 'approved', 'signed', 'registered', 'lent', 'disbursed'] as const) expect([...states]).toContain(state)
  await test.db.updateTable('financing_leads').set({ reason: '想要 3,141,592.65 元' }).execute()
  expect(figuresIn(await everyRow(), [314_159_265])).toEqual(['3,141,592.65'])
})
