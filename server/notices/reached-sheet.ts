// The call list as .xlsx: phones and notes are text, nothing becomes a formula (pitfalls C34, C35).
import { setImmediate as letOthersRun } from 'node:timers/promises'
import writeExcelFile, { type Cell, type SheetData } from 'write-excel-file/node'
import type { ReachedFirm, ReachedFirmsQuery } from '#contract/notices/desk-schema.ts'
import { allReasonWords, type ReasonNames } from '#contract/notices/reason-words.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import type { Deps } from '../deps.ts'
import { withHeight } from '../files/sheet-rows.ts'
import { neutralText } from '../files/sheet-text.ts'
import type { SignedIn } from '../http/route.ts'
import { reasonNames } from './reason-names.ts'
import { assertNotice, describeFirms, filteredTargets, recordList } from './reached-firms.ts'
import { callWords, columns, sheetName, words } from './reached-sheet-words.ts'

const widths = [34, 12, 36, 14, 12, 16, 12, 30, 12, 34, 10, 14]
const edge = { borderStyle: 'thin', borderColor: '#728481' } as const
const firmsAtOnce = 500

function cell(text: string, more: object = {}): Cell {
  return { value: neutralText(text), type: String, format: '@', alignVertical: 'center', wrap: true, ...edge, ...more }
}

function cellsOf({ name, town, reasons, readAt, people, call }: ReachedFirm, names: ReasonNames): Cell[] {
  const [first, ...others] = people
  return [
    cell(name), cell(town), cell(allReasonWords(reasons, names)), cell(readAt === null ? words.unread : shanghaiDate(Date.parse(readAt))), cell(first?.name ?? ''), cell(first?.phone ?? ''), cell(first?.isBounced ? words.bounced : ''),
    cell(others.map((one) => `${one.name} ${one.phone}${one.isBounced ? `（${words.bounced}）` : ''}`).join('\n')), cell(call ? callWords[call.outcome] : words.notCalled), cell(call?.note ?? ''), cell(call?.by ?? ''), cell(call ? shanghaiDate(Date.parse(call.at)) : ''),
  ]
}

/** By town and name. Every firm of the list, with whole phones: a line in the audit. Throws `not-found`. */
export async function exportReachedFirms(deps: Pick<Deps, 'db' | 'commands' | 'clock' | 'content'>, account: SignedIn, noticeId: string, query: ReachedFirmsQuery, requestId: string): Promise<Buffer> {
  await assertNotice(deps.db, noticeId)
  const { cursor: _, limit: __, ...filters } = query
  const names = reasonNames(deps)
  const found = await filteredTargets(deps.db, noticeId, filters).select(['notice_targets.firm_id', 'notice_targets.reasons', 'firms.name', 'firms.town']).orderBy('firms.town').orderBy('firms.name').orderBy('notice_targets.firm_id').execute()
  await recordList(deps, account, noticeId, found.length, requestId, 'notices.call-list-export')
  const rows: SheetData = [columns.map((word) => cell(word, { fontWeight: 'bold', align: 'center', backgroundColor: '#edf1ef' }))]
  for (let from = 0; from < found.length; from += firmsAtOnce) {
    for (const firm of await describeFirms(deps.db, noticeId, found.slice(from, from + firmsAtOnce))) rows.push(withHeight(cellsOf(firm, names), widths))
    await letOthersRun()
  }
  return writeExcelFile(rows, { sheet: sheetName, orientation: 'landscape', stickyRowsCount: 1, columns: widths.map((width) => ({ width })) }, { fontFamily: 'SimSun', fontSize: 11 }).toBuffer()
}
