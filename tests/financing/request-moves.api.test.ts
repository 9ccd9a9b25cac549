// Handing in and everything after: which card goes where, who may take which move, what stays as it was when it is refused.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RequestPatch } from '#contract/financing/request-schema.ts'
import { deleteRight, updateRight } from '#contract/portfolio/endpoints.ts'
import { openCard } from '#server/financing/sealed.ts'
import { invariantProblems } from '#server/invariants.ts'
import { lastAudit } from '../assessment/assessing.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { everything } from '../support/everything.ts'
import { testStart } from '../support/test-clock.ts'
import { toldBy } from '../support/told.ts'
import { aDraft, aRight, act, acted, amberAnswers, anAccepted, aSubmitted, greenAnswers, oneItem, problems, read, redAnswers, refusal, requesters, save, verify, wish, type Requesters } from './requesting.ts'

let test: TestApp
let people: Requesters
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await requesters(test)
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const firm = () => people.owner.client
const rowOf = (id: string) => test.db.selectFrom('financing_requests').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
/** Refused, and every row as it was. */
async function unchanged(deed: () => Promise<unknown>): Promise<void> {
  const before = await everything(test)
  await deed()
  expect(await everything(test)).toBe(before)
}

describe('handing in', () => {
  it('green, of a verified firm: accepted at once by the calendar, one after the other', async () => {
    const heard = await toldBy(test, async () => {
      const request = await anAccepted(people)
      expect(request).toMatchObject({ number: 'HT2026-RZ-0001', state: 'accepted', due: null, rightIds: [people.rightId], actions: ['withdraw', 'close'] })
      expect(request.card).toMatchObject({ verdict: 'green', on: '2026-11-23', counts: { amber: 0, red: 0 } })
      expect(request.rights).toEqual([{ id: people.rightId, type: '发明', number: 'ZL201710601862.3', title: '一种流化床反应器', owner: people.firmName, coOwners: [], filedOn: '2017-07-21', grantedOn: '2020-05-08', lastDay: '2037-07-20' }])
      expect(request.events.map(({ action, side, state, who }) => [action, side, state, who])).toEqual([['submit', 'firm', 'submitted', people.owner.me.name], ['accept', 'calendar', 'accepted', null]])
      expect([request.submittedAt, request.acceptedAt]).toEqual([testStart, testStart])
    })
    expect(heard.map(({ kind, accountId }) => [kind, accountId])).toEqual([['financing.accepted', people.owner.me.id]])
    expect(await invariantProblems(test.db)).toEqual([])
  })

  it.each<[what: string, patch: RequestPatch, verification: 'verified' | 'unverified', verdict: string]>([
    ['amber', { answers: amberAnswers }, 'verified', 'amber'], ['green of a firm nobody has verified', {}, 'unverified', 'green'],
  ])('%s: waits for an officer, with a day to answer by', async (_, patch, verification, verdict) => {
    await verify(test, people.firmId, verification)
    const draft = await aDraft(people, patch)
    const heard = await toldBy(test, async () => {
      const request = await acted(firm(), draft.id, 'submit')
      expect(request).toMatchObject({ state: 'submitted', acceptedAt: null, due: { startedOn: '2026-11-23', dueOn: '2026-11-25', workdays: 2, promise: '答复是否受理', side: 'county' }, actions: ['withdraw'] })
    })
    expect((await rowOf(draft.id)).verdict).toBe(verdict)
    expect(heard.map(({ kind, link }) => `${kind} ${link}`).sort()).toEqual([...[1, 2].map(() => `financing.desk-screen /desk/financing/${draft.id}`), `financing.submitted /financing/requests/${draft.id}?firm=${people.firmId}`])
  })

  it.each<[what: string, patch: RequestPatch, named: string[]]>([
    ['nothing', { amount: null, months: null, use: null, turnover: null, debt: null, contactName: '', contactPhone: '', words: '', rightIds: [], answers: { term: '', pledged: '', dispute: '', revenue: '', years: '' } },
      ['rightIds required', 'amount required', 'months required', 'use required', 'turnover required', 'debt required', 'contactName required', 'contactPhone required', 'answers.term required', 'answers.pledged required', 'answers.dispute required', 'answers.revenue required', 'answers.years required']],
    ['no right', { rightIds: [] }, ['rightIds required']], ['no amount', { amount: '' }, ['amount required']], ['no term', { months: null }, ['months required']], ['no use', { use: null }, ['use required']],
    ['no turnover', { turnover: null }, ['turnover required']], ['no debt', { debt: null }, ['debt required']], ['nobody to call', { contactName: ' ' }, ['contactName required']], ['no phone', { contactPhone: '' }, ['contactPhone required']],
    ['an open question', { answers: { dispute: '' } }, ['answers.dispute required']],
  ])('with %s is named by field and changes nothing', async (_, patch, named) => {
    const draft = await aDraft(people)
    await save(firm(), draft.id, 1, patch)
    await unchanged(async () => expect(problems(await act(firm(), draft.id, 'submit'))).toEqual(named))
  })

  it('asks about co-owners only where there are some', async () => {
    await firm().call(updateRight, { params: { id: people.rightId }, version: 1, body: { coOwners: ['示例大学'] } })
    const draft = await aDraft(people)
    await unchanged(async () => expect(problems(await act(firm(), draft.id, 'submit'))).toEqual(['answers.consent required']))
    await save(firm(), draft.id, 1, { answers: { consent: 'written' } })
    expect((await acted(firm(), draft.id, 'submit')).state).toBe('accepted')
  })

  it('without words is all right', async () => expect((await anAccepted(people, { words: '' })).wish.words).toBe(''))

  it('red stops, and nothing is changed: an answer, an ended right, a fee that is late, a pledge', async () => {
    const more = { ended: { state: 'ended' as const }, late: { paidYear: 6 }, pledged: { pledge: 'pledged' as const, pledgee: '示例银行', pledgeNumber: 'Y2026370000001', pledgedOn: '2026-01-05' } }
    const draft = await aDraft(people, { answers: redAnswers })
    await unchanged(async () => expect(refusal(await act(firm(), draft.id, 'submit'))).toEqual([409, 'financing.not-ready', { red: 1 }]))
    let version = 1
    for (const right of [more.ended, more.late, more.pledged]) {
      const id = await aRight(firm(), people.firmId, { number: 'ZL201910601862.X', filedOn: '2019-07-13', ...right })
      version = (await save(firm(), draft.id, version, { answers: greenAnswers, rightIds: [people.rightId, id] })).body.version
      await unchanged(async () => expect(refusal(await act(firm(), draft.id, 'submit')).slice(0, 2)).toEqual([409, 'financing.not-ready']))
      await firm().call(deleteRight, { params: { id } })
    }
    // The red one is gone from the portfolio: what is left is in order.
    expect((await acted(firm(), draft.id, 'submit')).rightIds).toEqual([people.rightId])
  })

  it('keeps the card and the rights as they stood, sealed', async () => {
    const { id } = await anAccepted(people)
    await firm().call(updateRight, { params: { id: people.rightId }, version: 1, body: { title: '后来改的', state: 'ended' } })
    const row = await rowOf(id)
    expect(openCard(test.deps.config.secret, row)).toMatchObject({ card: { verdict: 'green' }, rights: [{ title: '一种流化床反应器' }] })
    expect(row.card).not.toContain('green')
  })

  it('only so many at a time; one that has ended makes room', async () => {
    const ids: string[] = []
    for (let n = 0; n < 3; n += 1) ids.push((await anAccepted(people)).id)
    const draft = await aDraft(people)
    await unchanged(async () => expect(refusal(await act(firm(), draft.id, 'submit'))).toEqual([409, 'financing.request-limit', { most: 3 }]))
    await acted(firm(), ids[0]!, 'close')
    expect(await acted(firm(), draft.id, 'submit')).toMatchObject({ number: 'HT2026-RZ-0004' })
    expect(await invariantProblems(test.db)).toEqual([])
  })
})

