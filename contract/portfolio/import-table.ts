// A table of cells as people paste it → rows as they are sent to be judged. Only words and places are understood here; whether a row is right the server says.
import { addDays, parseDate } from '../identifiers/date.ts'
import { plainCode } from '../identifiers/text.ts'
import { parseRightNumber } from './rules.ts'
import type { ImportRow, RightKind } from './schema.ts'
import { columns, columnWords, kindOfColumn, ownerWords, stateWords, typeWords, wholeType, type Column } from './table-words.ts'

export const importLimits = { rows: 500, cells: 20_000, columns: 60, cellLength: 2000, bytes: 2 * 1024 * 1024 } as const
export interface ReadTable {
  rows: ImportRow[]
  /** Headers nobody knows: told, not taken. */
  unknown: string[]
  hasHeader: boolean
  /** Rows beyond what one import takes. */
  left: number
}

export const emptyRow: Omit<ImportRow, 'line'> = {
  kind: 'patent', number: '', title: '', owner: '', coOwners: '', filedOn: '', grantedOn: '', lastDay: '', classes: '', state: '', pledge: '', pledgee: '', pledgeNumber: '', pledgedOn: '', paidYear: '',
}

function headerKey(cell: string): string {
  return plainCode(cell).replace(/[（(［[【][^）)\]］】]*[）)\]］】]/g, '').replace(/[\s*＊:：?？]/g, '')
}

const known = new Map(columns.flatMap((column) => columnWords[column].map((word) => [word, column] as const)))

/** 专利号/申请号 and 授权日、注册日 name one column; 名称 and 专利号 in one cell none. */
function columnOf(cell: string): Column | null {
  const key = headerKey(cell)
  const whole = known.get(key)
  if (whole) return whole
  const parts = key.split(/[/、或和,，]/).filter(Boolean)
  const found = parts.map((part) => known.get(part))
  return found[0] !== undefined && found.every((column) => column === found[0]) ? found[0] : null
}

/** The kind all headers that name one agree on. */
function hintOf({ words, columns: found }: Header): RightKind | null {
  const kinds = words.filter((_, index) => found[index] === 'number' || found[index] === 'title').flatMap((word) => word.split(/[/、或和]/)).map((part) => firstWord(kindOfColumn, part))
  const named = new Set(kinds.filter((kind) => kind !== null))
  return named.size === 1 ? ([...named][0] ?? null) : null
}

interface Header { at: number; columns: (Column | null)[]; words: string[] }

/** The first of the upper rows that names two columns, or one if that is all there is. */
function findHeader(grid: readonly string[][]): Header | null {
  for (const [at, cells] of grid.slice(0, 10).entries()) {
    const found = cells.map(columnOf)
    const filled = cells.filter((cell) => cell.trim() !== '').length
    const count = found.filter((column) => column !== null).length
    if (count >= 2 || (count === 1 && filled === 1 && grid.every((row) => row.filter(Boolean).length <= 1))) return { at, columns: found, words: cells.map(headerKey) }
  }
  return null
}

/** What the number itself says of its kind; null where it fits several or none. */
export function kindOfNumber(number: string, currentYear: number): RightKind | null {
  const code = plainCode(number).toUpperCase().replace(/\s/g, '')
  if (/SR\d{4}|软著登字/.test(code)) return 'software'
  if (/作登字|BS\.?\d/.test(code)) return 'other'
  const patent = parseRightNumber('patent', number, currentYear)
  if (/^(ZL|CN|PCT|WO|专利)/.test(code) || code.includes('.') || /X$/.test(code)) return 'patent'
  if (patent.ok && (code.length >= 12 || patent.patent?.check === 'ok')) return 'patent'
  if (/^第?G?\d{1,9}[A-Z]?号?$/.test(code)) return 'trademark'
  return /\d{10}/.test(code) ? 'patent' : null
}

function firstWord<T>(words: readonly (readonly [RegExp, T])[], cell: string): T | null {
  return words.find(([pattern]) => pattern.test(cell))?.[1] ?? null
}

/** 2017/7/13, 2017.7.13, 2017年7月13日, 20170713, with a time behind it, or the number Excel keeps a day as → 2017-07-13. Anything else as it is. */
export function readTypedDay(text: string): string {
  const typed = plainCode(text)
  const match = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]+\d{1,2}:\d{2}(?::\d{2})?)?$/.exec(typed) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(typed)
  if (match) return `${match[1]}-${(match[2] ?? '').padStart(2, '0')}-${(match[3] ?? '').padStart(2, '0')}`
  // Excel counts days from 30 December 1899; these lie between 1982 and 2119.
  return /^\d{5}$/.test(typed) && Number(typed) >= 30_000 && Number(typed) <= 80_000 ? addDays('1899-12-30', Number(typed)) : text.trim()
}

