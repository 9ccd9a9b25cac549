// 替企业更正: what an officer writes on a firm's behalf, such as a digit read out over the phone.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listQueue, markPresence } from '#contract/cases/endpoints.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import type { ActionInput, Answers, Application } from '#contract/subsidies/schema.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, submittedApplication } from '../support/applications.ts'
import { anItem, answer, done, field, handedBack, moveTo, read, refusal, returned } from '../support/handling.ts'

let test: TestApp
let people: Actors
let submitted: Application
let id: string
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  submitted = await submittedApplication(people.clients.clerk, people.firmId, 'P05')
  id = submitted.id
  fresh = await test.snapshot()
})
beforeEach(async () => {
  await fresh.restore()
  await moveTo(test, '2026-11-23T02:08:00.000Z')
})
afterAll(() => test.close())

const first = () => people.clients.officer
const second = () => people.clients.secondOfficer
const clerk = () => people.clients.clerk
const correct = (answers: Answers | undefined, more: ActionInput = {}) => act(first(), id, 'correct', { reason: '电话里核对过', ...(answers ? { answers } : {}), ...more })

describe('an officer’s correction', () => {
  it('changes what it names; the firm reads what it says now, why and by whom, and is told', async () => {
    const moved = await done(correct({ paidAmountFen: 31_000_000 }))
    expect(moved).toMatchObject({ state: 'submitted', due: submitted.due, amount: { amountFen: 3_100_000 }, changes: { fields: [{ path: 'paidAmountFen', before: 62_000_000 }], papers: [], removed: [] } })
    const mine = await read(clerk(), id)
    expect(mine.answers).toEqual({ ...submitted.answers, paidAmountFen: 31_000_000 })
    expect(mine.papers).toEqual(submitted.papers)
    expect(mine.events.at(-1)).toMatchObject({ action: 'correct', actor: 'officer', actorName: '王倩', note: '电话里核对过' })
    await test.runWorker()
    const told = (await done(clerk().call(listMessages, { query: {} }))).items.filter((message) => message.link === `/cases/${id}` && message.body.includes('电话里核对过'))
    expect(told).toHaveLength(1)
  })

  it('is in the audit with the officer’s name', async () => {
    await done(correct({ bankName: '示例银行甲桓台东岳支行' }))
    const line = await test.db.selectFrom('audit').innerJoin('accounts', 'accounts.id', 'audit.account_id').select(['accounts.name', 'audit.role']).where('audit.action', '=', 'subsidies.correct').where('subject', '=', `case:${id}`).execute()
    expect(line).toEqual([{ name: '王倩', role: 'officer' }])
  })

  it('needs a reason, something to change, and a change', async () => {
    expect(await refusal(act(first(), id, 'correct', { answers: { bankName: '示例银行乙' } }))).toEqual([422, 'cases.reason-missing', 'reason'])
    expect(await refusal(correct(undefined))).toEqual([422, 'invalid-input', 'answers'])
    expect(await refusal(correct({}))).toEqual([422, 'invalid-input', 'answers'])
    expect(await refusal(correct({ bankName: submitted.answers.bankName }))).toEqual([409, 'cases.nothing-changed'])
    expect(await refusal(correct({ bankName: ` ${String(submitted.answers.bankName)}　` }))).toEqual([409, 'cases.nothing-changed'])
    expect(await refusal(correct({ contactName: '\u200b' }))).toEqual([422, 'subsidies.incomplete', 'answers.contactName'])
  })

  it('never touches an account, nor a field the scheme has not', async () => {
    expect(await refusal(correct({ bankAccountNo: '62220000000000009876' }))).toEqual([422, 'invalid-input', 'answers.bankAccountNo'])
    expect(await refusal(correct({ bankAccountNo: null }))).toEqual([422, 'invalid-input', 'answers.bankAccountNo'])
    expect((await refusal(correct({ colour: '红' }))).slice(0, 2)).toEqual([422, 'invalid-input'])
    expect((await refusal(correct({ paidAmountFen: '一万' }))).slice(0, 2)).toEqual([422, 'invalid-input'])
    expect((await read(clerk(), id)).answers).toEqual(submitted.answers)
  })

  it('leaves a complete application complete', async () => {
    expect(await refusal(correct({ bankName: null }))).toEqual([422, 'subsidies.incomplete', 'answers.bankName'])
    expect(await refusal(correct({ paidAmountFen: 90_000_000 }))).toEqual([422, 'subsidies.incomplete', 'answers.paidAmountFen'])
    // Another way to use the patents would need another paper.
    expect((await refusal(correct({ dealType: '自行产业化' }))).slice(0, 2)).toEqual([422, 'subsidies.incomplete'])
    expect((await read(first(), id)).version).toBe(submitted.version)
  })

  it('is a hand in the case: who corrected may recommend, not approve', async () => {
    await done(act(first(), id, 'accept'))
    await done(correct({ bankName: '示例银行甲桓台东岳支行' }))
    await done(act(second(), id, 'recommend', { reason: '材料齐全', noConflict: true }))
    expect(await refusal(act(first(), id, 'approve', { reason: '同意', noConflict: true }))).toEqual([403, 'cases.other-person'])
    expect((await read(first(), id)).blocked).toContainEqual({ action: 'approve', code: 'cases.other-person' })
    expect((await done(first().call(listQueue, { query: { group: 'approve' } }))).items.some((item) => item.id === id)).toBe(false)
    await done(act(second(), id, 'send-back', { reason: '由更正的人初审' }))
    await done(act(first(), id, 'recommend', { reason: '材料齐全', noConflict: true }))
    expect((await done(act(second(), id, 'approve', { reason: '复核无误', noConflict: true }))).state).toBe('approved')
  })

  it('is the officer’s, in submitted and accepted only', async () => {
    expect((await act(clerk(), id, 'correct', { reason: '自己改', answers: { bankName: '示例银行乙' } })).status).toBe(403)
    await done(act(first(), id, 'accept'))
    await done(correct({ bankName: '示例银行甲桓台东岳支行' }))
    await done(act(first(), id, 'recommend', { reason: '材料齐全', noConflict: true }))
    expect(await refusal(correct({ bankName: '示例银行乙' }))).toEqual([409, 'cases.wrong-state'])
  })
})

