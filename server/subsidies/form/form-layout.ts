// The page: title, number, the tables in their order, and at the foot of every page its number, the case's number and the code that leads to it.
import type { Content, Definition } from 'pdfmake'
import { renderSVG } from 'uqr'
import { chineseDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { fontName } from '#server/pdf/draw.ts'
import { missingMark } from '#server/pdf/font-coverage.ts'
import { contentWidth, page, sizes } from '#server/pdf/grid.ts'
import { balanced } from '#server/pdf/line-breaks.ts'
import { amountTable, opinionsTable, papersTable, statementTable } from './closing-tables.ts'
import type { PrintedForm } from './printed-form.ts'
import { sectionTables } from './section-tables.ts'

const ordinals = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二', '十三', '十四', '十五']
const codeSize = 50

/** A new definition each time: pdfmake changes the one it is given. */
export function layoutForm(form: PrintedForm): Definition {
  const isDraft = form.number === null
  const tables: Content[] = []
  let count = 0
  const numbered = (title: string) => {
    count += 1
    return `${ordinals[count - 1] ?? count}、${title}`
  }
  for (const section of form.sections) tables.push(...sectionTables(section, numbered(section.title)))
  tables.push(amountTable(form, numbered(form.amount.isGuidance ? '支持方式' : '申请金额')))
  tables.push(papersTable(form, numbered('材料清单')))
  tables.push(statementTable(form, numbered('申请单位声明')))
  if (form.opinions.length > 0) tables.push(opinionsTable(form, numbered('审核意见（由受理、审核部门填写）')))
  // The gap under the last table would draw an empty page where that table just fits.
  const last = tables.at(-1)
  if (last && typeof last !== 'string') Object.assign(last, { margin: [0, 0, 0, 0] })
  return {
    content: [...heading(form), ...tables],
    footer: (number, pages) => footer(form, number, pages),
    pageSize: 'A4',
    pageMargins: [...page.margins],
    defaultStyle: { font: fontName, fontSize: sizes.text },
    info: {
      title: `${form.title}申请表`,
      subject: isDraft ? '草稿' : (form.number ?? ''),
      author: form.office,
      creator: form.office,
      producer: 'pdfmake',
      creationDate: new Date(form.at),
    },
    language: 'zh-CN',
    displayTitle: true,
    version: '1.7',
  }
}

function heading(form: PrintedForm): Content[] {
  const hasGaps = JSON.stringify(form).includes(missingMark)
  return [
    { text: balanced(form.title, contentWidth / sizes.title), fontSize: sizes.title, bold: true, alignment: 'center' },
    { text: '申请表', fontSize: sizes.title + 2, bold: true, alignment: 'center', characterSpacing: 8, margin: [8, 2, 0, 12] },
    {
      columns: [
        { text: form.number === null ? '草稿，还没有提交，没有编号' : `编号：${form.number}${form.standing ? `（${form.standing}）` : ''}`, width: '*' },
        { text: `${form.number === null ? '保存' : '提交'}日期：${dayOf(form.at)}`, alignment: 'right', width: 'auto' },
      ],
      fontSize: sizes.label,
      margin: [0, 0, 0, 5],
    },
    ...(hasGaps ? [{ text: `${missingMark} 处是字库里没有的字，打印以后手写补上。`, fontSize: sizes.label, margin: [0, 0, 0, 5] } satisfies Content] : []),
  ]
}

function dayOf(instant: string): string {
  return chineseDate(shanghaiDate(Date.parse(instant)))
}

function footer(form: PrintedForm, number: number, pages: number): Content {
  return {
    columns: [
      { stack: [{ text: form.number ?? '草稿，未提交' }, { text: form.title, color: '#555555', margin: [0, 2, 0, 0] }], width: 190, margin: [0, 12, 0, 0] },
      { text: `第 ${number} 页 / 共 ${pages} 页`, alignment: 'center', width: '*', margin: [0, 12, 0, 0] },
      {
        columns: [
          { text: '扫码看办件', color: '#555555', alignment: 'right', width: '*', margin: [0, 18, 8, 0] },
          { svg: renderSVG(form.caseUrl, { ecc: 'M', border: 0 }), width: codeSize, height: codeSize },
        ],
        width: 190,
      },
    ],
    fontSize: sizes.small,
    margin: [page.margins[0], 10, page.margins[2], 0],
  }
}
