// Who may see a request or a lead, and from which side. A bank reaches nothing but its own leads, and never a request.
import { goneLeadStates, openedLeadStates, type FinancingSide } from '#contract/financing/workflow.ts'
import { requireMember } from '../accounts/access.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { BankRow, FinancingLeadRow, FinancingRequestRow, FirmRow } from '../db/schema.ts'
import { AppError, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'

export type FirmOfRequest = Pick<FirmRow, 'id' | 'name' | 'uscc' | 'town' | 'industry' | 'scale' | 'legal_person' | 'verification'>
export interface OpenedRequest { row: FinancingRequestRow; firm: FirmOfRequest; side: 'firm' | 'officer'; account: SignedIn }
export interface OpenedLead { row: FinancingLeadRow; request: FinancingRequestRow; firm: FirmOfRequest; bank: BankRow; side: Exclude<FinancingSide, 'calendar'>; account: SignedIn }

/** The bank this person answers for now, open or not. Throws `financing.no-bank`. */
export async function bankOf(connection: Connection, account: Pick<SignedIn, 'id'>): Promise<BankRow> {
  const row = await connection.selectFrom('bank_contacts').innerJoin('banks', 'banks.id', 'bank_contacts.bank_id').selectAll('banks').where('bank_contacts.account_id', '=', account.id).where('bank_contacts.ended_at', 'is', null).executeTakeFirst()
  if (!row) throw new AppError('financing.no-bank', { detail: `account ${account.id} is no contact of a bank` })
  return row
}

/** Accounts of the bank's contacts in service, for messages. */
export async function bankContactIds(connection: Connection, bankId: string): Promise<string[]> {
  const rows = await connection.selectFrom('bank_contacts').innerJoin('accounts', 'accounts.id', 'bank_contacts.account_id').select('bank_contacts.account_id').where('bank_contacts.bank_id', '=', bankId)
    .where('bank_contacts.ended_at', 'is', null).where('accounts.disabled_at', 'is', null).where('accounts.staff_role', '=', 'bank').orderBy('bank_contacts.added_at').orderBy('bank_contacts.id').execute()
  return rows.map((row) => row.account_id)
}

export async function firmOf(connection: Connection, firmId: string): Promise<FirmOfRequest> {
  return connection.selectFrom('firms').select(['id', 'name', 'uscc', 'town', 'industry', 'scale', 'legal_person', 'verification']).where('id', '=', firmId).executeTakeFirstOrThrow()
}

async function isMember(connection: Connection, accountId: string, firmId: string): Promise<boolean> {
  return (await connection.selectFrom('memberships').select('id').where('firm_id', '=', firmId).where('account_id', '=', accountId).where('state', '=', 'active').executeTakeFirst()) !== undefined
}

/** The request for its firm's people, and for officers once it was handed in. Throws `not-found` for everybody else, banks first of all. */
export async function openRequest(connection: Connection, account: SignedIn, id: string): Promise<OpenedRequest> {
  const row = await connection.selectFrom('financing_requests').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound(`no financing request ${id}`)
  const isOfficer = account.role === 'officer' && row.number !== null
  if (!(await isMember(connection, account.id, row.firm_id)) && isOfficer) return { row, firm: await firmOf(connection, row.firm_id), side: 'officer', account }
  await requireMember(connection, account, row.firm_id)
  return { row, firm: await firmOf(connection, row.firm_id), side: 'firm', account }
}

/** As openRequest; nobody else changes it or its leads until the transaction ends. */
export async function lockRequest(tx: Tx, account: SignedIn, id: string): Promise<OpenedRequest> {
  await tx.updateTable('financing_requests').set((eb) => ({ version: eb.ref('version') })).where('id', '=', id).execute()
  return openRequest(tx, account, id)
}

async function sideOf(connection: Connection, account: SignedIn, { row, request }: Pick<OpenedLead, 'row' | 'request'>): Promise<OpenedLead['side'] | null> {
  if (await isMember(connection, account.id, request.firm_id)) return 'firm'
  if (account.role === 'officer') return 'officer'
  if (account.role !== 'bank' || goneLeadStates.includes(row.state)) return null
  const contact = await connection.selectFrom('bank_contacts').select('id').where('account_id', '=', account.id).where('bank_id', '=', row.bank_id).where('ended_at', 'is', null).executeTakeFirst()
  return contact ? 'bank' : null
}

/** The lead and the asker's side: the firm's people, officers, contacts of its bank as long as the firm lets them. Throws `not-found` for everybody else, the same as for one that is not there. */
export async function openLead(connection: Connection, account: SignedIn, id: string): Promise<OpenedLead> {
  const row = await connection.selectFrom('financing_leads').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound(`no lead ${id}`)
  const request = await connection.selectFrom('financing_requests').selectAll().where('id', '=', row.request_id).executeTakeFirstOrThrow()
  const side = await sideOf(connection, account, { row, request })
  if (side === null) throw notFound(`lead ${id} is not for account ${account.id}`)
  const bank = await connection.selectFrom('banks').selectAll().where('id', '=', row.bank_id).executeTakeFirstOrThrow()
  return { row, request, firm: await firmOf(connection, request.firm_id), bank, side, account }
}

/** As openLead; the request is locked with it (requests before leads, everywhere). */
export async function lockLead(tx: Tx, account: SignedIn, id: string): Promise<OpenedLead> {
  const found = await tx.selectFrom('financing_leads').select('request_id').where('id', '=', id).executeTakeFirst()
  if (found) await tx.updateTable('financing_requests').set((eb) => ({ version: eb.ref('version') })).where('id', '=', found.request_id).execute()
  return openLead(tx, account, id)
}

/** Whether a bank may see whose lead it is. */
export function isOpened({ state }: Pick<FinancingLeadRow, 'state'>): boolean {
  return openedLeadStates.includes(state)
}
