// The second person of a product: proposed by who writes it, published by an officer without a hand in it; returned, taken back, taken down. The only place that changes what everybody reads.
import { cleanText } from '#contract/identifiers/text.ts'
import type { EditedProduct, ProductAction, ProductActionInput } from '#contract/financing/editing-schema.ts'
import { productMoves, productRefusal } from '#contract/financing/product-rules.ts'
import type { Tx } from '../db/commands.ts'
import type { FinancingProductVersionRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import { once } from '../http/idempotency.ts'
import { addHand, changeVersion, deleteDraft, draftOf, insertVersion, lockProduct, openProduct, standingOf, wordsOf, type OpenedProduct } from './editing-repository.ts'
import { auditProduct, type Asker } from './editing-service.ts'
import { tellProposed, tellPublished, tellReturned } from './editing-telling.ts'
import { problemsOf, viewProduct } from './editing-view.ts'

/** version: what the action is taken on. */
interface Move { deps: Deps; tx: Tx; asker: Asker; opened: OpenedProduct; version: FinancingProductVersionRow; at: number; reason: string }

const mostReason = 400

function readReason(action: ProductAction, { reason = '' }: ProductActionInput): string {
  const text = cleanText(reason)
  if (!text.ok) throw invalid({ field: 'reason', reason: text.reason })
  if (productMoves[action].needsReason && text.value === '') throw invalid({ field: 'reason', reason: 'required' })
  if (text.value.length > mostReason) throw invalid({ field: 'reason', reason: 'too-long', limit: mostReason })
  return text.value
}

/** Throws `financing.product-incomplete` with what stands in the way by field. */
function assertReady({ deps, opened, version }: Move): void {
  const fields = problemsOf(deps, opened, version)
  if (fields.length > 0) throw new AppError('financing.product-incomplete', { fields })
}

async function propose(move: Move): Promise<void> {
  const { deps, tx, opened, asker: { account }, at } = move
  assertReady(move)
  const version = await changeVersion(tx, move.version, { state: 'proposed', proposed_by: account.id, proposed_at: at, returned_reason: null })
  await addHand(tx, version.id, account.id)
  await tellProposed(tx, deps, { opened, version, by: account })
}

async function recall({ tx, version }: Move): Promise<void> {
  await changeVersion(tx, version, { state: 'draft' })
}

async function discard({ tx, version }: Move): Promise<void> {
  await deleteDraft(tx, version)
}

/** Rules and schemes may have changed since it was proposed, so it is looked through again. */
async function publish(move: Move): Promise<void> {
  const { deps, tx, opened, asker: { account }, at } = move
  assertReady(move)
  // First out, then in: no moment has two (unique index financing_product_versions_live).
  if (opened.live) await changeVersion(tx, opened.live, { state: 'past' })
  const version = await changeVersion(tx, move.version, { state: 'live', published_by: account.id, published_at: at })
  await tx.updateTable('financing_products').set({ taken_down_at: null }).where('id', '=', opened.row.id).execute()
  await tellPublished(tx, deps, { opened, version, by: account })
}

async function sendBack({ deps, tx, opened, version, asker: { account }, reason }: Move): Promise<void> {
  const returned = await changeVersion(tx, version, { state: 'draft', returned_reason: reason })
  await tellReturned(tx, deps, { opened, version: returned, by: account }, reason)
}

/** At once out of everybody's sight. Nothing written is lost: its words are a draft again, or the draft there is goes on; either must be published anew by a second person. */
async function takeDown({ deps, tx, opened, version, asker: { account }, at, reason }: Move): Promise<void> {
  const { row } = opened
  await changeVersion(tx, version, { state: 'past' })
  await tx.updateTable('financing_products').set({ taken_down_at: at }).where('id', '=', row.id).execute()
  // The bank's own draft, which an officer does not see, is there all the same.
  const open = await tx.selectFrom('financing_product_versions').selectAll().where('product_id', '=', row.id).where('state', 'in', ['draft', 'proposed']).executeTakeFirst()
  const left = open ? await changeVersion(tx, open, { state: 'draft', returned_reason: reason })
    : await insertVersion(tx, { productId: row.id, text: wordsOf(draftOf(row, version)), by: version.saved_by, at: version.saved_at, returnedReason: reason })
  await tellReturned(tx, deps, { opened, version: left, by: account }, reason)
}

const moves: Record<ProductAction, (move: Move) => Promise<void>> = { propose, recall, discard, publish, return: sendBack, 'take-down': takeDown }

/** What is left of it for the asker: nothing of a draft that was thrown away, or of a bank's loan an officer took down or returned. */
async function viewAfter({ deps, tx, asker: { account }, opened, at }: Move, action: ProductAction): Promise<EditedProduct> {
  const after = await openProduct(tx, account, opened.row.id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not-found') return { ...opened, row: action === 'take-down' ? { ...opened.row, taken_down_at: at } : opened.row, open: undefined, live: undefined, hands: [] }
    throw error
  })
  return viewProduct(deps, tx, after)
}

export interface MoveRequest { asker: Asker; id: string; action: ProductAction; input: ProductActionInput; key: string; bodyHash: string }

/**
 * Takes one action, once per Idempotency-Key. Throws `not-found`, `not-allowed`, `financing.product-state`, `financing.product-hand` (whoever saved or proposed this version neither publishes nor returns it), `accounts.approver-needed`,
 * `financing.bank-closed`, `financing.product-incomplete`, `invalid-input` on reason.
 */
export async function actOnProduct(deps: Deps, { asker, id, action, input, key, bodyHash }: MoveRequest): Promise<EditedProduct> {
  const at = deps.clock.now()
  const { account } = asker
  const { body } = await deps.commands.run((tx) => once(tx, { accountId: account.id, route: `financing.product-${action}`, key, bodyHash, at }, async () => {
    const opened = await lockProduct(tx, account, id)
    const refusal = productRefusal(action, standingOf(deps, opened))
    if (refusal) throw new AppError(refusal, refusal === 'financing.product-state' ? { details: { state: opened.open?.state ?? (opened.live ? 'live' : 'past') } } : {})
    const version = action === 'take-down' ? opened.live : opened.open
    if (!version) throw new AppError('financing.product-state')
    const move: Move = { deps, tx, asker, opened, version, at, reason: readReason(action, input) }
    await moves[action](move)
    await auditProduct(tx, asker, at, action, opened.row, { number: version.number, ...(move.reason === '' ? {} : { reason: move.reason }) })
    return { status: 200, body: await viewAfter(move, action) }
  }))
  return body
}
