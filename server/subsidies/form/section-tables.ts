// The sections of a form as tables: facts two in a row, questions with boxes, repeated rows numbered.
import type { Content } from 'pdfmake'
import { across, headingRow, innerWidth, label, ruledTable, sizes, value } from '#server/pdf/grid.ts'
import { rowTexts } from '#server/pdf/line-breaks.ts'
import type { FormPart, FormSection } from './printed-form.ts'

type Fact = Extract<FormPart, { kind: 'fact' }>
type Rows = Extract<FormPart, { kind: 'rows' }>

const labelWidth = 100
const halfWidth = (innerWidth(4) - 2 * labelWidth) / 2
const factWidths = [labelWidth, halfWidth, labelWidth, halfWidth]
const notFilled = '—'
const numberWidth = 26

export function sectionTables(section: FormSection, title: string): Content[] {
  const tables: Content[] = []
  let plain: Content[][] = []
  const isFirst = () => tables.length === 0
  const flush = () => {
    if (plain.length === 0) return
    const body = isFirst() ? [headingRow(4, title), ...plain] : plain
    tables.push(ruledTable(factWidths, body, isFirst() ? 1 : 0))
    plain = []
  }
  let half: Fact | undefined
  const closeHalf = () => {
    if (half) plain.push(...wideRows(half))
    half = undefined
  }
  for (const part of section.parts) {
    if (part.kind === 'fact' && !part.isWide) {
      if (half) plain.push([...factCells(half), ...factCells(part)])
      half = half ? undefined : part
      continue
    }
    closeHalf()
    if (part.kind === 'fact') plain.push(...wideRows(part))
    else if (part.kind === 'question') plain.push(questionRow(part.label, part.answer))
    else {
      flush()
      tables.push(rowsTable(part, isFirst() ? title : undefined))
    }
  }
  closeHalf()
  flush()
  return tables
}

function factCells(fact: Fact): Content[] {
  return [label(fact.label, labelWidth), value(fact.value ?? notFilled)]
}

function wideRows(fact: Fact): Content[][] {
  const texts = rowTexts(fact.value ?? notFilled, (innerWidth(4) - labelWidth) / sizes.text)
  return texts.map((text, index) => [label(index === 0 ? fact.label : `${fact.label}（续）`, labelWidth), ...across(3, { text, verticalAlignment: 'middle' })])
}

function questionRow(question: string, answer: boolean | null): Content[] {
  const box = (isChosen: boolean) => (isChosen ? '■' : '□')
  return [
    ...across(3, { text: question, fontSize: sizes.label, verticalAlignment: 'middle' }),
    value(`${box(answer === true)} 是\u3000\u3000${box(answer === false)} 否`, { alignment: 'center' }),
  ]
}

function rowsTable(part: Rows, title: string | undefined): Content {
  const columns = part.columns.length + 1
  const known = part.columns.reduce((sum, column) => sum + (column.width ?? 0), numberWidth)
  const open = part.columns.filter((column) => column.width === null).length
  const left = open === 0 ? 0 : (innerWidth(columns) - known) / open
  const widths = [numberWidth, ...part.columns.map((column) => column.width ?? left)]
  const heading = headingRow(columns, `${headingOf(part, title)}（共 ${part.rows.length} 件）`)
  const names = ['序号', ...part.columns.map((column) => column.label)].map((text) => label(text))
  const rows = part.rows.map((row, index) => [label(String(index + 1)), ...row.map((text, at) => value(text || notFilled, part.columns[at]?.width === null ? {} : { alignment: 'center' }))])
  const none = across(columns, { text: notFilled, alignment: 'center' })
  return ruledTable(widths, [heading, names, ...(rows.length > 0 ? rows : [none])], 2)
}

/** The section's own words where they say the same. */
function headingOf(part: Rows, title: string | undefined): string {
  if (title === undefined) return part.label
  return title.endsWith(part.label) ? title : `${title}：${part.label}`
}
