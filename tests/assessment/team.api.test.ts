import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listMembers, removeMember } from '#contract/accounts/endpoints.ts'
import { assignPart } from '#contract/assessment/endpoints.ts'
import type { Assessment, AssignmentInput } from '#contract/assessment/schema.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { toldBy } from '../support/told.ts'
import { acted, answer, assessors, begun, editionOf, lastAudit, read, refusal, someItems, type Assessors } from './assessing.ts'

let test: TestApp
let people: Assessors
let started: Assessment
let undo: { restore(): Promise<void> }
let chapter: string
let item: string
beforeAll(async () => {
  test = await buildTestApp()
  people = await assessors(test)
  started = await begun(people.owner.client, people.firmId)
  chapter = editionOf(test).chapters[0]!.no
  item = someItems(editionOf(test)).mayNot.id
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const give = (body: AssignmentInput, client = people.owner.client) => client.call(assignPart, { params: { id: started.id }, body })

describe('giving a part to somebody', () => {
  it('of the firm is shown to all, and told to them once that day', async () => {
    const accountId = people.clerk.me.id
    const told = await toldBy(test, async () => {
      expect((await give({ scope: 'chapter', ref: chapter, accountId })).body.assignments).toMatchObject([{ scope: 'chapter', ref: chapter, account: { id: accountId } }])
      await give({ scope: 'item', ref: item, accountId })
      await give({ scope: 'item', ref: item, accountId })
    })
    expect(told).toEqual([{ accountId, kind: 'assessment.assigned', link: `/assessment/${started.id}` }])
    expect((await read(people.clerk.client, started.id)).assignments).toHaveLength(2)
    expect(await lastAudit(test)).toMatchObject({ action: 'assessment.assign', details: { scope: 'item', ref: item, from: accountId, to: accountId } })
  })

  it('to oneself tells nobody', async () => {
    expect(await toldBy(test, () => give({ scope: 'chapter', ref: chapter, accountId: people.owner.me.id }))).toEqual([])
  })

  it('goes over to another, or to nobody', async () => {
    await give({ scope: 'chapter', ref: chapter, accountId: people.clerk.me.id })
    expect((await give({ scope: 'chapter', ref: chapter, accountId: people.owner.me.id })).body.assignments).toMatchObject([{ account: { id: people.owner.me.id } }])
    expect((await give({ scope: 'chapter', ref: chapter, accountId: null })).body.assignments).toEqual([])
  })

  it('outside the firm is refused, like somebody who is not there', async () => {
    for (const accountId of [people.stranger.me.id, randomUUID()]) expect(refusal(await give({ scope: 'chapter', ref: chapter, accountId }))).toEqual([404, 'not-found'])
  })

  it('is refused for a part that is none', async () => {
    for (const part of [{ scope: 'chapter' as const, ref: item }, { scope: 'item' as const, ref: chapter }, { scope: 'item' as const, ref: '' }]) expect((await give({ ...part, accountId: people.clerk.me.id })).error.fields).toEqual([{ field: 'ref', reason: 'unknown-item' }])
  })

  it('who leaves the firm has nothing to do any more', async () => {
    await give({ scope: 'chapter', ref: chapter, accountId: people.clerk.me.id })
    const { items } = (await people.owner.client.call(listMembers, { params: { id: people.firmId } })).body
    await people.owner.client.call(removeMember, { params: { id: people.firmId, memberId: items.find(({ isMe }) => !isMe)?.id ?? '' } })
    expect((await read(people.owner.client, started.id)).assignments).toEqual([])
  })

  it('is locked while it is reviewed, not a reviewer’s, and not there for strangers', async () => {
    const part = { scope: 'chapter' as const, ref: chapter, accountId: null }
    await answer(people.owner.client, started.id, item, { answer: 'conform' })
    await acted(people.owner.client, started.id, 'submit', { to: 'officer' })
    expect([refusal(await give(part)), refusal(await give(part, people.officer)), refusal(await give(part, people.stranger.client))]).toEqual([[409, 'assessment.locked'], [403, 'not-allowed'], [404, 'not-found']])
  })
})