describe('screening', () => {
  it('accepts a verified firm’s, and no other', async () => {
    await verify(test, people.firmId, 'unverified')
    const { id } = await aSubmitted(people)
    await unchanged(async () => expect(refusal(await act(people.officer, id, 'accept'))).toEqual([409, 'cases.firm-unverified']))
    await verify(test, people.firmId)
    const heard = await toldBy(test, async () => expect(await acted(people.officer, id, 'accept')).toMatchObject({ state: 'accepted', due: null, actions: ['close'] }))
    expect(heard.map(({ kind, accountId }) => [kind, accountId])).toEqual([['financing.accepted', people.owner.me.id]])
    expect(await lastAudit(test)).toMatchObject({ action: 'financing.accept', role: 'officer', subject: `financing:${id}` })
  })

  it('gives back item by item; the firm may mend everything, and ticks each before it hands in again', async () => {
    const { id, version } = await aSubmitted(people)
    for (const [input, named] of [[{}, ['items required']], [{ items: [{ about: null, words: ' ' }, { about: 'fees' as const, words: '长'.repeat(401) }] }, ['items[0].words required', 'items[1].words too-long']]] as const) {
      await unchanged(async () => expect(problems(await act(people.officer, id, 'return', { ...input, items: 'items' in input ? [...input.items] : [] }))).toEqual(named))
    }
    const two = { items: [...(oneItem.items ?? []), { about: 'amount' as const, words: '金额和用途\n对不上，请核对。' }] }
    const heard = await toldBy(test, () => acted(people.officer, id, 'return', two))
    expect(heard.map(({ kind }) => kind)).toEqual(['financing.returned'])
    const returned = await read(firm(), id)
    expect(returned).toMatchObject({ state: 'returned', due: null, version: version + 1, actions: ['resubmit', 'withdraw'], items: [{ about: 'revenue', doneAt: null }, { about: 'amount', words: '金额和用途 对不上，请核对。', doneAt: null }] })
    const [one = '', other = ''] = returned.items.map((item) => item.id)
    await unchanged(async () => expect(problems(await act(firm(), id, 'resubmit'))).toEqual(['items[0] required', 'items[1] required']))
    await save(people.clerk.client, id, version + 1, { amount: '2000000', words: '改好了', answers: greenAnswers, doneItems: [one] })
    await unchanged(async () => expect(problems(await act(firm(), id, 'resubmit'))).toEqual(['items[1] required']))
    // What is being mended is the firm's own: an officer sees what was handed in.
    expect(await read(people.officer, id)).toMatchObject({ wish: { amountFen: 300_000_000, words: wish.words }, answers: amberAnswers, items: [{ doneAt: testStart }, { doneAt: null }] })
    expect(problems(await save(firm(), id, version + 2, { doneItems: [one, randomUUID()] }))).toEqual(['doneItems[1] option'])
    test.clock.set('2026-11-26T02:00:00.000Z')
    await save(firm(), id, version + 2, { doneItems: [one, other] })
    // An officer asked, so an officer looks, though everything is green now.
    const again = await acted(firm(), id, 'resubmit')
    expect(again).toMatchObject({ state: 'submitted', number: returned.number, wish: { amountFen: 200_000_000 }, card: { verdict: 'green', on: '2026-11-26' }, due: { startedOn: '2026-11-26', dueOn: '2026-11-30', workdays: 2 } })
    expect(again.items.map(({ doneAt }) => doneAt)).toEqual([testStart, '2026-11-26T02:00:00.000Z'])
    expect(again.submittedAt).toBe(testStart)
    expect(again.events.map(({ action, note }) => [action, note])).toEqual([['submit', null], ['return', '请补充说明产品怎么用到这件专利。\n金额和用途 对不上，请核对。'], ['resubmit', null]])
    expect((await read(people.officer, id)).wish.amountFen).toBe(200_000_000)
  })

  it('a tick taken back is open again', async () => {
    const { id, version } = await aSubmitted(people)
    const { items: [item] } = await acted(people.officer, id, 'return', oneItem)
    expect((await save(firm(), id, version + 1, { doneItems: [item!.id] })).body.items).toMatchObject([{ doneAt: testStart }])
    expect((await save(firm(), id, version + 2, { doneItems: [] })).body.items).toMatchObject([{ doneAt: null }])
  })

  it('what is mended and red stops as at first', async () => {
    const { id, version } = await aSubmitted(people)
    const { items: [item] } = await acted(people.officer, id, 'return', oneItem)
    await save(firm(), id, version + 1, { doneItems: [item!.id], answers: redAnswers })
    await unchanged(async () => expect(refusal(await act(firm(), id, 'resubmit'))).toEqual([409, 'financing.not-ready', { red: 1 }]))
  })

  it('declines with a reason the firm reads', async () => {
    const { id } = await aSubmitted(people)
    for (const reason of ['', '  ', '长'.repeat(501)]) await unchanged(async () => expect((await act(people.officer, id, 'decline', { reason })).status).toBe(422))
    const heard = await toldBy(test, () => acted(people.officer, id, 'decline', { reason: '这件商标正在诉讼。' }))
    expect(heard.map(({ kind }) => kind)).toEqual(['financing.declined'])
    expect(await read(firm(), id)).toMatchObject({ state: 'declined', reason: '这件商标正在诉讼。', due: null, actions: [] })
    expect((await read(firm(), id)).events.at(-1)).toMatchObject({ action: 'decline', side: 'officer', note: '这件商标正在诉讼。' })
  })

  it('is seen by whom: the firm reads which officer looked, once a day each', async () => {
    const { id } = await aSubmitted(people)
    for (let n = 0; n < 2; n += 1) await read(people.officer, id)
    await read(people.secondOfficer, id)
    await read(firm(), id)
    const views = await test.db.selectFrom('financing_views').select(['side', 'what', 'times', 'lead_id']).where('request_id', '=', id).orderBy('times').execute()
    expect(views).toEqual([{ side: 'officer', what: 'request', times: 1, lead_id: '' }, { side: 'officer', what: 'request', times: 2, lead_id: '' }])
    expect((await test.db.selectFrom('audit').select('id').where('action', '=', 'financing.read').where('subject', '=', `financing:${id}`).execute()).length).toBe(3)
  })

  it('by an officer who is of the firm is the firm’s side: nobody accepts their own', async () => {
    const { id } = await aSubmitted(people)
    const officerId = (await test.db.selectFrom('accounts').select('id').where('staff_role', '=', 'officer').orderBy('created_at').executeTakeFirstOrThrow()).id
    await test.db.insertInto('memberships').values({ ...(await test.db.selectFrom('memberships').selectAll().where('account_id', '=', people.clerk.me.id).executeTakeFirstOrThrow()), id: randomUUID(), account_id: officerId }).execute()
    const mine = [people.officer, people.secondOfficer]
    const statuses = await Promise.all(mine.map(async (client) => (await act(client, id, 'accept')).status))
    expect(statuses.sort()).toEqual([200, 403])
  })
})

