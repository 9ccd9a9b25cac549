// 导入模板: what is due, with two columns left to fill in.
import writeExcelFile, { type SheetData } from 'write-excel-file/node'
import { payColumns } from '#contract/subsidies/pay-reasons.ts'
import { columnRow, dayCell, sumCell, textCell } from './batch-sheet.ts'
import { columnNames, templateHint, templateSheet, templateTitle } from './pay-import-words.ts'

/** Title, how to fill it in, one row a payment with date and voucher number left empty. */
export async function writePayTemplate(lines: readonly { number: string; firmName: string; approvedFen: number | null }[], office: string): Promise<Buffer> {
  const width = payColumns.length
  const rows: SheetData = [
    [{ value: templateTitle(office), type: String, columnSpan: width, fontSize: 16, fontWeight: 'bold', align: 'center', alignVertical: 'center', height: 32 }],
    [{ value: templateHint, type: String, columnSpan: width, wrap: true, height: 32, alignVertical: 'center' }],
    columnRow(payColumns.map((column) => columnNames[column])),
    ...lines.map(({ number, firmName, approvedFen }) => [textCell(number), textCell(firmName), sumCell(approvedFen), dayCell(null), textCell('')]),
  ]
  return writeExcelFile(rows, { sheet: templateSheet, stickyRowsCount: 3, columns: [20, 40, 18, 16, 28].map((one) => ({ width: one })) }, { fontFamily: 'SimSun', fontSize: 11 }).toBuffer()
}
