import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getMe } from '#contract/accounts/endpoints.ts'
import { addDays } from '#contract/identifiers/date.ts'
import { plainYuan } from '#contract/identifiers/money.ts'
import { checkPayments, exportPayments, getPayTemplate, importPayments, listPayments, previewPayments } from '#contract/subsidies/endpoints.ts'
import type { PayImport, PayPreview, PayRow, PayTyped } from '#contract/subsidies/batching.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { allActors, type Actors } from '../support/actors.ts'
import type { Client, Reply } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act } from '../support/applications.ts'
import { phones } from '../support/demo-phones.ts'
import { done, refusal } from '../support/handling.ts'
import { approvedCase, endPublicity, publicisedCase } from './paying.ts'
import { xlsxOf, type Value } from './pay-import-samples.ts'
import { readSheet, unzip } from './sheet-reading.ts'

const account = '62220000000000009876'
const heading = ['编号', '企业', '金额', '拨付日期', '凭证号']
let test: TestApp
let people: Actors
let officer: Client
let first: Application
let second: Application
let approved: Application
let today: string
let restore: () => Promise<void>
let now: number

beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  await test.db.updateTable('firms').set({ verification: 'verified' }).where('id', '=', people.otherFirmId).execute()
  first = await publicisedCase(people, { client: people.clients.clerk, firmId: people.firmId }, 'P05', { bankAccountNo: account })
  second = await publicisedCase(people, { client: people.clients.otherFirm, firmId: people.otherFirmId }, 'P06', { bankAccountNo: account })
  approved = await approvedCase(people, { client: people.clients.clerk, firmId: people.firmId }, 'P02')
  today = await endPublicity(test, first)
  now = test.clock.now()
  restore = (await test.snapshot()).restore
})
beforeEach(async () => {
  await restore()
  test.clock.set(new Date(now).toISOString())
  officer = await test.signIn(phones.officer)
})
afterAll(() => test.close())

