// Permission table of products: banks write theirs, officers publish and write insurance.
import type { FastifyInstance } from 'fastify'
import * as endpoints from '#contract/financing/product-endpoints.ts'
import { EditedProductSchema, EditedProductsSchema, NewProductSchema, ProductActionInputSchema, ProductActionParamsSchema, ProductDraftInputSchema, type EditedProduct } from '#contract/financing/editing-schema.ts'
import { IdParamsSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { hashRequest, readIdempotencyKey } from '../http/idempotency.ts'
import { readIfMatch, Reply, route } from '../http/route.ts'
import { actOnProduct } from './editing-moves.ts'
import { addProduct, getEdited, listEdited, saveProduct } from './editing-service.ts'

const access = ['bank', 'officer'] as const
const params = IdParamsSchema
const reply = { 200: EditedProductSchema }
const versioned = (body: EditedProduct, status = 200) => new Reply(status, body, { etag: `"${body.open?.revision ?? 0}"` })

export function registerEditing(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.listEditedProducts, { access, reply: { 200: EditedProductsSchema } }, ({ account }) => listEdited(deps, account))
  route(app, endpoints.addProduct, { access, body: NewProductSchema, reply: { 201: EditedProductSchema } }, async ({ account, body, request }) => {
    const key = readIdempotencyKey(request.headers['idempotency-key'])
    const added = await addProduct(deps, { asker: { account, requestId: request.id }, input: body, key, bodyHash: hashRequest(null, body) })
    return versioned(added.body, added.status)
  })
  route(app, endpoints.getEditedProduct, { access, params, reply }, async ({ account, params: { id } }) => versioned(await getEdited(deps, account, id)))
  route(app, endpoints.saveProduct, { access, params, body: ProductDraftInputSchema, reply }, async ({ account, params: { id }, body, request }) =>
    versioned(await saveProduct(deps, { account, requestId: request.id }, id, readIfMatch(request), body)))
  route(app, endpoints.actOnProduct, { access, params: ProductActionParamsSchema, body: ProductActionInputSchema, reply }, async ({ account, params: { id, action }, body, request }) => {
    const key = readIdempotencyKey(request.headers['idempotency-key'])
    return versioned(await actOnProduct(deps, { asker: { account, requestId: request.id }, id, action, input: body, key, bodyHash: hashRequest({ id, action }, body) }))
  })
}
