// Rows of the matrix: products. A bank reaches its own loans only, officers what waits for them and what is live; who publishes what is a rule of its own (tests/financing/product-editing.api.test.ts).
import { randomUUID } from 'node:crypto'
import * as desk from '#contract/financing/product-endpoints.ts'
import type { ProductAction } from '#contract/financing/editing-schema.ts'
import { aDraft, act, aLiveLoan } from '../financing/product-desk.ts'
import { anInsurance, aLoan } from '../financing/product-texts.ts'
import { row, type MatrixRow } from './rows.ts'
import type { World } from './world.ts'

/** In the order of `actors`; nobody but officers and contacts of banks has a product. */
const staff = (officer: number, bank: number) => [401, 403, 403, 403, 403, officer, officer, 403, 403, bank]
const product = { id: '', revision: 0 }

const of = (what: string, begin: (world: World) => Promise<string>, revision: number) => ({
  what,
  async before(world: World) {
    product.id = await begin(world)
    product.revision = revision
  },
})
const written = of('a draft of the bank', ({ clients }) => aDraft(clients.bank.copy(), { loan: aLoan() }), 2)
const waiting = of('a loan that waits', async ({ clients }) => {
  const bank = clients.bank.copy()
  const id = await aDraft(bank, { loan: aLoan() })
  await act(bank, id, 'propose')
  return id
}, 3)
const live = of('a loan everybody reads', ({ clients }) => aLiveLoan([clients.bank.copy(), clients.officer.copy()]), 0)
const insurance = of('a draft of an insurance', ({ clients }) => aDraft(clients.officer.copy(), { insurance: anInsurance() }), 2)

const params = () => ({ params: { id: product.id } })
const deed = (action: ProductAction, reason?: string) => () => ({ params: { id: product.id, action }, body: reason === undefined ? {} : { reason }, key: randomUUID() })

export const financingProductRows: MatrixRow[] = [
  row(desk.listEditedProducts, staff(200, 200)),
  row(desk.addProduct, staff(403, 201), () => ({ body: { kind: 'loan' as const }, key: randomUUID() }), { what: 'a loan' }),
  row(desk.addProduct, staff(201, 403), () => ({ body: { kind: 'insurance' as const }, key: randomUUID() }), { what: 'an insurance' }),
  row(desk.getEditedProduct, staff(200, 200), params, live),
  row(desk.getEditedProduct, staff(404, 200), params, written),
  row(desk.getEditedProduct, staff(200, 404), params, insurance),
  row(desk.saveProduct, staff(404, 200), () => ({ ...params(), version: product.revision, body: { loan: aLoan({ title: '换个名字' }) } }), written),
  row(desk.saveProduct, staff(200, 404), () => ({ ...params(), version: product.revision, body: { insurance: anInsurance({ title: '换个名字' }) } }), insurance),
  row(desk.actOnProduct, staff(404, 200), deed('propose'), written),
  row(desk.actOnProduct, staff(200, 404), deed('propose'), insurance),
  row(desk.actOnProduct, staff(403, 200), deed('recall'), waiting),
  row(desk.actOnProduct, staff(200, 403), deed('publish'), waiting),
  row(desk.actOnProduct, staff(200, 403), deed('return', '利率写得太满'), { ...waiting, what: 'a loan that is sent back' }),
  row(desk.actOnProduct, staff(200, 200), deed('take-down', '停办'), live),
]
