// Who has a part in the firm has none in its case (abuse case 24), and what is said among officers, or by who objects, reaches nobody else (abuse case 6).
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assignCases, listColleagues, markPresence } from '#contract/cases/endpoints.ts'
import { actionsFor, pathOf, type CaseState } from '#contract/cases/workflow.ts'
import { getMe } from '#contract/accounts/endpoints.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import { getApplication, getApplicationForm, getPublicity, listApplications, listMyObjections, listPublicity, objectToApplication, saveCorrection } from '#contract/subsidies/endpoints.ts'
import type { ActionInput } from '#contract/subsidies/schema.ts'
import { allActors, type Actors } from '../support/actors.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, readyDraft } from '../support/applications.ts'
import { everything } from '../support/everything.ts'
import { anObjection, done, fieldItem, inputs, keepSessions, move, object, stageKeeper, stagesOf } from '../support/stages.ts'
import { readPdf } from './pdf-reading.ts'

const path: CaseState[] = ['submitted', 'accepted', 'reviewing', 'approved', 'publicity', 'paid', 'archived']
let test: TestApp
let people: Actors
let id: string
let reach: (stage: string) => Promise<void>
let officerId: string
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  await keepSessions(test)
  officerId = (await done(people.clients.officer.call(getMe))).id
  id = (await readyDraft(people.clients.clerk, people.firmId, 'P06')).id
  expect(pathOf(test.deps.content.programme('P06', '2026-11-23')?.steps ?? [])).toEqual(path)
  const keeper = stageKeeper({ test, clients: people.clients, id }, path)
  reach = (stage) => keeper.reach(stage)
  await reach('draft')
}, 120_000)
afterAll(() => test.close())

const joinFirm = () => test.db.insertInto('memberships').values({ id: randomUUID(), firm_id: people.firmId, account_id: officerId, role: 'clerk', state: 'active', created_at: 1, changed_at: 1 }).execute()

async function inputFor(action: string): Promise<ActionInput> {
  const dispute = await test.db.selectFrom('disputes').select('id').where('case_id', '=', id).where('state', '=', 'open').executeTakeFirst()
  return { ...inputs[action as keyof typeof inputs], ...(action.startsWith('answer') ? { disputeId: dispute?.id ?? randomUUID(), outcome: 'dismissed', reason: '已经核实' } : {}) }
}

/** Nothing the table gives officers here is done by this one. */
async function assertNoPart(state: CaseState): Promise<void> {
  const { officer } = people.clients
  const before = await everything(test)
  for (const action of actionsFor(state, 'officer', path).filter((one) => one !== 'recuse')) {
    const reply = await act(officer, id, action, await inputFor(action))
    expect([reply.status, reply.error.code], action).toEqual([403, 'cases.recused'])
  }
  const card = await officer.call(saveCorrection, { params: { id }, body: { version: 0, items: [fieldItem('contactName')] } })
  expect([card.status, card.error.code]).toEqual([403, 'cases.recused'])
  expect(await everything(test)).toBe(before)
  const { actions, blocked } = await done(officer.call(getApplication, { params: { id } }))
  expect(actions).toEqual([])
  expect(new Set(blocked.map(({ code }) => code))).toEqual(new Set(actionsFor(state, 'officer', path).length > 0 ? ['cases.recused'] : []))
}

const handled = Object.entries(stagesOf(path)).filter(([, stage]) => stage.state !== 'draft')

describe('an officer who acts for the firm', () => {
  it.each(handled)('has no part in its case, without having to say so: %s', async (name, stage) => {
    await reach(name)
    await joinFirm()
    await assertNoPart(stage.state)
  })

  it('cannot be given it, nor object to it, nor hears of it twice', async () => {
    await reach('publicity')
    await joinFirm()
    const reply = await people.clients.secondOfficer.call(assignCases, { body: { caseIds: [id], to: officerId } })
    expect([reply.status, reply.error.code]).toEqual([403, 'cases.recused'])
    const own = await people.clients.officer.call(objectToApplication, { params: { id }, body: anObjection, key: randomUUID() })
    expect([own.status, own.error.code]).toEqual([403, 'subsidies.own-case'])
    await reach('draft')
    await joinFirm()
    await move({ clients: people.clients, id }, 'clerk', 'submit')
    const told = await test.db.selectFrom('outbox').select('payload').where('account_id', '=', officerId).where('dedupe_key', 'like', `case:${id}:%`).execute()
    expect(told).toHaveLength(1)
  })
})

describe('an officer who stood aside', () => {
  it.each(handled.filter(([, stage]) => actionsFor(stage.state, 'officer', path).includes('recuse')))('has no more part in it: %s', async (name) => {
    await reach(name)
    const { state } = await move({ clients: people.clients, id }, 'officer', 'recuse')
    await assertNoPart(state)
    const reply = await people.clients.secondOfficer.call(assignCases, { body: { caseIds: [id], to: officerId } })
    expect(reply.error.code).toBe('cases.recused')
  })

  it('holds nobody else up', async () => {
    await reach('reviewing')
    await move({ clients: people.clients, id }, 'officer', 'recuse')
    expect((await move({ clients: people.clients, id }, 'secondOfficer', 'recommend')).state).toBe('reviewing')
  })
})

