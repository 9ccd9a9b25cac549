// Requests of data subjects on the desk home.
import { sql, type SqlBool } from 'kysely'
import type { DeskSource } from '../cases/desk-source.ts'
import { sayWhat } from './person-requests.ts'

const persons: DeskSource = {
  kind: 'person', word: '个人信息', subject: ({ id }) => `person-request:${id}`,
  open: (_deps, { accountId }) => ({
    from: sql`person_requests left join proposals on proposals.subject = 'person-request:' || person_requests.id and proposals.kind = 'persons.delete' and proposals.state = 'open'`,
    where: sql<SqlBool>`person_requests.state = 'open'`,
    id: sql<string>`person_requests.id`, number: sql<string>`person_requests.number`, title: sql<string>`person_requests.kind`, dueOn: sql<string>`person_requests.due_on`, since: sql<number>`person_requests.created_at`,
    state: sql<string>`case when proposals.id is null then 'open' else 'proposed' end`, about: sql<string>`person_requests.parts`, waitsFor: sql<string>`case when proposals.id is null then 'us' else 'second' end`,
    isOut: sql<SqlBool>`person_requests.account_id = ${accountId}`, hadHand: sql<SqlBool>`coalesce(proposals.proposed_by, '') = ${accountId}`,
  }),
  show(row, { content }) {
    const kind = row.title === 'copy' || row.title === 'correct' ? row.title : 'delete'
    return { title: `个人信息：${sayWhat({ content }, { kind, parts: row.about ?? '[]' })}`, state: row.state === 'proposed' ? '等第二人核对' : '待答复', link: `/desk/person-requests/${row.id}` }
  },
}

export const personSources: readonly DeskSource[] = [persons]
