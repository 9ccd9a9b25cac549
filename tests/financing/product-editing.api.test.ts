// What banks and officers write, who publishes it, and what everybody sees before and after.
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { actOnProduct, addProduct, getEditedProduct, saveProduct } from '#contract/financing/product-endpoints.ts'
import { emptyLoan } from '#contract/financing/product-rules.ts'
import { invariantProblems } from '#server/invariants.ts'
import { allActors } from '../support/actors.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { everything } from '../support/everything.ts'
import { keepSessions } from '../support/stages.ts'
import { testStart } from '../support/test-clock.ts'
import { act, add, aDraft, aLiveInsurance, aLiveLoan, everybodyReads, listed, ok, readProduct, refused, save } from './product-desk.ts'
import { anInsurance, aLoan } from './product-texts.ts'

let test: TestApp
let bank: Client
let otherBank: Client
let officer: Client
let second: Client
let firm: Client
let fresh: { restore(): Promise<void> }

beforeAll(async () => {
  test = await buildTestApp()
  const { clients } = await allActors(test)
  bank = clients.bank
  officer = clients.officer
  second = clients.secondOfficer
  firm = clients.administrator
  otherBank = await test.signIn('13800000031')
  await keepSessions(test)
  fresh = await test.snapshot()
})
beforeEach(async () => {
  test.clock.set(testStart)
  await fresh.restore()
})
// Of products: others speak of what the demonstration brings.
afterEach(async () => expect((await invariantProblems(test.db)).filter((problem) => /product|loans without/.test(problem))).toEqual([]))
afterAll(() => test.close())

const bankId = async (name: string) => (await test.db.selectFrom('banks').select('id').where('name', '=', name).executeTakeFirstOrThrow()).id
const closeBank = async (name: string) => test.db.updateTable('banks').set({ closed_at: test.clock.now() }).where('name', '=', name).execute()
const actions = async (who: Client, id: string) => (await readProduct(who, id)).actions
const auditOf = async (id: string) => (await test.db.selectFrom('audit').select('action').where('subject', '=', `product:${id}`).where('outcome', '=', 'done').orderBy('id').execute()).map(({ action }) => action.replace('financing.product-', ''))

