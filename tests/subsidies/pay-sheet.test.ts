import { describe, expect, it } from 'vitest'
import { neutralText } from '#server/files/sheet-text.ts'
import { writePaySheet, type PayLine } from '#server/subsidies/pay-sheet.ts'
import { readSheet, unzip } from './sheet-reading.ts'

const line: PayLine = {
  number: 'HT2026-ZH-0001', firmName: '苇畔新材料有限公司', uscc: '91370321MA0DEM013L', title: '专利转化奖励', approvedFen: 6_200_050, illustrative: false,
  accountName: '苇畔新材料有限公司', bankName: '湖滨银行桓水支行', account: '00622200000000009876',
}
const write = (...lines: PayLine[]) => writePaySheet(lines, { office: '县市场监管局', today: '2026-11-23' })

describe('the pay list for the finance office', () => {
  it('has a title, the date, a row a payment and the total', async () => {
    const sheet = readSheet(await write(line, { ...line, number: 'HT2026-ZH-0002', approvedFen: 10 }))
    const [title, date, ...rows] = sheet.rows.map((row) => row.map(({ value }) => value))
    expect([title?.[0], date?.[0]]).toEqual(['县市场监管局 资金拨付清单', '制表日期 2026年11月23日（周一）　共 2 笔'])
    expect(rows).toEqual([
      ['序号', '办件编号', '企业名称', '统一社会信用代码', '项目', '拨付金额（元）', '开户名称', '开户银行', '银行账号', '拨付日期', '凭证号'],
      ['1', 'HT2026-ZH-0001', '苇畔新材料有限公司', '91370321MA0DEM013L', '专利转化奖励', '62000.5', '苇畔新材料有限公司', '湖滨银行桓水支行', '00622200000000009876', '', ''],
      ['2', 'HT2026-ZH-0002', '苇畔新材料有限公司', '91370321MA0DEM013L', '专利转化奖励', '0.1', '苇畔新材料有限公司', '湖滨银行桓水支行', '00622200000000009876', '', ''],
      ['', '合计', '', '', '', '62000.6', '', '', '', '', ''],
      [expect.stringContaining('传回「导入拨付结果」')],
    ])
  })

  it('keeps codes and accounts text, zeros in front and all, and sums figures with two decimals', async () => {
    const cells = readSheet(await write(line)).rows[3] ?? []
    expect(cells.map(({ type, format }) => [type, format])).toEqual([['n', '0'], ['s', '@'], ['s', '@'], ['s', '@'], ['s', '@'], ['n', '#,##0.00'], ['s', '@'], ['s', '@'], ['s', '@'], ['n', 'General'], ['n', '@']])
  })

  it('holds no formula, no link and no macro, whatever a firm calls itself', async () => {
    const bytes = await write({ ...line, firmName: '=HYPERLINK("http://x","点我")', accountName: '＝1+1', bankName: '@SUM(A1)' })
    const cells = readSheet(bytes).rows[3] ?? []
    expect(cells[2]).toEqual({ type: 's', format: '@', value: `'=HYPERLINK("http://x","点我")` })
    expect([cells[6]?.value, cells[7]?.value]).toEqual([`'＝1+1`, `'@SUM(A1)`])
    expect([...unzip(bytes)].filter(([, text]) => /<f[ >]|<hyperlink|externalLink|vbaProject/i.test(text)).map(([name]) => name)).toEqual([])
  })

  it('leaves the sum empty where none was set, and says which sums are examples', async () => {
    const sheet = readSheet(await write({ ...line, approvedFen: null, illustrative: true }))
    expect(sheet.rows[3]?.[4]?.value).toBe('专利转化奖励（示例金额，不作拨付依据）')
    expect(sheet.rows[3]?.[5]).toMatchObject({ type: 'n', value: '' })
    expect(sheet.rows[4]?.[5]).toMatchObject({ type: 'n', value: '0' })
  })

  it('is a list also when nothing is due', async () => {
    expect(readSheet(await write()).rows.map((row) => row[1]?.value)).toEqual(['', '', '办件编号', '合计', undefined])
  })
})

describe('text in a cell', () => {
  it.each(['=1+1', '+86 138', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠x', ' =1', '\u200b=1', '\ufeff=1', '−1'])('gets an apostrophe when it begins like a formula: %j', (text) => {
    expect(neutralText(text)).toBe(`'${text}`)
  })

  it.each(['苇畔新材料', '37050163000000000371', 'A=1', '1-2', "'quoted", '（示例）公司', ''])('stays as it is otherwise: %j', (text) => {
    expect(neutralText(text)).toBe(text)
  })

  it('does not turn into another character by its number', () => {
    expect(neutralText('_x003D_1')).toBe('_x005F_x003D_1')
  })
})
