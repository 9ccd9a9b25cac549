// Many inbox messages in one transaction, by a handful of statements: a notice to all is tens of thousands of them.
import { sql } from 'kysely'
import type { Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { OutboxRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { planDeliveries } from './delivery-plan.ts'
import { isDue, type OutgoingMessage } from './outbox.ts'

/** How many were worked on, and of whom. */
export interface Together { rows: number; accountIds: ReadonlySet<string> }
const nothing: Together = { rows: 0, accountIds: new Set() }

/**
 * Up to `size` due bulk messages reach the inbox, unless anything else is due: that goes first. They are taken and finished in this transaction, so no lease is
 * needed. What concerns a firm its reader has left is cancelled.
 */
export async function deliverTogether(tx: Tx, deps: Pick<Deps, 'databaseKind' | 'channels' | 'content'>, size: number, now: number): Promise<Together> {
  if (await tx.selectFrom('outbox').select('id').where(isDue(now, false)).limit(1).executeTakeFirst()) return nothing
  let due = tx.selectFrom('outbox').select('id').where(isDue(now, true)).orderBy('run_at').limit(size)
  if (deps.databaseKind === 'postgres') due = due.forUpdate().skipLocked()
  const ids = (await due.execute()).map(({ id }) => id)
  if (ids.length === 0) return nothing
  const isStillTheirs = sql<boolean>`firm_id is null or exists (select 1 from memberships where memberships.firm_id = outbox.firm_id and memberships.account_id = outbox.account_id and memberships.state = 'active')`
  const rows: OutboxRow[] = await tx.updateTable('outbox').set({ state: sql`case when ${isStillTheirs} then 'done' else 'cancelled' end`, attempts: sql`attempts + 1`, finished_at: now }).where('id', 'in', ids).returningAll().execute()
  const done = rows.filter(({ state }) => state === 'done')
  if (done.length > 0) {
    const payload = deps.databaseKind === 'sqlite' ? sql`payload` : sql`payload::jsonb`
    await sql`insert into messages (id, outbox_id, account_id, firm_id, category, title, body, link, tone, created_at, read_at)
      select id, id, account_id, firm_id, ${payload} ->> 'category', ${payload} ->> 'title', ${payload} ->> 'body', ${payload} ->> 'link', ${payload} ->> 'tone', run_at, null from outbox where id in (${sql.join(done.map(({ id }) => id))})
      on conflict (outbox_id) do nothing`.execute(tx)
    await planDeliveries(tx, deps, done.map((row) => ({ row, message: readStoredJson<OutgoingMessage>(row.payload) })), now)
  }
  return { rows: rows.length, accountIds: new Set(rows.map((row) => row.account_id)) }
}
