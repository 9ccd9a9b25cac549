// What is to be done: gaps, what to watch, what nobody knows yet, the plan.
import type { Block, Content } from 'pdfmake'
import { across } from '#server/pdf/grid.ts'
import { cell, centred, columnWidths, headRow, ink, lead, longBand, longRows, paragraph, size, subheading, table } from './parts.ts'
import type { PrintedReport, ReportItem, ReportStep } from './printed-report.ts'

const labelWidth = 64
/** Padding and line between two cells that are joined. */
const cellEdge = 10.6
const enumerate = (texts: readonly string[]) => texts.join('；')

export function stepWords(step: ReportStep | null): string {
  if (step === null) return '还没列进计划'
  const owner = step.owner === '' ? '没有指定负责人' : step.owner
  return `${owner}，${step.dueOn === null ? '没有定日期' : `${step.dueOn} 前`}，${step.state}${step.isLate ? '（已过期限）' : ''}`
}

function gapTable(gap: PrintedReport['gaps'][number], index: number): Content {
  const isMajor = gap.verdict === 'major'
  const [, valueWidth = 0] = columnWidths([labelWidth, null])
  const mark = [gap.isKey ? '关键项' : '', gap.answer].filter((word) => word !== '').join(' · ')
  const heading: Block = {
    columns: [{ text: `${index + 1}. ${gap.question}`, bold: true, width: '*' }, { text: mark, bold: true, alignment: 'right', width: 110, color: isMajor ? ink.must : ink.text }],
    columnGap: 8, fontSize: size.text, fillColor: isMajor ? ink.mustFill : ink.fill,
  }
  const said = (label: string, text: string) => (text === '' ? [] : longRows([cell(label, { color: ink.faint })], text, valueWidth))
  return table([labelWidth, null], [
    across(2, heading), ...said('条款', gap.clause), ...said('企业的说明', gap.note), ...said('审核意见', gap.remark), ...said('怎么补', gap.advice),
    ...said('要有的证据', enumerate(gap.evidenceExpected)), ...said('已放的证据', enumerate(gap.evidence)), ...said('安排', stepWords(gap.step)),
  ])
}

export function gapPages({ gaps }: PrintedReport): Content[] {
  if (gaps.length === 0) return [paragraph('没有答“一般不符合”“严重不符合”的项。')]
  const keys = gaps.filter(({ isKey }) => isKey).length
  return [lead(`共 ${gaps.length} 项${keys > 0 ? `，其中关键项 ${keys} 项，排在前面` : ''}。`), ...gaps.map(gapTable)]
}

function listTable(items: readonly { clause: string; question: string; note: string }[], noteName: string): Content {
  const widths = [100, 180, null]
  const [, , noteWidth = 0] = columnWidths(widths)
  return table(widths, [headRow(['条款', '检查内容', noteName]), ...items.flatMap(({ clause, question, note }) => longRows([cell(clause), cell(question)], note, noteWidth))])
}

function plainTable(items: readonly ReportItem[]): Content {
  return table([120, null, 90], [headRow(['条款', '检查内容', '哪个部门答']), ...items.map(({ clause, question, departments, isKey }): Content[] => [cell(clause), cell(isKey ? `${question}（关键项）` : question), centred(departments.join('、'))])])
}

export function watchPages({ items }: PrintedReport): Content[] {
  const observed = items.filter(({ verdict }) => verdict === 'observation')
  return observed.length === 0 ? [paragraph('没有观察项。')] : [lead('做到了，但有风险或还不稳，不算不符合。'), listTable(observed, '说明')]
}

export function openPages({ items, leftOut }: PrintedReport): Content[] {
  const unsure = items.filter(({ verdict }) => verdict === 'unsure')
  const open = items.filter(({ verdict }) => verdict === null)
  return [
    ...(unsure.length > 0 ? [subheading(`答“不确定”的 ${unsure.length} 项，按 0 分计，问清楚以后改答`), plainTable(unsure)] : []),
    ...(open.length > 0 ? [subheading(`还没答的 ${open.length} 项，按 0 分计`), plainTable(open)] : []),
    ...(unsure.length + open.length === 0 ? [paragraph('每一项都有明确的回答。')] : []),
    ...(leftOut.length > 0 ? [subheading(`按企业情况没有问的 ${leftOut.length} 项`), listTable(leftOut.map(({ clause, question, reason }) => ({ clause, question, note: reason })), '为什么没问')] : []),
  ]
}

export function planPages({ plan }: PrintedReport): Content[] {
  if (plan.length === 0) return [paragraph('还没有列整改计划。')]
  const widths = [22, 110, null, 66, 62, 50]
  const [, ...joinedWidths] = columnWidths(widths)
  const noteWidth = joinedWidths.reduce((sum, width) => sum + width + cellEdge, -cellEdge)
  return [table(widths, [
    headRow(['序', '条款', '要做的事', '负责人', '期限', '状态']),
    ...plan.flatMap((step, index) => [
      [centred(String(index + 1)), cell(step.clause), cell(step.title), centred(step.owner === '' ? '—' : step.owner), centred(step.dueOn === null ? '—' : step.isLate ? `${step.dueOn}\n已过期限` : step.dueOn, step.isLate ? { bold: true } : {}), centred(step.state)],
      ...(step.note === '' ? [] : longBand(widths.length, `进展：${step.note}`, noteWidth)),
    ]),
  ])]
}
