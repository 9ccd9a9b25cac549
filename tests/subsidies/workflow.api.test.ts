// Every place a case can stand × every action × every person: it moves as contract/cases/workflow.ts says, or is refused and leaves nothing.
// What is expected is read from the table itself; the places are reached by real requests (tests/support/stages.ts).
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { actionsFor, caseActions, findMove, hasAction, pathOf, type CaseAction, type CaseState } from '#contract/cases/workflow.ts'
import { getApplication, objectToApplication } from '#contract/subsidies/endpoints.ts'
import type { ActionInput, Application } from '#contract/subsidies/schema.ts'
import { invariantProblems } from '#server/invariants.ts'
import { closePublicities } from '#server/subsidies/publicity.ts'
import { actors, allActors, type Actor, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, readyDraft } from '../support/applications.ts'
import { everything } from '../support/everything.ts'
import { anObjection, inputs, keepSessions, stageKeeper, stagesOf, type Stage } from '../support/stages.ts'

const paid: CaseState[] = ['submitted', 'accepted', 'reviewing', 'approved', 'publicity', 'paid', 'archived']
const recommendedOnly: CaseState[] = ['submitted', 'accepted', 'reviewing', 'approved', 'archived']
const schemes = [['P05', paid], ['P08', recommendedOnly]] as const

let test: TestApp
let people: Actors
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  await keepSessions(test)
  // The demo has publicities of its own; those whose days are over end first.
  await closePublicities(test.deps)
  fresh = await test.snapshot()
})
afterAll(() => test.close())

const sides: Partial<Record<Actor, 'firm' | 'officer'>> = { administrator: 'firm', clerk: 'firm', officer: 'officer', secondOfficer: 'officer' }
interface Answer { status: number; code?: string }
interface Asked { stage: Stage; path: readonly CaseState[]; actor: Actor; action: CaseAction }

/** What the table says to this person's attempt. */
function answerTo({ stage, path, actor, action }: Asked): Answer {
  const side = sides[actor]
  if (actor === 'anonymous') return { status: 401, code: 'not-signed-in' }
  if (side === undefined || (side === 'officer' && stage.state === 'draft')) return { status: 404, code: 'not-found' }
  if (!hasAction(action, side)) return { status: 403, code: 'not-allowed' }
  const move = findMove(action, side, stage.state, path)
  if (action === 'correct' && stage.state === 'returned') return { status: 409, code: 'cases.firm-editing' }
  // The stamped form comes through the papers' door.
  if (!move || action === 'add-form') return { status: 409, code: 'cases.wrong-state' }
  if (move.byAnother && stage.hand === actor) return { status: 403, code: 'cases.other-person' }
  const code = stage.notNow?.[action]
  return code === undefined ? { status: 200 } : { status: 409, code }
}

/** What it says to an objection, which has a door of its own. */
function answerToObjection({ stage, actor }: Asked): Answer {
  if (actor === 'anonymous') return { status: 401, code: 'not-signed-in' }
  if (stage.objections === undefined) return { status: 404, code: 'not-found' }
  if (sides[actor] === 'firm') return { status: 403, code: 'subsidies.own-case' }
  if (stage.objections === 'over') return { status: 409, code: 'subsidies.publicity-over' }
  const hasObjected = stage.notNow?.pay === 'subsidies.dispute-open' && actor === 'otherFirm'
  return hasObjected ? { status: 409, code: 'subsidies.already-objected' } : { status: 201 }
}

const expectedOf = (asked: Asked) => (asked.action === 'object' ? answerToObjection(asked) : answerTo(asked))

async function inputFor(id: string, action: CaseAction): Promise<ActionInput> {
  if (action !== 'answer-objection' && action !== 'answer-appeal') return inputs[action] ?? {}
  const open = await test.db.selectFrom('disputes').select('id').where('case_id', '=', id).where('state', '=', 'open').executeTakeFirst()
  return { disputeId: open?.id ?? randomUUID(), outcome: 'dismissed', reason: '已经核实' }
}

async function attempt(id: string, actor: Actor, action: CaseAction, input: ActionInput): Promise<Answer & { body: Application }> {
  const client = people.clients[actor]
  const reply = action === 'object' ? await client.call(objectToApplication, { params: { id }, body: anObjection, key: randomUUID() }) : await act(client, id, action, input)
  return { status: reply.status, ...(reply.status < 300 ? {} : { code: reply.error.code }), body: reply.body as Application }
}

/** Where the move leads: as the table says, but that a recommendation whose author stands aside is none. */
function targetOf({ stage, path, actor, action }: Asked, outcome: ActionInput['outcome']): CaseState {
  const move = findMove(action, sides[actor] ?? 'public', stage.state, path)
  if (action === 'recuse' && stage.state === 'reviewing' && stage.hand === actor) return 'accepted'
  if (outcome === 'upheld' && move?.whenUpheld !== undefined) return move.whenUpheld
  if (move?.to === 'resume') return stage.resume ?? 'draft'
  return move === undefined || move.to === 'stay' ? stage.state : move.to
}

