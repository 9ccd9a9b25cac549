// Many hands at one product at the same moment: one wins, the others are told, nothing happens twice.
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { actOnProduct, addProduct, saveProduct } from '#contract/financing/product-endpoints.ts'
import { invariantProblems } from '#server/invariants.ts'
import { allActors } from '../support/actors.ts'
import type { Client, Reply } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { keepSessions } from '../support/stages.ts'
import { toldBy } from '../support/told.ts'
import { act, aDraft, aLiveLoan, everybodyReads, ok, readProduct, save } from './product-desk.ts'
import { anInsurance, aLoan } from './product-texts.ts'

let test: TestApp
let bank: Client
let officer: Client
let second: Client
let fresh: { restore(): Promise<void> }

beforeAll(async () => {
  test = await buildTestApp()
  const { clients } = await allActors(test)
  bank = clients.bank
  officer = clients.officer
  second = clients.secondOfficer
  await keepSessions(test)
  fresh = await test.snapshot()
})
beforeEach(() => fresh.restore())
// Of products: others speak of what the demonstration brings.
afterEach(async () => expect((await invariantProblems(test.db)).filter((problem) => /product|loans without/.test(problem))).toEqual([]))
afterAll(() => test.close())

const many = <T>(count: number, deed: (n: number) => Promise<T>) => Promise.all(Array.from({ length: count }, (_, n) => deed(n)))
const won = (replies: readonly Reply<unknown>[]) => replies.filter(({ status }) => status < 300).length
const codes = (replies: readonly Reply<unknown>[]) => [...new Set(replies.filter(({ status }) => status >= 300).map(({ error }) => error.code))].toSorted()
const versions = async (id: string) => (await test.db.selectFrom('financing_product_versions').select(['number', 'state']).where('product_id', '=', id).orderBy('number').execute()).map(({ number, state }) => `${number} ${state}`)
async function proposed(): Promise<string> {
  const id = await aDraft(bank, { loan: aLoan() })
  ok(await act(bank, id, 'propose'))
  return id
}

describe('at the same moment', { timeout: 60_000 }, () => {
  it('thirty publish: one does, and its bank hears of it once', async () => {
    const id = await proposed()
    let replies: Reply<unknown>[] = []
    const told = await toldBy(test, async () => {
      replies = await many(30, (n) => (n % 2 === 0 ? officer : second).copy().call(actOnProduct, { params: { id, action: 'publish' }, body: {}, key: randomUUID() }))
    })
    expect([won(replies), codes(replies), await versions(id)]).toEqual([1, ['financing.product-state'], ['1 live']])
    expect(told.map(({ kind, link }) => [kind, link])).toEqual([['financing.product-published', `/bank/products/${id}`]])
  })

  it('publishing, returning and taking it back: one of them counts', async () => {
    const id = await proposed()
    const replies = await many(30, (n) => {
      const [who, action, body] = ([[officer, 'publish', {}], [second, 'return', { reason: '不清楚' }], [bank, 'recall', {}]] as const)[n % 3]!
      return who.copy().call(actOnProduct, { params: { id, action }, body, key: randomUUID() })
    })
    expect(won(replies)).toBe(1)
    // Returned or taken back it is the bank's alone again: for the officers it is not there.
    expect(codes(replies).filter((code) => !['financing.product-state', 'not-found'].includes(code))).toEqual([])
  })

  it('saving and proposing: what everybody would read is what was saved last before', async () => {
    for (let round = 0; round < 4; round += 1) {
      const id = await aDraft(bank, { loan: aLoan() })
      const replies = await many(12, (n): Promise<Reply<unknown>> =>
        n % 3 === 2 ? bank.copy().call(actOnProduct, { params: { id, action: 'propose' }, body: {}, key: randomUUID() }) : bank.copy().call(saveProduct, { params: { id }, version: 2, body: { loan: aLoan({ title: `第 ${n} 稿` }) } }))
      expect(codes(replies).filter((code) => !['financing.product-state', 'stale'].includes(code))).toEqual([])
      const saved = replies.findIndex(({ status }, n) => status === 200 && n % 3 !== 2)
      expect((await readProduct(bank, id)).open).toMatchObject({ state: 'proposed', loan: { title: saved === -1 ? '专利快贷' : `第 ${saved} 稿` } })
      ok(await act(bank, id, 'recall'))
    }
  })

  it('saving over what is live and publishing the next: nobody’s words are lost in silence', async () => {
    const id = await aLiveLoan([bank, officer])
    ok(await save(bank, id, { loan: aLoan({ title: '第二版' }) }, 0))
    ok(await act(bank, id, 'propose'))
    const [published, ...saves] = await Promise.all([act(officer, id, 'publish'), ...Array.from({ length: 8 }, (_, n) => bank.copy().call(saveProduct, { params: { id }, version: 0, body: { loan: aLoan({ title: `同时写的 ${n}` }) } }))])
    expect([published?.status, (await everybodyReads(test)).items.map(({ title }) => title)]).toEqual([200, ['第二版']])
    expect(won(saves)).toBeLessThanOrEqual(1)
    expect(codes(saves).filter((code) => !['financing.product-state', 'stale'].includes(code))).toEqual([])
    expect((await versions(id)).slice(0, 2)).toEqual(['1 past', '2 live'])
  })

  it('twenty open a version over the live one: there is one', async () => {
    const id = await aLiveLoan([bank, officer])
    const replies = await many(20, (n) => bank.copy().call(saveProduct, { params: { id }, version: 0, body: { loan: aLoan({ title: `第 ${n} 稿` }) } }))
    expect([won(replies), codes(replies), await versions(id)]).toEqual([1, ['stale'], ['1 live', '2 draft']])
  })

  it('taken down by the bank and by officers: once, and the words stand once', async () => {
    const id = await aLiveLoan([bank, officer])
    const replies = await many(18, (n) => [bank, officer, second][n % 3]!.copy().call(actOnProduct, { params: { id, action: 'take-down' }, body: { reason: `第 ${n} 次` }, key: randomUUID() }))
    expect([won(replies), codes(replies).filter((code) => !['financing.product-state', 'not-found'].includes(code)), await versions(id)]).toEqual([1, [], ['1 past', '2 draft']])
  })

  it('two officers propose and publish an insurance of both: whoever has a hand in it never publishes it', async () => {
    for (let round = 0; round < 4; round += 1) {
      const id = await aDraft(officer, { insurance: anInsurance({ title: `保险 ${round}` }) })
      await many(16, (n) => (n % 2 === 0 ? officer : second).copy().call(actOnProduct, { params: { id, action: n % 4 < 2 ? 'propose' : 'publish' }, body: {}, key: randomUUID() }))
      const [row] = await test.db.selectFrom('financing_product_versions').selectAll().where('product_id', '=', id).execute()
      const hands = await test.db.selectFrom('financing_product_hands').select('account_id').where('version_id', '=', row?.id ?? '').execute()
      expect(hands.map(({ account_id: one }) => one)).not.toContain(row?.published_by)
    }
  })

  it('one key sent twenty times begins one product', async () => {
    const key = randomUUID()
    const replies = await many(20, () => bank.copy().call(addProduct, { body: { kind: 'loan' }, key }))
    expect(new Set(replies.filter(({ status }) => status === 201).map(({ body }) => body.id)).size).toBe(1)
    expect(codes(replies).filter((code) => code !== 'in-progress')).toEqual([])
    expect(await test.db.selectFrom('financing_products').select('id').execute()).toHaveLength(1)
  })
})