describe('ending', () => {
  it('the firm withdraws from wherever it stands, and leads end with it', async () => {
    for (const reach of [() => aSubmitted(people), async () => acted(people.officer, (await aSubmitted(people)).id, 'return', oneItem), () => anAccepted(people)]) {
      const { id } = await reach()
      expect(await acted(firm(), id, 'withdraw', { reason: '不贷了' })).toMatchObject({ state: 'withdrawn', due: null, actions: [], reason: '不贷了' })
      expect((await rowOf(id)).ended_at).toBe(test.clock.now())
    }
    expect(await invariantProblems(test.db)).toEqual([])
  })

  it('the firm closes without a reason and the others of it hear, an officer with one', async () => {
    const one = await anAccepted(people)
    expect((await toldBy(test, () => acted(firm(), one.id, 'close'))).length).toBe(0)
    const two = await anAccepted(people)
    expect(problems(await act(people.officer, two.id, 'close'))).toEqual(['reason required'])
    const heard = await toldBy(test, () => acted(people.officer, two.id, 'close', { reason: '企业来电说已经另外贷到。' }))
    expect(heard.map(({ kind, accountId }) => [kind, accountId])).toEqual([['financing.closed', people.owner.me.id]])
  })

  it('an amount is in no line of history, no audit line, no message and no stored reply', async () => {
    const { id } = await aSubmitted(people, { amount: '7654321', words: '金丝雀说明', contactName: '金丝雀某' })
    await acted(people.officer, id, 'accept')
    const rows = await Promise.all((['financing_events', 'audit', 'outbox', 'idempotency'] as const).map((table) => test.db.selectFrom(table).selectAll().execute()))
    for (const secret of ['7654321', '765.43', '金丝雀', wish.contactPhone ?? '']) expect(JSON.stringify(rows)).not.toContain(secret)
  })
})
