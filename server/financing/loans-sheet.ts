// The loans of a year as .xlsx, one line a contract, in the columns of facts.md 5.4: codes are text, days are days, amounts are figures in 万元, nothing becomes a formula (pitfalls C34, C35).
import writeExcelFile, { type Cell, type SheetData } from 'write-excel-file/node'
import { loansIn } from '#contract/financing/funnel.ts'
import { leadStateWords } from '#contract/financing/workflow.ts'
import { shanghaiDate, yearOf } from '#contract/identifiers/date.ts'
import { recordAudit } from '../audit/record.ts'
import { dayCell, edge, textCell } from '../files/sheet-cells.ts'
import type { Deps } from '../deps.ts'
import { withHeight } from '../files/sheet-rows.ts'
import type { SignedIn } from '../http/route.ts'
import { readRequestFacts } from './funnel.ts'
import { openTerms } from './sealed.ts'

export const loansSheetName = '质押融资台账'
const columns = ['序号', '企业', '统一社会信用代码', '银行', '合同号', '放款金额（万元）', '利率', '起始日', '到期日', '登记号', '登记日', '专利数', '备注'] as const
const widths = [6, 34, 22, 18, 22, 14, 22, 12, 12, 22, 12, 8, 20]

function figureCell(figure: number, format: string): Cell {
  return { value: figure, type: Number, format, align: 'right', alignVertical: 'center', ...edge }
}

/** In order of the day it was paid out, with the sum below. Leaves a line in the audit. */
export async function exportLoans(deps: Deps, account: SignedIn, asked: number | undefined, requestId: string): Promise<{ bytes: Buffer; year: number }> {
  const at = deps.clock.now()
  const year = asked ?? yearOf(shanghaiDate(at))
  const loans = loansIn(await readRequestFacts(deps.db, deps), year)
  const rows = await deps.db.selectFrom('financing_leads').innerJoin('financing_requests', 'financing_requests.id', 'financing_leads.request_id').innerJoin('firms', 'firms.id', 'financing_requests.firm_id')
    .selectAll('financing_leads').select(['firms.name as firm_name', 'firms.uscc']).where('financing_leads.confirmed_at', 'is not', null).execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  await deps.commands.run((tx) => recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'financing.export', subject: `year:${year}`, requestId, details: { rows: loans.length } }))
  const lines = loans.flatMap(({ lead, fen }, index) => {
    const row = byId.get(lead.id)
    if (!row) return []
    const terms = openTerms(deps.config.secret, row)
    return [withHeight([
      figureCell(index + 1, '0'), textCell(row.firm_name), textCell(row.uscc), textCell(lead.bankName), textCell(terms.contractNumber ?? ''), figureCell(fen / 1_000_000, '#,##0.00####'), textCell(terms.rate ?? ''), dayCell(row.lent_on), dayCell(row.matures_on),
      textCell(row.registration_number ?? ''), dayCell(row.registered_on), figureCell(lead.patents, '0'), textCell([leadStateWords[row.state], lead.rights > lead.patents ? `另有其他知识产权 ${lead.rights - lead.patents} 件` : ''].filter(Boolean).join('，')),
    ], widths)]
  })
  const total = loans.reduce((sum, { fen }) => sum + fen, 0)
  const foot: Cell[] = [textCell(''), textCell(`合计 ${loans.length} 笔`, { fontWeight: 'bold' }), textCell(''), textCell(''), textCell(''), figureCell(total / 1_000_000, '#,##0.00####'), ...Array.from({ length: 5 }, () => textCell('')), figureCell(loans.reduce((sum, { lead }) => sum + lead.patents, 0), '0'), textCell('')]
  const sheet: SheetData = [columns.map((word) => textCell(word, { fontWeight: 'bold', align: 'center', backgroundColor: '#edf1ef' })), ...lines, foot]
  const bytes = await writeExcelFile(sheet, { sheet: loansSheetName, orientation: 'landscape', stickyRowsCount: 1, columns: widths.map((width) => ({ width })) }, { fontFamily: 'SimSun', fontSize: 11 }).toBuffer()
  return { bytes, year }
}
