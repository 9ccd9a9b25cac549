// Notices that wait for the second person on the desk home.
import { sql, type SqlBool } from 'kysely'
import { dueAfter, type DeskSource } from '../cases/desk-source.ts'

const proposed: DeskSource = {
  kind: 'notice', word: '通知',
  open: ({ content, databaseKind }, { accountId, today }) => {
    const since = sql<number>`coalesce(notice_versions.proposed_at, notice_versions.saved_at)`
    return {
      from: sql`notice_versions`, where: sql<SqlBool>`notice_versions.state = 'proposed'`,
      id: sql<string>`notice_versions.id`, title: databaseKind === 'sqlite' ? sql<string>`json_extract(notice_versions.text, '$.title')` : sql<string>`(notice_versions.text::jsonb ->> 'title')`, since,
      state: sql<string>`notice_versions.state`, waitsFor: 'second', about: sql<string | null>`notice_versions.notice_id`, dueOn: dueAfter(content.calendar, today, since, content.casework.aims.notice),
      hadHand: sql<SqlBool>`exists (select 1 from notice_hands where notice_hands.version_id = notice_versions.id and notice_hands.account_id = ${accountId})`,
    }
  },
  show: (row) => ({ title: row.title, state: '等第二人核准', link: `/desk/notices/${row.about ?? ''}` }),
}

export const noticeSources: readonly DeskSource[] = [proposed]
