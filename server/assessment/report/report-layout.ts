// The report as a document: cover, then its parts in the order somebody reads them who has five minutes.
import type { Block, Content, Definition } from 'pdfmake'
import { fontName } from '#server/pdf/draw.ts'
import { contentWidth, page, togetherHeight } from '#server/pdf/grid.ts'
import { cover } from './cover.ts'
import { answerPages, changeoverPages, readinessPages } from './full-tables.ts'
import { gapPages, openPages, planPages, watchPages } from './lists.ts'
import { headings, ink, paragraph, size } from './parts.ts'
import type { PrintedReport } from './printed-report.ts'
import { reportTitle } from './report-words.ts'
import { capLines, chapterPages, methodPage, redLinePages, scoreBlock } from './result-pages.ts'

const bottomMargin = 58

const isHeading = (block: Content): block is Block => typeof block === 'object' && 'headlineLevel' in block

/** No heading stands alone at the end of a page: each is told (as its headline level) how high it is with what it must not be parted from. */
function keepHeadings(content: Content[]): Content[] {
  return content.map((block, index) => {
    if (!isHeading(block)) return block
    const after = content.slice(index + 1)
    const first = after.findIndex((one) => !isHeading(one))
    const together = [block, ...after.slice(0, first + 1)]
    return { ...block, headlineLevel: Math.ceil(together.reduce((sum, one) => sum + togetherHeight(one, contentWidth), 0)) }
  })
}

/** A new definition each time: pdfmake changes the one it is given. */
export function layoutReport(report: PrintedReport): Definition {
  const heading = headings()
  const content: Content[] = [
    ...cover(report),
    heading('结论', { isNewPage: true }), scoreBlock(report), ...report.remarks.map((text) => paragraph(text)), ...capLines(report),
    heading('红线'), ...redLinePages(report),
    heading('评分方法'), methodPage(report),
    heading('各章得分'), ...chapterPages(report),
    heading('差距清单'), ...gapPages(report),
    heading('观察项'), ...watchPages(report),
    heading('不确定和没答的'), ...openPages(report),
    heading('整改计划'), ...planPages(report),
    heading('逐项回答', { isNewPage: true }), ...answerPages(report),
    heading('认证预备表', { isNewPage: true }), ...readinessPages(report),
    ...(report.changeover === null ? [] : [heading('换版差距表', { isNewPage: true }), ...changeoverPages(report.changeover)]),
  ]
  return {
    content: keepHeadings(content),
    footer: (number, pages) => (number === 1 ? null : footer(report, number, pages)),
    pageSize: 'A4',
    pageMargins: [page.margins[0], page.margins[1], page.margins[2], bottomMargin],
    defaultStyle: { font: fontName, fontSize: size.text, color: ink.text },
    info: { title: `${report.firmName}${reportTitle}`, subject: report.isComplete ? report.edition.edition : '未完成', author: report.firmName, creator: report.service, producer: 'pdfmake', creationDate: new Date(report.at) },
    pageBreakBefore: ({ headlineLevel, startPosition }) => headlineLevel !== undefined && startPosition.top + headlineLevel > page.height - bottomMargin,
    language: 'zh-CN', displayTitle: true, version: '1.7',
  }
}

function footer({ firmName, disclaimer, isComplete }: PrintedReport, number: number, pages: number): Content {
  return {
    columns: [
      { stack: [{ text: `${firmName}${isComplete ? '' : ' · 未完成'}` }, { text: disclaimer, margin: [0, 1.5, 0, 0] }], width: '*' },
      { text: `第 ${number} 页 / 共 ${pages} 页`, alignment: 'right', width: 90 },
    ],
    columnGap: 10, fontSize: size.tiny, color: ink.faint, margin: [page.margins[0], 14, page.margins[2], 0],
  }
}
