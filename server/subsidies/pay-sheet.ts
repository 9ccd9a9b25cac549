// The pay list as .xlsx: text stays text, whatever somebody named a firm; an account never becomes a figure (pitfalls C34, C35).
import writeExcelFile, { type Cell, type SheetData } from 'write-excel-file/node'
import { neutralText } from '../files/sheet-text.ts'
import { columns, dateLine, exampleWord, fillHint, sheetName, sheetTitle, totalWord } from './pay-sheet-words.ts'

/** One payment; `account` in full. */
export interface PayLine {
  number: string; firmName: string; uscc: string; title: string; approvedFen: number | null; illustrative: boolean
  accountName: string; bankName: string; account: string
}

const widths = [6, 20, 36, 22, 44, 16, 36, 36, 30, 14, 24]
const edge = { borderStyle: 'thin', borderColor: '#728481' } as const
function textCell(text: string, more: object = {}): Cell {
  return { value: neutralText(text), type: String, format: '@', alignVertical: 'center', wrap: true, ...edge, ...more }
}

function sumCell(fen: number | null, more: object = {}): Cell {
  return fen === null ? textCell('', more) : { value: fen / 100, type: Number, format: '#,##0.00', alignVertical: 'center', ...edge, ...more }
}

function lineCells(line: PayLine, index: number): Cell[] {
  return [
    { value: index + 1, type: Number, format: '0', align: 'center', alignVertical: 'center', ...edge },
    textCell(line.number), textCell(line.firmName), textCell(line.uscc), textCell(line.illustrative ? line.title + exampleWord : line.title),
    sumCell(line.approvedFen), textCell(line.accountName), textCell(line.bankName), textCell(line.account),
    // Left for the finance office, whose table is read back (pay-import.ts).
    { value: '', type: String, align: 'center', alignVertical: 'center', ...edge }, textCell(''),
  ]
}

/** Title, date, one row a payment, the total. */
export async function writePaySheet(lines: readonly PayLine[], { office, today }: { office: string; today: string }): Promise<Buffer> {
  const strong = { fontWeight: 'bold' } as const
  const heading = { value: neutralText(sheetTitle(office)), type: String, columnSpan: columns.length, fontSize: 16, align: 'center', alignVertical: 'center', height: 32, ...strong } as const
  const total = lines.reduce((sum, line) => sum + (line.approvedFen ?? 0), 0)
  const rows: SheetData = [
    [heading],
    [{ value: dateLine(today, lines.length), type: String, columnSpan: columns.length, align: 'right' }],
    columns.map((word) => textCell(word, { ...strong, align: 'center', backgroundColor: '#edf1ef' })),
    ...lines.map(lineCells),
    [textCell(''), textCell(totalWord, strong), textCell(''), textCell(''), textCell(''), sumCell(total, strong), ...Array.from({ length: columns.length - 6 }, () => textCell(''))],
    [{ value: fillHint, type: String, columnSpan: columns.length }],
  ]
  return writeExcelFile(rows, { sheet: sheetName, orientation: 'landscape', stickyRowsCount: 3, columns: widths.map((width) => ({ width })) }, { fontFamily: 'SimSun', fontSize: 11 }).toBuffer()
}
