// Who has read which version of a notice, and how a notice stands to the person who has it open.
import { sql } from 'kysely'
import type { NoticeSeen, NoticeStanding } from '#contract/notices/mine-schema.ts'
import { requireMember } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection } from '../db/commands.ts'
import type { NoticeRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { markLinkRead } from '../messages/repository.ts'
import { followsOf } from './follows.ts'
import { whyOf } from './mine.ts'
import { topicsOf } from './topics.ts'

/** Of one that readers see, in force or taken back. Throws `not-found` for every other. */
async function getReadable(connection: Connection, id: string): Promise<NoticeRow> {
  const notice = await connection.selectFrom('notices').selectAll().where('id', '=', id).where('state', 'in', ['live', 'withdrawn']).executeTakeFirst()
  if (!notice) throw notFound(`no notice ${id}`)
  return notice
}

/** Throws `not-found` for a notice that is not there and for a firm that is not the reader's. */
export async function getNoticeStanding(deps: Deps, reader: SignedIn, id: string, firmId: string | undefined): Promise<NoticeStanding> {
  const { db } = deps
  if (firmId !== undefined) await requireMember(db, reader, firmId)
  const notice = await getReadable(db, id)
  const read = await db.selectFrom('notice_reads').select('last_at').where('notice_id', '=', id).where('account_id', '=', reader.id).executeTakeFirst()
  const target = firmId === undefined ? undefined : await db.selectFrom('notice_targets').select('reasons').where('notice_id', '=', id).where('firm_id', '=', firmId).executeTakeFirst()
  const follows = await followsOf(db, reader.id)
  const topics = (await topicsOf(deps, db, [notice])).get(id) ?? []
  return {
    readAt: read ? new Date(read.last_at).toISOString() : null, why: whyOf(deps, target?.reasons ?? null, topics, follows),
    follows: topics.map((topic) => ({ ...topic, isFollowed: follows.some(({ kind, ref }) => kind === topic.kind && ref === topic.ref) })),
  }
}

/** Words out of a phone's store, or on a page that has been open for long: of what came since, its reader has not read anything. */
function isOutdated({ state, live_number }: NoticeRow, { version, withdrawn }: NoticeSeen): boolean {
  return version !== undefined && (version < (live_number ?? 0) || (state === 'withdrawn') !== (withdrawn === 'yes'))
}

/** The version in force is read; what came of it into the inbox is read, too. The first reading of a version leaves a line. What is no longer in force changes nothing. Throws `not-found`. */
export async function readNotice(deps: Deps, reader: SignedIn, id: string, seen: NoticeSeen, requestId: string): Promise<void> {
  const at = deps.clock.now()
  await deps.commands.run(async (tx) => {
    const notice = await getReadable(tx, id)
    if (isOutdated(notice, seen)) return
    const number = notice.live_number ?? 0
    const before = await tx.selectFrom('notice_reads').select('number').where('notice_id', '=', id).where('account_id', '=', reader.id).executeTakeFirst()
    if (!before || before.number < number) await recordAudit(tx, { at, accountId: reader.id, role: reader.duty, action: 'notices.read', subject: `notice:${id}`, requestId, details: { number } })
    await tx.insertInto('notice_reads').values({ notice_id: id, account_id: reader.id, number, first_at: at, last_at: at })
      .onConflict((conflict) => conflict.columns(['notice_id', 'account_id']).doUpdateSet({ number: sql<number>`case when excluded.number > notice_reads.number then excluded.number else notice_reads.number end`, last_at: at })).execute()
    await markLinkRead(tx, reader.id, `/notices/${id}`, at)
  })
}
