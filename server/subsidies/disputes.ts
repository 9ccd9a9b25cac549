// What people said against a case: objections during publicity, and the firm's appeal. Who said it rests sealed and is opened for officers only.
import { randomUUID } from 'node:crypto'
import type { Dispute } from '#contract/subsidies/handling.ts'
import { workdaysLeft } from '#contract/cases/workdays.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { DisputeRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { keyFor, openText, sealText } from '../sealed-text.ts'

const purpose = 'who objects or appeals'

/** Opens and seals who objects or appeals. */
export function disputeKey({ config }: Pick<Deps, 'config'>): Buffer {
  return keyFor(config.secret, purpose)
}

export interface NewDispute {
  caseId: string
  publicityId: string | null
  kind: DisputeRow['kind']
  accountId: string
  name: string
  contact: string
  reason: string
  dueOn: string
  at: number
}

/** Writes down what was said; name and contact are sealed here and nowhere else. Returns its id. */
export async function insertDispute(tx: Tx, deps: Pick<Deps, 'config'>, dispute: NewDispute): Promise<string> {
  const id = randomUUID()
  const key = disputeKey(deps)
  await tx.insertInto('disputes').values({
    id, case_id: dispute.caseId, publicity_id: dispute.publicityId, kind: dispute.kind, account_id: dispute.accountId,
    name: sealText(key, dispute.name), contact: sealText(key, dispute.contact), reason: dispute.reason,
    state: 'open', due_on: dispute.dueOn, answer: null, answered_by: null, answered_at: null, created_at: dispute.at,
  }).execute()
  return id
}

export interface DisputeAnswer { caseId: string; disputeId: string; kind: DisputeRow['kind']; state: 'upheld' | 'dismissed'; words: string; accountId: string; at: number }

/** Answers one that is open, once; undefined when there is none such (answered before, or of another case). */
export async function answerDispute(tx: Tx, answer: DisputeAnswer): Promise<DisputeRow | undefined> {
  return tx.updateTable('disputes').set({ state: answer.state, answer: answer.words, answered_by: answer.accountId, answered_at: answer.at })
    .where('id', '=', answer.disputeId).where('case_id', '=', answer.caseId).where('kind', '=', answer.kind).where('state', '=', 'open').returningAll().executeTakeFirst()
}

/**
 * Everything said against this case, oldest first, with names, contacts and reasons: for officers. Whoever shows it to the firm
 * takes those away first, and to the public none of it goes.
 */
export async function listDisputes(deps: Deps, connection: Connection, caseId: string, today: string): Promise<Dispute[]> {
  const rows = await connection.selectFrom('disputes').leftJoin('accounts', 'accounts.id', 'disputes.answered_by').selectAll('disputes').select('accounts.name as answerer')
    .where('disputes.case_id', '=', caseId).orderBy('disputes.created_at').orderBy('disputes.id').execute()
  if (rows.length === 0) return []
  const files = await connection.selectFrom('dispute_files').innerJoin('files', 'files.id', 'dispute_files.file_id').select(['dispute_files.dispute_id', 'dispute_files.file_id'])
    .where('dispute_files.dispute_id', 'in', rows.map((row) => row.id)).orderBy('files.created_at').orderBy('files.id').execute()
  const key = disputeKey(deps)
  return rows.map((row) => ({
    id: row.id, kind: row.kind, at: new Date(row.created_at).toISOString(), state: row.state,
    name: openText(key, row.name) ?? null, contact: openText(key, row.contact) ?? null, reason: row.reason,
    fileIds: files.filter((file) => file.dispute_id === row.id).map((file) => file.file_id),
    dueOn: row.due_on, workdaysLeft: workdaysLeft(deps.content.calendar, today, row.due_on),
    answer: row.answer, answeredBy: row.answerer, answeredAt: row.answered_at === null ? null : new Date(row.answered_at).toISOString(),
  }))
}

/** Whether something said against this case waits for an answer: then nothing is paid and no publicity ends. */
export async function hasOpenDispute(connection: Connection, caseId: string): Promise<boolean> {
  const open = await connection.selectFrom('disputes').select('id').where('case_id', '=', caseId).where('state', '=', 'open').limit(1).executeTakeFirst()
  return open !== undefined
}
