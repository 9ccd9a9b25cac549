// Assessments handed to the county on the desk home.
import { sql, type SqlBool } from 'kysely'
import { dueAfter, type DeskSource } from '../cases/desk-source.ts'

const reviews: DeskSource = {
  kind: 'assessment', word: '贯标自评',
  open: ({ content }, { accountId, today }) => {
    const since = sql<number>`coalesce(assessments.submitted_at, assessments.created_at)`
    return {
      from: sql`assessments`, where: sql<SqlBool>`(assessments.review_to = 'officer' and assessments.state in ('in-review', 'changes'))`,
      id: sql<string>`assessments.id`, title: sql<string>`assessments.edition_id`, firmId: sql<string>`assessments.firm_id`, since, state: sql<string>`assessments.state`,
      waitsFor: sql<string>`case when assessments.state = 'changes' then 'firm' else 'us' end`, hand: sql<string | null>`assessments.reviewer_id`,
      dueOn: sql<string | null>`case when assessments.state = 'changes' then null else ${dueAfter(content.calendar, today, since, content.casework.aims.assessment)} end`,
      // As hadAHand of access.ts.
      isOut: sql<SqlBool>`(${accountId} in (assessments.created_by, assessments.saved_by, coalesce(assessments.submitted_by, ''))
        or exists (select 1 from assessment_answer_events where assessment_answer_events.assessment_id = assessments.id and assessment_answer_events.saved_by = ${accountId})
        or exists (select 1 from assessment_evidence where assessment_evidence.assessment_id = assessments.id and assessment_evidence.added_by = ${accountId}))`,
    }
  },
  show: (row, { content }) => ({ title: content.edition(row.title)?.title ?? row.title, state: row.state === 'changes' ? '退回修改' : '待审阅', link: `/desk/assessments/${row.id}` }),
  async assign(tx, ids, to) {
    await tx.updateTable('assessments').set((eb) => ({ reviewer_id: to, version: eb('version', '+', 1) })).where('id', 'in', ids).where('review_to', '=', 'officer').where('state', '=', 'in-review').execute()
  },
}

export const assessmentSources: readonly DeskSource[] = [reviews]
