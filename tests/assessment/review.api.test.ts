import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listMembers, removeMember } from '#contract/accounts/endpoints.ts'
import { getAnswerHistory, listReviews, saveRemark } from '#contract/assessment/endpoints.ts'
import type { Assessment, AssessmentAction, AssessmentActionInput } from '#contract/assessment/schema.ts'
import { invariantProblems } from '#server/invariants.ts'
import { aPerson } from '../accounts/people.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import type { Client } from '../support/api-client.ts'
import { testStart } from '../support/test-clock.ts'
import { toldBy } from '../support/told.ts'
import { act, acted, answer, assessors, begin, begun, current, editionOf, joined, lastAudit, read, refusal, someItems, type Assessors } from './assessing.ts'

let test: TestApp
let people: Assessors
let started: Assessment
let undo: { restore(): Promise<void> }
let item: string
beforeAll(async () => {
  test = await buildTestApp()
  people = await assessors(test)
  started = await begun(people.owner.client, people.firmId)
  item = someItems(editionOf(test)).mayNot.id
  await answer(people.clerk.client, started.id, item, { answer: 'minor', note: '缺记录' })
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const firm = () => people.owner.client
const take = (client: Client, action: AssessmentAction, body: AssessmentActionInput = {}, key?: string) => act(client, started.id, action, body, key)
const done = (client: Client, action: AssessmentAction, body: AssessmentActionInput = {}) => acted(client, started.id, action, body)
const remark = (client: Client, text: string, itemId = item) => client.call(saveRemark, { params: { id: started.id, itemId }, body: { text } })
/** Of this test's firm; the demonstration has some of its own. */
const reviews = async (client: Client) => (await client.call(listReviews)).body.items.filter(({ firmId }) => firmId === people.firmId)
async function inReview(to: 'officer' | 'expert' = 'officer', by?: Client): Promise<void> {
  await done(firm(), 'submit', { to })
  if (by) await done(by, 'take')
}

describe('handing in for review', () => {
  it('locks it, and tells everybody with that duty', async () => {
    const told = await toldBy(test, async () => {
      expect(await done(firm(), 'submit', { to: 'expert' })).toMatchObject({ state: 'in-review', mayAnswer: false, version: 2, review: { to: 'expert', submittedAt: testStart, reviewer: null, note: '' } })
    })
    const experts = await test.db.selectFrom('accounts').select('id').where('staff_role', '=', 'expert').execute()
    expect(told).toHaveLength(experts.length)
    expect(new Set(told.map(({ kind, link }) => `${kind} ${link}`))).toEqual(new Set([`assessment.submitted /desk/assessments/${started.id}`]))
    expect(await lastAudit(test)).toMatchObject({ action: 'assessment.submit', role: 'firm', details: { from: 'open', to: 'in-review', reviewers: 'expert' } })
    expect(await reviews(people.expert)).toMatchObject([{ id: started.id, town: '马桥镇', submittedAt: testStart, reviewer: null, isMine: false }])
    expect(await reviews(people.officer)).toEqual([])
  })

  it('needs somebody to hand it to, and something answered', async () => {
    expect((await take(firm(), 'submit')).error.fields).toEqual([{ field: 'to', reason: 'required' }])
    await answer(people.clerk.client, started.id, item, { answer: null }, 1)
    expect(refusal(await take(firm(), 'submit', { to: 'officer' }))).toEqual([409, 'assessment.nothing-answered'])
    await answer(people.clerk.client, started.id, item, { answer: 'unsure' }, 2)
    expect((await take(firm(), 'submit', { to: 'officer' })).status).toBe(200)
  })

  it('opens it to that duty only, whole but for phone numbers, and to nobody after it was withdrawn', async () => {
    await inReview('officer')
    const seen = await people.officer.request('GET', `/api/assessment/assessments/${started.id}`)
    expect(seen.body).toMatchObject({ mayAnswer: false, mayReview: true, answers: [{ itemId: item, note: '缺记录', by: { id: people.clerk.me.id } }] })
    expect(JSON.stringify(seen.body)).not.toMatch(/phone|139\d{8}/)
    expect((await people.officer.call(getAnswerHistory, { params: { id: started.id, itemId: item } })).status).toBe(200)
    for (const client of [people.expert, people.bank, people.stranger.client]) expect((await client.request('GET', `/api/assessment/assessments/${started.id}`)).status).toBe(404)
    await done(firm(), 'withdraw')
    expect((await people.officer.request('GET', `/api/assessment/assessments/${started.id}`)).status).toBe(404)
    expect(await read(firm(), started.id)).toMatchObject({ state: 'open', review: null, mayAnswer: true })
  })

  it('withdrawn tells whoever has it in hand, with a link to what is left to do', async () => {
    await inReview('officer', people.officer)
    const { id } = (await test.db.selectFrom('assessments').select('reviewer_id as id').where('id', '=', started.id).executeTakeFirstOrThrow())
    expect(await toldBy(test, () => done(firm(), 'withdraw'))).toEqual([{ accountId: id, kind: 'assessment.withdrawn', link: '/desk/assessments' }])
  })

  it('with the same key is done once; the key with other words is refused', async () => {
    const key = randomUUID()
    const told = await toldBy(test, async () => {
      for (let n = 0; n < 3; n += 1) expect((await take(firm(), 'submit', { to: 'officer' }, key)).body).toMatchObject({ state: 'in-review', version: 2 })
    })
    expect(new Set(told.map(({ accountId }) => accountId)).size).toBe(told.length)
    expect(refusal(await take(firm(), 'submit', { to: 'expert' }, key))).toEqual([422, 'key-reused'])
    expect(refusal(await firm().request('POST', `/api/assessment/assessments/${started.id}/actions/submit`, { headers: { 'content-type': 'application/json' }, body: '{"to":"officer"}' }))).toEqual([400, 'key-missing'])
  })

  it('stores nothing of what the firm wrote with the key', async () => {
    await inReview('officer')
    const rows = await test.db.selectFrom('idempotency').select('body').where('route', '=', 'assessment.submit').where('account_id', '=', people.owner.me.id).execute()
    expect(rows.map(({ body }) => body)).toEqual([JSON.stringify({ id: started.id })])
  })
})

describe('who reviews', () => {
  it('is the one who took it first; the others of the duty still see it', async () => {
    await inReview('officer')
    const replies = await Promise.all([take(people.officer, 'take'), take(people.secondOfficer, 'take')])
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(replies.find(({ status }) => status === 409)?.error.code).toBe('assessment.reviewer-taken')
    const [winner, loser] = replies[0].status === 200 ? [people.officer, people.secondOfficer] : [people.secondOfficer, people.officer]
    expect([(await read(winner, started.id)).mayReview, (await read(loser, started.id)).mayReview]).toEqual([true, false])
    expect(refusal(await remark(loser, '我也说'))).toEqual([409, 'assessment.reviewer-taken'])
    expect(refusal(await take(loser, 'close-review'))).toEqual([409, 'assessment.reviewer-taken'])
    expect(await reviews(loser)).toMatchObject([{ isMine: false }])
    expect((await take(winner, 'take')).status).toBe(200)
  })

  it('nobody of the firm, also with the duty', async () => {
    await inReview('officer')
    const { id } = await test.db.selectFrom('accounts').select('id').where('phone', '=', '13800000010').executeTakeFirstOrThrow()
    await test.db.insertInto('memberships').values({ id: randomUUID(), firm_id: people.firmId, account_id: id, role: 'clerk', state: 'active', created_at: 0, changed_at: 0 }).execute()
    expect(refusal(await take(people.officer, 'take'))).toEqual([403, 'not-allowed'])
    expect(await read(people.officer, started.id)).toMatchObject({ mayReview: false })
    expect(await reviews(people.officer)).toEqual([])
    expect((await take(people.secondOfficer, 'take')).status).toBe(200)
  })

  it('nobody who filled it in before they left the firm', async () => {
    const helper = await joined(test, { ...people.owner, firmId: people.firmId }, 7)
    await answer(helper.client, started.id, someItems(editionOf(test)).asked.at(-1)!.id, { answer: 'conform' })
    const { items } = (await firm().call(listMembers, { params: { id: people.firmId } })).body
    for (const { id, isMe } of items) if (!isMe) await firm().call(removeMember, { params: { id: people.firmId, memberId: id } })
    await test.db.updateTable('accounts').set({ staff_role: 'officer' }).where('id', '=', helper.me.id).execute()
    await inReview('officer')
    expect((await read(helper.client, started.id)).mayReview).toBe(false)
    expect(refusal(await take(helper.client, 'take'))).toEqual([403, 'cases.recused'])
  })

  it('is asked again when the firm hands it in again to the same duty; somebody of another duty begins anew', async () => {
    await inReview('officer', people.officer)
    await done(people.officer, 'request-changes', { note: '缺发票' })
    const told = await toldBy(test, () => done(firm(), 'submit', { to: 'officer' }))
    expect(told).toHaveLength(1)
    expect(await read(people.officer, started.id)).toMatchObject({ mayReview: true, review: { note: '缺发票' } })
    await done(people.officer, 'request-changes', { note: '还缺' })
    expect(await done(firm(), 'submit', { to: 'expert' })).toMatchObject({ review: { to: 'expert', reviewer: null } })
    expect((await people.officer.request('GET', `/api/assessment/assessments/${started.id}`)).status).toBe(404)
  })
})

describe('remarks', () => {
  it('to an item are the reviewer’s, replaced by newer ones, taken back by an empty one', async () => {
    await inReview('expert', people.expert)
    expect((await remark(people.expert, ' 请附记录 ')).body.remarks).toMatchObject([{ itemId: item, text: '请附记录', at: testStart }])
    expect((await remark(people.expert, '请附三年记录')).body.remarks).toMatchObject([{ text: '请附三年记录' }])
    expect((await read(firm(), started.id)).remarks).toHaveLength(1)
    expect((await remark(people.expert, ' ')).body.remarks).toEqual([])
    expect(await lastAudit(test)).toMatchObject({ action: 'assessment.remark', role: 'expert', details: { itemId: item, isRemoved: true } })
  })

  it('are refused before it was taken, after it went back, to what is no item, too long, and from everybody else', async () => {
    await inReview('officer')
    expect(refusal(await remark(people.officer, '请附记录'))).toEqual([409, 'assessment.wrong-state'])
    await done(people.officer, 'take')
    expect((await remark(people.officer, '请附记录', 'no-such-item')).error.fields).toEqual([{ field: 'itemId', reason: 'unknown-item' }])
    expect((await remark(people.officer, '长'.repeat(1001))).status).toBe(422)
    expect((await remark(people.officer, 'a\u0000b')).status).toBe(422)
    expect([await remark(people.owner.client, '我说'), await remark(people.bank, '我说')].map(refusal)).toEqual([[403, 'not-allowed'], [403, 'not-allowed']])
    expect(refusal(await remark(people.expert, '我说'))).toEqual([404, 'not-found'])
    await done(people.officer, 'request-changes', { note: '缺发票' })
    expect(refusal(await remark(people.officer, '请附记录'))).toEqual([409, 'assessment.wrong-state'])
  })

  it('or a note are needed to send it back, in this round', async () => {
    await inReview('officer', people.officer)
    expect(refusal(await take(people.officer, 'request-changes', { note: ' ' }))).toEqual([422, 'assessment.remark-missing'])
    await remark(people.officer, '请附记录')
    expect(await done(people.officer, 'request-changes')).toMatchObject({ state: 'changes' })
    test.clock.set('2026-11-23T04:00:00.000Z')
    await done(firm(), 'submit', { to: 'officer' })
    expect((await read(firm(), started.id)).remarks).toHaveLength(1)
    expect(refusal(await take(people.officer, 'request-changes'))).toEqual([422, 'assessment.remark-missing'])
    expect((await take(people.officer, 'request-changes', { note: '再改改' })).status).toBe(200)
  })

  it('sent back are told to the firm’s people, who go on answering', async () => {
    await inReview('officer', people.officer)
    await remark(people.officer, '请附记录')
    const told = await toldBy(test, () => done(people.officer, 'request-changes', { note: '整体再看' }))
    expect(told.map(({ accountId }) => accountId).sort()).toEqual([people.owner.me.id, people.clerk.me.id].sort())
    expect(told[0]).toMatchObject({ kind: 'assessment.changes', link: `/assessment/${started.id}` })
    expect(await read(people.clerk.client, started.id)).toMatchObject({ mayAnswer: true, state: 'changes', review: { note: '整体再看' } })
    expect((await answer(people.clerk.client, started.id, item, { answer: 'conform' }, 1)).status).toBe(200)
    expect(await reviews(people.officer)).toMatchObject([{ state: 'changes', isMine: true }])
    expect(await reviews(people.secondOfficer)).toEqual([])
  })
})

describe('closing', () => {
  it('by the reviewer keeps score and grade, tells the firm and ends it for good', async () => {
    await inReview('expert', people.expert)
    const before = await read(firm(), started.id)
    const told = await toldBy(test, () => done(people.expert, 'close-review', { note: '可以' }))
    expect(told.map(({ accountId }) => accountId).sort()).toEqual([people.owner.me.id, people.clerk.me.id].sort())
    expect(told[0]).toMatchObject({ kind: 'assessment.closed', link: `/assessment/${started.id}/result` })
    const closed = await read(firm(), started.id)
    expect(closed).toMatchObject({ state: 'closed', closedAt: testStart, scoreTenths: before.scoreTenths, grade: before.grade, review: { note: '可以' }, mayAnswer: false })
    expect(await read(people.expert, started.id)).toMatchObject({ mayReview: false })
    const row = await test.db.selectFrom('assessments').selectAll().where('id', '=', started.id).executeTakeFirstOrThrow()
    expect([row.is_live, row.score_tenths, row.grade]).toEqual([null, before.scoreTenths, before.grade])
    for (const action of ['submit', 'withdraw', 'close'] as const) expect((await take(firm(), action, { to: 'officer' })).error).toMatchObject({ code: 'assessment.wrong-state', details: { state: 'closed' } })
    for (const action of ['take', 'request-changes', 'close-review'] as const) expect(refusal(await take(people.expert, action, { note: '再' }))).toEqual([409, 'assessment.wrong-state'])
    expect(await invariantProblems(test.db)).toEqual([])
  })

  it('by the firm needs no review, but something answered; the next one may begin', async () => {
    const empty = await begun(people.stranger.client, people.stranger.firmId)
    expect(refusal(await act(people.stranger.client, empty.id, 'close'))).toEqual([409, 'assessment.nothing-answered'])
    expect(await done(firm(), 'close')).toMatchObject({ state: 'closed', review: null })
    const next = await begin(firm(), { firmId: people.firmId, editionId: current })
    expect(next.status).toBe(201)
    expect(next.body.id).not.toBe(started.id)
  })

  it('by the firm is refused while it is reviewed', async () => {
    await inReview('officer')
    expect((await take(firm(), 'close')).error).toMatchObject({ code: 'assessment.wrong-state', details: { state: 'in-review' } })
  })

  it('by five at once happens once', async () => {
    const replies = await Promise.all(Array.from({ length: 5 }, () => take(firm(), 'close')))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409])
  })
})

it.each<[AssessmentAction, 'firm' | 'reviewer']>([['submit', 'firm'], ['withdraw', 'firm'], ['close', 'firm'], ['take', 'reviewer'], ['request-changes', 'reviewer'], ['close-review', 'reviewer']])('%s is for the %s alone', async (action, side) => {
  await inReview('officer')
  const wrong = side === 'firm' ? people.officer : firm()
  expect(refusal(await take(wrong, action, { to: 'officer', note: '看过' }))).toEqual([403, 'not-allowed'])
  for (const client of [people.stranger.client, people.expert, people.bank, (await aPerson(test, 9)).client]) expect(refusal(await take(client, action, { to: 'officer', note: '看过' }))).toEqual([404, 'not-found'])
})
