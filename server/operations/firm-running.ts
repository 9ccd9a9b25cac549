// What goes on for one firm, wherever in the house: for the card, and for whoever ends a firm.
import type { Running } from '#contract/accounts/firm-desk-schema.ts'
import { endStates } from '#contract/cases/states.ts'
import { comingStates } from '#contract/consultations/workflow.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import type { Connection } from '../db/commands.ts'

const most = 100
type Reader = (connection: Connection, firmId: string) => Promise<Running[]>

const cases: Reader = async (connection, firmId) => {
  const rows = await connection.selectFrom('cases').select(['id', 'number', 'title', 'state', 'due_on', 'amount_fen']).where('firm_id', '=', firmId).where('state', 'not in', ['draft', ...endStates]).orderBy('submitted_at').orderBy('id').limit(most).execute()
  return rows.map((row): Running => ({ kind: 'case', id: row.id, number: row.number, title: row.title, state: row.state, on: row.due_on, amountFen: row.amount_fen }))
}
const financing: Reader = async (connection, firmId) => {
  const rows = await connection.selectFrom('financing_requests').select(['id', 'number', 'state', 'due_on']).where('firm_id', '=', firmId)
    .where((eb) => eb.or([eb('state', 'in', ['submitted', 'returned', 'accepted']), eb.exists(eb.selectFrom('financing_leads').select('financing_leads.id').whereRef('financing_leads.request_id', '=', 'financing_requests.id').where('financing_leads.ended_at', 'is', null))])).orderBy('submitted_at').orderBy('id').limit(most).execute()
  return rows.map((row): Running => ({ kind: 'financing', id: row.id, number: row.number, title: '', state: row.state, on: row.due_on, amountFen: null }))
}
const bookings: Reader = async (connection, firmId) => {
  const rows = await connection.selectFrom('bookings').select(['id', 'number', 'topic', 'state', 'starts_at']).where('firm_id', '=', firmId).where('state', 'in', [...comingStates, 'arrived', 'recorded']).orderBy('starts_at').orderBy('id').limit(most).execute()
  return rows.map((row): Running => ({ kind: 'booking', id: row.id, number: row.number, title: row.topic, state: row.state, on: shanghaiDate(row.starts_at), amountFen: null }))
}
const questions: Reader = async (connection, firmId) => {
  const rows = await connection.selectFrom('expert_questions').select(['id', 'number', 'topic', 'state', 'due_on']).where('firm_id', '=', firmId).where('state', 'in', ['open', 'assigned']).orderBy('created_at').orderBy('id').limit(most).execute()
  return rows.map((row): Running => ({ kind: 'question', id: row.id, number: row.number, title: row.topic, state: row.state, on: row.due_on, amountFen: null }))
}
const waitings: Reader = async (connection, firmId) => {
  const rows = await connection.selectFrom('waiting_entries').select(['id', 'topic', 'state', 'to_date']).where('firm_id', '=', firmId).where('state', 'in', ['waiting', 'offered']).orderBy('created_at').orderBy('id').limit(most).execute()
  return rows.map((row): Running => ({ kind: 'waiting', id: row.id, number: null, title: row.topic, state: row.state, on: row.to_date, amountFen: null }))
}
const reviews: Reader = async (connection, firmId) => {
  const rows = await connection.selectFrom('assessments').select(['id', 'edition_id', 'state', 'submitted_at']).where('firm_id', '=', firmId).where('state', '=', 'in-review').where('review_to', '=', 'officer').orderBy('id').limit(most).execute()
  return rows.map((row): Running => ({ kind: 'review', id: row.id, number: null, title: row.edition_id, state: row.state, on: row.submitted_at === null ? null : shanghaiDate(row.submitted_at), amountFen: null }))
}
const appeals: Reader = async (connection, firmId) => {
  const rows = await connection.selectFrom('firm_appeals').select(['id', 'state', 'created_at']).where('firm_id', '=', firmId).where('state', '=', 'open').orderBy('created_at').limit(most).execute()
  return rows.map((row): Running => ({ kind: 'appeal', id: row.id, number: null, title: '', state: row.state, on: shanghaiDate(row.created_at), amountFen: null }))
}

const readers: readonly Reader[] = [cases, financing, bookings, questions, waitings, reviews, appeals]

export async function listRunning(connection: Connection, firmId: string): Promise<Running[]> {
  const found: Running[] = []
  for (const read of readers) found.push(...(await read(connection, firmId)))
  return found
}

/** How many nobody but the firm sees yet. */
export async function countDrafts(connection: Connection, firmId: string): Promise<number> {
  const cases = await connection.selectFrom('cases').select((eb) => eb.fn.countAll<number>().as('count')).where('firm_id', '=', firmId).where('state', '=', 'draft').executeTakeFirstOrThrow()
  const requests = await connection.selectFrom('financing_requests').select((eb) => eb.fn.countAll<number>().as('count')).where('firm_id', '=', firmId).where('state', '=', 'draft').executeTakeFirstOrThrow()
  return Number(cases.count) + Number(requests.count)
}
