// The next ones to be told, firms first, then people besides; where a batch ends the next one begins.
import { sql } from 'kysely'
import type { Audience, AudienceReason } from '#contract/notices/audience-schema.ts'
import { reasonsFor } from '#contract/notices/audience.ts'
import type { Tx } from '../db/commands.ts'
import { jsonRows } from '../db/json-rows.ts'
import type { NoticeSendingRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { factsOfFirms, listFirmsAfter, listsOf } from './audience-facts.ts'
import { followsAny, listFollowersAfter, type Followable } from './followed.ts'

type BatchDeps = Pick<Deps, 'databaseKind' | 'content' | 'clock'>
export interface FirmToTell { id: string; name: string; reasons: readonly AudienceReason[] }
/** last: where the next batch begins; undefined when there is none. read: firms looked at. */
export interface FirmBatch { firms: FirmToTell[]; last: string | undefined; read: number }

/** Firms of the audience, each with its reasons kept. */
async function nextOfAudience(tx: Tx, deps: BatchDeps, sending: NoticeSendingRow, audience: Audience, size: number): Promise<FirmBatch> {
  const piece = await listFirmsAfter(tx, sending.after_firm, size)
  const facts = await factsOfFirms(tx, deps, piece, listsOf(audience))
  const firms = piece.flatMap(({ id, name }) => {
    const known = facts.get(id)
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

export async function nextFirms(tx: Tx, deps: BatchDeps, sending: NoticeSendingRow, audience: Audience, size: number): Promise<FirmBatch> {
  return sending.kind === 'first' ? nextOfAudience(tx, deps, sending, audience, size) : nextOfTargets(tx, sending, size)
}

/** Accounts besides those of firms: who follows it since before it was sent; of a correction or withdrawal who was told as a follower, and who has read an earlier version. */
export async function nextPeople(tx: Tx, sending: NoticeSendingRow, followable: Followable, size: number): Promise<string[]> {
  const after = sending.after_account
  if (sending.kind === 'first') return listFollowersAfter(tx, followable, { after, until: sending.started_at, limit: size })
  const first = await tx.selectFrom('notice_sendings').select('started_at').where('notice_id', '=', sending.notice_id).where('kind', '=', 'first').orderBy('started_at', 'desc').executeTakeFirst()
  const readers = tx.selectFrom('notice_reads').select('account_id').where('notice_id', '=', sending.notice_id).where('account_id', '>', after)
    .where((eb) => (sending.kind === 'correction' ? eb('number', '<', sending.number) : eb.lit(true)))
  const followers = tx.selectFrom('follows').select('account_id').where(followsAny(followable)).where('created_at', '<=', first?.started_at ?? -1).where('account_id', '>', after)
  return (await readers.union(followers).orderBy('account_id').limit(size).execute()).map((row) => row.account_id)
}
