import { randomUUID } from 'node:crypto'
import { readSheet as readWorkbook } from 'read-excel-file/node'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { actOnApplication, exportBatch, exportSummary, getPublicity, listBatchCases, previewNotice, publiciseBatch, startApplication } from '#contract/subsidies/endpoints.ts'
import type { BatchQuery } from '#contract/subsidies/batching.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, submittedApplication } from '../support/applications.ts'
import { phones } from '../support/demo-phones.ts'
import { done, refusal } from '../support/handling.ts'
import { testStart } from '../support/test-clock.ts'
import { approvedCase } from './paying.ts'
import { readSheet, unzip } from './sheet-reading.ts'

const account = '62220000000000009876'
const contact = '周联系'
const phone = '13912345678'
let test: TestApp
let people: Actors
let mine: Application
let theirs: Application
let waiting: Application
let restore: () => Promise<void>

beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  const { clerk, otherFirm } = people.clients
  mine = await approvedCase(people, { client: clerk, firmId: people.firmId }, 'P05', { bankAccountNo: account, contactName: contact, contactMobile: phone })
  await test.db.updateTable('firms').set({ verification: 'verified' }).where('id', '=', people.otherFirmId).execute()
  theirs = await approvedCase(people, { client: otherFirm, firmId: people.otherFirmId }, 'P06', { bankAccountNo: account, contactName: contact, contactMobile: phone })
  waiting = await submittedApplication(clerk, people.firmId, 'P02')
  restore = (await test.snapshot()).restore
})
beforeEach(() => restore())
afterAll(() => test.close())

