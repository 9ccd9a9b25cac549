// Who saw what, when: for the firm it is about, and for officers.
import { sql, type SqlBool } from 'kysely'
import type { Views } from '#contract/financing/request-schema.ts'
import type { Deps } from '../deps.ts'
import { readInstantCursor, writeCursor } from '../http/cursor.ts'
import type { SignedIn } from '../http/route.ts'
import { openRequest } from './access.ts'
import { instant } from './lead-parts.ts'

const pageSize = 50

/** One query: who, of which bank, which lead or paper, on which day, how often; the latest first. Throws `not-found`. */
export async function listViews(deps: Deps, account: SignedIn, requestId: string, { cursor, limit = pageSize }: { cursor?: string; limit?: number }): Promise<Views> {
  const after = readInstantCursor(cursor)
  const { row } = await openRequest(deps.db, account, requestId)
  let seen = deps.db.selectFrom('financing_views as v').innerJoin('accounts as a', 'a.id', 'v.account_id').leftJoin('banks as b', 'b.id', 'v.bank_id').leftJoin('files as f', 'f.id', 'v.ref')
    .select(['v.id', 'v.lead_id', 'v.side', 'v.what', 'v.day', 'v.first_at', 'v.last_at', 'v.times', 'a.name as who', 'b.name as bank_name', 'f.name as file_name']).where('v.request_id', '=', row.id)
  if (after) seen = seen.where(sql<SqlBool>`(v.last_at < ${after[0]} or (v.last_at = ${after[0]} and v.id < ${after[1]}))`)
  const rows = await seen.orderBy('v.last_at', 'desc').orderBy('v.id', 'desc').limit(limit + 1).execute()
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  const items = shown.map((view) => ({
    id: view.id, who: view.who, side: view.side, bankName: view.bank_name, leadId: view.lead_id === '' ? null : view.lead_id, what: view.what, fileName: view.file_name, day: view.day,
    firstAt: instant(Number(view.first_at)), lastAt: instant(Number(view.last_at)), times: Number(view.times),
  }))
  return { items, ...(last ? { next: writeCursor([Number(last.last_at), last.id]) } : {}) }
}
