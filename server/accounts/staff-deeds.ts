// What a system administrator does to an account, in the caller's transaction: alone, or when a second one has agreed.
import { officerDuties } from '#contract/accounts/duties.ts'
import type { StaffRole } from '#contract/accounts/schema.ts'
import type { InvitableDuty } from '#contract/accounts/staff-rules.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { AccountRow } from '../db/schema.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { findAccountByPhone } from './repository.ts'
import type { StaffDeps } from './staff-hands.ts'
import { addStaff, endSessions, forgetFactor, isShutByBank, shutAccount } from './staff.ts'
import { tellInvited, tellOwner } from './staff-telling.ts'

/** Kept in a proposal until it is decided. */
export type StaffOrder =
  | { deed: 'invite'; phone: string; name: string; duty: InvitableDuty; town: string | null }
  | { deed: 'change'; name: string; duty: StaffRole; town: string | null }
  | { deed: 'end-sessions' | 'reset-factor' | 'shut' | 'reopen' }

export interface StaffDoing { deps: StaffDeps; tx: Tx; account: SignedIn; at: number; requestId: string; reason: string }
export type StaffTarget = AccountRow & { staff_role: StaffRole }

/** Until the transaction ends nobody becomes or ceases to be an administrator, and nobody else does anything to this account. */
export async function lockStaff(tx: Tx, id?: string): Promise<void> {
  await tx.updateTable('accounts').set((eb) => ({ name: eb.ref('name') })).where((eb) => eb.or([eb('staff_role', '=', 'administrator'), ...(id === undefined ? [] : [eb('id', '=', id)])])).execute()
}

export async function administratorIds(connection: Connection): Promise<string[]> {
  const rows = await connection.selectFrom('accounts').select('id').where('staff_role', '=', 'administrator').where('disabled_at', 'is', null).orderBy('created_at').execute()
  return rows.map((row) => row.id)
}

/** Throws `not-found` for whoever has no duty, `accounts.own-account`. */
export async function findTarget(connection: Connection, account: SignedIn, id: string): Promise<StaffTarget> {
  const row = await connection.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row?.staff_role) throw notFound(`no duty of account ${id}`)
  if (id === account.id) throw new AppError('accounts.own-account')
  return { ...row, staff_role: row.staff_role }
}

/** Throws `accounts.last-system-administrator` where none but this one would be left, `not-signed-in` where the asker was shut or lost the duty a moment ago. */
export async function assertAdministrators(tx: Tx, account: SignedIn, without?: StaffTarget): Promise<void> {
  const inService = await administratorIds(tx)
  const takesOne = without?.staff_role === 'administrator' && without.disabled_at === null
  if (takesOne && inService.every((id) => id === without.id)) throw new AppError('accounts.last-system-administrator')
  if (!inService.includes(account.id)) throw new AppError('not-signed-in', { detail: `account ${account.id} is no administrator any more` })
}

/** A number with a duty is changed, not invited; one that acts for a firm has none. Throws `invalid-input` on phone. */
export async function assertInvitable(connection: Connection, phone: string): Promise<AccountRow | undefined> {
  const person = await findAccountByPhone(connection, phone)
  if (person?.staff_role) throw invalid({ field: 'phone', reason: 'works-here' })
  const membership = person && (await connection.selectFrom('memberships').select('id').where('account_id', '=', person.id).where('state', '!=', 'removed').executeTakeFirst())
  if (membership) throw invalid({ field: 'phone', reason: 'acts-for-a-firm' })
  return person
}

/** Makes the account, or gives one without a duty its first. Returns its id. */
export async function invite(doing: StaffDoing, { phone, name, duty, town }: Extract<StaffOrder, { deed: 'invite' }>): Promise<string> {
  const { tx, account, at, requestId, reason } = doing
  await assertInvitable(tx, phone)
  const id = await addStaff(tx, { phone, name, role: duty, town, at, reason, by: { accountId: account.id, role: account.duty, requestId } })
  await tellInvited(doing, id, duty)
  return id
}

