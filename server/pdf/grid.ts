// The ruled tables the form is made of: measures, lines and the cells they share. Points throughout.
import type { Block, Content, Layout, Style } from 'pdfmake'
import { balanced, widthOf } from './line-breaks.ts'

export const page = { width: 595.28, height: 841.89, margins: [51, 46, 51, 84] } as const
export const contentWidth = page.width - page.margins[0] - page.margins[2]
export const sizes = { title: 18, heading: 11, text: 10.5, label: 10, small: 8.5 } as const

const line = 0.6
const padding = 5
const gap = 3.5
/** Of one line, in font sizes: ascent and descent of Noto Sans SC. */
const lineHeight = 1.448
/** A table up to this height stays on one page. */
const keptHeight = 430

const ruled: Layout = {
  hLineWidth: () => line,
  vLineWidth: () => line,
  hLineColor: '#000000',
  vLineColor: '#000000',
  paddingLeft: () => padding,
  paddingRight: () => padding,
  paddingTop: () => gap,
  paddingBottom: () => gap,
}

/** The same measures with lines that step back behind the text. */
export const quiet: Layout = { ...ruled, hLineColor: '#a9b6b3', vLineColor: '#a9b6b3' }

/** Width left for content when a table has this many columns. */
export function innerWidth(columns: number): number {
  return contentWidth - columns * 2 * padding - (columns + 1) * line
}

/** A table as wide as the page whose rows are never cut; its first `headerRows` come again on every page and never stand alone at its end. */
export function ruledTable(widths: number[], body: Content[][], headerRows: number, layout = ruled): Block {
  const height = body.reduce((sum, row) => sum + rowHeight(row, widths), 0)
  // pdfmake loses what of a kept block goes beyond a page, so only short tables are kept whole.
  const keepWithHeaderRows = height <= keptHeight ? body.length - headerRows : 1
  // pdfmake writes into the arrays it is given.
  return { table: { dontBreakRows: true, headerRows, keepWithHeaderRows, widths: [...widths], body }, layout, margin: [0, 0, 0, 9] }
}

function rowHeight(row: Content[], widths: number[]): number {
  const heights = row.map((cell, at) => {
    const span = typeof cell === 'string' ? 1 : (cell.colSpan ?? 1)
    const width = widths.slice(at, at + span).reduce((sum, one) => sum + one, (span - 1) * (2 * padding + line))
    return heightOf(cell, width)
  })
  return Math.max(...heights) + 2 * gap + line
}

/** By estimate, rather too much than too little. */
export function heightOf(cell: Content, width: number): number {
  if (typeof cell === 'string') return textHeight(cell, width, sizes.text)
  const [, above = 0, , below = 0] = cell.margin ?? []
  if ('stack' in cell) return cell.stack.reduce((sum, one) => sum + heightOf(one, width), above + below)
  if ('columns' in cell) return above + below + Math.max(...columnHeights(cell.columns, width))
  if ('table' in cell) return above + below + cell.table.body.reduce((sum, row) => sum + rowHeight(row, numbers(cell.table.widths)), 0)
  if ('svg' in cell) return above + below + (cell.height ?? 0)
  if ('image' in cell) return above + below + cell.fit[1]
  return above + below + ('text' in cell ? textHeight(cell.text, width, cell.fontSize ?? sizes.text) : 0)
}

function columnHeights(columns: readonly Content[], width: number): number[] {
  const known = columns.map((column) => (typeof column === 'object' && 'width' in column && typeof column.width === 'number' ? column.width : null))
  const rest = known.reduce<number>((left, one) => left - (one ?? 0), width) / Math.max(1, known.filter((one) => one === null).length)
  return columns.map((column, index) => heightOf(column, known[index] ?? rest))
}

const numbers = (widths: readonly (number | '*')[]) => widths.flatMap((width) => (width === '*' ? [] : [width]))

/** Of a block, what must stand together: of a table its header rows and the rows kept with them. */
export function togetherHeight(block: Content, width: number): number {
  if (typeof block === 'string' || !('table' in block)) return heightOf(block, width)
  const { body, widths, headerRows = 0, keepWithHeaderRows = 0 } = block.table
  return body.slice(0, headerRows + keepWithHeaderRows).reduce((sum, row) => sum + rowHeight(row, numbers(widths)), 0)
}

/** Blocks that stay on one page where they are short enough for it. */
export function kept(blocks: Content[]): Content {
  const height = blocks.reduce((sum, block) => sum + heightOf(block, contentWidth), 0)
  return { stack: blocks, ...(height <= keptHeight ? { unbreakable: true } : {}) }
}

function textHeight(text: string, width: number, size: number): number {
  const lines = text.split('\n').reduce((sum, paragraph) => sum + Math.max(1, Math.ceil((widthOf(paragraph) * size) / width)), 0)
  return lines * size * lineHeight
}

/** One cell over all columns, with the empty ones pdfmake wants after it. */
export function across(columns: number, cell: Block): Content[] {
  return [{ ...cell, colSpan: columns }, ...Array.from({ length: columns - 1 }, () => ({}))]
}

export function headingRow(columns: number, text: string): Content[] {
  return across(columns, { text, bold: true, fontSize: sizes.heading, fillColor: '#eeeeee' })
}

/** Centred, and broken in the middle where it takes two lines. */
export function label(text: string, width = Infinity): Content {
  return { text: balanced(text, width / sizes.label), fontSize: sizes.label, alignment: 'center', verticalAlignment: 'middle' }
}

export function value(text: string, style: Style = {}): Content {
  return { text, verticalAlignment: 'middle', ...style }
}
