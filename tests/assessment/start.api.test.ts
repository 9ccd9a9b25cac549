import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listAssessments } from '#contract/assessment/endpoints.ts'
import { mostAssessments } from '#contract/assessment/limits.ts'
import { placedItems } from '#contract/assessment/scope.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { acted, answer, assessors, begin, begun, current, editionOf, lastAudit, older, read, refusal, someItems, type Assessors } from './assessing.ts'

let test: TestApp
let people: Assessors
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await assessors(test)
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const list = async () => (await people.clerk.client.call(listAssessments, { query: { firmId: people.firmId } })).body.items

describe('beginning an assessment', () => {
  it('keeps the id the phone made, and answers with everything there is', async () => {
    const id = randomUUID()
    const reply = await begin(people.clerk.client, { id, firmId: people.firmId, editionId: current })
    expect([reply.status, reply.headers.etag]).toEqual([201, '"1"'])
    const edition = editionOf(test)
    expect(reply.body).toMatchObject({
      id, firmId: people.firmId, editionId: current, editionVersion: edition.version, state: 'open', version: 1, createdBy: { id: people.clerk.me.id }, opening: {}, takenBack: [], fromId: null, fromEditionId: null,
      isShared: false, answers: [], evidence: [], assignments: [], remarks: [], review: null, mayAnswer: true, mayReview: false, answered: 0, total: placedItems(edition).length, scoreTenths: null, grade: null, redLinesCrossed: 0,
    })
    expect(await list()).toMatchObject([{ id, answered: 0 }])
    expect(await lastAudit(test)).toEqual({ action: 'assessment.start', accountId: people.clerk.me.id, role: 'clerk', subject: `assessment:${id}`, firmId: people.firmId, details: { editionId: current, fromId: null, answers: 0 } })
  })

  it('again answers with the one that is not closed, whoever asks and whatever id they made', async () => {
    const first = await begun(people.owner.client, people.firmId)
    for (const id of [first.id, randomUUID(), undefined]) {
      const again = await begin(people.clerk.client, { ...(id === undefined ? {} : { id }), firmId: people.firmId, editionId: current })
      expect([again.status, again.body.id]).toEqual([200, first.id])
    }
    expect(await list()).toHaveLength(1)
  })

  it('by twenty at once makes one', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, (_, index) => begin(index % 2 === 0 ? people.owner.client : people.clerk.client, { id: randomUUID(), firmId: people.firmId, editionId: current })))
    expect(replies.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 19 }, () => 200), 201])
    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1)
  })

  it('with the same id by two firms at once makes two, each its own', async () => {
    const id = randomUUID()
    const [mine, theirs] = await Promise.all([begin(people.owner.client, { id, firmId: people.firmId, editionId: current }), begin(people.stranger.client, { id, firmId: people.stranger.firmId, editionId: current })])
    expect([mine.status, theirs.status]).toEqual([201, 201])
    expect([mine.body.id, theirs.body.id].filter((one) => one === id)).toHaveLength(1)
    expect([mine.body.firmId, theirs.body.firmId]).toEqual([people.firmId, people.stranger.firmId])
  })

  it('under an id that is another firm’s gets a fresh one and sees nothing of theirs', async () => {
    const theirs = await begun(people.stranger.client, people.stranger.firmId)
    await answer(people.stranger.client, theirs.id, someItems(editionOf(test)).mayNot.id, { answer: 'minor' })
    const mine = await begin(people.owner.client, { id: theirs.id, firmId: people.firmId, editionId: current })
    expect(mine.status).toBe(201)
    expect(mine.body.id).not.toBe(theirs.id)
    expect(mine.body).toMatchObject({ firmId: people.firmId, answers: [] })
  })

  it('again under its id after it was closed answers with the closed one: the first reply was lost', async () => {
    const { id } = await begun(people.owner.client, people.firmId)
    await answer(people.owner.client, id, someItems(editionOf(test)).mayNot.id, { answer: 'conform' })
    await acted(people.owner.client, id, 'close')
    const again = await begin(people.owner.client, { id, firmId: people.firmId, editionId: current })
    expect([again.status, again.body.id, again.body.state]).toEqual([200, id, 'closed'])
    expect((await begin(people.owner.client, { firmId: people.firmId, editionId: current })).status).toBe(201)
  })

  it.each(['not-a-uuid', 'A0000000-0000-4000-8000-000000000000', ''])('is refused with the id %j', async (id) => {
    expect(refusal(await begin(people.owner.client, { id, firmId: people.firmId, editionId: current }))).toEqual([422, 'invalid-input'])
  })

  it('of an edition nobody knows is refused', async () => {
    const reply = await begin(people.owner.client, { firmId: people.firmId, editionId: 'gbt29490-1999' })
    expect([reply.status, reply.error.fields]).toEqual([422, [{ field: 'editionId', reason: 'option' }]])
  })

  it('of the older edition is a second one beside it', async () => {
    const [now, then] = [await begun(people.owner.client, people.firmId), await begun(people.owner.client, people.firmId, { editionId: older })]
    expect(now.id).not.toBe(then.id)
    expect(await list()).toHaveLength(2)
  })

  it('for another firm, or as a reviewer, is not there', async () => {
    for (const client of [people.stranger.client, people.officer, people.expert, people.bank]) expect(refusal(await begin(client, { firmId: people.firmId, editionId: current }))).toEqual([404, 'not-found'])
    expect(await list()).toEqual([])
  })

  it('is refused when the firm has as many as it may keep', async () => {
    const { id } = await begun(people.owner.client, people.firmId)
    const row = await test.db.selectFrom('assessments').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    await test.db.insertInto('assessments').values(Array.from({ length: mostAssessments - 2 }, (_, index) => ({ ...row, id: `old-${index}`, state: 'closed' as const, is_live: null, closed_at: row.created_at }))).execute()
    await begun(people.owner.client, people.firmId, { editionId: older })
    await test.db.updateTable('assessments').set({ state: 'closed', is_live: null }).where('id', '=', id).execute()
    const full = await begin(people.owner.client, { firmId: people.firmId, editionId: current })
    expect([full.status, full.error.code, full.error.details]).toEqual([409, 'assessment.full', { most: mostAssessments }])
  })
})

