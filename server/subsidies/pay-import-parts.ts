// The parts of a workbook, unpacked within bounds and looked through for what a table of payments has no use for. Runs in the reading thread only.
import { strFromU8, unzipSync, zipSync } from 'fflate'
import type { SheetFault } from '#contract/subsidies/pay-reasons.ts'

/** Unpacked bytes of one part, of all parts, parts, and the furthest cell that is read. */
export const partLimits = { partBytes: 24 * 1024 * 1024, allBytes: 40 * 1024 * 1024, parts: 200, row: 20_000, column: 200 } as const

export class Unreadable extends Error {
  readonly fault: SheetFault

  constructor(fault: SheetFault, detail: string) {
    super(detail)
    this.fault = fault
  }
}

const macros = /vbaproject|macrosheets\/|activex\/|\.bin$/i
/** What is read: strings, styles, dates and cells. Pictures, charts, links to other files and printer settings stay packed. */
const needed = /^(?:\[Content_Types\]\.xml|_rels\/\.rels|xl\/(?:workbook|sharedStrings|styles)\d*\.xml|xl\/_rels\/workbook\.xml\.rels|xl\/worksheets\/[^/]+\.xml)$/i

function unpack(bytes: Uint8Array): Record<string, Uint8Array> {
  let [count, size] = [0, 0]
  return unzipSync(bytes, {
    filter({ name, originalSize }) {
      count += 1
      if (count > partLimits.parts) throw new Unreadable('too-large', 'too many parts')
      // Printer settings are .bin files of Excel's own.
      if (macros.test(name) && !/printerSettings/i.test(name)) throw new Unreadable('macros', `part ${name}`)
      if (!needed.test(name)) return false
      size += originalSize
      // What unpacks to more than it says is cut there by fflate, so these bounds hold.
      if (originalSize > partLimits.partBytes || size > partLimits.allBytes) throw new Unreadable('too-large', `unpacks to ${size} bytes`)
      return true
    },
  })
}

function columnNumber(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)
}

/** Where cells lie, and which hold a formula or show an error. Throws where they lie too far out: the reader fills everything in between. */
function scanCells(xml: string): CellMarks {
  const marks: CellMarks = new Map()
  let formulas = 0
  for (const [tag, column = '', row = '', formula] of xml.matchAll(/<(?:\w+:)?c\s[^<>]{0,200}?\br="([A-Z]{1,3})(\d{1,7})"[^<>]{0,200}>(\s{0,20}<(?:\w+:)?f[\s/>])?/g)) {
    if (Number(row) > partLimits.row || columnNumber(column) > partLimits.column) throw new Unreadable('rows', `a cell at ${column}${row}`)
    if (formula !== undefined) formulas += 1
    if (/\bt="e"/.test(tag)) marks.set(`${column}${row}`, 'error')
    else if (formula !== undefined) marks.set(`${column}${row}`, 'formula')
  }
  // A formula this did not see would pass for a value.
  if (formulas !== (xml.match(/<(?:\w+:)?f[\s/>]/g) ?? []).length) throw new Unreadable('damaged', 'a formula in no cell')
  return marks
}

/** By place, e.g. D5. */
export type CellMarks = Map<string, 'formula' | 'error'>

export interface Parts {
  /** The same parts stored anew: what the reader opens is what was looked through. */
  workbook: Buffer
  /** By the file of their sheet. */
  marks: Map<string, CellMarks>
  /** Files of the sheets in the workbook's own order. */
  files: string[]
}

/** Sheets in order, by the relations of the workbook. */
function sheetFiles(parts: Record<string, string>): string[] {
  const relations = new Map([...(parts['xl/_rels/workbook.xml.rels'] ?? '').matchAll(/<(?:\w+:)?Relationship\s[^<>]*>/g)].map(([tag]) => [/\bId="([^"]*)"/.exec(tag)?.[1] ?? '', /\bTarget="([^"]*)"/.exec(tag)?.[1] ?? '']))
  const sheets = [...(parts['xl/workbook.xml'] ?? '').matchAll(/<(?:\w+:)?sheet\s[^<>]*>/g)]
  return sheets.map(([tag]) => (relations.get(/\br:id="([^"]*)"/.exec(tag)?.[1] ?? '') ?? '').replace(/^\/?(?:xl\/)?/, 'xl/'))
}

/** Throws Unreadable: macros, a bomb, entities of XML's own (XXE), no workbook at all. */
export function readParts(bytes: Uint8Array): Parts {
  const packed = unpack(bytes)
  const texts = Object.fromEntries(Object.entries(packed).map(([name, part]) => [name, strFromU8(part)]))
  if (texts['xl/workbook.xml'] === undefined) throw new Unreadable('not-sheet', 'no workbook inside')
  const declared = Object.entries(texts).find(([, text]) => /<!(?:DOCTYPE|ENTITY)/i.test(text))
  if (declared) throw new Unreadable('damaged', `a document type in ${declared[0]}`)
  const marks = new Map(Object.entries(texts).filter(([name]) => name.startsWith('xl/worksheets/')).map(([name, text]) => [name, scanCells(text)]))
  return { workbook: Buffer.from(zipSync(packed, { level: 0 })), marks, files: sheetFiles(texts) }
}
