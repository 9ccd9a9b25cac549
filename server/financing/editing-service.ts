// Products begun and saved. What everybody reads does not change by any of it (editing-moves.ts does that).
import { randomUUID } from 'node:crypto'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { hasForbiddenCharacters } from '#contract/identifiers/text.ts'
import type { EditedProduct, EditedProducts, InsuranceDraft, LoanDraft, NewProduct, ProductDraftInput } from '#contract/financing/editing-schema.ts'
import { emptyInsurance, emptyLoan, insuranceDraftOf, isSameDraft, loanDraftOf } from '#contract/financing/product-rules.ts'
import type { FieldProblem } from '#contract/errors.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { BankRow, FinancingProductRow, FinancingProductVersionRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import { once, type StoredReply } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import { addHand, bankOfWriter, changeVersion, draftOf, insertVersion, listProducts, lockProduct, openProduct, standingOf, wordsOf, type OpenedProduct } from './editing-repository.ts'
import { viewProduct, viewProducts } from './editing-view.ts'

export interface Asker { account: SignedIn; requestId: string }

/** Products of one bank, or insurances of the county, that are open or live. */
export const mostProducts = 40

export function auditProduct(tx: Tx, { account, requestId }: Asker, at: number, action: string, { id, kind, bank_id: bankId }: FinancingProductRow, details: Record<string, unknown>): Promise<void> {
  return recordAudit(tx, { at, accountId: account.id, role: account.duty, action: `financing.product-${action}`, subject: `product:${id}`, requestId, details: { kind, ...(bankId === null ? {} : { bankId }), ...details } })
}

const changedAt = ({ open, live }: OpenedProduct) => Math.max(open?.saved_at ?? 0, open?.proposed_at ?? 0, live?.published_at ?? 0)
/** What waits for a second person first, whoever has waited longest before the others; then what was touched last. */
function inOrder(one: OpenedProduct, other: OpenedProduct): number {
  const waits = ({ open }: OpenedProduct) => (open?.state === 'proposed' ? (open.proposed_at ?? 0) : Number.MAX_SAFE_INTEGER)
  return waits(one) - waits(other) || changedAt(other) - changedAt(one) || (one.row.id < other.row.id ? -1 : 1)
}

/** Throws `financing.no-bank`. */
export async function listEdited(deps: Deps, account: SignedIn): Promise<EditedProducts> {
  const opened = (await listProducts(deps.db, account)).sort(inOrder)
  return { items: await viewProducts(deps, deps.db, opened), today: shanghaiDate(deps.clock.now()) }
}

/** Throws `not-found`, `financing.no-bank`. */
export async function getEdited(deps: Deps, account: SignedIn, id: string): Promise<EditedProduct> {
  return viewProduct(deps, deps.db, await openProduct(deps.db, account, id))
}

/** Throws `not-found` where there is nothing of that kind to begin with: an example of the county's file, or what this person could open. */
async function textToBegin(deps: Deps, connection: Connection, account: SignedIn, { kind, fromId }: NewProduct): Promise<LoanDraft | InsuranceDraft> {
  if (fromId === undefined) return kind === 'loan' ? emptyLoan : emptyInsurance
  const { items, insurance } = deps.content.financing
  const example = kind === 'loan' ? items.find(({ id }) => id === fromId) : insurance.find(({ id }) => id === fromId)
  if (example && 'rights' in example) return loanDraftOf(example)
  // Nobody has checked where an unconfirmed one comes from: whoever makes it the county's own says that anew.
  if (example) return { ...insuranceDraftOf(example), ...(example.mark === 'confirmed' ? {} : { source: '' }) }
  const { row, live } = await openProduct(connection, account, fromId)
  if (row.kind !== kind || !live) throw notFound(`no live ${kind} ${fromId}`)
  return wordsOf(draftOf(row, live))
}

/** Throws `financing.bank-closed`, `not-allowed` where this person does not write that kind. */
function assertWrites(account: SignedIn, kind: NewProduct['kind'], bank: BankRow | null): void {
  if ((kind === 'insurance') !== (account.role === 'officer')) throw new AppError('not-allowed', { detail: `${account.role} does not write ${kind}` })
  if (bank !== null && bank.closed_at !== null) throw new AppError('financing.bank-closed')
}

export interface AddRequest { asker: Asker; input: NewProduct; key: string; bodyHash: string }

