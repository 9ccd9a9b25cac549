// What the county types in: every rule refused and accepted, corrections and removals that keep what was, the figures that follow, the table that leaves.
import { randomUUID } from 'node:crypto'
import readXlsxFile from 'read-excel-file/node'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addEntry, getCountyFigures, getCountySheet, getIndicator, listEntries, listFigureRows, removeEntry, replaceEntry } from '#contract/reports/county-endpoints.ts'
import type { Entry, EntryInput } from '#contract/reports/county-schema.ts'
import { loadContent } from '#server/content.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { everything } from '../support/everything.ts'

let test: TestApp
let officer: Client
let second: Client
beforeAll(async () => {
  test = await buildTestApp()
  officer = await test.signIn(phones.officer)
  second = await test.signIn(phones.secondOfficer)
})
beforeEach(() => test.db.deleteFrom('county_entries').execute())
afterAll(() => test.close())

const training = (more: Partial<EntryInput> = {}): EntryInput => ({ on: '2026-04-22', value: 120, people: 100, title: '知识产权宣传周培训', basis: '签到表 2 份', ...more })
const stock = (more: Partial<EntryInput> = {}): EntryInput => ({ on: '2026-06-30', value: 4321, basis: '市局季报', ...more })
const enter = (id: string, body: EntryInput, { client = officer, key = randomUUID() }: { client?: Client; key?: string } = {}) => client.call(addEntry, { params: { id }, body, key })
async function entered(id: string, body: EntryInput): Promise<Entry> {
  const reply = await enter(id, body)
  expect(reply.status, JSON.stringify(reply.error)).toBe(201)
  return reply.body
}
const correct = (id: string, body: EntryInput, { client = officer, key = randomUUID() }: { client?: Client; key?: string } = {}) => client.call(replaceEntry, { params: { id }, body, key })
const takeOut = (id: string, reason: string, client = officer) => client.call(removeEntry, { params: { id }, body: { reason } })
async function figure(id: string, year = 2026) {
  return (await officer.call(getCountyFigures, { query: { year } })).body.figures.find((one) => one.id === id)!
}
const indicator = async (id: string, year = 2026) => (await officer.call(getIndicator, { params: { id }, query: { year } })).body

