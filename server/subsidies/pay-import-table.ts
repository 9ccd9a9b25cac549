// Cells of a workbook → lines of payments as typed. Finds the heading by its words, leaves out what sums up; whether a line is right is judged elsewhere.
import { addDays } from '#contract/identifiers/date.ts'
import { plainYuan } from '#contract/identifiers/money.ts'
import { plainCode } from '#contract/identifiers/text.ts'
import type { PayTyped } from '#contract/subsidies/batching.ts'
import { mostPayRows } from '#contract/subsidies/limits.ts'
import { payColumns, type PayColumn } from '#contract/subsidies/pay-reasons.ts'
import type { Grid, SheetText } from './pay-import-cells.ts'
import { unreadable } from './pay-import-sheet.ts'
import { columnNames, headerWords, sumWords, wanWords } from './pay-import-words.ts'

/** Rows among which the heading is looked for: above it may stand a title and a date. */
const headingWithin = 20
const mostCharacters = 200
/** Without the sum nothing tells a line that slipped from its neighbour. */
const needed: readonly PayColumn[] = ['number', 'amount', 'paidOn', 'reference']

interface Heading { row: number; columns: Map<PayColumn, number>; isWan: boolean }

function wordOf(text: string): string {
  return plainCode(text).replace(/[(（【[][^)）\]】]*[)）\]】]/g, '').replace(/[\s*:：]/g, '')
}

function headingAt(cells: readonly SheetText[], row: number): Heading {
  const columns = new Map<PayColumn, number>()
  for (const [index, { text }] of cells.entries()) {
    const word = wordOf(text)
    const column = payColumns.find((one) => headerWords[one].includes(word))
    // Of two alike the first counts, but a sum that says 拨付 before one that was only approved.
    if (column !== undefined && (!columns.has(column) || (column === 'amount' && /拨|付/.test(word)))) columns.set(column, index)
  }
  return { row, columns, isWan: wanWords.test(plainCode(cells[columns.get('amount') ?? -1]?.text ?? '')) }
}

/** The first row that names all that is needed; else the one that comes nearest. */
function findHeading(grid: Grid): Heading | undefined {
  const found = grid.slice(0, headingWithin).map(headingAt).filter(({ columns }) => columns.size > 0)
  const missing = ({ columns }: Heading) => needed.filter((column) => !columns.has(column)).length
  return found.toSorted((a, b) => missing(a) - missing(b) || a.row - b.row)[0]
}

/** 2026-12-01 out of 2026/12/1, 2026年12月1日, 20261201, with an hour behind it, full width, or Excel's own count of days; anything else as typed. */
export function readDay({ text, isNumber }: SheetText): string {
  const typed = plainCode(text)
  const match = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]+\d{1,2}:\d{2}(?::\d{2})?)?$/.exec(typed) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(typed)
  if (match) return `${match[1]}-${(match[2] ?? '').padStart(2, '0')}-${(match[3] ?? '').padStart(2, '0')}`
  // Excel counts days from 30 December 1899; these lie between 1982 and 2119.
  return isNumber && /^\d{5}$/.test(typed) && Number(typed) >= 30_000 && Number(typed) <= 80_000 ? addDays('1899-12-30', Number(typed)) : typed
}

/** 元 as an input box takes it, out of a figure, ¥62,000.50, 62000.5元 or 6.2万元; anything else as typed. */
export function readSum({ text, isNumber }: SheetText, isWan: boolean): string {
  const typed = plainCode(text).replace(/[¥￥\s]|人民币/g, '')
  const match = /^(-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?:[Ee][+-]?\d+)?)(万元|万|元整|元)?$/.exec(typed)
  if (!match) return typed
  const figure = Number((match[1] ?? '').replaceAll(',', ''))
  const fen = figure * (match[2] === undefined ? (isWan ? 1e6 : 100) : match[2].startsWith('万') ? 1e6 : 100)
  const whole = Math.round(fen)
  // A figure of Excel's is 62000.499999999993 where 62000.50 was typed; a tenth of a fen somebody typed is not rounded away.
  const isExact = Math.abs(fen - whole) < (isNumber ? 0.01 : 1e-6)
  return isExact && Number.isSafeInteger(whole) ? plainYuan(whole) : typed
}

/** A number of ours in any writing: small letters, full width, spaces, long dashes. */
export function readNumber(text: string): string {
  return plainCode(text).replace(/\s/g, '').replace(/[‐-―−﹣]/g, '-').toUpperCase()
}

/** Excel keeps fifteen digits of a figure: a longer number is shown shortened, and judged as such. */
function readReference({ text, isNumber }: SheetText): string {
  const typed = text.trim()
  return isNumber && !/^\d{1,15}$/.test(typed) && Number(typed) >= 1e15 ? Number(typed).toExponential() : typed
}

function cut(text: string): string {
  return [...text].slice(0, mostCharacters).join('')
}

function lineAt(cells: readonly SheetText[], index: number, { columns, isWan }: Heading): PayTyped {
  const at = (column: PayColumn): SheetText => cells[columns.get(column) ?? -1] ?? { text: '' }
  const marked = (mark: 'formula' | 'error') => payColumns.filter((column) => at(column)[mark] === true)
  return {
    row: index + 1, number: cut(readNumber(at('number').text)), firmName: cut(plainCode(at('firmName').text)), amount: cut(readSum(at('amount'), isWan)), paidOn: cut(readDay(at('paidOn'))), reference: cut(readReference(at('reference'))),
    formulas: marked('formula'), faulty: marked('error'),
  }
}

function isLine(typed: PayTyped, cells: readonly SheetText[]): boolean {
  if (cells.some(({ text }) => sumWords.test(text.replace(/\s/g, '')))) return false
  return typed.formulas.length > 0 || typed.faulty.length > 0 || [typed.number, typed.amount, typed.paidOn, typed.reference].some((text) => text !== '')
}

/** The lines of the first sheet that has the columns. Throws `subsidies.sheet-unreadable`: empty, columns (missing), rows (most). */
export function readPayTable(grids: readonly Grid[]): PayTyped[] {
  if (grids.every((grid) => grid.every((row) => row.every(({ text }) => text.trim() === '')))) throw unreadable('empty')
  const missingOf = (heading: Heading | undefined) => needed.filter((column) => !heading?.columns.has(column))
  const headings = grids.map((grid) => ({ grid, heading: findHeading(grid) })).toSorted((a, b) => missingOf(a.heading).length - missingOf(b.heading).length)
  const [{ grid, heading } = { grid: [], heading: undefined }] = headings
  const missing = missingOf(heading)
  if (!heading || missing.length > 0) throw unreadable('columns', { missing: missing.map((column) => columnNames[column]).join('、') })
  const lines = grid.flatMap((cells, index) => {
    if (index <= heading.row) return []
    const typed = lineAt(cells, index, heading)
    return isLine(typed, cells) ? [typed] : []
  })
  if (lines.length === 0) throw unreadable('empty')
  if (lines.length > mostPayRows) throw unreadable('rows', { most: mostPayRows })
  return lines
}
