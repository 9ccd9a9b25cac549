// What is kept no longer than it is needed (promises.md B2, ASVS 14.2.7): counters that name phones and addresses, codes, ended sessions, who looked at what, replies to repeats, times held while filling in, drafts of financing nobody goes on with, what left by SMS, push and e-mail.
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { atMostEvery } from './at-most-every.ts'
import { presenceKeptMs } from './cases/presence.ts'
import type { Deps } from './deps.ts'
import { forgetDrafts } from './financing/request-retention.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const everyMs = hour

/** Days after which each goes. A phone that was offline for weeks still gets the reply to what it sent before. */
const kept = { counts: 2 * day, codes: day, sessions: day, replies: 30 * day, holds: 30 * day, deliveries: 90 * day } as const

/** Windows of http/limits.ts: a bucket counts windows since 1970, so its size tells which window it is of. */
const windows = [[minute, hour], [hour, day], [day, Infinity]] as const

interface Outdated { table: 'sign_in_codes' | 'sessions' | 'idempotency' | 'consultation_holds' | 'deliveries' | 'presence' | 'rate_counts'; where: RawBuilder<SqlBool> }

/** The same in words, for the desk. */
export const outdatedWords: readonly { table: Outdated['table']; title: string; keep: string }[] = [
  { table: 'sign_in_codes', title: '短信验证码', keep: '过期后 1 天' }, { table: 'sessions', title: '登录状态', keep: '退出或到期后 1 天' }, { table: 'idempotency', title: '防重复提交的答复', keep: '30 天' },
  { table: 'consultation_holds', title: '填写时占着的时间', keep: '30 天' }, { table: 'deliveries', title: '短信、推送、邮件的发送记录', keep: '90 天' }, { table: 'presence', title: '谁正在看办件', keep: '1 天' }, { table: 'rate_counts', title: '防刷计数', keep: '2 天' },
]

/** Which rows of which table are outdated at `now`. */
function outdatedAt(now: number): Outdated[] {
  return [
    { table: 'sign_in_codes', where: sql`expires_at < ${now - kept.codes}` },
    { table: 'sessions', where: sql`(ends_at < ${now - kept.sessions} or last_seen_at + idle_ms < ${now - kept.sessions})` },
    { table: 'idempotency', where: sql`created_at < ${now - kept.replies}` },
    // Offers of the waiting list stay: they say what became of an entry.
    { table: 'consultation_holds', where: sql`kind = 'hold' and state <> 'held' and expires_at < ${now - kept.holds}` },
    { table: 'deliveries', where: sql`finished_at < ${now - kept.deliveries}` },
    { table: 'presence', where: sql`seen_at < ${now - presenceKeptMs}` },
    ...windows.map(([window, next]): Outdated => ({ table: 'rate_counts', where: sql`bucket > ${Math.floor(now / next)} and bucket < ${Math.floor((now - kept.counts) / window)}` })),
  ]
}

/** Rows that would go now, by table. */
export async function countOutdated({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { table, where } of outdatedAt(clock.now())) {
    const { count } = await db.selectFrom(table).select((eb) => eb.fn.countAll().as('count')).where(where).executeTakeFirstOrThrow()
    counts[table] = (counts[table] ?? 0) + Number(count)
  }
  return counts
}

/** One round. Returns how many rows went. */
export async function removeOutdated(deps: Deps): Promise<number> {
  const now = deps.clock.now()
  const rules = outdatedAt(now)
  return deps.commands.run(async (tx) => {
    let removed = await forgetDrafts(tx, now)
    for (const { table, where } of rules) removed += Number((await tx.deleteFrom(table).where(where).executeTakeFirst()).numDeletedRows)
    return removed
  })
}

/** `removeOutdated`, at most every hour however often the worker asks. */
export const forgetOutdated = atMostEvery(everyMs, removeOutdated)
