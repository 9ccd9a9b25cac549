// From the approval to the archive: what may be paid, when, and what happens when the bank sends it back.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listMessages } from '#contract/messages/endpoints.ts'
import { listPayments, objectToApplication } from '#contract/subsidies/endpoints.ts'
import type { PayGroup } from '#contract/subsidies/handling.ts'
import type { ActionInput, Application } from '#contract/subsidies/schema.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, submittedApplication } from '../support/applications.ts'
import { aPage, answer, approved, attach, done, freshCodes, handedBack, moveTo, read, refusal, tick } from '../support/handling.ts'

let test: TestApp
let people: Actors
let id: string
let running: Application
/** Publicity from Monday 23 to Monday 30 November 2026. */
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  id = (await submittedApplication(people.clients.clerk, people.firmId, 'P05')).id
  await done(act(officer(), id, 'accept'))
  await approved(officer(), second(), id)
  running = await done(act(officer(), id, 'publicise'))
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
const on = (date: string) => moveTo(test, `${date}T02:00:00.000Z`)
const pay = (input: ActionInput = {}) => act(officer(), id, 'pay', { paidOn: '2026-12-01', reference: '国库 0001', ...input })
const bankSaysNo = () => act(officer(), id, 'payment-failed', { reason: '账号与户名不符' })
const object = () => done(people.clients.otherFirm.call(objectToApplication, { params: { id }, body: { name: '赵先生', contact: '13700137000', reason: '这项产品还没有投产。' }, key: randomUUID() }), 201)
const answerObjection = async (outcome: 'upheld' | 'dismissed') => {
  const open = (await read(officer(), id)).disputes.find((dispute) => dispute.state === 'open')
  return done(act(officer(), id, 'answer-objection', { reason: '已现场核实', outcome, disputeId: open?.id ?? '' }))
}
const isIn = async (group: PayGroup) => (await done(officer().call(listPayments, { query: { group } }))).items.some((item) => item.id === id)

