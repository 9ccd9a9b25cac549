// Who hears of a move: everybody concerned, once, in words of its own (pitfall C19).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caseActions, pathOf, type CaseAction } from '#contract/cases/workflow.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import type { ActionInput } from '#contract/subsidies/schema.ts'
import { closePublicities } from '#server/subsidies/publicity.ts'
import type { MessageKind } from '#server/messages/texts.ts'
import { allActors, type Actor, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { readyDraft } from '../support/applications.ts'
import { afterPublicity, keepSessions, move, object, stageKeeper } from '../support/stages.ts'
import { kindOf, toldBy as readTold } from '../support/told.ts'

let test: TestApp
let people: Actors
let id: string
let reach: (stage: string) => Promise<void>
let names: Map<string, Actor>
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  await keepSessions(test)
  await closePublicities(test.deps)
  await test.runWorker()
  const draft = await readyDraft(people.clients.clerk, people.firmId, 'P06')
  id = draft.id
  const { steps } = test.deps.content.programme('P06', '2026-11-23') ?? { steps: [] }
  const keeper = stageKeeper({ test, clients: people.clients, id }, pathOf(steps))
  reach = (stage) => keeper.reach(stage)
  await reach('draft')
  names = new Map(await Promise.all((['administrator', 'clerk', 'otherFirm', 'officer', 'secondOfficer'] as const).map(async (actor) => [((await people.clients[actor].request('GET', '/api/accounts/me')).body as { id: string }).id, actor] as const)))
})
afterAll(() => test.close())

const firm = ['administrator', 'clerk'] as const
interface Told { to: Actor; kind: MessageKind; link: string | null }
async function toldBy(deed: () => Promise<unknown>): Promise<Told[]> {
  return (await readTold(test, deed)).map(({ accountId, kind, link }) => ({ to: names.get(accountId) ?? 'anonymous', kind, link }))
}

interface Case { deed: string; stage: string; actor: Actor; action: CaseAction; input?: ActionInput; firm: MessageKind; others?: Partial<Record<Actor, MessageKind>> }
const upheld: ActionInput = { outcome: 'upheld', reason: '情况属实' }
const dismissed: ActionInput = { outcome: 'dismissed', reason: '已经核实' }
/** Every move, by somebody of the firm or by the officer who has the case in hand (the first), and who hears of it how. */
const moves: Case[] = [
  { deed: 'handing in', stage: 'draft', actor: 'clerk', action: 'submit', firm: 'case.received', others: { officer: 'case.submitted', secondOfficer: 'case.submitted' } },
  { deed: 'accepting', stage: 'submitted', actor: 'officer', action: 'accept', firm: 'case.accepted' },
  { deed: 'returning', stage: 'accepted', actor: 'officer', action: 'return', firm: 'case.returned' },
  { deed: 'taking a card back', stage: 'returned from accepted', actor: 'officer', action: 'take-back', firm: 'case.taken-back' },
  { deed: 'handing in again', stage: 'returned from accepted', actor: 'clerk', action: 'resubmit', firm: 'case.resubmitted', others: { officer: 'desk.resubmitted' } },
  { deed: 'correcting for the firm', stage: 'accepted', actor: 'officer', action: 'correct', firm: 'case.corrected' },
  { deed: 'recommending', stage: 'accepted', actor: 'officer', action: 'recommend', firm: 'case.recommended', others: { secondOfficer: 'desk.recommended' } },
  { deed: 'sending back to the first review', stage: 'reviewing', actor: 'secondOfficer', action: 'send-back', firm: 'case.sent-back', others: { officer: 'desk.sent-back' } },
  { deed: 'standing aside from one’s own recommendation', stage: 'reviewing', actor: 'officer', action: 'recuse', firm: 'case.review-again', others: { secondOfficer: 'desk.review-again' } },
  { deed: 'approving', stage: 'reviewing', actor: 'secondOfficer', action: 'approve', firm: 'case.approved' },
  { deed: 'refusing', stage: 'submitted', actor: 'officer', action: 'refuse', firm: 'case.refused' },
  { deed: 'withdrawing', stage: 'accepted', actor: 'clerk', action: 'withdraw', firm: 'case.withdrawn', others: { officer: 'case.withdrawn' } },
  { deed: 'publicising', stage: 'approved', actor: 'officer', action: 'publicise', firm: 'case.publicised' },
  { deed: 'upholding an objection', stage: 'publicity, objected', actor: 'officer', action: 'answer-objection', input: upheld, firm: 'case.objection-upheld', others: { otherFirm: 'objection.upheld' } },
  { deed: 'dismissing an objection', stage: 'publicity, objected', actor: 'officer', action: 'answer-objection', input: dismissed, firm: 'case.objection-dismissed', others: { otherFirm: 'objection.dismissed' } },
  { deed: 'paying', stage: 'publicity over', actor: 'officer', action: 'pay', firm: 'case.paid' },
  { deed: 'a payment that failed', stage: 'paid', actor: 'officer', action: 'payment-failed', firm: 'case.payment-failed' },
  { deed: 'archiving', stage: 'paid', actor: 'officer', action: 'archive', firm: 'case.archived' },
  { deed: 'asking for a review', stage: 'refused', actor: 'clerk', action: 'appeal', firm: 'case.appealed', others: { secondOfficer: 'desk.appeal' } },
  { deed: 'upholding an appeal', stage: 'refused and appealed', actor: 'secondOfficer', action: 'answer-appeal', input: upheld, firm: 'case.appeal-upheld' },
  { deed: 'dismissing an appeal', stage: 'refused and appealed', actor: 'secondOfficer', action: 'answer-appeal', input: dismissed, firm: 'case.appeal-dismissed' },
]

