// The next ones to be told, firms first, then people besides; where a batch ends the next one begins.
import { sql } from 'kysely'
import type { Audience, AudienceReason } from '#contract/notices/audience-schema.ts'
import { reasonsFor } from '#contract/notices/audience.ts'
import type { Tx } from '../db/commands.ts'
import { jsonRows } from '../db/json-rows.ts'
import type { NoticeSendingRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { factsOfFirms, listFirmsAfter, listsOf } from './audience-facts.ts'
import { listFollowersAfter, type Followable } from './followed.ts'
import { aboutNotice } from './sendings.ts'

type BatchDeps = Pick<Deps, 'databaseKind' | 'content' | 'clock'>
export interface FirmToTell { id: string; name: string; reasons: readonly AudienceReason[] }
/** last: where the next batch begins; undefined when there is none. read: firms looked at. */
export interface FirmBatch { firms: FirmToTell[]; last: string | undefined; read: number }

/** A sending to an audience that a correction changed: who was told before is not told as if for the first time. */
export async function isFurther(tx: Tx, { notice_id, number, kind }: NoticeSendingRow): Promise<boolean> {
  if (kind !== 'first') return false
  return (await tx.selectFrom('notice_sendings').select('id').where('notice_id', '=', notice_id).where('kind', '=', 'first').where('number', '<', number).limit(1).executeTakeFirst()) !== undefined
}

async function targetsAmong(tx: Tx, noticeId: string, firmIds: readonly string[]): Promise<Set<string>> {
  const rows = firmIds.length === 0 ? [] : await tx.selectFrom('notice_targets').select('firm_id').where('notice_id', '=', noticeId).where('firm_id', 'in', firmIds).execute()
  return new Set(rows.map((row) => row.firm_id))
}

export async function readersAmong(tx: Tx, noticeId: string, accountIds: readonly string[]): Promise<string[]> {
  if (accountIds.length === 0) return []
  return (await tx.selectFrom('notice_reads').select('account_id').where('notice_id', '=', noticeId).where('account_id', 'in', accountIds).execute()).map((row) => row.account_id)
}

/** Firms of the audience, each with its reasons kept; `onlyNew`: those that were not told before. */
async function nextOfAudience(tx: Tx, deps: BatchDeps, sending: NoticeSendingRow, audience: Audience, { size, onlyNew }: { size: number; onlyNew: boolean }): Promise<FirmBatch> {
  const piece = await listFirmsAfter(tx, sending.after_firm, size)
  const facts = await factsOfFirms(tx, deps, piece, listsOf(audience))
  const before = onlyNew ? await targetsAmong(tx, sending.notice_id, piece.map(({ id }) => id)) : new Set<string>()
  const firms = piece.flatMap(({ id, name }) => {
    const known = before.has(id) ? undefined : facts.get(id)
    const reasons = known ? reasonsFor(audience, known) : null
    return reasons ? [{ id, name, reasons }] : []
  })
  if (firms.length > 0) {
    const rows = jsonRows(deps.databaseKind, firms.map(({ id, reasons }) => [id, JSON.stringify(reasons)]))
    await sql`insert into notice_targets (notice_id, firm_id, reasons, at) select cast(${sending.notice_id} as text), given.value ->> 0, given.value ->> 1, cast(${deps.clock.now()} as bigint) from ${rows} where true
      on conflict (notice_id, firm_id) do update set reasons = excluded.reasons`.execute(tx)
  }
  return { firms, last: piece.length < size ? undefined : piece.at(-1)?.id, read: piece.length }
}

/** Firms that were told before. */
async function nextOfTargets(tx: Tx, sending: NoticeSendingRow, size: number): Promise<FirmBatch> {
  const rows = await tx.selectFrom('notice_targets').innerJoin('firms', 'firms.id', 'notice_targets.firm_id').select(['firms.id', 'firms.name']).where('notice_targets.notice_id', '=', sending.notice_id)
    .where('notice_targets.firm_id', '>', sending.after_firm).orderBy('notice_targets.firm_id').limit(size).execute()
  return { firms: rows.map((row) => ({ ...row, reasons: [] })), last: rows.length < size ? undefined : rows.at(-1)?.id, read: rows.length }
}

export async function nextFirms(tx: Tx, deps: BatchDeps, sending: NoticeSendingRow, audience: Audience, wanted: { size: number; onlyNew: boolean }): Promise<FirmBatch> {
  return sending.kind === 'first' ? nextOfAudience(tx, deps, sending, audience, wanted) : nextOfTargets(tx, sending, wanted.size)
}

/**
 * Accounts besides those of firms: who follows it since before it was sent; of a correction or withdrawal who was told as a follower, whatever they follow or it is filed under
 * by now, and who has read an earlier version.
 */
export async function nextPeople(tx: Tx, sending: NoticeSendingRow, followable: Followable, size: number): Promise<string[]> {
  const after = sending.after_account
  if (sending.kind === 'first') return listFollowersAfter(tx, followable, { after, until: sending.started_at, limit: size })
  const readers = tx.selectFrom('notice_reads').select('account_id').where('notice_id', '=', sending.notice_id).where('account_id', '>', after)
    .where((eb) => (sending.kind === 'correction' ? eb('number', '<', sending.number) : eb.lit(true)))
  const followers = tx.selectFrom('outbox').select('account_id').where('about', '=', aboutNotice(sending.notice_id)).where('firm_id', 'is', null).where('state', '<>', 'cancelled').where('account_id', '>', after)
  return (await readers.union(followers).orderBy('account_id').limit(size).execute()).map((row) => row.account_id)
}