const doneLines = async () => (await test.db.selectFrom('audit').select('action').where('outcome', '=', 'done').orderBy('id').execute()).map((line) => line.action)
const lastEvent = (id: string) => test.db.selectFrom('case_events').selectAll().where('case_id', '=', id).orderBy('seq', 'desc').limit(1).executeTakeFirst()

describe.each(schemes)('scheme %s', (programmeId, path) => {
  let id: string
  let keeper: { reach(name: string): Promise<void> }
  beforeAll(async () => {
    await fresh.restore()
    const draft = await readyDraft(people.clients.clerk, people.firmId, programmeId)
    id = draft.id
    keeper = stageKeeper({ test, clients: people.clients, id }, path)
    await keeper.reach('draft')
  })

  it('leads through the states this test believes it does', async () => {
    expect(pathOf(test.deps.content.programme(programmeId, '2026-11-23')?.steps ?? [])).toEqual(path)
    expect(Object.values(stagesOf(path)).map(({ state }) => state)).toEqual(expect.arrayContaining([...path, 'draft', 'returned', 'refused', 'withdrawn']))
  })

  async function assertMoved(asked: Asked, outcome?: ActionInput['outcome']): Promise<void> {
    const input = { ...(await inputFor(id, asked.action)), ...(outcome ? { outcome } : {}) }
    const [before, linesBefore] = [await lastEvent(id), await doneLines()]
    const toldBefore = Number((await test.db.selectFrom('outbox').select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n)
    const reply = await attempt(id, asked.actor, asked.action, input)
    expect({ status: reply.status, code: reply.code }, title(asked)).toEqual({ status: asked.action === 'object' ? 201 : 200, code: undefined })
    const row = await test.db.selectFrom('cases').select('state').where('id', '=', id).executeTakeFirstOrThrow()
    const event = await lastEvent(id)
    expect([row.state, event?.action, event?.state, Number(event?.seq)], title(asked)).toEqual([targetOf(asked, outcome), asked.action, row.state, Number(before?.seq ?? 0) + 1])
    expect((await doneLines()).slice(linesBefore.length), title(asked)).toEqual([`subsidies.${asked.action}`])
    const told = Number((await test.db.selectFrom('outbox').select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n) - toldBefore
    // Only standing aside, where nothing moves by it, is nobody else's news.
    expect(told > 0, title(asked)).toBe(asked.action !== 'recuse' || row.state !== asked.stage.state)
    expect(await invariantProblems(test.db), title(asked)).toEqual([])
  }

  describe.each(Object.entries(stagesOf(path)))('%s', (name, stage) => {
    it('refuses whatever the table does not say, to everybody, and leaves nothing', async () => {
      await keeper.reach(name)
      const before = await everything(test)
      for (const actor of actors) {
        for (const action of caseActions) {
          const expected = expectedOf({ stage, path, actor, action })
          if (expected.status < 300) continue
          const { status, code } = await attempt(id, actor, action, await inputFor(id, action))
          expect({ status, code }, `${actor} ${action}`).toEqual(expected)
        }
        expect(await everything(test), `after all that ${actor} was refused`).toBe(before)
      }
      // What the calendar does by itself it does only after the last day of a publicity.
      expect(await closePublicities(test.deps)).toBe(0)
      expect(await everything(test)).toBe(before)
    }, 60_000)

    it('moves as the table says, with one line of history, one line in the audit and a message', async () => {
      for (const actor of actors) {
        for (const action of caseActions) {
          const asked = { stage, path, actor, action }
          if (expectedOf(asked).status >= 300) continue
          const isAnswer = action === 'answer-objection' || action === 'answer-appeal'
          for (const outcome of isAnswer ? (['upheld', 'dismissed'] as const) : [undefined]) {
            await keeper.reach(name)
            await assertMoved(asked, outcome)
          }
        }
      }
    }, 60_000)

    it('offers on the page what is then done, and names beforehand the code of what is not', async () => {
      await keeper.reach(name)
      for (const [actor, side] of Object.entries(sides) as [Actor, 'firm' | 'officer'][]) {
        const seen = await people.clients[actor].call(getApplication, { params: { id } })
        if (side === 'officer' && stage.state === 'draft') {
          expect(seen.status).toBe(404)
          continue
        }
        const { actions, blocked } = seen.body
        const possible = actionsFor(stage.state, side, path)
        for (const action of [...actions, ...blocked.map((one) => one.action)]) expect(possible, `${actor} ${action}`).toContain(action)
        for (const action of possible) {
          const expected = expectedOf({ stage, path, actor, action })
          const isOffered = actions.includes(action)
          if (action === 'add-form') expect(isOffered).toBe(true)
          else expect(isOffered, `${actor} ${action}`).toBe(expected.status === 200)
          const named = blocked.find((one) => one.action === action)?.code
          // An answer without a question, and withdrawing what is approved, are not shown at all.
          if (named !== undefined) expect({ code: named }, `${actor} ${action}`).toEqual({ code: expected.code })
          else if (!isOffered) expect(['answer-objection', 'answer-appeal', 'withdraw'], `${actor} ${action}`).toContain(action)
        }
      }
    })
  })

  function title({ actor, action }: Asked): string {
    return `${actor} ${action}`
  }
})
