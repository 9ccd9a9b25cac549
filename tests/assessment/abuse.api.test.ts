// What somebody with ill intent, or who has just left, tries with an assessment.
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { removeMember } from '#contract/accounts/endpoints.ts'
import * as endpoints from '#contract/assessment/endpoints.ts'
import type { Assessment } from '#contract/assessment/schema.ts'
import { placedItems } from '#contract/assessment/scope.ts'
import { getFile } from '#contract/files/endpoints.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import type { Client } from '../support/api-client.ts'
import { testStart } from '../support/test-clock.ts'
import { act, acted, aPaper, answer, assessors, begun, editionOf, hang, joined, older, read, refusal, someItems, type Assessors } from './assessing.ts'

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
  await answer(people.owner.client, started.id, item, { answer: 'minor', note: '缺记录' })
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const lines = async (action: string) => (await test.db.selectFrom('audit').select(['account_id', 'role', 'subject', 'firm_id']).where('action', '=', action).execute())
async function remove(accountId: string): Promise<void> {
  const { id } = await test.db.selectFrom('memberships').select('id').where('firm_id', '=', people.firmId).where('account_id', '=', accountId).executeTakeFirstOrThrow()
  expect((await people.owner.client.call(removeMember, { params: { id: people.firmId, memberId: id } })).status).toBeLessThan(300)
}
const makeOfficer = (id: string) => test.db.updateTable('accounts').set({ staff_role: 'officer' }).where('id', '=', id).execute()

describe('who has looked', () => {
  it('a reviewer who opens an assessment or the history of an answer leaves a line; the firm itself none', async () => {
    await acted(people.owner.client, started.id, 'submit', { to: 'officer' })
    await read(people.owner.client, started.id)
    expect(await lines('assessment.read')).toEqual([])
    await read(people.officer, started.id)
    await people.officer.call(endpoints.getAnswerHistory, { params: { id: started.id, itemId: item } })
    const line = { role: 'officer', subject: `assessment:${started.id}`, firm_id: people.firmId }
    expect(await lines('assessment.read')).toMatchObject([line, line])
  })
})

describe('who judges their own work', () => {
  it('nobody who only added evidence before they left', async () => {
    const helper = await joined(test, { ...people.owner, firmId: people.firmId }, 7)
    await hang(helper.client, started.id, item, await aPaper(helper.client, people.firmId))
    await remove(helper.me.id)
    await makeOfficer(helper.me.id)
    await acted(people.owner.client, started.id, 'submit', { to: 'officer' })
    expect((await read(helper.client, started.id)).mayReview).toBe(false)
    expect(refusal(await act(helper.client, started.id, 'take'))).toEqual([403, 'cases.recused'])
  })

  it('nobody whose answers were carried over from an earlier one', async () => {
    const helper = await joined(test, { ...people.owner, firmId: people.firmId }, 7)
    await acted(people.owner.client, started.id, 'close')
    const old = await begun(helper.client, people.firmId, { editionId: older })
    await answer(helper.client, old.id, placedItems(editionOf(test, older))[0]!.item.id, { answer: 'conform' })
    const next = await begun(people.owner.client, people.firmId, { fromId: old.id })
    await answer(people.owner.client, next.id, item, { answer: 'minor', note: '缺记录' }, (await read(people.owner.client, next.id)).answers.find(({ itemId }) => itemId === item)?.version)
    await remove(helper.me.id)
    await makeOfficer(helper.me.id)
    await acted(people.owner.client, next.id, 'submit', { to: 'officer' })
    expect(refusal(await act(helper.client, next.id, 'take'))).toEqual([403, 'cases.recused'])
    expect((await act(people.officer, next.id, 'take')).status).toBe(200)
  })
})

describe('a reviewer who is no longer in service', () => {
  const retire = () => test.db.updateTable('accounts').set({ disabled_at: 1 }).where('phone', '=', '13800000010').execute()

  it('does not hold what they had taken: a colleague may take it', async () => {
    await acted(people.owner.client, started.id, 'submit', { to: 'officer' })
    await acted(people.officer, started.id, 'take')
    expect(refusal(await act(people.secondOfficer, started.id, 'take'))).toEqual([409, 'assessment.reviewer-taken'])
    await retire()
    expect((await read(people.secondOfficer, started.id)).mayReview).toBe(true)
    expect(await acted(people.secondOfficer, started.id, 'take')).toMatchObject({ mayReview: true })
    expect(await acted(people.secondOfficer, started.id, 'request-changes', { note: '缺发票' })).toMatchObject({ state: 'changes' })
  })

  it('is not asked again when it is handed in again', async () => {
    await acted(people.owner.client, started.id, 'submit', { to: 'officer' })
    await acted(people.officer, started.id, 'take')
    await acted(people.officer, started.id, 'request-changes', { note: '缺发票' })
    await retire()
    expect(await acted(people.owner.client, started.id, 'submit', { to: 'officer' })).toMatchObject({ review: { reviewer: null } })
  })
})

