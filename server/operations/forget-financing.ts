// Requests to banks that are over: no bank is asked any more, and nothing is owed to one.
import { sql } from 'kysely'
import { isUndisputedFirm } from './forget-cases.ts'
import type { Kind } from './forgetting.ts'

/** Tables with rows of a lead, and of a request, in an order in which foreign keys let them go. */
export const tablesOfLead = ['financing_files', 'financing_calls', 'financing_ratings'] as const
export const tablesOfRequest = ['financing_consents', 'financing_events', 'financing_views', 'financing_leads'] as const

/** `since`: the end of the request or of its last lead (a loan: when it was settled), whichever is later. */
export const financing: Kind = {
  async due(connection, before, only) {
    const { rows } = await sql<{ id: string; firm_id: string; since: number }>`
      select r.id, r.firm_id, max(coalesce(l.ended_at, r.ended_at)) as since from financing_requests r left join financing_leads l on l.request_id = r.id
      where r.ended_at < ${before} and r.state in ('declined', 'withdrawn', 'closed') and ${isUndisputedFirm('r')}
        and not exists (select 1 from financing_leads o where o.request_id = r.id and o.ended_at is null)
        ${only === undefined ? sql`` : sql`and r.id = ${only}`}
      group by r.id, r.firm_id having max(coalesce(l.ended_at, r.ended_at)) < ${before} order by since, r.id`.execute(connection)
    return rows.map((row) => ({ id: row.id, subject: `financing:${row.id}`, firmId: row.firm_id, since: Number(row.since) }))
  },
  async forget(tx, id) {
    const leads = tx.selectFrom('financing_leads').select('id').where('request_id', '=', id)
    for (const table of tablesOfLead) await tx.deleteFrom(table).where('lead_id', 'in', leads).execute()
    for (const table of tablesOfRequest) await tx.deleteFrom(table).where('request_id', '=', id).execute()
    await tx.deleteFrom('financing_requests').where('id', '=', id).execute()
  },
}