describe('an entry', () => {
  it('counts with what it says: times people came, heads, one event each', async () => {
    expect((await figure('training')).value).toBeNull()
    const entry = await entered('training', training())
    expect(entry).toMatchObject({ state: 'live', value: 120, people: 100, by: '王倩', at: new Date(test.clock.now()).toISOString(), replaces: null })
    await entered('training', training({ on: '2026-01-01', value: 30, people: 30, town: '马桥镇' }))
    await entered('training', training({ on: '2025-12-31', value: 7, people: 7 }))
    expect(await figure('training')).toMatchObject({ value: 150, people: 130, rows: 2, entries: 2 })
    expect(await figure('training', 2025)).toMatchObject({ value: 7, people: 7 })
    await entered('campaigns', { on: '2026-04-26', title: '宣传周', basis: '方案' })
    expect((await figure('campaigns')).value).toBe(1)
  })
  it('of a stock is the newest of the year, the whole county and each town by itself', async () => {
    await entered('trademarks', stock())
    await entered('trademarks', stock({ on: '2026-03-31', value: 9999 }))
    await entered('trademarks', stock({ value: 300, town: '马桥镇' }))
    await entered('trademarks', stock({ on: '2026-09-30', value: 310, town: '马桥镇' }))
    await entered('trademarks', stock({ value: 50, industry: '医药' }))
    expect(await figure('trademarks')).toMatchObject({ value: 4321, asOf: '2026-06-30', rows: 1, entries: 5 })
    const of = await indicator('trademarks')
    expect(of.byTown!.find(({ id }) => id === '马桥镇')).toMatchObject({ value: 310, rows: 1 })
    expect(of.byIndustry!.filter(({ rows }) => rows > 0)).toEqual([{ id: '医药', word: '医药', value: 50, rows: 1 }])
    expect((await officer.call(listFigureRows, { params: { id: 'trademarks' }, query: { year: 2026, town: '马桥镇' } })).body).toMatchObject({ total: 1, sum: 310 })
    test.clock.advance(1)
    await entered('trademarks', stock({ value: 4400 }))
    expect((await figure('trademarks')).value).toBe(4400)
  })
  it('that goes on over the plan adds up from its first year', async () => {
    await entered('advantage-firms', { on: '2022-12-31', value: 2, basis: '国知局公布' })
    await entered('advantage-firms', { on: '2024-07-01', value: 3, basis: '国知局公布', town: '果里镇' })
    await entered('advantage-firms', { on: '2026-07-01', value: 1, basis: '国知局公布' })
    expect([(await figure('advantage-firms', 2023)).sincePlan, (await figure('advantage-firms', 2024)).sincePlan, (await figure('advantage-firms')).sincePlan]).toEqual([2, 5, 6])
    expect(await figure('advantage-firms', 2023)).toMatchObject({ value: null })
    expect((await indicator('advantage-firms')).byYear.map(({ value, sincePlan }) => [value, sincePlan])).toEqual([[2, 2], [null, 2], [3, 5], [null, 5], [1, 6]])
  })
  it('adds up by town and month to the figure, with what is of no town', async () => {
    await entered('training', training({ on: '2026-01-31', value: 10, people: 5, town: '马桥镇' }))
    await entered('training', training({ on: '2026-02-01', value: 20, people: 5 }))
    const of = await indicator('training')
    expect(of.byTown!.filter(({ rows }) => rows > 0)).toEqual([{ id: '马桥镇', word: '马桥镇', value: 10, rows: 1 }, { id: '', word: '不分镇街', value: 20, rows: 1 }])
    expect(of.months!.map(({ value }) => value)).toEqual([10, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    for (const query of [{ month: 2 }, { town: '' }]) expect((await officer.call(listFigureRows, { params: { id: 'training' }, query: { year: 2026, ...query } })).body).toMatchObject({ total: 1, sum: 20, items: [{ label: '知识产权宣传周培训', detail: '依据：签到表 2 份（王倩录入）', link: null }] })
  })
  it('sent twice is one; the same key for another is refused', async () => {
    const key = randomUUID()
    const first = await enter('training', training(), { key })
    expect((await enter('training', training(), { key })).body).toEqual(first.body)
    expect((await enter('training', training({ value: 121 }), { key })).error?.code).toBe('key-reused')
    expect((await officer.request('POST', '/api/reports/county/indicators/training/entries', { headers: { 'content-type': 'application/json' }, body: JSON.stringify(training()) })).error?.code).toBe('key-missing')
    expect((await figure('training')).value).toBe(120)
  })
  it.each([
    ['no day', 'training', { on: ' ' }, 'on', 'required'], ['a day that is none', 'training', { on: '2026-02-30' }, 'on', 'date-calendar'], ['a day written otherwise', 'training', { on: '2026/4/1' }, 'on', 'date-format'],
    ['tomorrow in Shanghai', 'training', { on: '2026-11-24' }, 'on', 'date-future'], ['before the plan', 'training', { on: '2021-12-31' }, 'on', 'date-early'], ['no number', 'training', { value: null }, 'value', 'required'], ['nobody came', 'training', { value: 0 }, 'value', 'number-min'],
    ['too many', 'training', { value: 1_000_000_001 }, 'value', 'number-max'], ['no heads', 'training', { people: null }, 'people', 'required'], ['more heads than times', 'training', { people: 121 }, 'people', 'number-max'], ['no head', 'training', { people: 0 }, 'people', 'number-min'],
    ['no name', 'training', { title: ' \u3000' }, 'title', 'required'], ['a long name', 'training', { title: '长'.repeat(61) }, 'title', 'too-long'], ['no basis', 'training', { basis: '' }, 'basis', 'required'], ['a long basis', 'training', { basis: '长'.repeat(201) }, 'basis', 'too-long'], ['a NUL', 'training', { basis: 'a\u0000b' }, 'basis', 'text-invalid'],
    ['a town of another county', 'training', { town: '汐口镇' }, 'town', 'town'], ['an industry where there is none', 'training', { industry: '医药' }, 'industry', 'unknown'], ['two events in one', 'campaigns', { value: 2, people: null }, 'value', 'number-max'], ['heads of an event', 'campaigns', { value: null }, 'people', 'unknown'],
    ['a town where there is none', 'high-value-patents', { town: '马桥镇', people: null }, 'town', 'unknown'], ['an industry that is none', 'trademarks', { industry: '渔具', people: null }, 'industry', 'option'],
  ] as const)('with %s is refused beside the field', async (_what, id, more, field, reason) => {
    const before = await everything(test)
    const reply = await enter(id, training(more))
    expect([reply.status, reply.error?.fields?.map((problem) => [problem.field, problem.reason])]).toEqual([422, [[field, reason]]])
    expect(await everything(test)).toBe(before)
  })
  it('of today, of the plan\'s first day, of nought where that says something, is taken', async () => {
    await entered('training', training({ on: '2026-11-23', value: 1, people: 1 }))
    await entered('training', training({ on: '2022-01-01' }))
    await entered('well-known-marks', { on: '2026-01-01', value: 0, basis: '没有' })
    expect((await figure('well-known-marks')).value).toBe(0)
    await entered('high-value-patents', { on: '2026-01-01', value: 1050, basis: '省局通报' })
    expect((await figure('high-value-patents')).value).toBe(1050)
  })
  it('is kept as typed, not as a formula or a page', async () => {
    const entry = await entered('training', training({ title: '=cmd|<script>👨‍👩‍👧𠮷' }))
    expect(entry.title).toBe('=cmd|<script>👨‍👩‍👧𠮷')
  })
  it('is for figures that are entered', async () => {
    expect((await enter('loans', stock())).status).toBe(404)
    expect((await officer.call(listEntries, { query: { indicator: 'loans' } })).status).toBe(404)
  })
  it('is for who handles cases: an auditor reads it and enters nothing', async () => {
    const auditor = await test.signIn(phones.auditor)
    const entry = await entered('training', training())
    expect([(await enter('training', training(), { client: auditor })).status, (await correct(entry.id, training(), { client: auditor })).status, (await takeOut(entry.id, '重复', auditor)).status]).toEqual([403, 403, 403])
    expect((await auditor.call(listEntries, { query: { indicator: 'training' } })).body.items).toHaveLength(1)
    expect((await auditor.call(getIndicator, { params: { id: 'training' }, query: {} })).body.mayEnter).toBe(false)
    expect((await indicator('training')).mayEnter).toBe(true)
  })
})

describe('a correction', () => {
  it('stands in place of the one before, which stays to be seen', async () => {
    const entry = await entered('training', training())
    const later = (await correct(entry.id, training({ value: 110, on: '2025-04-22' }), { client: second })).body
    expect(later).toMatchObject({ state: 'live', value: 110, replaces: entry.id, by: expect.not.stringMatching(/^王倩$/) })
    expect([(await figure('training')).value, (await figure('training', 2025)).value]).toEqual([null, 110])
    const { items } = (await officer.call(listEntries, { query: { indicator: 'training' } })).body
    expect(items.map(({ id, state, replacedBy }) => [id, state, replacedBy]).toSorted()).toEqual([[entry.id, 'replaced', later.id], [later.id, 'live', null]].toSorted())
    const line = await test.db.selectFrom('audit').selectAll().where('action', '=', 'reports.figure-corrected').orderBy('id', 'desc').executeTakeFirstOrThrow()
    expect(JSON.parse(line.details)).toEqual({ replaces: entry.id, indicator: 'training', fields: ['on_date', 'value'] })
  })
  it('of one that somebody corrected or took out is refused; of two at once one is taken', async () => {
    const entry = await entered('training', training())
    const both = await Promise.all([correct(entry.id, training({ value: 111 })), correct(entry.id, training({ value: 112 }), { client: second })])
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409])
    expect(both.find(({ status }) => status === 409)!.error?.code).toBe('reports.entry-replaced')
    expect((await takeOut(entry.id, '重复')).error?.code).toBe('reports.entry-replaced')
    const live = both.find(({ status }) => status === 201)!.body
    expect((await takeOut(live.id, '重复')).status).toBe(200)
    expect((await correct(live.id, training())).error?.code).toBe('reports.entry-replaced')
    expect((await takeOut(live.id, '重复')).error?.code).toBe('reports.entry-replaced')
    expect((await figure('training')).value).toBeNull()
  })
  it('against a removal at once: exactly one is taken', async () => {
    const entry = await entered('training', training())
    const both = await Promise.all([correct(entry.id, training({ value: 111 })), takeOut(entry.id, '重复', second)])
    expect(both.filter(({ status }) => status < 300)).toHaveLength(1)
    const live = (await officer.call(listEntries, { query: { indicator: 'training' } })).body.items.filter(({ state }) => state === 'live')
    expect(live).toHaveLength(both[0].status === 201 ? 1 : 0)
  })
  it('is judged as an entry is, and of one that is not there is not there', async () => {
    const entry = await entered('training', training())
    expect((await correct(entry.id, training({ people: 500 }))).error?.fields?.[0]).toMatchObject({ field: 'people', reason: 'number-max', limit: 120 })
    expect((await correct('nothing', training())).status).toBe(404)
  })
})

