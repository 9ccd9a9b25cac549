// What each action does to a request: the columns it changes, what became of its leads, who hears of it. The door is request-actions.ts.
import { randomUUID } from 'node:crypto'
import type { FieldProblem } from '#contract/errors.ts'
import type { RequestActionInput, ReturnedItem } from '#contract/financing/request-schema.ts'
import { boundStates, type FinancingSide, type RequestAction, type RequestMove } from '#contract/financing/workflow.ts'
import { shanghaiDate, yearOf } from '#contract/identifiers/date.ts'
import { cleanText, textLength } from '#contract/identifiers/text.ts'
import { nothingOwed, promise } from '../cases/due.ts'
import { assertGoesOn } from '../accounts/access.ts'
import { nextCaseNumber } from '../cases/numbers.ts'
import type { Tx } from '../db/commands.ts'
import type { FinancingRequestRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import type { OpenedRequest } from './access.ts'
import { endLeadsOf } from './lead-actions.ts'
import { missingOf } from './request-input.ts'
import { countLive } from './request-repository.ts'
import { cardOf, pledgedRightOf, readRights, sentCardOf } from './request-rights.ts'
import { tellAccepted, tellClosed, tellDeclined, tellReturned, tellSubmitted } from './request-telling.ts'
import { itemsOf, rightIdsOf } from './request-view.ts'
import { openWish, sealCard } from './sealed.ts'

/** reason: cleaned, '' where none was given. */
export interface RequestDeed { deps: Deps; tx: Tx; opened: OpenedRequest; move: RequestMove; input: RequestActionInput; reason: string; at: number; requestId: string }
export interface RequestOutcome {
  /** Beside state, version and reason, which the door sets. */
  change?: Partial<FinancingRequestRow>
  /** Beside the reason, of the line of history. */
  note?: string
  /** Said in the audit; never an amount. */
  details?: Record<string, string | number | boolean>
  /** The calendar goes on at once: the card is green and the firm verified. */
  next?: { action: RequestAction; side: FinancingSide; outcome: (row: FinancingRequestRow) => RequestOutcome }
  /** After everything was written. */
  tell?: (row: FinancingRequestRow) => Promise<void>
}
type Work = (deed: RequestDeed) => Promise<RequestOutcome>

const kind = 'RZ'
const nothingDue = { due_from: nothingOwed.due_from, due_on: nothingOwed.due_on, due_workdays: nothingOwed.due_workdays, due_promise: nothingOwed.due_promise, late_told: null }

/** The officer's time to look, from today. */
function screening({ deps, at }: RequestDeed): Partial<FinancingRequestRow> {
  const { calendar, financingCasework: casework } = deps.content
  const { due_from, due_on, due_workdays, due_promise } = promise(calendar, shanghaiDate(at), casework.screenWorkdays, casework.screenPromise)
  return { due_from, due_on, due_workdays, due_promise, late_told: null }
}

/** Sealed with the card and the rights of this moment. Throws `invalid-input` by field for what is missing, `financing.not-ready` for a red light. */
async function sealUp({ deps, tx, opened: { row, firm }, at }: RequestDeed): Promise<Pick<FinancingRequestRow, 'card' | 'verdict' | 'right_ids'>> {
  const stored = openWish(deps.config.secret, row)
  const rights = await readRights(tx, deps, row.firm_id, rightIdsOf(row))
  const missing = missingOf(deps.content, stored, rights, firm.name)
  if (missing.length > 0) throw invalid(...missing)
  const today = shanghaiDate(at)
  const card = cardOf(deps, firm, rights, stored.answers, today)
  if (card.verdict === 'red') throw new AppError('financing.not-ready', { details: { red: card.counts.red } })
  return { card: sealCard(deps.config.secret, { card: sentCardOf(card, today), rights: rights.map(pledgedRightOf), sent: stored, place: { town: firm.town, industry: firm.industry } }), verdict: card.verdict, right_ids: JSON.stringify(rights.map(({ id }) => id)) }
}

function acceptedBy(deed: RequestDeed): RequestOutcome {
  const { deps, tx, at } = deed
  return { change: { ...nothingDue, accepted_at: at }, tell: (row) => tellAccepted(tx, deps, row) }
}

const submit: Work = async (deed) => {
  const { deps, tx, opened: { row, firm, account }, at } = deed
  const { content: { county, financingCasework: casework } } = deps
  await assertGoesOn(tx, row.firm_id)
  if ((await countLive(tx, row.firm_id)) >= casework.requestsPerFirm) throw new AppError('financing.request-limit', { details: { most: casework.requestsPerFirm } })
  const sealed = await sealUp(deed)
  const change = { ...sealed, ...screening(deed), number: await nextCaseNumber(tx, county.numberPrefix, kind, yearOf(shanghaiDate(at))), submitted_by: account.id, submitted_at: at }
  const isStraight = casework.greenGoesStraight && sealed.verdict === 'green' && firm.verification === 'verified'
  const told = (sent: FinancingRequestRow) => tellSubmitted(tx, deps, sent, firm)
  return { change, details: { verdict: sealed.verdict ?? '' }, ...(isStraight ? { next: { action: 'accept', side: 'calendar', outcome: () => acceptedBy(deed) } } : { tell: told }) }
}

/** What an officer asked for, an officer looks at: never straight to the banks. Throws `invalid-input` for what is not ticked yet. */
const resubmit: Work = async (deed) => {
  const { deps, tx, opened: { row, firm } } = deed
  const open = itemsOf(row).flatMap((item, index) => (item.doneAt === null ? [{ field: `items[${index}]`, reason: 'required' }] : []))
  if (open.length > 0) throw invalid(...open)
  const sealed = await sealUp(deed)
  return { change: { ...sealed, ...screening(deed) }, details: { verdict: sealed.verdict ?? '' }, tell: (sent) => tellSubmitted(tx, deps, sent, firm) }
}

const accept: Work = (deed) => {
  if (deed.opened.firm.verification !== 'verified') throw new AppError('cases.firm-unverified')
  return Promise.resolve(acceptedBy(deed))
}

const mostItemWords = 400

function readItems({ items = [] }: RequestActionInput): ReturnedItem[] {
  const problems: FieldProblem[] = []
  const read = items.map(({ about, words }, index) => {
    const field = `items[${index}].words`
    const text = cleanText(words, { singleLine: true })
    if (!text.ok) problems.push({ field, reason: text.reason })
    else if (text.value === '') problems.push({ field, reason: 'required' })
    else if (textLength(text.value) > mostItemWords) problems.push({ field, reason: 'too-long', limit: mostItemWords })
    return { id: randomUUID(), about, words: text.ok ? text.value : '', doneAt: null }
  })
  if (read.length === 0) problems.push({ field: 'items', reason: 'required' })
  if (problems.length > 0) throw invalid(...problems)
  return read
}

/** The county's clock stands still: what the firm needs is the firm's time. */
const giveBack: Work = ({ deps, tx, input }) => {
  const items = readItems(input)
  return Promise.resolve({ change: { ...nothingDue, items: JSON.stringify(items) }, note: items.map(({ words }) => words).join('\n'), details: { items: items.length }, tell: (row) => tellReturned(tx, deps, row, items.length) })
}

const decline: Work = ({ deps, tx, reason, at }) => Promise.resolve({ change: { ...nothingDue, ended_at: at }, tell: (row) => tellDeclined(tx, deps, row, reason) })

/** Throws `financing.bound` while a bank and the firm are bound to each other; every other bank loses sight of it. */
async function endLeads({ deps, tx, opened: { row, side, account }, at, requestId }: RequestDeed, action: 'withdraw' | 'close'): Promise<void> {
  const bound = await tx.selectFrom('financing_leads').select('id').where('request_id', '=', row.id).where('state', 'in', boundStates).executeTakeFirst()
  if (bound) throw new AppError('financing.bound')
  await endLeadsOf(tx, deps, { row, action, side, account, at, requestId })
}

const withdraw: Work = async (deed) => {
  await endLeads(deed, 'withdraw')
  return { change: { ...nothingDue, ended_at: deed.at } }
}

const close: Work = async (deed) => {
  const { deps, tx, reason, at, opened: { account } } = deed
  await endLeads(deed, 'close')
  return { change: { ...nothingDue, ended_at: at }, tell: (row) => tellClosed(tx, deps, row, reason, account.id) }
}

const works: Record<RequestAction, Work> = { submit, resubmit, withdraw, accept, return: giveBack, decline, close }

export function workOn(deed: RequestDeed): Promise<RequestOutcome> {
  return works[deed.move.action](deed)
}
