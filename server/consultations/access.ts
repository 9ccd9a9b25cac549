// Who may see a booking and from which side: the firm's people always, its expert, officers. An expert of the firm itself is the firm.
import type { BookingAction, BookingSide } from '#contract/consultations/workflow.ts'
import { requireMember } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { BookingRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'

/** With its firm and expert, as every list and page names them. */
export type BookingOfFirm = BookingRow & { firm_name: string; expert_name: string }

export interface OpenedBooking { row: BookingOfFirm; side: BookingSide; account: SignedIn }

export function bookingsWithNames(connection: Connection) {
  return connection.selectFrom('bookings').innerJoin('firms', 'firms.id', 'bookings.firm_id').innerJoin('accounts as experts', 'experts.id', 'bookings.expert_id')
    .selectAll('bookings').select(['firms.name as firm_name', 'experts.name as expert_name'])
}

export async function isMember(connection: Connection, accountId: string, firmId: string): Promise<boolean> {
  return (await connection.selectFrom('memberships').select('id').where('firm_id', '=', firmId).where('account_id', '=', accountId).where('state', '=', 'active').executeTakeFirst()) !== undefined
}

/** The booking and the asker's side. Throws `not-found` for everybody else, the same as for one that is not there. */
export async function openBooking(connection: Connection, account: SignedIn, id: string): Promise<OpenedBooking> {
  const row = await bookingsWithNames(connection).where('bookings.id', '=', id).executeTakeFirst()
  if (!row) throw notFound(`no booking ${id}`)
  if (await isMember(connection, account.id, row.firm_id)) return { row, side: 'firm', account }
  if (account.role === 'officer') return { row, side: 'officer', account }
  if (account.role === 'expert' && row.expert_id === account.id) return { row, side: 'expert', account }
  await requireMember(connection, account, row.firm_id)
  return { row, side: 'firm', account }
}

/** As openBooking, for what shows what the firm wrote: an expert or officer who looks leaves a line in the audit. */
export async function openBookingForReading(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<OpenedBooking> {
  const opened = await openBooking(deps.db, account, id)
  const { row, side } = opened
  if (side !== 'firm') await deps.commands.run((tx) => recordAudit(tx, { at: deps.clock.now(), accountId: account.id, role: account.duty ?? side, action: 'consultations.read', subject: `booking:${id}`, firmId: row.firm_id, requestId }))
  return opened
}

/** As openBooking; nobody else changes it until the transaction ends. */
export async function lockBooking(tx: Tx, account: SignedIn, id: string): Promise<OpenedBooking> {
  await tx.updateTable('bookings').set((eb) => ({ version: eb.ref('version') })).where('id', '=', id).execute()
  return openBooking(tx, account, id)
}

/** Throws `not-allowed` for a side that sees it but has no part in this. */
export function requireSide({ side }: OpenedBooking, ...allowed: BookingSide[]): void {
  if (!allowed.includes(side)) throw new AppError('not-allowed', { detail: `not for the ${side}` })
}

/** With these the firm agrees to what was written, or does not. */
export const agreements: readonly BookingAction[] = ['confirm-record', 'return-record']

/** Its expert has come to act for the firm since: nobody agrees to their own work for the other side. */
export function isOwnWork({ row, side, account }: OpenedBooking): boolean {
  return side === 'firm' && row.expert_id === account.id
}

/** Throws `not-allowed` for an expert who would speak for the firm about their own visit. */
export function requireOtherThanExpert(opened: OpenedBooking): void {
  if (isOwnWork(opened)) throw new AppError('not-allowed', { detail: 'its expert does not speak for the firm' })
}