describe('a removal', () => {
  it('takes the entry out of every figure and keeps it with its reason', async () => {
    const entry = await entered('training', training())
    const { body } = await takeOut(entry.id, '和上一场重复', second)
    expect(body).toMatchObject({ state: 'removed', removedReason: '和上一场重复', removedAt: new Date(test.clock.now()).toISOString() })
    expect(await figure('training')).toMatchObject({ value: null, rows: 0, entries: 0 })
    expect((await officer.call(listEntries, { query: { indicator: 'training', year: 2026 } })).body.items).toEqual([body])
  })
  it('needs a reason', async () => {
    const entry = await entered('training', training())
    expect((await takeOut(entry.id, '  ')).error?.fields?.[0]).toEqual({ field: 'reason', reason: 'required' })
    expect((await takeOut(entry.id, '长'.repeat(201))).error?.fields?.[0]).toMatchObject({ field: 'reason', reason: 'too-long' })
    expect((await takeOut('nothing', '重复')).status).toBe(404)
  })
  it('of a correction does not bring back what it corrected', async () => {
    const entry = await entered('training', training())
    await takeOut((await correct(entry.id, training({ value: 111 }))).body.id, '没有办')
    expect((await figure('training')).value).toBeNull()
  })
})

describe('entries', () => {
  it('are listed newest first, page by page, none twice', async () => {
    for (let index = 0; index < 5; index += 1) await entered('training', training({ value: 200 + index }))
    const seen: number[] = []
    let cursor: string | undefined
    do {
      const { body } = await officer.call(listEntries, { query: { indicator: 'training', limit: 2, ...(cursor === undefined ? {} : { cursor }) } })
      seen.push(...body.items.map(({ value }) => value))
      cursor = body.next
    } while (cursor !== undefined)
    expect(seen.toSorted()).toEqual([200, 201, 202, 203, 204])
    expect((await officer.call(listEntries, { query: { indicator: 'training', cursor: 'x' } })).status).toBe(422)
  })
})

