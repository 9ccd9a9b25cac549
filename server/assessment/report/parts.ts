// Headings, marks and tables all pages of a report share. Points throughout.
import type { Block, Content, Style } from 'pdfmake'
import { across, innerWidth, quiet, ruledTable } from '#server/pdf/grid.ts'
import { rowTexts } from '#server/pdf/line-breaks.ts'

export const ink = { text: '#14252a', faint: '#43565a', main: '#0a595e', must: '#b02a1c', line: '#a9b6b3', fill: '#edf1ef', mustFill: '#fbeae6' } as const
export const size = { heading: 15, sub: 11.5, text: 10, small: 9, tiny: 8 } as const
const ordinals = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二', '十三', '十四']

/** Numbers the headings of one report; each is a line of the outline. */
export function headings(): (title: string, options?: { isNewPage?: boolean }) => Content {
  let count = 0
  return (title, { isNewPage = false } = {}) => {
    const text = `${ordinals[count] ?? String(count + 1)}、${title}`
    count += 1
    return { text, fontSize: size.heading, bold: true, color: ink.main, outline: true, headlineLevel: 1, margin: [0, isNewPage || count === 1 ? 0 : 14, 0, 8], ...(isNewPage ? { pageBreak: 'before' as const } : {}) }
  }
}

export function subheading(text: string): Content {
  return { text, fontSize: size.sub, bold: true, headlineLevel: 2, margin: [0, 6, 0, 5] }
}

export function paragraph(text: string, style: Style = {}): Content {
  return { text, fontSize: size.text, lineHeight: 1.15, margin: [0, 0, 0, 5], ...style }
}

/** A sentence that leads to the table below it and is not parted from it. */
export function lead(text: string): Content {
  return { text, fontSize: size.text, lineHeight: 1.15, headlineLevel: 3, margin: [0, 0, 0, 5] }
}

export function points(texts: readonly string[], style: Style = {}): Content {
  return { stack: texts.map((text): Block => ({ columns: [{ text: '·', width: 10 }, { text, width: '*' }], fontSize: size.text, margin: [0, 0, 0, 2.5], ...style })) }
}

export function cell(text: string, style: Style = {}): Block {
  return { text, fontSize: size.small, verticalAlignment: 'middle', ...style }
}

export function centred(text: string, style: Style = {}): Block {
  return cell(text, { alignment: 'center', ...style })
}

export function headRow(names: readonly string[]): Content[] {
  return names.map((name) => centred(name, { bold: true, fillColor: ink.fill }))
}

/** A row over the whole table that names what follows. */
export function bandRow(columns: number, text: string, style: Style = {}): Content[] {
  return across(columns, { text, fontSize: size.small, bold: true, fillColor: '#f5f8f6', verticalAlignment: 'middle', ...style })
}

/** A table as wide as the page. `widths`: points, null for what shares the rest. */
export function table(widths: readonly (number | null)[], body: Content[][], headerRows = 1): Block {
  return ruledTable(columnWidths(widths), body, headerRows, quiet)
}

/** Tables that follow each other as one, each with header rows of its own that come again on the next page. */
export function joined(tables: readonly Block[]): Block[] {
  return tables.map((one, index) => (index === tables.length - 1 ? one : { ...one, margin: [0, 0, 0, -0.6] }))
}

export function columnWidths(widths: readonly (number | null)[]): number[] {
  const known = widths.reduce<number>((sum, width) => sum + (width ?? 0), 0)
  const open = widths.filter((width) => width === null).length
  const rest = open === 0 ? 0 : (innerWidth(widths.length) - known) / open
  return widths.map((width) => width ?? rest)
}

/** A long text over all columns but the first. */
export function longBand(columns: number, text: string, width: number, style: Style = {}): Content[][] {
  return rowTexts(text, width / size.small).map((part): Content[] => [cell(''), ...across(columns - 1, cell(part, style))])
}

/** Rows for one line of a table whose last cell may be long: a row is never cut, so a long text goes on in rows of its own. */
export function longRows(before: Content[], text: string, width: number, style: Style = {}): Content[][] {
  const [first = '', ...more] = rowTexts(text, width / size.small)
  return [[...before, cell(first, style)], ...more.map((part): Content[] => [...before.map((): Content => cell('')), cell(part, style)])]
}
