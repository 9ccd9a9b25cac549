// The tables of the form in their order: facts two in a row, people, what was said, what remains to be done, who agreed, photographs.
import type { Block, Content } from 'pdfmake'
import { across, headingRow, innerWidth, label, ruledTable, sizes, value } from '#server/pdf/grid.ts'
import { rowTexts, widthOf } from '#server/pdf/line-breaks.ts'
import type { PrintedRecord, RecordFact } from './printed-record.ts'

const labelWidth = 78
const halfWidth = (innerWidth(4) - 2 * labelWidth) / 2
const factWidths = [labelWidth, halfWidth, labelWidth, halfWidth]
const wideValue = innerWidth(2) - labelWidth
const numberWidth = 26
/** Room to sign by hand. */
const signHeight = 40
const blanks = (count: number) => '\u3000'.repeat(count)
const day = `年${blanks(2)}月${blanks(2)}日`
const photoFit: [number, number] = [innerWidth(2) / 2, 168]

/** A row is never cut, so a long text goes on in rows of its own. */
function wideRows(fact: RecordFact, columns: 2 | 4): Content[][] {
  const width = columns === 2 ? wideValue : innerWidth(4) - labelWidth
  return rowTexts(fact.value, width / sizes.text).map((text, index) => {
    const cell: Block = { text, verticalAlignment: 'middle' }
    return [label(index === 0 ? fact.label : `${fact.label}（续）`, labelWidth), ...(columns === 2 ? [cell] : across(3, cell))]
  })
}

export function factsTable({ facts }: PrintedRecord, title: string): Content {
  const rows: Content[][] = []
  let half: RecordFact | undefined
  const closeHalf = () => {
    if (half) rows.push(...wideRows(half, 4))
    half = undefined
  }
  for (const fact of facts) {
    if (fact.isWide) {
      closeHalf()
      rows.push(...wideRows(fact, 4))
    } else if (half) {
      rows.push([label(half.label, labelWidth), value(half.value), label(fact.label, labelWidth), value(fact.value)])
      half = undefined
    } else half = fact
  }
  closeHalf()
  return ruledTable(factWidths, [headingRow(4, title), ...rows], 1)
}

export function peopleTable({ people }: PrintedRecord, title: string): Content {
  const third = (innerWidth(4) - numberWidth) / 3
  const names = ['序号', '姓名', '部门', '职务'].map((text) => label(text))
  const rows = people.map(({ name, department, title: post }, index) => [label(String(index + 1)), ...[name, department, post].map((text) => value(text || '—', { alignment: 'center' }))])
  return ruledTable([numberWidth, third, third, third], [headingRow(4, `${title}（${people.length} 人）`), names, ...(rows.length > 0 ? rows : [across(4, { text: '—', alignment: 'center' })])], 2)
}

/** Texts up to so many lines stay whole; longer ones go on overleaf in the middle of their box, or pages would stand half empty. */
const wholeLines = 10
/** A table that may break begins on a new page where less than its heading and a few lines would fit. */
const headingRoom = 90
const isLong = ({ value: text }: RecordFact) => text.split('\n').reduce((lines, paragraph) => lines + Math.max(1, Math.ceil((widthOf(paragraph) * sizes.text) / wideValue)), 0) > wholeLines

export function textsTable(facts: readonly RecordFact[], title: string): Content {
  const rows = facts.map((fact): Content[] => [isLong(fact) ? { text: fact.label, fontSize: sizes.label, alignment: 'center' } : label(fact.label, labelWidth), value(fact.value, isLong(fact) ? { verticalAlignment: 'top' } : {})])
  const table = ruledTable([labelWidth, wideValue], [headingRow(2, title), ...rows], 1)
  return facts.some(isLong) && 'table' in table ? { ...table, table: { ...table.table, dontBreakRows: false, keepWithHeaderRows: 0 }, headlineLevel: headingRoom } : table
}

export function followUpsTable({ followUps }: PrintedRecord, title: string): Content {
  const [owner, date] = [42, 80]
  const widths = [numberWidth, innerWidth(5) - numberWidth - owner - 2 * date, owner, date, date]
  const names = ['序号', '要做的事', '谁来做', '完成期限', '完成日期'].map((text) => label(text))
  const rows = followUps.map((step, index) => [label(String(index + 1)), value(step.what), ...[step.owner, step.dueOn, step.done].map((text) => value(text, { alignment: 'center', fontSize: sizes.label }))])
  return ruledTable(widths, [headingRow(5, title), names, ...(rows.length > 0 ? rows : [across(5, { text: '没有约定后续事项', alignment: 'center' })])], 2)
}

export function confirmationTable({ confirmation, notes }: PrintedRecord, title: string): Content {
  const half = innerWidth(2) / 2
  const signature = (who: string): Content => ({ stack: [{ text: `${who}（签字）：` }, { text: day, alignment: 'right', margin: [0, signHeight, 0, 0] }], margin: [0, 6, 0, 2] })
  const points: Block = { stack: notes.map((text): Block => ({ text: `· ${text}`, fontSize: sizes.label, margin: [0, 0, 0, 2] })) }
  return ruledTable([half, half], [headingRow(2, title), across(2, { text: confirmation }), [signature('企业代表'), signature('服务专家')], across(2, points)], 1)
}

export function photosTable({ photos }: PrintedRecord, title: string): Content {
  const cells = photos.map((image, index): Content => ({ stack: [{ image, fit: photoFit, alignment: 'center' }, { text: `照片 ${index + 1}`, fontSize: sizes.small, alignment: 'center', margin: [0, 3, 0, 0] }] }))
  const rows = Array.from({ length: Math.ceil(cells.length / 2) }, (_, row): Content[] => [cells[2 * row] ?? '', cells[2 * row + 1] ?? ''])
  const half = innerWidth(2) / 2
  return ruledTable([half, half], [headingRow(2, `${title}（${photos.length} 张）`), ...rows], 1)
}
