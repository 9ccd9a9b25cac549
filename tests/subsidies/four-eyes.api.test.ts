// Two people decide, and the sum is the rule's unless somebody says why not.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listQueue } from '#contract/cases/endpoints.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import type { ActionInput, Application } from '#contract/subsidies/schema.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, submittedApplication } from '../support/applications.ts'
import { done, moveTo, read, refusal } from '../support/handling.ts'

let test: TestApp
let people: Actors
/** P05: 10 % of 620 000 yuan, at most 200 000. P08 pays nothing itself. */
let id: string
let advice: string
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  const { clerk, officer } = people.clients
  id = (await submittedApplication(clerk, people.firmId, 'P05')).id
  advice = (await submittedApplication(clerk, people.firmId, 'P08')).id
  for (const one of [id, advice]) await done(act(officer, one, 'accept'))
  fresh = await test.snapshot()
})
beforeEach(async () => {
  await fresh.restore()
  await moveTo(test, '2026-11-23T02:08:00.000Z')
})
afterAll(() => test.close())

const first = () => people.clients.officer
const second = () => people.clients.secondOfficer
const recommend = (input: ActionInput = {}, one = id) => act(first(), one, 'recommend', { reason: '材料齐全', noConflict: true, ...input })
const approve = (who = second(), input: ActionInput = {}) => act(who, id, 'approve', { reason: '复核无误', noConflict: true, ...input })
const codes = (application: Application) => Object.fromEntries(application.blocked.map(({ action, code }) => [action, code]))

describe('the sum of a recommendation', () => {
  it('is the computed one where none is named', async () => {
    const moved = await done(recommend())
    expect(moved).toMatchObject({ state: 'reviewing', approvedFen: null, recommendation: { amountFen: 6_200_000, computedFen: 6_200_000, amountReason: null, reason: '材料齐全', by: '王倩', byMe: true } })
    expect((await done(approve())).approvedFen).toBe(6_200_000)
  })

  it('naming the computed one needs no further reason', async () => {
    expect((await done(recommend({ amountFen: 6_200_000, amountReason: '多余的话' }))).recommendation).toMatchObject({ amountFen: 6_200_000, amountReason: null })
  })

  it.each([5_000_000, 6_200_001, 0])('another, %i fen, needs its own reason, which stays beside it', async (amountFen) => {
    expect(await refusal(recommend({ amountFen }))).toEqual([422, 'invalid-input', 'amountReason'])
    expect(await refusal(recommend({ amountFen, amountReason: '　' }))).toEqual([422, 'invalid-input', 'amountReason'])
    expect((await read(first(), id)).state).toBe('accepted')
    const moved = await done(recommend({ amountFen, amountReason: '发票有一张不在期限内' }))
    expect(moved.recommendation).toMatchObject({ amountFen, computedFen: 6_200_000, amountReason: '发票有一张不在期限内' })
    expect((await done(approve())).approvedFen).toBe(amountFen)
  })

  it('is never above the most the scheme gives, and never below nothing', async () => {
    const over = await recommend({ amountFen: 20_000_001, amountReason: '再多一点' })
    expect([over.status, over.error.fields]).toEqual([422, [{ field: 'amountFen', reason: 'money-max', limit: 20_000_000 }]])
    expect((await recommend({ amountFen: -1, amountReason: '试' })).status).toBe(422)
    expect((await recommend({ amountFen: 0.5, amountReason: '试' })).status).toBe(422)
    expect((await recommend({ amountFen: 20_000_000, amountReason: '实付金额按合同全额核定' })).status).toBe(200)
  })

  it('is none where the county only recommends', async () => {
    expect(await refusal(recommend({ amountFen: 1, amountReason: '试' }, advice))).toEqual([422, 'invalid-input', 'amountFen'])
    expect((await done(recommend({}, advice))).recommendation).toMatchObject({ amountFen: null, computedFen: null })
    expect(await done(act(second(), advice, 'approve', { reason: '同意推荐', noConflict: true }))).toMatchObject({ state: 'approved', approvedFen: null, due: { workdays: 10, promise: '归档反馈' } })
  })

  it('is nothing the firm hears of before it is decided', async () => {
    await done(recommend({ amountFen: 5_000_000, amountReason: '只有我们知道', reason: '初审意见在此' }))
    const mine = await read(people.clients.clerk, id)
    expect([mine.recommendation, mine.approvedFen]).toEqual([null, null])
    expect(JSON.stringify(mine)).not.toMatch(/只有我们知道|初审意见在此/)
    await done(approve())
    expect((await read(people.clients.clerk, id)).approvedFen).toBe(5_000_000)
  })
})

