// What officers hear of a notice: that one waits for the second person, and what became of what they had a hand in. Nobody is told of their own deed.
import { sayDate, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import { officerIds } from '../accounts/access.ts'
import { approverIds } from '../accounts/approvals.ts'
import type { Tx } from '../db/commands.ts'
import type { NoticeVersionRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { enqueueMessages, type OutgoingMessage } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { textOf } from './live.ts'
import { handsOf } from './version-repository.ts'

type TellDeps = Pick<Deps, 'content' | 'clock'>
export interface Deed { /** Who did it; null: the clock, for whoever stands in the version. */ by: { id: string; name: string } | null; version: NoticeVersionRow }

export const deskLink = (noticeId: string) => `/desk/notices/${noticeId}`

/** 已经发布 */
export const whenNow = '已经发布'
/** 定于11月26日（周四）09:00发布 */
export function whenAt(publishAt: number, now: number): string {
  const minutes = Math.floor((publishAt - shanghaiDayStart(shanghaiDate(publishAt))) / 60_000)
  return `定于${sayDate(shanghaiDate(publishAt), shanghaiDate(now))}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}发布`
}

/** An officer who left in the meantime hears nothing: the link is for officers. */
async function inService(tx: Tx, accountIds: readonly (string | null)[]): Promise<string[]> {
  const officers = await officerIds(tx)
  return officers.filter((id) => accountIds.includes(id))
}

async function tell(tx: Tx, { clock }: TellDeps, { by, version }: Deed, accountIds: readonly string[], what: string, message: OutgoingMessage): Promise<void> {
  await enqueueMessages(tx, { at: clock.now(), accountIds: accountIds.filter((id) => id !== by?.id), firmId: null, dedupeKey: `notice-desk:${version.notice_id}:${version.number}:${version.revision}:${what}`, message })
}

/** Everybody who may publish it: who gives second signatures and has no hand in it. */
export async function tellProposed(tx: Tx, deps: TellDeps, deed: Deed): Promise<void> {
  const hands = await handsOf(tx, deed.version.id)
  const message = renderMessage(deps.content, 'notice.desk-proposed', { title: textOf(deed.version).title, by: deed.by?.name ?? '' }, deskLink(deed.version.notice_id))
  await tell(tx, deps, deed, (await approverIds(tx, deps)).filter((id) => !hands.includes(id)), 'proposed', message)
}

/** Its hands and who proposed it; with `approver` also who approved it. */
async function handsAnd(tx: Tx, { id, proposed_by, published_by }: NoticeVersionRow, approver: boolean): Promise<string[]> {
  return inService(tx, [...(await handsOf(tx, id)), proposed_by, ...(approver ? [published_by] : [])])
}

export async function tellSentBack(tx: Tx, deps: TellDeps, deed: Deed, reason: string): Promise<void> {
  const message = renderMessage(deps.content, 'notice.desk-sent-back', { title: textOf(deed.version).title, by: deed.by?.name ?? '', reason }, deskLink(deed.version.notice_id))
  await tell(tx, deps, deed, await handsAnd(tx, deed.version, false), 'sent-back', message)
}

/** Tells the hands of a version that it is approved; `when`: whenAt while it is still to come, whenNow once it is out. Told once of each. */
export async function tellPublished(tx: Tx, deps: TellDeps, version: NoticeVersionRow, { by, when }: { by: Deed['by']; when: string }): Promise<void> {
  const name = by?.name ?? (await nameOf(tx, version.published_by))
  const message = renderMessage(deps.content, 'notice.desk-published', { title: textOf(version).title, by: name, when }, deskLink(version.notice_id))
  await tell(tx, deps, { by, version }, await handsAnd(tx, version, false), when === whenNow ? 'live' : 'scheduled', message)
}

async function nameOf(tx: Tx, accountId: string | null): Promise<string> {
  return accountId === null ? '' : ((await tx.selectFrom('accounts').select('name').where('id', '=', accountId).executeTakeFirst())?.name ?? '')
}

export async function tellUnscheduled(tx: Tx, deps: TellDeps, deed: Deed, reason: string): Promise<void> {
  const message = renderMessage(deps.content, 'notice.desk-unscheduled', { title: textOf(deed.version).title, by: deed.by?.name ?? '', reason }, deskLink(deed.version.notice_id))
  await tell(tx, deps, deed, await handsAnd(tx, deed.version, true), 'unscheduled', message)
}

export async function tellWithdrawn(tx: Tx, deps: TellDeps, deed: Deed, reason: string): Promise<void> {
  const message = renderMessage(deps.content, 'notice.desk-withdrawn', { title: textOf(deed.version).title, by: deed.by?.name ?? '', reason }, deskLink(deed.version.notice_id))
  await tell(tx, deps, deed, await handsAnd(tx, deed.version, true), 'withdrawn', message)
}
