// What was scheduled comes into force by the clock. Two processes may look at once: the notice is locked, and who comes second finds nothing to do.
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { sql } from 'kysely'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { tellPublished, whenNow } from './desk-telling.ts'
import { putLive } from './live.ts'
import { bringLive } from './publishing.ts'
import { lockNotice } from './version-repository.ts'

/** At most so many a round; the next round takes the rest. */
const batchSize = 20

/** False when another process or the desk was faster. */
async function publishOne(deps: Deps, id: string, noticeId: string): Promise<boolean> {
  return deps.commands.run(async (tx) => {
    const at = deps.clock.now()
    const notice = await lockNotice(tx, noticeId)
    const version = await tx.selectFrom('notice_versions').selectAll().where('id', '=', id).where('state', '=', 'scheduled').where('publish_at', '<=', at).executeTakeFirst()
    if (!version) return false
    if (version.origin === 'content') {
      // The day the file names, also when this process was not there at midnight.
      await putLive(tx, { kind: deps.databaseKind, notice, version, at, by: null, publishedOn: shanghaiDate(version.publish_at ?? at) })
    } else {
      await bringLive(tx, { deps, notice, version, at, by: version.published_by })
      await tellPublished(tx, deps, version, { by: null, when: whenNow })
    }
    await recordAudit(tx, { at, accountId: null, role: null, action: 'notices.gone-live', subject: `notice:${noticeId}`, details: { number: version.number, origin: version.origin } })
    return true
  })
}

/** Brings into force what is due; returns how many. One that cannot be holds up neither the others nor what the worker does besides: it is tried again every round. */
export async function goLive(deps: Deps): Promise<number> {
  const due = await deps.db.selectFrom('notice_versions').select(['id', 'notice_id']).where(sql<boolean>`state = 'scheduled'`).where('publish_at', '<=', deps.clock.now()).orderBy('publish_at').limit(batchSize).execute()
  let published = 0
  for (const { id, notice_id } of due) {
    try {
      if (await publishOne(deps, id, notice_id)) published += 1
    } catch (error) {
      deps.log.error({ err: error, noticeId: notice_id }, 'a scheduled notice did not come into force')
    }
  }
  return published
}
