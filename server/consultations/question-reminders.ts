// Written questions told of before they are due and once when they are late.
import { addWorkdays } from '#contract/cases/workdays.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import type { ExpertQuestionRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { questionsWithNames, type QuestionOfFirm } from './question-access.ts'
import { tellDue } from './question-telling.ts'
import { waitingStates } from './questions.ts'
import { isReminderTime } from '../cases/reminder-time.ts'

type Mark = 'soon_told' | 'late_told'
/** Told from so many working days before. */
const soonWorkdays = 1
const mostQuestions = 500

async function listUntold(deps: Deps, mark: Mark, today: string): Promise<QuestionOfFirm[]> {
  const of = questionsWithNames(deps.db).where('expert_questions.state', 'in', waitingStates).where(`expert_questions.${mark}`, 'is', null)
  const due = mark === 'late_told' ? of.where('expert_questions.due_on', '<', today) : of.where('expert_questions.due_on', '>=', today).where('expert_questions.due_on', '<=', addWorkdays(deps.content.calendar, today, soonWorkdays))
  return due.orderBy('expert_questions.due_on').orderBy('expert_questions.id').limit(mostQuestions).execute()
}

async function tell(deps: Deps, mark: Mark, { id }: Pick<ExpertQuestionRow, 'id'>): Promise<number> {
  return deps.commands.run(async (tx) => {
    // True for the one who tells it: whoever comes later, or after it was answered, gets nothing.
    const taken = await tx.updateTable('expert_questions').set((eb) => ({ [mark]: eb.ref('due_on') })).where('id', '=', id).where('state', 'in', waitingStates).where(mark, 'is', null).executeTakeFirst()
    if (Number(taken.numUpdatedRows) === 0) return 0
    const row = await questionsWithNames(tx).where('expert_questions.id', '=', id).executeTakeFirstOrThrow()
    await tellDue(tx, deps, row, mark === 'late_told' ? 'consultation.question-late' : 'consultation.question-due')
    return 1
  })
}

/** One round, on working days from nine. Returns how many were told. */
export async function remindOfQuestions(deps: Deps): Promise<number> {
  const now = deps.clock.now()
  if (!isReminderTime(deps, now)) return 0
  let told = 0
  for (const mark of ['late_told', 'soon_told'] as const) for (const row of await listUntold(deps, mark, shanghaiDate(now))) told += await tell(deps, mark, row)
  return told
}
