// Which provider is tried first. One that answers with its own trouble, or whose receipts stay away, is passed over for a while; all processes know.
import { sql } from 'kysely'
import { atMostEvery } from '../at-most-every.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import type { SmsProvider } from './sms-provider.ts'

const minute = 60_000
const downMs = 10 * minute
/** Receipts of what was taken between these two moments ago should be there by now. */
const receiptWindow = { from: 30 * minute, to: 5 * minute }
const fewestToJudge = 5
const knownReceiptsMs = 7 * 24 * 60 * minute

/** Those that are well first, in their order; the others after, soonest well again first: with all of them down one is still tried. */
export async function inOrder(connection: Connection, providers: readonly SmsProvider[], now: number): Promise<SmsProvider[]> {
  if (providers.length < 2) return [...providers]
  const rows = await connection.selectFrom('sms_providers').select(['name', 'down_until']).where('down_until', '>', now).execute()
  const downUntil = new Map(rows.map((row) => [row.name, row.down_until]))
  return [...providers].sort((a, b) => (downUntil.get(a.name) ?? 0) - (downUntil.get(b.name) ?? 0))
}

export async function markDown(tx: Tx, name: string, why: string, now: number): Promise<void> {
  const row = { name, down_until: now + downMs, why: why.slice(0, 200), changed_at: now }
  await tx.insertInto('sms_providers').values(row).onConflict((conflict) => conflict.column('name').doUpdateSet({ down_until: row.down_until, why: row.why, changed_at: now })).execute()
}

/** More than half of what a provider took lately has no receipt, although it does send receipts: its messages are slow or lost. */
export async function findSlow(connection: Connection, now: number): Promise<string[]> {
  const rows = await connection.selectFrom('deliveries')
    .select(['provider', (eb) => eb.fn.countAll<number>().as('taken'), sql<number>`sum(case when finished_at is null then 1 else 0 end)`.as('silent')])
    .where('channel', '=', 'sms').where('accepted_at', '>=', now - receiptWindow.from).where('accepted_at', '<=', now - receiptWindow.to).groupBy('provider').execute()
  const suspects = rows.filter((row) => Number(row.taken) >= fewestToJudge && Number(row.silent) * 2 > Number(row.taken)).flatMap(({ provider }) => (provider === null ? [] : [provider]))
  const slow: string[] = []
  for (const name of suspects) {
    const receipt = await connection.selectFrom('deliveries').select('id').where('provider', '=', name).where('accepted_at', '>=', now - knownReceiptsMs).where('finished_at', 'is not', null).limit(1).executeTakeFirst()
    if (receipt) slow.push(name)
  }
  return slow
}

export async function passOverSlow(deps: Deps): Promise<void> {
  if (deps.channels.sms.length < 2) return
  const now = deps.clock.now()
  for (const name of await findSlow(deps.db, now)) {
    deps.log.warn({ provider: name }, 'receipts of this SMS provider stay away')
    await deps.commands.run((tx) => markDown(tx, name, 'receipts stay away', now))
  }
}

export const watchReceipts = atMostEvery(minute, passOverSlow)
