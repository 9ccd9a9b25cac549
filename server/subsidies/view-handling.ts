// What handling adds to an application: the card, what changed, opinions, disputes, payment, and who may do what next.
import type { Correction } from '#contract/cases/corrections.ts'
import { actionsFor, findMove, pathOf, type CaseAction } from '#contract/cases/workflow.ts'
import type { ErrorCode } from '#contract/errors.ts'
import { changedPaths, isItemChanged, valueAt, type GivenPage } from '#contract/subsidies/openings.ts'
import type { Programme } from '#contract/subsidies/programme.ts'
import type { Application, Changes } from '#contract/subsidies/schema.ts'
import { mayApprove } from '../accounts/approvals.ts'
import { findCard, type Card, type StoredItem } from '../cases/corrections.ts'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { hadAHand, type Reader } from './access.ts'
import { listDisputes } from './disputes.ts'
import { lastAppealDay } from './doing.ts'
import { listSubmittedPapers, type ApplicationCase, type PaperRow, type Submitted } from './repository.ts'
import { openAnswers, sensitiveFields, withoutAccounts } from './sealed.ts'
import type { Snapshot } from './snapshot.ts'

const iso = (ms: number) => new Date(ms).toISOString()
const isoOrNull = (ms: number | null) => (ms === null ? null : iso(ms))

function pagesOf(papers: readonly PaperRow[]): GivenPage[] {
  return papers.map((page) => ({ paperId: page.paper_id, fileId: page.id, position: page.position }))
}

/** A card as its readers see it; `changed` are the ids of items whose openings differ from what was handed in last. */
export function viewCard(card: Card, savedBy: string, changed: readonly string[]): Correction {
  return {
    id: card.id, round: card.round, kind: card.kind, state: card.state, version: card.version, savedBy, savedAt: iso(card.saved_at), sentAt: isoOrNull(card.sent_at),
    items: card.items.map((item) => ({ ...item, doneAt: isoOrNull(item.doneAt), isChanged: changed.includes(item.id) })),
  }
}

export async function nameOf(connection: Connection, id: string | null): Promise<string> {
  if (id === null) return ''
  return (await connection.selectFrom('accounts').select('name').where('id', '=', id).executeTakeFirst())?.name ?? ''
}

/** Whether something an item opens differs from what was handed in last. */
export function changeFinder(deps: Deps, row: ApplicationCase, snapshot: Snapshot, live: readonly PaperRow[], submitted: readonly PaperRow[]): (item: StoredItem) => boolean {
  const { secret } = deps.config
  const before = { answers: openAnswers(secret, snapshot.answers), papers: pagesOf(submitted) }
  const now = { answers: openAnswers(secret, row.application.answers), papers: pagesOf(live) }
  return (item) => isItemChanged(item, before, now)
}

export async function correctionFor(deps: Deps, connection: Connection, row: ApplicationCase, reader: Reader, snapshot: Snapshot | undefined, live: readonly PaperRow[], submitted: readonly PaperRow[]): Promise<Correction | null> {
  const card = await findCard(connection, row.id)
  if (!card || !snapshot || (card.state === 'draft' && reader.side === 'firm')) return null
  const changed = card.state === 'open' ? card.items.filter(changeFinder(deps, row, snapshot, live, submitted)).map((item) => item.id) : []
  return viewCard(card, reader.side === 'officer' ? await nameOf(connection, card.saved_by) : deps.content.county.office, changed)
}

/** What the newest submission has that the one before had not, for the officer's eye; accounts masked. */
export async function changesFor(deps: Deps, connection: Connection, programme: Programme, [newest, previous]: readonly Submitted[], submitted: readonly PaperRow[]): Promise<Changes | null> {
  if (!newest || !previous) return null
  const opened = (snapshot: Snapshot) => openAnswers(deps.config.secret, snapshot.answers)
  const before = withoutAccounts(programme, opened(previous.snapshot))
  const fields = changedPaths(opened(previous.snapshot), opened(newest.snapshot)).map((path) => ({ path, before: valueAt(before, path) ?? null }))
  const pages = { now: pagesOf(submitted), then: pagesOf(await listSubmittedPapers(connection, previous.case_id, previous.round)) }
  const isIn = (list: readonly GivenPage[], page: GivenPage) => list.some((one) => one.paperId === page.paperId && one.fileId === page.fileId)
  const gone = pages.then.filter((page) => !isIn(pages.now, page))
  const added = pages.now.filter((page) => !isIn(pages.then, page))
  const replacedBy = (page: GivenPage) => gone.find((one) => one.paperId === page.paperId && one.position === page.position)
  return {
    fields,
    papers: added.map((page) => ({ paperId: page.paperId, fileId: page.fileId, replaces: replacedBy(page)?.fileId ?? null })),
    removed: gone.filter((page) => !added.some((one) => replacedBy(one) === page)).map(({ paperId, fileId }) => ({ paperId, fileId })),
  }
}

