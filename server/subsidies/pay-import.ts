// What the finance office paid, from its table: shown line by line first, then entered, each line through the same door as one payment alone.
import { shanghaiDate } from '#contract/identifiers/date.ts'
import type { BatchResult, PayImport, PayPreview, PayTyped } from '#contract/subsidies/batching.ts'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { invalid } from '../errors.ts'
import { hashRequest } from '../http/idempotency.ts'
import { countAgainst } from '../http/limits.ts'
import type { SignedIn } from '../http/route.ts'
import { assertFreshCode } from '../http/session.ts'
import { actOnApplication } from './actions.ts'
import { keyOf, recordBatch, refusedItem, resultOf, type Report } from './batch.ts'
import { judgePayRows } from './pay-import-judge.ts'
import { readGrids } from './pay-import-sheet.ts'
import { readPayTable } from './pay-import-table.ts'
import { writePayTemplate } from './pay-import-template.ts'
import { dueLines } from './payments.ts'
import { lastPayments } from './payments-repository.ts'

type Line = PayImport['rows'][number]
type Item = BatchResult['items'][number]
const hour = 3_600_000
const tablesPerAccountAndHour = 60

/**
 * Reads the bytes as a table and judges each line; nothing is entered, and nothing of the file is kept. Throws `subsidies.sheet-unreadable` (details.reason),
 * `too-many-requests` past 60 an hour.
 */
export async function previewPayments(deps: Deps, account: SignedIn, bytes: Uint8Array, requestId: string): Promise<PayPreview> {
  const at = deps.clock.now()
  await deps.commands.run((tx) => countAgainst(tx, [{ key: `pay-table:${account.id}`, windowMs: hour, most: tablesPerAccountAndHour }], at))
  const preview = await judgePayRows(deps, account, readPayTable(await readGrids(bytes)))
  const { rows, ready, same, wrong } = preview
  await deps.commands.run((tx) => recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'subsidies.read-payments', requestId, details: { rows: rows.length, ready, same, wrong } }))
  return preview
}

/** The same lines judged once more, after something was put right in place. */
export function checkPayments(deps: Deps, account: SignedIn, rows: readonly PayTyped[]): Promise<PayPreview> {
  return judgePayRows(deps, account, rows)
}

export interface ImportRequest { rows: readonly Line[]; key: string; requestId: string; report: Report }

/** Entered already on the same day under the same number, by whoever: nothing is left to do. */
async function isEntered(deps: Deps, { caseId, paidOn, reference }: Line): Promise<boolean> {
  const row = await deps.db.selectFrom('cases').select('state').where('id', '=', caseId).executeTakeFirst()
  if (row?.state !== 'paid' && row?.state !== 'archived') return false
  const payment = (await lastPayments(deps.db, [caseId])).get(caseId)
  return payment?.state === 'paid' && payment.paid_on === paidOn && payment.reference === reference.trim()
}

async function enter(deps: Deps, account: SignedIn, line: Line, seen: { number: string; approvedFen: number | null } | undefined, { key, requestId, report }: ImportRequest): Promise<Item> {
  const { caseId, paidOn, reference, amountFen } = line
  const number = seen?.number ?? ''
  const params = { id: caseId, action: 'pay' as const }
  const input = { paidOn, reference }
  try {
    // Never another sum than the one that was decided: a line that slipped would pay a stranger's.
    if (seen && seen.approvedFen !== amountFen) throw invalid({ field: 'amount', reason: 'pay-amount', ...(seen.approvedFen === null ? {} : { limit: seen.approvedFen }) })
    await actOnApplication(deps, account, { ...params, input, key: keyOf(key, caseId), bodyHash: hashRequest(params, input), requestId })
    return { caseId, number, code: null, fields: [], isSame: false }
  } catch (error) {
    if (await isEntered(deps, line)) return { caseId, number, code: null, fields: [], isSame: true }
    return refusedItem(caseId, number, error, report)
  }
}

/**
 * Enters each line by itself: what is refused stops no other, and each is entered once however often the lines are sent with their key.
 * Throws `accounts.fresh-code-needed`, `invalid-input` when a case stands in two lines.
 */
export async function importPayments(deps: Deps, account: SignedIn, request: ImportRequest): Promise<BatchResult> {
  assertFreshCode(account, deps.clock.now())
  const ids = request.rows.map(({ caseId }) => caseId)
  if (new Set(ids).size !== ids.length) throw invalid({ field: 'rows', reason: 'pay-twice' })
  const found = await deps.db.selectFrom('cases').select(['id', 'number', 'approved_fen']).where('id', 'in', ids).where('state', '<>', 'draft').execute()
  const seen = new Map(found.map((row) => [row.id, { number: row.number ?? '', approvedFen: row.approved_fen }]))
  const items: Item[] = []
  for (const line of request.rows) items.push(await enter(deps, account, line, seen.get(line.caseId), request))
  const result = resultOf(items)
  await recordBatch(deps, account, { action: 'subsidies.import-payments', requestId: request.requestId, caseIds: ids, done: result.done })
  return result
}

/** What is due, as a table to fill in: number, firm, sum; no account. */
export async function payTemplate(deps: Deps, programmeId: string | undefined): Promise<{ bytes: Buffer; today: string }> {
  const today = shanghaiDate(deps.clock.now())
  const { lines } = await dueLines(deps, programmeId)
  return { bytes: await writePayTemplate(lines, deps.content.county.office), today }
}