describe('while it is the firm’s turn', () => {
  it('the officer’s hands are off, whether somebody is writing or not', async () => {
    await returned(first(), id, [anItem('bank', field('bankName'))])
    expect(await refusal(correct({ town: '索镇' }))).toEqual([409, 'cases.firm-editing'])
    await done(answer(clerk(), id, { bankName: '示例银行乙' }))
    expect(await refusal(correct({ town: '索镇' }))).toEqual([409, 'cases.firm-editing'])
    await handedBack(clerk(), id)
    expect((await done(correct({ contactName: '周联系' }))).answers).toMatchObject({ bankName: '示例银行乙', contactName: '周联系' })
  })

  it('a card is not taken back from under somebody who is writing', async () => {
    await returned(first(), id, [anItem('bank', field('bankName'))])
    await done(clerk().call(markPresence, { params: { id }, body: { doing: 'editing' } }))
    expect(await refusal(act(first(), id, 'take-back', { reason: '先不退' }))).toEqual([409, 'cases.firm-editing'])
    await done(clerk().call(markPresence, { params: { id }, body: { doing: 'left' } }))
    expect((await done(act(first(), id, 'take-back', { reason: '先不退' }))).state).toBe('submitted')
  })

  it('and after a take-back the correction stands on what was handed in', async () => {
    await returned(first(), id, [anItem('bank', field('bankName'))])
    await done(answer(clerk(), id, { bankName: '半途' }))
    await done(act(first(), id, 'take-back', { reason: '先不退' }))
    expect((await done(correct({ contactName: '周联系' }))).answers).toMatchObject({ bankName: submitted.answers.bankName, contactName: '周联系' })
  })
})
