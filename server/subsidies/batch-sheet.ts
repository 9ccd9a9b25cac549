// Tables of chosen cases as .xlsx: sums are figures, codes are text, days are days, nothing becomes a formula (pitfalls C34, C35). No account, phone or person is read here.
import writeExcelFile, { type Cell, type SheetData } from 'write-excel-file/node'
import { neutralText } from '../files/sheet-text.ts'
import * as words from './batch-words.ts'

/** One case of a table; days YYYY-MM-DD. */
export interface BatchLine {
  number: string; firmName: string; uscc: string; town: string; title: string; batchName: string | null; place: number | null; state: string; illustrative: boolean
  submittedOn: string; amountFen: number | null; approvedFen: number | null; publicityEndsOn: string | null; paidOn: string | null; reference: string | null
}
interface Heading { office: string; today: string }

const edge = { borderStyle: 'thin', borderColor: '#728481', alignVertical: 'center' } as const
const strong = { fontWeight: 'bold' } as const
const font = { fontFamily: 'SimSun', fontSize: 11 } as const

export function textCell(text: string, more: object = {}): Cell {
  return { value: neutralText(text), type: String, format: '@', wrap: true, ...edge, ...more }
}

export function figureCell(figure: number | null, format = '0', more: object = {}): Cell {
  return figure === null ? textCell('', more) : { value: figure, type: Number, format, ...edge, ...more }
}

/** Fen as 元, a figure with two decimals. */
export function sumCell(fen: number | null, more: object = {}): Cell {
  return figureCell(fen === null ? null : fen / 100, '#,##0.00', more)
}

/** A day is the midnight of UTC here: the writer counts from it, whatever zone the machine is in. */
export function dayCell(day: string | null): Cell {
  // Without a format of its own an empty cell takes a day as a day when somebody types one.
  return day === null ? { value: '', type: String, align: 'center', ...edge } : { value: new Date(`${day}T00:00:00.000Z`), type: Date, format: 'yyyy-mm-dd', align: 'center', ...edge }
}

function heading(title: string, { today }: Heading, cases: number, width: number): SheetData {
  return [
    [{ value: neutralText(title), type: String, columnSpan: width, fontSize: 16, align: 'center', alignVertical: 'center', height: 32, ...strong }],
    [{ value: words.dateLine(today, cases), type: String, columnSpan: width, align: 'right' }],
  ]
}

export function columnRow(columns: readonly string[]): Cell[] {
  return columns.map((word) => textCell(word, { ...strong, align: 'center', backgroundColor: '#edf1ef' }))
}

const titleOf = ({ title, illustrative }: Pick<BatchLine, 'title' | 'illustrative'>) => (illustrative ? title + words.exampleWord : title)
const batchOf = ({ batchName }: Pick<BatchLine, 'batchName'>) => batchName ?? words.noBatchWord

function total(lines: readonly BatchLine[], of: (line: BatchLine) => number | null): number {
  return lines.reduce((sum, line) => sum + (of(line) ?? 0), 0)
}

function notes(lines: readonly BatchLine[], width: number): SheetData {
  return lines.some((line) => line.illustrative) ? [[{ value: words.exampleLine, type: String, columnSpan: width }]] : []
}

/** Title, date, one row a case in the order given, the total. */
export async function writeBatchSheet(lines: readonly BatchLine[], about: Heading): Promise<Buffer> {
  const width = words.listColumns.length
  const widths = [6, 20, 34, 22, 14, 34, 12, 7, 10, 13, 16, 16, 13, 13, 22]
  const rows: SheetData = [
    ...heading(words.listTitle(about.office), about, lines.length, width), columnRow(words.listColumns),
    ...lines.map((line, index) => [
      figureCell(index + 1, '0', { align: 'center' }), textCell(line.number), textCell(line.firmName), textCell(line.uscc), textCell(line.town), textCell(titleOf(line)), textCell(batchOf(line)), figureCell(line.place), textCell(line.state),
      dayCell(line.submittedOn), sumCell(line.amountFen), sumCell(line.approvedFen), dayCell(line.publicityEndsOn), dayCell(line.paidOn), textCell(line.reference ?? ''),
    ]),
    ['', words.totalWord, '', '', '', '', '', '', '', ''].map((word) => textCell(word, strong)).concat([sumCell(total(lines, (line) => line.amountFen), strong), sumCell(total(lines, (line) => line.approvedFen), strong), textCell(''), textCell(''), textCell('')]),
    ...notes(lines, width),
  ]
  return writeExcelFile(rows, { sheet: words.listSheet, orientation: 'landscape', stickyRowsCount: 3, columns: widths.map((one) => ({ width: one })) }, font).toBuffer()
}