describe('a bank', () => {
  it('begins with nothing, or with an example of the county, or with what it has live', async () => {
    expect(ok(await add(bank, { kind: 'loan' }), 201)).toMatchObject({ kind: 'loan', bankName: '示例银行甲', live: null, mayEdit: true, actions: ['propose', 'discard'], open: { number: 1, state: 'draft', revision: 1, loan: emptyLoan, insurance: null } })
    expect(ok(await add(bank, { kind: 'loan', fromId: 'patent-pledge' }), 201).open).toMatchObject({ loan: { title: '专利权质押贷款', from: '500000', to: '20000000', fromMonths: '12', toMonths: '36', rights: ['发明', '实用新型', '外观设计'] }, problems: [] })
    const id = await aLiveLoan([bank, officer])
    expect(ok(await add(bank, { kind: 'loan', fromId: id }), 201).open?.loan).toEqual(aLoan())
    expect(refused(await add(bank, { kind: 'loan', fromId: 'nothing' }))).toEqual([404, 'not-found'])
    expect(refused(await add(otherBank, { kind: 'loan', fromId: id }))).toEqual([404, 'not-found'])
  })

  it('saves what is right and what is wrong, and is told what stands in the way', async () => {
    const { id } = ok(await add(bank, { kind: 'loan' }), 201)
    const saved = ok(await save(bank, id, { loan: aLoan({ title: '', from: '八十万', papers: [''] }) }))
    expect(saved.open).toMatchObject({ revision: 2, loan: { from: '八十万' }, problems: [{ field: 'title', reason: 'required' }, { field: 'from', reason: 'money-format' }, { field: 'papers', reason: 'required' }] })
    const reply = await act(bank, id, 'propose')
    expect([...refused(reply), reply.error.fields?.map(({ field }) => field)]).toEqual([422, 'financing.product-incomplete', ['title', 'from', 'papers']])
  })

  it('that saves the same again changes nothing; an older reading is a clash', async () => {
    const id = await aDraft(bank, { loan: aLoan() })
    const before = await everything(test)
    expect(ok(await save(bank, id, { loan: aLoan() })).open?.revision).toBe(2)
    expect(await everything(test)).toBe(before)
    const stale = await save(bank, id, { loan: aLoan({ title: '新名字' }) }, 1)
    expect([...refused(stale), stale.error.details]).toEqual([412, 'stale', { version: 2 }])
    expect(refused(await bank.call(saveProduct, { params: { id }, body: { loan: aLoan() } }))).toEqual([428, 'version-missing'])
    expect((await readProduct(bank, id)).open?.loan?.title).toBe('专利快贷')
  })

  it('is refused what no database should be given, and the words of another kind', async () => {
    const id = await aDraft(bank, { loan: aLoan() })
    const fields = async (body: Parameters<typeof save>[2]) => (await save(bank, id, body)).error.fields
    expect(await fields({ loan: aLoan({ papers: ['好', '坏\u0000'] }) })).toEqual([{ field: 'papers[1]', reason: 'text-invalid' }])
    expect(await fields({ insurance: anInsurance() })).toEqual([{ field: 'loan', reason: 'required' }])
    expect(await fields({ loan: aLoan(), insurance: anInsurance() })).toEqual([{ field: 'insurance', reason: 'unknown' }])
    expect(await fields({})).toEqual([{ field: 'loan', reason: 'required' }])
  })

  it('writes no insurance and sees none; officers write no loan', async () => {
    expect(refused(await add(bank, { kind: 'insurance' }))).toEqual([403, 'not-allowed'])
    expect(refused(await add(officer, { kind: 'loan' }))).toEqual([403, 'not-allowed'])
    const insurance = await aLiveInsurance([officer, second])
    expect(refused(await bank.call(getEditedProduct, { params: { id: insurance } }))).toEqual([404, 'not-found'])
    expect(await listed(bank)).toEqual([])
    const loan = await aLiveLoan([bank, officer])
    expect(refused(await save(officer, loan, { loan: aLoan({ title: '县局改的' }) }, 0))).toEqual([403, 'not-allowed'])
  })

  it('reaches nothing of another bank: as if it were not there', async () => {
    const id = await aLiveLoan([bank, officer])
    ok(await save(bank, id, { loan: aLoan({ title: '第二稿' }) }, 0))
    for (const reply of [await otherBank.call(getEditedProduct, { params: { id } }), await save(otherBank, id, { loan: aLoan() }, 1), await act(otherBank, id, 'propose'), await act(otherBank, id, 'discard'), await act(otherBank, id, 'take-down', { reason: '试试' })]) expect(refused(reply)).toEqual([404, 'not-found'])
    expect([await listed(otherBank), (await readProduct(bank, id)).open?.state]).toEqual([[], 'draft'])
  })

  it('whose contact has left writes for nobody', async () => {
    const id = await aDraft(bank, { loan: aLoan() })
    await test.db.updateTable('bank_contacts').set({ ended_at: test.clock.now() }).where('bank_id', '=', await bankId('示例银行甲')).execute()
    for (const reply of [await add(bank, { kind: 'loan' }), await bank.call(getEditedProduct, { params: { id } }), await act(bank, id, 'propose')]) expect(refused(reply)).toEqual([403, 'financing.no-bank'])
  })

  it('has so many products and no more', async () => {
    const bank1 = await bankId('示例银行甲')
    const account = (await test.db.selectFrom('bank_contacts').select('account_id').where('bank_id', '=', bank1).executeTakeFirstOrThrow()).account_id
    const at = test.clock.now()
    for (let n = 0; n < 40; n += 1) {
      const id = randomUUID()
      await test.db.insertInto('financing_products').values({ id, kind: 'loan', bank_id: bank1, taken_down_at: null, created_by: account, created_at: at }).execute()
      await test.db.insertInto('financing_product_versions').values({ id: randomUUID(), product_id: id, number: 1, state: 'draft', text: JSON.stringify(emptyLoan), revision: 1, saved_by: account, saved_at: at, proposed_by: null, proposed_at: null, published_by: null, published_at: null, returned_reason: null }).execute()
    }
    expect(refused(await add(bank, { kind: 'loan' }))).toEqual([409, 'financing.product-limit'])
    ok(await add(otherBank, { kind: 'loan' }), 201)
  })
})

