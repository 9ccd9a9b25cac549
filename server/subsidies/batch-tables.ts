// Tables of chosen cases, read from what was submitted and decided. Leaves a line in the audit; never a person, phone or account in the file.
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { caseStateWords } from '#contract/cases/states.ts'
import type { Deps } from '../deps.ts'
import type { SignedIn } from '../http/route.ts'
import { batchName, readChosen, recordBatch } from './batch.ts'
import type { ChosenRow } from './batch-repository.ts'
import { writeBatchSheet, writeSummarySheet, type BatchLine } from './batch-sheet.ts'
import { lastPayments, lastPublicities } from './payments-repository.ts'
import { readSnapshot } from './snapshot.ts'

interface Table { bytes: Buffer; today: string }
interface TableRequest { caseIds: readonly string[]; requestId: string }

async function linesOf(deps: Deps, rows: readonly ChosenRow[], at: number): Promise<BatchLine[]> {
  const ids = rows.map(({ id }) => id)
  const [payments, publicities] = await Promise.all([lastPayments(deps.db, ids), lastPublicities(deps.db, ids)])
  return rows.map((row) => {
    const snapshot = readSnapshot(row.snapshot)
    const payment = row.state === 'paid' || row.state === 'archived' ? payments.get(row.id) : undefined
    return {
      number: row.number ?? '', firmName: row.firm_name, uscc: row.uscc, town: row.town, title: row.title, batchName: row.batch_id === null ? null : batchName(deps, row.programme_id, row.batch_id, at), place: row.place,
      state: caseStateWords[row.state], illustrative: snapshot?.amount.illustrative ?? true, submittedOn: shanghaiDate(row.submitted_at ?? at), amountFen: row.amount_fen, approvedFen: row.approved_fen,
      publicityEndsOn: publicities.get(row.id)?.ends_on ?? null, paidOn: payment?.paid_on ?? null, reference: payment?.reference ?? null,
    }
  })
}

async function table(deps: Deps, account: SignedIn, { caseIds, requestId }: TableRequest, action: string, write: (lines: BatchLine[], about: { office: string; today: string }) => Promise<Buffer>): Promise<Table> {
  const at = deps.clock.now()
  const today = shanghaiDate(at)
  const lines = await linesOf(deps, await readChosen(deps, account, caseIds), at)
  await recordBatch(deps, account, { action, requestId, caseIds, done: lines.length })
  return { bytes: await write(lines, { office: deps.content.county.office, today }), today }
}

/** The chosen cases, one a row, in the order asked. Throws as readChosen. */
export function exportBatch(deps: Deps, account: SignedIn, request: TableRequest): Promise<Table> {
  return table(deps, account, request, 'subsidies.export-batch', writeBatchSheet)
}

/** 汇总表: counts and sums of the chosen cases. Throws as readChosen. */
export function exportSummary(deps: Deps, account: SignedIn, request: TableRequest): Promise<Table> {
  return table(deps, account, request, 'subsidies.export-summary', (lines, about) => writeSummarySheet(lines, about, deps.content.county.towns))
}
