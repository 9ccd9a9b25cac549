// Who hears of an assessment, in which words, with a link its reader may open.
import { actingDuties } from '#contract/accounts/duties.ts'
import type { ReviewerKind } from '#contract/assessment/schema.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { firmMemberIds } from '../accounts/access.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import type { SignedIn } from '../http/route.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import type { AssessmentOfFirm } from './repository.ts'
import { editionOf } from './view.ts'

export interface Telling {
  deps: Pick<Deps, 'content'>
  tx: Tx
  account: SignedIn
  row: AssessmentOfFirm
  at: number
}

const firmPage = (row: AssessmentOfFirm) => `/assessment/${row.id}`
const deskPage = (row: AssessmentOfFirm) => `/desk/assessments/${row.id}`
const deskList = '/desk/assessments'

function values({ deps, row }: Telling): { firm: string; edition: string } {
  return { firm: row.firm_name, edition: editionOf(deps, row).edition }
}

/** Everybody in service with this duty who is not of the firm. */
async function reviewersFor(connection: Connection, kind: ReviewerKind, firmId: string): Promise<string[]> {
  const rows = await connection.selectFrom('accounts').select('id').where('staff_role', 'in', actingDuties(kind)).where('disabled_at', 'is', null)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('memberships').select('memberships.id').whereRef('memberships.account_id', '=', 'accounts.id').where('memberships.firm_id', '=', firmId).where('memberships.state', '=', 'active'))))
    .orderBy('created_at').execute()
  return rows.map((row) => row.id)
}

/** Once a person, assessment and day, however many parts are given. */
export async function tellAssigned(telling: Telling, to: string): Promise<void> {
  const { deps, tx, account, row, at } = telling
  if (to === account.id) return
  const message = renderMessage(deps.content, 'assessment.assigned', { ...values(telling), by: account.name }, firmPage(row))
  await enqueueMessages(tx, { at, accountIds: [to], firmId: row.firm_id, message, dedupeKey: `assessment.assigned:${row.id}:${shanghaiDate(at)}` })
}

/** Whoever has it in hand, else everybody with that duty. */
export async function tellSubmitted(telling: Telling, to: { kind: ReviewerKind; reviewerId: string | null }): Promise<void> {
  const { deps, tx, row, at } = telling
  const accountIds = to.reviewerId === null ? await reviewersFor(tx, to.kind, row.firm_id) : [to.reviewerId]
  await enqueueMessages(tx, { at, accountIds, firmId: null, message: renderMessage(deps.content, 'assessment.submitted', values(telling), deskPage(row)) })
}

/** The reviewer no longer sees it: the link leads to what is left to do. */
export async function tellWithdrawn(telling: Telling, reviewerId: string): Promise<void> {
  const { deps, tx, at } = telling
  await enqueueMessages(tx, { at, accountIds: [reviewerId], firmId: null, message: renderMessage(deps.content, 'assessment.withdrawn', values(telling), deskList) })
}

export async function tellChanges(telling: Telling, count: number): Promise<void> {
  const { deps, tx, account, row, at } = telling
  const message = renderMessage(deps.content, 'assessment.changes', { ...values(telling), by: account.name, count }, firmPage(row))
  await enqueueMessages(tx, { at, accountIds: await firmMemberIds(tx, row.firm_id), firmId: row.firm_id, message })
}

export async function tellReviewed(telling: Telling): Promise<void> {
  const { deps, tx, account, row, at } = telling
  const message = renderMessage(deps.content, 'assessment.closed', { ...values(telling), by: account.name }, `${firmPage(row)}/result`)
  await enqueueMessages(tx, { at, accountIds: await firmMemberIds(tx, row.firm_id), firmId: row.firm_id, message })
}
