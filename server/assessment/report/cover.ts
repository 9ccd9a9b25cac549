import type { Content } from 'pdfmake'
import { chineseDate } from '#contract/identifiers/date.ts'
import { contentWidth } from '#server/pdf/grid.ts'
import { missingMark } from '#server/pdf/font-coverage.ts'
import { balanced } from '#server/pdf/line-breaks.ts'
import { ink, size, table } from './parts.ts'
import type { PrintedReport } from './printed-report.ts'

const titleSize = 27
const nameSize = 17

function facts(report: PrintedReport): [string, string][] {
  const { edition, state, beganOn, closedOn, today, people, answered, total } = report
  return [
    ['依据的清单', `${edition.edition}《${edition.title}》`], ['状态', state], ['已答', `${answered} 项，共 ${total} 项`],
    ['自评日期', `${chineseDate(beganOn)}${closedOn === null ? '起' : `至${chineseDate(closedOn)}`}`], ['报告日期', chineseDate(today)], ...people.map(({ label, name }): [string, string] => [label, name === '' ? '—' : name]),
  ]
}

export function cover(report: PrintedReport): Content[] {
  const hasGaps = JSON.stringify(report).includes(missingMark)
  return [
    { canvas: [{ type: 'line', x1: 0, y1: 0, x2: contentWidth, y2: 0, lineWidth: 2.4, lineColor: ink.main }], margin: [0, 24, 0, 12] },
    { text: `${report.service} · 企业自查`, fontSize: size.text, color: ink.faint },
    { text: '企业知识产权合规管理\n自评报告', fontSize: titleSize, bold: true, lineHeight: 1.15, margin: [0, 96, 0, 14] },
    { text: balanced(report.firmName, contentWidth / nameSize), fontSize: nameSize, bold: true, color: ink.main, margin: [0, 14, 0, 4] },
    { text: `统一社会信用代码 ${report.uscc}`, fontSize: size.text, color: ink.faint, margin: [0, 0, 0, 96] },
    table([92, null], facts(report).map(([label, words]): Content[] => [{ text: label, fontSize: size.text, color: ink.faint, fillColor: '#f5f8f6' }, { text: words, fontSize: size.text, bold: label === '状态' && !report.isComplete }]), 0),
    ...(report.isComplete ? [] : [{ text: '还没有答完，没答和不确定的按 0 分计，答完前结论会变。', fontSize: size.text, bold: true, margin: [0, 4, 0, 0] } satisfies Content]),
    { ...table([null], [[{ text: report.disclaimer, fontSize: size.sub, bold: true, alignment: 'center', fillColor: ink.fill, margin: [0, 6, 0, 6] }]], 0), margin: [0, 34, 0, 6] },
    ...(hasGaps ? [{ text: `${missingMark} 处是字库里没有的字。`, fontSize: size.small, color: ink.faint, alignment: 'center' } satisfies Content] : []),
  ]
}
