// 一次告知: written as a draft, sent as one card, ticked item by item, taken back. While it is open nothing can be decided (pitfall C20).
import { maxItems, type Correction, type CorrectionInput, type CorrectionItemInput, type TickInput } from '#contract/cases/corrections.ts'
import { actionsFor, pathOf } from '#contract/cases/workflow.ts'
import type { FieldProblem } from '#contract/errors.ts'
import { cleanText, hasForbiddenCharacters } from '#contract/identifiers/text.ts'
import { isFieldPath } from '#contract/subsidies/openings.ts'
import type { Programme } from '#contract/subsidies/programme.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { recordAudit } from '../audit/record.ts'
import { discardCard, endCard, findCard, saveDraft, sendCard, writeItems, type Card, type StoredItem } from '../cases/corrections.ts'
import { holdDue, resumeDue } from '../cases/due.ts'
import { isFirmEditing } from '../cases/presence.ts'
import { lockCase } from '../cases/repository.ts'
import type { Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { assertNotRecused, getVisibleApplication, lockOwnApplication } from './access.ts'
import { clockFor, sayDue, type Doing, type Effect } from './doing.ts'
import { findApplication, listPapers, listSubmittedPapers, newestRound, restoreSubmitted, type ApplicationCase, type PaperRow } from './repository.ts'
import { sensitiveFields } from './sealed.ts'
import { programmeOf, readSnapshot } from './snapshot.ts'
import { viewApplication } from './view.ts'
import { changeFinder, viewCard } from './view-handling.ts'

/** Problems of items against the scheme and what was handed in, by `items[i].…`. In a draft the sentence and the openings may still be missing. */
function itemProblems(items: readonly CorrectionItemInput[], programme: Programme, papers: readonly PaperRow[], isSent: boolean): FieldProblem[] {
  const ids = new Set<string>()
  return items.flatMap((item, index) => {
    const at = `items[${index}]`
    const isGiven = (paperId: string, fileId: string) => papers.some((page) => page.paper_id === paperId && page.id === fileId)
    const isPaper = (paperId: string) => programme.papers.some((paper) => paper.id === paperId && (paper.origin === 'firm' || paper.scan !== undefined))
    const problems: FieldProblem[] = []
    // The firm ticks an item by its address: one with such text could never be finished.
    if (ids.has(item.id) || hasForbiddenCharacters(item.id)) problems.push({ field: `${at}.id`, reason: 'format' })
    ids.add(item.id)
    const isAtKnown = item.at.kind === 'field' ? isFieldPath(programme, item.at.path) : isPaper(item.at.paperId) && (item.at.fileId === null || isGiven(item.at.paperId, item.at.fileId))
    if (!isAtKnown) problems.push({ field: `${at}.at`, reason: 'unknown' })
    for (const [place, opening] of item.opens.entries()) {
      const isKnown = opening.kind === 'field' ? isFieldPath(programme, opening.path) : opening.kind === 'page' ? isGiven(opening.paperId, opening.fileId) : isPaper(opening.paperId)
      if (!isKnown) problems.push({ field: `${at}.opens[${place}]`, reason: 'unknown' })
    }
    const text = cleanText(item.text)
    if (!text.ok) problems.push({ field: `${at}.text`, reason: text.reason })
    else if (isSent && text.value === '') problems.push({ field: `${at}.text`, reason: 'required' })
    if (isSent && item.opens.length === 0) problems.push({ field: `${at}.opens`, reason: 'required' })
    return problems
  })
}

/** Saves the officers' draft of a card; without items it is thrown away. Throws `stale` (412 with the newest version), `cases.wrong-state`, `cases.recused`, `invalid-input` by item. */
export async function saveCorrection(deps: Deps, account: SignedIn, id: string, input: CorrectionInput, requestId: string): Promise<Correction | null> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    await lockCase(tx, id)
    const { row, reader } = await getVisibleApplication(tx, account, id)
    if (reader !== 'officer') throw new AppError('not-allowed', { detail: 'only officers write a correction' })
    const programme = programmeOf(deps, row)
    await assertNotRecused(tx, account, row)
    if (!actionsFor(row.state, 'officer', pathOf(programme.steps)).includes('return')) throw new AppError('cases.wrong-state', { details: { state: row.state } })
    const card = await findCard(tx, id)
    if (input.version !== (card?.version ?? 0)) throw new AppError('stale', { details: { version: card?.version ?? 0 } })
    const papers = await listSubmittedPapers(tx, id, (await newestRound(tx, id)) ?? 0)
    const problems = itemProblems(input.items, programme, papers, false)
    if (problems.length > 0) throw new AppError('invalid-input', { fields: problems })
    await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'subsidies.save-correction', subject: `case:${id}`, firmId: row.firm_id, requestId, details: { items: input.items.length } })
    if (input.items.length === 0) {
      if (card) await discardCard(tx, card)
      return null
    }
    const saved = await saveDraft(tx, { caseId: id, round: row.rounds + 1, card, items: input.items, accountId: account.id, at })
    return viewCard(saved, account.name, [])
  })
}

