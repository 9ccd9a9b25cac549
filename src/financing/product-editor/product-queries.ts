// Readings and moves of products for who writes and who publishes them.
import { useQueryCache } from '@pinia/colada'
import { actOnProduct, addProduct, listEditedProducts } from '#contract/financing/product-endpoints.ts'
import type { EditedProduct, EditedProducts, NewProduct, ProductAction } from '#contract/financing/editing-schema.ts'
import { call } from '#client/http.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'

export const editingKey = ['financing', 'editing']

export function useEditedProducts(): Load<EditedProducts> {
  return useLoad({ key: [...editingKey, 'list'], query: (read) => read(listEditedProducts) })
}
export const beginProduct = (idempotencyKey: string, body: NewProduct): Promise<EditedProduct> => call(addProduct, { body, idempotencyKey })
export const moveProduct = (idempotencyKey: string, id: string, action: ProductAction, reason: string): Promise<EditedProduct> =>
  call(actOnProduct, { params: { id, action }, body: reason === '' ? {} : { reason }, idempotencyKey })

/** After a move: the desks' lists, and what everybody reads. */
export function useProductNews(): () => Promise<unknown> {
  const cache = useQueryCache()
  return () => Promise.allSettled([editingKey, ['public', 'financing'], ['messages']].map((key) => cache.invalidateQueries({ key })))
}
