import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addDays } from '#contract/identifiers/date.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import { getApplication, getPublicity, listPublicity, objectToApplication } from '#contract/subsidies/endpoints.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { closePublicities } from '#server/subsidies/publicity.ts'
import { allActors, type Actors } from '../support/actors.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, submittedApplication } from '../support/applications.ts'
import { aPhone } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'
import { publicisedCase } from './paying.ts'

const account = '62220000000000009876'
let test: TestApp
let people: Actors
let shown: Application
let restore: () => Promise<void>
const start = '2026-11-23T02:08:00.000Z'
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  shown = await publicisedCase(people, { client: people.clients.clerk, firmId: people.firmId }, 'P05', { bankAccountNo: account })
  // What the demonstration shows has ended long ago.
  await test.db.updateTable('publicities').set({ state: 'over', ended_at: 0 }).where('case_id', '!=', shown.id).execute()
  restore = (await test.snapshot()).restore
})
beforeEach(async () => {
  test.clock.set(start)
  await restore()
})
afterAll(() => test.close())

const anybody = () => test.client()
const one = (id = shown.id) => anybody().call(getPublicity, { params: { id } })
const list = async () => (await anybody().call(listPublicity)).body
const as = (phone: string) => test.signIn(phone)
async function objection(client: Client, id = shown.id): Promise<string> {
  const reply = await client.call(objectToApplication, { params: { id }, key: `key-${Math.random()}`, body: { name: '王五', contact: '0533-8210000', reason: '这项发明不是这家企业的' } })
  expect(reply.status, JSON.stringify(reply.error)).toBe(201)
  return reply.body.id
}
async function answer(disputeId: string, outcome: 'upheld' | 'dismissed') {
  const reply = await act(await as(phones.officer), shown.id, 'answer-objection', { disputeId, outcome, reason: '已向代理机构核实' })
  expect(reply.status, JSON.stringify(reply.error)).toBe(200)
  return reply.body
}
const theCase = async () => (await (await as(phones.clerk)).call(getApplication, { params: { id: shown.id } })).body
async function inbox(phone: string, words: string) {
  await test.runWorker()
  return (await (await as(phone)).call(listMessages)).body.items.filter((message) => message.title.startsWith(words) && message.link?.endsWith(shown.id))
}

describe('a publicity', () => {
  it('is read by anybody: firm, scheme, sum and dates in working days', async () => {
    const reply = await one()
    expect(reply.status).toBe(200)
    expect(reply.body).toEqual({
      id: shown.id, number: shown.number, firmName: shown.firmName, programmeId: 'P05', title: shown.programmeTitle, amountFen: shown.approvedFen, illustrative: true,
      startsOn: '2026-11-23', endsOn: '2026-11-30', workdays: 5, workdaysLeft: 5, provisional: false, state: 'running', objections: 0, today: '2026-11-23',
    })
    expect((await list()).items.map((item) => item.id)).toContain(shown.id)
  })

  it('says nothing of accounts, phones, people and places', async () => {
    const text = JSON.stringify([(await one()).body, await list()])
    const secret = [account, shown.uscc, shown.town, shown.submittedBy ?? '', shown.savedBy, phones.clerk, phones.clerk.slice(-4), String(shown.answers.contactName), String(shown.answers.bankName), '王五']
    for (const words of secret) expect([words, text.includes(words)]).toEqual([words, false])
  })

  it('is not there for what never was public: a draft, a case under way, a guess', async () => {
    const waiting = await submittedApplication(await as(phones.otherFirm), people.otherFirmId, 'P02')
    for (const id of [waiting.id, '00000000-0000-4000-8000-000000000000', 'P05', '%00']) expect((await one(id)).status, id).toBe(404)
  })

  it('stands in the list before those that ended, the earliest to end on top', async () => {
    test.clock.set('2026-11-24T02:08:00.000Z')
    const clients = { ...people.clients, officer: await as(phones.officer), secondOfficer: await as(phones.secondOfficer) }
    await test.db.updateTable('firms').set({ verification: 'verified' }).where('id', '=', people.otherFirmId).execute()
    const later = await publicisedCase({ ...people, clients }, { client: await as(phones.otherFirm), firmId: people.otherFirmId }, 'P02')
    const ids = async () => (await list()).items.map((item) => item.id).filter((id) => [shown.id, later.id].includes(id))
    expect(await ids()).toEqual([shown.id, later.id])
    test.clock.set('2026-12-01T01:00:00.000Z')
    await closePublicities(test.deps)
    expect(await ids()).toEqual([later.id, shown.id])
  })

  it('leaves the list after the days the county shows it, and is still found by its link', async () => {
    test.clock.set('2026-12-01T01:00:00.000Z')
    await closePublicities(test.deps)
    const days = test.deps.content.casework.publicityShownDays
    const isListed = async () => (await list()).items.some((item) => item.id === shown.id)
    test.clock.set(`${addDays('2026-12-01', days)}T01:00:00.000Z`)
    expect(await isListed()).toBe(true)
    test.clock.set(`${addDays('2026-12-01', days + 1)}T01:00:00.000Z`)
    expect(await isListed()).toBe(false)
    expect((await one()).body).toMatchObject({ state: 'over', objections: 0 })
  })

  it('shows what became of it: stopped when an objection was right, then the new one in its place', async () => {
    await answer(await objection(await as(aPhone(41))), 'upheld')
    expect((await one()).body).toMatchObject({ state: 'stopped', objections: 1 })
    test.clock.set('2026-11-25T02:08:00.000Z')
    const [officer, second] = [await as(phones.officer), await as(phones.secondOfficer)]
    await act(officer, shown.id, 'recommend', { reason: '重新核过', noConflict: true })
    await act(second, shown.id, 'approve', { reason: '同意', noConflict: true })
    expect((await act(officer, shown.id, 'publicise')).status).toBe(200)
    expect((await one()).body).toMatchObject({ state: 'running', startsOn: '2026-11-25', objections: 0 })
    expect((await list()).items.filter((item) => item.id === shown.id)).toHaveLength(1)
  })
})