const yuan = ({ approvedFen }: Application) => (approvedFen ?? 0) / 100
const lineOf = (paid: Application, reference = 'PZ-1', day: Value = today): Value[] => [paid.number, paid.firmName, yuan(paid), day, reference]
const send = (bytes: Uint8Array, type = 'application/octet-stream', client = officer) => client.request('POST', previewPayments.path, { headers: { 'content-type': type }, body: bytes }) as Promise<Reply<PayPreview>>
const preview = async (...lines: Value[][]): Promise<PayPreview> => done(send(await xlsxOf([heading, ...lines])))
const problemsOf = (row: PayRow | undefined) => row?.problems.map(({ field, reason, limit }) => [field, reason, ...(limit === undefined ? [] : [limit])])
const judged = async (...lines: Value[][]) => (await preview(...lines)).rows.map((row) => [row.state, problemsOf(row)])
const linesFrom = ({ rows }: PayPreview): PayImport['rows'] => rows.filter(({ state }) => state === 'ready').map((row) => ({ row: row.typed.row, caseId: row.caseId ?? '', paidOn: row.paidOn ?? '', reference: row.reference ?? '', amountFen: row.amountFen }))
const enter = (rows: PayImport['rows'], key: string = randomUUID(), client = officer) => client.call(importPayments, { body: { rows }, key })
const stateOf = async (id: string) => (await test.db.selectFrom('cases').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state

describe('a table of payments, shown line by line', () => {
  it('says what may be entered, to whom and how much, and what that comes to; nothing is entered', async () => {
    const { rows, ...counts } = await preview(lineOf(first), lineOf(second, 'PZ-2', new Date(`${today}T00:00:00Z`)))
    expect(counts).toEqual({ ready: 2, same: 0, empty: 0, wrong: 0, sumFen: (first.approvedFen ?? 0) + (second.approvedFen ?? 0) })
    expect(rows[0]).toMatchObject({ state: 'ready', number: first.number, firmName: first.firmName, title: first.programmeTitle, caseId: first.id, paidOn: today, reference: 'PZ-1', amountFen: first.approvedFen, typed: { row: 2 } })
    expect(await stateOf(first.id)).toBe('publicity')
  })

  it('takes a number in small letters and full width, a sum with commas, a day with strokes', async () => {
    const typed = [first.number?.toLowerCase().replaceAll('-', '－') ?? '', ` ${first.firmName} `, `￥${yuan(first).toLocaleString('en')}`, today.replaceAll('-', '/'), ' PZ-1 ']
    expect(await judged(typed)).toEqual([['ready', []]])
  })

  it('leaves alone what has neither day nor number', async () => {
    expect(await judged([first.number, first.firmName, yuan(first), null, null])).toEqual([['empty', []]])
  })

  it('knows what was entered the same before, and says with what it was where it was not', async () => {
    await done(act(officer, first.id, 'pay', { paidOn: today, reference: 'PZ-1' }))
    expect(await judged(lineOf(first))).toEqual([['same', []]])
    expect(await judged(lineOf(first, 'PZ-9'))).toEqual([['wrong', [['number', 'pay-entered', `${today} PZ-1`]]]])
  })

  it('refuses an unknown number, another sum and another firm, each beside its cell', async () => {
    expect(await judged(['HT2026-ZH-9999', '', 1, today, 'PZ-1'])).toEqual([['wrong', [['number', 'pay-unknown']]]])
    expect(await judged([first.number, '别的公司', yuan(first) + 1, today, 'PZ-1'])).toEqual([['wrong', [['amount', 'pay-amount', first.approvedFen], ['firmName', 'pay-firm', first.firmName]]]])
    expect(await judged([first.number, '', '', today, 'PZ-1'])).toEqual([['wrong', [['amount', 'required']]]])
  })

  it('knows a firm by the name it handed in under, too', async () => {
    await test.db.updateTable('firms').set({ name: '改了名的公司' }).where('id', '=', people.firmId).execute()
    expect(await judged(lineOf(first))).toEqual([['ready', []]])
  })

  it('refuses a day that is none, is to come, or lies within the publicity', async () => {
    expect(await judged(lineOf(first, 'PZ-1', '2026-02-30'))).toEqual([['wrong', [['paidOn', 'date-calendar']]]])
    expect(await judged(lineOf(first, 'PZ-1', addDays(today, 1)))).toEqual([['wrong', [['paidOn', 'date-future']]]])
    expect(await judged(lineOf(first, 'PZ-1', addDays(today, -1)))).toEqual([['wrong', [['paidOn', 'date-early', today]]]])
    expect(await judged(lineOf(first, 'PZ-1', '12月1日'))).toEqual([['wrong', [['paidOn', 'date-format']]]])
  })

  it('refuses a number of more than 64 characters, and none where there is a day', async () => {
    expect(await judged(lineOf(first, '1'.repeat(65)))).toEqual([['wrong', [['reference', 'too-long', 64]]]])
    expect(await judged(lineOf(first, ''))).toEqual([['wrong', [['reference', 'required']]]])
  })

  it('takes a case once: what stands below is refused with the row above', async () => {
    expect(await judged(lineOf(first), lineOf(second), lineOf(first, 'PZ-3'))).toEqual([['ready', []], ['ready', []], ['wrong', [['number', 'pay-twice', 2]]]])
  })

  it('says why a case cannot be paid: not publicised, publicity running, objected to, account come back, stood aside from', async () => {
    expect(problemsOf((await preview(lineOf(approved))).rows[0])).toContainEqual(['number', 'pay-state', 'approved'])
    await test.db.updateTable('publicities').set({ ends_on: today, state: 'running' }).where('case_id', '=', first.id).execute()
    expect(problemsOf((await preview(lineOf(first))).rows[0])).toContainEqual(['number', 'pay-publicity', today])
    await done(act(officer, second.id, 'payment-failed', { reason: '户名和账号对不上。' }))
    expect(problemsOf((await preview(lineOf(second))).rows[0])).toContainEqual(['number', 'pay-returned'])
  })

  it('says that something is said against a case', async () => {
    const publicity = await test.db.selectFrom('publicities').select(['id', 'created_by']).where('case_id', '=', first.id).executeTakeFirstOrThrow()
    await test.db.insertInto('disputes').values({ id: randomUUID(), case_id: first.id, publicity_id: publicity.id, kind: 'objection', account_id: publicity.created_by, name: 'x', contact: 'x', reason: 'x', state: 'open', due_on: today, answer: null, answered_by: null, answered_at: null, created_at: now }).execute()
    expect(await judged(lineOf(first))).toEqual([['wrong', [['number', 'pay-dispute']]]])
  })

  it('says of a case its officer stands aside from that another has to', async () => {
    await done(act(officer, first.id, 'recuse', { reason: '亲属在该企业任职' }))
    expect(await judged(lineOf(first))).toEqual([['wrong', [['number', 'pay-recused']]]])
  })

  it('judges the same lines again after one was put right', async () => {
    const { rows } = await preview(lineOf(first, ''), lineOf(second))
    const right: PayTyped[] = rows.map(({ typed }, index) => (index === 0 ? { ...typed, reference: 'PZ-1' } : typed))
    expect((await done(officer.call(checkPayments, { body: { rows: right } }))).ready).toBe(2)
  })

  it('is refused with its reason when it cannot be read, by its type, or by its size', async () => {
    const wrong = await send(await xlsxOf([['企业'], ['苇畔']]))
    expect([wrong.status, wrong.error.code, wrong.error.details]).toEqual([422, 'subsidies.sheet-unreadable', { reason: 'columns', missing: '编号、金额（元）、拨付日期、凭证号' }])
    for (const type of ['application/json', 'image/png', 'multipart/form-data; boundary=x']) expect((await send(Buffer.from('{}'), type)).status).toBe(415)
    expect((await send(new Uint8Array(2 * 1024 * 1024 + 1))).status).toBe(413)
    expect((await officer.request('POST', previewPayments.path)).status).toBe(415)
  })

  it('is taken on no other address', async () => {
    const other = await officer.request('POST', importPayments.path, { headers: { 'content-type': 'application/octet-stream', 'idempotency-key': 'x' }, body: await xlsxOf([heading]) })
    expect(other.status).toBe(415)
  })

  it('leaves a line with counts, and nothing of the file', async () => {
    await done(send(await xlsxOf([[...heading, '银行账号'], [...lineOf(first), account]])))
    const lines = await test.db.selectFrom('audit').selectAll().where('action', '=', 'subsidies.read-payments').execute()
    expect(JSON.parse(lines.at(-1)?.details ?? '')).toEqual({ rows: 1, ready: 1, same: 0, wrong: 0 })
    expect(JSON.stringify(lines)).not.toContain('9876')
  })

  it('is taken sixty times an hour', async () => {
    const { id } = await done(officer.call(getMe))
    await test.db.insertInto('rate_counts').values({ key: `pay-table:${id}`, bucket: Math.floor(now / 3_600_000), count: 60 }).execute()
    expect(await refusal(send(await xlsxOf([heading])))).toEqual([429, 'too-many-requests'])
  })
})

describe('entering what was shown', () => {
  it('enters each line through the door of a single payment, and the firms are told', async () => {
    const result = await done(enter(linesFrom(await preview(lineOf(first), lineOf(second, 'PZ-2')))))
    expect(result).toEqual({ items: [first, second].map(({ id, number }) => ({ caseId: id, number, code: null, fields: [], isSame: false })), done: 2 })
    const paid = (await done(officer.call(listPayments, { query: { group: 'paid' } }))).items
    expect(paid.filter(({ id }) => id === first.id || id === second.id).map(({ payment }) => [payment?.paidOn, payment?.reference]).sort()).toEqual([[today, 'PZ-1'], [today, 'PZ-2']])
    const told = await test.db.selectFrom('outbox').select('payload').execute()
    expect(told.some(({ payload }) => payload.includes('PZ-1'))).toBe(true)
  })

  it('answers the same when it is sent again with its key, and pays nothing twice', async () => {
    const lines = linesFrom(await preview(lineOf(first), lineOf(second, 'PZ-2')))
    const key = randomUUID()
    const once = await done(enter(lines, key))
    expect(await done(enter(lines, key))).toEqual(once)
    expect(await test.db.selectFrom('payments').select('id').where('case_id', 'in', [first.id, second.id]).where('state', '=', 'paid').execute()).toHaveLength(2)
  })

  it('says of a line that was entered meanwhile, just so, that it was; otherwise that the case has moved', async () => {
    const lines = linesFrom(await preview(lineOf(first), lineOf(second, 'PZ-2')))
    await done(act(await test.signIn(phones.secondOfficer), first.id, 'pay', { paidOn: today, reference: 'PZ-1' }))
    const result = await done(enter(lines))
    expect(result.items.map(({ code, isSame }) => [code, isSame])).toEqual([[null, true], [null, false]])
    expect(result.done).toBe(1)
    const other = await done(enter(lines.map((line) => ({ ...line, reference: 'PZ-7' }))))
    expect(other.items.map(({ code }) => code)).toEqual(['cases.wrong-state', 'cases.wrong-state'])
  })

  it('judges again: another sum, a day to come and an objection since are refused, and the rest goes on', async () => {
    const lines = linesFrom(await preview(lineOf(first), lineOf(second, 'PZ-2')))
    const changed = lines.map((line, index) => (index === 0 ? { ...line, amountFen: (line.amountFen ?? 0) + 1 } : line))
    const result = await done(enter(changed))
    expect(result.items.map(({ code, fields }) => [code, fields])).toEqual([['invalid-input', [{ field: 'amount', reason: 'pay-amount', limit: first.approvedFen }]], [null, []]])
    expect([await stateOf(first.id), await stateOf(second.id)]).toEqual(['publicity', 'paid'])
    const future = await done(enter([{ ...lines[0]!, paidOn: addDays(today, 1) }]))
    expect(future.items[0]).toMatchObject({ code: 'invalid-input', fields: [{ field: 'paidOn', reason: 'date-future' }] })
    const strange = await done(enter([{ ...lines[0]!, caseId: approved.id, amountFen: approved.approvedFen }, { ...lines[0]!, caseId: randomUUID() }]))
    expect(strange.items.map(({ code }) => code)).toEqual(['cases.wrong-state', 'not-found'])
  })

  it('needs a code proven within a quarter of an hour, a key, and each case once', async () => {
    const lines = linesFrom(await preview(lineOf(first)))
    expect(await refusal(officer.call(importPayments, { body: { rows: lines } }))).toEqual([400, 'key-missing'])
    expect(await refusal(enter([...lines, ...lines]))).toEqual([422, 'invalid-input', 'rows'])
    test.clock.advance(10 * 60_000)
    expect((await officer.call(listPayments)).status).toBe(200)
    test.clock.advance(5 * 60_000 + 1)
    expect(await refusal(enter(lines))).toEqual([403, 'accounts.fresh-code-needed'])
    expect(await stateOf(first.id)).toBe('publicity')
  })

  it('pays each case once when two officers send the same table at the same moment', async () => {
    const lines = linesFrom(await preview(lineOf(first), lineOf(second, 'PZ-2')))
    const other = await test.signIn(phones.secondOfficer)
    const results = await Promise.all([enter(lines), enter(lines, randomUUID(), other)])
    const items = results.flatMap(({ body }) => body.items)
    expect(items.filter(({ code, isSame }) => code === null && !isSame)).toHaveLength(2)
    expect(items.filter(({ isSame }) => isSame)).toHaveLength(2)
    expect(await test.db.selectFrom('payments').select('id').where('case_id', 'in', [first.id, second.id]).where('state', '=', 'paid').execute()).toHaveLength(2)
  })
})

describe('the tables we give to fill in', () => {
  /** Filled in where the sheet leaves two columns empty. */
  async function filled(bytes: Uint8Array): Promise<PayPreview> {
    const { rows } = readSheet(bytes)
    const head = rows.findIndex((row) => row.some(({ value }) => value === '凭证号'))
    const at = rows[head]?.findIndex(({ value }) => value === '拨付日期') ?? -1
    return done(send(await xlsxOf(rows.map((row, index) => row.map(({ type, value }, column): Value => {
      const isLine = index > head && row.some((cell) => cell.value.startsWith('HT2026'))
      if (isLine && column === at) return today
      if (isLine && column === at + 1) return `PZ-${index}`
      return type === 'n' && value !== '' ? Number(value) : value
    })))))
  }

  it('has number, firm and sum of what is due, no account, and comes back readable', async () => {
    const reply = await officer.call(getPayTemplate)
    expect(reply.headers['content-disposition']).toContain(encodeURIComponent(`拨付导入模板-${today}.xlsx`))
    for (const text of unzip(reply.bytes).values()) expect(text).not.toMatch(/9876|1[3-9]\d{9}/)
    const { rows } = readSheet(reply.bytes)
    const line = rows.find((row) => row[0]?.value === first.number)
    expect(line?.map(({ type, value }) => [type, value])).toEqual([['s', first.number], ['s', first.firmName], ['n', String(Number(plainYuan(first.approvedFen ?? 0)))], ['n', ''], ['n', '']])
    const preview = await filled(reply.bytes)
    expect([preview.ready, preview.wrong]).toEqual([rows.filter((row) => row[0]?.value.startsWith('HT2026')).length, 0])
  })

  it('is also the list for the finance office itself', async () => {
    const preview = await filled((await officer.call(exportPayments)).bytes)
    expect(preview.rows.find(({ caseId }) => caseId === first.id)?.state).toBe('ready')
    expect([preview.wrong, preview.empty]).toEqual([0, 0])
  })
})
