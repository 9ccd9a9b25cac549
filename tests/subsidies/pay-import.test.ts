import { strToU8 } from 'fflate'
import { describe, expect, it } from 'vitest'
import { AppError } from '#server/errors.ts'
import { readGrids } from '#server/subsidies/pay-import-sheet.ts'
import { readDay, readNumber, readPayTable, readSum } from '#server/subsidies/pay-import-table.ts'
import { rawRow, rawXlsx, xlsxOf, type Value } from './pay-import-samples.ts'

const heading = ['编号', '企业', '金额', '拨付日期', '凭证号']
const line = ['HT2026-ZH-0001', '苇畔新材料', '62000.50', '2026-12-01', 'PZ-1']
const read = async (bytes: Uint8Array) => readPayTable(await readGrids(bytes))
const cells = async (rows: readonly (readonly Value[])[]) => (await read(await xlsxOf(rows))).map(({ number, firmName, amount, paidOn, reference }) => [number, firmName, amount, paidOn, reference])

/** Why it could not be read. */
async function fault(bytes: Uint8Array): Promise<unknown> {
  const error = await read(bytes).then(() => undefined, (caught: unknown) => caught)
  if (!(error instanceof AppError)) throw new Error(`was read, or failed otherwise: ${String(error)}`)
  return [error.code, error.details]
}
const unreadable = (reason: string, more = {}) => ['subsidies.sheet-unreadable', { reason, ...more }]

// Each is read in a thread of its own, which takes its time to start.
const inThread = { timeout: 60_000 }