describe('paying', () => {
  it('begins with the first instant after the publicity’s last day, not in its last', async () => {
    expect(running.publicity).toMatchObject({ startsOn: '2026-11-23', endsOn: '2026-11-30', workdays: 5 })
    await moveTo(test, '2026-11-30T15:59:59.999Z')
    const early = await pay({ paidOn: '2026-11-30' })
    expect([early.status, early.error.code, early.error.details]).toEqual([409, 'subsidies.publicity-running', { endsOn: '2026-11-30' }])
    expect((await read(officer(), id)).blocked).toContainEqual({ action: 'pay', code: 'subsidies.publicity-running' })
    await moveTo(test, '2026-11-30T16:00:00.000Z')
    const paid = await done(pay())
    expect(paid).toMatchObject({ state: 'paid', due: null, publicity: { state: 'over' }, payment: { state: 'paid', amountFen: 6_200_000, paidOn: '2026-12-01', reference: '国库 0001', failure: null } })
  })

  it('waits for the answer to everything said against the case', async () => {
    await object()
    await on('2026-12-02')
    expect(await refusal(pay())).toEqual([409, 'subsidies.dispute-open'])
    expect(await refusal(bankSaysNo())).toEqual([409, 'subsidies.dispute-open'])
    expect(await isIn('due')).toBe(false)
    await answerObjection('dismissed')
    expect(await isIn('due')).toBe(true)
    expect((await done(pay())).state).toBe('paid')
  })

  it('is nothing any more where an objection was right: reviewed again by two, publicised again', async () => {
    await object()
    const again = await answerObjection('upheld')
    expect(again).toMatchObject({ state: 'accepted', approvedFen: null, decidedAt: null, publicity: { state: 'stopped' }, due: { workdays: 10, promise: '初审' } })
    await on('2026-12-02')
    expect(await refusal(pay())).toEqual([409, 'cases.wrong-state'])
    await approved(second(), officer(), id)
    expect(await refusal(pay())).toEqual([409, 'cases.wrong-state'])
    const anew = await done(act(officer(), id, 'publicise'))
    expect(anew.publicity).toMatchObject({ startsOn: '2026-12-02', endsOn: '2026-12-09', state: 'running', objections: 0 })
    expect(await refusal(pay({ paidOn: '2026-12-02' }))).toEqual([409, 'subsidies.publicity-running'])
    await on('2026-12-10')
    expect((await done(pay({ paidOn: '2026-12-10' }))).state).toBe('paid')
  })

  it.each([
    ['none', {}, 'required'], ['no date', { paidOn: '2026-13-01' }, 'date-calendar'], ['another form', { paidOn: '2026/12/1' }, null],
    ['tomorrow', { paidOn: '2026-12-04' }, 'date-future'], ['the last day of publicity', { paidOn: '2026-11-30' }, 'date-early'],
  ])('needs the day of the voucher: %s is refused beside the field', async (_, input: ActionInput, reason) => {
    await on('2026-12-03')
    const refused = await act(officer(), id, 'pay', { reference: '国库 0001', ...input })
    expect([refused.status, refused.error.fields?.[0]?.field]).toEqual([422, 'paidOn'])
    if (reason !== null) expect(refused.error.fields?.[0]?.reason).toBe(reason)
    expect((await read(officer(), id)).payment).toBeNull()
  })

  it('takes today and any day since the publicity', async () => {
    await on('2026-12-03')
    const before = await test.snapshot()
    for (const paidOn of ['2026-12-01', '2026-12-03']) {
      await before.restore()
      expect((await done(pay({ paidOn }))).payment?.paidOn).toBe(paidOn)
    }
  })

  it('needs the number of the voucher, one line of at most 64 characters', async () => {
    await on('2026-12-03')
    expect(await refusal(act(officer(), id, 'pay', { paidOn: '2026-12-01' }))).toEqual([422, 'invalid-input', 'reference'])
    expect(await refusal(pay({ reference: '　 ' }))).toEqual([422, 'invalid-input', 'reference'])
    expect(await refusal(pay({ reference: '字'.repeat(65) }))).toEqual([422, 'invalid-input', 'reference'])
    expect((await done(pay({ reference: '字'.repeat(64) }))).payment?.reference).toBe('字'.repeat(64))
  })

  it('happens once, whoever is faster', async () => {
    await on('2026-12-03')
    const replies = await Promise.all([pay({ reference: '一' }), act(second(), id, 'pay', { paidOn: '2026-12-01', reference: '二' })])
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect(await test.db.selectFrom('payments').select('state').where('case_id', '=', id).execute()).toEqual([{ state: 'paid' }])
  })

  it('leads to the archive, and there it ends', async () => {
    await on('2026-12-03')
    expect(await refusal(act(officer(), id, 'archive'))).toEqual([409, 'cases.wrong-state'])
    await done(pay())
    expect(await done(act(officer(), id, 'archive'))).toMatchObject({ state: 'archived', due: null, actions: [], payment: { state: 'paid' } })
    expect(await refusal(bankSaysNo())).toEqual([409, 'cases.wrong-state'])
  })
})

