import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPlanSteps, deleteAssessment, saveRemark, updateAssessment } from '#contract/assessment/endpoints.ts'
import type { Assessment, AssessmentPatch } from '#contract/assessment/schema.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { aPaper, acted, answer, assessors, begun, current, editionOf, hang, lastAudit, older, read, refusal, someItems, type Assessors } from './assessing.ts'

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
  await answer(people.owner.client, started.id, item, { answer: 'minor' })
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const patch = (body: AssessmentPatch, version: number | undefined = 1, client = people.clerk.client) => client.call(updateAssessment, { params: { id: started.id }, body, ...(version === undefined ? {} : { version }) })
const remove = (client = people.clerk.client) => client.call(deleteAssessment, { params: { id: started.id } })

describe('what is asked', () => {
  it('follows the opening answers; an item that was left out comes back with one tap', async () => {
    const { trimmed } = someItems(editionOf(test))
    const when = trimmed.appliesWhen!
    const other = editionOf(test).opening.find(({ id }) => id === when.question)!.options.find(({ id }) => !when.anyOf.includes(id))!
    const shorter = await patch({ opening: { [when.question]: [other.id] } })
    expect([shorter.status, shorter.headers.etag]).toEqual([200, '"2"'])
    expect(shorter.body.total).toBeLessThan(started.total)
    const back = await patch({ takenBack: [trimmed.id, trimmed.id] }, 2)
    expect(back.body).toMatchObject({ total: shorter.body.total + 1, takenBack: [trimmed.id], opening: { [when.question]: [other.id] }, version: 3 })
    expect(await lastAudit(test)).toMatchObject({ action: 'assessment.update', details: { fields: ['takenBack'] } })
  })

  it('is refused with questions, options and items nobody knows', async () => {
    const question = editionOf(test).opening.find(({ many }) => !many)!
    const fields = async (body: AssessmentPatch) => (await patch(body)).error.fields
    expect(await fields({ opening: { 'no-such-question': ['x'] } })).toEqual([{ field: 'opening', reason: 'unknown' }])
    expect(await fields({ opening: { [question.id]: ['no-such-option'] } })).toEqual([{ field: `opening.${question.id}`, reason: 'option' }])
    expect(await fields({ opening: { [question.id]: question.options.map(({ id }) => id) } })).toEqual([{ field: `opening.${question.id}`, reason: 'one-only' }])
    expect(await fields({ takenBack: [item, 'no-such-item'] })).toEqual([{ field: 'takenBack', reason: 'unknown-item' }])
  })

  it('needs the version, and refuses an old one with the newest; of ten at once one wins', async () => {
    expect(refusal(await people.clerk.client.call(updateAssessment, { params: { id: started.id }, body: {} }))).toEqual([428, 'version-missing'])
    const replies = await Promise.all(Array.from({ length: 10 }, () => patch({ takenBack: [] })))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 412)])
    expect((await patch({ takenBack: [] })).error.details).toEqual({ version: 2 })
  })

  it('stays while it is reviewed and once it is closed; the consent to be counted can be given and taken back at any time', async () => {
    expect((await patch({ isShared: true })).body).toMatchObject({ isShared: true })
    expect(await lastAudit(test)).toMatchObject({ details: { fields: ['isShared'], isShared: true } })
    await acted(people.owner.client, started.id, 'close')
    expect(refusal(await patch({ opening: {} }, 3))).toEqual([409, 'assessment.locked'])
    expect((await patch({ isShared: false }, 3)).body).toMatchObject({ isShared: false, state: 'closed' })
  })

  it('is the firm’s own: strangers find nothing, a reviewer may not', async () => {
    await acted(people.owner.client, started.id, 'submit', { to: 'officer' })
    expect([refusal(await patch({ isShared: true }, 2, people.stranger.client)), refusal(await patch({ isShared: true }, 2, people.officer))]).toEqual([[404, 'not-found'], [403, 'not-allowed']])
  })
})

describe('deleting an assessment', () => {
  it('takes everything with it: answers and their history, evidence and its files, remarks, team, plan', async () => {
    const fileId = await aPaper(people.clerk.client, people.firmId)
    await hang(people.clerk.client, started.id, item, fileId)
    await acted(people.owner.client, started.id, 'submit', { to: 'officer' })
    await acted(people.officer, started.id, 'take')
    await people.officer.call(saveRemark, { params: { id: started.id, itemId: item }, body: { text: '请附记录' } })
    await acted(people.officer, started.id, 'request-changes')
    expect((await people.clerk.client.call(addPlanSteps, { params: { id: started.id }, body: { itemIds: [item] } })).status).toBe(200)
    expect((await remove()).status).toBe(204)
    for (const table of ['assessments', 'assessment_answers', 'assessment_answer_events', 'assessment_evidence', 'assessment_remarks', 'assessment_assignments', 'plan_steps'] as const) {
      const rows = await test.db.selectFrom(table).selectAll().execute()
      expect(JSON.stringify(rows), table).not.toContain(started.id)
    }
    expect(await test.db.selectFrom('files').select('id').where('id', '=', fileId).execute()).toEqual([])
    expect(await lastAudit(test)).toMatchObject({ action: 'assessment.delete', subject: `assessment:${started.id}`, details: { editionId: current, files: 1 } })
    expect((await remove()).status).toBe(404)
  })

  it('leaves what was carried from it, which no longer says where it came from', async () => {
    const old = await begun(people.owner.client, people.firmId, { editionId: older })
    await people.owner.client.call(deleteAssessment, { params: { id: started.id } })
    const next = await begun(people.owner.client, people.firmId, { fromId: old.id })
    expect((await people.owner.client.call(deleteAssessment, { params: { id: old.id } })).status).toBe(204)
    expect(await read(people.owner.client, next.id)).toMatchObject({ fromId: null, fromEditionId: null })
  })

  it('is refused while it is reviewed and for a closed one', async () => {
    await acted(people.owner.client, started.id, 'submit', { to: 'officer' })
    expect([refusal(await remove()), refusal(await remove(people.officer))]).toEqual([[409, 'assessment.locked'], [403, 'not-allowed']])
    await acted(people.owner.client, started.id, 'withdraw')
    await acted(people.owner.client, started.id, 'close')
    expect(refusal(await remove())).toEqual([409, 'assessment.locked'])
  })

  it('is not there for strangers', async () => {
    expect(refusal(await remove(people.stranger.client))).toEqual([404, 'not-found'])
    expect((await read(people.owner.client, started.id)).id).toBe(started.id)
  })
})