function sentences(items: readonly CorrectionItemInput[]): string {
  return items.map((item, index) => `${index + 1}. ${item.text}`).join('\n')
}

/** Opens the card to the firm; the county's clock stands still, the firm has its own working days. */
export async function returnToFirm(doing: Doing): Promise<Effect> {
  const { deps, tx, account, row, input, at, today, programme } = doing
  const card = await findCard(tx, row.id)
  const items = (input.items ?? card?.items ?? []).map(({ id, at: pin, phraseId, text, opens }) => ({ id, at: pin, phraseId, text: text.trim(), opens }))
  const papers = await listSubmittedPapers(tx, row.id, (await newestRound(tx, row.id)) ?? 0)
  const problems = itemProblems(items, programme, papers, true)
  if (problems.some((problem) => problem.reason !== 'required')) throw new AppError('invalid-input', { fields: problems })
  if (items.length === 0 || items.length > maxItems || problems.length > 0) throw new AppError('cases.correction-empty', { fields: problems.length > 0 ? problems : [{ field: 'items', reason: 'required' }] })
  return openCard(doing, { items, kind: 'defects', resumeState: row.state, card, note: sentences(items), today, at, accountId: account.id, deps, tx })
}

async function openCard({ row }: Doing, open: { items: CorrectionItemInput[]; kind: 'defects' | 'payment'; resumeState: Doing['row']['state']; card: Awaited<ReturnType<typeof findCard>>; note: string; today: string; at: number; accountId: string; deps: Deps; tx: Tx }): Promise<Effect> {
  const { calendar, casework } = open.deps.content
  await sendCard(open.tx, { caseId: row.id, card: open.card, kind: open.kind, round: row.rounds + 1, items: open.items, resumeState: open.resumeState, accountId: open.accountId, at: open.at })
  const clock = holdDue(row, calendar, open.today, casework.correctionWorkdays, casework.promises.correction)
  return { change: { rounds: row.rounds + 1, ...clock }, note: open.note, values: { count: open.items.length, dueOn: sayDue(clock, open.today), workdays: casework.correctionWorkdays } }
}

/** A payment came back: the firm may change its account and nothing else, then it is paid again. */
export async function reopenAccount(doing: Doing): Promise<Effect> {
  const { deps, tx, account, row, reason, at, today, programme } = doing
  const locked = sensitiveFields(programme)
  const section = programme.sections.find((candidate) => candidate.fields.some((field) => locked.includes(field.name)))
  if (!section) throw new AppError('cases.wrong-state', { detail: 'the scheme asks for no account', details: { state: row.state } })
  const opens = section.fields.map((field) => ({ kind: 'field' as const, path: field.name }))
  const item: CorrectionItemInput = { id: `payment-${row.rounds + 1}`, at: { kind: 'field', path: locked[0] ?? '' }, phraseId: null, text: `${deps.content.casework.paymentFailed}${reason ?? ''}`.slice(0, 200), opens }
  const path = pathOf(programme.steps)
  return openCard(doing, { items: [item], kind: 'payment', resumeState: path.includes('publicity') ? 'publicity' : 'approved', card: undefined, note: reason ?? '', today, at, accountId: account.id, deps, tx })
}

