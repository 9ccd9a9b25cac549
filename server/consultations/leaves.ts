// Leave: beats every hour. What is booked over it stays until an officer moves it; officers are told.
import { randomUUID } from 'node:crypto'
import type { Availability, LeaveInput } from '#contract/consultations/schema.ts'
import type { FieldProblem } from '#contract/errors.ts'
import { parseDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import { officerIds } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { ExpertLeaveRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { invalid, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { viewAvailability } from './availability-service.ts'
import { lockOwnExpert, type ExpertAccount } from './expert-access.ts'
import { liesOver, listOverLeave } from './over-leave.ts'
import { offerFreed, withdrawForbidden } from './waiting-offers.ts'

const dayMs = 24 * 3_600_000
/** At once, and how many may be to come. */
const [longestDays, mostLeaves] = [366, 100]
const instantShape = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/

function readInstant(problems: FieldProblem[], field: string, typed: string): number {
  const date = parseDate(typed.slice(0, 10))
  const at = instantShape.test(typed) && date.ok ? Date.parse(typed) : Number.NaN
  if (Number.isNaN(at)) problems.push({ field, reason: date.ok ? 'date-format' : date.reason })
  return at
}

/** Throws `invalid-input` naming every field. */
function readLeave(input: LeaveInput, now: number): Pick<ExpertLeaveRow, 'starts_at' | 'ends_at' | 'reason'> {
  const problems: FieldProblem[] = []
  const [starts_at, ends_at] = [readInstant(problems, 'startsAt', input.startsAt), readInstant(problems, 'endsAt', input.endsAt)]
  const reason = cleanText(input.reason, { singleLine: true })
  if (!reason.ok) problems.push({ field: 'reason', reason: reason.reason })
  if (ends_at <= starts_at) problems.push({ field: 'endsAt', reason: 'time-order' })
  else if (ends_at <= now) problems.push({ field: 'endsAt', reason: 'date-early', limit: shanghaiDate(now) })
  else if (ends_at - starts_at > longestDays * dayMs) problems.push({ field: 'endsAt', reason: 'days-max', limit: longestDays })
  if (problems.length > 0) throw invalid(...problems)
  return { starts_at, ends_at, reason: reason.ok ? reason.value : '' }
}

/** Everybody who may move what lies over it, but whoever entered it: they see the list. */
async function tellOverLeave(tx: Tx, deps: Deps, account: SignedIn, expert: ExpertAccount, leave: Pick<ExpertLeaveRow, 'starts_at' | 'ends_at'>): Promise<void> {
  const at = deps.clock.now()
  const over = (await listOverLeave(tx, at, expert.id)).filter((row) => liesOver(row, leave))
  if (over.length === 0) return
  const message = renderMessage(deps.content, 'consultation.over-leave', { expert: expert.name, count: over.length }, '/desk/consultations?group=over-leave')
  await enqueueMessages(tx, { at, accountIds: (await officerIds(tx)).filter((id) => id !== account.id), firmId: null, message })
}

/** The same leave again adds nothing. Throws `invalid-input` by field, `not-found`. */
export async function addLeave(deps: Deps, account: SignedIn, id: string, input: LeaveInput, requestId: string): Promise<{ availability: Availability; isNew: boolean }> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const { expert } = await lockOwnExpert(tx, deps, account, id)
    const leave = readLeave(input, at)
    const coming = await tx.selectFrom('expert_leaves').select(['starts_at', 'ends_at']).where('expert_id', '=', id).where('removed_at', 'is', null).where('ends_at', '>', at).execute()
    if (coming.some((one) => one.starts_at === leave.starts_at && one.ends_at === leave.ends_at)) return { availability: await viewAvailability(tx, deps, id), isNew: false }
    if (coming.length >= mostLeaves) throw invalid({ field: 'startsAt', reason: 'rows-max', limit: mostLeaves })
    const leaveId = randomUUID()
    await tx.insertInto('expert_leaves').values({ id: leaveId, expert_id: id, ...leave, created_by: account.id, created_at: at, removed_at: null }).execute()
    await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'consultations.add-leave', subject: `expert:${id}`, requestId, details: { leaveId, startsAt: leave.starts_at, endsAt: leave.ends_at } })
    await withdrawForbidden(tx, deps, id)
    await tellOverLeave(tx, deps, account, expert, leave)
    return { availability: await viewAvailability(tx, deps, id), isNew: true }
  })
}

/** Throws `not-found` for one that is over or gone. */
export async function removeLeave(deps: Deps, account: SignedIn, { id, leaveId }: { id: string; leaveId: string }, requestId: string): Promise<Availability> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    await lockOwnExpert(tx, deps, account, id)
    const result = await tx.updateTable('expert_leaves').set({ removed_at: at }).where('id', '=', leaveId).where('expert_id', '=', id).where('removed_at', 'is', null).where('ends_at', '>', at).executeTakeFirst()
    if (Number(result.numUpdatedRows) === 0) throw notFound(`expert ${id} has no leave ${leaveId} to come`)
    await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'consultations.remove-leave', subject: `expert:${id}`, requestId, details: { leaveId } })
    await offerFreed(tx, deps, id)
    return viewAvailability(tx, deps, id)
  })
}
