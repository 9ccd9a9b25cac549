// What follows the answers: amount, papers, statement with places for seal and signatures, boxes the county fills in by hand.
import type { Block, Content } from 'pdfmake'
import { across, headingRow, innerWidth, label, ruledTable, sizes, value } from '#server/pdf/grid.ts'
import type { PrintedForm } from './printed-form.ts'

const labelWidth = 100
const numberWidth = 26
const wideValue = innerWidth(2) - labelWidth
const half = innerWidth(2) / 2
/** Room for a round seal of 40 mm. */
const sealHeight = 112
/** Full-width blanks: room to write by hand. */
const blanks = (count: number) => '\u3000'.repeat(count)
const day = `年${blanks(3)}月${blanks(3)}日`

export function amountTable({ amount }: PrintedForm, title: string): Content {
  const { words, lines, illustrative } = amount
  const mark = illustrative ? `${blanks(1)}【示例】` : ''
  const sums = words ? [[label('小写'), value(words.figures + mark)], [label('大写'), value(words.capitals)]] : [[label('金额'), value(amount.isGuidance ? '不涉及' : '填完以后计算')]]
  const arithmetic = lines.length > 0 ? [[label(amount.isGuidance ? '说明' : '计算依据'), { stack: lines.map((text) => ({ text })) }]] : []
  return ruledTable([labelWidth, wideValue], [headingRow(2, title), ...sums, ...arithmetic], 1)
}

export function papersTable({ papers }: PrintedForm, title: string): Content {
  const widths = [numberWidth, innerWidth(4) - numberWidth - 60 - 60, 60, 60]
  const names = ['序号', '材料', '页数', '备注'].map((text) => label(text))
  const rows = papers.map(({ name, pages, isRequired }, index) => [
    label(String(index + 1)),
    value(name),
    value(pages === 0 ? '—' : `${pages} 页`, { alignment: 'center' }),
    value(noteOf(pages, isRequired), { alignment: 'center' }),
  ])
  const total = papers.reduce((sum, { pages }) => sum + pages, 0)
  const count = papers.filter(({ pages }) => pages > 0).length
  return ruledTable(widths, [headingRow(4, `${title}（已上传 ${count} 份 ${total} 页）`), names, ...rows], 2)
}

function noteOf(pages: number, isRequired: boolean): string {
  if (pages > 0) return ''
  return isRequired ? '还没交' : '可不交'
}

export function statementTable({ statement }: PrintedForm, title: string): Content {
  const points = statement.map((text, index): Block => ({ text: `${index + 1}. ${text}`, margin: [21, 0, 0, 2] }))
  const said: Block = { stack: [{ text: '本单位声明：', margin: [0, 0, 0, 2] }, ...points] }
  const people: Content = {
    stack: [{ text: '法定代表人（签字）：' }, { text: '经办人（签字）：', margin: [0, 44, 0, 0] }],
    margin: [0, 8, 0, 0],
  }
  const seal: Content = {
    stack: [{ text: '单位（盖公章）：' }, { text: day, alignment: 'right', margin: [0, sealHeight - 36, 0, 0] }],
    margin: [0, 8, 0, 2],
  }
  return ruledTable([half, half], [headingRow(2, title), across(2, said), [people, seal]], 1)
}

export function opinionsTable({ opinions }: PrintedForm, title: string): Content {
  const rows = opinions.map(({ title: name, actor }): Content[] => [
    { stack: [{ text: name, bold: true }, { text: actor, fontSize: sizes.small, margin: [0, 3, 0, 0] }], alignment: 'center', verticalAlignment: 'middle' },
    { text: `签字：${blanks(8)}（公章）${blanks(6)}${day}`, alignment: 'right', margin: [0, 54, 0, 0] },
  ])
  return ruledTable([labelWidth, wideValue], [headingRow(2, title), ...rows], 1)
}
