// Every place an application can stand, reached by the requests people really send. Each is built once and kept as a snapshot.
import { randomUUID } from 'node:crypto'
import type { CorrectionItemInput } from '#contract/cases/corrections.ts'
import type { CaseAction, CaseState } from '#contract/cases/workflow.ts'
import type { ErrorCode } from '#contract/errors.ts'
import { actOnApplication, getApplication, objectToApplication, tickCorrection } from '#contract/subsidies/endpoints.ts'
import type { ActionInput, Application } from '#contract/subsidies/schema.ts'
import { closePublicities } from '#server/subsidies/publicity.ts'
import type { Actor, Actors } from './actors.ts'
import type { Reply } from './api-client.ts'
import type { TestApp } from './app.ts'
import { testStart } from './test-clock.ts'

export interface Scene { test: TestApp; clients: Actors['clients']; id: string }
type Deed = (scene: Scene) => Promise<unknown>

/** The day after the last of a publicity that was begun on the day the clock of the tests stands at. */
export const afterPublicity = '2026-12-01T02:08:00.000Z'

export function fieldItem(path: string, text = '请核对后改。'): CorrectionItemInput {
  return { id: randomUUID(), at: { kind: 'field', path }, phraseId: null, text, opens: [{ kind: 'field', path }] }
}

export function pageItem(paperId: string, fileId: string, text = '这一页看不清，请重拍。'): CorrectionItemInput {
  return { id: randomUUID(), at: { kind: 'paper', paperId, fileId, page: 1, x: 0.5, y: 0.5 }, phraseId: null, text, opens: [{ kind: 'page', paperId, fileId }] }
}

/** What each action is given where it is not refused; answers to disputes are added by whoever knows the dispute. */
export const inputs: Partial<Record<CaseAction, ActionInput>> = {
  submit: { statement: true },
  resubmit: { statement: true },
  withdraw: { reason: '另案申报' },
  return: { items: [{ ...fieldItem('contactName'), id: 'item-contact' }] },
  'take-back': { reason: '告知写错了' },
  correct: { reason: '电话里核对过', answers: { contactName: '周联系' } },
  recommend: { reason: '材料齐全，建议支持', noConflict: true },
  'send-back': { reason: '请再核对金额' },
  approve: { reason: '同意支持', noConflict: true },
  refuse: { reason: '不符合申报条件' },
  recuse: { reason: '亲属在该企业任职' },
  pay: { paidOn: '2026-12-01', reference: '凭证 20261201-01' },
  'payment-failed': { reason: '户名与账号不一致' },
  appeal: { reason: '证书附后，请再看一遍' },
}

export const anObjection = { name: '赵群', contact: '13900000000', reason: '这项专利并没有实际使用。' }

export async function done<T>(reply: Promise<Reply<T>>, status = 200): Promise<T> {
  const { status: got, body, error } = await reply
  if (got !== status) throw new Error(`expected ${status}, got ${got} ${JSON.stringify(error)}`)
  return body
}

/** Takes one action for real and throws unless it worked. */
export function move({ clients, id }: Pick<Scene, 'clients' | 'id'>, actor: Actor, action: CaseAction, input: ActionInput = {}): Promise<Application> {
  return done(clients[actor].call(actOnApplication, { params: { id, action }, body: { ...inputs[action], ...input }, key: randomUUID() }))
}

const by = (actor: Actor, action: CaseAction): Deed => (scene) => move(scene, actor, action)

/** The firm ticks every item of its card, with a word to each. */
export async function tickAll({ clients, id }: Pick<Scene, 'clients' | 'id'>): Promise<void> {
  const { correction } = await done(clients.clerk.call(getApplication, { params: { id } }))
  for (const item of correction?.items ?? []) await done(clients.clerk.call(tickCorrection, { params: { id, itemId: item.id }, body: { done: true, reply: '已核对，原来的没有错' } }))
}

const sentBack = (actor: Actor, action: CaseAction): Deed => async (scene) => {
  await move(scene, actor, action)
  await tickAll(scene)
}

/** Somebody of another firm objects. */
export function object({ clients, id }: Pick<Scene, 'clients' | 'id'>): Promise<unknown> {
  return done(clients.otherFirm.call(objectToApplication, { params: { id }, body: anObjection, key: randomUUID() }), 201)
}

async function endPublicity({ test }: Scene): Promise<void> {
  test.clock.set(afterPublicity)
  if ((await closePublicities(test.deps)) === 0) throw new Error('no publicity ended')
}