describe('what is said among officers, and by who objects', () => {
  /** All the firm, another firm, the public and staff with other duties can get at. */
  async function allThatOthersRead(): Promise<string> {
    const { administrator, clerk, otherFirm, pending, assistant, expert, bank, anonymous } = people.clients
    const texts: unknown[] = []
    for (const client of [administrator, clerk, otherFirm, pending, assistant, expert, bank, anonymous]) {
      texts.push(await read(client))
      const form = await client.call(getApplicationForm, { params: { id } })
      if (form.status === 200) texts.push((await readPdf(form.bytes)).text)
    }
    return JSON.stringify(texts)
  }

  async function read(client: Client): Promise<unknown[]> {
    return [
      (await client.call(getApplication, { params: { id } })).body, (await client.call(listApplications, { query: { firmId: people.firmId } })).body,
      (await client.call(markPresence, { params: { id }, body: { doing: 'reading' } })).body, (await client.call(listPublicity)).body, (await client.call(getPublicity, { params: { id } })).body,
      (await client.call(listMessages, { query: { limit: 100 } })).body, (await client.call(listColleagues)).body,
    ]
  }

  it('is read by officers and by nobody else, at any time', async () => {
    const { officer, clerk } = people.clients
    const secret = { draft: '草稿里的话', recommend: '初审的私下意见', amount: '少给的理由', back: '复核退回的话', name: '赵群甲', contact: '13911112222', reason: '这是异议的内容' }
    const words = Object.values(secret)
    await reach('accepted')
    await done(officer.call(saveCorrection, { params: { id }, body: { version: 0, items: [fieldItem('contactName', secret.draft)] } }))
    const scene = { clients: people.clients, id }
    await move(scene, 'officer', 'recommend', { reason: secret.recommend, amountFen: 100, amountReason: secret.amount })
    await move(scene, 'secondOfficer', 'send-back', { reason: secret.back })
    await move(scene, 'officer', 'recommend', { reason: secret.recommend, amountFen: 100, amountReason: secret.amount })
    await test.runWorker()
    expect(words.filter(await reading())).toEqual([])
    const before = await done(clerk.call(getApplication, { params: { id } }))
    expect([before.recommendation, before.assignee, before.approvedFen, before.correction]).toEqual([null, null, null, null])
    const seen = JSON.stringify(await read(officer))
    expect([secret.recommend, secret.amount, secret.back].filter((word) => !seen.includes(word))).toEqual([])

    await move(scene, 'secondOfficer', 'approve', { reason: '同意' })
    await move(scene, 'officer', 'publicise')
    await done(people.clients.expert.call(objectToApplication, { params: { id }, body: { name: secret.name, contact: secret.contact, reason: secret.reason }, key: randomUUID() }), 201)
    await test.runWorker()
    expect(words.filter(await reading())).toEqual([])
    expect((await done(clerk.call(getApplication, { params: { id } }))).disputes).toMatchObject([{ name: null, contact: null, reason: null, fileIds: [], answeredBy: null }])
    expect((await done(officer.call(getApplication, { params: { id } }))).disputes).toMatchObject([{ name: secret.name, contact: secret.contact, reason: secret.reason }])
    expect((await done(people.clients.bank.call(listMyObjections, { params: { id } }))).items).toEqual([])

    async function reading(): Promise<(word: string) => boolean> {
      const text = await allThatOthersRead()
      return (word) => text.includes(word)
    }
  }, 60_000)

  it('rests nowhere as it was said: who objected is sealed also where replies are kept', async () => {
    await reach('publicity, objected')
    const reply = await act(people.clients.officer, id, 'answer-objection', await inputFor('answer-objection'), 'kept-reply')
    expect(reply.body.disputes).toMatchObject([{ name: anObjection.name, contact: anObjection.contact }])
    const again = await act(people.clients.officer, id, 'answer-objection', await inputFor('answer-objection').then(() => ({ disputeId: reply.body.disputes[0]?.id ?? '', outcome: 'dismissed' as const, reason: '已经核实' })), 'kept-reply')
    expect(Buffer.from(again.bytes).equals(Buffer.from(reply.bytes))).toBe(true)
    const text = await everything(test)
    expect([anObjection.name, anObjection.contact].filter((word) => text.includes(word))).toEqual([])
  })

  it('is not on the public page, which has firm, scheme, sum and dates and no person at all', async () => {
    await reach('publicity')
    await object({ clients: people.clients, id })
    const page = await done(people.clients.anonymous.call(getPublicity, { params: { id } }))
    expect(Object.keys(page).sort()).toEqual(['amountFen', 'endsOn', 'firmName', 'id', 'illustrative', 'number', 'objections', 'programmeId', 'provisional', 'startsOn', 'state', 'title', 'today', 'workdays', 'workdaysLeft'])
  })
})
