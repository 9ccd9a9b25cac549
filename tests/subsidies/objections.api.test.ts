import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listMessages } from '#contract/messages/endpoints.ts'
import { getApplication, getPublicity, listMyObjections, objectToApplication } from '#contract/subsidies/endpoints.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import type { ObjectionInput } from '#contract/subsidies/handling.ts'
import { allActors, type Actors } from '../support/actors.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, submittedApplication } from '../support/applications.ts'
import { aPhone } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'
import { publicisedCase } from './paying.ts'

const start = '2026-11-23T02:08:00.000Z'
const words: ObjectionInput = { name: '王五', contact: '13977778888', reason: '这项发明不是这家企业的，\n权属还在打官司。' }
let test: TestApp
let people: Actors
let shown: Application
let restore: () => Promise<void>
let neighbour: Client
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  shown = await publicisedCase(people, { client: people.clients.clerk, firmId: people.firmId }, 'P05')
  restore = (await test.snapshot()).restore
})
beforeEach(async () => {
  test.clock.set(start)
  await restore()
  neighbour = await test.signIn(aPhone(41))
})
afterAll(() => test.close())

const as = (phone: string) => test.signIn(phone)
const object = (client: Client, change: Partial<ObjectionInput> = {}, key: string = randomUUID(), id = shown.id) =>
  client.call(objectToApplication, { params: { id }, body: { ...words, ...change }, key })
const seenBy = async (phone: string) => (await (await as(phone)).call(getApplication, { params: { id: shown.id } })).body
const inbox = async (client: Client) => (await client.call(listMessages)).body.items.filter((message) => message.link?.endsWith(shown.id))
const countDisputes = async () => Number((await test.db.selectFrom('disputes').select((eb) => eb.fn.countAll().as('count')).where('case_id', '=', shown.id).executeTakeFirstOrThrow()).count)
const lastDay = (instant: string) => test.clock.set(`2026-11-30T${instant}Z`)

