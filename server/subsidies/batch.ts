// Cases handled together on the desk. Reading is for many at once; whatever moves a case goes through its one door (actions.ts), each by itself.
import { createHash } from 'node:crypto'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { pathOf } from '#contract/cases/workflow.ts'
import type { BatchCase, BatchList, BatchQuery, BatchResult } from '#contract/subsidies/batching.ts'
import { mostInBatch } from '#contract/subsidies/limits.ts'
import { recordAudit } from '../audit/record.ts'
import { deskOf, readStanding } from '../cases/queue-groups.ts'
import { matches } from '../cases/queue-search.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import { hashRequest } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import { actOnApplication } from './actions.ts'
import { listBatchRows, listChosenNumbers, listChosenRows, listRecused, listUsedBatches, sumBatchRows, type BatchRow, type ChosenRow } from './batch-repository.ts'

type BatchItem = BatchResult['items'][number]
/** Told what went wrong without anybody having refused it. */
export type Report = (error: unknown) => void

/** The name of a batch; its id where it is no longer published. */
export function batchName({ content }: Pick<Deps, 'content'>, programmeId: string, batchId: string, at: number): string {
  return content.batches(programmeId, at).find(({ id }) => id === batchId)?.name ?? batchId
}

function publicisable({ content }: Deps, at: number): ReadonlySet<string> {
  const ids = content.programmes(at).filter(({ steps }) => {
    const path = pathOf(steps)
    return path[path.indexOf('approved') + 1] === 'publicity'
  })
  return new Set(ids.map(({ id }) => id))
}

interface Seen { at: number; recused: ReadonlySet<string>; payable: ReadonlySet<string>; publicised: ReadonlySet<string> }

function presentCase(deps: Deps, row: BatchRow, { at, recused, payable, publicised }: Seen): BatchCase {
  const isNext = row.state === 'approved' && publicised.has(row.programme_id)
  return {
    id: row.id, number: row.number ?? '', programmeId: row.programme_id, title: row.title, batchId: row.batch_id, batchName: row.batch_id === null ? null : batchName(deps, row.programme_id, row.batch_id, at), place: row.place,
    firmName: row.firm_name, uscc: row.uscc, town: row.town, state: row.state, amountFen: row.amount_fen, approvedFen: row.approved_fen,
    illustrative: deps.content.programme(row.programme_id, at)?.amount.illustrative ?? true, submittedOn: shanghaiDate(row.submitted_at ?? at), isPayable: payable.has(row.id),
    blocked: recused.has(row.id) ? 'cases.recused' : isNext ? null : 'cases.wrong-state',
  }
}

/** The cases that match, at most as many as are handled together, and what all that match come to. */
export async function listBatchCases(deps: Deps, account: SignedIn, { q, ...filter }: BatchQuery): Promise<BatchList> {
  const at = deps.clock.now()
  const search = q === undefined ? undefined : await matches(deps.db, q)
  const [rows, sum, batches] = await Promise.all([listBatchRows(deps.db, filter, search, mostInBatch), sumBatchRows(deps.db, filter, search), listUsedBatches(deps.db)])
  const [recused, standing] = await Promise.all([listRecused(deps.db, account.id, rows), readStanding(deps.db, deskOf(deps, account.id, shanghaiDate(at)), rows.map(({ id }) => id))])
  const seen = { at, recused, payable: standing.payable, publicised: publicisable(deps, at) }
  return {
    items: rows.map((row) => presentCase(deps, row, seen)), total: sum.count, isCut: sum.count > rows.length, sumFen: sum.sumFen,
    batches: batches.map(({ programmeId, id }) => ({ programmeId, id, name: batchName(deps, programmeId, id, at) })),
  }
}

/**
 * The chosen cases in the order asked. Throws `not-found` when one was never handed in, `cases.recused` (details.number) for one this officer has no part in:
 * nothing of it goes into a table or notice of theirs.
 */
export async function readChosen(deps: Deps, account: SignedIn, ids: readonly string[]): Promise<ChosenRow[]> {
  const rows = await listChosenRows(deps.db, ids)
  const byId = new Map(rows.map((row) => [row.id, row]))
  const recused = await listRecused(deps.db, account.id, rows)
  return ids.map((id) => {
    const row = byId.get(id)
    if (!row) throw notFound(`no case ${id} was handed in`)
    if (recused.has(id)) throw new AppError('cases.recused', { details: { number: row.number ?? '' } })
    return row
  })
}

/** One key of its own for each case of a batch, the same whenever the batch is sent again. */
export function keyOf(batchKey: string, caseId: string): string {
  return createHash('sha256').update(`${batchKey}\u0000${caseId}`).digest('hex')
}

/** What one case was refused with. What nobody refused is told to the log and is `unexpected` here, so that the others still get their turn. */
export function refusedItem(caseId: string, number: string, error: unknown, report: Report): BatchItem {
  if (!(error instanceof AppError)) report(error)
  const [code, fields] = error instanceof AppError ? [error.code, error.fields ?? []] : ['unexpected', []]
  return { caseId, number, code, fields: [...fields], isSame: false }
}

export function resultOf(items: BatchItem[]): BatchResult {
  return { items, done: items.filter(({ code, isSame }) => code === null && !isSame).length }
}

export interface BatchRequest { caseIds: readonly string[]; key: string; requestId: string; report: Report }

async function publiciseOne(deps: Deps, account: SignedIn, caseId: string, number: string, { key, requestId, report }: BatchRequest): Promise<BatchItem> {
  const params = { id: caseId, action: 'publicise' as const }
  try {
    await actOnApplication(deps, account, { ...params, input: {}, key: keyOf(key, caseId), bodyHash: hashRequest(params, {}), requestId })
    return { caseId, number, code: null, fields: [], isSame: false }
  } catch (error) {
    return refusedItem(caseId, number, error, report)
  }
}

/** Begins the publicity of each case by itself: one that is refused stops no other, and each is done once however often the batch is sent with its key. */
export async function publiciseBatch(deps: Deps, account: SignedIn, request: BatchRequest): Promise<BatchResult> {
  const numbers = new Map((await listChosenNumbers(deps.db, request.caseIds)).map((row) => [row.id, row.number ?? '']))
  const items: BatchItem[] = []
  for (const caseId of request.caseIds) items.push(await publiciseOne(deps, account, caseId, numbers.get(caseId) ?? '', request))
  const result = resultOf(items)
  await recordBatch(deps, account, { action: 'subsidies.publicise-batch', requestId: request.requestId, caseIds: request.caseIds, done: result.done })
  return result
}

/** The line in the audit that says what was done together, beside each case's own. */
export async function recordBatch(deps: Deps, account: SignedIn, { action, requestId, caseIds, done }: { action: string; requestId: string; caseIds: readonly string[]; done: number }): Promise<void> {
  const at = deps.clock.now()
  await deps.commands.run((tx) => recordAudit(tx, { at, accountId: account.id, role: account.duty, action, requestId, details: { rows: caseIds.length, done, cases: [...caseIds] } }))
}
