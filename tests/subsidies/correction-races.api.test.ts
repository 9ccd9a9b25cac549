// Two people on one returned case at the same moment: one of them is told, and nothing is half done.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { saveCorrection } from '#contract/subsidies/endpoints.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { invariantProblems } from '#server/invariants.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, submittedApplication } from '../support/applications.ts'
import { aPage, anItem, answer, attach, done, field, moveTo, page, read, returned, tick } from '../support/handling.ts'

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

const { clerk, administrator, officer, second } = {
  clerk: () => people.clients.clerk, administrator: () => people.clients.administrator, officer: () => people.clients.officer, second: () => people.clients.secondOfficer,
}
const statuses = async (...asked: Promise<{ status: number }>[]) => (await Promise.all(asked)).map(({ status }) => status).toSorted((a, b) => a - b)
const history = async () => (await read(officer(), id)).events.map(({ action }) => action)
const bank = () => anItem('bank', field('bankName'))

describe('two officers', () => {
  it('begin a card at once: one is, the other is told which version stands', async () => {
    const save = (who: typeof officer, path: string) => who().call(saveCorrection, { params: { id }, body: { version: 0, items: [anItem('one', field(path))] } })
    expect(await statuses(save(officer, 'bankName'), save(second, 'town'))).toEqual([200, 412])
    expect((await read(officer(), id)).correction).toMatchObject({ version: 1, items: [{ id: 'item-one' }] })
  })

  it('send a card at once: the firm gets one', async () => {
    expect(await statuses(act(officer(), id, 'return', { items: [bank()] }), act(second(), id, 'return', { items: [anItem('town', field('town'))] }))).toEqual([200, 409])
    expect([await history(), (await read(clerk(), id)).rounds]).toEqual([['submit', 'return'], 1])
  })

  it('one returns while the other refuses: one of both happens', async () => {
    expect(await statuses(act(officer(), id, 'return', { items: [bank()] }), act(second(), id, 'refuse', { reason: '不符合申报条件' }))).toEqual([200, 409])
    expect((await history())).toHaveLength(2)
    expect(await invariantProblems(test.db)).toEqual([])
  })
})

describe('the firm and an officer', () => {
  it('hand in again and take back at once: one of both, and the clock runs for the county', async () => {
    await returned(officer(), id, [bank()])
    await done(answer(clerk(), id, { bankName: '示例银行乙' }))
    await done(tick(clerk(), id, 'item-bank'))
    expect(await statuses(act(clerk(), id, 'resubmit', { statement: true }), act(officer(), id, 'take-back', { reason: '先不退' }))).toEqual([200, 409])
    const [seen, mine] = [await read(officer(), id), await read(clerk(), id)]
    expect(seen).toMatchObject({ state: 'submitted', correction: null, due: { side: 'county', workdaysLeft: 2 } })
    const isBack = seen.events.at(-1)?.action === 'resubmit'
    expect([seen.answers.bankName, mine.answers.bankName]).toEqual(isBack ? ['示例银行乙', '示例银行乙'] : [submitted.answers.bankName, submitted.answers.bankName])
    expect(await invariantProblems(test.db)).toEqual([])
  })

  it('save and take back at once: what was handed in stands, whoever was first', async () => {
    await returned(officer(), id, [bank()])
    const [saved, back] = await Promise.all([answer(clerk(), id, { bankName: '示例银行乙' }), act(officer(), id, 'take-back', { reason: '先不退' })])
    expect([back.status, [200, 409, 412].includes(saved.status)]).toEqual([200, true])
    expect((await read(clerk(), id)).answers).toEqual(submitted.answers)
    const stored = await test.db.selectFrom('applications').select('answers').where('case_id', '=', id).executeTakeFirstOrThrow()
    expect(stored.answers).not.toContain('示例银行乙')
  })

  it('withdraw and accept at once', async () => {
    expect(await statuses(act(clerk(), id, 'withdraw'), act(officer(), id, 'accept'))).toSatisfy((seen: number[]) => ['200,409', '200,200'].includes(seen.join()))
    const { state, due } = await read(officer(), id)
    expect([state, due]).toEqual(['withdrawn', null])
  })
})

describe('two of the firm', () => {
  it('replace the same page at once: one of the two pages is there, in its place', async () => {
    const page2 = submitted.papers.find((one) => one.paperId === 'payment')
    await returned(officer(), id, [anItem('page', page('payment', page2?.file.id ?? ''))])
    const [mine, theirs] = [await aPage(clerk(), people.firmId), await aPage(administrator(), people.firmId)]
    expect(await statuses(attach(clerk(), id, 'payment', mine, page2?.id), attach(administrator(), id, 'payment', theirs, page2?.id))).toEqual([201, 404])
    const now = (await read(clerk(), id)).papers.filter((one) => one.paperId === 'payment')
    expect([now.length, now[0]?.position, [mine, theirs].includes(now[0]?.file.id ?? '')]).toEqual([1, page2?.position, true])
  })

  it('tick two items at once: both stay ticked', async () => {
    await returned(officer(), id, [bank(), anItem('town', field('town'))])
    expect(await statuses(tick(clerk(), id, 'item-bank', '没有写错'), tick(administrator(), id, 'item-town', '没有写错'))).toEqual([200, 200])
    expect((await read(clerk(), id)).correction?.items.map(({ doneBy }) => doneBy)).toEqual(['李敏', '周建国'])
  })

  it('hand in at once: once', async () => {
    await returned(officer(), id, [bank()])
    await done(tick(clerk(), id, 'item-bank', '没有写错'))
    expect(await statuses(act(clerk(), id, 'resubmit', { statement: true }), act(administrator(), id, 'resubmit', { statement: true }))).toEqual([200, 409])
    expect(await history()).toEqual(['submit', 'return', 'resubmit'])
    expect(await test.db.selectFrom('submissions').select('round').where('case_id', '=', id).execute()).toHaveLength(2)
  })
})
