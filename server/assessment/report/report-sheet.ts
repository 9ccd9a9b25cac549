// The report as .xlsx: text stays text, days are days, counts are figures, nothing becomes a formula (pitfalls C34, C35).
import writeExcelFile, { type Cell, type SheetData } from 'write-excel-file/node'
import { withHeight } from '#server/files/sheet-rows.ts'
import { neutralText } from '#server/files/sheet-text.ts'
import type { PrintedReport, ReportItem } from './printed-report.ts'
import * as words from './sheet-words.ts'

const edge = { borderStyle: 'thin', borderColor: '#728481', alignVertical: 'center' } as const
const centre = { align: 'center' } as const
const strong = { fontWeight: 'bold' } as const
const font = { fontFamily: 'SimSun', fontSize: 11 } as const

export function textCell(text: string, more: object = {}): Cell {
  return { value: neutralText(text), type: String, format: '@', wrap: true, ...edge, ...more }
}

function countCell(count: number): Cell {
  return { value: count, type: Number, format: '0', ...edge, ...centre }
}

/** A day is the midnight of UTC here: the writer counts from it, whatever zone the machine is in. */
function dayCell(day: string | null): Cell {
  // Without a format of its own an empty cell takes a day as a day when somebody types one.
  return day === null ? { value: '', type: String, ...edge, ...centre } : { value: new Date(`${day}T00:00:00.000Z`), type: Date, format: 'yyyy-mm-dd', ...edge, ...centre }
}

/** Head of a sheet: its title over all columns, a line of what it is about, the names of the columns. */
export function sheetHead(title: string, about: string, columns: readonly string[]): SheetData {
  return [
    [{ value: neutralText(title), type: String, columnSpan: columns.length, fontSize: 16, align: 'center', alignVertical: 'center', height: 32, ...strong }],
    [{ value: neutralText(about), type: String, columnSpan: columns.length, align: 'left', wrap: true, height: 32, alignVertical: 'center' }],
    columns.map((word) => textCell(word, { ...strong, ...centre, backgroundColor: '#edf1ef' })),
  ]
}

interface Sheet { sheet: string; data: SheetData; orientation: 'landscape'; stickyRowsCount: number; columns: { width: number }[] }

function sheet(report: PrintedReport, name: string, columns: readonly (readonly [name: string, width: number])[], rows: Cell[][]): Sheet {
  const data = [...sheetHead(`${report.firmName} ${name}`, words.aboutLine(report), columns.map(([word]) => word)), ...rows.map((row) => withHeight(row, columns.map(([, width]) => width)))]
  return { sheet: name, data, orientation: 'landscape', stickyRowsCount: 3, columns: columns.map(([, width]) => ({ width })) }
}

const lines = (texts: readonly string[]) => texts.join('\n')
const mark = (item: ReportItem) => textCell(item.isKey ? words.keyWord : '', centre)

/** Departments in the order they come first in the edition; within one, its items in the order of the clauses. */
function byDepartment(items: readonly ReportItem[]): [department: string, items: ReportItem[]][] {
  return [...Map.groupBy(items, ({ departments: [first = ''] }) => first)]
}

function checklistRows(items: readonly ReportItem[]): Cell[][] {
  let count = 0
  return byDepartment(items).flatMap(([department, own]) => own.map((item) => {
    count += 1
    const [, ...others] = item.departments
    return [
      countCell(count), textCell(department), textCell(item.clause), textCell(item.question), mark(item), textCell(lines(item.evidenceExpected)), textCell(item.answer, { ...centre, ...(item.verdict === 'major' || item.verdict === 'minor' ? strong : {}) }),
      textCell(item.note), textCell(lines(item.evidence)), countCell(item.evidence.length), textCell(item.remark), textCell(others.join('、')),
    ]
  }))
}

function gapRows({ gaps }: PrintedReport): Cell[][] {
  return gaps.map((gap, index) => [
    countCell(index + 1), mark(gap), textCell(gap.answer, { ...centre, ...strong }), textCell(gap.clause), textCell(gap.question), textCell(gap.note), textCell(gap.advice), textCell(lines(gap.evidenceExpected)), textCell(lines(gap.evidence)),
    textCell(gap.departments.join('、')), textCell(gap.step?.owner ?? ''), dayCell(gap.step?.dueOn ?? null), textCell(gap.step?.state ?? words.notPlanned, centre),
  ])
}

function planRows({ plan }: PrintedReport): Cell[][] {
  return plan.map((step, index) => [
    countCell(index + 1), textCell(step.clause), textCell(step.title), textCell(step.owner, centre), dayCell(step.dueOn), textCell(step.state, centre), textCell(step.isLate ? words.lateWord : '', centre), textCell(step.note),
  ])
}

function readinessRows({ readiness }: PrintedReport): Cell[][] {
  return readiness.map((row, index) => [countCell(index + 1), textCell(row.clause), textCell(row.applies, centre), textCell(row.reason), countCell(row.items), countCell(row.withEvidence), countCell(row.evidence), textCell(row.state)])
}

function changeoverSheets(report: PrintedReport): Sheet[] {
  if (report.changeover === null) return []
  const { rows, dropped } = report.changeover
  return [sheet(report, words.sheets.changeover, words.changeoverColumns, [
    ...rows.map((row, index) => [countCell(index + 1), textCell(row.kind, centre), textCell(row.clause), textCell(row.question), textCell(lines(row.from)), textCell(lines(row.notes)), textCell(row.answer, centre)]),
    ...dropped.map(({ question, reason }, index) => [countCell(rows.length + index + 1), textCell(words.droppedWord, centre), textCell(''), textCell(''), textCell(question), textCell(reason), textCell('')]),
  ])]
}

/** 审核检查表 by department and clause, 差距清单, 整改计划, 认证预备表 and, where it was carried over, 换版差距表. */
export async function writeReportSheet(report: PrintedReport): Promise<Buffer> {
  const sheets = [
    sheet(report, words.sheets.checklist, words.checklistColumns, checklistRows(report.items)), sheet(report, words.sheets.gaps, words.gapColumns, gapRows(report)), sheet(report, words.sheets.plan, words.planColumns, planRows(report)),
    sheet(report, words.sheets.readiness, words.readinessColumns, readinessRows(report)), ...changeoverSheets(report),
  ]
  return writeExcelFile(sheets, font).toBuffer()
}

const templateWidth = 20
const emptyRows = 20

/** A blank table: its title, its use, the column heads and rows to write in. */
export async function writeTemplate({ title, use, columns }: { title: string; use: string; columns: readonly string[] }): Promise<Buffer> {
  const blank = () => columns.map((): Cell => ({ value: '', type: String, wrap: true, ...edge }))
  const data: SheetData = [...sheetHead(title, use, columns), ...Array.from({ length: emptyRows }, blank)]
  // A sheet's name takes 31 characters and none of these.
  return writeExcelFile(data, { sheet: title.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31), orientation: 'landscape', stickyRowsCount: 3, columns: columns.map(() => ({ width: templateWidth })) }, font).toBuffer()
}
