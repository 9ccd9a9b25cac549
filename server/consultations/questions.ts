// Written questions: asked within a limit, answered in writing within working days.
import { randomUUID } from 'node:crypto'
import { addWorkdays } from '#contract/cases/workdays.ts'
import type { Question, QuestionInput, Questions } from '#contract/consultations/schema.ts'
import type { BookingSide } from '#contract/consultations/workflow.ts'
import { addDays, shanghaiDate, shanghaiDayStart, yearOf } from '#contract/identifiers/date.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import { assertGoesOn, requireMember } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import { nextCaseNumber } from '../cases/numbers.ts'
import type { Connection, Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { ExpertQuestionRow, FileRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import { fileInfoOf } from '../files/view.ts'
import { once, type IdempotentRequest } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import { lockFirm } from './claiming.ts'
import { attachFiles, readGaps, readRights, type Gap, type RightRef } from './picked.ts'
import { openQuestion, openQuestionForReading, questionsWithNames, topicsOfExpert, type OpenedQuestion, type QuestionOfFirm } from './question-access.ts'
import { tellAsked } from './question-telling.ts'
import { topicTitle } from './words.ts'

export const waitingStates: readonly ExpertQuestionRow['state'][] = ['open', 'assigned']
const numberKind = 'WD'
const mostListed = 200
const shownAfterDays = 30
const instant = (ms: number) => new Date(ms).toISOString()

/** The bookings that came of them, unless those were cancelled; the latest of each. */
async function bookingsOf(connection: Connection, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await connection.selectFrom('bookings').select(['id', 'question_id']).where('question_id', 'in', ids).where('state', '<>', 'cancelled').orderBy('created_at').orderBy('id', 'desc').execute()
  return new Map(rows.flatMap(({ id, question_id: questionId }) => (questionId === null ? [] : [[questionId, id]])))
}

async function filesOf(connection: Connection, ids: readonly string[]): Promise<Map<string, FileRow[]>> {
  if (ids.length === 0) return new Map()
  const rows = await connection.selectFrom('consultation_files').innerJoin('files', 'files.id', 'consultation_files.file_id').selectAll('files').select('consultation_files.owner_id')
    .where('consultation_files.kind', '=', 'question').where('consultation_files.owner_id', 'in', ids).orderBy('consultation_files.position').orderBy('files.id').execute()
  return Map.groupBy(rows, (row) => row.owner_id)
}

/** Several at once, in their order. */
async function presentQuestions(connection: Connection, deps: Deps, rows: readonly QuestionOfFirm[], side: BookingSide): Promise<Question[]> {
  const today = shanghaiDate(deps.clock.now())
  const ids = rows.map(({ id }) => id)
  const [bookings, files] = [await bookingsOf(connection, ids), await filesOf(connection, ids)]
  return rows.map((row) => ({
    id: row.id, number: row.number, firmId: row.firm_id, firmName: row.firm_name, topic: row.topic, topicTitle: topicTitle(deps.content.consultations, row.topic), text: row.text,
    rights: readStoredJson<RightRef[]>(row.rights), gaps: readStoredJson<Gap[]>(row.gaps), files: (files.get(row.id) ?? []).map(fileInfoOf), state: row.state, side,
    assignee: row.assigned_to === null ? null : { id: row.assigned_to, name: row.assignee_name ?? '' }, isElsewhere: false, dueOn: row.due_on, isOverdue: waitingStates.includes(row.state) && row.due_on !== null && row.due_on < today,
    answer: row.answer, answeredBy: row.answerer_name, answeredAt: row.answered_at === null ? null : instant(row.answered_at), bookingId: bookings.get(row.id) ?? null,
    askedBy: row.asker_name, createdAt: instant(row.created_at), version: row.version,
  }))
}

export async function presentQuestion(connection: Connection, deps: Deps, { row, side, isElsewhere }: Pick<OpenedQuestion, 'row' | 'side' | 'isElsewhere'>): Promise<Question> {
  const [question] = await presentQuestions(connection, deps, [row], side)
  if (!question) throw new Error(`question ${row.id} is not presented`)
  return isElsewhere ? { ...question, isElsewhere, text: '', rights: [], gaps: [], files: [], answer: null, bookingId: null, askedBy: '' } : question
}

export async function getQuestion(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<Question> {
  return presentQuestion(deps.db, deps, await openQuestionForReading(deps, account, id, requestId))
}

/** What an officer or expert has to do, the most urgent first, and behind it what was answered lately (an expert's own). */
async function listForDuty(deps: Deps, account: SignedIn): Promise<QuestionOfFirm[]> {
  const answeredSince = shanghaiDayStart(addDays(shanghaiDate(deps.clock.now()), -shownAfterDays))
  let waiting = questionsWithNames(deps.db).where('expert_questions.state', 'in', waitingStates)
  let answered = questionsWithNames(deps.db).where('expert_questions.state', '=', 'answered').where('expert_questions.answered_at', '>=', answeredSince)
  if (account.role === 'expert') {
    const topics = await topicsOfExpert(deps.db, account.id)
    waiting = waiting.where((eb) => eb.or([eb('expert_questions.assigned_to', '=', account.id), ...(topics.length === 0 ? [] : [eb.and([eb('expert_questions.state', '=', 'open'), eb('expert_questions.topic', 'in', topics)])])]))
      // Nobody answers their own firm.
      .where(({ not, exists, selectFrom }) => not(exists(selectFrom('memberships').select('memberships.id').whereRef('memberships.firm_id', '=', 'expert_questions.firm_id').where('memberships.account_id', '=', account.id).where('memberships.state', '=', 'active'))))
    answered = answered.where('expert_questions.assigned_to', '=', account.id)
  }
  return [
    ...(await waiting.orderBy('expert_questions.due_on').orderBy('expert_questions.created_at').orderBy('expert_questions.id').limit(mostListed).execute()),
    ...(await answered.orderBy('expert_questions.answered_at', 'desc').orderBy('expert_questions.id').limit(mostListed).execute()),
  ]
}

/** Throws `not-found` for another firm, `not-allowed` without a firm and without a duty here. */
export async function listQuestions(deps: Deps, account: SignedIn, firmId: string | undefined): Promise<Questions> {
  if (firmId !== undefined) {
    await requireMember(deps.db, account, firmId)
    const rows = await questionsWithNames(deps.db).where('expert_questions.firm_id', '=', firmId).orderBy('expert_questions.created_at', 'desc').orderBy('expert_questions.id').limit(mostListed).execute()
    return { items: await presentQuestions(deps.db, deps, rows, 'firm') }
  }
  if (account.role !== 'officer' && account.role !== 'expert') throw new AppError('not-allowed', { detail: 'a firm, or a duty' })
  return { items: await presentQuestions(deps.db, deps, await listForDuty(deps, account), account.role) }
}

function readText(deps: Deps, input: QuestionInput): string {
  if (!deps.content.consultations.topics.some(({ id }) => id === input.topic)) throw invalid({ field: 'topic', reason: 'option' })
  const text = cleanText(input.text)
  if (!text.ok) throw invalid({ field: 'text', reason: text.reason })
  if (text.value === '') throw invalid({ field: 'text', reason: 'required' })
  return text.value
}

async function assertRoom(tx: Tx, deps: Deps, firmId: string): Promise<void> {
  const most = deps.content.consultations.limits.questions
  const { count } = await tx.selectFrom('expert_questions').select((eb) => eb.fn.countAll().as('count')).where('firm_id', '=', firmId).where('state', 'in', waitingStates).executeTakeFirstOrThrow()
  if (Number(count) >= most) throw new AppError('consultations.question-limit', { details: { most } })
}

async function ask(tx: Tx, deps: Deps, account: SignedIn, input: QuestionInput, requestId: string): Promise<string> {
  const at = deps.clock.now()
  const { firmId, topic, rightIds, gaps, fileIds = [] } = input
  const text = readText(deps, input)
  await assertRoom(tx, deps, firmId)
  const [id, today] = [randomUUID(), shanghaiDate(at)]
  const number = await nextCaseNumber(tx, deps.content.county.numberPrefix, numberKind, yearOf(today))
  await tx.insertInto('expert_questions').values({
    id, number, firm_id: firmId, asked_by: account.id, topic, text, rights: JSON.stringify(await readRights(tx, firmId, rightIds)), gaps: JSON.stringify(await readGaps(tx, deps, firmId, gaps)), state: 'open',
    assigned_to: null, due_on: addWorkdays(deps.content.calendar, today, deps.content.consultations.limits.answerWorkdays), answer: null, answered_by: null, answered_at: null, soon_told: null, late_told: null, created_at: at, version: 1,
  }).execute()
  await attachFiles(tx, deps, { ownerId: id, kind: 'question', firmId, fileIds, accountId: account.id, at })
  await tellAsked(tx, deps, (await openQuestion(tx, account, id)).row)
  await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'consultations.ask', subject: `question:${id}`, firmId, requestId, details: { topic, number } })
  return id
}

export interface AskRequest { input: QuestionInput; key: string; bodyHash: string; requestId: string }

/** Once per Idempotency-Key; a repeat is answered with how the question stands now. Throws `not-found` for another firm, `invalid-input` by field, `consultations.question-limit`, `consultations.files-full`. */
export async function askQuestion(deps: Deps, account: SignedIn, { input, key, bodyHash, requestId }: AskRequest): Promise<Question> {
  const keyed: IdempotentRequest = { accountId: account.id, route: 'consultations.ask', key, bodyHash, at: deps.clock.now() }
  return deps.commands.run(async (tx) => {
    await requireMember(tx, account, input.firmId)
    await lockFirm(tx, input.firmId)
    // Only its id is stored with the key: what the firm wrote has its own rules of who reads it, and of when it goes.
    const { body } = await once(tx, keyed, async () => {
      await assertGoesOn(tx, input.firmId)
      return { status: 201, body: { id: await ask(tx, deps, account, input, requestId) } }
    })
    return presentQuestion(tx, deps, await openQuestion(tx, account, body.id))
  })
}
