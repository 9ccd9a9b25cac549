import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getAnswerHistory, updateAssessment } from '#contract/assessment/endpoints.ts'
import { noteLength } from '#contract/assessment/limits.ts'
import type { AnswerInput, Assessment } from '#contract/assessment/schema.ts'
import { invariantProblems } from '#server/invariants.ts'
import { poison } from '../house/bad-inputs.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { acted, answer, assessors, begun, editionOf, lastAudit, read, refusal, someItems, type Assessors } from './assessing.ts'

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
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const say = (body: AnswerInput, version?: number, itemId = item) => answer(people.clerk.client, started.id, itemId, body, version)
const history = async (itemId = item) => (await people.owner.client.call(getAnswerHistory, { params: { id: started.id, itemId } })).body.items

describe('answering an item', () => {
  it('keeps answer, note, who and when, and counts at once', async () => {
    const reply = await say({ answer: 'observation', note: '  记录不全\r\ncafe\u0301 ' })
    expect([reply.status, reply.headers.etag]).toEqual([200, '"1"'])
    expect(reply.body).toEqual({ itemId: item, answer: 'observation', note: '记录不全\ncafé', origin: 'answered', version: 1, by: { id: people.clerk.me.id, name: people.clerk.me.name }, at: testStart })
    const whole = await read(people.owner.client, started.id)
    expect(whole).toMatchObject({ answered: 1, version: 1, answers: [reply.body] })
    expect(whole.scoreTenths).toBeGreaterThan(0)
    expect(await lastAudit(test)).toEqual({ action: 'assessment.answer', accountId: people.clerk.me.id, role: 'firm', subject: `assessment:${started.id}`, firmId: people.firmId, details: { itemId: item, answer: 'observation', version: 1 } })
  })

  it('moves the time it was saved, not its version, which is for what is asked', async () => {
    test.clock.set('2026-11-23T03:00:00.000Z')
    await say({ answer: 'conform' })
    expect(await read(people.owner.client, started.id)).toMatchObject({ savedAt: '2026-11-23T03:00:00.000Z', version: 1 })
  })

  it('again, letter for letter, does nothing, whatever version was seen', async () => {
    await say({ answer: 'minor', note: '缺' })
    for (const version of [undefined, 0, 1, 7]) expect((await say({ answer: 'minor', note: ' 缺 ' }, version)).body.version).toBe(1)
    expect(await history()).toHaveLength(1)
  })

  it('after somebody else is stale, with the version there is; knowing it, it is done', async () => {
    await say({ answer: 'conform' })
    for (const version of [undefined, 0, 2]) {
      const stale = await answer(people.owner.client, started.id, item, { answer: 'major' }, version)
      expect([...refusal(stale), stale.error.details]).toEqual([412, 'stale', { version: 1 }])
    }
    expect((await answer(people.owner.client, started.id, item, { answer: 'major' }, 1)).body).toMatchObject({ answer: 'major', version: 2, by: { id: people.owner.me.id } })
  })

  it('from twenty phones at once, each otherwise, is done once', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, (_, index) => answer(index % 2 === 0 ? people.owner.client : people.clerk.client, started.id, item, { answer: 'minor', note: `第${index}个` })))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 19 }, () => 412)])
    const again = await Promise.all(Array.from({ length: 20 }, (_, index) => answer(people.clerk.client, started.id, item, { answer: 'conform', note: `再${index}` }, 1)))
    expect(again.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await history()).toHaveLength(2)
    expect(await invariantProblems(test.db)).toEqual([])
  })

  it('from twenty phones at once, all the same, is one version', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => say({ answer: 'major', note: '都一样' })))
    expect(new Set(replies.map(({ status, body }) => `${status} ${body.version}`))).toEqual(new Set(['200 1']))
  })

  it('of twenty different items at once keeps all', async () => {
    const items = someItems(editionOf(test)).asked.slice(0, 20)
    const replies = await Promise.all(items.map(({ id }) => say({ answer: 'conform' }, 0, id)))
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]))
    expect((await read(people.owner.client, started.id)).answered).toBe(20)
  })

  it('can be taken back: the note stays, it counts no more', async () => {
    await say({ answer: 'minor', note: '先记着' })
    expect((await say({ answer: null, note: '先记着' }, 1)).body).toMatchObject({ answer: null, note: '先记着', version: 2 })
    expect((await read(people.owner.client, started.id)).answered).toBe(0)
  })

  it('taken back where nothing was said changes nothing', async () => {
    expect((await say({ answer: null })).body).toMatchObject({ answer: null, version: 0, by: null })
    expect(await history()).toEqual([])
  })

  it.each<[string, AnswerInput, object]>([
    ['observation without a note', { answer: 'observation' }, { field: 'note', reason: 'required' }],
    ['observation with spaces for a note', { answer: 'observation', note: ' \u3000 ' }, { field: 'note', reason: 'required' }],
    ['不适用 where the content does not allow it', { answer: 'not-applicable', note: '没有' }, { field: 'answer', reason: 'not-applicable-here' }],
    ['yes, which is for red lines', { answer: 'yes' }, { field: 'answer', reason: 'option' }],
  ])('is refused: %s', async (_what, body, problem) => {
    const reply = await say(body)
    expect([...refusal(reply), reply.error.fields]).toEqual([422, 'invalid-input', [problem]])
    expect(await history()).toEqual([])
  })

  it('不适用 with a reason is taken where the content allows it, and without one refused', async () => {
    const { may } = someItems(editionOf(test))
    expect((await say({ answer: 'not-applicable' }, 0, may.id)).status).toBe(422)
    expect((await say({ answer: 'not-applicable', note: '不做出口' }, 0, may.id)).status).toBe(200)
  })

  it('a note of 1000 characters is taken, of 1001 not; none with what no text has', async () => {
    expect((await say({ answer: 'minor', note: '𠮷'.repeat(noteLength) })).status).toBe(200)
    expect((await say({ answer: 'minor', note: '长'.repeat(noteLength + 1) }, 1)).status).toBe(422)
    for (const [what, text] of poison) expect((await say({ answer: 'minor', note: text }, 1)).status, what).toBe(422)
  })

  it('a red line takes yes, no and unsure; a yes is counted whatever the points', async () => {
    const line = editionOf(test).redLines[0]!.id
    expect((await say({ answer: 'conform' }, 0, line)).error.fields).toEqual([{ field: 'answer', reason: 'option' }])
    expect((await say({ answer: 'yes', note: '进过一批' }, 0, line)).status).toBe(200)
    await say({ answer: 'conform' })
    expect(await read(people.owner.client, started.id)).toMatchObject({ redLinesCrossed: 1, grade: editionOf(test).scoring.redLine.title })
  })

  it('an item that was left out may still be answered', async () => {
    const { trimmed } = someItems(editionOf(test))
    const when = trimmed.appliesWhen!
    const other = editionOf(test).opening.find(({ id }) => id === when.question)!.options.find(({ id }) => !when.anyOf.includes(id))!
    const total = started.total
    const patched = await people.owner.client.call(updateAssessment, { params: { id: started.id }, version: 1, body: { opening: { [when.question]: [other.id] } } })
    expect(patched.body.total).toBeLessThan(total)
    expect((await say({ answer: 'minor' }, 0, trimmed.id)).status).toBe(200)
    expect((await read(people.owner.client, started.id)).answers).toMatchObject([{ itemId: trimmed.id }])
  })

  it('of an item that is none is refused', async () => {
    expect((await say({ answer: 'conform' }, 0, 'no-such-item')).error.fields).toEqual([{ field: 'itemId', reason: 'unknown-item' }])
  })

  it('is refused while it is reviewed and once it is closed; a repeat of what is there still says so', async () => {
    await say({ answer: 'conform' })
    await acted(people.owner.client, started.id, 'submit', { to: 'expert' })
    const locked = await say({ answer: 'minor' }, 1)
    expect([...refusal(locked), locked.error.details]).toEqual([409, 'assessment.locked', { state: 'in-review' }])
    expect((await say({ answer: 'conform' }, 0)).status).toBe(200)
    await acted(people.owner.client, started.id, 'withdraw')
    expect((await say({ answer: 'minor' }, 1)).status).toBe(200)
    await acted(people.owner.client, started.id, 'close')
    expect(refusal(await say({ answer: 'conform' }, 2))).toEqual([409, 'assessment.locked'])
  })

  it('is not there for strangers, and not a reviewer’s to do', async () => {
    await say({ answer: 'conform' })
    expect(refusal(await answer(people.stranger.client, started.id, item, { answer: 'major' }, 1))).toEqual([404, 'not-found'])
    expect(refusal(await answer(people.expert, started.id, item, { answer: 'major' }, 1))).toEqual([404, 'not-found'])
    await acted(people.owner.client, started.id, 'submit', { to: 'expert' })
    expect(refusal(await answer(people.expert, started.id, item, { answer: 'major' }, 1))).toEqual([403, 'not-allowed'])
    expect(refusal(await answer(people.officer, started.id, item, { answer: 'major' }, 1))).toEqual([404, 'not-found'])
  })

  it('with an If-Match that is none of ours is refused, but a stranger hears nothing of it', async () => {
    const bad = (client: typeof people.officer) => client.request('PUT', `/api/assessment/assessments/${started.id}/answers/${item}`, { headers: { 'content-type': 'application/json', 'if-match': '7' }, body: '{"answer":"conform"}' })
    expect((await bad(people.clerk.client)).status).toBe(422)
    expect((await bad(people.stranger.client)).status).toBe(404)
  })
})

describe('the history of an answer', () => {
  it('has every version, newest first, with who and when', async () => {
    await say({ answer: 'conform' })
    test.clock.set('2026-11-23T03:00:00.000Z')
    await answer(people.owner.client, started.id, item, { answer: 'minor', note: '其实缺' }, 1)
    expect(await history()).toMatchObject([{ answer: 'minor', note: '其实缺', by: { id: people.owner.me.id }, at: '2026-11-23T03:00:00.000Z' }, { answer: 'conform', by: { id: people.clerk.me.id }, at: testStart }])
  })

  it('of an item nobody has answered is empty, of none is not there', async () => {
    expect(await history()).toEqual([])
    expect((await people.owner.client.call(getAnswerHistory, { params: { id: started.id, itemId: 'no-such-item' } })).status).toBe(404)
    expect((await people.stranger.client.call(getAnswerHistory, { params: { id: started.id, itemId: item } })).status).toBe(404)
  })
})