describe('the second person', () => {
  it('is an officer for a loan; everybody reads it from then on, with the bank’s name and no 示例', async () => {
    const before = await everybodyReads(test)
    expect(before.items.every(({ mark, bankId: from }) => mark === 'example' && from === null)).toBe(true)
    const id = await aDraft(bank, { loan: aLoan({ phone: '' }) })
    await test.db.updateTable('banks').set({ phone: '95500' }).where('name', '=', '示例银行甲').execute()
    expect(await everybodyReads(test)).toEqual(before)
    ok(await act(bank, id, 'propose'))
    expect([await everybodyReads(test), (await readProduct(bank, id)).mayEdit, await actions(bank, id), await actions(officer, id)]).toEqual([before, false, ['recall'], ['publish', 'return']])
    expect(refused(await act(bank, id, 'publish'))).toEqual([403, 'not-allowed'])
    const live = ok(await act(officer, id, 'publish'))
    expect(live).toMatchObject({ open: null, actions: ['take-down'], live: { number: 1, publishedBy: expect.any(String), problems: [] } })
    const { items } = await everybodyReads(test)
    expect(items).toEqual([{
      id, bankId: await bankId('示例银行甲'), bank: '示例银行甲', phone: '95500', mark: 'confirmed', title: '专利快贷', about: '押发明专利，不用再找担保。', fromFen: 50_000_000, toFen: 1_000_000_000, fromMonths: 6, toMonths: 36, rights: ['发明', '实用新型'],
      ratio: '不超过评估值的一半，由银行确定', rate: '由银行确定', conditions: ['专利有效，权属清楚', '成立满两年'], papers: ['专利证书', '近三年报表'], source: '示例银行甲提供，2026年11月23日公布',
    }])
    expect(await auditOf(id)).toEqual(['add', 'save', 'propose', 'publish'])
  })

  it('is another officer for an insurance: never who saved or proposed it', async () => {
    const id = await aDraft(officer, { insurance: anInsurance({ title: '专利执行保险' }) })
    expect(refused(await act(bank, id, 'propose'))).toEqual([404, 'not-found'])
    ok(await act(second, id, 'propose'))
    for (const who of [officer, second]) for (const action of ['publish', 'return'] as const) expect(refused(await act(who, id, action, { reason: '看过了' }))).toEqual([403, 'financing.product-hand'])
    ok(await act(second, id, 'recall'))
    ok(await act(officer, id, 'discard'))
    expect(refused(await officer.call(getEditedProduct, { params: { id } }))).toEqual([404, 'not-found'])
    const next = await aDraft(officer, { insurance: anInsurance() })
    ok(await act(officer, next, 'propose'))
    expect(ok(await act(second, next, 'publish')).live?.insurance?.title).toBe('专利执行保险')
  })

  it('may have a hand in the version before', async () => {
    const id = await aLiveInsurance([officer, second])
    ok(await save(second, id, { insurance: anInsurance({ premium: '每件 800 元，由保险公司确定' }) }, 0))
    ok(await act(second, id, 'propose'))
    expect(refused(await act(second, id, 'publish'))).toEqual([403, 'financing.product-hand'])
    expect(ok(await act(officer, id, 'publish')).live).toMatchObject({ number: 2, insurance: { premium: '每件 800 元，由保险公司确定' } })
  })

  it('sends it back with a reason, which the writer reads until it is proposed again', async () => {
    const id = await aDraft(bank, { loan: aLoan() })
    ok(await act(bank, id, 'propose'))
    expect((await act(officer, id, 'return')).error.fields).toEqual([{ field: 'reason', reason: 'required' }])
    expect((await act(officer, id, 'return', { reason: '长'.repeat(401) })).error.fields).toEqual([{ field: 'reason', reason: 'too-long', limit: 400 }])
    // A bank's draft is the bank's alone: nothing of it is left for the officer.
    expect(ok(await act(officer, id, 'return', { reason: '利率写得太满' }))).toMatchObject({ open: null, live: null })
    expect(refused(await officer.call(getEditedProduct, { params: { id } }))).toEqual([404, 'not-found'])
    expect((await readProduct(bank, id)).open).toMatchObject({ state: 'draft', returnedReason: '利率写得太满' })
    ok(await act(bank, id, 'propose'))
    expect((await readProduct(officer, id)).open).toMatchObject({ state: 'proposed', returnedReason: null })
  })

  it('publishes nothing that is as it was, and nothing that is wrong by then', async () => {
    const id = await aLiveLoan([bank, officer])
    ok(await save(bank, id, { loan: aLoan({ title: '第二稿' }) }, 0))
    ok(await save(bank, id, { loan: aLoan() }))
    expect((await readProduct(bank, id)).open?.problems).toEqual([{ field: '', reason: 'unchanged' }])
    expect((await act(bank, id, 'propose')).error).toMatchObject({ code: 'financing.product-incomplete', fields: [{ field: '', reason: 'unchanged' }] })
    const insurance = await aDraft(officer, { insurance: anInsurance() })
    ok(await act(officer, insurance, 'propose'))
    await test.db.updateTable('financing_product_versions').set({ text: JSON.stringify(anInsurance({ programmeId: 'P99' })) }).where('product_id', '=', insurance).execute()
    expect((await act(second, insurance, 'publish')).error).toMatchObject({ code: 'financing.product-incomplete', fields: [{ field: 'programmeId', reason: 'option' }] })
  })
})

