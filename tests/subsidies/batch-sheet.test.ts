import readWorkbook from 'read-excel-file/node'
import { describe, expect, it } from 'vitest'
import { sumCell, writeBatchSheet, writeSummarySheet, type BatchLine } from '#server/subsidies/batch-sheet.ts'
import { writePayTemplate } from '#server/subsidies/pay-import-template.ts'
import { readSheet, unzip } from './sheet-reading.ts'

const line: BatchLine = {
  number: 'HT2026-ZH-0001', firmName: '苇畔新材料有限公司', uscc: '91370321MA0DEM013L', town: '新城镇', title: '专利转化奖励', batchName: '第一批', place: 3, state: '已核准', illustrative: false,
  submittedOn: '2026-11-20', amountFen: 8_000_000, approvedFen: 6_200_050, publicityEndsOn: null, paidOn: null, reference: null,
}
const about = { office: '县市场监管局', today: '2026-11-23' }
const towns = ['索镇街道', '新城镇', '起凤镇']
const paid = { paidOn: '2026-12-01', reference: 'PZ-1', publicityEndsOn: '2026-11-30', state: '已拨付' }
const lines: BatchLine[] = [
  line,
  { ...line, number: 'HT2026-ZH-0002', town: '起凤镇', ...paid, approvedFen: 1 },
  { ...line, number: 'HT2026-ZH-0003', batchName: '第二批', approvedFen: 100 },
  { ...line, number: 'HT2026-GJ-0001', title: '国家级示范推荐', batchName: null, place: null, amountFen: null, approvedFen: null, town: '索镇街道' },
]
/** Every sheet as another program reads it, from its heading on. */
async function sheetsOf(bytes: Buffer): Promise<Record<string, unknown[][]>> {
  const sheets = await readWorkbook(bytes)
  return Object.fromEntries(sheets.map(({ sheet, data }) => [sheet, data.slice(2)]))
}

describe('the table of chosen cases', () => {
  it('has the day handed in, sums, publicity, payment and voucher of each, then the total', async () => {
    const { rows } = readSheet(await writeBatchSheet(lines, about))
    expect(rows[2]?.map(({ value }) => value)).toEqual(['序号', '编号', '企业名称', '统一社会信用代码', '镇（街道）', '项目', '批次', '位次', '状态', '提交日期', '申报金额（元）', '核准金额（元）', '公示截止', '拨付日期', '凭证号'])
    const [second] = (await sheetsOf(await writeBatchSheet(lines, about)))['办件']?.slice(2) ?? []
    expect(second).toEqual([2, 'HT2026-ZH-0002', '苇畔新材料有限公司', '91370321MA0DEM013L', '起凤镇', '专利转化奖励', '第一批', 3, '已拨付', new Date('2026-11-20T00:00:00Z'), 80_000, 0.01, new Date('2026-11-30T00:00:00Z'), new Date('2026-12-01T00:00:00Z'), 'PZ-1'])
    expect(rows.at(-1)?.slice(10, 12).map(({ type, value }) => [type, value])).toEqual([['n', '240000'], ['n', '62001.51']])
  })

  it('keeps codes text and sums figures, whatever a firm calls itself', async () => {
    const bytes = await writeBatchSheet([{ ...line, firmName: '=cmd|calc', title: '＋1', town: '@SUM(A1)', reference: '-1+2' }], about)
    const cells = readSheet(bytes).rows[3] ?? []
    expect([cells[2], cells[5], cells[4], cells[14]].map((cell) => [cell?.type, cell?.value])).toEqual([['s', `'=cmd|calc`], ['s', `'＋1`], ['s', `'@SUM(A1)`], ['s', `'-1+2`]])
    expect([...unzip(bytes)].filter(([, text]) => /<f[ >]|<hyperlink|externalLink|vbaProject/i.test(text)).map(([name]) => name)).toEqual([])
  })

  it('writes sums that are negative, nothing or very large as they are', async () => {
    for (const fen of [-6_200_050, 0, 1, Number.MAX_SAFE_INTEGER]) expect(sumCell(fen)).toMatchObject({ value: fen / 100, type: Number, format: '#,##0.00' })
    const { rows } = readSheet(await writeBatchSheet([{ ...line, approvedFen: -6_200_050, amountFen: Number.MAX_SAFE_INTEGER }], about))
    expect(rows[3]?.slice(10, 12).map(({ type, value }) => [type, Number(value)])).toEqual([['n', Number.MAX_SAFE_INTEGER / 100], ['n', -62_000.5]])
  })

  it('says which sums are examples', async () => {
    const { rows } = readSheet(await writeBatchSheet([{ ...line, illustrative: true }], about))
    expect(rows[3]?.[5]?.value).toBe('专利转化奖励（示例）')
    expect(rows.at(-1)?.[0]?.value).toContain('不作拨付依据')
  })
})

describe('the summary for the finance office', () => {
  it('sums by scheme and batch, with a subtotal where a scheme has several', async () => {
    expect((await sheetsOf(await writeSummarySheet(lines, about, towns)))['按项目和批次']).toEqual([
      ['项目', '批次', '件数', '其中无金额', '申报金额（元）', '核准金额（元）', '已拨付（元）'],
      ['专利转化奖励', '第一批', 2, 0, 160_000, 62_000.51, 0.01],
      ['专利转化奖励', '第二批', 1, 0, 80_000, 1, 0],
      ['专利转化奖励', '小计', 3, 0, 240_000, 62_001.51, 0.01],
      ['国家级示范推荐', '不分批', 1, 1, 0, 0, 0],
      ['合计', null, 4, 1, 240_000, 62_001.51, 0.01],
    ])
  })

  it('sums by town in the county\'s order, and by all three', async () => {
    const sheets = await sheetsOf(await writeSummarySheet([...lines, { ...line, town: '外地' }], about, towns))
    expect(sheets['按镇（街道）']?.map(([town, count]) => [town, count])).toEqual([['镇（街道）', '件数'], ['索镇街道', 1], ['新城镇', 3 - 1], ['起凤镇', 1], ['外地', 1], ['合计', 5]])
    expect(sheets['按项目、批次和镇']?.map(([scheme, batch, town, count]) => [scheme, batch, town, count])).toContainEqual(['专利转化奖励', '第一批', '起凤镇', 1])
  })

  it('has figures, no formulas', async () => {
    const parts = unzip(await writeSummarySheet(lines, about, towns))
    expect([...parts.keys()].filter((name) => name.startsWith('xl/worksheets/sheet'))).toHaveLength(3)
    for (const text of parts.values()) expect(text).not.toMatch(/<f[ >]/)
  })
})

describe('the table to fill in', () => {
  it('leaves day and voucher empty, the voucher as text so that no digit is lost', async () => {
    const { rows } = readSheet(await writePayTemplate([{ number: 'HT2026-ZH-0001', firmName: '=x', approvedFen: 6_200_050 }], '县市场监管局'))
    expect(rows[3]?.map(({ type, value, format }) => [type, value, format])).toEqual([['s', 'HT2026-ZH-0001', '@'], ['s', `'=x`, '@'], ['n', '62000.5', '#,##0.00'], ['n', '', 'General'], ['n', '', '@']])
  })
})
