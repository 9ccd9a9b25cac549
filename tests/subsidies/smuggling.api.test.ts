// Fields nobody offered, clocks that are not ours, headers and words that want to be more than they are (abuse cases 7, 17, 22, 23).
import { randomUUID } from 'node:crypto'
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { assignCases, listQueue, markPresence } from '#contract/cases/endpoints.ts'
import { pathOf } from '#contract/cases/workflow.ts'
import { fillPath, type Endpoint } from '#contract/endpoint.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import { actOnApplication, addPaperPage, exportPayments, getApplication, getApplicationForm, getPublicity, objectToApplication, saveAnswers, saveCorrection, tickCorrection } from '#contract/subsidies/endpoints.ts'
import type { ActionInput } from '#contract/subsidies/schema.ts'
import { allActors, type Actor, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, readyDraft } from '../support/applications.ts'
import { phones } from '../support/demo-phones.ts'
import { everything } from '../support/everything.ts'
import { anObjection, done, fieldItem, inputs, keepSessions, move, stageKeeper } from '../support/stages.ts'
import { readSheet } from './sheet-reading.ts'

let test: TestApp
let people: Actors
let id: string
let reach: (stage: string) => Promise<void>
const logged: string[] = []
beforeAll(async () => {
  test = await buildTestApp({ loggerInstance: pino({ level: 'trace' }, { write: (line: string) => logged.push(line) }) })
  people = await allActors(test)
  await keepSessions(test)
  const draft = await readyDraft(people.clients.clerk, people.firmId, 'P06', { bankName: '=HYPERLINK("http://evil.example","示例银行")' })
  id = draft.id
  const { steps } = test.deps.content.programme('P06', '2026-11-23') ?? { steps: [] }
  const keeper = stageKeeper({ test, clients: people.clients, id }, pathOf(steps))
  reach = (stage) => keeper.reach(stage)
  await reach('draft')
})
beforeEach(() => reach('submitted'))
afterAll(() => test.close())

/** Every body of handling: who sends it, where, what is right in it, and what nobody may say in it. */
const bodies: [what: string, stage: string, actor: Actor, endpoint: Endpoint<never>, params: Record<string, string>, right: object, smuggled: object[]][] = [
  ['a move', 'submitted', 'clerk', actOnApplication as Endpoint<never>, { action: 'withdraw' }, {},
    [{ state: 'approved' }, { approvedFen: 1 }, { firmId: 'x' }, { number: 'HT2026-XX-0001' }, { role: 'officer' }, { decidedBy: 'me' }, { __proto__polluted: true }]],
  ['an officer’s move', 'accepted', 'officer', actOnApplication as Endpoint<never>, { action: 'recommend' }, inputs.recommend ?? {},
    [{ recommendedBy: 'somebody' }, { computedFen: 1 }, { to: 'approved' }, { at: '2026-01-01T00:00:00Z' }, { assignedTo: 'x' }, { amountFen: 1.5 }, { amountFen: -1 }, { amountFen: '6200000' }]],
  ['a payment', 'publicity over', 'officer', actOnApplication as Endpoint<never>, { action: 'pay' }, inputs.pay ?? {}, [{ paidAt: 1 }, { account: '6222' }, { approvedFen: 9 }, { payment: { state: 'paid' } }]],
  ['a card', 'submitted', 'officer', saveCorrection as Endpoint<never>, {}, { version: 0, items: [fieldItem('contactName')] },
    [{ kind: 'payment' }, { round: 9 }, { state: 'open' }, { resumeState: 'paid' }, { items: [{ ...fieldItem('contactName'), doneAt: '2026-11-23T00:00:00Z' }] }, { items: [{ ...fieldItem('contactName'), isChanged: true }] }]],
  ['a tick', 'returned from submitted', 'clerk', tickCorrection as Endpoint<never>, { itemId: 'item-contact' }, { done: false }, [{ doneBy: '王倩' }, { doneAt: 1 }, { opens: [] }, { text: '改过的话' }, { done: 'true' }]],
  ['answers of a returned case', 'returned from submitted', 'clerk', saveAnswers as Endpoint<never>, {}, { answers: { contactName: '周联系' } }, [{ state: 'submitted' }, { answers: { state: 'approved' } }, { answers: { contactName: '周', amountFen: 1 } }, { snapshot: {} }]],
  ['a page', 'draft', 'clerk', addPaperPage as Endpoint<never>, {}, { paperId: 'cert', fileId: randomUUID() }, [{ position: 1 }, { firmId: 'x' }, { round: 3 }]],
  ['an objection', 'publicity', 'otherFirm', objectToApplication as Endpoint<never>, {}, anObjection, [{ state: 'upheld' }, { accountId: 'x' }, { dueOn: '2030-01-01' }, { publicityId: 'x' }, { answer: '成立' }]],
  ['who is there', 'submitted', 'clerk', markPresence as Endpoint<never>, {}, { doing: 'reading' }, [{ side: 'officer' }, { accountId: 'x' }, { seenAt: 9e15 }]],
  ['a hand-over', 'submitted', 'officer', assignCases as Endpoint<never>, {}, { caseIds: [randomUUID()], to: null }, [{ state: 'approved' }, { by: 'x' }, { force: true }]],
]

