// Cases put into a state directly, for what only reads them: lists, reminders, assignment.
import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { CaseRow, Database } from '#server/db/schema.ts'

/** A firm beside the demo's, so that a search by its name finds nothing but the test's own cases. */
export async function addFirm(db: Kysely<Database>, name: string, town: string, uscc: string): Promise<string> {
  const id = randomUUID()
  const owner = await db.selectFrom('accounts').select('id').where('staff_role', 'is', null).orderBy('phone').executeTakeFirstOrThrow()
  await db.insertInto('firms').values({
    id, uscc, uscc_check: 'ok', name, town, legal_person: null, industry: null, scale: null, verification: 'verified', verification_note: null,
    licence_file_id: null, created_by: owner.id, created_at: 0, version: 1,
  }).execute()
  return id
}

let last = 0
/** Adds a case of this firm; submitted, nothing owed, in nobody's hand, unless said otherwise. Returns its id. */
export async function addCase(db: Kysely<Database>, firmId: string, overrides: Partial<CaseRow> = {}): Promise<string> {
  const nth = (last += 1)
  const id = randomUUID()
  const { created_by: owner } = await db.selectFrom('firms').select('created_by').where('id', '=', firmId).executeTakeFirstOrThrow()
  await db.insertInto('cases').values({
    id, kind: 'subsidy', programme_id: 'P05', title: '专利转化奖励', year: 2026, number: `HT2026-ZZ-${String(nth).padStart(4, '0')}`, firm_id: firmId, state: 'submitted', version: 1,
    created_by: owner, created_at: nth, saved_by: owner, saved_at: nth, submitted_by: owner, submitted_at: nth, decided_by: null, decided_at: null, decision_reason: null,
    due_from: null, due_on: null, due_workdays: null, due_promise: null, amount_fen: null, rounds: 0, ...overrides,
  }).execute()
  return id
}

/** A clock on the row, as the moves leave it. */
export function owes(dueOn: string, from = '2026-11-02', promise = '初审'): Partial<CaseRow> {
  return { due_from: from, due_on: dueOn, due_workdays: 10, due_promise: promise }
}
