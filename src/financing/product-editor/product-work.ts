// A product being written, kept on this phone until the server has it.
import { useQueryCache } from '@pinia/colada'
import { getEditedProduct, saveProduct } from '#contract/financing/product-endpoints.ts'
import type { EditedProduct, InsuranceDraft, LoanDraft } from '#contract/financing/editing-schema.ts'
import { emptyInsurance, emptyLoan } from '#contract/financing/product-rules.ts'
import { defineWriting } from '#client/accounts/my-writing.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { call } from '#client/http.ts'
import type { SavedWords, Writing } from '#client/ui/writing.ts'
import { editingKey } from './product-queries.ts'

export type ProductWords = LoanDraft | InsuranceDraft
export type ProductWork = Writing<ProductWords, EditedProduct>

export function isLoan(words: ProductWords): words is LoanDraft {
  return 'rights' in words
}
function hasShapeOf(value: object, empty: ProductWords): boolean {
  return Object.entries(empty).every(([part, one]) => (Array.isArray(one) ? Array.isArray(Reflect.get(value, part)) : typeof Reflect.get(value, part) === 'string'))
}
function isWords(value: unknown): value is ProductWords {
  return typeof value === 'object' && value !== null && (hasShapeOf(value, emptyLoan) || hasShapeOf(value, emptyInsurance))
}

/** What is open, else what everybody reads: whoever changes that begins a version over it. */
function savedOf({ open, live }: EditedProduct): SavedWords<ProductWords> | null {
  const version = open ?? live
  const words = version?.loan ?? version?.insurance
  return version && words ? { words, revision: open?.revision ?? 0, savedAt: version.savedAt, by: version.savedBy } : null
}

export const useProductWork = defineWriting<ProductWords, EditedProduct>({
  name: 'financing.product',
  read: (id) => call(getEditedProduct, { params: { id } }),
  save: (id, words, revision) => call(saveProduct, { params: { id }, body: isLoan(words) ? { loan: words } : { insurance: words }, ifMatch: revision, timeoutMs: 60_000 }),
  savedOf,
  isOpen: ({ mayEdit }) => mayEdit,
  isWords,
  partOf: (field) => field.replace(/^(loan|insurance)\./, '').split(/[.[]/)[0] ?? '',
  local: (id, words) => ({ title: words.title.trim() || '还没有名称的产品', detail: '产品，有改动还没传到服务器', to: useSessionStore().hasRole('bank') ? `/bank/products/${id}` : `/desk/financing/products/${id}` }),
  onNews: () => void useQueryCache().invalidateQueries({ key: editingKey }).catch(() => undefined), // what cannot be read now is read when it is looked at
})