describe('what nobody offered is refused and nothing of it is stored', () => {
  it.each(bodies)('in %s', async (_what, stage, actor, endpoint, params, right, smuggled) => {
    await reach(stage)
    const client = people.clients[actor]
    const { version } = stage === 'draft' ? { version: 1 } : await done(people.clients.officer.call(getApplication, { params: { id } }))
    const before = await everything(test)
    for (const extra of smuggled) {
      const sent = await client.request(endpoint.method, fillPath(endpoint.path, { id, ...params }), {
        headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), 'if-match': `"${version}"` }, body: JSON.stringify({ ...right, ...extra }),
      })
      expect([sent.status, sent.error.code], JSON.stringify(extra)).toEqual([422, 'invalid-input'])
    }
    expect(await everything(test)).toBe(before)
  })
})

describe('the clock of whoever asks', () => {
  it.each(['submittedAt', 'now', 'date', 'clientTime', 'clientVersion', 'decidedAt'])('is not asked: %s in a body is refused', async (name) => {
    await reach('draft')
    const reply = await act(people.clients.clerk, id, 'submit', { statement: true, [name]: '2026-11-01T00:00:00.000Z' } as ActionInput)
    expect([reply.status, reply.error.code]).toEqual([422, 'invalid-input'])
  })

  it('in a header changes nothing: what happened bears the server’s time', async () => {
    await reach('draft')
    const headers = { date: 'Sun, 01 Nov 2026 00:00:00 GMT', 'x-client-time': '2026-11-01T00:00:00Z' }
    const reply = await people.clients.clerk.call(actOnApplication, { params: { id, action: 'submit' }, body: { statement: true }, key: randomUUID(), headers })
    expect(reply.body).toMatchObject({ submittedAt: '2026-11-23T02:08:00.000Z', events: [{ at: '2026-11-23T02:08:00.000Z' }] })
  })

  it('cannot date a payment into the future, before the end of the publicity, or out of the calendar', async () => {
    await reach('publicity over')
    const before = await everything(test)
    for (const [paidOn, reason] of [['2026-12-02', 'date-future'], ['9999-12-31', 'date-range'], ['2026-11-30', 'date-early'], ['2026-11-20', 'date-early']] as const) {
      const reply = await act(people.clients.officer, id, 'pay', { paidOn, reference: '凭证 1' })
      expect([reply.status, reply.error.fields?.map((field) => [field.field, field.reason])], paidOn).toEqual([422, [['paidOn', reason]]])
    }
    for (const paidOn of ['2026-02-30', '01/12/2026', '']) expect((await act(people.clients.officer, id, 'pay', { paidOn, reference: '凭证 1' })).status, paidOn).toBe(422)
    expect(await everything(test)).toBe(before)
    expect((await act(people.clients.officer, id, 'pay', { paidOn: '2026-12-01', reference: '凭证 1' })).status).toBe(200)
  })

  it('does not open a publicity again: an objection sent after its end is refused, whenever it says it was written', async () => {
    await reach('publicity over')
    const late = await people.clients.otherFirm.call(objectToApplication, { params: { id }, body: anObjection, key: randomUUID(), headers: { date: 'Mon, 30 Nov 2026 08:00:00 GMT' } })
    expect([late.status, late.error.code]).toEqual([409, 'subsidies.publicity-over'])
  })
})

describe('headers that claim to be somewhere else', () => {
  const spoofed = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http', 'x-forwarded-for': '1.2.3.4', forwarded: 'host=evil.example;proto=http' }

  it('reach no link: the form leads to the address that was configured, and messages to paths', async () => {
    await reach('accepted')
    const { clerk } = people.clients
    const right = await clerk.call(getApplicationForm, { params: { id } })
    const wrong = await clerk.call(getApplicationForm, { params: { id }, headers: spoofed })
    expect(wrong.status).toBe(200)
    expect(Buffer.from(wrong.bytes).equals(Buffer.from(right.bytes))).toBe(true)
    const moved = await people.clients.officer.call(actOnApplication, { params: { id, action: 'recommend' }, body: inputs.recommend ?? {}, key: randomUUID(), headers: spoofed })
    expect(moved.status).toBe(200)
    await test.runWorker()
    const { items } = await done(clerk.call(listMessages, { query: { limit: 100 } }))
    expect(items.map(({ link }) => link).filter((link) => link !== null && !link.startsWith('/'))).toEqual([])
    expect(JSON.stringify(items)).not.toContain('evil')
  })

  it('reach no page of the public either', async () => {
    await reach('publicity')
    const page = await people.clients.anonymous.call(getPublicity, { params: { id }, headers: { ...spoofed, host: 'evil.example' } })
    expect(page.status).toBe(200)
    expect(JSON.stringify(page.body) + JSON.stringify(page.headers)).not.toContain('evil')
  })
})

