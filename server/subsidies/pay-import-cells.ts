// Bytes of a table → its cells as text. Runs in the reading thread only; knows nothing of payments.
import Papa from 'papaparse'
import readWorkbook from 'read-excel-file/node'
import { readParts, Unreadable } from './pay-import-parts.ts'

/** One cell: a day of Excel's is YYYY-MM-DD; a figure is written as the file has it. formula: it was worked out; error: it shows one (#N/A). */
export interface SheetText { text: string; isNumber?: true; formula?: true; error?: true }
export type Grid = SheetText[][]

/** Rows of all sheets together. */
const mostRows = 5000
const errorWords = /^#(?:N\/A|VALUE!|REF!|DIV\/0!|NUM!|NAME\?|NULL!|SPILL!|CALC!)$/i

function columnLetters(index: number): string {
  const rest = Math.floor(index / 26)
  return (rest === 0 ? '' : columnLetters(rest - 1)) + String.fromCharCode(65 + (index % 26))
}

/** A figure as the reader was given it. */
class Figure {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A day of Excel's has no zone: the reader makes it midnight of UTC. */
function dayOf(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10)
}

function textOf(value: unknown): SheetText {
  if (value === null || value === undefined) return { text: '' }
  if (value instanceof Figure) return { text: value.text, isNumber: true }
  if (value instanceof Date) return { text: dayOf(value) }
  const text = typeof value === 'string' ? value : typeof value === 'boolean' ? String(value) : ''
  return errorWords.test(text) ? { text, error: true } : { text }
}

async function readXlsx(bytes: Uint8Array): Promise<Grid[]> {
  const { workbook, marks, files } = readParts(bytes)
  const sheets = await readWorkbook(workbook, { parseNumber: (text) => new Figure(text) })
  if (sheets.reduce((sum, { data }) => sum + data.length, 0) > mostRows) throw new Unreadable('rows', 'too many rows')
  return sheets.map(({ data }, index) => {
    const marked = marks.get(files[index] ?? '')
    return data.map((row, at) => row.map((value, column) => {
      const mark = marked?.get(`${columnLetters(column)}${at + 1}`)
      return { ...textOf(value), ...(mark === undefined ? {} : { [mark]: true as const }) }
    }))
  })
}

/** UTF-8 with or without its mark, UTF-16 as Excel's Unicode text, else GBK. */
function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes.includes(0)) throw new Unreadable('not-sheet', 'bytes that are no text')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return new TextDecoder('gb18030').decode(bytes)
  }
}

function readCsv(bytes: Uint8Array): Grid[] {
  const { data } = Papa.parse<string[]>(decode(bytes), { skipEmptyLines: false, preview: mostRows + 1 })
  if (data.length > mostRows) throw new Unreadable('rows', 'too many lines')
  return [data.map((row) => row.map((text) => (/^\s*=/.test(text) && !/^\s*="[^"]*"\s*$/.test(text) ? { text, formula: true as const } : textOf(text.replace(/^\s*="([^"]*)"\s*$/, '$1')))))]
}

/** The cells of every sheet, by what the bytes are, whatever the file is called. Throws Unreadable. */
export async function readCells(bytes: Uint8Array): Promise<Grid[]> {
  if (bytes.byteLength === 0) throw new Unreadable('empty', 'no bytes')
  const head = Buffer.from(bytes.subarray(0, 8)).toString('latin1')
  if (head.startsWith('PK\u0003\u0004')) return readXlsx(bytes)
  if (head.startsWith('\u00d0\u00cf\u0011\u00e0')) throw new Unreadable('old-format', 'an .xls, or an .xlsx with a password')
  if (/^(?:%PDF|\u0089PNG|\u00ff\u00d8|GIF8|Rar!|\{\\rtf)/.test(head)) throw new Unreadable('not-sheet', 'no table at all')
  return readCsv(bytes)
}