describe('somebody who was removed', () => {
  it('is out with the next request, from every place', async () => {
    const fileId = await aPaper(people.clerk.client, people.firmId)
    const evidenceId = (await hang(people.clerk.client, started.id, item, fileId)).body.id
    await people.clerk.client.call(endpoints.addPlanSteps, { params: { id: started.id }, body: { itemIds: [item] } })
    await remove(people.clerk.me.id)
    const { client } = people.clerk
    const id = started.id
    const replies = [
      await client.call(endpoints.listAssessments, { query: { firmId: people.firmId } }), await client.call(endpoints.getAssessment, { params: { id } }), await answer(client, id, item, { answer: 'conform' }, 1),
      await client.call(endpoints.getAnswerHistory, { params: { id, itemId: item } }), await client.call(endpoints.removeEvidence, { params: { id, evidenceId } }), await client.call(endpoints.listPlan, { query: { firmId: people.firmId } }),
      await act(client, id, 'submit', { to: 'officer' }), await client.call(endpoints.deleteAssessment, { params: { id } }), await client.call(endpoints.startAssessment, { body: { firmId: people.firmId, editionId: older } }),
      await client.request('GET', `/api/assessment/assessments/${id}/report.pdf`), await client.request('GET', `/api/assessment/assessments/${id}/plan.ics`), await client.call(getFile, { params: { id: fileId } }),
    ]
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 404))
  })
})

describe('what a phone may keep', () => {
  it('is no reply of these: none may be stored by a browser or a worker', async () => {
    const root = '/api/assessment/assessments'
    for (const path of [`${root}?firmId=${people.firmId}`, `${root}/${started.id}`, `${root}/${started.id}/answers/${item}/history`, `${root}/${started.id}/report.xlsx`, `${root}/${started.id}/plan.ics`, '/api/accounts/local-key', '/api/accounts/me']) {
      const reply = await people.owner.client.request('GET', path)
      expect([path, reply.status, reply.headers['cache-control']]).toEqual([path, 200, expect.stringContaining('no-store')])
    }
  })
})

describe('ids of another assessment', () => {
  it('of the same firm are not there either: evidence and steps', async () => {
    const evidenceId = (await hang(people.owner.client, started.id, item, await aPaper(people.owner.client, people.firmId))).body.id
    const { items: [step] } = (await people.owner.client.call(endpoints.addPlanSteps, { params: { id: started.id }, body: { itemIds: [item] } })).body
    const other = await begun(people.owner.client, people.firmId, { editionId: older })
    const { client } = people.owner
    const replies = [
      await client.call(endpoints.updateEvidence, { params: { id: other.id, evidenceId }, body: { datedOn: null } }), await client.call(endpoints.removeEvidence, { params: { id: other.id, evidenceId } }),
      await client.call(endpoints.updatePlanStep, { params: { id: other.id, stepId: step!.id }, body: { state: 'done' }, version: 1 }), await client.call(endpoints.removePlanStep, { params: { id: other.id, stepId: step!.id } }),
    ]
    expect(replies.map(({ status }) => status)).toEqual([404, 404, 404, 404])
  })
})

describe('hostile text', () => {
  it('what no workbook can hold does not break the workbook', async () => {
    expect((await answer(people.owner.client, started.id, item, { answer: 'minor', note: 'a\uFFFFb\uFFFE\u202E\u200B' }, 1)).status).toBe(200)
    const { bytes, status } = await people.owner.client.request('GET', `/api/assessment/assessments/${started.id}/report.xlsx`)
    expect(status).toBe(200)
    const parts = Object.entries(unzipSync(new Uint8Array(bytes))).filter(([name]) => name.endsWith('.xml'))
    expect(parts.some(([, part]) => strFromU8(part).includes('a'))).toBe(true)
    for (const [name, part] of parts) expect(/[\uFFFE\uFFFF]/.test(strFromU8(part)), name).toBe(false)
  })
})

describe('at once', () => {
  it('closing, answering, adding, changing and deleting: what is closed has the score of its answers', async () => {
    const client: Client = people.owner.client
    const items = someItems(editionOf(test)).asked.slice(0, 10)
    const fileId = await aPaper(client, people.firmId)
    const replies = await Promise.all([
      ...items.map(({ id }) => answer(people.clerk.client, started.id, id, { answer: 'conform' }, id === item ? 1 : 0)), act(client, started.id, 'close'), hang(client, started.id, item, fileId),
      client.call(endpoints.updateAssessment, { params: { id: started.id }, version: 1, body: { takenBack: [] } }), act(client, started.id, 'submit', { to: 'officer' }), client.call(endpoints.deleteAssessment, { params: { id: started.id } }),
      ...items.map(({ id }) => answer(client, started.id, id, { answer: 'unsure' }, id === item ? 1 : 0)),
    ])
    expect(replies.every(({ status }) => [200, 201, 204, 404, 409, 412].includes(status)), replies.map(({ status }) => status).join()).toBe(true)
    const left = await client.call(endpoints.getAssessment, { params: { id: started.id } })
    if (left.status === 200 && left.body.state === 'closed') expect(left.body.answers.length).toBeGreaterThan(0)
    expect((await test.db.selectFrom('assessment_evidence').leftJoin('assessments', 'assessments.id', 'assessment_evidence.assessment_id').select('assessment_evidence.id').where('assessments.id', 'is', null).execute())).toEqual([])
  })
})
