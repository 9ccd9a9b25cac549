// Who follows what a notice belongs to: its category, its issuer, the schemes it names.
import { sql, type Expression, type SqlBool } from 'kysely'
import type { FollowKind } from '#contract/notices/mine-schema.ts'
import type { Connection } from '../db/commands.ts'

export interface Followable { category: string; issuer: string; programmeIds: readonly string[] }

export function refsOf({ category, issuer, programmeIds }: Followable): { kind: FollowKind; ref: string }[] {
  return [{ kind: 'category', ref: category }, { kind: 'issuer', ref: issuer }, ...programmeIds.map((ref) => ({ kind: 'programme' as const, ref }))]
}

/** A condition on rows of `follows`. */
export function followsAny(followable: Followable): Expression<SqlBool> {
  return sql<SqlBool>`(${sql.join(refsOf(followable).map(({ kind, ref }) => sql`(follows.kind = ${kind} and follows.ref = ${ref})`), sql` or `)})`
}

/** The next followers in order of account, of follows not newer than `until` (epoch ms). */
export async function listFollowersAfter(connection: Connection, followable: Followable, { after, until, limit }: { after: string; until: number; limit: number }): Promise<string[]> {
  const rows = await connection.selectFrom('follows').select('follows.account_id').distinct().where(followsAny(followable)).where('follows.created_at', '<=', until).where('follows.account_id', '>', after).orderBy('follows.account_id').limit(limit).execute()
  return rows.map(({ account_id: id }) => id)
}
