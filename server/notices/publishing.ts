// A version of the desk comes into force, and who is told of it: at once, or by the clock (going-live.ts).
import type { Tx } from '../db/commands.ts'
import type { NoticeRow, NoticeVersionRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { putLive } from './live.ts'
import { startSending } from './sendings.ts'
import { audienceOf } from './version-repository.ts'

export interface BringLive { deps: Pick<Deps, 'databaseKind'>; notice: NoticeRow; version: NoticeVersionRow; /** Epoch ms. */ at: number; by: string | null; publishedOn?: string }

/** In the caller's lock of the notice. The first time its audience is told; of a correction those who were told or read it, where the desk wants so. */
export async function bringLive(tx: Tx, { deps, notice, version, at, by, publishedOn }: BringLive): Promise<void> {
  await putLive(tx, { kind: deps.databaseKind, notice, version, at, by, ...(publishedOn === undefined ? {} : { publishedOn }) })
  const kind = notice.published_at === null ? 'first' : 'correction'
  if (kind === 'correction' && version.tells_readers === 0) return
  await startSending(tx, { noticeId: notice.id, number: version.number, kind, audience: audienceOf(version), by, at })
}