describe('a payment that the bank sent back', () => {
  it('needs the bank’s reason; the firm reads it, and may change its account and nothing else', async () => {
    await on('2026-12-03')
    await done(pay())
    expect(await refusal(act(officer(), id, 'payment-failed'))).toEqual([422, 'cases.reason-missing', 'reason'])
    const asked = await done(bankSaysNo())
    expect(asked).toMatchObject({ state: 'returned', payment: { state: 'failed', failure: '账号与户名不符', paidOn: null }, due: { side: 'firm', workdays: 5, heldWorkdays: null } })
    const mine = await read(clerk(), id)
    expect(mine.correction).toMatchObject({ kind: 'payment', state: 'open', items: [{ text: expect.stringContaining('账号与户名不符') }] })
    expect(mine.correction?.items[0]?.opens.map((opening) => opening.kind === 'field' && opening.path)).toEqual(['bankAccountName', 'bankName', 'bankAccountNo'])
    await freshCodes(test)
    expect(await refusal(answer(clerk(), id, { paidAmountFen: 1 }))).toEqual([409, 'subsidies.not-open', 'paidAmountFen'])
    expect(await refusal(attach(clerk(), id, 'account', await aPage(clerk(), people.firmId)))).toEqual([409, 'subsidies.not-open', 'papers.account'])
    expect((await answer(clerk(), id, { bankAccountNo: '62220000000000009876', bankName: '示例银行乙' })).status).toBe(200)
    expect([await isIn('failed'), await isIn('due')]).toEqual([true, false])
    await test.runWorker()
    expect((await done(clerk().call(listMessages, { query: {} }))).items.filter((message) => message.link === `/cases/${id}` && message.body.includes('账号与户名不符'))).toHaveLength(1)
  })

  it('comes back to the pay list with the sum that was decided, and is paid then', async () => {
    await on('2026-12-03')
    await done(pay())
    await done(bankSaysNo())
    await on('2026-12-07')
    await freshCodes(test)
    await done(answer(clerk(), id, { bankAccountNo: '62220000000000009876' }))
    const item = (await read(clerk(), id)).correction?.items[0]
    await done(tick(clerk(), id, item?.id ?? ''))
    const back = await done(act(clerk(), id, 'resubmit', { statement: true }))
    expect(back).toMatchObject({ state: 'publicity', approvedFen: 6_200_000, publicity: { state: 'over' }, due: { side: 'county', startedOn: '2026-12-07', workdays: 30, promise: '拨付' } })
    expect([await isIn('failed'), await isIn('due')]).toEqual([false, true])
    expect((await read(officer(), id)).changes?.fields).toEqual([{ path: 'bankAccountNo', before: '****0371' }])
    const paid = await done(pay({ paidOn: '2026-12-07', reference: '国库 0002' }))
    expect([paid.state, paid.payment?.reference, await isIn('paid')]).toEqual(['paid', '国库 0002', true])
    expect((await done(act(officer(), id, 'archive'))).state).toBe('archived')
  })

  it('before it was ever marked as paid, the county’s time stands still meanwhile', async () => {
    await on('2026-12-03')
    expect((await read(officer(), id)).due).toMatchObject({ dueOn: '2026-11-30' })
    const asked = await done(bankSaysNo())
    const held = asked.due?.heldWorkdays
    expect(held).toBe(27)
    await on('2026-12-08')
    expect((await handedBack(clerk(), id)).due).toMatchObject({ side: 'county', startedOn: '2026-11-30', workdays: 30, workdaysLeft: held })
  })

  it('taken back by the officer (the bank’s mistake), it can be paid again as it is', async () => {
    await on('2026-12-03')
    await done(pay())
    await done(bankSaysNo())
    expect(await done(act(officer(), id, 'take-back', { reason: '银行自己弄错了' }))).toMatchObject({ state: 'publicity', due: { side: 'county', workdays: 30 } })
    expect((await done(pay({ paidOn: '2026-12-03', reference: '国库 0003' }))).state).toBe('paid')
  })

  it('is refused while the publicity runs', async () => {
    expect(await refusal(bankSaysNo())).toEqual([409, 'subsidies.publicity-running'])
  })
})

describe('a scheme that only recommends (P08)', () => {
  it('goes from its approval to the archive: no publicity, no payment', async () => {
    const advice = await submittedApplication(clerk(), people.firmId, 'P08')
    await done(act(officer(), advice.id, 'accept'))
    const decided = await approved(officer(), second(), advice.id)
    expect(decided).toMatchObject({ state: 'approved', approvedFen: null, due: { workdays: 10, promise: '归档反馈' } })
    for (const action of ['publicise', 'pay', 'payment-failed'] as const) {
      expect([action, ...(await refusal(act(officer(), advice.id, action, { reason: '试', paidOn: '2026-11-23', reference: '试' })))]).toEqual([action, 409, 'cases.wrong-state'])
      expect(decided.actions).not.toContain(action)
    }
    expect(await done(act(officer(), advice.id, 'archive'))).toMatchObject({ state: 'archived', payment: null, publicity: null, due: null })
  })

  it('where it is publicised all the same, waits for the end of that and for every answer', async () => {
    const { snapshot } = await test.db.selectFrom('applications').select('snapshot').where('case_id', '=', id).executeTakeFirstOrThrow()
    const kept = JSON.parse(snapshot ?? '') as { programme: { steps: { state: string }[] } }
    kept.programme.steps = kept.programme.steps.filter((step) => step.state !== 'paid')
    await test.db.updateTable('applications').set({ snapshot: JSON.stringify(kept) }).where('case_id', '=', id).execute()
    const archive = () => act(officer(), id, 'archive')
    expect(await refusal(archive())).toEqual([409, 'subsidies.publicity-running'])
    expect((await read(officer(), id)).blocked).toContainEqual({ action: 'archive', code: 'subsidies.publicity-running' })
    await object()
    await on('2026-12-01')
    expect(await refusal(archive())).toEqual([409, 'subsidies.dispute-open'])
    await answerObjection('dismissed')
    expect((await done(archive())).state).toBe('archived')
  })
})