export interface Stage {
  state: CaseState
  /** The place before it, and what leads from there. */
  after?: string
  deed?: Deed
  /** Where a returned case goes on. */
  resume?: CaseState
  /** Who may not decide here, having had a hand in it. */
  hand?: Actor
  /** What the table allows but not now, with the code an attempt answers. */
  notNow?: Partial<Record<CaseAction, ErrorCode>>
  /** Whether its publicity takes objections; absent: it never was in publicity. */
  objections?: 'taken' | 'over'
}

const common: Record<string, Stage> = {
  draft: { state: 'draft' },
  submitted: { state: 'submitted', after: 'draft', deed: by('clerk', 'submit') },
  accepted: { state: 'accepted', after: 'submitted', deed: by('officer', 'accept') },
  'returned from submitted': { state: 'returned', after: 'submitted', deed: sentBack('officer', 'return'), resume: 'submitted' },
  'returned from accepted': { state: 'returned', after: 'accepted', deed: sentBack('officer', 'return'), resume: 'accepted' },
  reviewing: { state: 'reviewing', after: 'accepted', deed: by('officer', 'recommend'), hand: 'officer' },
  approved: { state: 'approved', after: 'reviewing', deed: by('secondOfficer', 'approve') },
  refused: { state: 'refused', after: 'submitted', deed: by('officer', 'refuse'), hand: 'officer', notNow: { 'answer-appeal': 'cases.wrong-state' } },
  'refused on second review': { state: 'refused', after: 'reviewing', deed: by('secondOfficer', 'refuse'), hand: 'secondOfficer', notNow: { 'answer-appeal': 'cases.wrong-state' } },
  'refused and appealed': { state: 'refused', after: 'refused', deed: by('clerk', 'appeal'), hand: 'officer', notNow: { appeal: 'subsidies.appealed-before' } },
  withdrawn: { state: 'withdrawn', after: 'submitted', deed: by('clerk', 'withdraw') },
}

const closing: Record<string, Stage> = {
  publicity: { state: 'publicity', after: 'approved', deed: by('officer', 'publicise'), objections: 'taken', notNow: { pay: 'subsidies.publicity-running', 'payment-failed': 'subsidies.publicity-running', 'answer-objection': 'cases.wrong-state' } },
  'publicity, objected': { state: 'publicity', after: 'publicity', deed: object, objections: 'taken', notNow: { pay: 'subsidies.dispute-open', 'payment-failed': 'subsidies.dispute-open' } },
  'publicity over': { state: 'publicity', after: 'publicity', deed: endPublicity, objections: 'over', notNow: { 'answer-objection': 'cases.wrong-state' } },
  paid: { state: 'paid', after: 'publicity over', deed: by('officer', 'pay'), objections: 'over' },
  'returned by the bank': { state: 'returned', after: 'paid', deed: sentBack('officer', 'payment-failed'), resume: 'publicity', objections: 'over', notNow: { withdraw: 'cases.wrong-state' } },
}

/** The places a scheme has; one that only recommends (P08) goes from its approval to the archive. */
export function stagesOf(path: readonly CaseState[]): Record<string, Stage> {
  const pays = path.includes('paid')
  const archived: Stage = { state: 'archived', after: pays ? 'paid' : 'approved', deed: by('officer', 'archive'), ...(pays ? { objections: 'over' as const } : {}) }
  return { ...common, ...(pays ? closing : {}), archived }
}

/** Sessions of this test outlive the days its clock is moved by. */
export async function keepSessions({ db }: Pick<TestApp, 'db'>): Promise<void> {
  await db.updateTable('sessions').set({ idle_ms: 10 ** 12, ends_at: 10 ** 14 }).execute()
}

/** Puts the case, and the clock, wherever it is needed. The database as it is now is where `draft` stands. */
export function stageKeeper(scene: Scene, path: readonly CaseState[]): { reach(name: string): Promise<void> } {
  const stages = stagesOf(path)
  const kept = new Map<string, { restore(): Promise<void>; now: number }>()
  async function reach(name: string): Promise<void> {
    const there = kept.get(name)
    if (there) {
      await there.restore()
      scene.test.clock.set(new Date(there.now).toISOString())
      return
    }
    const stage = stages[name]
    if (!stage) throw new Error(`no stage ${name}`)
    if (stage.after === undefined) scene.test.clock.set(testStart)
    else await reach(stage.after)
    await stage.deed?.(scene)
    kept.set(name, { ...(await scene.test.snapshot()), now: scene.test.clock.now() })
  }
  return { reach }
}
