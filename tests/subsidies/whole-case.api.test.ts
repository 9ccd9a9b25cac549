// One case from the phone to the archive by the API alone, on both databases: what the journey in tests/journeys walks in a browser.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listMessages } from '#contract/messages/endpoints.ts'
import { addPaperPage, getApplication, getPublicity, listMyObjections, listPayments, objectToApplication, saveAnswers, saveCorrection, tickCorrection } from '#contract/subsidies/endpoints.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { invariantProblems } from '#server/invariants.ts'
import { closePublicities } from '#server/subsidies/publicity.ts'
import { aPdf } from '../files/pdf-samples.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { phones } from '../support/demo-phones.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, submittedApplication } from '../support/applications.ts'
import { uploadFile } from '../support/upload.ts'

let test: TestApp
let people: Actors
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
})
afterAll(() => test.close())

/** A later day; everybody signs in anew, as sessions do not last that long. */
async function on(instant: string): Promise<Record<'clerk' | 'officer' | 'secondOfficer' | 'otherFirm', Client>> {
  test.clock.set(instant)
  return {
    clerk: await test.signIn(phones.clerk), officer: await test.signIn(phones.officer),
    secondOfficer: await test.signIn(phones.secondOfficer), otherFirm: await test.signIn(phones.otherFirm),
  }
}

async function titles(client: Client, link: string): Promise<string[]> {
  await test.runWorker()
  return (await client.call(listMessages, { query: { limit: 100 } })).body.items.filter((message) => message.link === link).map((message) => message.title).reverse()
}