describe('the table of a year', () => {
  it('has figures, months, towns, industries, entries with their history, and how each is counted', async () => {
    const entry = await entered('training', training({ title: '=1+1', town: '马桥镇' }))
    test.clock.advance(1)
    await correct(entry.id, training({ title: '=1+1', town: '马桥镇', value: 130 }))
    await entered('high-value-patents', { on: '2026-01-01', value: 1050, basis: '省局通报' })
    const reply = await officer.call(getCountySheet, { query: { year: 2026 } })
    expect(reply.status).toBe(200)
    const sheets = (await readXlsxFile(Buffer.from(reply.bytes))) as unknown as { sheet: string; data: unknown[][] }[]
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['汇总', '按月', '按镇街', '按行业', '录入', '口径'])
    const of = (name: string) => sheets.find(({ sheet }) => sheet === name)!.data
    const line = (name: string, word: string, column = 0) => of(name).find((row) => row[column] === word)!
    expect(of('汇总')[0]![0]).toBe('桓台县全县知识产权指标（2026 年）')
    expect(of('汇总')[1]![0]).toContain('参照（方案期 2022—2025 年已满）')
    expect(of('汇总')).toHaveLength(3 + test.deps.content.targets.indicators.length)
    expect(line('汇总', '培训人次', 1).slice(0, 9)).toEqual(['服务和宣传', '培训人次', '人次', 130, null, null, '每年不少于 500 人次', 26, '参照，还没有达到'])
    expect(line('汇总', '万人高价值发明专利拥有量', 1)[3]).toBe(10.5)
    expect(line('汇总', '有效注册商标', 1)[3]).toBe('待主办单位提供')
    expect(line('按月', '培训人次')[5]).toBe(130)
    expect(line('按镇街', '培训人次')[of('按镇街')[2]!.indexOf('马桥镇')]).toBe(130)
    expect(of('录入').filter((row) => row[0] === '培训人次').map((row) => [row[2], row[6], row[10]])).toEqual([[120, `'=1+1`, '已更正'], [130, `'=1+1`, '有效']])
    expect(line('口径', '培训人次')[4]).toBe('口径待主办单位确认')
    const audit = await test.db.selectFrom('audit').selectAll().where('action', '=', 'reports.figures-export').orderBy('id', 'desc').executeTakeFirstOrThrow()
    expect([audit.subject, audit.role]).toEqual(['year:2026', 'officer'])
  })
})

describe('another county', () => {
  it('has its own plan, period and figures', async () => {
    const other = await buildTestApp({ deps: { content: loadContent('tests/fixtures/content/yunxi', { demo: true }) } })
    const client = await other.signIn(phones.officer)
    const { body } = await client.call(getCountyFigures, { query: {} })
    expect([body.state, body.years, body.figures.length]).toEqual(['running', [2026], 9])
    expect((await client.call(addEntry, { params: { id: 'fund' }, body: { on: '2026-01-01', value: 5_000_000_01, basis: '预算' }, key: randomUUID() })).body.value).toBe(500_000_001)
    await other.close()
  })
})