describe('a version', () => {
  it('is one open and one live: the live one stands until the next is published', async () => {
    const id = await aLiveLoan([bank, officer])
    const opened = ok(await save(bank, id, { loan: aLoan({ title: '专利快贷（新）' }) }, 0))
    expect(opened).toMatchObject({ open: { number: 2, revision: 1 }, live: { number: 1 }, actions: ['propose', 'discard', 'take-down'] })
    expect(refused(await save(bank, id, { loan: aLoan({ title: '另一稿' }) }, 0))).toEqual([412, 'stale'])
    expect((await readProduct(officer, id)).open).toBeNull()
    ok(await act(bank, id, 'propose'))
    expect(refused(await save(bank, id, { loan: aLoan() }, 2))).toEqual([409, 'financing.product-state'])
    expect((await everybodyReads(test)).items.map(({ title }) => title)).toEqual(['专利快贷'])
    ok(await act(officer, id, 'publish'))
    expect((await everybodyReads(test)).items.map(({ title }) => title)).toEqual(['专利快贷（新）'])
    expect(await test.db.selectFrom('financing_product_versions').select(['number', 'state']).where('product_id', '=', id).orderBy('number').execute()).toEqual([{ number: 1, state: 'past' }, { number: 2, state: 'live' }])
  })

  it('saved over one that was published meanwhile is a clash', async () => {
    const id = await aDraft(bank, { loan: aLoan() })
    ok(await act(bank, id, 'propose'))
    ok(await act(officer, id, 'publish'))
    const late = await save(bank, id, { loan: aLoan({ title: '晚到' }) }, 2)
    expect([...refused(late), late.error.details]).toEqual([412, 'stale', { version: 0 }])
  })

  it('is thrown away and the live one stays', async () => {
    const id = await aLiveLoan([bank, officer])
    ok(await save(bank, id, { loan: aLoan({ title: '不要了' }) }, 0))
    expect(ok(await act(bank, id, 'discard'))).toMatchObject({ open: null, live: { number: 1 } })
    expect(refused(await act(bank, id, 'discard'))).toEqual([409, 'financing.product-state'])
  })
})

describe('taken down', () => {
  it('by an officer it is gone at once, with a reason; the words are a draft again and come back through a second person', async () => {
    const id = await aLiveLoan([bank, officer])
    expect((await act(officer, id, 'take-down')).error.fields).toEqual([{ field: 'reason', reason: 'required' }])
    expect(ok(await act(officer, id, 'take-down', { reason: '利率和合同不符' }))).toMatchObject({ open: null, live: null, actions: [], takenDownAt: expect.any(String) })
    const { items } = await everybodyReads(test)
    expect(items.every(({ mark }) => mark === 'example')).toBe(true)
    expect(await readProduct(bank, id)).toMatchObject({ live: null, takenDownAt: expect.any(String), open: { state: 'draft', number: 2, loan: aLoan(), returnedReason: '利率和合同不符' } })
    ok(await act(bank, id, 'propose'))
    ok(await act(officer, id, 'publish'))
    expect(await readProduct(bank, id)).toMatchObject({ takenDownAt: null, live: { number: 2 } })
  })

  it('by the bank it is gone at once, and what is being written goes on', async () => {
    const id = await aLiveLoan([bank, officer])
    ok(await save(bank, id, { loan: aLoan({ title: '在写的' }) }, 0))
    ok(await act(bank, id, 'propose'))
    expect(ok(await act(bank, id, 'take-down', { reason: '不再办了' }))).toMatchObject({ live: null, open: { state: 'draft', loan: { title: '在写的' } } })
    expect(refused(await act(officer, id, 'publish'))).toEqual([404, 'not-found'])
    expect((await everybodyReads(test)).items[0]?.mark).toBe('example')
  })

  it('with its bank: closed, none of its products is read, none is written, and open again they are back', async () => {
    const [id, other] = [await aLiveLoan([bank, officer]), await aLiveLoan([otherBank, officer], { title: '乙行快贷' })]
    expect((await everybodyReads(test)).items.map(({ title }) => title)).toEqual(['专利快贷', '乙行快贷'])
    const waiting = await aDraft(bank, { loan: aLoan({ title: '等核准的' }) })
    ok(await act(bank, waiting, 'propose'))
    await closeBank('示例银行甲')
    expect((await everybodyReads(test)).items.map((product) => product.id)).toEqual([other])
    for (const reply of [await add(bank, { kind: 'loan' }), await save(bank, id, { loan: aLoan({ title: '再写' }) }, 0), await act(officer, waiting, 'publish')]) expect(refused(reply)).toEqual([409, 'financing.bank-closed'])
    ok(await act(bank, waiting, 'recall'))
    expect((await readProduct(bank, id)).mayEdit).toBe(false)
    await test.db.updateTable('banks').set({ closed_at: null }).where('name', '=', '示例银行甲').execute()
    expect((await everybodyReads(test)).items.map((product) => product.id)).toEqual([id, other])
  })
})