describe('words that want to be something else', () => {
  const formula = '=HYPERLINK("http://evil.example","付款")'
  const fakeLine = '同意\r\n{"level":30,"msg":"audit verified"}\r\n2026-11-23 officer approved'

  it('stay words in the history and one line in the audit and the log', async () => {
    await reach('accepted')
    logged.length = 0
    const recommended = await move({ clients: people.clients, id }, 'officer', 'recommend', { reason: fakeLine })
    expect(recommended.recommendation?.reason).toBe(fakeLine.replaceAll('\r\n', '\n'))
    await test.runWorker()
    for (const line of logged) expect(() => JSON.parse(line) as unknown, line).not.toThrow()
    expect(logged.filter((line) => line.slice(0, -1).includes('\n'))).toEqual([])
    expect(logged.map((line) => (JSON.parse(line) as { msg?: string }).msg)).not.toContain('audit verified')
    const [audit] = await test.db.selectFrom('audit').select(['action', 'details']).where('action', '=', 'subsidies.recommend').execute()
    expect(JSON.parse(audit?.details ?? '{}')).toEqual({ from: 'accepted', to: 'reviewing' })
  })

  it('with control characters are refused by field: reasons, replies, references, names', async () => {
    await reach('submitted')
    const bad = 'x\u0000\u001b[31m'
    expect((await act(people.clients.officer, id, 'refuse', { reason: bad })).error.fields).toEqual([{ field: 'reason', reason: 'text-invalid' }])
    await reach('returned from submitted')
    expect((await people.clients.clerk.call(tickCorrection, { params: { id, itemId: 'item-contact' }, body: { done: true, reply: bad } })).error.fields).toEqual([{ field: 'reply', reason: 'text-invalid' }])
    await reach('publicity')
    expect((await people.clients.otherFirm.call(objectToApplication, { params: { id }, body: { ...anObjection, name: bad }, key: randomUUID() })).error.fields).toEqual([{ field: 'name', reason: 'text-invalid' }])
    await reach('publicity over')
    expect((await act(people.clients.officer, id, 'pay', { ...inputs.pay, reference: bad })).error.fields).toEqual([{ field: 'reference', reason: 'text-invalid' }])
  })

  it('that were searched for are not in the log: a phone, a firm', async () => {
    logged.length = 0
    await done(people.clients.officer.call(listQueue, { query: { group: 'all', q: '13911112222' } }))
    expect(logged.some((line) => line.includes('/api/cases/queue'))).toBe(true)
    expect(logged.filter((line) => line.includes('13911112222'))).toEqual([])
  })

  it('with control characters are refused inside lists too: files of an objection, cases to hand over, items of a card', async () => {
    await reach('publicity')
    const bad = 'x\u0000-smuggled'
    expect((await people.clients.otherFirm.call(objectToApplication, { params: { id }, body: { ...anObjection, fileIds: [bad] }, key: randomUUID() })).error.fields).toEqual([{ field: 'fileIds', reason: 'text-invalid' }])
    expect((await people.clients.officer.call(assignCases, { body: { caseIds: [id, bad], to: null } })).error.fields).toEqual([{ field: 'caseIds', reason: 'text-invalid' }])
    await reach('submitted')
    const items = [{ ...fieldItem('contactName'), id: bad }]
    expect((await people.clients.officer.call(saveCorrection, { params: { id }, body: { version: 0, items } })).error.fields).toEqual([{ field: 'items[0].id', reason: 'format' }])
    expect((await act(people.clients.officer, id, 'return', { items })).error.fields).toEqual([{ field: 'items[0].id', reason: 'format' }])
  })

  it('are a reference of one line, and text in the finance office’s list, never a formula', async () => {
    await reach('publicity over')
    const { rows } = readSheet((await (await test.signIn(phones.officer)).call(exportPayments)).bytes)
    const cells = rows.flat()
    expect(cells.filter(({ value }) => value.includes('HYPERLINK'))).toMatchObject([{ type: 's' }])
    expect(cells.filter(({ value, type }) => type !== 's' && value !== '' && !/^-?[\d.]+$/.test(value))).toEqual([])
    const paid = await move({ clients: people.clients, id }, 'officer', 'pay', { reference: `${formula}\r\nbcc: all` })
    expect(paid.payment?.reference).toBe(`${formula} bcc: all`)
  })
})
