// Products as banks and officers write them: every step a request.
import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { actOnProduct, addProduct, getEditedProduct, listEditedProducts, saveProduct } from '#contract/financing/product-endpoints.ts'
import type { EditedProduct, NewProduct, ProductAction, ProductActionInput, ProductDraftInput } from '#contract/financing/editing-schema.ts'
import { getFinancing } from '#contract/financing/endpoints.ts'
import type { Financing } from '#contract/financing/product-schema.ts'
import type { Client, Reply } from '../support/api-client.ts'
import type { TestApp } from '../support/app.ts'
import { anInsurance, aLoan } from './product-texts.ts'

export function ok<T>(reply: Reply<T>, status = 200): T {
  expect(reply.status, JSON.stringify(reply.error)).toBe(status)
  return reply.body
}
export const refused = (reply: Reply<unknown>) => [reply.status, reply.error.code]

export const readProduct = async (who: Client, id: string): Promise<EditedProduct> => ok(await who.call(getEditedProduct, { params: { id } }))
export const listed = async (who: Client): Promise<EditedProduct[]> => ok(await who.call(listEditedProducts)).items
export const add = (who: Client, body: NewProduct): Promise<Reply<EditedProduct>> => who.call(addProduct, { body, key: randomUUID() })

/** On its newest revision, where another is not named. */
export async function save(who: Client, id: string, body: ProductDraftInput, revision?: number): Promise<Reply<EditedProduct>> {
  return who.call(saveProduct, { params: { id }, version: revision ?? (await readProduct(who, id)).open?.revision ?? 0, body })
}
export const act = (who: Client, id: string, action: ProductAction, body: ProductActionInput = {}, key: string = randomUUID()): Promise<Reply<EditedProduct>> => who.call(actOnProduct, { params: { id, action }, body, key })

/** A draft that can be proposed. */
export async function aDraft(who: Client, draft: ProductDraftInput): Promise<string> {
  const { id } = ok(await add(who, { kind: draft.loan ? 'loan' : 'insurance' }), 201)
  expect(ok(await save(who, id, draft)).open?.problems).toEqual([])
  return id
}
/** Written and proposed by the first, published by the second. */
export async function aLiveProduct([writer, officer]: readonly [Client, Client], draft: ProductDraftInput): Promise<string> {
  const id = await aDraft(writer, draft)
  ok(await act(writer, id, 'propose'))
  ok(await act(officer, id, 'publish'))
  return id
}
export const aLiveLoan = (people: readonly [Client, Client], change: Parameters<typeof aLoan>[0] = {}): Promise<string> => aLiveProduct(people, { loan: aLoan(change) })
export const aLiveInsurance = (people: readonly [Client, Client], change: Parameters<typeof anInsurance>[0] = {}): Promise<string> => aLiveProduct(people, { insurance: anInsurance(change) })

export const everybodyReads = async (test: TestApp): Promise<Financing> => ok(await test.client().call(getFinancing))