function isDay(text: string): boolean {
  return parseDate(readTypedDay(text)).ok && !/^\d{5}$/.test(text.trim())
}

function looksLikeNumber(cell: string, currentYear: number): boolean {
  const code = plainCode(cell).replace(/\s/g, '')
  if (isDay(cell) || /^\d{1,5}$/.test(code)) return false
  const kind = kindOfNumber(cell, currentYear)
  return kind !== null && (/\d{5}/.test(code))
}

/** Without a header every row is read by what its cells look like. */
function readByLook(cells: readonly string[], currentYear: number): Partial<Record<Column, string>> {
  const found: Partial<Record<Column, string>> = {}
  const words: string[] = []
  for (const cell of cells.map((one) => one.trim()).filter(Boolean)) {
    if (found.number === undefined && looksLikeNumber(cell, currentYear)) found.number = cell
    else if (isDay(cell)) found[found.filedOn === undefined ? 'filedOn' : 'grantedOn'] ??= cell
    else if (found.type === undefined && wholeType.test(cell)) found.type = cell
    else if (found.state === undefined && cell.length <= 6 && firstWord(stateWords, cell)) found.state = cell
    else if (!/^\d{1,5}$/.test(cell)) words.push(cell)
  }
  const owner = words.length > 1 ? words.findLast((word) => ownerWords.test(word)) : undefined
  const titles = words.filter((word) => word !== owner)
  const title = titles.toSorted((a, b) => b.length - a.length)[0]
  return { ...found, ...(title === undefined ? {} : { title }), ...(owner === undefined ? {} : { owner }) }
}

/** Of several number columns the first that can be read counts: an application number before the publication number beside it. */
function readByHeader(cells: readonly string[], header: Header, currentYear: number): Partial<Record<Column, string>> {
  const found: Partial<Record<Column, string>> = {}
  for (const [index, column] of header.columns.entries()) {
    const cell = cells[index]?.trim() ?? ''
    if (column === null || cell === '') continue
    const isBetter = column === 'number' && found.number !== undefined && !readable(found.number, currentYear) && readable(cell, currentYear)
    if (found[column] === undefined || isBetter) found[column] = cell
  }
  return found
}

function readable(number: string, currentYear: number): boolean {
  const kind = kindOfNumber(number, currentYear)
  return kind !== null && parseRightNumber(kind, number, currentYear).ok
}

function toRow(line: number, found: Partial<Record<Column, string>>, hint: RightKind | null, currentYear: number): ImportRow {
  const type = found.type ?? ''
  const ofType = firstWord(typeWords, type)
  const number = found.number ?? ''
  const guess = kindOfNumber(number, currentYear)
  // A few digits may be anything: then the header knows better.
  const kind = ofType ?? (guess === null || guess === 'trademark' ? (hint ?? guess) : guess) ?? 'patent'
  // 类别 of a list of trade marks is the class.
  const classes = found.classes ?? (kind === 'trademark' && ofType === null && /\d/.test(type) ? type : '')
  const { type: _type, skip: _skip, ...fields } = found
  return { ...emptyRow, ...fields, line, kind, number, classes }
}

/** `currentYear` is the server's. Empty rows are left out; `line` is the row of the table, from 1. */
export function readTable(grid: readonly string[][], currentYear: number): ReadTable {
  const header = findHeader(grid)
  const hint = header && hintOf(header)
  const all = grid.flatMap((cells, index) => {
    if (header && index <= header.at) return []
    const found = header ? readByHeader(cells, header, currentYear) : readByLook(cells, currentYear)
    const { skip: _skip, ...told } = found
    return Object.keys(told).length === 0 || isSum(cells) ? [] : [toRow(index + 1, found, hint, currentYear)]
  })
  const unknown = header ? header.words.filter((word, index) => word !== '' && header.columns[index] === null) : []
  return { rows: all.slice(0, importLimits.rows), unknown, hasHeader: header !== null, left: Math.max(0, all.length - importLimits.rows) }
}

/** 合计 6 件 */
function isSum(cells: readonly string[]): boolean {
  return /^(合计|总计|小计|共计|共)\s*\d*\s*[件项个]?$/.test(cells.find((cell) => cell.trim() !== '')?.trim() ?? '')
}
