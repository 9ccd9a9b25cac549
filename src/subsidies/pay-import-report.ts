// What became of each line of a table, as a workbook to keep. Fetched when it is asked for.
import { neutralText } from '#contract/identifiers/formula-text.ts'
import type { ShownRow } from './pay-import-run.ts'
import { payColumnWord, payProblemText, payRefusalText, rowLooks } from './pay-import-words.ts'

const columns = ['表里第几行', '编号', '企业', '金额（元）', '拨付日期', '凭证号', '结果', '说明']

/** What stands beside a line on the screen, in one cell. */
export function reasonsOf({ row, state, result }: ShownRow): string {
  if (state === 'refused' && result) return payRefusalText(result)
  if (state !== 'wrong') return ''
  return row.problems.map((problem) => `${payColumnWord(problem)}：${payProblemText(problem)}`).join(' ')
}

/** A line of headings, then one row a line of the table. */
export async function writeImportReport(rows: readonly ShownRow[]): Promise<ArrayBuffer> {
  const { default: writeExcelFile } = await import('write-excel-file/browser')
  const text = (value: string) => ({ value: neutralText(value), type: String, format: '@', wrap: true })
  const lines = rows.map((shown) => {
    const { row, state } = shown
    return [
      { value: row.typed.row, type: Number },
      text(row.number || row.typed.number),
      text(row.firmName ?? row.typed.firmName),
      row.amountFen === null || row.problems.some(({ field }) => field === 'amount')
        ? text(row.typed.amount)
        : { value: row.amountFen / 100, type: Number, format: '#,##0.00' },
      text(row.paidOn ?? row.typed.paidOn),
      text(row.reference ?? row.typed.reference),
      text(rowLooks[state].word),
      text(reasonsOf(shown)),
    ]
  })
  const head = columns.map((word) => ({ ...text(word), fontWeight: 'bold' as const }))
  const sheet = writeExcelFile([head, ...lines], {
    sheet: '导入结果',
    stickyRowsCount: 1,
    columns: [10, 20, 36, 16, 14, 24, 12, 60].map((width) => ({ width })),
  })
  return (await sheet.toBlob()).arrayBuffer()
}