describe('an objection', () => {
  it('is taken from anybody signed in, with the day by which it is answered', async () => {
    const reply = await object(neighbour)
    expect(reply.status, JSON.stringify(reply.error)).toBe(201)
    expect(reply.body).toEqual({ id: expect.any(String) as string, at: start, state: 'open', reason: words.reason, files: 0, dueOn: '2026-12-07', answer: null, answeredAt: null })
    for (const phone of [phones.otherFirm, phones.expert, phones.bank, phones.assistant]) expect((await object(await as(phone))).status, phone).toBe(201)
  })

  it('lies before officers whole; the firm learns that there is one and nothing else', async () => {
    await object(neighbour)
    expect((await seenBy(phones.secondOfficer)).disputes).toMatchObject([{ kind: 'objection', ...words, state: 'open', dueOn: '2026-12-07', workdaysLeft: 10, fileIds: [] }])
    const ours = await seenBy(phones.clerk)
    expect(ours.disputes).toMatchObject([{ kind: 'objection', state: 'open', name: null, contact: null, reason: null, fileIds: [] }])
    expect(ours.publicity).toMatchObject({ objections: 1 })
    for (const view of [ours, await seenBy(phones.officer)]) expect(view.events.at(-1)).toMatchObject({ action: 'object', actor: 'public', actorName: '社会公众', note: null, state: 'publicity' })
  })

  it('is kept so that who said it is in no column, no audit line and no message', async () => {
    await object(neighbour)
    await test.runWorker()
    const { db } = test
    const rows = [await db.selectFrom('disputes').selectAll().execute(), await db.selectFrom('audit').selectAll().execute(), await db.selectFrom('case_events').selectAll().execute(),
      await db.selectFrom('messages').selectAll().execute(), await db.selectFrom('outbox').selectAll().execute(), await db.selectFrom('idempotency').selectAll().execute()]
    const text = JSON.stringify(rows)
    expect([text.includes(words.name), text.includes(words.contact)]).toEqual([false, false])
    const event = await db.selectFrom('case_events').select('account_id').where('case_id', '=', shown.id).where('action', '=', 'object').executeTakeFirstOrThrow()
    expect(event.account_id).toBe('')
    const lines = await db.selectFrom('audit').select(['role', 'details']).where('action', '=', 'subsidies.object').execute()
    expect(lines).toMatchObject([{ role: 'public' }])
  })

  it('is told to who made it, to the officer in charge and to the firm, each in a place they may open', async () => {
    await object(neighbour)
    await test.runWorker()
    expect(await inbox(neighbour)).toMatchObject([{ title: expect.stringContaining('异议已收到') as string, link: `/publicity/${shown.id}` }])
    expect((await neighbour.call(getPublicity, { params: { id: shown.id } })).status).toBe(200)
    const told = async (phone: string, title: string) => (await inbox(await as(phone))).filter((message) => message.title.startsWith(title))
    expect(await told(phones.officer, '公示收到异议')).toMatchObject([{ link: `/desk/cases/${shown.id}` }])
    expect(await told(phones.secondOfficer, '公示收到异议')).toEqual([])
    const toFirm = await told(phones.clerk, '公示期收到异议')
    expect(toFirm).toMatchObject([{ link: `/cases/${shown.id}` }])
    expect(JSON.stringify(toFirm)).not.toContain('权属')
  })

  it('is taken to the last instant of the last day in Shanghai, by the clock of the server', async () => {
    lastDay('15:59:59.999')
    expect((await object(await as(aPhone(42)))).status).toBe(201)
    lastDay('16:00:00.000')
    const late = await object(await as(aPhone(43)))
    expect([late.status, late.error.code, late.error.details]).toEqual([409, 'subsidies.publicity-over', { endsOn: '2026-11-30' }])
    expect(await countDisputes()).toBe(1)
  })

  it('is refused where nothing was ever publicised, as if there were no such case', async () => {
    const waiting = await submittedApplication(await as(phones.otherFirm), people.otherFirmId, 'P02')
    for (const id of [waiting.id, randomUUID()]) expect((await object(neighbour, {}, randomUUID(), id)).status).toBe(404)
  })

  it('is refused once the publicity was stopped', async () => {
    const { id } = (await object(neighbour)).body
    expect((await act(await as(phones.officer), shown.id, 'answer-objection', { disputeId: id, outcome: 'upheld', reason: '权属有争议' })).status).toBe(200)
    const late = await object(await as(aPhone(42)))
    expect([late.status, late.error.code]).toEqual([409, 'subsidies.publicity-over'])
  })

  it('is refused to members of the firm itself, who have their own way', async () => {
    for (const phone of [phones.administrator, phones.clerk]) {
      const own = await object(await as(phone))
      expect([own.status, own.error.code]).toEqual([403, 'subsidies.own-case'])
    }
    expect(await countDisputes()).toBe(0)
  })

  it('is one a person until it is answered; then there may be another', async () => {
    const { id } = (await object(neighbour)).body
    const again = await object(neighbour)
    expect([again.status, again.error.code]).toEqual([409, 'subsidies.already-objected'])
    await act(await as(phones.officer), shown.id, 'answer-objection', { disputeId: id, outcome: 'dismissed', reason: '已核实' })
    expect((await object(neighbour)).status).toBe(201)
  })

  it('is one for five fast taps and for a repeated request', async () => {
    const key = randomUUID()
    const taps = await Promise.all(Array.from({ length: 5 }, () => object(neighbour, {}, key)))
    expect(new Set(taps.filter(({ status }) => status === 201).map(({ body }) => body.id)).size).toBe(1)
    const others = await Promise.all(Array.from({ length: 5 }, () => object(neighbour)))
    expect(others.map(({ status }) => status)).toEqual([409, 409, 409, 409, 409])
    expect(await countDisputes()).toBe(1)
    const another = await as(aPhone(44))
    const firstOf = await Promise.all(Array.from({ length: 5 }, () => object(another.copy())))
    expect(firstOf.filter(({ status }) => status === 201)).toHaveLength(1)
  })

  it('needs its key', async () => {
    const reply = await neighbour.call(objectToApplication, { params: { id: shown.id }, body: words })
    expect([reply.status, reply.error.code]).toEqual([400, 'key-missing'])
  })

  it('is limited to five a person and day', async () => {
    const { id: me } = await neighbour.request('GET', '/api/accounts/me').then(({ body }) => body as { id: string })
    const day = 86_400_000
    await test.db.insertInto('rate_counts').values({ key: `objections:account:${me}`, bucket: Math.floor(Date.parse(start) / day), count: 5 }).execute()
    const sixth = await object(neighbour)
    expect([sixth.status, sixth.error.code]).toEqual([429, 'too-many-requests'])
    expect(Number(sixth.headers['retry-after'])).toBeGreaterThan(0)
  })
})

