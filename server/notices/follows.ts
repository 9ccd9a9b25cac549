// What a person follows: told of new notices under it (sending.ts), of changes and closing days of a scheme (follow-reminders.ts).
import type { ChangeFollow, Follow, Follows } from '#contract/notices/mine-schema.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection } from '../db/commands.ts'
import type { FollowRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { invalid } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { listTopics, topicTitle } from './topics.ts'

/** More is told as if it were everything. */
const mostFollows = 100

/** The newest first. */
export async function followsOf(connection: Connection, accountId: string): Promise<FollowRow[]> {
  return connection.selectFrom('follows').selectAll().where('account_id', '=', accountId).orderBy('created_at', 'desc').orderBy('kind').orderBy('ref').limit(mostFollows).execute()
}

async function present(deps: Deps, connection: Connection, accountId: string): Promise<Follows> {
  const rows = await followsOf(connection, accountId)
  return {
    items: rows.map(({ kind, ref, created_at }) => ({ kind, ref, title: topicTitle(deps, { kind, ref }), since: new Date(created_at).toISOString() })),
    choices: await listTopics(deps, connection),
  }
}

export function listFollows(deps: Deps, reader: SignedIn): Promise<Follows> {
  return present(deps, deps.db, reader.id)
}

/** Of issuers every one of a notice in force, also where the list of choices is cut off. */
async function mayFollow(deps: Deps, connection: Connection, { kind, ref }: Follow): Promise<boolean> {
  if (kind === 'issuer') return (await connection.selectFrom('notices').select('id').where('state', '=', 'live').where('issuer', '=', ref).limit(1).executeTakeFirst()) !== undefined
  return (await listTopics(deps, connection)).some((topic) => topic.kind === kind && topic.ref === ref)
}

/**
 * Follows or no longer; as it was is no change. Throws `invalid-input`: `ref` where there is nothing of that name to follow (what is gone can still be left),
 * `ref` rows-max beyond a hundred.
 */
export async function changeFollow(deps: Deps, reader: SignedIn, { kind, ref, isFollowed }: ChangeFollow, requestId: string): Promise<Follows> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const before = await followsOf(tx, reader.id)
    if (before.some((one) => one.kind === kind && one.ref === ref) !== isFollowed) {
      if (isFollowed) {
        if (!(await mayFollow(deps, tx, { kind, ref }))) throw invalid({ field: 'ref', reason: 'option' })
        if (before.length >= mostFollows) throw invalid({ field: 'ref', reason: 'rows-max', limit: mostFollows })
        await tx.insertInto('follows').values({ account_id: reader.id, kind, ref, created_at: at }).onConflict((conflict) => conflict.doNothing()).execute()
      } else {
        await tx.deleteFrom('follows').where('account_id', '=', reader.id).where('kind', '=', kind).where('ref', '=', ref).execute()
      }
      await recordAudit(tx, { at, accountId: reader.id, role: reader.duty, action: isFollowed ? 'notices.follow' : 'notices.unfollow', subject: `${kind}:${ref}`, requestId })
    }
    return present(deps, tx, reader.id)
  })
}
