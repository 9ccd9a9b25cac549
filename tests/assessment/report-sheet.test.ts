import readWorkbook from 'read-excel-file/node'
import { describe, expect, it } from 'vitest'
import { askedItems } from '#contract/assessment/scope.ts'
import type { PrintedReport } from '#server/assessment/report/printed-report.ts'
import { writeReportSheet, writeTemplate } from '#server/assessment/report/report-sheet.ts'
import { readSheet, unzip } from '../subsidies/sheet-reading.ts'
import { aReport, anAnswer, anAssessment, anEdition, anEvidence, aStep } from './a-report.ts'

const edition = anEdition()
const items = askedItems(edition, {}, []).map(({ item }) => item)
const [first, second] = [items[0]!, items[1]!]

/** Every sheet as another program reads it, from its column heads on. */
async function sheetsOf(report: PrintedReport): Promise<Record<string, unknown[][]>> {
  return Object.fromEntries((await readWorkbook(await writeReportSheet(report))).map(({ sheet, data }) => [sheet, data.slice(2)]))
}

const report = (note = '只做了一半') => aReport(anAssessment(edition, { [first.id]: anAnswer(first.id, 'minor', note), [second.id]: anAnswer(second.id, 'observation', '一个人会') }, {
  evidence: [anEvidence(first.id, '台账.pdf', { expiresOn: '2027-01-01' }), anEvidence(first.id, '照片.jpg')], remarks: [{ itemId: first.id, text: '请补记录', by: { id: 'x', name: '李' }, at: '2026-11-21T02:00:00.000Z' }],
}), { plan: [aStep(first.id, { owner: { id: 'x', name: '李建国' }, dueOn: '2026-12-31', note: '已下单' })] })

describe('the report as a workbook', () => {
  it('has the auditors\' list by department, with note, evidence and remark of each item', async () => {
    const sheets = await sheetsOf(report())
    expect(Object.keys(sheets)).toEqual(['审核检查表', '差距清单', '整改计划', '认证预备表'])
    const [head, ...rows] = sheets['审核检查表'] ?? []
    expect(head).toEqual(['序号', '部门', '条款', '检查内容', '关键项', '要看的证据', '自评结果', '说明', '已放的证据', '证据份数', '审核意见', '配合部门'])
    expect(rows).toHaveLength(items.length)
    const row = rows.find((cells) => cells[3] === first.question)
    expect(row?.slice(6, 11)).toEqual(['一般不符合', '只做了一半', '台账.pdf（有效到 2027-01-01）\n照片.jpg', 2, '请补记录'])
    const departments = rows.map((cells) => cells[1])
    expect(departments.filter((department, index) => index === 0 || department !== departments[index - 1])).toEqual([...new Set(departments)])
    expect(rows.map((cells) => cells[0])).toEqual(rows.map((_, index) => index + 1))
  })

  it('has the gaps with owner and day, and the plan', async () => {
    const sheets = await sheetsOf(report())
    const gap = sheets['差距清单']?.[1] ?? []
    expect([gap[4], gap[5], gap[6], gap[10], gap[11], gap[12]]).toEqual([first.question, '只做了一半', first.advice, '李建国', new Date('2026-12-31T00:00:00Z'), '未开始'])
    expect(sheets['整改计划']?.[1]?.slice(2)).toEqual(['补齐制度并发文', '李建国', new Date('2026-12-31T00:00:00Z'), '未开始', null, '已下单'])
  })

  it('has readiness clause by clause, with counts as figures', async () => {
    const rows = (await sheetsOf(report()))['认证预备表']?.slice(1) ?? []
    expect(rows).toHaveLength(edition.chapters.flatMap(({ clauses }) => clauses).length)
    expect(rows[0]?.slice(4, 7)).toEqual([expect.any(Number), 1, 2])
  })

  it('has the change-over where it was carried over', async () => {
    const rows = (await sheetsOf(aReport(anAssessment(edition), { older: anEdition('gbt29490-2013') })))['换版差距表']?.slice(1) ?? []
    expect(rows).toHaveLength(items.length + edition.carry!.dropped.length)
  })

  it.each(['=cmd|calc', '＋1', '@SUM(A1)', '-1+2', '\t=1'])('keeps %j a note, never a formula', async (note) => {
    const bytes = await writeReportSheet(report(note))
    expect([...unzip(bytes)].filter(([, text]) => /<f[ >]|<hyperlink|externalLink|vbaProject/i.test(text)).map(([name]) => name)).toEqual([])
    const cells = readSheet(bytes).rows.flat().filter(({ value }) => value.includes(note.trim()))
    expect(cells.length).toBeGreaterThan(0)
    for (const cell of cells) expect([cell.type, cell.value.startsWith("'")]).toEqual(['s', true])
  })
})

describe('a blank table', () => {
  it('has its title, its use, its columns and room to write', async () => {
    const template = edition.templates[0]!
    const [sheet] = await readWorkbook(await writeTemplate(template))
    expect(sheet?.data.slice(0, 3).map((row) => row.filter((cell) => cell !== null))).toEqual([[template.title], [template.use], template.columns])
  })
  it('takes a title no sheet could be named', async () => {
    const [sheet] = await readWorkbook(await writeTemplate({ title: `清单：立项/采购[${'长'.repeat(40)}]`, use: '用途', columns: ['一', '二'] }))
    expect(sheet?.sheet.length).toBeLessThanOrEqual(31)
  })
})

describe('a row of a workbook', () => {
  const heights = async (note: string) => {
    const xml = unzip(await writeReportSheet(report(note))).get('xl/worksheets/sheet2.xml') ?? ''
    return [...xml.matchAll(/<row r="(\d+)" ht="([\d.]+)" customHeight="1">/g)].filter(([, row]) => Number(row) > 3).map(([, , height]) => Number(height))
  }

  it('is as high as its longest text needs, so that wrapped lines do not lie over each other', async () => {
    const [short = 0] = await heights('短')
    const [long = 0] = await heights('每一条都写得很长。'.repeat(30))
    expect(short).toBeGreaterThanOrEqual(20)
    expect(long).toBeGreaterThan(short * 2)
  })

  it('is never higher than a table can be', async () => {
    expect(Math.max(...(await heights('长'.repeat(1000))))).toBeLessThanOrEqual(409)
  })
})
