// Delivers the outbox, bulk messages (bulk.ts) when nothing else is due. The inbox gets the message, other channels their rows, and the row its end in one transaction: exactly once.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Deps } from '../deps.ts'
import { sealAudit } from '../audit/chain.ts'
import type { Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { OutboxRow } from '../db/schema.ts'
import { deliverTogether } from './bulk.ts'
import { planDeliveries } from './delivery-plan.ts'
import { claimDue, type OutgoingMessage } from './outbox.ts'
import { startPaced, type PacedStep } from './pace.ts'

const batchSize = 100
/** Of bulk messages, where nobody paces them. */
const bulkSize = 200
const maxAttempts = 8
const tickMs = 250
/** Audit lines of one round: after an outage nobody's message waits until all of them are sealed, and a stop is not held up. */
const mostSealed = 5_000

async function stillConcerns(tx: Tx, row: OutboxRow): Promise<boolean> {
  if (!row.firm_id) return true
  const member = await tx.selectFrom('memberships').select('id').where('firm_id', '=', row.firm_id).where('account_id', '=', row.account_id).where('state', '=', 'active').executeTakeFirst()
  return member !== undefined
}

async function deliver(tx: Tx, deps: Deps, row: OutboxRow, now: number): Promise<void> {
  const isTheirs = await stillConcerns(tx, row)
  const { numUpdatedRows } = await tx.updateTable('outbox').set({ state: isTheirs ? 'done' : 'cancelled', finished_at: now }).where('id', '=', row.id).where('state', '=', 'queued')
    .where(row.firm_id === null ? sql<boolean>`firm_id is null` : sql<boolean>`firm_id = ${row.firm_id}`).executeTakeFirst()
  // Called back since it was claimed (a bank's consent was revoked, a contact ended): it is not sent after all. Or its firm was merged into another: it is claimed anew.
  if (!isTheirs || numUpdatedRows === 0n) return
  const message = readStoredJson<OutgoingMessage>(row.payload)
  await tx.insertInto('messages').values({ id: randomUUID(), outbox_id: row.id, account_id: row.account_id, firm_id: row.firm_id, category: message.category, title: message.title, body: message.body, link: message.link, tone: message.tone, created_at: row.run_at, read_at: null })
    .onConflict((conflict) => conflict.column('outbox_id').doNothing()).execute()
  await planDeliveries(tx, deps, [{ row, message }], now)
}

async function postpone(tx: Tx, row: OutboxRow, now: number, error: unknown): Promise<void> {
  const isLast = row.attempts >= maxAttempts
  await tx.updateTable('outbox').set({
    state: isLast ? 'failed' : 'queued', locked_until: 0, run_at: now + Math.min(2 ** row.attempts, 3600) * 1000,
    last_error: error instanceof Error ? error.message.slice(0, 500) : 'unknown', finished_at: isLast ? now : null,
  }).where('id', '=', row.id).where('state', '=', 'queued').execute()
}

/** Each in a transaction of its own, so that one that cannot be delivered holds nobody up. */
async function deliverOneByOne(deps: Deps, isBulk: boolean): Promise<number> {
  const rows = await deps.commands.run((tx) => claimDue(tx, deps.databaseKind, deps.clock.now(), batchSize, isBulk))
  await Promise.all(rows.map(async (row) => {
    try {
      await deps.commands.run((tx) => deliver(tx, deps, row, deps.clock.now()))
    } catch (error) {
      deps.log.warn({ err: error, outboxId: row.id }, 'message not delivered')
      await deps.commands.run((tx) => postpone(tx, row, deps.clock.now(), error))
    }
  }))
  if (rows.length > 0) deps.unread.tell(new Set(rows.map((row) => row.account_id)))
  return rows.length
}

/** Up to `size` bulk messages in one transaction, while nothing else is due; returns how many. */
export async function deliverBulk(deps: Deps, size: number): Promise<number> {
  try {
    const { rows, accountIds } = await deps.commands.run((tx) => deliverTogether(tx, deps, size, deps.clock.now()))
    if (rows > 0) deps.unread.tell(accountIds)
    return rows
  } catch (error) {
    deps.log.warn({ err: error }, 'bulk messages not delivered together')
    return deliverOneByOne(deps, true)
  }
}

/** Delivers what is due now: bulk messages only when nothing else is. Returns how many rows were worked on. */
export async function deliverDue(deps: Deps): Promise<number> {
  const delivered = await deliverOneByOne(deps, false)
  return delivered > 0 ? delivered : deliverBulk(deps, bulkSize)
}

export interface Worker {
  isRunning(): boolean
  stop(): Promise<void>
}

/** Runs delivery and audit sealing four times a second until stopped; a failing round is logged and tried again. Beside it, at their own pace, bulk messages and `paced`. */
export function startWorker(deps: Deps, extra: (() => Promise<unknown>)[] = [], paced: PacedStep[] = []): Worker {
  let stopped = false
  let isHealthy = true
  let wake: (() => void) | undefined
  const loop = (async () => {
    while (!stopped) {
      try {
        const delivered = await deliverOneByOne(deps, false)
        await sealAudit(deps.commands, deps.databaseKind, mostSealed)
        for (const job of extra) await job()
        isHealthy = true
        if (delivered === batchSize) continue
      } catch (error) {
        isHealthy = false
        deps.log.error({ err: error }, 'worker round failed')
      }
      await new Promise<void>((next) => {
        const timer = setTimeout(next, isHealthy ? tickMs : 2000)
        wake = () => { clearTimeout(timer); next() }
      })
    }
  })()
  const beside = startPaced(deps.log, [(size) => deliverBulk(deps, size), ...paced])
  return {
    isRunning: () => !stopped && isHealthy && beside.isHealthy(),
    async stop() {
      stopped = true
      wake?.()
      await Promise.all([loop, beside.stop()])
    },
  }
}
