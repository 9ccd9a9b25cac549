// The door to somebody's account: what an administrator does alone, and what is only proposed because a second one has to agree. Each once per Idempotency-Key.
import { kindOfDuty, kindOfReset, needsReason, type StaffAction, type StaffProposalKind } from '#contract/accounts/staff-rules.ts'
import type { StaffActionInput, StaffInvite, StaffOutcome } from '#contract/accounts/staff-schema.ts'
import type { FieldProblem } from '#contract/errors.ts'
import { needsFourEyes } from '../content/security.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import { once, type StoredReply } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import { assertFreshCode } from '../http/session.ts'
import { assertAdministrators, assertInvitable, carryOut, findTarget, invite, lockStaff, type StaffDoing, type StaffOrder, type StaffTarget } from './staff-deeds.ts'
import type { StaffDeps } from './staff-hands.ts'
import { readName, readPhone, readReason, readTown } from './staff-input.ts'
import { viewStaffPerson } from './staff-list.ts'
import { proposeStaff } from './staff-proposals.ts'

export interface Asked { account: SignedIn; key: string; bodyHash: string; requestId: string }
type Reply = StoredReply<StaffOutcome>

function guarded({ content }: Pick<Deps, 'content'>, kind: StaffProposalKind | null): StaffProposalKind | null {
  return kind !== null && needsFourEyes(content.security, kind) ? kind : null
}

/** Throws `invalid-input` by field, `accounts.proposal-open`, `accounts.fresh-code-needed`. */
export async function inviteStaff(deps: StaffDeps, { account, key, bodyHash, requestId }: Asked, input: StaffInvite): Promise<Reply> {
  const at = deps.clock.now()
  const problems: FieldProblem[] = []
  const order = { deed: 'invite' as const, phone: readPhone(input.phone, problems), name: readName(input.name, problems), duty: input.duty, town: readTown(deps, input.duty, input.town, problems) }
  if (problems.length > 0) throw invalid(...problems)
  const kind = guarded(deps, kindOfDuty(input.duty))
  const reason = readReason(input.reason, kind !== null)
  assertFreshCode(account, at)
  return deps.commands.run((tx) => once(tx, { accountId: account.id, route: 'staff.invite', key, bodyHash, at }, async (): Promise<Reply> => {
    await lockStaff(tx)
    await assertAdministrators(tx, account)
    const person = await assertInvitable(tx, order.phone)
    const doing: StaffDoing = { deps, tx, account, at, requestId, reason }
    if (kind) return { status: 202, body: { person: null, proposal: await proposeStaff(doing, kind, order, null, person?.id ?? null) } }
    return { status: 201, body: { person: await viewStaffPerson(tx, account.id, await invite(doing, order), at), proposal: null } }
  }))
}

type Order = Exclude<StaffOrder, { deed: 'invite' }>

function readOrder(deps: Deps, target: StaffTarget, action: StaffAction, input: StaffActionInput): Order {
  if (action !== 'change') return { deed: action }
  const problems: FieldProblem[] = []
  const name = input.name === undefined ? target.name : readName(input.name, problems)
  const duty = input.duty ?? target.staff_role
  // Which bank somebody answers for is said where banks are.
  if (duty !== target.staff_role && (duty === 'bank' || target.staff_role === 'bank')) problems.push({ field: 'duty', reason: 'option' })
  const town = readTown(deps, duty, input.town === undefined ? target.town : input.town, problems)
  if (problems.length > 0) throw invalid(...problems)
  return { deed: 'change', name, duty, town }
}

/** What a second administrator has to agree to: giving one of the guarded duties, again or anew, and an administrator's second factor. */
function proposalOf(deps: Deps, target: StaffTarget, order: Order): { kind: StaffProposalKind; order: Extract<Order, { deed: 'change' }> | { deed: 'reopen' | 'reset-factor' } } | null {
  const { deed } = order
  if (deed === 'end-sessions' || deed === 'shut' || (deed === 'change' && order.duty === target.staff_role)) return null
  const kind = guarded(deps, deed === 'change' ? kindOfDuty(order.duty) : deed === 'reopen' ? kindOfDuty(target.staff_role) : kindOfReset(target.staff_role))
  return kind && { kind, order: deed === 'change' ? order : { deed } }
}

/**
 * Throws `not-found`, `accounts.own-account`, `accounts.last-system-administrator`, `accounts.proposal-open`, `accounts.fresh-code-needed`, `stale` where the duty is not what the page showed, `invalid-input` by field.
 */
export async function actOnStaff(deps: StaffDeps, { account, key, bodyHash, requestId }: Asked, { id, action }: { id: string; action: StaffAction }, input: StaffActionInput): Promise<Reply> {
  const at = deps.clock.now()
  // Taking something away at once must not wait for a code.
  if (action !== 'shut' && action !== 'end-sessions') assertFreshCode(account, at)
  return deps.commands.run((tx) => once(tx, { accountId: account.id, route: `staff.${action}`, key, bodyHash, at }, async (): Promise<Reply> => {
    await lockStaff(tx, id)
    const target = await findTarget(tx, account, id)
    if (input.seenDuty !== undefined && input.seenDuty !== target.staff_role) throw new AppError('stale', { details: { duty: target.staff_role } })
    const order = readOrder(deps, target, action, input)
    const reason = readReason(input.reason, needsReason(action, order.deed === 'change' && order.duty !== target.staff_role))
    const doing: StaffDoing = { deps, tx, account, at, requestId, reason }
    const waits = proposalOf(deps, target, order)
    if (waits) {
      await assertAdministrators(tx, account, waits.order.deed === 'change' ? target : undefined)
      return { status: 202, body: { person: null, proposal: await proposeStaff(doing, waits.kind, waits.order, target, target.id) } }
    }
    await carryOut(doing, target, order)
    return { status: 200, body: { person: await viewStaffPerson(tx, account.id, id, at), proposal: null } }
  }))
}
