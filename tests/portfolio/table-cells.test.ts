// A table as it comes to the phone: pasted, as .csv in two encodings, as .xlsx; and what is refused before it does harm.
import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { readTable } from '#contract/portfolio/import-table.ts'
import { cellsOfFile, cellsOfText, TableFault } from '#client/portfolio/table-cells.ts'
import { safeWorkbook, workbookLimits } from '#client/portfolio/safe-workbook.ts'
import { writeRightsSheet } from '#server/portfolio/rights-sheet.ts'
import { aPatent, aTrademark } from './rights.dom.ts'

const told = (text: string) => readTable(cellsOfText(text), 2026).rows.map(({ kind, number, title, filedOn }) => [kind, number, title, filedOn])
const csv = '专利号,名称,申请日\nZL201710601862.3,"一种阀门,带弹簧",2017/7/13'
const file = (bytes: Uint8Array, name: string) => new File([new Uint8Array(bytes)], name)
const gbk = Buffer.from('d7a8c0fbbac52cc3fbb3c60a5a4c3230313731303630313836322e332cd2bbd6d6b7a7c3c5', 'hex')

describe('a pasted table', () => {
  it.each([
    ['with tabs and headers in another order', '名称\t专利号\t申请日\n一种阀门\tZL 2017 1 0601862.3\t2017-07-13', [['patent', 'ZL 2017 1 0601862.3', '一种阀门', '2017-07-13']]],
    ['with commas inside quotes', csv, [['patent', 'ZL201710601862.3', '一种阀门,带弹簧', '2017/7/13']]],
    ['with single blanks and no header', 'ZL 2017 1 0601862.3 一种阀门 2017-07-13\nZL202020773489.7 一种刮板 2020-05-12', [['patent', 'ZL201710601862.3', '一种阀门', '2017-07-13'], ['patent', 'ZL202020773489.7', '一种刮板', '2020-05-12']]],
    ['of all kinds without a header', '8661190\t苇畔\t2012-01-01\n2020SR0661990\t配料控制软件\t', [['trademark', '8661190', '苇畔', '2012-01-01'], ['software', '2020SR0661990', '配料控制软件', '']]],
    ['with a title above and a sum below', '某公司专利清单\n专利号\t专利名称\nZL201710601862.3\t一种阀门\n合计 1 件\t', [['patent', 'ZL201710601862.3', '一种阀门', '']]],
  ])('%s is read', (_how, text, rows) => {
    expect(told(text)).toEqual(rows)
  })

  it('says which columns it does not know', () => {
    expect(readTable(cellsOfText('专利号\t名称\t备注甲\nZL201710601862.3\t一种阀门\t无'), 2026).unknown).toEqual(['备注甲'])
  })

  it('takes 500 rows and says how many are left', () => {
    const table = readTable(cellsOfText(`专利号\t名称\n${'ZL201710601862.3\t一种阀门\n'.repeat(503)}`), 2026)
    expect([table.rows.length, table.left]).toEqual([500, 3])
  })
})

describe('a chosen file', () => {
  it('is read as UTF-8 with its mark, and as GBK', async () => {
    expect(readTable(await cellsOfFile(file(Buffer.from(`\ufeff${csv}`), 'a.csv')), 2026).rows).toMatchObject([{ number: 'ZL201710601862.3', title: '一种阀门,带弹簧' }])
    expect(readTable(await cellsOfFile(file(gbk, 'a.csv')), 2026).rows).toMatchObject([{ number: 'ZL201710601862.3', title: '一种阀门' }])
  })

  it('that we wrote as .xlsx comes back as it was, also what begins like a formula', async () => {
    const bytes = await writeRightsSheet([aPatent({ title: '=1+1', coOwners: ['山东某大学', '乙厂'] }), aTrademark()])
    const { rows } = readTable(await cellsOfFile(file(bytes, '台账.xlsx')), 2026)
    expect(rows).toMatchObject([
      { kind: 'patent', number: 'ZL202119999021.6', title: '=1+1', coOwners: '山东某大学、乙厂', filedOn: '2021-03-05', grantedOn: '2022-08-16', paidYear: '6' },
      { kind: 'trademark', number: '8661190', classes: '1、17', lastDay: '2028-05-06' },
    ])
  })

  it.each([
    ['is larger than 2 MB', file(new Uint8Array(2 * 1024 * 1024 + 1), 'a.csv')],
    ['is no workbook though it begins like one', file(strToU8('PK\u0003\u0004 nothing'), 'a.xlsx')],
    ['is empty', file(new Uint8Array(0), 'a.csv')],
    ['is an old .xls', file(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0]), 'a.xls')],
  ])('that %s is refused with what to do', async (_what, chosen) => {
    await expect(cellsOfFile(chosen)).rejects.toBeInstanceOf(TableFault)
  })

  it('that unpacks to far more than it is, or reaches to the last cell there is, is refused', () => {
    const sheet = 'xl/worksheets/sheet1.xml'
    const bomb = zipSync({ [sheet]: new Uint8Array(workbookLimits.partBytes + 1) }, { level: 9 })
    expect(bomb.byteLength).toBeLessThan(100_000)
    expect(safeWorkbook(bomb)).toBeNull()
    expect(safeWorkbook(zipSync({ [sheet]: strToU8('<c r="XFD1048576"/>') }))).toBeNull()
    expect(safeWorkbook(zipSync({ [sheet]: strToU8('<c r="A1"/>') }))).not.toBeNull()
  })
})
