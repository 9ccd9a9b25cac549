// Accounts of those who work for the county, their experts and banks; made by system administrators (staff-deeds.ts) and by the operator (server/cli.ts), contacts of banks by officers (server/financing/contacts.ts).
import type { StaffRole } from '#contract/accounts/schema.ts'
import { maskPhone } from '#contract/identifiers/mask.ts'
import { parsePhone } from '#contract/identifiers/phone.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import { recordAudit, type AuditLine } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { AccountRow } from '../db/schema.ts'
import { invalid, notFound } from '../errors.ts'
import { dropFactor } from './factor-repository.ts'
import { findAccountByPhone, findOrAddAccount, removeAllSessions } from './repository.ts'
import type { Leaver } from './staff-hands.ts'

/** `by`: who gives the duty where it is not the operator. */
export interface NewStaff { /** Whoever is shut, and not by what this undoes, stays shut. */ opensShut?: boolean; phone: string; name: string; role: StaffRole; /** Of an assistant; null: all of the county. */ town?: string | null; at: number; reason?: string; by?: { accountId: string; role: StaffRole | null; requestId: string } }

function readPhone(text: string): string {
  const phone = parsePhone(text)
  if (!phone.ok) throw invalid({ field: 'phone', reason: phone.reason })
  return phone.value
}

type Hand = Pick<AuditLine, 'accountId' | 'role' | 'requestId'>
const hand = (by?: NewStaff['by']): Hand => by ?? { accountId: null, role: 'operator' }

/** Gives a phone a duty, making the account if it is new; sessions opened without the duty end. Throws `invalid-input`, also for somebody who acts for a firm and for a shut account, which is opened by its own deed alone. Returns the account's id. */
export async function addStaff(tx: Tx, request: NewStaff): Promise<string> {
  const phone = readPhone(request.phone)
  const name = cleanText(request.name, { singleLine: true })
  if (!name.ok || name.value === '') throw invalid({ field: 'name', reason: 'required' })
  const { account } = await findOrAddAccount(tx, { phone, name: name.value, role: request.role, at: request.at })
  if (account.disabled_at !== null && !request.opensShut) throw invalid({ field: 'phone', reason: 'account-shut' })
  const membership = await tx.selectFrom('memberships').select('id').where('account_id', '=', account.id).where('state', '!=', 'removed').executeTakeFirst()
  if (membership) throw invalid({ field: 'phone', reason: 'acts-for-a-firm' })
  await tx.updateTable('accounts').set({ staff_role: request.role, name: name.value, town: request.role === 'assistant' ? (request.town ?? null) : null, ...(request.opensShut ? { disabled_at: null } : {}) }).where('id', '=', account.id).execute()
  await removeAllSessions(tx, account.id)
  await recordAudit(tx, { at: request.at, ...hand(request.by), action: 'accounts.add-staff', subject: `account:${account.id}`, details: { role: request.role, ...(request.town ? { town: request.town } : {}), ...(request.reason ? { reason: request.reason } : {}) } })
  return account.id
}

/** A bank let this person go, and nothing else shut the account: then that is undone by a bank that takes them (on), not by an administrator. */
export async function isShutByBank(connection: Connection, account: Pick<AccountRow, 'id' | 'disabled_at'>): Promise<boolean> {
  if (account.disabled_at === null) return false
  return (await connection.selectFrom('bank_contacts').select('id').where('account_id', '=', account.id).where('ended_at', '=', account.disabled_at).executeTakeFirst()) !== undefined
}

/**
 * Ends every session of the account and forgets its phones: it is told nothing any more. `at`: its own end, kept as the first one; of one that a bank let go it becomes
 * `at` where `isBarred`, so that no bank opens it again.
 */
export async function shutAccount(tx: Tx, accountId: string, at: number, isBarred = true): Promise<void> {
  if (isBarred) await tx.updateTable('accounts').set({ disabled_at: at }).where('id', '=', accountId).where('disabled_at', 'in', tx.selectFrom('bank_contacts').select('ended_at').where('account_id', '=', accountId)).execute()
  await tx.updateTable('accounts').set({ disabled_at: at }).where('id', '=', accountId).where('disabled_at', 'is', null).execute()
  await removeAllSessions(tx, accountId)
  await tx.deleteFrom('push_subscriptions').where('account_id', '=', accountId).execute()
}

/** Nobody stays signed in with what the account was before, and no phone hears of it any more. Returns how many were signed in. */
export async function endSessions(tx: Tx, accountId: string): Promise<number> {
  await tx.deleteFrom('push_subscriptions').where('account_id', '=', accountId).execute()
  return removeAllSessions(tx, accountId)
}

/** The app and the recovery codes count no longer; whoever needs a second factor sets up a new one at their next sign-in. */
export async function forgetFactor(tx: Tx, accountId: string): Promise<void> {
  await dropFactor(tx, accountId)
  await endSessions(tx, accountId)
}

/** By the operator, who alone helps the last administrator. Returns the account's id. Throws `not-found`. */
export async function resetFactorOf(tx: Tx, request: { phone: string; at: number }): Promise<string> {
  const account = await findAccountByPhone(tx, readPhone(request.phone))
  if (!account) throw notFound(`no account with ${maskPhone(request.phone)}`)
  await forgetFactor(tx, account.id)
  await recordAudit(tx, { at: request.at, accountId: null, role: 'operator', action: 'staff.reset-factor', subject: `account:${account.id}` })
  return account.id
}

/** Shuts or reopens any account; shutting ends all its sessions at once. Throws `not-found`. */
export async function setAccountDisabled(tx: Tx, request: { phone: string; disabled: boolean; at: number; /** What they have in hand goes to nobody first. */ before?: (leaver: Leaver) => Promise<unknown> }): Promise<void> {
  const account = await findAccountByPhone(tx, readPhone(request.phone))
  if (!account) throw notFound(`no account with ${maskPhone(request.phone)}`)
  if (request.disabled && account.staff_role !== null) await request.before?.({ id: account.id, duty: account.staff_role })
  if (request.disabled) await shutAccount(tx, account.id, request.at)
  else await tx.updateTable('accounts').set({ disabled_at: null }).where('id', '=', account.id).execute()
  await recordAudit(tx, { at: request.at, accountId: null, role: 'operator', action: request.disabled ? 'accounts.disable' : 'accounts.enable', subject: `account:${account.id}` })
}

export type StaffMember = Pick<AccountRow, 'id' | 'phone' | 'name' | 'town' | 'last_seen_at' | 'disabled_at'> & { staff_role: StaffRole }

export async function listStaff(connection: Connection): Promise<StaffMember[]> {
  const rows = await connection.selectFrom('accounts').select(['id', 'phone', 'name', 'staff_role', 'town', 'last_seen_at', 'disabled_at']).where('staff_role', 'is not', null).orderBy('staff_role').orderBy('phone').execute()
  return rows.flatMap(({ staff_role, ...row }) => (staff_role ? [{ ...row, staff_role }] : []))
}