/** Once per Idempotency-Key. Throws also `financing.product-limit`. Whoever begins it has a hand in it with the first saving. */
export async function addProduct(deps: Deps, { asker, input, key, bodyHash }: AddRequest): Promise<StoredReply<EditedProduct>> {
  const at = deps.clock.now()
  const { account } = asker
  return deps.commands.run((tx) => once(tx, { accountId: account.id, route: 'financing.product-add', key, bodyHash, at }, async () => {
    const bank = await bankOfWriter(tx, account)
    assertWrites(account, input.kind, bank)
    const there = (await listProducts(tx, account)).filter(({ row }) => row.kind === input.kind)
    if (there.length >= mostProducts) throw new AppError('financing.product-limit', { details: { count: mostProducts } })
    const text = await textToBegin(deps, tx, account, input)
    const row = { id: randomUUID(), kind: input.kind, bank_id: bank?.id ?? null, taken_down_at: null, created_by: account.id, created_at: at }
    await tx.insertInto('financing_products').values(row).execute()
    await insertVersion(tx, { productId: row.id, text, by: account.id, at })
    await auditProduct(tx, asker, at, 'add', row, { number: 1 })
    return { status: 201, body: await viewProduct(deps, tx, await openProduct(tx, account, row.id)) }
  }))
}

/** Text no database should be given, by field. */
function forbiddenIn(words: LoanDraft | InsuranceDraft): FieldProblem[] {
  return Object.entries(words).flatMap(([field, value]) => (typeof value === 'string' ? [{ field, text: value }] : value.map((text, index) => ({ field: `${field}[${index}]`, text }))))
    .filter(({ text }) => hasForbiddenCharacters(text)).map(({ field }) => ({ field, reason: 'text-invalid' }))
}

/** Exactly the part its kind has. Throws `invalid-input`. */
function wordsFor(kind: FinancingProductRow['kind'], { loan, insurance }: ProductDraftInput): LoanDraft | InsuranceDraft {
  const [words, other] = kind === 'loan' ? [loan, insurance] : [insurance, loan]
  if (words === undefined) throw invalid({ field: kind, reason: 'required' })
  if (other !== undefined) throw invalid({ field: kind === 'loan' ? 'insurance' : 'loan', reason: 'unknown' })
  const forbidden = forbiddenIn(words)
  if (forbidden.length > 0) throw invalid(...forbidden)
  return words
}

/** What is written stands as a version of its own: the open one, or a new one over the live one. */
async function write(tx: Tx, { row, open }: OpenedProduct, words: LoanDraft | InsuranceDraft, by: string, at: number): Promise<FinancingProductVersionRow> {
  if (!open) return insertVersion(tx, { productId: row.id, text: words, by, at })
  return changeVersion(tx, open, { text: JSON.stringify(words), saved_by: by, saved_at: at })
}

/**
 * Saves the draft as it stands, right or not. `revision`: of the open version, 0 where there is none. Saving what is there already changes nothing and makes no hand.
 * Throws `not-found`, `not-allowed` (who does not write it), `stale` with the newest revision, `financing.product-state` while it waits for publication, `financing.bank-closed`, `invalid-input`.
 */
export async function saveProduct(deps: Deps, asker: Asker, id: string, revision: number, input: ProductDraftInput): Promise<EditedProduct> {
  const at = deps.clock.now()
  const { account } = asker
  return deps.commands.run(async (tx) => {
    const opened = await lockProduct(tx, account, id)
    const { row, open, live } = opened
    const { isWriter, isBankClosed } = standingOf(deps, opened)
    if (!isWriter) throw new AppError('not-allowed', { detail: `${account.role} does not write product ${id}` })
    if (isBankClosed) throw new AppError('financing.bank-closed')
    const words = wordsFor(row.kind, input)
    if (open?.state === 'proposed') throw new AppError('financing.product-state', { details: { state: open.state } })
    if (revision !== (open?.revision ?? 0)) throw new AppError('stale', { details: { version: open?.revision ?? 0 } })
    const current = open ?? live
    if (current && isSameDraft(words, wordsOf(draftOf(row, current)))) return viewProduct(deps, tx, opened)
    const saved = await write(tx, opened, words, account.id, at)
    await addHand(tx, saved.id, account.id)
    await auditProduct(tx, asker, at, 'save', row, { number: saved.number, revision: saved.revision })
    return viewProduct(deps, tx, await openProduct(tx, account, id))
  })
}
