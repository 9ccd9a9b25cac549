// What happens to a written question: taken or given, answered, taken back.
import type { Question, QuestionAction, QuestionActionInput } from '#contract/consultations/schema.ts'
import type { BookingSide } from '#contract/consultations/workflow.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { ExpertQuestionRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import { once, type IdempotentRequest } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import { isMember } from './access.ts'
import { lockQuestion, openQuestion, type OpenedQuestion } from './question-access.ts'
import { tellAnswered, tellAssigned } from './question-telling.ts'
import { presentQuestion, waitingStates } from './questions.ts'

const sidesOf: Readonly<Record<QuestionAction, readonly BookingSide[]>> = { take: ['expert'], assign: ['officer'], answer: ['expert', 'officer'], withdraw: ['firm'] }

interface Deed { tx: Tx; deps: Deps; opened: OpenedQuestion; input: QuestionActionInput; at: number }

async function change(tx: Tx, row: ExpertQuestionRow, values: Partial<ExpertQuestionRow>): Promise<void> {
  await tx.updateTable('expert_questions').set({ ...values, version: row.version + 1 }).where('id', '=', row.id).execute()
}

/** An expert in service who does not act for the firm that asks; else `invalid-input` (option). */
async function requireExpert(tx: Tx, firmId: string, expertId: string | undefined): Promise<string> {
  if (expertId === undefined) throw invalid({ field: 'expertId', reason: 'required' })
  const expert = await tx.selectFrom('accounts').select('id').where('id', '=', expertId).where('staff_role', '=', 'expert').where('disabled_at', 'is', null).executeTakeFirst()
  if (!expert || (await isMember(tx, expertId, firmId))) throw invalid({ field: 'expertId', reason: 'option' })
  return expertId
}

const deeds: Readonly<Record<QuestionAction, (deed: Deed) => Promise<void>>> = {
  async take({ tx, opened: { row, account, isElsewhere } }) {
    if (row.assigned_to === account.id) return
    if (row.state !== 'open' || isElsewhere) throw new AppError('consultations.question-state', { details: { state: row.state } })
    await change(tx, row, { state: 'assigned', assigned_to: account.id })
  },
  async assign({ tx, deps, opened: { row, account }, input }) {
    const expertId = await requireExpert(tx, row.firm_id, input.expertId)
    if (row.assigned_to === expertId) return
    // Whoever has it now is told anew when it is due.
    await change(tx, row, { state: 'assigned', assigned_to: expertId, soon_told: null, late_told: null })
    await tellAssigned(tx, deps, (await openQuestion(tx, account, row.id)).row, account.name)
  },
  async answer({ tx, deps, opened: { row, side, account }, input, at }) {
    if (side === 'expert' && row.assigned_to !== account.id) throw new AppError('consultations.question-state', { details: { state: row.state } })
    const answer = cleanText(input.answer ?? '')
    if (!answer.ok) throw invalid({ field: 'answer', reason: answer.reason })
    if (answer.value === '') throw invalid({ field: 'answer', reason: 'required' })
    await change(tx, row, { state: 'answered', answer: answer.value, answered_by: account.id, answered_at: at })
    await tellAnswered(tx, deps, row, account.name)
  },
  async withdraw({ tx, opened: { row } }) {
    await change(tx, row, { state: 'withdrawn' })
  },
}

export interface QuestionActionRequest { id: string; action: QuestionAction; input: QuestionActionInput; key: string; bodyHash: string; requestId: string }

/**
 * Takes one action, once per Idempotency-Key; a repeat is answered with how the question stands now. Throws `not-found` (not yours), `not-allowed` (the other side's), `consultations.question-state` (over, or another
 * expert has it), `invalid-input` by field.
 */
export async function actOnQuestion(deps: Deps, account: SignedIn, { id, action, input, key, bodyHash, requestId }: QuestionActionRequest): Promise<Question> {
  const at = deps.clock.now()
  const keyed: IdempotentRequest = { accountId: account.id, route: `consultations.question-${action}`, key, bodyHash, at }
  return deps.commands.run(async (tx) => {
    const opened = await lockQuestion(tx, account, id, { alsoTaken: action === 'take' })
    // Only that it was done is stored with the key.
    await once(tx, keyed, async () => {
      const { row, side } = opened
      if (!sidesOf[action].includes(side)) throw new AppError('not-allowed', { detail: `the ${side} has no action ${action}` })
      if (!waitingStates.includes(row.state)) throw new AppError('consultations.question-state', { details: { state: row.state } })
      await deeds[action]({ tx, deps, opened, input, at })
      await recordAudit(tx, { at, accountId: account.id, role: account.duty ?? side, action: `consultations.question-${action}`, subject: `question:${id}`, firmId: row.firm_id, requestId, details: input.expertId === undefined ? {} : { expertId: input.expertId } })
      return { status: 200, body: { id } }
    })
    return presentQuestion(tx, deps, await openQuestion(tx, account, id))
  })
}
