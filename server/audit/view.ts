// The audit as auditors read it, newest first; a system administrator reads the lines about accounts and the machine. Nothing here changes a line.
import { sql, type SqlBool } from 'kysely'
import { administratorActions } from '#contract/audit/actions.ts'
import type { AuditExportQuery, AuditLine, AuditLineFull, AuditLines, AuditQuery } from '#contract/audit/schema.ts'
import { addDays, parseDate, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { invalid, notFound } from '../errors.ts'
import { readInstantCursor, writeCursor } from '../http/cursor.ts'
import type { SignedIn } from '../http/route.ts'
import { listDetails } from './details.ts'
import { personOf } from './people.ts'
import { recordAudit } from './record.ts'
import { keptSubject, readThings, resolveSubject } from './things.ts'

const pageSize = 50
/** What a system administrator reads of a line's details; a refusal names the way that was asked for and nothing of whom it was about. */
export const plainDetails = ['role', 'from', 'to', 'town', 'status', 'code', 'ownPhone', 'consentVersion', 'isWhole', 'lines', 'faults', 'reason', 'count']

export const isPlainReader = ({ duty }: SignedIn) => duty === 'administrator'

/** Epoch ms of two days in Shanghai, both included. Throws `invalid-input`. */
export function readSpan(from: string | undefined, to: string | undefined): { since: number | undefined; until: number | undefined } {
  const day = (field: string, text: string | undefined) => {
    if (text === undefined) return undefined
    const parsed = parseDate(text)
    if (!parsed.ok) throw invalid({ field, reason: parsed.reason })
    return parsed.value
  }
  const [first, last] = [day('from', from), day('to', to)]
  if (first !== undefined && last !== undefined && first > last) throw invalid({ field: 'to', reason: 'date-range' })
  return { since: first === undefined ? undefined : shanghaiDayStart(first), until: last === undefined ? undefined : shanghaiDayStart(addDays(last, 1)) }
}

/** Lines that fit, with whose they are; every filter has an index that is already in the order of the list. */
function filtered(connection: Connection, query: AuditExportQuery, subjects: readonly string[] | undefined, isPlain: boolean) {
  const { since, until } = readSpan(query.from, query.to)
  let lines = connection.selectFrom('audit').leftJoin('accounts', 'accounts.id', 'audit.account_id').selectAll('audit').select(['accounts.name', 'accounts.phone', 'accounts.staff_role'])
  if (query.account !== undefined) lines = lines.where('audit.account_id', '=', query.account)
  if (query.firm !== undefined) lines = lines.where('audit.firm_id', '=', query.firm)
  if (query.action !== undefined) lines = lines.where('audit.action', '=', query.action)
  if (query.outcome !== undefined) lines = lines.where('audit.outcome', '=', query.outcome)
  if (subjects !== undefined) lines = lines.where('audit.subject', 'in', subjects.length === 0 ? [''] : [...subjects])
  if (since !== undefined) lines = lines.where('audit.at', '>=', since)
  if (until !== undefined) lines = lines.where('audit.at', '<', until)
  // A refusal that names no firm still names what was asked for; the plain reader gets it without.
  if (isPlain) lines = lines.where('audit.action', 'in', [...administratorActions]).where('audit.firm_id', 'is', null)
  return lines
}

async function subjectsOf(connection: Connection, query: AuditExportQuery): Promise<string[] | undefined> {
  return query.subject === undefined || query.subject.trim() === '' ? undefined : resolveSubject(connection, query.subject)
}

export async function readAuditRows(connection: Connection, query: AuditExportQuery, isPlain: boolean, { after, limit }: { after: [at: number, id: string] | undefined; limit: number }) {
  let lines = filtered(connection, query, await subjectsOf(connection, query), isPlain)
  if (after) lines = lines.where(sql<SqlBool>`(audit.at, audit.id) < (${after[0]}, ${Number(after[1])})`)
  return lines.orderBy('audit.at', 'desc').orderBy('audit.id', 'desc').limit(limit).execute()
}
export type AuditRowRead = Awaited<ReturnType<typeof readAuditRows>>[number]

export async function presentLines(connection: Connection, rows: readonly AuditRowRead[], isPlain: boolean): Promise<AuditLine[]> {
  const thing = await readThings(connection, isPlain ? [] : rows.flatMap((row) => [row.subject, row.firm_id === null ? null : `firm:${row.firm_id}`]))
  const plainSubject = (row: AuditRowRead) => (row.action === 'http.refused' && row.subject !== null ? { text: row.subject, link: null } : null)
  return rows.map((row) => ({
    id: String(row.id), at: new Date(row.at).toISOString(), by: personOf(row, isPlain), action: row.action, outcome: row.outcome,
    subject: isPlain ? plainSubject(row) : thing(row.subject), firm: row.firm_id === null ? null : thing(`firm:${row.firm_id}`),
  }))
}

/** What was asked for, without the number or the name that was typed. */
function filterNames(query: AuditExportQuery): string[] {
  return Object.entries(query).filter(([name, value]) => value !== undefined && name !== 'cursor' && name !== 'limit').map(([name]) => name)
}

/** Asking about a person, a firm or a thing is itself a line; of what was typed it keeps the thing that was found. */
async function recordLook({ db, commands, clock }: Deps, account: SignedIn, query: AuditExportQuery, requestId: string): Promise<void> {
  if (query.account === undefined && query.firm === undefined && query.subject === undefined) return
  const subject = query.subject === undefined ? (query.account === undefined ? undefined : `account:${query.account}`) : await keptSubject(db, query.subject)
  await commands.run((tx) => recordAudit(tx, { at: clock.now(), accountId: account.id, role: account.duty, action: 'audit.look', firmId: query.firm ?? null, ...(subject === undefined ? {} : { subject }), requestId, details: { filters: filterNames(query) } }))
}

/** A system administrator asks about accounts only. Throws `invalid-input`. */
export function assertPlain(query: AuditExportQuery, isPlain: boolean): void {
  if (!isPlain) return
  if (query.firm !== undefined) throw invalid({ field: 'firm', reason: 'unknown' })
  if (query.subject !== undefined) throw invalid({ field: 'subject', reason: 'unknown' })
}

export async function listLines(deps: Deps, account: SignedIn, query: AuditQuery, requestId: string): Promise<AuditLines> {
  const isPlain = isPlainReader(account)
  assertPlain(query, isPlain)
  const { limit = pageSize } = query
  const after = readInstantCursor(query.cursor)
  if (after !== undefined && !/^\d{1,15}$/.test(after[1])) throw invalid({ field: 'cursor', reason: 'format' })
  const rows = await readAuditRows(deps.db, query, isPlain, { after, limit: limit + 1 })
  await recordLook(deps, account, query, requestId)
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  const [first] = (await subjectsOf(deps.db, query)) ?? []
  return {
    items: await presentLines(deps.db, page, isPlain), ...(last ? { next: writeCursor([last.at, String(last.id)]) } : {}),
    found: first === undefined ? null : (await readThings(deps.db, [first]))(first), today: shanghaiDate(deps.clock.now()),
  }
}

/** Throws `not-found`, for a system administrator also where the line is not theirs to read. */
export async function readLine(deps: Deps, account: SignedIn, id: string): Promise<AuditLineFull> {
  const isPlain = isPlainReader(account)
  if (!/^\d{1,15}$/.test(id)) throw notFound(`no audit line ${id}`)
  const row = await filtered(deps.db, {}, undefined, isPlain).where('audit.id', '=', Number(id)).executeTakeFirst()
  if (!row) throw notFound(`no audit line ${id}`)
  const [line] = await presentLines(deps.db, [row], isPlain)
  if (!line) throw notFound(`no audit line ${id}`)
  const seal = await deps.db.selectFrom('audit_seals').select(['seq', 'hash', 'prev']).where('audit_id', '=', row.id).executeTakeFirst()
  const { id: number, at, account_id, role, action, outcome, subject, firm_id, request_id, details } = row
  return {
    ...line, requestId: row.request_id, details: listDetails(details, isPlain ? plainDetails : undefined),
    raw: isPlain ? null : { id: number, at, account_id, role, action, outcome, subject, firm_id, request_id, details }, seal: seal ?? null,
  }
}