describe('four eyes', () => {
  it('both say they have no interest in the firm, and why they think so', async () => {
    for (const noConflict of [undefined, false]) expect(await refusal(act(first(), id, 'recommend', { reason: '材料齐全', ...(noConflict === undefined ? {} : { noConflict }) }))).toEqual([422, 'invalid-input', 'noConflict'])
    expect(await refusal(recommend({ reason: ' ' }))).toEqual([422, 'cases.reason-missing', 'reason'])
    await done(recommend())
    expect(await refusal(act(second(), id, 'approve', { reason: '复核无误' }))).toEqual([422, 'invalid-input', 'noConflict'])
    expect(await refusal(act(second(), id, 'approve', { noConflict: true }))).toEqual([422, 'cases.reason-missing', 'reason'])
  })

  it('who recommended neither approves nor refuses; the page says so before it is tried', async () => {
    await done(recommend())
    expect(await refusal(approve(first()))).toEqual([403, 'cases.other-person'])
    expect(await refusal(act(first(), id, 'refuse', { reason: '不同意' }))).toEqual([403, 'cases.other-person'])
    const [mine, theirs] = [await read(first(), id), await read(second(), id)]
    expect(codes(mine)).toEqual({ approve: 'cases.other-person', refuse: 'cases.other-person' })
    expect([theirs.blocked, theirs.actions.includes('approve')]).toEqual([[], true])
    const waiting = async (who: typeof first) => (await done(who().call(listQueue, { query: { group: 'approve' } }))).items.some((item) => item.id === id)
    expect([await waiting(first), await waiting(second)]).toEqual([false, true])
    expect((await done(approve())).decisionReason).toBe('复核无误')
  })

  it('the second may refuse, with a reason the firm reads', async () => {
    await done(recommend())
    expect(await refusal(act(second(), id, 'refuse'))).toEqual([422, 'cases.reason-missing', 'reason'])
    const refused = await done(act(second(), id, 'refuse', { reason: '付款凭证与合同不符' }))
    expect(refused).toMatchObject({ state: 'refused', decisionReason: '付款凭证与合同不符', due: null })
    expect(await read(people.clients.clerk, id)).toMatchObject({ state: 'refused', decisionReason: '付款凭证与合同不符' })
  })

  it('the second may send it back to the first, who is told why; then either may recommend, and the other decides', async () => {
    await done(recommend())
    expect(await refusal(act(second(), id, 'send-back'))).toEqual([422, 'cases.reason-missing', 'reason'])
    const back = await done(act(second(), id, 'send-back', { reason: '合同第三条再核一下' }))
    expect([back.state, back.actions.includes('recommend')]).toEqual(['accepted', true])
    await test.runWorker()
    const inbox = (await done(first().call(listMessages, { query: {} }))).items.filter((message) => message.link === `/desk/cases/${id}`)
    expect(inbox.some((message) => message.body.includes('合同第三条再核一下'))).toBe(true)
    expect(JSON.stringify((await read(people.clients.clerk, id)).events)).not.toContain('合同第三条')
    await done(act(second(), id, 'recommend', { reason: '核过了', noConflict: true }))
    expect(await refusal(approve(second()))).toEqual([403, 'cases.other-person'])
    expect((await done(approve(first()))).state).toBe('approved')
  })
})

describe('回避', () => {
  it('by who recommended, while it is reviewed: it goes back to the first review and to another person', async () => {
    await done(recommend())
    expect(await refusal(act(first(), id, 'recuse'))).toEqual([422, 'cases.reason-missing', 'reason'])
    const back = await done(act(first(), id, 'recuse', { reason: '亲属在该企业任职' }))
    expect([back.state, back.assignee, new Set(Object.values(codes(back)))]).toEqual(['accepted', null, new Set(['cases.recused'])])
    expect(back.actions).toEqual([])
    expect(await refusal(recommend())).toEqual([403, 'cases.recused'])
    expect((await done(act(second(), id, 'recommend', { reason: '另核', noConflict: true }))).state).toBe('reviewing')
    expect(await refusal(approve(first()))).toEqual([403, 'cases.recused'])
  })

  it('by somebody else leaves the case where it is; they have no more part in it, and it leaves their queue', async () => {
    await done(recommend())
    const stays = await done(act(second(), id, 'recuse', { reason: '曾任该企业顾问' }))
    expect(stays.state).toBe('reviewing')
    expect(await refusal(approve(second()))).toEqual([403, 'cases.recused'])
    expect((await done(second().call(listQueue, { query: { group: 'todo' } }))).items.map((item) => item.id)).not.toContain(id)
    expect((await done(second().call(listQueue, { query: { group: 'approve' } }))).items.map((item) => item.id)).not.toContain(id)
    expect(JSON.stringify((await read(people.clients.clerk, id)).events)).not.toContain('顾问')
  })

  it('twice is once', async () => {
    await done(act(first(), id, 'recuse', { reason: '亲属在该企业任职' }))
    expect((await act(first(), id, 'recuse', { reason: '再说一遍' })).status).toBe(200)
    expect(await test.db.selectFrom('recusals').select('reason').where('case_id', '=', id).execute()).toEqual([{ reason: '亲属在该企业任职' }])
  })

  it('needs no declaration of who is a member of the firm: an officer never handles the case of their own firm', async () => {
    const mine = await test.db.selectFrom('accounts').select('id').where('name', '=', '王倩').executeTakeFirstOrThrow()
    const membership = await test.db.selectFrom('memberships').selectAll().where('firm_id', '=', people.firmId).executeTakeFirstOrThrow()
    await test.db.insertInto('memberships').values({ ...membership, id: 'own-firm', account_id: mine.id, state: 'active' }).execute()
    expect(await refusal(recommend())).toEqual([403, 'cases.recused'])
    expect(codes(await read(first(), id)).recommend).toBe('cases.recused')
    expect((await act(second(), id, 'recommend', { reason: '核过了', noConflict: true })).status).toBe(200)
  })
})