describe('what is written in an objection', () => {
  const wrong: [what: string, change: Partial<ObjectionInput>, field: string, reason: string][] = [
    ['no name', { name: ' \u200b ' }, 'name', 'required'],
    ['half a name', { name: '王' }, 'name', 'too-short'],
    ['a name nobody has', { name: '王'.repeat(41) }, 'name', 'too-long'],
    ['a name with a control character', { name: '王\u0007五' }, 'name', 'text-invalid'],
    ['no way to answer', { contact: '' }, 'contact', 'required'],
    ['a contact nobody is reached by', { contact: '微信' }, 'contact', 'too-short'],
    ['a mobile number that lacks a digit', { contact: '1397777888' }, 'contact', 'phone-length'],
    ['a masked number', { contact: '139****8888' }, 'contact', 'phone-masked'],
    ['no reason', { reason: '\n\n' }, 'reason', 'required'],
    ['two words for a reason', { reason: '不对' }, 'reason', 'too-short'],
    ['a reason with NUL', { reason: '不是\u0000他们的' }, 'reason', 'text-invalid'],
    ['six files', { fileIds: Array.from({ length: 6 }, () => randomUUID()) }, 'fileIds', 'too-long'],
  ]
  it.each(wrong)('is refused beside its field: %s', async (_what, change, field, reason) => {
    const reply = await object(neighbour, change)
    expect([reply.status, reply.error.code]).toEqual([422, 'invalid-input'])
    expect(reply.error.fields).toMatchObject([{ field, ...(field === 'fileIds' ? {} : { reason }) }])
    expect(await countDisputes()).toBe(0)
  })

  it('says everything that is wrong at once', async () => {
    const reply = await object(neighbour, { name: '', contact: '', reason: '' })
    expect(reply.error.fields?.map(({ field }) => field)).toEqual(['name', 'contact', 'reason'])
  })

  it.each(['13977778888', '+86 139 7777 8888', '0533-8210000', '8210000', 'wang@example.com', '微信 wangwu2026', '示例路 1 号，下午打电话 13977778888'])('names any way to be reached: %s', async (contact) => {
    expect((await object(neighbour, { contact })).status).toBe(201)
  })
})

describe('an objection that came by phone or letter', () => {
  it('that an officer entered is upheld by another officer only', async () => {
    const officer = await as(phones.officer)
    const { body } = await object(officer)
    const upheld = { disputeId: body.id, outcome: 'upheld' as const, reason: '权属有争议' }
    const own = await act(officer, shown.id, 'answer-objection', upheld)
    expect([own.status, own.error.code]).toEqual([403, 'cases.other-person'])
    expect((await seenBy(phones.officer)).disputes).toMatchObject([{ state: 'open', answer: null }])
    expect((await act(await as(phones.secondOfficer), shown.id, 'answer-objection', upheld)).body.state).toBe('accepted')
  })

  it('is entered by an officer for each person, and the officer is sent no receipt', async () => {
    const officer = await as(phones.secondOfficer)
    expect((await object(officer, { name: '赵六' })).status).toBe(201)
    test.clock.advance(60_000)
    expect((await object(officer, { name: '钱七' })).status).toBe(201)
    await test.runWorker()
    expect((await inbox(officer)).filter((message) => message.title.includes('异议'))).toEqual([])
    expect((await seenBy(phones.officer)).disputes.map(({ name }) => name)).toEqual(['赵六', '钱七'])
    const lines = await test.db.selectFrom('audit').select('role').where('action', '=', 'subsidies.object').execute()
    expect(lines.map(({ role }) => role)).toEqual(['officer', 'officer'])
  })
})

describe('what I said', () => {
  it('is mine to read with its answer, and nobody else’s', async () => {
    const { id } = (await object(neighbour)).body
    const mine = async (client: Client) => (await client.call(listMyObjections, { params: { id: shown.id } })).body.items
    expect(await mine(neighbour)).toMatchObject([{ id, state: 'open', reason: words.reason, answer: null }])
    await act(await as(phones.officer), shown.id, 'answer-objection', { disputeId: id, outcome: 'dismissed', reason: '法院已判归该企业' })
    expect(await mine(neighbour)).toMatchObject([{ id, state: 'dismissed', answer: '法院已判归该企业', answeredAt: start }])
    for (const phone of [phones.clerk, phones.otherFirm, phones.officer, aPhone(45)]) expect(await mine(await as(phone)), phone).toEqual([])
    await test.runWorker()
    expect((await inbox(neighbour)).map((message) => message.link)).toEqual([`/publicity/${shown.id}`, `/publicity/${shown.id}`])
  })

  it('is asked for only where something was publicised', async () => {
    expect((await neighbour.call(listMyObjections, { params: { id: randomUUID() } })).status).toBe(404)
  })
})
