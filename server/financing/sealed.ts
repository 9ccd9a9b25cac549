// What a firm says of its money rests encrypted (promises.md B2): its wish with the answers of the card, the card itself, the terms of a loan.
import type { PledgedRight, SentCard } from '#contract/financing/card-schema.ts'
import type { Terms } from '#contract/financing/lead-schema.ts'
import type { Wish } from '#contract/financing/request-schema.ts'
import { readStoredJson } from '../db/json.ts'
import type { FinancingLeadRow, FinancingRequestRow } from '../db/schema.ts'
import { keyFor, openText, sealText } from '../sealed-text.ts'

/** Of a request as it is filled in. */
export interface StoredWish { wish: Wish; answers: Record<string, string> }
/** Of a request as it was handed in. */
export interface StoredCard { card: SentCard; rights: PledgedRight[]; /** Of the firm then; not in what was handed in before it was kept. */ place?: { town: string; industry: string | null }; /** What was filled in then; the row's wish goes on changing while it is returned. */ sent?: StoredWish }
/** The part of the terms that is money: the rest are columns. */
export type StoredTerms = Pick<Terms, 'intendedFen' | 'approvedFen' | 'disbursedFen' | 'approvedMonths' | 'rate' | 'contractNumber'>

const purposes = { wish: 'wish of a financing request', card: 'card of a financing request', terms: 'terms of a financing lead' } as const
const keys = new WeakMap<Buffer, Map<string, Buffer>>()

function keyOf(secret: Buffer, purpose: string): Buffer {
  const known = keys.get(secret) ?? new Map<string, Buffer>()
  keys.set(secret, known)
  const key = known.get(purpose) ?? keyFor(secret, purpose)
  known.set(purpose, key)
  return key
}

function seal(secret: Buffer, purpose: string, value: unknown): string {
  return sealText(keyOf(secret, purpose), JSON.stringify(value))
}

/** Throws where the secret is not the one it was sealed with: the operator hears of it, nobody reads an empty form. */
function open<T>(secret: Buffer, purpose: string, sealed: string): T {
  const text = openText(keyOf(secret, purpose), sealed)
  if (text === undefined) throw new Error(`a sealed ${purpose} does not open with this APP_SECRET`)
  return readStoredJson<T>(text)
}

/** Any of them as the JSON it is; undefined for what was not sealed here. For an operator's export. */
export function openSealed(secret: Buffer, sealed: string): string | undefined {
  for (const purpose of Object.values(purposes)) {
    const text = openText(keyOf(secret, purpose), sealed)
    if (text !== undefined) return text
  }
  return undefined
}

export const emptyWish: Wish = { amountFen: null, months: null, use: null, turnover: null, debt: null, contactName: '', contactPhone: '', words: '' }
export const emptyTerms: StoredTerms = { intendedFen: null, approvedFen: null, disbursedFen: null, approvedMonths: null, rate: null, contractNumber: null }

export const sealWish = (secret: Buffer, stored: StoredWish): string => seal(secret, purposes.wish, stored)
export const openWish = (secret: Buffer, row: Pick<FinancingRequestRow, 'wish'>): StoredWish => open<StoredWish>(secret, purposes.wish, row.wish)
export const sealCard = (secret: Buffer, stored: StoredCard): string => seal(secret, purposes.card, stored)
export const openCard = (secret: Buffer, row: Pick<FinancingRequestRow, 'card'>): StoredCard | null => (row.card === null ? null : open<StoredCard>(secret, purposes.card, row.card))
export const sealTerms = (secret: Buffer, stored: StoredTerms): string => seal(secret, purposes.terms, stored)
export const openTerms = (secret: Buffer, row: Pick<FinancingLeadRow, 'terms'>): StoredTerms => open<StoredTerms>(secret, purposes.terms, row.terms)
