// Products banks and officers write.
import { endpoint } from '../endpoint.ts'
import type { EditedProduct, EditedProducts, NewProduct, ProductAction, ProductActionInput, ProductDraftInput } from './editing-schema.ts'

type Id = { id: string }

/** A bank's own loans; officers all of them, with insurance. */
export const listEditedProducts = endpoint<{ reply: EditedProducts }>('GET', '/api/financing/editing/products')
/** 201. Needs Idempotency-Key. Loans by bank contacts, insurance by officers. */
export const addProduct = endpoint<{ body: NewProduct; reply: EditedProduct }>('POST', '/api/financing/editing/products')
export const getEditedProduct = endpoint<{ params: Id; reply: EditedProduct }>('GET', '/api/financing/editing/products/:id')
/** Needs If-Match (the revision of the open version, 0 where there is none: one is opened from the live one). */
export const saveProduct = endpoint<{ params: Id; body: ProductDraftInput; reply: EditedProduct }>('PUT', '/api/financing/editing/products/:id')
/** Needs Idempotency-Key. 409 `financing.product-state`, `financing.product-hand`; 422 by field where the text is not ready. */
export const actOnProduct = endpoint<{ params: { id: string; action: ProductAction }; body: ProductActionInput; reply: EditedProduct }>('POST', '/api/financing/editing/products/:id/actions/:action')
