// A bank's own leads as .xlsx: codes are text, days are days, sums are figures, nothing becomes a formula (pitfalls C34, C35). Of a firm it may not see, a line says what the list says and no more.
import writeExcelFile, { type Cell, type SheetData } from 'write-excel-file/node'
import type { BankLead, Blind, LeadsQuery } from '#contract/financing/lead-schema.ts'
import { leadStateWords } from '#contract/financing/workflow.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { recordAudit } from '../audit/record.ts'
import { dayCell, edge, textCell } from '../files/sheet-cells.ts'
import type { Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { withHeight } from '../files/sheet-rows.ts'
import type { SignedIn } from '../http/route.ts'
import { bankOf } from './access.ts'
import { blindOfLead, dueForBank, openedFor } from './bank-view.ts'
import { recordSight } from './events.ts'
import { listLeadFacts, type LineFacts } from './lead-list.ts'
import type { LeadDeps } from './lead-parts.ts'
import { columns, sayAge, separator, sheetName, typeWords, verdictWords } from './leads-sheet-words.ts'

const widths = [18, 14, 12, 12, 16, 14, 18, 10, 18, 32, 14, 34, 22, 12, 16, 18, 18, 18, 22, 20, 12, 12, 12, 12]

function figureCell(figure: number | null, format = '0'): Cell {
  return figure === null ? textCell('') : { value: figure, type: Number, format, alignVertical: 'center', ...edge }
}

const sumCell = (fen: number | null): Cell => figureCell(fen === null ? null : fen / 100, '#,##0.00')

function blindCells(blind: Blind): Cell[] {
  const rights = blind.rights.map(({ type, ageYears }) => `${typeWords[type]} ${sayAge(ageYears)}`).join(separator)
  return [textCell(blind.industry ?? ''), textCell(blind.townBand), textCell(blind.amountBand), figureCell(blind.months), textCell(blind.use ?? ''), textCell(rights), textCell(verdictWords[blind.verdict])]
}

/** Empty where the bank may not see whose lead it is. */
function openedCells({ full, terms }: Pick<BankLead, 'full' | 'terms'>): Cell[] {
  return [
    ...[full?.firm.name, full?.firm.uscc, full?.contact.name, full?.contact.phone].map((text) => textCell(text ?? '')),
    sumCell(terms.intendedFen), sumCell(terms.approvedFen), sumCell(terms.disbursedFen), textCell(terms.contractNumber ?? ''), textCell(terms.registrationNumber ?? ''),
    dayCell(terms.registeredOn), dayCell(terms.lentOn), dayCell(terms.maturesOn), dayCell(terms.settledOn),
  ]
}

async function cellsOf(tx: Tx, deps: LeadDeps, facts: LineFacts): Promise<Cell[]> {
  const { row } = facts
  const first = [textCell(row.number), textCell(leadStateWords[row.state]), dayCell(row.offered_on), dayCell(dueForBank(deps, row).answerBy)]
  return withHeight([...first, ...blindCells(blindOfLead(deps, facts)), ...openedCells(await openedFor(tx, deps, facts))], widths)
}

/** What the list shows under this query, all of it. Every line is a sight, the table a line in the audit. Throws `financing.no-bank`. */
export async function exportLeads(deps: Deps, account: SignedIn, { group, q }: LeadsQuery, requestId: string): Promise<Buffer> {
  const at = deps.clock.now()
  const rows = await deps.commands.run(async (tx) => {
    const bank = await bankOf(tx, account)
    const facts = await listLeadFacts(tx, bank.id, { ...(group === undefined ? {} : { group }), ...(q === undefined ? {} : { q }) })
    for (const { row } of facts) await recordSight(tx, { at, requestId: row.request_id, leadId: row.id, accountId: account.id, bankId: bank.id, side: 'bank', what: 'export' })
    await recordAudit(tx, { at, accountId: account.id, role: 'bank', action: 'financing.export', subject: `bank:${bank.id}`, requestId, details: { group: group ?? 'all', rows: facts.length } })
    const lines: Cell[][] = []
    for (const one of facts) lines.push(await cellsOf(tx, deps, one))
    return lines
  })
  const data: SheetData = [columns.map((word) => textCell(word, { fontWeight: 'bold', align: 'center', backgroundColor: '#edf1ef' })), ...rows]
  return writeExcelFile(data, { sheet: sheetName, orientation: 'landscape', stickyRowsCount: 1, columns: widths.map((width) => ({ width })) }, { fontFamily: 'SimSun', fontSize: 11 }).toBuffer()
}

export const sheetFileName = (at: number): string => `${sheetName}-${shanghaiDate(at)}.xlsx`
