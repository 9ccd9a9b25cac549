// Applications, payments, objections, appeals and versions of schemes on the desk home.
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import { caseStateWords, caseStates } from '#contract/cases/workflow.ts'
import { dueAfter, type DeskReader, type DeskRow, type DeskSource } from '../cases/desk-source.ts'
import { canBePaid, deskOf, hasCorrected } from '../cases/queue-groups.ts'
import type { Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'

/** Declared a conflict of interest, or handed the case in for its firm (subsidies/access.ts isRecused). */
function isOutOfCase({ accountId }: DeskReader): RawBuilder<SqlBool> {
  return sql<SqlBool>`(exists (select 1 from recusals where recusals.case_id = cases.id and recusals.account_id = ${accountId})
    or exists (select 1 from submissions where submissions.case_id = cases.id and submissions.account_id = ${accountId} and submissions.kind <> 'officer'))`
}

/** Four eyes: recommended it, or changed answers on the firm's behalf. */
function preparedIt(reader: DeskReader): Expression<SqlBool> {
  return sql<SqlBool>`(cases.state = 'reviewing' and (coalesce(cases.recommended_by, '') = ${reader.accountId} or ${hasCorrected(reader.accountId)}))`
}

const cases = { from: sql`cases`, id: sql<string>`cases.id`, number: sql<string | null>`cases.number`, title: sql<string>`cases.title`, firmId: sql<string>`cases.firm_id`, dueOn: sql<string | null>`cases.due_on`, hand: sql<string | null>`cases.assigned_to` }
/** A case that can be paid is a payment, not a case to be handled. */
const isPayable = (deps: Pick<Deps, 'content'>, reader: DeskReader) => canBePaid(deskOf(deps, reader.accountId, reader.today))
const casePage = (id: string) => `/desk/cases/${id}`

async function assignCases(tx: Tx, ids: readonly string[], to: string | null): Promise<void> {
  await tx.updateTable('cases').set({ assigned_to: to }).where('id', 'in', ids).execute()
}

function stateWord({ state }: DeskRow): string {
  if (state === 'back') return '补正回来'
  return caseStateWords[caseStates.find((known) => known === state) ?? 'submitted']
}

const applications: DeskSource = {
  kind: 'case', word: '申报办件', assign: assignCases,
  open: (deps, reader) => ({
    ...cases,
    where: sql<SqlBool>`(cases.state in ('submitted', 'accepted', 'reviewing', 'returned', 'approved', 'publicity') and cases.due_on is not null and not ${isPayable(deps, reader)})`,
    since: sql<number>`coalesce(cases.submitted_at, cases.created_at)`,
    state: sql<string>`case when cases.rounds > 0 and cases.state in ('submitted', 'accepted') then 'back' else cases.state end`,
    waitsFor: sql<string>`case when cases.state = 'returned' then 'firm' when cases.state = 'reviewing' then 'second' else 'us' end`,
    isOut: isOutOfCase(reader), hadHand: preparedIt(reader),
  }),
  show: (row) => ({ title: row.title, state: stateWord(row), link: casePage(row.id) }),
}

const payments: DeskSource = {
  kind: 'payment', word: '拨付', assign: assignCases, subject: ({ id }) => `case:${id}`,
  open: (deps, reader) => ({
    ...cases, where: isPayable(deps, reader), since: sql<number>`coalesce(cases.decided_at, cases.submitted_at, cases.created_at)`,
    dueOn: sql<string | null>`coalesce(cases.due_on, ${dueAfter(deps.content.calendar, reader.today, sql<number>`coalesce(cases.decided_at, cases.submitted_at, cases.created_at)`, deps.content.casework.aims.payment)})`,
    state: sql<string>`cases.state`, waitsFor: 'us', isOut: isOutOfCase(reader),
  }),
  show: (row) => ({ title: row.title, state: '可拨付', link: casePage(row.id) }),
}

function disputesOf(kind: 'objection' | 'appeal', word: string, state: string): DeskSource {
  return {
    kind, word, subject: ({ about }) => `case:${about}`,
    open: (_deps, reader) => ({
      from: sql`disputes inner join cases on cases.id = disputes.case_id`,
      where: sql<SqlBool>`(disputes.state = 'open' and disputes.kind = ${sql.lit(kind)})`,
      id: sql<string>`disputes.id`, number: cases.number, title: cases.title, firmId: cases.firmId, dueOn: sql<string | null>`disputes.due_on`, since: sql<number>`disputes.created_at`, state: sql<string>`disputes.state`,
      // Another officer than the one who refused answers an appeal.
      waitsFor: kind === 'appeal' ? 'second' : 'us', about: sql<string | null>`disputes.case_id`, isOut: isOutOfCase(reader),
      ...(kind === 'appeal' ? { hadHand: sql<SqlBool>`coalesce(cases.decided_by, '') = ${reader.accountId}` } : {}),
    }),
    show: (row) => ({ title: row.title, state, link: casePage(row.about ?? '') }),
  }
}

const schemes: DeskSource = {
  kind: 'scheme', word: '资金项目',
  open: (deps, { accountId, today }) => ({
    from: sql`scheme_versions`, where: sql<SqlBool>`scheme_versions.state = 'proposed'`,
    id: sql<string>`scheme_versions.id`, title: sql<string>`scheme_versions.programme_id`, since: sql<number>`coalesce(scheme_versions.proposed_at, scheme_versions.saved_at)`, state: sql<string>`scheme_versions.state`,
    dueOn: dueAfter(deps.content.calendar, today, sql<number>`coalesce(scheme_versions.proposed_at, scheme_versions.saved_at)`, deps.content.casework.aims.scheme), waitsFor: 'second', about: sql<string | null>`scheme_versions.programme_id`,
    hadHand: sql<SqlBool>`exists (select 1 from scheme_hands where scheme_hands.version_id = scheme_versions.id and scheme_hands.account_id = ${accountId})`,
  }),
  show: (row, { content }) => ({ title: titleOfScheme(row, content), state: '等第二人核准', link: `/desk/schemes/${row.about ?? ''}` }),
}

function titleOfScheme({ title: programmeId }: DeskRow, content: Deps['content']): string {
  return content.source(programmeId)?.source.title ?? programmeId
}

export const subsidySources: readonly DeskSource[] = [applications, payments, disputesOf('objection', '异议', '有异议'), disputesOf('appeal', '申请复核', '申请复核'), schemes]