describe('a table of payments', inThread, () => {
  it('is read by the words of its heading, in any order, below a title', async () => {
    expect(await cells([['县财政局 拨付结果'], [], ['序号', '凭证号', '拨付日期', '开户银行', '实拨金额（元）', '办件编号', '企业名称'], [1, 'PZ-1', '2026-12-01', '示例银行', 62000.5, 'HT2026-ZH-0001', '苇畔新材料']]))
      .toEqual([['HT2026-ZH-0001', '苇畔新材料', '62000.50', '2026-12-01', 'PZ-1']])
  })

  it('says which row of the sheet each line is', async () => {
    expect((await read(await xlsxOf([['拨付'], heading, line, [], line]))).map(({ row }) => row)).toEqual([3, 5])
  })

  it('leaves out empty lines and lines that sum up', async () => {
    expect(await cells([heading, line, ['', '合计', 62000.5, '', ''], ['小计', '', '', '', ''], ['', '', '', '', '']])).toHaveLength(1)
  })

  it('takes days as Excel keeps them, sums as figures, and a voucher typed as a figure', async () => {
    expect(await cells([heading, ['ht2026-zh-0001', '苇畔', 62000.5, new Date('2026-12-01T00:00:00Z'), 20261201001]])).toEqual([['HT2026-ZH-0001', '苇畔', '62000.50', '2026-12-01', '20261201001']])
  })

  it('looks on every sheet for the one with the columns', async () => {
    const { default: write } = await import('write-excel-file/node')
    const text = (rows: string[][]) => rows.map((row) => row.map((value) => ({ value, type: String })))
    const bytes = await write([{ sheet: '说明', data: text([['先看说明']]) }, { sheet: '结果', data: text([heading, line]) }]).toBuffer()
    expect((await read(bytes))[0]?.number).toBe('HT2026-ZH-0001')
  })

  it('marks a cell that is a formula or shows an error, and does not read it as a value', async () => {
    const bytes = rawXlsx(rawRow(1, heading) + rawRow(2, [line[0]!, line[1]!, '<c r="{at}"><f>SUM(A1)</f><v>62000.5</v></c>', '<c r="{at}" t="e"><v>#N/A</v></c>', 'PZ-1']))
    expect((await read(bytes))[0]).toMatchObject({ formulas: ['amount'], faulty: ['paidOn'] })
  })

  it('tells a long number that Excel has shortened from a short one', async () => {
    const bytes = rawXlsx(rawRow(1, heading) + rawRow(2, [...line.slice(0, 4), '<c r="{at}"><v>2.0261201000100002E+19</v></c>']))
    expect((await read(bytes))[0]?.reference).toMatch(/^2\.02\d*e\+19$/i)
  })

  it.each([['UTF-8', '\ufeff'], ['UTF-8 without its mark', '']])('comes as .csv in %s', async (_, mark) => {
    expect((await read(Buffer.from(`${mark}${heading.join(',')}\r\n${line.join(',')}\r\n`)))[0]).toMatchObject({ number: 'HT2026-ZH-0001', firmName: '苇畔新材料', amount: '62000.50', paidOn: '2026-12-01' })
  })

  it('comes as .csv in GBK, and as Unicode text of Excel', async () => {
    // 编号,金额,拨付日期,凭证号 in GBK
    const gbk = Buffer.concat([Buffer.from([0xb1, 0xe0, 0xba, 0xc5, 0x2c, 0xbd, 0xf0, 0xb6, 0xee, 0x2c, 0xb2, 0xa6, 0xb8, 0xb6, 0xc8, 0xd5, 0xc6, 0xda, 0x2c, 0xc6, 0xbe, 0xd6, 0xa4, 0xba, 0xc5, 0x0a]), Buffer.from('HT2026-ZH-0001,"62,000.50",2026/12/1,PZ-1\n')])
    expect((await read(gbk))[0]).toMatchObject({ number: 'HT2026-ZH-0001', amount: '62000.50', paidOn: '2026-12-01', reference: 'PZ-1' })
    const tabs = `\ufeff${heading.join('\t')}\n${line.join('\t')}\n`
    expect((await read(Buffer.from(tabs, 'utf16le')))[0]).toMatchObject({ firmName: '苇畔新材料', reference: 'PZ-1' })
  })

  it('says which columns are missing', async () => {
    expect(await fault(await xlsxOf([['编号', '企业', '金额'], ['HT2026-ZH-0001', '苇畔', 1]]))).toEqual(unreadable('columns', { missing: '拨付日期、凭证号' }))
    expect(await fault(Buffer.from('你好'))).toEqual(unreadable('columns', { missing: '编号、金额（元）、拨付日期、凭证号' }))
  })

  it('is none without a line, and none with more than a thousand', async () => {
    expect(await fault(await xlsxOf([heading]))).toEqual(unreadable('empty'))
    expect(await fault(new Uint8Array())).toEqual(unreadable('empty'))
    expect(await fault(await xlsxOf([heading, ...Array.from({ length: 1001 }, () => line)]))).toEqual(unreadable('rows', { most: 1000 }))
  })
})

