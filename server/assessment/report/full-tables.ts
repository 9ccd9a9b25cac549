// The complete answers chapter by chapter, 认证预备表 and 换版差距表.
import type { Block, Content } from 'pdfmake'
import { bandRow, cell, centred, columnWidths, headRow, ink, joined, lead, longRows, size, subheading, table } from './parts.ts'
import type { Changeover, ChangeoverLine, PrintedReport, ReportItem } from './printed-report.ts'

const answerWidths = [22, 176, 56, null]

function saidOf({ note, remark, evidence }: ReportItem): string {
  return [note, remark === '' ? '' : `审核意见：${remark}`, evidence.length === 0 ? '' : `证据：${evidence.join('；')}`].filter((text) => text !== '').join('\n')
}

/** One table a clause, so that its name comes again where it goes on overleaf. */
function clauseTables(items: readonly ReportItem[]): Content[] {
  const width = columnWidths(answerWidths)[3] ?? 0
  let count = 0
  const rowsOf = (own: readonly ReportItem[]) => own.flatMap((item) => {
    count += 1
    const style = item.verdict === 'major' ? { bold: true, color: ink.must } : item.verdict === 'minor' ? { bold: true } : {}
    return longRows([centred(String(count)), cell(item.isKey ? `${item.question}（关键项）` : item.question), centred(item.answer, style)], saidOf(item), width)
  })
  return joined([...Map.groupBy(items, ({ clause }) => clause)].map(([clause, own], index) => {
    const head = index === 0 ? [headRow(['序', '检查内容', '自评', '说明、审核意见和证据'])] : []
    return table(answerWidths, [...head, bandRow(answerWidths.length, clause), ...rowsOf(own)], head.length + 1)
  }))
}

export function answerPages({ items }: PrintedReport): Content[] {
  return [...Map.groupBy(items, ({ chapter }) => chapter)].flatMap(([chapter, own]) => [subheading(chapter), ...clauseTables(own)])
}

export function readinessPages({ readiness }: PrintedReport): Content[] {
  const widths = [150, 46, null, 46, 96]
  const width = columnWidths(widths)[2] ?? 0
  return [
    lead('申请认证前逐条核对：哪些条款适用、不适用的理由、证据备了多少、还差什么。证据一栏是放了证据的项数和适用的项数。'),
    table(widths, [
      headRow(['条款', '是否适用', '不适用的理由', '证据', '准备情况']),
      ...readiness.flatMap(({ clause, applies, reason, items, withEvidence, state }) => {
        const [first = [], ...more] = longRows([cell(clause), centred(applies)], reason, width)
        const rest = (words: [string, string]): Content[] => words.map((word) => centred(word))
        return [[...first, ...rest([items === 0 ? '—' : `${withEvidence}/${items}`, state])], ...more.map((row) => [...row, ...rest(['', ''])])]
      }),
    ]),
  ]
}

const changeWidths = [172, 36, null, 56]

function changeRow({ question, kind, from, notes, answer }: ChangeoverLine): Content[] {
  const olds = [...from, ...notes.map((note) => `变化：${note}`)].map((text): Block => ({ text, fontSize: size.tiny, margin: [0, 0, 0, 1.5] }))
  return [cell(question), centred(kind, kind === '未变' ? {} : { bold: true }), { stack: olds }, centred(answer)]
}

export function changeoverPages({ from, rows, dropped }: Changeover): Content[] {
  const tables = [...Map.groupBy(rows, ({ clause }) => clause)].map(([clause, own], index) => {
    const head = index === 0 ? [headRow(['新版检查内容', '变化', '旧版的哪一项', '现在的回答'])] : []
    return table(changeWidths, [...head, bandRow(changeWidths.length, clause), ...own.map(changeRow)], head.length + 1)
  })
  return [
    lead(`从 ${from} 换到新版：每一项从哪里来，新增和有变化的重新答。`), ...joined(tables),
    ...(dropped.length > 0 ? [subheading(`新版不再问的 ${dropped.length} 项`), table([null, 190], [headRow(['旧版检查内容', '为什么']), ...dropped.map(({ question, reason }): Content[] => [cell(question), cell(reason)])])] : []),
  ]
}