const officer = () => people.clients.officer
const list = (query: BatchQuery = {}, client = officer()) => done(client.call(listBatchCases, { query }))
const ids = async (query: BatchQuery = {}) => (await list(query)).items.map(({ id }) => id)
const publicise = (caseIds: string[], key: string = randomUUID(), client = officer()) => client.call(publiciseBatch, { body: { caseIds }, key })
const stateOf = async (id: string) => (await test.db.selectFrom('cases').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state

describe('the list of cases to handle together', () => {
  it('has what matches scheme, batch, state, town and text, and says what all of it comes to', async () => {
    const approved = await list({ state: 'approved' })
    expect(approved.items.map(({ id }) => id)).toEqual(expect.arrayContaining([mine.id, theirs.id]))
    expect(approved.items.every(({ state }) => state === 'approved')).toBe(true)
    expect(approved).toMatchObject({ isCut: false, total: approved.items.length, sumFen: approved.items.reduce((sum, item) => sum + (item.approvedFen ?? 0), 0) })
    expect(await ids({ programmeId: 'P05', state: 'approved' })).toContain(mine.id)
    expect(await ids({ programmeId: 'P05' })).not.toContain(theirs.id)
    const found = approved.items.find(({ id }) => id === mine.id)
    expect(found).toMatchObject({ number: mine.number, firmName: mine.firmName, batchId: '2026', batchName: '2026年', blocked: null, isPayable: false, approvedFen: mine.approvedFen, submittedOn: '2026-11-23' })
    expect(await ids({ batchId: '2026', programmeId: 'P05' })).toContain(mine.id)
    expect(await ids({ batchId: '1999' })).toEqual([])
    expect(await ids({ town: found?.town })).toContain(mine.id)
    expect(await ids({ town: '没有这个镇' })).toEqual([])
    expect(await ids({ q: mine.number ?? '' })).toEqual([mine.id])
    expect(approved.batches).toContainEqual({ programmeId: 'P05', id: '2026', name: '2026年' })
  })

  it('has no draft and says of each case whether it can be publicised', async () => {
    const { items } = await list({ q: mine.firmName })
    expect(items.some(({ state }) => state === 'draft')).toBe(false)
    expect(items.find(({ id }) => id === waiting.id)).toMatchObject({ state: 'submitted', blocked: 'cases.wrong-state', approvedFen: null })
  })

  it('says of a case its officer stands aside from that it is not theirs, and takes it into nothing', async () => {
    await done(act(officer(), mine.id, 'recuse', { reason: '亲属在该企业任职' }))
    expect((await list({ programmeId: 'P05', state: 'approved' })).items.find(({ id }) => id === mine.id)?.blocked).toBe('cases.recused')
    expect((await list({ programmeId: 'P05', state: 'approved' }, people.clients.secondOfficer)).items.find(({ id }) => id === mine.id)?.blocked).toBeNull()
    const body = { caseIds: [theirs.id, mine.id] }
    for (const asked of [officer().call(exportBatch, { body }), officer().call(exportSummary, { body }), officer().call(previewNotice, { body })]) expect(await refusal(asked)).toEqual([403, 'cases.recused'])
    const { items, done: count } = await done(publicise([mine.id, theirs.id]))
    expect(items.map(({ caseId, code }) => [caseId, code])).toEqual([[mine.id, 'cases.recused'], [theirs.id, null]])
    expect(count).toBe(1)
    expect([await stateOf(mine.id), await stateOf(theirs.id)]).toEqual(['approved', 'publicity'])
  })

  it('is cut after two hundred, and the sum is of all', async () => {
    const { copyCase } = await import('../support/many-cases.ts')
    const before = await list({ programmeId: 'P05', state: 'approved' })
    await copyCase(test, mine.id, 201, '示例没有这句')
    const many = await list({ programmeId: 'P05', state: 'approved' })
    expect([many.items.length, many.total, many.isCut]).toEqual([200, before.total + 201, true])
    expect(many.sumFen).toBe(before.sumFen + 201 * (mine.approvedFen ?? 0))
  }, 60_000)
})

describe('the notice', () => {
  it('names firm, scheme and sum, until when, who signs and on which day; no account, phone or person', async () => {
    const notice = await done(officer().call(previewNotice, { body: { caseIds: [theirs.id, mine.id] } }))
    expect(notice).toMatchObject({ title: '关于2026年知识产权专项资金拟支持企业的公示', signedBy: test.deps.content.county.office, on: '2026-11-23', sumFen: (mine.approvedFen ?? 0) + (theirs.approvedFen ?? 0) })
    expect(notice.rows.map(({ number, firmName, title, amountFen }) => [number, firmName, title, amountFen])).toEqual([[theirs.number, theirs.firmName, theirs.programmeTitle, theirs.approvedFen], [mine.number, mine.firmName, mine.programmeTitle, mine.approvedFen]])
    expect(notice.paragraphs[0]).toContain('拟支持企业 2 家，现予公示。')
    const text = JSON.stringify(notice)
    for (const secret of [account, '9876', contact, phone]) expect(text).not.toContain(secret)
  })

  it('says the same days as the publicity that is begun with it', async () => {
    const notice = await done(officer().call(previewNotice, { body: { caseIds: [mine.id] } }))
    expect(notice.title).toBe(`关于2026年${mine.programmeTitle}拟支持企业的公示`)
    await done(publicise([mine.id]))
    const posted = await done(officer().call(getPublicity, { params: { id: mine.id } }))
    const last = `${Number(posted.endsOn.slice(5, 7))}月${Number(posted.endsOn.slice(8))}日`
    expect(notice.paragraphs.find((line) => line.includes('公示时间'))).toContain(`2026年11月23日（周一）至${last}`)
    expect(notice.paragraphs.find((line) => line.includes('公示时间'))).toContain(`共 ${posted.workdays} 个工作日`)
    expect([posted.firmName, posted.amountFen]).toEqual([notice.rows[0]?.firmName, notice.rows[0]?.amountFen])
  })

  it('is none with a case in it that cannot be publicised', async () => {
    expect(await refusal(officer().call(previewNotice, { body: { caseIds: [mine.id, waiting.id] } }))).toEqual([409, 'cases.wrong-state'])
    expect(await refusal(officer().call(previewNotice, { body: { caseIds: [randomUUID()] } }))).toEqual([404, 'not-found'])
  })
})

describe('publicising together', () => {
  it('begins each by itself, in the order asked, and tells of each what became of it', async () => {
    const result = await done(publicise([mine.id, waiting.id, theirs.id, randomUUID()]))
    expect(result.items.map(({ number, code }) => [number, code])).toEqual([[mine.number, null], [waiting.number, 'cases.wrong-state'], [theirs.number, null], ['', 'not-found']])
    expect(result.done).toBe(2)
    expect(await stateOf(waiting.id)).toBe('submitted')
    const events = await test.db.selectFrom('case_events').select('case_id').where('action', '=', 'publicise').where('case_id', 'in', [mine.id, theirs.id]).execute()
    expect(events).toHaveLength(2)
  })

  it('answers the same when it is sent again with its key, and begins nothing twice', async () => {
    const key = randomUUID()
    const first = await done(publicise([mine.id, theirs.id], key))
    expect(await done(publicise([mine.id, theirs.id], key))).toEqual(first)
    const rows = await test.db.selectFrom('publicities').select('id').where('case_id', 'in', [mine.id, theirs.id]).execute()
    expect(rows).toHaveLength(2)
    const again = await done(publicise([mine.id], randomUUID()))
    expect(again.items[0]?.code).toBe('cases.wrong-state')
  })

  it('goes on where it was cut: the case already begun is told as done, the other is begun', async () => {
    const key = randomUUID()
    await done(publicise([mine.id], key))
    const result = await done(publicise([mine.id, theirs.id], key))
    expect([result.done, result.items.map(({ code }) => code)]).toEqual([2, [null, null]])
  })

  it('is the same deed as alone: with another key the single door answers wrong-state', async () => {
    await done(publicise([mine.id]))
    expect(await refusal(officer().call(actOnApplication, { params: { id: mine.id, action: 'publicise' }, body: {}, key: randomUUID() }))).toEqual([409, 'cases.wrong-state'])
  })

  it('needs a key, at least one case, each once, and no more than two hundred', async () => {
    expect(await refusal(officer().call(publiciseBatch, { body: { caseIds: [mine.id] } }))).toEqual([400, 'key-missing'])
    for (const caseIds of [[], [mine.id, mine.id], Array.from({ length: 201 }, () => randomUUID())]) expect((await publicise(caseIds)).status).toBe(422)
    expect(await stateOf(mine.id)).toBe('approved')
  })

  it('begins each once when two officers send the same cases at the same moment', async () => {
    const results = await Promise.all([publicise([mine.id, theirs.id]), publicise([mine.id, theirs.id], randomUUID(), people.clients.secondOfficer)])
    const codes = results.flatMap(({ body }) => body.items.map(({ code }) => code))
    expect(codes.filter((code) => code === null)).toHaveLength(2)
    expect(codes.filter((code) => code === 'cases.wrong-state')).toHaveLength(2)
    expect(await test.db.selectFrom('publicities').select('id').where('case_id', 'in', [mine.id, theirs.id]).execute()).toHaveLength(2)
  })

  it('knows no draft: neither in a table, nor in a notice, nor among what is publicised', async () => {
    const { body: draft } = await people.clients.clerk.call(startApplication, { body: { firmId: people.firmId, programmeId: 'P07' } })
    const body = { caseIds: [draft.id] }
    for (const asked of [officer().call(exportBatch, { body }), officer().call(exportSummary, { body }), officer().call(previewNotice, { body })]) expect(await refusal(asked)).toEqual([404, 'not-found'])
    expect((await done(publicise([draft.id]))).items).toEqual([{ caseId: draft.id, number: '', code: 'not-found', fields: [], isSame: false }])
  })

  it('takes nothing but ids', async () => {
    const reply = await officer().request('POST', publiciseBatch.path, { headers: { 'content-type': 'application/json', 'idempotency-key': 'x' }, body: JSON.stringify({ caseIds: [mine.id], state: 'paid' }) })
    expect(reply.status).toBe(422)
    expect(await stateOf(mine.id)).toBe('approved')
  })

  it('leaves a line that says how many of which', async () => {
    await done(publicise([mine.id, waiting.id]))
    const line = await test.db.selectFrom('audit').selectAll().where('action', '=', 'subsidies.publicise-batch').orderBy('id', 'desc').executeTakeFirstOrThrow()
    expect(JSON.parse(line.details)).toEqual({ rows: 2, done: 1, cases: [mine.id, waiting.id] })
  })
})

describe('the list as .xlsx', () => {
  it('has a row a case in the order asked: sums are figures, codes text, days days', async () => {
    const reply = await officer().call(exportBatch, { body: { caseIds: [theirs.id, mine.id] } })
    expect(reply.headers['content-type']).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    expect(reply.headers['content-disposition']).toContain(encodeURIComponent('办件清单-2026-11-23.xlsx'))
    const rows = readSheet(reply.bytes).rows
    const row = rows.find((cells) => cells[1]?.value === mine.number)
    expect(row?.map(({ type, format }) => [type, format])).toEqual([
      ['n', '0'], ['s', '@'], ['s', '@'], ['s', '@'], ['s', '@'], ['s', '@'], ['s', '@'], ['n', '0'], ['s', '@'], ['n', 'yyyy-mm-dd'], ['n', '#,##0.00'], ['n', '#,##0.00'], ['n', 'General'], ['n', 'General'], ['n', 'General'],
    ].map((cell, index) => (index > 11 ? [expect.anything(), expect.anything()] : cell)))
    expect(row?.[11]?.value).toBe(String((mine.approvedFen ?? 0) / 100))
    expect(rows.findIndex((cells) => cells[1]?.value === theirs.number)).toBeLessThan(rows.findIndex((cells) => cells[1]?.value === mine.number))
    // Read by a second program as well: figures are figures, the code is the code.
    const second = await readWorkbook(Buffer.from(reply.bytes))
    const line = second.find((cells) => cells[1] === mine.number)
    expect([line?.[3], line?.[11], line?.[9]]).toEqual([mine.uscc, (mine.approvedFen ?? 0) / 100, new Date('2026-11-23T00:00:00.000Z')])
  })

  it('holds no account, phone or person in any of its parts, nor does the summary', async () => {
    for (const endpoint of [exportBatch, exportSummary]) {
      const { bytes } = await officer().call(endpoint, { body: { caseIds: [theirs.id, mine.id] } })
      const text = [...unzip(bytes).values()].join('\n')
      expect(text).toContain(mine.programmeTitle)
      for (const secret of [account, '00009876', contact, phone]) expect(text).not.toContain(secret)
      expect(text).not.toMatch(/1[3-9]\d{9}/)
    }
  })

  it('says days as they are in Shanghai, also between midnight and eight', async () => {
    await test.db.updateTable('cases').set({ submitted_at: Date.parse('2026-11-22T16:30:00.000Z') }).where('id', '=', mine.id).execute()
    test.clock.set('2026-11-23T16:30:00.000Z')
    const reply = await (await test.signIn(phones.officer)).call(exportBatch, { body: { caseIds: [mine.id] } })
    test.clock.set(testStart)
    const line = (await readWorkbook(Buffer.from(reply.bytes))).find((cells) => cells[1] === mine.number)
    expect([line?.[9], reply.headers['content-disposition']?.includes('2026-11-24')]).toEqual([new Date('2026-11-23T00:00:00.000Z'), true])
  })

  it('is for cases that were handed in, and leaves a line', async () => {
    expect((await officer().call(exportBatch, { body: { caseIds: [randomUUID()] } })).status).toBe(404)
    await officer().call(exportBatch, { body: { caseIds: [mine.id] } })
    const line = await test.db.selectFrom('audit').selectAll().where('action', '=', 'subsidies.export-batch').orderBy('id', 'desc').executeTakeFirstOrThrow()
    expect(JSON.parse(line.details)).toMatchObject({ rows: 1, cases: [mine.id] })
  })
})
