// A contact's or an officer's screen with products, on the fake network of mount-page.dom.ts. The server here saves, and knows If-Match.
import { defineComponent, h } from 'vue'
import { RouterView } from 'vue-router'
import type { Me } from '#contract/accounts/schema.ts'
import type { EditedProduct, LoanDraft } from '#contract/financing/editing-schema.ts'
import { isSameDraft, judgeLoan, productActionsOf } from '#contract/financing/product-rules.ts'
import { financingOf } from '#contract/financing/products.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { productRoutes } from '#client/financing/product-routes.ts'
import { answer, answerWith, mountPage, type Page } from '../accounts/mount-page.dom.ts'
import { contact, loaded, serveBank, today } from './bank-pages.dom.ts'
import { content } from './financing-pages.dom.ts'

export const officer: Me = { ...contact, id: 'o1', name: '王倩', roles: ['officer'] }
type Version = NonNullable<EditedProduct['open']>

export function version(loan: LoanDraft, over: Partial<Version> = {}): Version {
  return { number: 1, state: 'draft', revision: 1, loan, insurance: null, savedBy: '赵敏', savedAt: '2026-11-23T02:00:00.000Z', proposedAt: null, publishedAt: null, publishedBy: null, returnedReason: null, problems: judgeLoan(loan).problems, ...over }
}
/** As the bank sees it, or an officer. */
export function aProduct(over: Partial<EditedProduct>, by: 'bank' | 'officer' = 'bank'): EditedProduct {
  const { open = null, live = null } = over
  const isBank = by === 'bank'
  return {
    id: 'p1', kind: 'loan', bankId: 'k1', bankName: '示例银行甲', open, live, takenDownAt: null, mayEdit: isBank && open?.state !== 'proposed',
    actions: productActionsOf({ open: open?.state ?? null, hasLive: live !== null, isWriter: isBank, isOfficer: !isBank, isHand: false, mayApprove: true, isBankClosed: false }), ...over,
  }
}

const path = '/api/financing/editing/products'
/** The server's one product; `now` is how it stands, `meanwhile` what a colleague does to it. */
export function serveProduct(first: EditedProduct): { now(): EditedProduct; meanwhile(next: (product: EditedProduct) => EditedProduct): void } {
  let product = first
  serveBank()
  answer('GET /api/financing/products', 200, financingOf(content, []))
  answer('GET /api/subsidies/programmes', 200, { items: [], today })
  answerWith(`GET ${path}`, () => ({ status: 200, body: { items: [product], today } }))
  answerWith(`GET ${path}/p1`, () => ({ status: 200, body: product }))
  answerWith(`PUT ${path}/p1`, ({ data, headers }) => {
    const revision = product.open?.revision ?? 0
    if (headers?.['If-Match'] !== `"${revision}"`) return { status: 412, body: { code: 'stale', details: { version: revision }, requestId: '' } }
    const { loan } = data as { loan: LoanDraft }
    if (loan.about.includes('\u0007')) return { status: 422, body: { code: 'invalid-input', fields: [{ field: 'about', reason: 'text-invalid' }], requestId: '' } }
    const current = product.open ?? product.live
    if (!current?.loan || !isSameDraft(current.loan, loan)) product = { ...product, open: version(loan, { ...(product.open ?? { number: 2 }), loan, revision: revision + 1, problems: judgeLoan(loan).problems }) }
    return { status: 200, body: product }
  })
  return { now: () => product, meanwhile: (next) => (product = next(product)) }
}
export function serveMove(action: string, next: () => EditedProduct): void {
  answerWith(`POST ${path}/p1/actions/${action}`, () => ({ status: 200, body: next() }))
}

export async function openProducts(at: string, person: Me = contact): Promise<Page> {
  const Stage = defineComponent({
    setup() {
      useSessionStore().set(person)
      return () => h(RouterView)
    },
  })
  const page = await mountPage(Stage, at, productRoutes)
  await loaded(page)
  return page
}
