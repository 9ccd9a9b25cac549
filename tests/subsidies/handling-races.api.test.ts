// Two people at once on one case that is handled: one of them is first, the other is told so, and nothing is half done.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pathOf, type CaseAction } from '#contract/cases/workflow.ts'
import { getApplication, objectToApplication } from '#contract/subsidies/endpoints.ts'
import type { ActionInput } from '#contract/subsidies/schema.ts'
import { invariantProblems } from '#server/invariants.ts'
import { closePublicities } from '#server/subsidies/publicity.ts'
import { allActors, type Actor, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, readyDraft } from '../support/applications.ts'
import { afterPublicity, anObjection, done, inputs, keepSessions, stageKeeper } from '../support/stages.ts'

let test: TestApp
let people: Actors
let id: string
let reach: (stage: string) => Promise<void>
const rounds = 6
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  await keepSessions(test)
  id = (await readyDraft(people.clients.clerk, people.firmId, 'P06')).id
  const keeper = stageKeeper({ test, clients: people.clients, id }, pathOf(test.deps.content.programme('P06', '2026-11-23')?.steps ?? []))
  reach = (stage) => keeper.reach(stage)
  await reach('draft')
}, 120_000)
afterAll(() => test.close())

const countEvents = async () => (await test.db.selectFrom('case_events').select('id').where('case_id', '=', id).execute()).length
const openDispute = () => test.db.selectFrom('disputes').select('id').where('case_id', '=', id).where('state', '=', 'open').executeTakeFirst()
const object = (actor: Actor) => people.clients[actor].call(objectToApplication, { params: { id }, body: anObjection, key: randomUUID() })
/** A little later each round, so that the two meet in different places. */
const after = async <T>(ms: number, call: () => Promise<T>) => {
  await new Promise((go) => setTimeout(go, ms))
  return call()
}

type Deed = [actor: Actor, action: CaseAction, input?: ActionInput]
describe('of two moves by people who saw the same', () => {
  it.each<[stage: string, one: Deed, other: Deed]>([
    ['accepted', ['clerk', 'withdraw'], ['officer', 'recommend']],
    ['accepted', ['officer', 'return'], ['secondOfficer', 'recommend']],
    ['accepted', ['officer', 'return'], ['secondOfficer', 'refuse']],
    ['reviewing', ['clerk', 'withdraw'], ['secondOfficer', 'approve']],
    ['reviewing', ['officer', 'send-back'], ['secondOfficer', 'approve']],
    ['reviewing', ['officer', 'recuse'], ['secondOfficer', 'approve']],
    ['returned from accepted', ['clerk', 'resubmit'], ['officer', 'take-back']],
    ['returned from accepted', ['clerk', 'resubmit'], ['administrator', 'withdraw']],
    ['publicity over', ['officer', 'pay'], ['secondOfficer', 'payment-failed']],
    ['paid', ['officer', 'archive'], ['secondOfficer', 'payment-failed']],
  ])('%s: %s and %s, one is done', async (stage, one, other) => {
    for (let round = 0; round < rounds; round += 1) {
      await reach(stage)
      const before = await countEvents()
      const { version } = await done(people.clients.officer.call(getApplication, { params: { id } }))
      const [early, late] = round % 2 === 0 ? [one, other] : [other, one]
      // The page says which version its reader looked at: also where the second would be allowed after the first, it is asked again.
      const send = ([actor, action, input = {}]: Deed) => act(people.clients[actor], id, action, { ...inputs[action], ...input, version })
      const replies = await Promise.all([send(early), after(round, () => send(late))])
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
      const refused = replies.find(({ status }) => status !== 200)
      expect([refused?.status, refused?.error.code]).toEqual([412, 'stale'])
      expect(refused?.error.details?.version).toBe(version + 1)
      expect(await countEvents()).toBe(before + 1)
      expect(await invariantProblems(test.db)).toEqual([])
    }
  })
})

describe('an objection at the last moment', () => {
  it('beside the end of the publicity is either taken, and nothing ends, or refused', async () => {
    for (let round = 0; round < rounds; round += 1) {
      await reach('publicity')
      test.clock.set('2026-11-30T15:59:59.999Z')
      const [objection] = await Promise.all([object('otherFirm'), after(round, async () => {
        test.clock.set(afterPublicity)
        await closePublicities(test.deps)
      })])
      const { state } = await test.db.selectFrom('publicities').select('state').where('case_id', '=', id).executeTakeFirstOrThrow()
      expect([[201, 'running'], [409, 'over']]).toContainEqual([objection.status, state])
      const paid = await act(people.clients.officer, id, 'pay', inputs.pay)
      expect(paid.status === 200).toBe(state === 'over')
      expect(await invariantProblems(test.db)).toEqual([])
    }
  })

  it('beside one that is upheld is upheld with it or refused: nobody waits for an answer that never comes', async () => {
    for (let round = 0; round < rounds; round += 1) {
      await reach('publicity, objected')
      const dispute = await openDispute()
      const [answered, second] = await Promise.all([
        act(people.clients.officer, id, 'answer-objection', { disputeId: dispute?.id ?? '', outcome: 'upheld', reason: '情况属实' }), after(round, () => object('expert')),
      ])
      expect(answered.status).toBe(200)
      expect([201, 409]).toContain(second.status)
      expect(await openDispute()).toBeUndefined()
      const told = await test.db.selectFrom('outbox').select('account_id').where('dedupe_key', 'like', `case:${id}:%:objector:%`).execute()
      expect(told).toHaveLength(second.status === 201 ? 2 : 1)
    }
  })

  it('answered by two officers is answered once', async () => {
    for (let round = 0; round < rounds; round += 1) {
      await reach('publicity, objected')
      const dispute = await openDispute()
      const replies = await Promise.all((['officer', 'secondOfficer'] as const).map((actor, place) =>
        after(place * round, () => act(people.clients[actor], id, 'answer-objection', { disputeId: dispute?.id ?? '', outcome: place === 0 ? 'upheld' : 'dismissed', reason: '已经核实' }))))
      expect(replies.map(({ status }) => status).sort()).toEqual([200, 409])
      expect(await invariantProblems(test.db)).toEqual([])
    }
  })
})
