// Who hears of a product: officers that one waits for publication, its writers what became of it. Nobody is told of their own deed.
import { officerIds } from '../accounts/access.ts'
import { approverIds } from '../accounts/approvals.ts'
import type { Tx } from '../db/commands.ts'
import type { FinancingProductVersionRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import type { SignedIn } from '../http/route.ts'
import { bankContactIds } from './access.ts'
import { handsOf, titleOf, type OpenedProduct } from './editing-repository.ts'

type TellDeps = Pick<Deps, 'content' | 'clock'>
export interface ProductNews { opened: OpenedProduct; version: FinancingProductVersionRow; by: SignedIn }

export const deskProductPage = (id: string) => `/desk/financing/products/${id}`
export const bankProductPage = (id: string) => `/bank/products/${id}`

/** Everybody who may publish it. */
export async function tellProposed(tx: Tx, deps: TellDeps, { opened: { row, bank }, version, by }: ProductNews): Promise<void> {
  const hands = await handsOf(tx, version.id)
  const message = renderMessage(deps.content, 'financing.product-proposed', { title: titleOf(row, version), bank: bank?.name ?? by.name }, deskProductPage(row.id))
  await enqueueMessages(tx, { at: deps.clock.now(), accountIds: (await approverIds(tx, deps)).filter((id) => id !== by.id && !hands.includes(id)), firmId: null, message, dedupeKey: `financing.product-proposed:${version.id}:${version.revision}` })
}

/** A loan's bank, whoever is its contact now; of an insurance the officers who wrote it. */
async function writersOf(tx: Tx, { opened: { row }, version }: ProductNews): Promise<string[]> {
  if (row.bank_id !== null) return bankContactIds(tx, row.bank_id)
  const [hands, officers] = [await handsOf(tx, version.id), await officerIds(tx)]
  return officers.filter((id) => hands.includes(id))
}

async function tellWriters(tx: Tx, deps: TellDeps, news: ProductNews, kind: 'financing.product-published' | 'financing.product-returned', reason: string): Promise<void> {
  const { opened: { row }, version, by } = news
  const values = { title: titleOf(row, version), by: by.name }
  const link = row.bank_id === null ? deskProductPage(row.id) : bankProductPage(row.id)
  const message = kind === 'financing.product-returned' ? renderMessage(deps.content, kind, { ...values, reason }, link) : renderMessage(deps.content, kind, values, link)
  await enqueueMessages(tx, { at: deps.clock.now(), accountIds: (await writersOf(tx, news)).filter((id) => id !== by.id), firmId: null, message, dedupeKey: `${kind}:${version.id}:${version.revision}` })
}

export const tellPublished = (tx: Tx, deps: TellDeps, news: ProductNews): Promise<void> => tellWriters(tx, deps, news, 'financing.product-published', '')
/** Also of one an officer took down: its words are a draft again. */
export const tellReturned = (tx: Tx, deps: TellDeps, news: ProductNews, reason: string): Promise<void> => tellWriters(tx, deps, news, 'financing.product-returned', reason)