const kindsSeen = new Set<MessageKind>()

/** Whether every link opens stands in tests/messages/links.api.test.ts. */
function assertLinks(told: readonly Told[]): void {
  for (const { to, kind, link } of told) {
    kindsSeen.add(kind)
    const place = to === 'officer' || to === 'secondOfficer' ? '/desk/cases' : kind.startsWith('objection.') ? '/publicity' : '/cases'
    expect(link, `${kind} to ${to}`).toBe(`${place}/${id}`)
  }
}

const summary = (told: readonly Told[]) => told.map(({ to, kind }) => `${to}: ${kind}`).sort()

describe('every move reaches everybody concerned, once', () => {
  it.each(moves.map((one) => [one.deed, one] as const))('%s', async (_deed, { stage, actor, action, input = {}, firm: toFirm, others = {} }) => {
    await reach(stage)
    const dispute = await test.db.selectFrom('disputes').select('id').where('case_id', '=', id).where('state', '=', 'open').executeTakeFirst()
    const told = await toldBy(() => move({ clients: people.clients, id }, actor, action, { ...input, ...(dispute ? { disputeId: dispute.id } : {}) }))
    expect(summary(told)).toEqual([...firm.map((to) => `${to}: ${toFirm}`), ...Object.entries(others).map(([to, kind]) => `${to}: ${kind}`)].sort())
    assertLinks(told)
  })

  it('an objection', async () => {
    await reach('publicity')
    const told = await toldBy(() => object({ clients: people.clients, id }))
    expect(summary(told)).toEqual(['administrator: case.objected', 'clerk: case.objected', 'officer: desk.objection', 'otherFirm: objection.received'])
    assertLinks(told)
  })

  it('the end of a publicity, by the calendar', async () => {
    await reach('publicity')
    test.clock.set(afterPublicity)
    // The demo has publicities of its own, which end as well.
    const told = (await toldBy(async () => {
      await closePublicities(test.deps)
      await closePublicities(test.deps)
    })).filter(({ link }) => link?.endsWith(id))
    expect(summary(told)).toEqual(['administrator: case.publicity-over', 'clerk: case.publicity-over', 'officer: desk.publicity-over'])
    assertLinks(told)
  })

  it('is the same move for five fast taps: nobody hears of it twice', async () => {
    await reach('accepted')
    const told = await toldBy(() => Promise.allSettled(Array.from({ length: 5 }, () => move({ clients: people.clients, id }, 'officer', 'recommend'))))
    expect(summary(told)).toEqual(['administrator: case.recommended', 'clerk: case.recommended', 'secondOfficer: desk.recommended'])
  })

  it('has a message of the firm’s for every move of the table, whichever way it goes', () => {
    const moved = new Set(moves.map(({ action }) => action))
    const rest = ['add-form', 'object', 'close-publicity']
    expect([...moved, ...rest].sort()).toEqual([...caseActions].sort())
  })

  it('says a different thing for every occasion', () => {
    const ofTheFirm = moves.map((one) => one.firm)
    expect(new Set(ofTheFirm).size).toBe(ofTheFirm.length)
    expect(kindsSeen.size).toBeGreaterThan(25)
  })
})

describe('a step back', () => {
  it.each(['return', 'take-back', 'send-back', 'payment-failed', 'answer-objection', 'recuse'] as const)('%s is in the firm’s inbox in words, with the case behind it', async (action) => {
    const one = moves.find((candidate) => candidate.action === action)
    if (!one) throw new Error(action)
    await reach(one.stage)
    const dispute = await test.db.selectFrom('disputes').select('id').where('case_id', '=', id).where('state', '=', 'open').executeTakeFirst()
    await move({ clients: people.clients, id }, one.actor, action, { ...one.input, ...(dispute ? { disputeId: dispute.id } : {}) })
    await test.runWorker()
    for (const actor of firm) {
      const items = (await people.clients[actor].call(listMessages, { query: { limit: 100 } })).body.items.filter(({ link }) => link === `/cases/${id}`)
      expect(items.filter((message) => kindOf(test.deps.content.messages, message) === one.firm), actor).toHaveLength(1)
    }
  })
})
