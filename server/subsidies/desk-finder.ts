// Applications by number, firm, patent or the contact's phone.
import { sql, type SqlBool } from 'kysely'
import { caseStateWords } from '#contract/cases/workflow.ts'
import { phoneNote } from '../cases/desk-search.ts'
import { isOfSought, numberSought, type DeskFinder } from '../cases/desk-source.ts'

export const caseFinder: DeskFinder = {
  kind: 'case', word: '申报办件',
  async find({ deps }, sought, limit) {
    const term = (kind: 'patent' | 'phone', value: string | null) => value === null ? sql<SqlBool>`1 = 0` : sql<SqlBool>`cases.id in (select case_terms.case_id from case_terms where case_terms.kind = ${sql.lit(kind)} and case_terms.value = ${value})`
    const rows = await deps.db.selectFrom('cases').innerJoin('firms', 'firms.id', 'cases.firm_id').select(['cases.id', 'cases.number', 'cases.title', 'cases.state', 'firms.name', term('phone', sought.phone).as('by_phone'), term('patent', sought.patent).as('by_patent')])
      .where('cases.submitted_at', 'is not', null).where('cases.state', '<>', 'draft')
      .where(sql<SqlBool>`(${numberSought(sql`cases.number`, sought)} or ${isOfSought(sql`cases.firm_id`, sought)} or ${term('phone', sought.phone)} or ${term('patent', sought.patent)})`)
      .orderBy('cases.submitted_at', 'desc').orderBy('cases.id', 'desc').limit(limit).execute()
    return rows.map((row) => ({
      id: row.id, number: row.number, title: row.title, firmName: row.name, state: caseStateWords[row.state],
      note: sought.phone !== null && row.by_phone ? phoneNote(sought.phone) : sought.patent !== null && row.by_patent ? sought.patent : null, link: `/desk/cases/${row.id}`,
    }))
  },
}