describe('a hostile table', inThread, () => {
  it('is refused when it has macros', async () => {
    expect(await fault(rawXlsx(rawRow(1, heading) + rawRow(2, line), { parts: { 'xl/vbaProject.bin': strToU8('x') } }))).toEqual(unreadable('macros'))
  })

  it('is refused when it unpacks to very much', async () => {
    expect(await fault(rawXlsx('', { parts: { 'xl/sharedStrings.xml': new Uint8Array(25 * 1024 * 1024) } }))).toEqual(unreadable('too-large'))
    expect(await fault(rawXlsx('', { parts: Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`xl/media/${index}.png`, new Uint8Array(1)])) }))).toEqual(unreadable('too-large'))
  })

  it('is refused when it says it is smaller than it is', async () => {
    const bytes = Buffer.from(rawXlsx(rawRow(1, heading) + rawRow(2, line), { parts: { 'xl/sharedStrings.xml': new Uint8Array(4 * 1024 * 1024) } }))
    // Every size in the archive's own list is made a kilobyte.
    for (let at = bytes.indexOf('PK\u0001\u0002', 0, 'latin1'); at !== -1; at = bytes.indexOf('PK\u0001\u0002', at + 4, 'latin1')) bytes.writeUInt32LE(1024, at + 24)
    expect(await fault(bytes)).toEqual(unreadable('damaged'))
  })

  it('is refused when its XML declares entities', async () => {
    const head = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    expect(await fault(rawXlsx(rawRow(1, ['&a;', ...heading.slice(1)]) + rawRow(2, line), { head }))).toEqual(unreadable('damaged'))
  })

  it('is refused when it has a hundred thousand rows, or a cell far out', async () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => `<row r="${index + 1}"><c r="A${index + 1}"><v>1</v></c></row>`).join('')
    expect(await fault(rawXlsx(rows))).toEqual(unreadable('rows'))
    expect(await fault(rawXlsx('<row r="1"><c r="XFD1"><v>1</v></c></row>'))).toEqual(unreadable('rows'))
  })

  it('is refused when a formula hides in no cell of its own', async () => {
    expect(await fault(rawXlsx(`${rawRow(1, heading)}<row r="2"><c><f>1+1</f><v>2</v></c></row>`))).toEqual(unreadable('damaged'))
  })

  it.each([['a PDF', '%PDF-1.7', 'not-sheet'], ['a picture', '\u0089PNG\r\n', 'not-sheet'], ['an old .xls', '\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1', 'old-format'], ['a broken archive', 'PK\u0003\u0004 nothing', 'damaged'], ['bytes', 'a\u0000b', 'not-sheet']])('is refused when it is %s called .xlsx', async (_, text, reason) => {
    expect(await fault(Buffer.from(text, 'latin1'))).toEqual(unreadable(reason))
  })

  it('is refused when it is another archive', async () => {
    const { zipSync } = await import('fflate')
    expect(await fault(zipSync({ 'word/document.xml': strToU8('<a/>') }))).toEqual(unreadable('not-sheet'))
  })
})

describe('a cell of such a table', () => {
  it.each([
    ['2026-12-01', '2026-12-01'], ['2026/12/1', '2026-12-01'], ['2026.12.01', '2026-12-01'], ['2026年12月1日', '2026-12-01'], ['20261201', '2026-12-01'], ['２０２６－１２－０１', '2026-12-01'], ['2026-12-01 10:20:30', '2026-12-01'],
    ['12月1日', '12月1日'], ['', ''], ['2026-13-01', '2026-13-01'],
  ])('is a day: %j → %j', (text, day) => expect(readDay({ text })).toBe(day))

  it('is a day when Excel counted it, not when somebody typed five digits', () => {
    expect(readDay({ text: '46357', isNumber: true })).toBe('2026-12-01')
    expect(readDay({ text: '46357' })).toBe('46357')
  })

  it.each([['62000.5', '62000.50'], ['62,000.50', '62000.50'], ['￥62000.5元', '62000.50'], ['6.2万元', '62000'], ['６２０００', '62000'], ['62000.505', '62000.505'], ['约6万', '约6万'], ['-5', '-5'], ['6,20', '6,20']])('is a sum: %j → %j', (text, sum) => expect(readSum({ text }, false)).toBe(sum))

  it('is a sum in 万元 where the heading says so, and free of what computers add behind the cents', () => {
    expect(readSum({ text: '6.2' }, true)).toBe('62000')
    expect(readSum({ text: '62000.499999999993', isNumber: true }, false)).toBe('62000.50')
  })

  it.each([['ht2026-zh-0001', 'HT2026-ZH-0001'], ['ＨＴ２０２６－ＺＨ－０００１', 'HT2026-ZH-0001'], [' HT2026 - ZH - 0001 ', 'HT2026-ZH-0001'], ['HT2026—ZH—0001', 'HT2026-ZH-0001']])('is one of our numbers: %j', (text, number) => expect(readNumber(text)).toBe(number))
})
