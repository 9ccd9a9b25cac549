// Lines of the audit as a table that leaves: .xlsx for reading, .csv for other programs. Each with its seal, and at the head how the chain stood.
import writeExcelFile, { type SheetData } from 'write-excel-file/node'
import { areaOf, wordOfAction } from '#contract/audit/actions.ts'
import type { AuditExportQuery, ChainState } from '#contract/audit/schema.ts'
import { chineseDate, shanghaiDate } from '#contract/identifiers/date.ts'
import type { Deps } from '../deps.ts'
import { textCell } from '../files/sheet-cells.ts'
import { neutralText } from '../files/sheet-text.ts'
import type { SignedIn } from '../http/route.ts'
import { readChainState } from './check.ts'
import { listDetails } from './details.ts'
import { recordAudit } from './record.ts'
import { keptSubject } from './things.ts'
import { assertPlain, isPlainReader, plainDetails, presentLines, readAuditRows } from './view.ts'

export const auditSheetName = '审计记录'
const pageSize = 500
/** A workbook is written in one go; a plain table page by page. */
export const mostLines = { xlsx: 5_000, csv: 50_000 } as const
const heads = ['行号', '时间', '谁', '职责', '手机', '类别', '做了什么', '动作代码', '结果', '对象', '企业', '明细', '请求编号', '封印序号', '封印', '上一封印']
const widths = [10, 20, 12, 12, 14, 12, 20, 28, 8, 34, 28, 60, 24, 10, 34, 34]

const twoDigits = (value: number) => String(value).padStart(2, '0')
/** 2026-11-23 10:08:05 in Shanghai. */
function timeText(iso: string): string {
  const at = Date.parse(iso) + 8 * 3_600_000
  const seconds = Math.floor(at / 1000) % 86_400
  return `${shanghaiDate(Date.parse(iso))} ${twoDigits(Math.floor(seconds / 3600))}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`
}

async function* pagesOf({ db }: Pick<Deps, 'db'>, query: AuditExportQuery, isPlain: boolean, most: number): AsyncGenerator<string[][]> {
  let after: [at: number, id: string] | undefined
  for (let read = 0; read < most;) {
    const rows = await readAuditRows(db, query, isPlain, { after, limit: Math.min(pageSize, most - read) })
    const last = rows.at(-1)
    if (!last) return
    read += rows.length
    after = [last.at, String(last.id)]
    const seals = new Map((await db.selectFrom('audit_seals').selectAll().where('audit_id', 'in', rows.map(({ id }) => id)).execute()).map((seal) => [Number(seal.audit_id), seal]))
    const lines = await presentLines(db, rows, isPlain)
    yield rows.map((row, index) => {
      const line = lines[index]
      const seal = seals.get(row.id)
      const details = listDetails(row.details, isPlain ? plainDetails : undefined).map(({ name, value }) => `${name}：${value}`).join('；')
      return [String(row.id), timeText(new Date(row.at).toISOString()), line?.by.name ?? '', line?.by.duty ?? '', line?.by.phone ?? '', areaOf(row.action), wordOfAction(row.action), row.action, row.outcome === 'done' ? '办成' : '被拒绝', line?.subject?.text ?? '', line?.firm?.text ?? '', details, row.request_id ?? '', seal ? String(seal.seq) : '待封', seal?.hash ?? '', seal?.prev ?? '']
    })
  }
}

function chainText({ last, sealed, waiting }: ChainState): string {
  const check = last === null ? '还没有整链核对过' : `${timeText(last.at)} 整链核对：${last.isWhole ? '完整，没有改动' : `发现 ${last.faultCount} 处不符`}`
  return `已封 ${sealed} 行，待封 ${waiting} 行。${check}`
}

const csvLine = (cells: readonly string[]) => `${cells.map((cell) => `"${neutralText(cell).replaceAll('"', '""')}"`).join(',')}\r\n`

/** At most `mostLines` of them, newest first; the export is a line itself. */
export async function exportLines(deps: Deps, account: SignedIn, form: keyof typeof mostLines, query: AuditExportQuery, requestId: string): Promise<Buffer> {
  const isPlain = isPlainReader(account)
  assertPlain(query, isPlain)
  const chain = await readChainState(deps)
  const rows: string[][] = []
  for await (const page of pagesOf(deps, query, isPlain, mostLines[form])) rows.push(...page)
  const subject = query.subject === undefined ? undefined : await keptSubject(deps.db, query.subject)
  await deps.commands.run((tx) => recordAudit(tx, {
    at: deps.clock.now(), accountId: account.id, role: account.duty, action: 'audit.export', firmId: query.firm ?? null, ...(subject === undefined ? {} : { subject }), requestId,
    details: { form, rows: rows.length, filters: Object.entries(query).filter(([, value]) => value !== undefined).map(([name]) => name) },
  }))
  const made = `${chineseDate(shanghaiDate(deps.clock.now()))}由${account.name}导出，${rows.length} 行${rows.length === mostLines[form] ? `（最多 ${mostLines[form]} 行，更早的没有在内）` : ''}`
  const top = [[`${deps.content.county.name}${auditSheetName}`], [made], [chainText(chain)]]
  if (form === 'csv') return Buffer.from(`\uFEFF${[...top, heads, ...rows].map(csvLine).join('')}`)
  const sheet: SheetData = [
    ...top.map(([text = ''], index) => [{ value: neutralText(text), type: String, columnSpan: heads.length, ...(index === 0 ? { fontWeight: 'bold' as const, fontSize: 14 } : {}) }, ...heads.slice(1).map(() => null)]),
    heads.map((head) => textCell(head, { fontWeight: 'bold', backgroundColor: '#edf1ef' })),
    ...rows.map((cells) => cells.map((cell) => textCell(cell))),
  ]
  return writeExcelFile(sheet, { sheet: auditSheetName, orientation: 'landscape', stickyRowsCount: 4, columns: widths.map((width) => ({ width })) }, { fontFamily: 'SimSun', fontSize: 10 }).toBuffer()
}
