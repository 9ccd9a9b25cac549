// All rights of a firm as .xlsx: codes are text, days are days, sums are figures, nothing becomes a formula (pitfalls C34, C35).
import writeExcelFile, { type Cell, type SheetData } from 'write-excel-file/node'
import type { Right } from '#contract/portfolio/schema.ts'
import { neutralText } from '../files/sheet-text.ts'
import { checkWord, columns, kindWords, nameSeparator, pledgeWords, sheetName, stateWords } from './rights-sheet-words.ts'

const widths = [14, 24, 40, 32, 32, 12, 18, 16, 12, 10, 10, 28, 24, 14, 18, 12, 18, 16, 14, 10]
const edge = { borderStyle: 'thin', borderColor: '#728481' } as const

function textCell(text: string, more: object = {}): Cell {
  return { value: neutralText(text), type: String, format: '@', alignVertical: 'center', wrap: true, ...edge, ...more }
}

/** A day is the midnight of UTC here: the writer counts from it, whatever zone the machine is in. */
function dayCell(day: string | null): Cell {
  return day === null ? textCell('') : { value: new Date(`${day}T00:00:00.000Z`), type: Date, format: 'yyyy-mm-dd', align: 'center', alignVertical: 'center', ...edge }
}

function figureCell(figure: number | null, format: string): Cell {
  return figure === null ? textCell('') : { value: figure, type: Number, format, alignVertical: 'center', ...edge }
}

function rightCells(right: Right): Cell[] {
  const next = right.annuity?.status === 'upcoming' || right.annuity?.status === 'grace' ? right.annuity.next : null
  const isMark = right.kind === 'trademark'
  return [
    textCell(kindWords[right.kind]), textCell(right.number), textCell(right.title), textCell(right.owner), textCell(right.coOwners.join(nameSeparator)),
    dayCell(right.filedOn), dayCell(right.grantedOn), dayCell(isMark ? right.lastDay : null), textCell(right.classes.join(nameSeparator)), textCell(stateWords[right.state]),
    textCell(pledgeWords[right.pledge]), textCell(right.pledgee ?? ''), textCell(right.pledgeNumber ?? ''), dayCell(right.pledgedOn), figureCell(right.paidYear, '0'),
    textCell(right.patentKind ?? ''), dayCell(right.lastDay), dayCell(next?.dueOn ?? null), figureCell(next === null ? null : next.totalFen / 100, '#,##0.00'), textCell(right.check === 'mismatch' ? checkWord : ''),
  ]
}

/** A line of headers, then one row a right in the order given. */
export async function writeRightsSheet(rights: readonly Right[]): Promise<Buffer> {
  const rows: SheetData = [columns.map((word) => textCell(word, { fontWeight: 'bold', align: 'center', backgroundColor: '#edf1ef' })), ...rights.map(rightCells)]
  return writeExcelFile(rows, { sheet: sheetName, orientation: 'landscape', stickyRowsCount: 1, columns: widths.map((width) => ({ width })) }, { fontFamily: 'SimSun', fontSize: 11 }).toBuffer()
}
