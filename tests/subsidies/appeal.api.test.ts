// 申请复核: a firm asks once that somebody else looks at a refusal.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listQueue } from '#contract/cases/endpoints.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import type { ActionInput } from '#contract/subsidies/schema.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, submittedApplication } from '../support/applications.ts'
import { approved, done, moveTo, read, refusal } from '../support/handling.ts'

let test: TestApp
let people: Actors
let id: string
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  id = (await submittedApplication(people.clients.clerk, people.firmId, 'P05')).id
  await done(act(officer(), id, 'accept'))
  await done(act(officer(), id, 'refuse', { reason: '付款凭证与合同不符' }))
  fresh = await test.snapshot()
})
beforeEach(async () => {
  await fresh.restore()
  await moveTo(test, '2026-11-23T02:08:00.000Z')
})
afterAll(() => test.close())

const clerk = () => people.clients.clerk
const officer = () => people.clients.officer
const second = () => people.clients.secondOfficer
const appeal = () => act(clerk(), id, 'appeal', { reason: '第二张凭证当时没有扫全' })
const answerAppeal = async (who: typeof officer, outcome: 'upheld' | 'dismissed', more: ActionInput = {}) => {
  const disputeId = (await read(officer(), id)).disputes.find((dispute) => dispute.kind === 'appeal')?.id ?? ''
  return act(who(), id, 'answer-appeal', { reason: '已核对原件', outcome, disputeId, ...more })
}

describe('an appeal', () => {
  it('needs a reason, starts the county’s clock, and reaches those who may answer it', async () => {
    expect(await refusal(act(clerk(), id, 'appeal'))).toEqual([422, 'cases.reason-missing', 'reason'])
    const made = await done(appeal())
    expect(made).toMatchObject({ state: 'refused', due: { side: 'county', startedOn: '2026-11-23', dueOn: '2026-12-07', workdays: 10, promise: '答复复核申请' } })
    expect(made.disputes).toEqual([expect.objectContaining({ kind: 'appeal', state: 'open', reason: '第二张凭证当时没有扫全', dueOn: '2026-12-07', workdaysLeft: 10, answer: null })])
    await test.runWorker()
    const told = async (who: typeof officer) => (await done(who().call(listMessages, { query: {} }))).items.filter((message) => message.link === `/desk/cases/${id}` && message.body.includes('第二张凭证')).length
    expect([await told(officer), await told(second)]).toEqual([0, 1])
    const row = (await done(second().call(listQueue, { query: { group: 'disputes' } }))).items.find((item) => item.id === id)
    expect(row).toMatchObject({ state: 'refused', disputes: 1, dueOn: '2026-12-07', workdaysLeft: 10 })
  })

  it('is taken on the last of ten working days after the refusal, to its last millisecond, and not on the next', async () => {
    await moveTo(test, '2026-12-07T16:00:00.000Z')
    const late = await appeal()
    expect([late.status, late.error.code, late.error.details]).toEqual([409, 'subsidies.appeal-late', { lastDay: '2026-12-07' }])
    expect((await read(clerk(), id)).blocked).toEqual([{ action: 'appeal', code: 'subsidies.appeal-late' }])
    await moveTo(test, '2026-12-07T15:59:59.999Z')
    expect((await read(clerk(), id)).actions).toEqual(['appeal'])
    expect((await appeal()).status).toBe(200)
  })

  it('is made once', async () => {
    await done(appeal())
    expect(await refusal(appeal())).toEqual([409, 'subsidies.appealed-before'])
    await done(answerAppeal(second, 'dismissed'))
    expect(await refusal(appeal())).toEqual([409, 'subsidies.appealed-before'])
    expect((await read(clerk(), id)).blocked).toEqual([{ action: 'appeal', code: 'subsidies.appealed-before' }])
  })

  it('is the firm’s alone', async () => {
    expect((await act(officer(), id, 'appeal', { reason: '替企业' })).status).toBe(403)
    expect((await act(people.clients.otherFirm, id, 'appeal', { reason: '别家' })).status).toBe(404)
    expect((await act(people.clients.administrator, id, 'appeal', { reason: '第二张凭证当时没有扫全' })).status).toBe(200)
  })
})

describe('its answer', () => {
  it('comes from another person than who refused', async () => {
    await done(appeal())
    expect(await refusal(answerAppeal(officer, 'dismissed'))).toEqual([403, 'cases.other-person'])
    expect((await read(officer(), id)).blocked).toContainEqual({ action: 'answer-appeal', code: 'cases.other-person' })
    expect((await answerAppeal(second, 'dismissed')).status).toBe(200)
  })

  it('needs an outcome, a reason and the appeal it answers; is given once', async () => {
    await done(appeal())
    expect(await refusal(act(second(), id, 'answer-appeal', { reason: '已核对原件', outcome: 'upheld' }))).toEqual([422, 'invalid-input', 'disputeId'])
    const disputeId = (await read(second(), id)).disputes[0]?.id ?? ''
    expect(await refusal(act(second(), id, 'answer-appeal', { reason: '已核对原件', disputeId }))).toEqual([422, 'invalid-input', 'outcome'])
    expect(await refusal(act(second(), id, 'answer-appeal', { outcome: 'upheld', disputeId }))).toEqual([422, 'cases.reason-missing', 'reason'])
    expect(await refusal(act(second(), id, 'answer-appeal', { reason: '试', outcome: 'upheld', disputeId: '11111111-1111-4111-8111-111111111111' }))).toEqual([409, 'cases.wrong-state'])
    await done(answerAppeal(second, 'dismissed'))
    expect(await refusal(answerAppeal(second, 'upheld'))).toEqual([409, 'cases.wrong-state'])
  })

  it('dismissed: it stays refused and nothing is owed any more; the firm reads why, not by whom', async () => {
    await done(appeal())
    const kept = await done(answerAppeal(second, 'dismissed'))
    expect(kept).toMatchObject({ state: 'refused', due: null, decisionReason: '付款凭证与合同不符' })
    const mine = await read(clerk(), id)
    expect(mine.disputes).toEqual([expect.objectContaining({ state: 'dismissed', answer: '已核对原件', answeredBy: null })])
    expect(mine.actions).toEqual([])
  })

  it('upheld: accepted again with a fresh clock, recommended and decided by two', async () => {
    await moveTo(test, '2026-11-26T02:00:00.000Z')
    await done(appeal())
    await moveTo(test, '2026-12-03T02:00:00.000Z')
    const again = await done(answerAppeal(second, 'upheld'))
    expect(again).toMatchObject({ state: 'accepted', decidedAt: null, decisionReason: null, due: { side: 'county', startedOn: '2026-12-03', dueOn: '2026-12-17', workdays: 10, workdaysLeft: 10, promise: '初审' } })
    expect((await read(clerk(), id)).state).toBe('accepted')
    expect((await approved(second(), officer(), id)).state).toBe('approved')
  })

  it('upheld, then refused again: there is no second appeal', async () => {
    await done(appeal())
    await done(answerAppeal(second, 'upheld'))
    await done(act(second(), id, 'refuse', { reason: '原件与扫描件不一致' }))
    expect(await refusal(appeal())).toEqual([409, 'subsidies.appealed-before'])
  })
})