describe('insurance written by officers', () => {
  it('begun with an unchecked one asks anew where it comes from', async () => {
    const { insurance } = test.deps.content.financing
    const unchecked = insurance.find(({ mark }) => mark !== 'confirmed')
    expect(ok(await add(officer, { kind: 'insurance', fromId: unchecked?.id ?? '' }), 201).open).toMatchObject({ insurance: { title: unchecked?.title, source: '' }, problems: [{ field: 'source', reason: 'required' }] })
  })

  it('stands first, takes the place of the unchecked one of the same title, and leaves the others', async () => {
    const before = (await everybodyReads(test)).insurance
    const title = before.find(({ mark }) => mark === 'unverified')?.title ?? ''
    const id = await aLiveInsurance([officer, second], { title: ` ${title} ` })
    const after = (await everybodyReads(test)).insurance
    expect([after[0], after.length, after.slice(1).map((one) => one.title)]).toEqual([expect.objectContaining({ id, title, mark: 'confirmed', source: '保险公司提供的说明，县局核对' }), before.length, before.map((one) => one.title).filter((one) => one !== title)])
    ok(await act(second, id, 'take-down', { reason: '停办' }))
    expect((await everybodyReads(test)).insurance).toEqual(before)
  })
})

describe('asked twice', () => {
  it('each deed is done once and answered alike', async () => {
    const key = randomUUID()
    const [one, again] = [await bank.call(addProduct, { body: { kind: 'loan' }, key }), await bank.call(addProduct, { body: { kind: 'loan' }, key })]
    expect([again.status, again.body]).toEqual([201, one.body])
    expect(refused(await bank.call(addProduct, { body: { kind: 'loan', fromId: 'combined' }, key }))).toEqual([422, 'key-reused'])
    expect(refused(await bank.call(addProduct, { body: { kind: 'loan' } }))).toEqual([400, 'key-missing'])
    const id = await aDraft(bank, { loan: aLoan() })
    const proposing = randomUUID()
    const [first, second2] = [await act(bank, id, 'propose', {}, proposing), await act(bank, id, 'propose', {}, proposing)]
    expect([second2.status, second2.body]).toEqual([200, first.body])
    expect(await auditOf(id)).toEqual(['add', 'save', 'propose'])
    ok(await act(bank, id, 'recall'))
    const discarding = randomUUID()
    ok(await act(bank, id, 'discard', {}, discarding))
    ok(await act(bank, id, 'discard', {}, discarding))
    expect(refused(await firm.call(actOnProduct, { params: { id, action: 'propose' }, body: {}, key: randomUUID() }))).toEqual([403, 'not-allowed'])
  })
})

describe('the list', () => {
  it('of officers begins with what has waited longest, and has no draft of a bank', async () => {
    const live = await aLiveLoan([otherBank, officer], { title: '已上线' })
    await aDraft(bank, { loan: aLoan({ title: '银行自己的稿' }) })
    const ids: string[] = []
    for (const title of ['先送的', '后送的']) {
      test.clock.advance(60_000)
      const id = await aDraft(bank, { loan: aLoan({ title }) })
      ok(await act(bank, id, 'propose'))
      ids.push(id)
    }
    expect((await listed(officer)).map(({ id }) => id)).toEqual([...ids, live])
    expect((await listed(bank)).map(({ open }) => open?.loan?.title)).toEqual(['先送的', '后送的', '银行自己的稿'])
  })
})
