// Firms to be verified and ownership appeals on the desk home.
import { sql, type SqlBool } from 'kysely'
import { dueAfter, type DeskSource } from '../cases/desk-source.ts'

const verifications: DeskSource = {
  kind: 'verification', word: '企业核验', subject: ({ id }) => `firm:${id}`,
  open: ({ content }, { today }) => {
    // When the licence was handed in, not the firm made.
    const since = sql<number>`coalesce(files.created_at, firms.created_at)`
    return {
      from: sql`firms left join files on files.id = firms.licence_file_id`, where: sql<SqlBool>`firms.verification = 'pending'`,
      id: sql<string>`firms.id`, title: sql<string>`firms.uscc`, firmId: sql<string>`firms.id`, since, state: sql<string>`firms.verification`, waitsFor: 'us',
      dueOn: dueAfter(content.calendar, today, since, content.casework.aims.verification),
    }
  },
  show: (row) => ({ title: `核验营业执照 ${row.title}`, state: '待核验', link: `/desk/verifications/${row.id}` }),
}

const appeals: DeskSource = {
  kind: 'ownership', word: '申诉取回', subject: ({ id }) => `appeal:${id}`,
  open: ({ content }, { today, accountId }) => ({
    from: sql`firm_appeals left join proposals on proposals.subject = 'appeal:' || firm_appeals.id and proposals.kind = 'firms.appeal' and proposals.state = 'open'`, where: sql<SqlBool>`firm_appeals.state = 'open'`,
    id: sql<string>`firm_appeals.id`, title: sql<string>`firm_appeals.reason`, firmId: sql<string>`firm_appeals.firm_id`, since: sql<number>`firm_appeals.created_at`,
    state: sql<string>`case when proposals.id is null then 'open' else 'proposed' end`, waitsFor: sql<string>`case when proposals.id is null then 'us' else 'second' end`, hadHand: sql<SqlBool>`coalesce(proposals.proposed_by, '') = ${accountId}`,
    dueOn: dueAfter(content.calendar, today, sql<number>`firm_appeals.created_at`, content.casework.aims.ownership),
  }),
  show: (row) => ({ title: `申诉取回：${row.title}`, state: row.state === 'proposed' ? '等第二人确认' : '待处理', link: `/desk/appeals/${row.id}` }),
}

const changeWords: Readonly<Record<string, string>> = { 'firms.merge': '合并重复登记', 'firms.code': '变更信用代码', 'firms.end': '注销、迁出或恢复' }

/** Changes of firms that wait for a second person; of a merge, under the firm that goes. */
const changes: DeskSource = {
  kind: 'firm-change', word: '企业变更', subject: ({ about }) => `firm:${about}`,
  open: ({ content }, { today, accountId }) => ({
    from: sql`proposals`, where: sql<SqlBool>`proposals.state = 'open' and proposals.kind in ('firms.merge', 'firms.code', 'firms.end')`,
    id: sql<string>`proposals.id`, title: sql<string>`proposals.reason`, firmId: sql<string>`substr(proposals.subject, 6)`, since: sql<number>`proposals.proposed_at`, state: sql<string>`proposals.kind`, about: sql<string>`substr(proposals.subject, 6)`, waitsFor: 'second',
    dueOn: dueAfter(content.calendar, today, sql<number>`proposals.proposed_at`, content.casework.aims.firm), hadHand: sql<SqlBool>`proposals.proposed_by = ${accountId}`,
  }),
  show: (row) => ({ title: `${changeWords[row.state] ?? ''}：${row.title}`, state: '等第二人确认', link: `/desk/firms/${row.about ?? ''}` }),
}

export const accountSources: readonly DeskSource[] = [verifications, appeals, changes]
