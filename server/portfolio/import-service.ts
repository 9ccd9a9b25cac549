// A table of rights taken in at once: every row judged by itself, the good ones kept in one transaction, each row told what became of it.
import { randomUUID } from 'node:crypto'
import type { FieldProblem } from '#contract/errors.ts'
import { readImportRow } from '#contract/portfolio/import-row.ts'
import { mostRights, warningsOf } from '#contract/portfolio/rules.ts'
import { yearOf } from '#contract/identifiers/date.ts'
import type { ImportInput, ImportPreview, ImportResult, ImportRow, JudgedRow } from '#contract/portfolio/schema.ts'
import { requireMember } from '../accounts/access.ts'
import { findFirm, lockFirm } from '../accounts/firms-repository.ts'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { invalid, notFound } from '../errors.ts'
import { once, type StoredReply } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import { insertRights, listFirmRights } from './repository.ts'
import { judgeRight, type Reading, type RightValues } from './right-input.ts'
import { contextOf } from './service.ts'

interface Judged { judged: JudgedRow; values: RightValues | null }
const nameOf = ({ kind, number }: Pick<RightValues, 'kind' | 'number'>) => `${kind} ${number}`

/** `known`: id by kind and number of what the firm has. Never throws for a row: what is wrong with it stands beside it. */
function judgeRows(rows: readonly ImportRow[], known: ReadonlyMap<string, string>, reading: Reading): Judged[] {
  const lines = new Map<string, number>()
  return rows.map((typed) => {
    const { row, input, problems } = readImportRow(typed, reading.today)
    const read = judgeRight(input, reading)
    const wrong: FieldProblem[] = [...problems, ...(read.ok ? [] : read.problems)]
    const told = { row, patentKind: read.ok ? read.values.patent_kind : null, problems: wrong, warnings: [], rightId: null }
    if (!read.ok || wrong.length > 0) return { judged: { ...told, verdict: 'wrong' as const }, values: null }
    const { values } = read
    const name = nameOf(values)
    const rightId = known.get(name)
    if (rightId !== undefined) return { judged: { ...told, verdict: 'known' as const, rightId }, values: null }
    const first = lines.get(name)
    if (first !== undefined) return { judged: { ...told, verdict: 'repeated' as const, problems: [{ field: 'number', reason: 'number-twice', limit: first }] }, values: null }
    lines.set(name, row.line)
    const warnings = warningsOf({ kind: values.kind, number: values.number, check: values.number_check, filingYear: values.filing_year, filedOn: values.filed_on }, yearOf(reading.today))
    return { judged: { ...told, verdict: warnings.length > 0 ? ('warned' as const) : ('fine' as const), warnings }, values }
  })
}

function assertLines(rows: readonly ImportRow[]): void {
  if (new Set(rows.map(({ line }) => line)).size !== rows.length) throw invalid({ field: 'rows', reason: 'unknown' })
}

/** Judges the rows; nothing is kept. Throws `not-found` for a firm one does not act for. */
export async function previewImport(deps: Deps, account: SignedIn, { firmId, rows }: ImportInput): Promise<ImportPreview> {
  await requireMember(deps.db, account, firmId)
  assertLines(rows)
  const firm = await findFirm(deps.db, firmId)
  if (!firm) throw notFound(`no firm ${firmId}`)
  const context = await contextOf(deps, deps.db, firmId)
  const kept = await listFirmRights(deps.db, firmId)
  const judged = judgeRows(rows, new Map(kept.map((row) => [nameOf(row), row.id])), { ...context, firmName: firm.name })
  return { rows: judged.map((one) => one.judged), room: Math.max(0, mostRights - kept.length) }
}

export interface ImportRequest { input: ImportInput; key: string; bodyHash: string; requestId: string }

/** Keeps what is fine or warned. The firm is locked: two imports at once, or a right added meanwhile, are seen one after the other. */
export async function importRights(deps: Deps, account: SignedIn, { input, key, bodyHash, requestId }: ImportRequest): Promise<StoredReply<ImportResult>> {
  const { firmId, rows } = input
  assertLines(rows)
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const { role } = await requireMember(tx, account, firmId)
    return once(tx, { accountId: account.id, route: 'portfolio.import', key, bodyHash, at }, async () => {
      const firm = await lockFirm(tx, firmId)
      if (!firm) throw notFound(`no firm ${firmId}`)
      const context = await contextOf(deps, tx, firmId)
      const kept = await listFirmRights(tx, firmId)
      const judged = judgeRows(rows, new Map(kept.map((row) => [nameOf(row), row.id])), { ...context, firmName: firm.name })
      const room = Math.max(0, mostRights - kept.length)
      const good = judged.flatMap(({ judged: { row }, values }) => (values ? [{ line: row.line, values }] : [])).slice(0, room)
      const ids = new Map(good.map(({ line }) => [line, randomUUID()]))
      // A millisecond apart, so that lists, newest first, keep the order of the table.
      await insertRights(tx, good.map(({ line, values }, index) => ({ id: ids.get(line) ?? randomUUID(), firm_id: firmId, ...values, created_by: account.id, created_at: at - index, saved_by: account.id, saved_at: at, version: 1 })))
      await recordAudit(tx, { at, accountId: account.id, role, action: 'portfolio.import', subject: `firm:${firmId}`, firmId, requestId, details: { rows: rows.length, added: good.length, numbers: good.map(({ values }) => values.number) } })
      return { status: 200, body: { added: good.length, rows: judged.map(({ judged: one, values }) => resultOf(one, values !== null, ids.get(one.row.line) ?? null)) } }
    })
  })
}

function resultOf({ row, verdict, problems, rightId }: JudgedRow, isGood: boolean, newId: string | null): ImportResult['rows'][number] {
  if (newId !== null) return { line: row.line, result: 'added', rightId: newId, problems: [] }
  const result = isGood ? 'full' : verdict === 'known' || verdict === 'repeated' ? verdict : 'wrong'
  return { line: row.line, result, rightId, problems }
}
