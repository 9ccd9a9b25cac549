// Rows of products written at the desk and by banks. The product is locked first, then its versions; who may reach which stands here too.
import { randomUUID } from 'node:crypto'
import type { InsuranceDraft, LoanDraft } from '#contract/financing/editing-schema.ts'
import type { ProductStanding } from '#contract/financing/product-rules.ts'
import { mayApprove } from '../accounts/approvals.ts'
import type { Connection, Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { BankRow, FinancingProductRow, FinancingProductVersionRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { bankOf } from './access.ts'

export type Draft = { kind: 'loan'; loan: LoanDraft } | { kind: 'insurance'; insurance: InsuranceDraft }
/** `open`: draft or proposed; a bank's draft is the bank's alone until it is proposed. */
export interface OpenedProduct { row: FinancingProductRow; bank: BankRow | null; open: FinancingProductVersionRow | undefined; live: FinancingProductVersionRow | undefined; hands: string[]; account: SignedIn }

const currentStates = ['draft', 'proposed', 'live'] as const

export function draftOf({ kind }: Pick<FinancingProductRow, 'kind'>, { text }: Pick<FinancingProductVersionRow, 'text'>): Draft {
  return kind === 'loan' ? { kind, loan: readStoredJson<LoanDraft>(text) } : { kind, insurance: readStoredJson<InsuranceDraft>(text) }
}
export function wordsOf(draft: Draft): LoanDraft | InsuranceDraft {
  return draft.kind === 'loan' ? draft.loan : draft.insurance
}
export function titleOf(row: Pick<FinancingProductRow, 'kind'>, version: Pick<FinancingProductVersionRow, 'text'>): string {
  return wordsOf(draftOf(row, version)).title.trim()
}

/** The bank this person writes for; null for officers, who write insurance. Throws `financing.no-bank`. */
export async function bankOfWriter(connection: Connection, account: SignedIn): Promise<BankRow | null> {
  return account.role === 'officer' ? null : bankOf(connection, account)
}

/** Of these products, with what of them is open or live, as this person may see it; others are left out. */
async function complete(connection: Connection, account: SignedIn, rows: readonly FinancingProductRow[]): Promise<OpenedProduct[]> {
  if (rows.length === 0) return []
  const versions = await connection.selectFrom('financing_product_versions').selectAll().where('product_id', 'in', rows.map(({ id }) => id)).where('state', 'in', currentStates).execute()
  const bankIds = [...new Set(rows.map((row) => row.bank_id).filter((id) => id !== null))]
  const banks = bankIds.length === 0 ? [] : await connection.selectFrom('banks').selectAll().where('id', 'in', bankIds).execute()
  const hands = versions.length === 0 ? [] : await connection.selectFrom('financing_product_hands').selectAll().where('version_id', 'in', versions.map(({ id }) => id)).execute()
  return rows.flatMap((row): OpenedProduct[] => {
    const own = versions.filter((version) => version.product_id === row.id)
    const hidden = account.role === 'officer' && row.kind === 'loan'
    const open = own.find(({ state }) => state === 'proposed' || (state === 'draft' && !hidden))
    const live = own.find(({ state }) => state === 'live')
    if (!open && !live) return []
    return [{ row, bank: banks.find(({ id }) => id === row.bank_id) ?? null, open, live, hands: hands.filter((hand) => hand.version_id === open?.id).map((hand) => hand.account_id), account }]
  })
}

/** A bank's own loans; for officers everything but drafts of banks. Throws `financing.no-bank`. */
export async function listProducts(connection: Connection, account: SignedIn): Promise<OpenedProduct[]> {
  const bank = await bankOfWriter(connection, account)
  const query = connection.selectFrom('financing_products').selectAll()
  return complete(connection, account, await (bank ? query.where('bank_id', '=', bank.id) : query).execute())
}

/** Throws `not-found` for what is another's, the same as for what is not there. */
export async function openProduct(connection: Connection, account: SignedIn, id: string): Promise<OpenedProduct> {
  const bank = await bankOfWriter(connection, account)
  const row = await connection.selectFrom('financing_products').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row || (bank && row.bank_id !== bank.id)) throw notFound(`product ${id} is not for account ${account.id}`)
  const [opened] = await complete(connection, account, [row])
  if (!opened) throw notFound(`nothing of product ${id} is for account ${account.id}`)
  return opened
}

/** As openProduct; nobody else changes it or a version of it until the transaction ends. */
export async function lockProduct(tx: Tx, account: SignedIn, id: string): Promise<OpenedProduct> {
  await tx.updateTable('financing_products').set((eb) => ({ kind: eb.ref('kind') })).where('id', '=', id).execute()
  return openProduct(tx, account, id)
}

export function standingOf(policy: Pick<Deps, 'content'>, { row, bank, open, live, hands, account }: OpenedProduct): ProductStanding {
  const isOfficer = account.role === 'officer'
  return { open: open?.state ?? null, hasLive: live !== undefined, isWriter: row.kind === 'loan' ? !isOfficer : isOfficer && account.duty !== 'auditor', isOfficer: isOfficer && account.duty !== 'auditor', isHand: hands.includes(account.id), mayApprove: mayApprove(policy, account.duty), isBankClosed: bank !== null && bank.closed_at !== null }
}

export interface NewVersion { productId: string; text: LoanDraft | InsuranceDraft; by: string; at: number; returnedReason?: string }

/** A draft at revision 1, numbered after the last one there was; in the caller's lock of its product. */
export async function insertVersion(tx: Tx, { productId, text, by, at, returnedReason }: NewVersion): Promise<FinancingProductVersionRow> {
  const { last } = await tx.selectFrom('financing_product_versions').select((eb) => eb.fn.max('number').as('last')).where('product_id', '=', productId).executeTakeFirstOrThrow()
  return tx.insertInto('financing_product_versions').values({
    id: randomUUID(), product_id: productId, number: Number(last ?? 0) + 1, state: 'draft', text: JSON.stringify(text), revision: 1, saved_by: by, saved_at: at,
    proposed_by: null, proposed_at: null, published_by: null, published_at: null, returned_reason: returnedReason ?? null,
  }).returningAll().executeTakeFirstOrThrow()
}

/** Changes the version if it still stands as the caller saw it. Throws `financing.product-state` when somebody was faster. */
export async function changeVersion(tx: Tx, seen: FinancingProductVersionRow, change: Partial<FinancingProductVersionRow>): Promise<FinancingProductVersionRow> {
  const changed = await tx.updateTable('financing_product_versions').set({ ...change, revision: seen.revision + 1 }).where('id', '=', seen.id).where('state', '=', seen.state).where('revision', '=', seen.revision).returningAll().executeTakeFirst()
  if (!changed) throw new AppError('financing.product-state')
  return changed
}

export async function addHand(tx: Tx, versionId: string, accountId: string): Promise<void> {
  await tx.insertInto('financing_product_hands').values({ version_id: versionId, account_id: accountId }).onConflict((conflict) => conflict.doNothing()).execute()
}

export async function handsOf(connection: Connection, versionId: string): Promise<string[]> {
  return (await connection.selectFrom('financing_product_hands').select('account_id').where('version_id', '=', versionId).orderBy('account_id').execute()).map((row) => row.account_id)
}

/** The draft goes, and its product with it where it never had another version. */
export async function deleteDraft(tx: Tx, { id, product_id: productId }: FinancingProductVersionRow): Promise<void> {
  await tx.deleteFrom('financing_product_hands').where('version_id', '=', id).execute()
  await tx.deleteFrom('financing_product_versions').where('id', '=', id).execute()
  const other = await tx.selectFrom('financing_product_versions').select('id').where('product_id', '=', productId).limit(1).executeTakeFirst()
  if (!other) await tx.deleteFrom('financing_products').where('id', '=', productId).execute()
}
