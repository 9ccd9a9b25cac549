// Requests by their number, that of a lead or of a pledge registration, by firm or by a right they would pledge. Contacts and amounts are sealed: nothing is found by them.
import { sql, type SqlBool } from 'kysely'
import { requestStateWords } from '#contract/financing/workflow.ts'
import { isOfSought, numberSought, type DeskFinder } from '../cases/desk-source.ts'
import { seeDeskRequests } from './desk-view.ts'

export const requestFinder: DeskFinder = {
  kind: 'request', word: '质押融资',
  async find({ deps, account, requestId }, sought, limit) {
    const lead = sql<string | null>`(select max(financing_leads.number) from financing_leads where financing_leads.request_id = financing_requests.id and (${numberSought(sql`financing_leads.number`, sought)} or lower(financing_leads.registration_number) like ${sought.words} escape '!'))`
    const byRight = sought.patent === null ? sql<SqlBool>`1 = 0` : sql<SqlBool>`exists (select 1 from rights where rights.number = ${sought.patent} and rights.firm_id = financing_requests.firm_id and financing_requests.right_ids like '%' || rights.id || '%')`
    const rows = await deps.db.selectFrom('financing_requests').innerJoin('firms', 'firms.id', 'financing_requests.firm_id').selectAll('financing_requests').select(['firms.name as firm_name', lead.as('lead_number')])
      .where('financing_requests.number', 'is not', null).where('financing_requests.state', '<>', 'draft')
      .where(sql<SqlBool>`(${numberSought(sql`financing_requests.number`, sought)} or ${isOfSought(sql`financing_requests.firm_id`, sought)} or ${lead} is not null or ${byRight})`)
      .orderBy('financing_requests.submitted_at', 'desc').orderBy('financing_requests.id', 'desc').limit(limit).execute()
    await seeDeskRequests(deps, account, rows, requestId)
    return rows.map((row) => ({
      id: row.id, number: row.number, title: '知识产权质押融资需求', firmName: row.firm_name, state: requestStateWords[row.state], note: row.lead_number === null ? null : `对接 ${row.lead_number}`, link: `/desk/financing/${row.id}`,
    }))
  },
}
