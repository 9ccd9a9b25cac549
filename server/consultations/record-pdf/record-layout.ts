// The page: title, number, the tables in their order, and at the foot of every page its number, the booking's number and the code that leads to it.
import type { Content, Definition } from 'pdfmake'
import { renderSVG } from 'uqr'
import { chineseDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { fontName } from '#server/pdf/draw.ts'
import { missingMark } from '#server/pdf/font-coverage.ts'
import { contentWidth, page, sizes } from '#server/pdf/grid.ts'
import { balanced } from '#server/pdf/line-breaks.ts'
import type { PrintedRecord } from './printed-record.ts'
import { confirmationTable, factsTable, followUpsTable, peopleTable, photosTable, textsTable } from './record-tables.ts'

const formName = '服务记录表'
const codeSize = 50

/** A new definition each time: pdfmake changes the one it is given. */
export function layoutRecord(record: PrintedRecord): Definition {
  const tables: Content[] = [
    factsTable(record, '一、基本情况'), peopleTable(record, '二、企业参加人员'), textsTable(record.talk, '三、服务内容'), textsTable(record.advice, '四、发现的问题和建议'),
    followUpsTable(record, '五、后续事项'), confirmationTable(record, '六、确认'), ...(record.photos.length > 0 ? [photosTable(record, '七、现场照片')] : []),
  ]
  // The gap under the last table would draw an empty page where that table just fits.
  const last = tables.at(-1)
  if (last && typeof last !== 'string') Object.assign(last, { margin: [0, 0, 0, 0] })
  return {
    content: [...heading(record), ...tables],
    footer: (number, pages) => footer(record, number, pages),
    pageSize: 'A4',
    pageMargins: [...page.margins],
    pageBreakBefore: ({ headlineLevel, startPosition }) => headlineLevel !== undefined && startPosition.top + headlineLevel > page.height - page.margins[3],
    defaultStyle: { font: fontName, fontSize: sizes.text },
    info: { title: `${record.title}${formName}`, subject: record.number, author: record.office, creator: record.office, producer: 'pdfmake', creationDate: new Date(record.at) },
    language: 'zh-CN',
    displayTitle: true,
    version: '1.7',
  }
}

function heading({ title, number, standing, at, photos, ...words }: PrintedRecord): Content[] {
  const hasGaps = JSON.stringify(words).includes(missingMark)
  return [
    { text: balanced(title, contentWidth / sizes.title), fontSize: sizes.title, bold: true, alignment: 'center' },
    { text: formName, fontSize: sizes.title + 2, bold: true, alignment: 'center', characterSpacing: 8, margin: [8, 2, 0, 12] },
    {
      columns: [{ text: `编号：${number}${standing === null ? '' : `（${standing}）`}`, width: '*' }, { text: `日期：${chineseDate(shanghaiDate(Date.parse(at)))}`, alignment: 'right', width: 'auto' }],
      fontSize: sizes.label,
      margin: [0, 0, 0, 5],
    },
    ...(hasGaps ? [{ text: `${missingMark} 处是字库里没有的字，打印以后手写补上。`, fontSize: sizes.label, margin: [0, 0, 0, 5] } satisfies Content] : []),
  ]
}

function footer(record: PrintedRecord, number: number, pages: number): Content {
  return {
    columns: [
      { stack: [{ text: `${record.number}${record.standing === null ? '' : `（${record.standing}）`}` }, { text: `${record.title}${formName}`, color: '#555555', margin: [0, 2, 0, 0] }], width: 190, margin: [0, 12, 0, 0] },
      { text: `第 ${number} 页 / 共 ${pages} 页`, alignment: 'center', width: '*', margin: [0, 12, 0, 0] },
      { columns: [{ text: '扫码看预约', color: '#555555', alignment: 'right', width: '*', margin: [0, 18, 8, 0] }, { svg: renderSVG(record.bookingUrl, { ecc: 'M', border: 0 }), width: codeSize, height: codeSize }], width: 190 },
    ],
    fontSize: sizes.small,
    margin: [page.margins[0], 10, page.margins[2], 0],
  }
}
