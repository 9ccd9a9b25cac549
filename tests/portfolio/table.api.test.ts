// A table of rights in and out: judged row by row, good rows kept, and what goes out comes in again unchanged.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { exportRights, getAnnuityCalendar, importRights, listRights, previewImport, addRight } from '#contract/portfolio/endpoints.ts'
import { emptyRow, readTable } from '#contract/portfolio/import-table.ts'
import { splitTable } from './pasted.ts'
import { anOwner, type Person } from '../accounts/people.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { readSheet } from '../subsidies/sheet-reading.ts'

const pasted = `专利号\t专利名称\t权利人\t共有人\t申请日\t授权公告日\t年费已缴年度
ZL 2017 1 0601862．3\t一种流化床\t\t\t2017-07-13\t2020/5/8\t10
202020773489.7\t一种反应釜机械密封装置\t\t示例共有单位\t2020年5月12日\t20201229\t
CN110941994B\t公告号填错了\t\t\t\t\t
PCT/CN2021/100000\t国际申请\t\t\t\t\t
ZL201911044411.1\t校验位不对\t\t\t2019-10-30\t2022-03-15\t
ZL201710601862.3\t又一次\t\t\t\t\t`
let test: TestApp
let undo: { restore(): Promise<void> }
let owner: Person & { firmId: string }
beforeAll(async () => {
  test = await buildTestApp()
  owner = await anOwner(test, 1)
  undo = await test.snapshot()
})
beforeEach(() => undo.restore())
afterAll(() => test.close())

const rowsOf = (text: string) => readTable(splitTable(text), 2026).rows
const take = (rows = rowsOf(pasted), key = 'import-1') => owner.client.call(importRights, { body: { firmId: owner.firmId, rows }, key })
const list = async () => (await owner.client.call(listRights, { query: { firmId: owner.firmId } })).body.items

describe('a pasted table', () => {
  it('is judged row by row: what is right, what is to be checked, what is wrong and why', async () => {
    const { body } = await owner.client.call(previewImport, { body: { firmId: owner.firmId, rows: rowsOf(pasted) } })
    expect(body.rows.map(({ row, verdict, problems, warnings }) => [row.line, verdict, [...problems, ...warnings].map(({ reason }) => reason)])).toEqual([
      [2, 'fine', []], [3, 'fine', []], [4, 'wrong', ['patent-publication']], [5, 'wrong', ['patent-pct']], [6, 'warned', ['patent-mismatch']], [7, 'repeated', ['number-twice']],
    ])
    expect(body.rows[0]?.row).toMatchObject({ number: 'ZL201710601862.3', filedOn: '2017-07-13', grantedOn: '2020-05-08' })
    expect(await list()).toEqual([])
  })

  it('keeps the good rows, whatever is wrong with others, once however often it is sent', async () => {
    const first = await take()
    expect([first.status, first.body.added]).toEqual([200, 3])
    expect(first.body.rows.map(({ line, result }) => [line, result])).toEqual([[2, 'added'], [3, 'added'], [4, 'wrong'], [5, 'wrong'], [6, 'added'], [7, 'repeated']])
    expect((await take()).body).toEqual(first.body)
    expect((await list()).map(({ number, check, paidYear, coOwners }) => [number, check, paidYear, coOwners])).toEqual([
      ['ZL201710601862.3', 'ok', 10, []], ['ZL202020773489.7', 'ok', null, ['示例共有单位']], ['ZL201911044411.1', 'mismatch', null, []],
    ])
  })

  it('knows what the firm has already', async () => {
    await owner.client.call(addRight, { body: { firmId: owner.firmId, kind: 'patent', number: 'ZL201710601862.3', title: '一种流化床' } })
    expect((await take()).body.rows[0]).toMatchObject({ result: 'known' })
  })

  it('is refused with two rows of one line, and without a row', async () => {
    expect((await take([{ ...emptyRow, line: 1 }, { ...emptyRow, line: 1 }])).status).toBe(422)
    expect((await take([])).status).toBe(422)
  })

  it('taken in twice at once gives each right once', async () => {
    const replies = await Promise.all([take(undefined, 'one'), take(undefined, 'other')])
    expect(replies.map(({ body }) => body.added).toSorted()).toEqual([0, 3])
  })
})

describe('the table of all rights', () => {
  it('has codes as text, days as days, figures as figures, nothing a formula, and comes in again unchanged', async () => {
    await take()
    await owner.client.call(addRight, { body: { firmId: owner.firmId, kind: 'trademark', number: '8661190', title: '=HYPERLINK("http://x")', classes: [1, 17] } })
    const { status, bytes, headers } = await owner.client.call(exportRights, { query: { firmId: owner.firmId } })
    expect([status, headers['content-type']]).toEqual([200, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'])
    const { rows } = readSheet(bytes)
    const patent = rows.find((cells) => cells.some(({ value }) => value === 'ZL201710601862.3'))
    expect(patent?.[1]).toMatchObject({ type: 's', format: '@' })
    expect(patent?.[5]).toMatchObject({ type: 'n', format: 'yyyy-mm-dd' })
    expect(rows.flat().every(({ value }) => !/^[=+@]/.test(value))).toBe(true)
    const before = await list()
    await undo.restore()
    const again = await take(readTable(rows.map((cells) => cells.map(({ value }) => value)), 2026).rows)
    expect(again.body.rows.map(({ result }) => result)).toEqual(before.map(() => 'added'))
    const told = ({ kind, number, filedOn, grantedOn, coOwners, state, paidYear, classes }: (typeof before)[number]) => ({ kind, number, filedOn, grantedOn, coOwners, state, paidYear, classes })
    expect((await list()).map(told)).toEqual(before.map(told))
  })
})

describe('the calendar of fees', () => {
  it('has one whole day a fee, the same days in every zone, with alarms', async () => {
    await take()
    const { status, bytes, headers } = await owner.client.call(getAnnuityCalendar, { query: { firmId: owner.firmId } })
    expect([status, headers['content-type']]).toEqual([200, 'text/calendar; charset=utf-8'])
    const text = Buffer.from(bytes).toString('utf8').replace(/\r\n[ \t]/g, '')
    expect(text.match(/BEGIN:VEVENT/g)?.length).toBeGreaterThan(1)
    // Patent year 11 of a patent filed on 13 July 2017 begins, and its fee is due, on 13 July 2027.
    expect(text).toContain('DTSTART;VALUE=DATE:20270713')
    expect(text.match(/BEGIN:VALARM/g)?.length).toBe(2 * (text.match(/BEGIN:VEVENT/g)?.length ?? 0))
    expect(text).not.toMatch(/DTSTART:\d{8}T/)
  })
})