describe('the end of a publicity', () => {
  it('comes with the first instant after its last day in Shanghai, not before', async () => {
    test.clock.set('2026-11-30T15:59:59.999Z')
    expect(await closePublicities(test.deps)).toBe(0)
    expect((await theCase()).publicity).toMatchObject({ state: 'running', workdaysLeft: 0 })
    test.clock.set('2026-11-30T16:00:00.000Z')
    expect(await closePublicities(test.deps)).toBe(1)
    expect((await theCase()).publicity).toMatchObject({ state: 'over' })
  })

  it('is written in the history by the calendar, and the time to pay counts from the last day', async () => {
    test.clock.set('2026-12-01T01:00:00.000Z')
    await closePublicities(test.deps)
    const now = await theCase()
    expect(now.state).toBe('publicity')
    expect(now.events.at(-1)).toMatchObject({ action: 'close-publicity', actor: 'calendar', actorName: test.deps.content.county.office, note: null })
    expect(now.due).toMatchObject({ startedOn: '2026-11-30', workdays: 30, promise: now.programme?.steps.find((step) => step.state === 'paid')?.name, side: 'county' })
    expect(now.version).toBeGreaterThan(shown.version)
  })

  it('is told once to the firm and to the officer who has it in hand, and audited', async () => {
    test.clock.set('2026-12-01T01:00:00.000Z')
    await Promise.all([closePublicities(test.deps), closePublicities(test.deps), closePublicities(test.deps)])
    await closePublicities(test.deps)
    expect((await theCase()).events.filter((event) => event.action === 'close-publicity')).toHaveLength(1)
    for (const phone of [phones.administrator, phones.clerk]) expect((await inbox(phone, '公示期满')).map((message) => message.link)).toEqual([`/cases/${shown.id}`])
    expect((await inbox(phones.officer, '公示期满')).map((message) => message.link)).toEqual([`/desk/cases/${shown.id}`])
    expect(await inbox(phones.secondOfficer, '公示期满')).toEqual([])
    const lines = await test.db.selectFrom('audit').select(['account_id', 'role']).where('action', '=', 'subsidies.close-publicity').where('subject', '=', `case:${shown.id}`).execute()
    expect(lines).toEqual([{ account_id: null, role: 'system' }])
  })

  it('waits for the answer to every objection, then comes at once and counts from the day of the answer', async () => {
    const first = await objection(await as(aPhone(41)))
    const second = await objection(await as(aPhone(42)))
    test.clock.set('2026-12-02T02:00:00.000Z')
    expect(await closePublicities(test.deps)).toBe(0)
    expect((await answer(first, 'dismissed')).publicity).toMatchObject({ state: 'running', objections: 2 })
    const answered = await answer(second, 'dismissed')
    expect(answered.publicity).toMatchObject({ state: 'over', objections: 2 })
    expect(answered.events.slice(-2).map((event) => event.action)).toEqual(['answer-objection', 'close-publicity'])
    expect(answered.due).toMatchObject({ startedOn: '2026-12-02', workdays: 30 })
    expect(await closePublicities(test.deps)).toBe(0)
  })

  it('does not come with an answer given before its last day is over', async () => {
    expect((await answer(await objection(await as(aPhone(41))), 'dismissed')).publicity).toMatchObject({ state: 'running', objections: 1 })
    test.clock.set('2026-12-01T01:00:00.000Z')
    expect(await closePublicities(test.deps)).toBe(1)
    expect((await theCase()).due).toMatchObject({ startedOn: '2026-11-30' })
  })

  it('never comes to one that was stopped', async () => {
    await answer(await objection(await as(aPhone(41))), 'upheld')
    test.clock.set('2026-12-01T01:00:00.000Z')
    expect(await closePublicities(test.deps)).toBe(0)
    expect((await theCase()).state).toBe('accepted')
  })
})