function figures(lines: readonly BatchLine[], more: object = {}): Cell[] {
  return [
    figureCell(lines.length, '0', more), figureCell(lines.filter((line) => (line.approvedFen ?? line.amountFen) === null).length, '0', more),
    sumCell(total(lines, (line) => line.amountFen), more), sumCell(total(lines, (line) => line.approvedFen), more), sumCell(total(lines, (line) => (line.paidOn === null ? null : line.approvedFen)), more),
  ]
}

/** In the order each comes first. */
function groups(lines: readonly BatchLine[], ...keys: ((line: BatchLine) => string)[]): { words: string[]; lines: BatchLine[] }[] {
  const found = new Map<string, { words: string[]; lines: BatchLine[] }>()
  for (const line of lines) {
    const named = keys.map((key) => key(line))
    const name = JSON.stringify(named)
    const group = found.get(name) ?? { words: named, lines: [] }
    group.lines.push(line)
    found.set(name, group)
  }
  return [...found.values()]
}

const totalRow = (lines: readonly BatchLine[], before: number): Cell[] => [textCell(words.totalWord, strong), ...Array.from({ length: before - 1 }, () => textCell('', strong)), ...figures(lines, strong)]
const row = (group: { words: string[]; lines: BatchLine[] }): Cell[] => [...group.words.map((word) => textCell(word)), ...figures(group.lines)]

function schemeRows(lines: readonly BatchLine[]): SheetData {
  return groups(lines, titleOf).flatMap((scheme) => {
    const batches = groups(scheme.lines, titleOf, batchOf).map(row)
    return batches.length < 2 ? batches : [...batches, [textCell(scheme.words[0] ?? '', strong), textCell(words.subtotalWord, strong), ...figures(scheme.lines, strong)]]
  })
}

function sheet(name: string, columns: readonly string[], widths: number[], rows: SheetData, lines: readonly BatchLine[], about: Heading) {
  const data: SheetData = [...heading(words.summaryTitle(about.office), about, lines.length, columns.length), columnRow(columns), ...rows, totalRow(lines, columns.length - 5), ...notes(lines, columns.length)]
  return { sheet: name, data, orientation: 'landscape' as const, stickyRowsCount: 3, columns: widths.map((width) => ({ width })) }
}

/** 汇总表 for the finance office: by scheme and batch, by town, and by all three; counts and sums are figures, no formulas. `towns`: the order towns are listed in. */
export async function writeSummarySheet(lines: readonly BatchLine[], about: Heading, towns: readonly string[]): Promise<Buffer> {
  const place = ({ words: [town = ''] }: { words: string[] }) => (towns.includes(town) ? towns.indexOf(town) : towns.length)
  const byTown = groups(lines, (line) => line.town).sort((a, b) => place(a) - place(b))
  const money = [16, 18, 18, 18]
  const sheets = [
    sheet(words.summarySheets.scheme, words.schemeColumns, [40, 16, 8, ...money], schemeRows(lines), lines, about),
    sheet(words.summarySheets.town, words.townColumns, [20, 8, ...money], byTown.map(row), lines, about),
    sheet(words.summarySheets.detail, words.detailColumns, [40, 16, 20, 8, ...money], groups(lines, titleOf, batchOf, (line) => line.town).map(row), lines, about),
  ]
  return writeExcelFile(sheets, font).toBuffer()
}
