// What came out: score, grade and why, red lines, the method, chapters as charts and as a table.
import type { Block, Content } from 'pdfmake'
import { fontName } from '#server/pdf/draw.ts'
import { contentWidth, kept } from '#server/pdf/grid.ts'
import { barChart, radarChart, type Chart } from './charts.ts'
import { cell, centred, headRow, ink, paragraph, points, size, subheading, table } from './parts.ts'
import type { PrintedReport, ReportRedLine } from './printed-report.ts'
import { scoreText, unfinished } from './report-words.ts'

const chartHeight = 236
const mostNamed = 12

export function scoreBlock(report: PrintedReport): Content {
  const { scoreTenths, soFarTenths, grade, isComplete, answered, total, redLines } = report
  // Red says: act now. A key item done in part waits for its turn.
  const mustAct = report.caps.some(({ kind }) => kind !== 'key-failed') || report.counts.major > 0
  const left: Content = { stack: [{ text: '总分', fontSize: size.small, color: ink.faint }, { text: scoreText(scoreTenths), fontSize: 40, bold: true, lineHeight: 1 }, { text: '满分 100', fontSize: size.small, color: ink.faint }], alignment: 'center' }
  const right: Content = {
    stack: [
      { text: '结论', fontSize: size.small, color: ink.faint },
      { text: grade?.title ?? '还没有结论', fontSize: 19, bold: true, color: mustAct ? ink.must : ink.main, margin: [0, 1, 0, 3] },
      { text: grade?.advice ?? '答了以后这里给出结论。', fontSize: size.text },
      ...(isComplete ? [] : [{ text: `${unfinished(answered, total, redLines.unanswered.length)}。只看已答的是 ${scoreText(soFarTenths)} 分。`, fontSize: size.text, bold: true, margin: [0, 4, 0, 0] } satisfies Content]),
    ],
  }
  return table([104, null], [[left, right]], 0)
}

export function capLines({ caps }: PrintedReport): Content[] {
  if (caps.length === 0) return []
  return [subheading('为什么是这个结论'), paragraph('有下面的情况，不论得多少分，结论都到此为止。'), ...caps.map(({ why, questions }): Content => ({
    stack: [
      { text: `${why} ${questions.length} 项：`, fontSize: size.text, bold: true, margin: [0, 0, 0, 3] },
      points([...questions.slice(0, mostNamed), ...(questions.length > mostNamed ? [`另外 ${questions.length - mostNamed} 项见后面的差距清单。`] : [])], { fontSize: size.small }),
    ],
    margin: [0, 0, 0, 6],
  }))]
}

function crossedTable({ question, why, now, note }: ReportRedLine, index: number): Content {
  const heading: Block = { text: `${index + 1}. ${question}`, fontSize: size.text, bold: true, color: ink.must, fillColor: ink.mustFill }
  const rows: Content[][] = [
    [cell('为什么'), cell(why)],
    [cell('现在就做', { bold: true }), { stack: now.map((text, at): Block => ({ text: `${at + 1}. ${text}`, fontSize: size.small, margin: [0, 0, 0, 1.5] })) }],
    ...(note === '' ? [] : [[cell('企业的说明'), cell(note.replace(/\n{2,}/g, '\n'))]]),
  ]
  return table([64, null], [[{ ...heading, colSpan: 2 }, {}], ...rows])
}

export function redLinePages(report: PrintedReport): Content[] {
  const { crossed, unsure, unanswered, total } = report.redLines
  const rest: Content[] = [
    ...(unsure.length > 0 ? [subheading(`说不准的 ${unsure.length} 条，尽快问清楚`), points(unsure)] : []),
    ...(unanswered.length > 0 ? [subheading(`还没答的 ${unanswered.length} 条`), points(unanswered)] : []),
  ]
  if (crossed.length > 0) return [paragraph(`答“有”的 ${crossed.length} 条。先把下面的事办了，再谈认证。`, { bold: true, color: ink.must }), ...crossed.map(crossedTable), ...rest]
  return [paragraph(total === 0 ? '这份清单没有红线问题。' : rest.length === 0 ? `${total} 条都答“没有”。` : '还没有答“有”的。'), ...rest]
}

function methodTable({ counts, total }: PrintedReport): Content {
  const words = ['符合', '观察项', '一般不符合', '严重不符合', '不适用', '不确定', '未答', '合计']
  const numbers = [counts.conform, counts.observation, counts.minor, counts.major, counts['not-applicable'], counts.unsure, counts.unanswered, total]
  return table(words.map(() => null), [headRow(words), numbers.map((number) => centred(String(number), { fontSize: size.sub }))])
}

export function methodPage(report: PrintedReport): Content {
  return kept([points(report.method, { lineHeight: 1.15 }), { text: ' ', fontSize: 4 }, methodTable(report)])
}

const svg = ({ svg: text, width, height }: Chart): Block => ({ svg: text, width, height, font: fontName })

export function chapterPages({ chapters }: PrintedReport): Content[] {
  const half = Math.floor(contentWidth / 2) - 4
  const radar = radarChart(chapters, { width: half, height: chartHeight, font: fontName })
  const bars = barChart(chapters, { width: radar ? half : Math.floor(contentWidth), height: chartHeight, font: fontName })
  const rows = chapters.map(({ name, tenths, counts, total }): Content[] => [
    cell(name), centred(scoreText(tenths), { bold: true }), ...[counts.conform, counts.observation, counts.minor, counts.major, counts['not-applicable'], counts.unsure, counts.unanswered, total].map((number) => centred(number === 0 ? '·' : String(number))),
  ])
  return [
    kept([radar ? { columns: [svg(radar), svg(bars)], columnGap: 8, margin: [0, 0, 0, 6] } : { ...svg(bars), margin: [0, 0, 0, 6] }, paragraph('左图和右图是同一组数：每章得分，满分 100。整章不适用的写“—”，不在左图里。', { fontSize: size.small, color: ink.faint })]),
    table([null, 34, 30, 36, 52, 52, 36, 36, 28, 28], [headRow(['章', '得分', '符合', '观察项', '一般不符合', '严重不符合', '不适用', '不确定', '未答', '项数']), ...rows]),
  ]
}
