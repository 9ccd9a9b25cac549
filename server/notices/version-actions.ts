// The second person of a notice: proposed by one, published by another who had no hand in it, now or at an hour; taken back with a reason. Every move is one conditional UPDATE.
import { cleanText } from '#contract/identifiers/text.ts'
import { parseDate, shanghaiDate } from '#contract/identifiers/date.ts'
import type { NoticeActionInput, VersionAction } from '#contract/notices/desk-schema.ts'
import { refusalOf, versionMoves } from '#contract/notices/workflow.ts'
import { mayApprove } from '../accounts/approvals.ts'
import type { Tx } from '../db/commands.ts'
import type { NoticeRow, NoticeVersionRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import { once } from '../http/idempotency.ts'
import { cancelDeliveriesAbout } from '../messages/deliveries.ts'
import { cancelAbout } from '../messages/outbox.ts'
import { assertComplete, problemsOf } from './desk-problems.ts'
import { tellProposed, tellPublished, tellSentBack, tellUnscheduled, tellWithdrawn, whenAt, whenNow } from './desk-telling.ts'
import { auditNotice, type Asker } from './drafts.ts'
import { takeDown } from './live.ts'
import { bringLive } from './publishing.ts'
import { aboutNotice, startSending } from './sendings.ts'
import { addHand, audienceOf, changeVersion, findLiveVersion, findOpenVersion, handsOf, lockNotice, noticeFileIds } from './version-repository.ts'

interface Move { deps: Deps; tx: Tx; asker: Asker; notice: NoticeRow; row: NoticeVersionRow; at: number; reason: string; publishAt: number | undefined }

/** How far ahead something may be scheduled. */
export const mostDaysAhead = 180
const dayMs = 86_400_000
const instantShape = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/** Epoch ms to come; undefined: at once. Throws `invalid-input` on publishAt. */
function readPublishAt(typed: string | undefined, now: number): number | undefined {
  if (typed === undefined) return undefined
  const date = parseDate(typed.slice(0, 10))
  if (!date.ok || !instantShape.test(typed)) throw invalid({ field: 'publishAt', reason: date.ok ? 'date-format' : date.reason })
  const at = Date.parse(typed)
  if (at <= now) throw invalid({ field: 'publishAt', reason: 'date-early', limit: shanghaiDate(now) })
  if (at > now + mostDaysAhead * dayMs) throw invalid({ field: 'publishAt', reason: 'days-max', limit: mostDaysAhead })
  return at
}

function readReason(action: VersionAction, { reason = '' }: NoticeActionInput): string {
  const text = cleanText(reason, { singleLine: true })
  if (!text.ok) throw invalid({ field: 'reason', reason: text.reason })
  if (versionMoves[action].needsReason && text.value === '') throw invalid({ field: 'reason', reason: 'required' })
  return text.value
}

/** The version as it stands after the change. Throws `notices.state` when somebody was faster. */
async function change(tx: Tx, row: NoticeVersionRow, to: Partial<NoticeVersionRow>): Promise<NoticeVersionRow> {
  if (!(await changeVersion(tx, row, to))) throw new AppError('notices.state')
  return { ...row, ...to, revision: row.revision + 1 }
}

async function requireComplete({ deps, tx, notice, row }: Move): Promise<void> {
  assertComplete(problemsOf(deps, row, await findLiveVersion(tx, notice.id), await noticeFileIds(tx, notice.id)))
}

/** Throws `notices.unchanged`, `notices.incomplete`. Who proposes it has a hand in it. */
async function propose(move: Move): Promise<void> {
  const { deps, tx, row, asker: { account }, at } = move
  await requireComplete(move)
  const version = await change(tx, row, { state: 'proposed', proposed_by: account.id, proposed_at: at, sent_back_by: null, sent_back_reason: null })
  await addHand(tx, row.id, account.id)
  await tellProposed(tx, deps, { by: account, version })
}

async function takeBack({ tx, row }: Move): Promise<void> {
  await change(tx, row, { state: 'draft' })
}

async function sendBack({ deps, tx, row, asker: { account }, reason }: Move): Promise<void> {
  const version = await change(tx, row, { state: 'draft', sent_back_by: account.id, sent_back_reason: reason })
  await tellSentBack(tx, deps, { by: account, version }, reason)
}

/** Now or at its hour. Throws `notices.unchanged`, `notices.incomplete`: the county's lists and what is live may have changed since it was proposed. */
async function publish(move: Move): Promise<void> {
  const { deps, tx, notice, row, asker: { account }, at, publishAt } = move
  await requireComplete(move)
  if (publishAt !== undefined) {
    const version = await change(tx, row, { state: 'scheduled', publish_at: publishAt, published_by: account.id })
    return tellPublished(tx, deps, version, { by: account, when: whenAt(publishAt, at) })
  }
  const version = await change(tx, row, { published_by: account.id })
  await bringLive(tx, { deps, notice, version, at, by: account.id })
  await tellPublished(tx, deps, version, { by: account, when: whenNow })
}

/** Back to where it can be changed. A version of a file becomes one of the desk: the desk has decided. */
async function unschedule({ deps, tx, row, asker: { account }, reason }: Move): Promise<void> {
  const version = await change(tx, row, { state: 'draft', publish_at: null, published_by: null, origin: 'desk', sent_back_by: account.id, sent_back_reason: reason })
  await tellUnscheduled(tx, deps, { by: account, version: { ...version, published_by: row.published_by } }, reason)
}

/** Out of the list and the search; a correction under way is over with it. Whoever was told or read it hears of it. */
async function withdraw({ deps, tx, notice, row, asker: { account }, at, reason }: Move): Promise<void> {
  const open = await findOpenVersion(tx, notice.id)
  if (open) await change(tx, open, { state: 'past', publish_at: null })
  const version = await change(tx, row, {})
  await takeDown(tx, { kind: deps.databaseKind, notice, at, by: account.id, reason })
  // What has not reached anybody yet is not sent any more; they hear of nothing.
  await cancelAbout(tx, aboutNotice(notice.id), at)
  await cancelDeliveriesAbout(tx, aboutNotice(notice.id), at)
  await startSending(tx, { noticeId: notice.id, number: row.number, kind: 'withdrawal', audience: audienceOf(row), by: account.id, at })
  await tellWithdrawn(tx, deps, { by: account, version }, reason)
}

const moves: Record<VersionAction, (move: Move) => Promise<void>> = { propose, 'take-back': takeBack, 'send-back': sendBack, publish, unschedule, withdraw }

/** What the action is taken on, as the caller saw it. Of a withdrawal `revision` is the number of the live version. Throws `notices.state`, `stale`. */
async function target(tx: Tx, notice: NoticeRow, action: VersionAction, revision: number): Promise<NoticeVersionRow> {
  if (action === 'withdraw') {
    const live = await findLiveVersion(tx, notice.id)
    if (!live) throw new AppError('notices.state', { details: { state: notice.state } })
    if (live.number !== revision) throw new AppError('stale', { details: { version: live.number } })
    return live
  }
  const open = await findOpenVersion(tx, notice.id)
  if (!open) throw notice.state === 'unpublished' ? notFound(`notice ${notice.id} has no draft`) : new AppError('notices.state', { details: { state: notice.state } })
  if (open.state !== versionMoves[action].from) throw new AppError('notices.state', { details: { state: open.state } })
  if (open.revision !== revision) throw new AppError('stale', { details: { version: open.revision } })
  return open
}

export interface ActionRequest { asker: Asker; id: string; action: VersionAction; input: NoticeActionInput; key: string; bodyHash: string }

/**
 * Takes one action, once per Idempotency-Key. Throws `not-found`, `notices.state` in the wrong state, `stale` when another was saved since, `notices.hand` (never by who wrote or proposed it), `accounts.approver-needed`, `notices.proposer` (taken back only by
 * who proposed it, who does not send it back), `invalid-input` on reason or publishAt, and what propose and publish say.
 */
export async function actOnNotice(deps: Deps, { asker, id, action, input, key, bodyHash }: ActionRequest): Promise<void> {
  const at = deps.clock.now()
  const { account } = asker
  await deps.commands.run(async (tx) => {
    const notice = await lockNotice(tx, id)
    await once(tx, { accountId: account.id, route: `notices.${action}`, key, bodyHash, at }, async () => {
      const row = await target(tx, notice, action, input.revision)
      const hands = await handsOf(tx, row.id)
      const refusal = refusalOf(action, { state: row.state, isHand: hands.includes(account.id), isProposer: row.proposed_by === account.id, mayApprove: mayApprove(deps, account.duty) })
      if (refusal) throw new AppError(refusal)
      const move: Move = { deps, tx, asker, notice, row, at, reason: readReason(action, input), publishAt: action === 'publish' ? readPublishAt(input.publishAt, at) : undefined }
      await moves[action](move)
      const { reason, publishAt } = move
      await auditNotice(tx, asker, at, action, row, { ...(reason === '' ? {} : { reason }), ...(publishAt === undefined ? {} : { publishAt: new Date(publishAt).toISOString() }) })
      return { status: 200, body: { id } }
    })
  })
}
