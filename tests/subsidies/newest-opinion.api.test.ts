// What was said last counts, also when the clock was set back meanwhile or two things happened in one millisecond.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { invariantProblems } from '#server/invariants.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, submittedApplication } from '../support/applications.ts'
import { done, freshCodes, moveTo, read } from '../support/handling.ts'
import { correctAccount } from './paying.ts'

let test: TestApp
let people: Actors
let id: string
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  id = (await submittedApplication(people.clients.clerk, people.firmId, 'P05')).id
  await done(act(people.clients.officer, id, 'accept'))
  fresh = await test.snapshot()
})
beforeEach(async () => {
  await fresh.restore()
  await moveTo(test, '2026-11-23T02:08:00.000Z')
})
afterAll(() => test.close())

const recommend = (amountFen: number) => act(people.clients.officer, id, 'recommend', { reason: '材料齐全', noConflict: true, amountFen, amountReason: '另行核定' })
const approve = () => act(people.clients.secondOfficer, id, 'approve', { reason: '复核无误', noConflict: true })

describe.each([['in the same millisecond', '2026-11-23T02:08:00.000Z'], ['after the clock was set back an hour', '2026-11-23T01:08:00.000Z']])('%s', (_, later) => {
  it('the second recommendation is the one that is shown and approved', async () => {
    await done(recommend(1_000_000))
    await done(act(people.clients.secondOfficer, id, 'send-back', { reason: '金额再核一下' }))
    await moveTo(test, later)
    await done(recommend(3_000_000))
    expect((await read(people.clients.secondOfficer, id)).recommendation?.amountFen).toBe(3_000_000)
    expect((await done(approve())).approvedFen).toBe(3_000_000)
  })

  it('who recommended first and was sent back may decide on what a colleague recommended then; the data says so too', async () => {
    await done(recommend(1_000_000))
    await done(act(people.clients.secondOfficer, id, 'send-back', { reason: '金额再核一下' }))
    await moveTo(test, later)
    await done(act(people.clients.secondOfficer, id, 'recommend', { reason: '核过了', noConflict: true }))
    await done(act(people.clients.officer, id, 'approve', { reason: '同意', noConflict: true }))
    expect(await invariantProblems(test.db)).toEqual([])
  })

  it('the payment that followed a failed one is the one that counts', async () => {
    await done(recommend(1_000_000))
    await done(approve())
    await done(act(people.clients.officer, id, 'publicise'))
    const pay = (reference: string) => act(people.clients.officer, id, 'pay', { paidOn: '2026-12-01', reference })
    const back = later.replace('2026-11-23', '2026-12-01')
    await moveTo(test, '2026-12-01T02:08:00.000Z')
    await freshCodes(test)
    await done(pay('凭证一'))
    await done(act(people.clients.officer, id, 'payment-failed', { reason: '账号不存在' }))
    await moveTo(test, back)
    await correctAccount(people.clients.clerk, id, '37050163000000000999')
    expect((await done(pay('凭证二'))).payment).toMatchObject({ state: 'paid', reference: '凭证二', amountFen: 1_000_000 })
  })
})
