// Steps of plans told to who owns them: seven days before, and once when overdue. On working days from nine in Shanghai; once for every step and date.
import type { PlanState } from '#contract/assessment/schema.ts'
import { addDays, sayDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { firmAdministratorIds, firmMemberIds } from '../accounts/access.ts'
import { atMostEvery } from '../at-most-every.ts'
import { isReminderTime } from '../cases/reminder-time.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { PlanStepRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { enqueueMessages, type OutgoingMessage } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { alertDays } from './plan.ts'

const everyMs = 10 * 60_000
const openStates: readonly PlanState[] = ['todo', 'doing']
/** Steps of one round; the rest waits for the next. */
const mostSteps = 2000

type Mark = 'soon_told' | 'late_told'
type DueStep = Pick<PlanStepRow, 'id' | 'assessment_id' | 'title' | 'owner_id'> & { due_on: string; firm_id: string; firm_name: string; created_by: string }

async function listUntold(connection: Connection, mark: Mark, today: string): Promise<DueStep[]> {
  const query = connection.selectFrom('plan_steps').innerJoin('assessments', 'assessments.id', 'plan_steps.assessment_id').innerJoin('firms', 'firms.id', 'assessments.firm_id')
    .select(['plan_steps.id', 'plan_steps.assessment_id', 'plan_steps.title', 'plan_steps.owner_id', 'plan_steps.due_on', 'assessments.firm_id', 'assessments.created_by', 'firms.name as firm_name'])
    .where('plan_steps.state', 'in', openStates).where((eb) => eb.or([eb(`plan_steps.${mark}`, 'is', null), eb(`plan_steps.${mark}`, '<>', eb.ref('plan_steps.due_on'))]))
  const due = mark === 'late_told' ? query.where('plan_steps.due_on', '<', today) : query.where('plan_steps.due_on', '>=', today).where('plan_steps.due_on', '<=', addDays(today, alertDays))
  const rows = await due.orderBy('plan_steps.due_on').orderBy('plan_steps.id').limit(mostSteps).execute()
  return rows.flatMap((row) => (row.due_on === null ? [] : [{ ...row, due_on: row.due_on }]))
}

/** True for the one who tells it: whoever comes later, or after the step was done or moved, gets false. */
async function takeTelling(tx: Tx, mark: Mark, step: DueStep): Promise<boolean> {
  const result = await tx.updateTable('plan_steps').set({ [mark]: step.due_on }).where('id', '=', step.id).where('due_on', '=', step.due_on).where('state', 'in', openStates)
    .where((eb) => eb.or([eb(mark, 'is', null), eb(mark, '<>', step.due_on)])).executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

/** Its owner; where there is none or they have left, the firm's administrators and who began the assessment. */
async function readersOf(tx: Tx, { owner_id, firm_id, created_by }: DueStep): Promise<string[]> {
  const members = await firmMemberIds(tx, firm_id)
  if (owner_id !== null && members.includes(owner_id)) return [owner_id]
  return [...new Set([...(await firmAdministratorIds(tx, firm_id)), ...(members.includes(created_by) ? [created_by] : [])])]
}

function messageOf(deps: Deps, mark: Mark, steps: readonly DueStep[], today: string): OutgoingMessage | null {
  const [first] = steps
  if (!first) return null
  const { firm_name: firm, title, due_on, assessment_id } = first
  const link = `/assessment/${assessment_id}/plan`
  const dueOn = sayDate(due_on, today)
  if (steps.length > 1) return renderMessage(deps.content, mark === 'late_told' ? 'assessment.steps-late' : 'assessment.steps-due', { firm, count: steps.length, dueOn }, link)
  return renderMessage(deps.content, mark === 'late_told' ? 'assessment.step-late' : 'assessment.step-due', { firm, title, dueOn }, link)
}

/** Steps of one assessment and owner in one message, marked in the same transaction; nobody in the firm to tell: it is left for whoever joins. */
async function tell(deps: Deps, mark: Mark, steps: readonly DueStep[], now: number, today: string): Promise<number> {
  const [first] = steps
  if (!first) return 0
  return deps.commands.run(async (tx) => {
    const accountIds = await readersOf(tx, first)
    if (accountIds.length === 0) return 0
    const taken: DueStep[] = []
    for (const step of steps) if (await takeTelling(tx, mark, step)) taken.push(step)
    const message = messageOf(deps, mark, taken, today)
    if (message !== null) await enqueueMessages(tx, { at: now, accountIds, firmId: first.firm_id, message })
    return taken.length
  })
}

/** One round. Returns how many steps were told of. */
export async function remindOfPlans(deps: Deps): Promise<number> {
  const now = deps.clock.now()
  const today = shanghaiDate(now)
  if (!isReminderTime(deps, now)) return 0
  let told = 0
  for (const mark of ['late_told', 'soon_told'] as const) {
    const together = Map.groupBy(await listUntold(deps.db, mark, today), (step) => `${step.assessment_id} ${step.owner_id ?? ''}`)
    for (const steps of together.values()) told += await tell(deps, mark, steps, now, today)
  }
  return told
}

/** `remindOfPlans`, at most every ten minutes however often the worker asks. */
export const sendPlanReminders = atMostEvery(everyMs, remindOfPlans)