async function note({ tx, account, at, requestId, reason }: StaffDoing, id: string, action: string, details: Record<string, unknown> = {}): Promise<void> {
  await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: `staff.${action}`, subject: `account:${id}`, requestId, details: { ...details, ...(reason === '' ? {} : { reason }) } })
}

/** What they had in hand is their colleagues' from now on. Before the account changes: nobody who is shut has anything in hand. */
async function layBack({ deps, tx, account, at, requestId }: StaffDoing, target: StaffTarget): Promise<{ laidBack?: number }> {
  const laidBack = await deps.hands.layBack(tx, deps, { id: target.id, duty: target.staff_role }, { at, accountId: account.id, role: account.duty, requestId })
  return laidBack === 0 ? {} : { laidBack }
}

const keepsHands = (before: StaffRole, after: StaffRole) => [before, after].every((duty) => officerDuties.some((one) => one === duty))

async function change(doing: StaffDoing, target: StaffTarget, { name, duty, town }: Extract<StaffOrder, { deed: 'change' }>): Promise<void> {
  const changesDuty = duty !== target.staff_role
  if (!changesDuty && name === target.name && town === target.town) return
  const laid = changesDuty && !keepsHands(target.staff_role, duty) ? await layBack(doing, target) : {}
  await doing.tx.updateTable('accounts').set({ name, staff_role: duty, town }).where('id', '=', target.id).execute()
  if (changesDuty) await endSessions(doing.tx, target.id)
  await note(doing, target.id, 'change', { ...(changesDuty ? { before: target.staff_role, after: duty, ...laid } : {}), ...(name === target.name ? {} : { renamed: true }), ...(town === target.town ? {} : { town: town ?? '' }) })
  if (changesDuty && target.disabled_at === null) await tellOwner(doing, target.id, 'staff.changed', { duty })
}

async function resetFactor(doing: StaffDoing, target: StaffTarget): Promise<void> {
  await forgetFactor(doing.tx, target.id)
  await note(doing, target.id, 'reset-factor')
  await tellOwner(doing, target.id, 'staff.factor-reset', {})
}

async function shut(doing: StaffDoing, target: StaffTarget): Promise<void> {
  const laid = await layBack(doing, target)
  await shutAccount(doing.tx, target.id, doing.at)
  await note(doing, target.id, 'shut', laid)
}

/** A contact whose bank let them go comes back through a bank. */
async function assertNotLetGo(tx: Tx, target: StaffTarget): Promise<void> {
  if (target.staff_role === 'bank' && (await isShutByBank(tx, target))) throw new AppError('not-allowed', { detail: `account ${target.id} was let go by its bank` })
}

/** Throws `accounts.last-system-administrator`. Doing again what is done already changes nothing. */
export async function carryOut(doing: StaffDoing, target: StaffTarget, order: Exclude<StaffOrder, { deed: 'invite' }>): Promise<void> {
  const { tx, account } = doing
  const takesAway = order.deed === 'shut' || (order.deed === 'change' && order.duty !== target.staff_role)
  await assertAdministrators(tx, account, takesAway ? target : undefined)
  switch (order.deed) {
    case 'change': return change(doing, target, order)
    case 'reset-factor': return resetFactor(doing, target)
    case 'end-sessions': return note(doing, target.id, 'end-sessions', { sessions: await endSessions(tx, target.id) })
    case 'shut':
      if (target.disabled_at !== null && !(await isShutByBank(tx, target))) return undefined
      return shut(doing, target)
    case 'reopen':
      if (target.disabled_at === null) return undefined
      await assertNotLetGo(tx, target)
      await tx.updateTable('accounts').set({ disabled_at: null }).where('id', '=', target.id).execute()
      await note(doing, target.id, 'reopen')
      return tellOwner(doing, target.id, 'staff.reopened', { duty: target.staff_role })
  }
}
