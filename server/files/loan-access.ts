// Papers that go between a firm and a bank: read through the lead they hang on, by its firm, by its bank as long as it may see whose lead it is, by officers.
import { openedLeadStates } from '#contract/financing/workflow.ts'
import { recordSight } from '../audit/sights.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { FileRow } from '../db/schema.ts'
import type { SignedIn } from '../http/route.ts'

export async function hangsOnLead(connection: Connection, fileId: string): Promise<boolean> {
  return (await connection.selectFrom('financing_files').select('lead_id').where('file_id', '=', fileId).limit(1).executeTakeFirst()) !== undefined
}

function leadsOf(connection: Connection, fileId: string) {
  return connection.selectFrom('financing_files').innerJoin('financing_leads', 'financing_leads.id', 'financing_files.lead_id').select(['financing_leads.id', 'financing_leads.request_id', 'financing_leads.bank_id']).where('financing_files.file_id', '=', fileId)
}

/** Leads of the asker's bank, opened and not revoked, that the file hangs on; asked live, so that whoever leaves the bank is out at once. */
async function openedLeads(connection: Connection, account: Pick<SignedIn, 'id'>, fileId: string): Promise<{ id: string; request_id: string; bank_id: string }[]> {
  return leadsOf(connection, fileId).innerJoin('bank_contacts', 'bank_contacts.bank_id', 'financing_leads.bank_id').where('bank_contacts.account_id', '=', account.id).where('bank_contacts.ended_at', 'is', null).where('financing_leads.state', 'in', openedLeadStates).execute()
}

/** A bank sees what hangs on its own opened leads, a firm what a bank has sent to its leads. */
export async function isOfLead(connection: Connection, account: SignedIn, file: FileRow): Promise<boolean> {
  if (account.role === 'bank' && (await openedLeads(connection, account, file.id)).length > 0) return true
  if (file.purpose !== 'loan') return false
  const ofFirm = await leadsOf(connection, file.id).innerJoin('financing_requests', 'financing_requests.id', 'financing_leads.request_id').innerJoin('memberships', 'memberships.firm_id', 'financing_requests.firm_id')
    .where('memberships.account_id', '=', account.id).where('memberships.state', '=', 'active').limit(1).executeTakeFirst()
  return ofFirm !== undefined
}

/** A bank's or an officer's look at such a paper is found with the other sights of the lead. */
export async function noteLeadSight(tx: Tx, account: SignedIn, file: FileRow, at: number): Promise<void> {
  const { role } = account
  if (role !== 'bank' && role !== 'officer') return
  const leads = role === 'bank' ? await openedLeads(tx, account, file.id) : await leadsOf(tx, file.id).execute()
  for (const lead of leads) await recordSight(tx, { at, requestId: lead.request_id, leadId: lead.id, accountId: account.id, bankId: role === 'bank' ? lead.bank_id : null, side: role, what: 'file', ref: file.id })
}
