// A month's report as .xlsx in the layout of an office: title, period, lines with this month and the one before, how each is counted, who made it.
import writeExcelFile, { type Cell, type SheetData } from 'write-excel-file/node'
import { measureOf, type MeasureUnit } from '#contract/reports/measures.ts'
import type { MonthReport } from '#contract/reports/schema.ts'
import { chineseDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { recordAudit } from '../audit/record.ts'
import { edge, textCell } from '../files/sheet-cells.ts'
import type { Deps } from '../deps.ts'
import { neutralText } from '../files/sheet-text.ts'
import type { SignedIn } from '../http/route.ts'
import { readMonthReport } from './month-report.ts'

export const monthSheetName = '知识产权服务月报'
const widths = [6, 16, 12, 14, 14, 60]
const formats: Record<MeasureUnit, string> = { times: '0', percent: '0.0', workdays: '0.0', marks: '0.0', fen: '#,##0.00####' }

function figureCell(unit: MeasureUnit, value: number | null): Cell {
  if (value === null) return textCell('—', { align: 'center' })
  return { value: unit === 'fen' ? value / 1_000_000 : value, type: Number, format: formats[unit], align: 'right', alignVertical: 'center', ...edge }
}

const spread = (cell: Cell): (Cell | null)[] => [cell, ...widths.slice(1).map(() => null)]
const plain = (text: string, more: object = {}): Cell => ({ value: neutralText(text), type: String, format: '@', columnSpan: widths.length, alignVertical: 'center', wrap: true, ...more })

function stateText(report: MonthReport): string {
  if (report.state === 'running') return `本月未完，数到 ${chineseDate(report.today)}`
  if (report.state === 'open' || report.madeAt === null) return '未定稿'
  return `${chineseDate(shanghaiDate(Date.parse(report.madeAt)))}${report.madeBy === null ? '按日历自动定稿' : `由${report.madeBy}定稿`}，以后不变`
}

/** Leaves a line in the audit. Throws `not-found`. */
export async function exportMonth(deps: Deps, account: SignedIn, month: string, requestId: string): Promise<Buffer> {
  const report = await readMonthReport(deps, month)
  await deps.commands.run((tx) => recordAudit(tx, { at: deps.clock.now(), accountId: account.id, role: account.duty, action: 'reports.export', subject: `month:${month}`, requestId, details: { state: report.state } }))
  const [year, number] = month.split('-')
  const head = { fontWeight: 'bold', align: 'center', backgroundColor: '#edf1ef' } as const
  const rows: SheetData = [
    spread(plain(`${deps.content.county.name}${monthSheetName}`, { fontWeight: 'bold', fontSize: 16, align: 'center', height: 30 })),
    spread(plain(`${year} 年 ${Number(number)} 月　　填报单位：${deps.content.county.office}`, { align: 'center', height: 20 })),
    ['序号', '指标', '单位', '本月', '上月', '怎么算'].map((word) => textCell(word, head)),
    ...report.lines.map(({ id, value, before }, index) => {
      const { word, unit, unitWord, how } = measureOf(id)
      return [textCell(String(index + 1), { align: 'center' }), textCell(word), textCell(unitWord, { align: 'center' }), figureCell(unit, value), figureCell(unit, before), textCell(how, { height: how.length > 30 ? 34 : 20 })]
    }),
    spread(plain(stateText(report), { height: 20 })),
    spread(plain('制表人：　　　　　　　　审核人：　　　　　　　　日期：　　　　　　', { height: 30 })),
  ]
  return writeExcelFile(rows, { sheet: monthSheetName, orientation: 'landscape', columns: widths.map((width) => ({ width })) }, { fontFamily: 'SimSun', fontSize: 11 }).toBuffer()
}