describe('what is taken along', () => {
  it('of the opening questions is what the edition asks, the rest is left out', async () => {
    const [question] = editionOf(test).opening
    const option = question!.options[0]!.id
    const { opening } = await begun(people.owner.client, people.firmId, { opening: { [question!.id]: [option, 'nonsense'], 'no-such-question': ['x'] } })
    expect(opening).toEqual({ [question!.id]: [option] })
  })

  it('of the quick check is every answer the edition takes, under the name of who began', async () => {
    const { mayNot, asked } = someItems(editionOf(test))
    const [first, second] = asked.filter(({ id }) => id !== mayNot.id)
    const { answers } = await begun(people.owner.client, people.firmId, { answers: {
      [mayNot.id]: { answer: 'not-applicable', note: '不搞' }, [first!.id]: { answer: 'conform', note: ' cafe\u0301 ' }, [second!.id]: { answer: 'observation' }, 'no-such-item': { answer: 'conform' }, [asked.at(-1)!.id]: { answer: 'minor', note: 'a\u0000b' },
    } })
    expect(answers).toEqual([{ itemId: first!.id, answer: 'conform', note: 'café', origin: 'answered', version: 1, by: { id: people.owner.me.id, name: people.owner.me.name }, at: testStart }])
  })

  it('from an earlier one of the same edition is every answer, as a suggestion that counts as not answered', async () => {
    const { mayNot, asked } = someItems(editionOf(test))
    const first = await begun(people.owner.client, people.firmId)
    await answer(people.owner.client, first.id, mayNot.id, { answer: 'minor', note: '缺记录' })
    await answer(people.owner.client, first.id, editionOf(test).redLines[0]!.id, { answer: 'yes' })
    await acted(people.owner.client, first.id, 'close')
    const next = await begun(people.owner.client, people.firmId, { fromId: first.id, answers: { [asked.at(-1)!.id]: { answer: 'conform' } } })
    expect(next).toMatchObject({ fromId: first.id, fromEditionId: current, answered: 1 })
    expect(next.answers).toMatchObject([{ itemId: mayNot.id, answer: 'minor', note: '缺记录', origin: 'suggested', by: null }, { itemId: asked.at(-1)!.id, origin: 'answered' }].sort((a, b) => (a.itemId < b.itemId ? -1 : 1)))
  })

  it('from the older edition is carried by the mapping: the same question as it was, a changed one as a suggestion', async () => {
    const carry = editionOf(test).carry!
    const same = carry.items.find((one) => one.change === 'same' && one.to.length === 1 && carry.items.filter((other) => other.to.includes(one.to[0]!)).length === 1)!
    const changed = carry.items.find((one) => one.change === 'changed')!
    const old = await begun(people.owner.client, people.firmId, { editionId: older })
    for (const { from } of [same, changed]) await answer(people.owner.client, old.id, from, { answer: 'minor' })
    const next = await begun(people.owner.client, people.firmId, { fromId: old.id })
    const origin = (itemId: string) => next.answers.find((one) => one.itemId === itemId)?.origin
    expect([next.fromEditionId, origin(same.to[0]!), origin(changed.to[0]!)]).toEqual([older, 'carried', 'suggested'])
  })

  it('is refused from another firm’s, like one that is not there, and from one nothing is carried from', async () => {
    const theirs = await begun(people.stranger.client, people.stranger.firmId, { editionId: older })
    const replies = [await begin(people.owner.client, { firmId: people.firmId, editionId: current, fromId: theirs.id }), await begin(people.owner.client, { firmId: people.firmId, editionId: current, fromId: randomUUID() })]
    expect(replies.map(refusal)).toEqual([[404, 'not-found'], [404, 'not-found']])
    const newer = await begun(people.owner.client, people.firmId)
    expect((await begin(people.owner.client, { firmId: people.firmId, editionId: older, fromId: newer.id })).error.fields).toEqual([{ field: 'fromId', reason: 'option' }])
  })
})

it('the list shows newest first, with progress and score of each', async () => {
  const old = await begun(people.owner.client, people.firmId, { editionId: older })
  test.clock.set('2026-11-24T02:08:00.000Z')
  const { id } = await begun(people.owner.client, people.firmId)
  await answer(people.owner.client, id, someItems(editionOf(test)).mayNot.id, { answer: 'conform' })
  expect(await list()).toMatchObject([{ id, answered: 1, savedAt: '2026-11-24T02:08:00.000Z' }, { id: old.id, answered: 0, scoreTenths: null }])
  expect((await read(people.owner.client, id)).scoreTenths).toBeGreaterThan(0)
})