it('goes from submission over corrections, four eyes, publicity and an objection to payment and archive, and everybody is told once', async () => {
  let { clerk, officer }: Pick<Actors['clients'], 'clerk' | 'officer'> = people.clients
  const submitted = await submittedApplication(clerk, people.firmId, 'P05')
  const { id } = submitted
  await act(officer, id, 'accept')

  // Two things are wrong: page 2 of the vouchers, and the bank's name.
  const voucher = submitted.papers.find((page) => page.paperId === 'payment')
  if (!voucher) throw new Error('no voucher')
  const items = [
    { id: 'item-voucher', at: { kind: 'paper' as const, paperId: 'payment', fileId: voucher.file.id, page: 2, x: 0.6, y: 0.8 }, phraseId: 'unclear', text: '付款凭证第 2 页看不清，请重拍整页。', opens: [{ kind: 'page' as const, paperId: 'payment', fileId: voucher.file.id }] },
    { id: 'item-bank', at: { kind: 'field' as const, path: 'bankName' }, phraseId: null, text: '开户银行请写到支行。', opens: [{ kind: 'field' as const, path: 'bankName' }] },
  ]
  const draft = await officer.call(saveCorrection, { params: { id }, body: { version: 0, items } })
  expect(draft.body.correction).toMatchObject({ state: 'draft', version: 1, items: [{ id: 'item-voucher' }, { id: 'item-bank' }] })
  const returned = (await act(officer, id, 'return')).body
  expect(returned).toMatchObject({ state: 'returned', rounds: 1, due: { side: 'firm', workdays: 5, heldWorkdays: 10 } })

  // Only those two are open.
  let mine: Application = (await clerk.call(getApplication, { params: { id } })).body
  expect((await clerk.call(saveAnswers, { params: { id }, version: mine.version, body: { answers: { paidAmountFen: 1 } } })).error.code).toBe('subsidies.not-open')
  const wednesday = await on('2026-11-25T02:08:00.000Z')
  ;({ clerk, officer } = wednesday)
  mine = (await clerk.call(saveAnswers, { params: { id }, version: mine.version, body: { answers: { bankName: '示例银行甲桓台东岳支行' } } })).body
  const fileId = await uploadFile(clerk, { bytes: aPdf({ pages: 2 }), name: '付款凭证.pdf', type: 'application/pdf', firmId: people.firmId, purpose: 'paper' })
  expect((await clerk.call(addPaperPage, { params: { id }, body: { paperId: 'payment', fileId, replaces: voucher.id } })).status).toBe(201)
  for (const { id: itemId } of items) mine = (await clerk.call(tickCorrection, { params: { id, itemId }, body: { done: true } })).body
  expect(mine.correction?.items.map((item) => [item.isChanged, item.doneBy])).toEqual([[true, '李敏'], [true, '李敏']])
  const back = (await act(clerk, id, 'resubmit', { statement: true })).body
  expect(back).toMatchObject({ state: 'accepted', due: { side: 'county', workdays: 10, workdaysLeft: 10 } })

  const seen = (await officer.call(getApplication, { params: { id } })).body
  expect(seen.changes).toEqual({ fields: [{ path: 'bankName', before: '示例银行甲桓台支行' }], papers: [{ paperId: 'payment', fileId, replaces: voucher.file.id }], removed: [] })

  expect((await act(officer, id, 'recommend', { reason: '材料齐全', noConflict: true })).body.state).toBe('reviewing')
  expect((await act(officer, id, 'approve', { reason: '同意', noConflict: true })).error.code).toBe('cases.other-person')
  expect((await act(wednesday.secondOfficer, id, 'approve', { reason: '复核无误', noConflict: true })).body).toMatchObject({ state: 'approved', approvedFen: submitted.amount.amountFen })
  expect((await act(officer, id, 'publicise')).body).toMatchObject({ state: 'publicity', publicity: { state: 'running', startsOn: '2026-11-25', endsOn: '2026-12-02' } })

  // Anybody may look; somebody of another firm objects.
  expect((await people.clients.anonymous.call(getPublicity, { params: { id } })).body).toMatchObject({ firmName: submitted.firmName, amountFen: submitted.amount.amountFen })
  expect((await wednesday.otherFirm.call(objectToApplication, { params: { id }, body: { name: '赵先生', contact: '13700137000', reason: '这项产品还没有投产。' }, key: 'objection' })).status).toBe(201)
  const thursday = await on('2026-12-03T02:08:00.000Z')
  ;({ clerk, officer } = thursday)
  const disputed = (await officer.call(getApplication, { params: { id } })).body
  expect(disputed.blocked).toContainEqual({ action: 'pay', code: 'subsidies.dispute-open' })
  expect((await act(officer, id, 'pay', { paidOn: '2026-12-03', reference: '国库 0001' })).error.code).toBe('subsidies.dispute-open')
  await act(officer, id, 'answer-objection', { disputeId: disputed.disputes[0]?.id ?? '', outcome: 'dismissed', reason: '已到厂核实，产品在售。' })
  expect((await thursday.otherFirm.call(listMyObjections, { params: { id } })).body.items).toMatchObject([{ state: 'dismissed', answer: '已到厂核实，产品在售。' }])
  await closePublicities(test.deps)

  expect((await officer.call(listPayments, { query: { group: 'due' } })).body.items.map((item) => item.id)).toContain(id)
  expect((await act(officer, id, 'pay', { paidOn: '2026-12-03', reference: '国库 0001' })).body).toMatchObject({ state: 'paid', payment: { state: 'paid', reference: '国库 0001' } })
  expect((await act(officer, id, 'archive')).body).toMatchObject({ state: 'archived', actions: [], due: null })

  const end = (await clerk.call(getApplication, { params: { id } })).body
  expect(end.events.map((event) => event.action)).toEqual(['submit', 'accept', 'return', 'resubmit', 'recommend', 'approve', 'publicise', 'object', 'answer-objection', 'close-publicity', 'pay', 'archive'])
  expect(end.events.find((event) => event.action === 'return')?.note).toBe('1. 付款凭证第 2 页看不清，请重拍整页。\n2. 开户银行请写到支行。')
  const told = await titles(clerk, `/cases/${id}`)
  expect(new Set(told).size).toBe(told.length)
  expect(told).toHaveLength(12)
  expect(await titles(officer, `/desk/cases/${id}`)).toHaveLength(4)
  expect(await invariantProblems(test.db)).toEqual([])
}, 60_000)
