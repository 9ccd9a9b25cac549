// Who hears of a written question. Every link leads to the question, which opens for all sides.
import { sayDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { officerIds } from '../accounts/access.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { listFitting } from './experts.ts'
import { questionPageOf, type QuestionOfFirm } from './question-access.ts'
import { firmReaders } from './record-telling.ts'
import { topicTitle } from './words.ts'

function valuesOf(deps: Deps, row: QuestionOfFirm) {
  const today = shanghaiDate(deps.clock.now())
  return { number: row.number, topic: topicTitle(deps.content.consultations, row.topic), firm: row.firm_name, dueOn: row.due_on === null ? '' : sayDate(row.due_on, today) }
}

/** Whoever may take it: experts of its topic who are not of the firm, and officers. */
export async function whoMayAnswer(connection: Connection, deps: Deps, row: Pick<QuestionOfFirm, 'topic' | 'firm_id'>): Promise<string[]> {
  const experts = await listFitting(connection, deps.content.consultations, { topic: row.topic, firmId: row.firm_id })
  return [...new Set([...experts.map(({ id }) => id), ...(await officerIds(connection))])]
}

export async function tellAsked(tx: Tx, deps: Deps, row: QuestionOfFirm): Promise<void> {
  await enqueueMessages(tx, { at: deps.clock.now(), accountIds: await whoMayAnswer(tx, deps, row), firmId: null, message: renderMessage(deps.content, 'consultation.question-asked', valuesOf(deps, row), questionPageOf(row)) })
}

export async function tellAssigned(tx: Tx, deps: Deps, row: QuestionOfFirm, by: string): Promise<void> {
  if (row.assigned_to === null) return
  await enqueueMessages(tx, { at: deps.clock.now(), accountIds: [row.assigned_to], firmId: null, message: renderMessage(deps.content, 'consultation.question-assigned', { ...valuesOf(deps, row), by }, questionPageOf(row)) })
}

export async function tellAnswered(tx: Tx, deps: Deps, row: QuestionOfFirm, by: string): Promise<void> {
  const accountIds = await firmReaders(tx, { created_by: row.asked_by, firm_id: row.firm_id })
  await enqueueMessages(tx, { at: deps.clock.now(), accountIds, firmId: row.firm_id, message: renderMessage(deps.content, 'consultation.question-answered', { ...valuesOf(deps, row), by }, `${questionPageOf(row)}?firm=${row.firm_id}`) })
}

/** Whoever has it, and officers; while nobody has it, everybody who may take it. */
export async function tellDue(tx: Tx, deps: Deps, row: QuestionOfFirm, kind: 'consultation.question-due' | 'consultation.question-late'): Promise<void> {
  const accountIds = row.assigned_to === null ? await whoMayAnswer(tx, deps, row) : [...new Set([row.assigned_to, ...(await officerIds(tx))])]
  await enqueueMessages(tx, { at: deps.clock.now(), accountIds, firmId: null, message: renderMessage(deps.content, kind, valuesOf(deps, row), questionPageOf(row)) })
}