/** The officer takes the card back: what was handed in stands, the county's clock runs on. Not while the firm is at it. */
export async function takeBack(doing: Doing): Promise<Effect> {
  const { deps, tx, row, at, today } = doing
  const card = await findCard(tx, row.id)
  if (card?.state !== 'open' || card.resume_state === null) throw new Error(`case ${row.id} is returned without a card`)
  if (await isFirmEditing(tx, row.id, at)) throw new AppError('cases.firm-editing')
  await endCard(tx, card, 'taken-back', at)
  await restoreSubmitted(tx, row.id, readSnapshot(row.application.snapshot)?.answers ?? {}, (await newestRound(tx, row.id)) ?? 0, at)
  const clock = row.held_due === null ? clockFor(doing, card.resume_state) : resumeDue(row, deps.content.calendar, today)
  return { to: card.resume_state, change: { ...clock }, values: { dueOn: sayDue(clock, today) } }
}

/** The firm ticks one item. Throws `cases.nothing-changed` for a tick where nothing was changed and nothing is said to it. */
export async function tickCorrection(deps: Deps, account: SignedIn, request: { id: string; itemId: string; input: TickInput; requestId: string }): Promise<Application> {
  const at = deps.clock.now()
  const reply = request.input.reply === undefined ? undefined : cleanText(request.input.reply)
  if (reply && !reply.ok) throw invalid({ field: 'reply', reason: reply.reason })
  return deps.commands.run(async (tx) => {
    const row = await lockOwnApplication(tx, account, request.id)
    const card = await findCard(tx, row.id)
    if (row.state !== 'returned' || card?.state !== 'open') throw new AppError('cases.wrong-state', { details: { state: row.state } })
    const item = card.items.find((candidate) => candidate.id === request.itemId)
    if (!item) throw notFound(`card ${card.id} has no item ${request.itemId}`)
    const words = reply === undefined ? item.reply : reply.value || null
    if (request.input.done && words === null && !(await findChanged(deps, tx, row))(item)) throw new AppError('cases.nothing-changed', { fields: [{ field: 'reply', reason: 'required' }] })
    const ticked: StoredItem = { ...item, reply: words, doneAt: request.input.done ? at : null, doneBy: request.input.done ? account.name : null }
    await writeItems(tx, card, card.items.map((candidate) => (candidate.id === item.id ? ticked : candidate)))
    await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'subsidies.tick-correction', subject: `case:${row.id}`, firmId: row.firm_id, requestId: request.requestId, details: { item: item.id, done: request.input.done } })
    const ticketed = await findApplication(tx, row.id)
    if (!ticketed) throw notFound(`application ${row.id} vanished`)
    return viewApplication(deps, tx, ticketed, { side: 'firm', accountId: account.id, duty: account.duty })
  })
}

async function findChanged(deps: Deps, tx: Tx, row: ApplicationCase): Promise<(item: StoredItem) => boolean> {
  const snapshot = readSnapshot(row.application.snapshot)
  if (!snapshot) return () => false
  const submitted = await listSubmittedPapers(tx, row.id, (await newestRound(tx, row.id)) ?? 0)
  return changeFinder(deps, row, snapshot, await listPapers(tx, row.id), submitted)
}

/** Which items of the card are done: ticked, and changed or answered in words. */
export async function doneItems(deps: Deps, tx: Tx, row: ApplicationCase, card: Card): Promise<(item: StoredItem) => boolean> {
  const isChanged = card.items.every((item) => item.doneAt === null || item.reply !== null) ? () => false : await findChanged(deps, tx, row)
  return (item) => item.doneAt !== null && (item.reply !== null || isChanged(item))
}