export async function recommendationFor(connection: Connection, row: ApplicationCase, reader: Reader, isOutside: boolean): Promise<Application['recommendation']> {
  if (reader.side !== 'officer' || isOutside) return null
  const given = await connection.selectFrom('recommendations').innerJoin('accounts', 'accounts.id', 'recommendations.account_id').selectAll('recommendations').select('accounts.name')
    .where('case_id', '=', row.id).orderBy('at', 'desc').limit(1).executeTakeFirst()
  if (!given) return null
  return { amountFen: given.amount_fen, computedFen: given.computed_fen, amountReason: given.amount_reason, reason: given.reason, by: given.name, byMe: given.account_id === reader.accountId, at: iso(given.at) }
}

/** `isOutside`: an officer who stands aside learns no more than the firm does; they may be of it, or close to it. */
export async function disputesFor(deps: Deps, connection: Connection, row: ApplicationCase, reader: Reader, today: string, isOutside: boolean): Promise<Application['disputes']> {
  const disputes = await listDisputes(deps, connection, row.id, today)
  if (reader.side === 'officer' && !isOutside) return disputes
  return disputes.map((dispute) => (dispute.kind === 'appeal' ? { ...dispute, answeredBy: null } : { ...dispute, name: null, contact: null, reason: null, fileIds: [], answeredBy: null }))
}

export async function paymentFor(connection: Connection, caseId: string): Promise<Application['payment']> {
  const payment = await connection.selectFrom('payments').selectAll().where('case_id', '=', caseId).orderBy('at', 'desc').limit(1).executeTakeFirst()
  return payment ? { state: payment.state, amountFen: payment.amount_fen, paidOn: payment.paid_on, reference: payment.reference, failure: payment.failure, at: iso(payment.at) } : null
}

interface Standing { row: ApplicationCase; reader: Reader; isOutside: boolean; programme: Programme; publicity: Application['publicity']; disputes: Application['disputes']; today: string; firmVerification: Application['firmVerification'] }

/** Whether there is anything to do it to: an answer needs an open dispute, a payment an account. */
function hasObject(action: CaseAction, { row, disputes, programme }: Standing): boolean {
  const isOpen = (kind: 'objection' | 'appeal') => disputes.some((dispute) => dispute.kind === kind && dispute.state === 'open')
  switch (action) {
    case 'answer-objection': return isOpen('objection')
    case 'answer-appeal': return isOpen('appeal')
    case 'payment-failed': return sensitiveFields(programme).length > 0
    case 'withdraw': return row.decided_at === null
    case 'add-form': return programme.papers.some((paper) => paper.scan === 'after')
    default: return true
  }
}

/** The last day the firm may ask for a review of this refusal; null once it has asked, or where nothing was refused. */
export function appealUntil(deps: Deps, row: ApplicationCase): string | null {
  if (row.state !== 'refused' || row.appealed_at !== null || row.decided_at === null) return null
  return lastAppealDay(deps, row.decided_at)
}

/** Why this move, although the table has it, would be refused now; undefined when it would not. */
function refusalOf(deps: Deps, action: CaseAction, { row, publicity, disputes, today, firmVerification }: Standing): ErrorCode | undefined {
  if (action === 'accept') return firmVerification === 'verified' ? undefined : 'cases.firm-unverified'
  if (action === 'appeal') {
    if (row.appealed_at !== null) return 'subsidies.appealed-before'
    return today > lastAppealDay(deps, row.decided_at ?? deps.clock.now()) ? 'subsidies.appeal-late' : undefined
  }
  if (action !== 'pay' && !((action === 'payment-failed' || action === 'archive') && row.state === 'publicity')) return undefined
  if (disputes.some((dispute) => dispute.state === 'open')) return 'subsidies.dispute-open'
  return publicity?.state === 'running' && today <= publicity.endsOn ? 'subsidies.publicity-running' : undefined
}

/** What the table allows here, parted into what this reader may do now and what another person, or a later day, may. */
export async function actionsOf(deps: Deps, connection: Connection, standing: Standing): Promise<Pick<Application, 'actions' | 'blocked'>> {
  const { row, reader, programme } = standing
  if (reader.duty === 'auditor') return { actions: [], blocked: [] }
  const path = pathOf(programme.steps)
  const possible = actionsFor(row.state, reader.side, path).filter((action) => hasObject(action, standing))
  const isOfficer = reader.side === 'officer'
  const hasHand = isOfficer && (await hadAHand(connection, reader.accountId, row))
  const codeOf = (action: CaseAction): ErrorCode | undefined => {
    if (standing.isOutside) return 'cases.recused'
    const needsAnother = isOfficer && findMove(action, reader.side, row.state, path)?.byAnother === true
    if (needsAnother && hasHand) return 'cases.other-person'
    if (needsAnother && !mayApprove(deps, reader.duty)) return 'accounts.approver-needed'
    return refusalOf(deps, action, standing)
  }
  const blocked = possible.flatMap((action) => {
    const code = codeOf(action)
    return code === undefined ? [] : [{ action, code }]
  })
  return { actions: possible.filter((action) => codeOf(action) === undefined), blocked }
}
