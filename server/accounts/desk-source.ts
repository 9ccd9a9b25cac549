// Firms to be verified and ownership appeals on the desk home.
import { sql, type SqlBool } from 'kysely'
import { dueAfter, type DeskSource } from '../cases/desk-source.ts'

const verifications: DeskSource = {
  kind: 'verification', word: '企业核验',
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
  kind: 'ownership', word: '申诉取回',
  open: ({ content }, { today }) => ({
    from: sql`firm_appeals`, where: sql<SqlBool>`firm_appeals.state = 'open'`,
    id: sql<string>`firm_appeals.id`, title: sql<string>`firm_appeals.reason`, firmId: sql<string>`firm_appeals.firm_id`, since: sql<number>`firm_appeals.created_at`, state: sql<string>`firm_appeals.state`, waitsFor: 'us',
    dueOn: dueAfter(content.calendar, today, sql<number>`firm_appeals.created_at`, content.casework.aims.ownership),
  }),
  show: (row) => ({ title: `申诉取回：${row.title}`, state: '待处理', link: `/desk/appeals/${row.id}` }),
}

export const accountSources: readonly DeskSource[] = [verifications, appeals]
