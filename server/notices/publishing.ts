// A version of the desk comes into force, and who is told of it: at once, or by the clock (going-live.ts).
import { isSame } from '#contract/notices/problems.ts'
import type { Tx } from '../db/commands.ts'
import type { NoticeRow, NoticeVersionRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { putLive } from './live.ts'
import { startSending } from './sendings.ts'
import { audienceOf, findLiveVersion } from './version-repository.ts'

export interface BringLive { deps: Pick<Deps, 'databaseKind'>; notice: NoticeRow; version: NoticeVersionRow; /** Epoch ms. */ at: number; by: string | null; publishedOn?: string }

/** Whether the audience is another than that of the version before, of a notice that was told to its audience. */
async function isForOthers(tx: Tx, before: NoticeVersionRow | undefined, version: NoticeVersionRow): Promise<boolean> {
  if (before === undefined || isSame(audienceOf(before), audienceOf(version))) return false
  return (await tx.selectFrom('notice_sendings').select('id').where('notice_id', '=', version.notice_id).where('kind', '=', 'first').limit(1).executeTakeFirst()) !== undefined
}

/**
 * In the caller's lock of the notice. The first time its audience is told; of a correction those who were told or read it, where the desk wants so, and after them as for the
 * first time whoever is of the audience only now.
 */
export async function bringLive(tx: Tx, { deps, notice, version, at, by, publishedOn }: BringLive): Promise<void> {
  const isFurther = await isForOthers(tx, await findLiveVersion(tx, notice.id), version)
  await putLive(tx, { kind: deps.databaseKind, notice, version, at, by, ...(publishedOn === undefined ? {} : { publishedOn }) })
  const kind = notice.published_at === null ? 'first' : 'correction'
  const sending = { noticeId: notice.id, number: version.number, audience: audienceOf(version), by }
  if (kind === 'first' || version.tells_readers === 1) await startSending(tx, { ...sending, kind, at })
  if (isFurther) await startSending(tx, { ...sending, kind: 'first', at: at + 1 })
}
