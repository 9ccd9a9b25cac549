// Who may see a written question and from which side: the firm's people always, officers, the expert who has it or meets the firm because of it, and while it is open every expert of its topic.
// Experts it was announced to and who do not have it see afterwards who has: their link leads somewhere (pitfall C26).
import type { BookingSide } from '#contract/consultations/workflow.ts'
import { requireMember } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { ExpertQuestionRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { isMember } from './access.ts'

/** With the names every list and page shows. */
export type QuestionOfFirm = ExpertQuestionRow & { firm_name: string; asker_name: string; assignee_name: string | null; answerer_name: string | null }
export interface OpenedQuestion { row: QuestionOfFirm; side: BookingSide; account: SignedIn; /** Only that it is with somebody else is theirs to know. */ isElsewhere: boolean }
/** alsoTaken: whoever wanted to take it, or was told of it, hears that another was first. */
export interface Opening { alsoTaken?: boolean }

export function questionsWithNames(connection: Connection) {
  return connection.selectFrom('expert_questions').innerJoin('firms', 'firms.id', 'expert_questions.firm_id').innerJoin('accounts as askers', 'askers.id', 'expert_questions.asked_by')
    .leftJoin('accounts as assignees', 'assignees.id', 'expert_questions.assigned_to').leftJoin('accounts as answerers', 'answerers.id', 'expert_questions.answered_by')
    .selectAll('expert_questions').select(['firms.name as firm_name', 'askers.name as asker_name', 'assignees.name as assignee_name', 'answerers.name as answerer_name'])
}

/** Topics of the expert's profile; none without one. */
export async function topicsOfExpert(connection: Connection, expertId: string): Promise<string[]> {
  const profile = await connection.selectFrom('expert_profiles').select('topics').where('account_id', '=', expertId).executeTakeFirst()
  return profile ? readStoredJson<string[]>(profile.topics) : []
}

export const questionPageOf = ({ id }: Pick<ExpertQuestionRow, 'id'>) => `/consultations/questions/${id}`

async function wasTold(connection: Connection, { id: accountId }: SignedIn, row: ExpertQuestionRow): Promise<boolean> {
  return (await connection.selectFrom('messages').select('id').where('account_id', '=', accountId).where('link', '=', questionPageOf(row)).limit(1).executeTakeFirst()) !== undefined
}

/** It became a meeting with this expert: they know what was asked and answered before. */
async function isOfOwnBooking(connection: Connection, { id: expertId }: SignedIn, { id }: ExpertQuestionRow): Promise<boolean> {
  return (await connection.selectFrom('bookings').select('id').where('question_id', '=', id).where('expert_id', '=', expertId).where('state', '<>', 'cancelled').limit(1).executeTakeFirst()) !== undefined
}

/** Null for who has no part in it. */
async function partOfExpert(connection: Connection, account: SignedIn, row: ExpertQuestionRow, { alsoTaken = false }: Opening): Promise<Pick<OpenedQuestion, 'isElsewhere'> | null> {
  if (account.role !== 'expert') return null
  if (row.assigned_to === account.id || (await isOfOwnBooking(connection, account, row))) return { isElsewhere: false }
  const isOfTopic = (await topicsOfExpert(connection, account.id)).includes(row.topic)
  if (row.state === 'open' && isOfTopic) return { isElsewhere: false }
  return alsoTaken && (isOfTopic || (await wasTold(connection, account, row))) ? { isElsewhere: true } : null
}

/** Throws `not-found` for everybody else, the same as for one that is not there. */
export async function openQuestion(connection: Connection, account: SignedIn, id: string, opening: Opening = {}): Promise<OpenedQuestion> {
  const row = await questionsWithNames(connection).where('expert_questions.id', '=', id).executeTakeFirst()
  if (!row) throw notFound(`no question ${id}`)
  if (await isMember(connection, account.id, row.firm_id)) return { row, side: 'firm', account, isElsewhere: false }
  if (account.role === 'officer') return { row, side: 'officer', account, isElsewhere: false }
  const part = await partOfExpert(connection, account, row, opening)
  if (part) return { row, side: 'expert', account, ...part }
  await requireMember(connection, account, row.firm_id)
  return { row, side: 'firm', account, isElsewhere: false }
}

/** As openQuestion; an expert or officer who looks leaves a line in the audit. */
export async function openQuestionForReading(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<OpenedQuestion> {
  const opened = await openQuestion(deps.db, account, id, { alsoTaken: true })
  const { row, side } = opened
  if (side !== 'firm') await deps.commands.run((tx) => recordAudit(tx, { at: deps.clock.now(), accountId: account.id, role: account.duty ?? side, action: 'consultations.read-question', subject: `question:${id}`, firmId: row.firm_id, requestId }))
  return opened
}

/** As openQuestion; nobody else changes it until the transaction ends. */
export async function lockQuestion(tx: Tx, account: SignedIn, id: string, opening: Opening = {}): Promise<OpenedQuestion> {
  await tx.updateTable('expert_questions').set((eb) => ({ version: eb.ref('version') })).where('id', '=', id).execute()
  return openQuestion(tx, account, id, opening)
}
