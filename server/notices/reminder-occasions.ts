// What followers are told of today: a scheme that changed, a batch that opens or closes soon, the last days of a notice.
import { batchInstant, batchState } from '#contract/subsidies/availability.ts'
import type { Batch } from '#contract/subsidies/programme.ts'
import { addDays, daysBetween, sayDate, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import type { FollowKind } from '#contract/notices/mine-schema.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import type { OutgoingMessage } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { listDone, listDrafting, listSchemeNews } from '../subsidies/scheme-news.ts'
import { refsOf } from './followed.ts'

export type OccasionDeps = Pick<Deps, 'db' | 'content' | 'clock' | 'config'>

/** Days before something closes; also calendars of the portal wake people then. */
const steps = [14, 3] as const
const day = 24 * 3_600_000
/** From nine in Shanghai, every day: what closes does not wait for a working day. */
const firstHourMs = 9 * 3_600_000
/** What opened or changed is told within this time, also after the server stood still. */
const lateMs = 3 * day

export interface Occasion {
  /** Told once for ever. */ key: string
  message: OutgoingMessage
  /** Its members are told, too, each for their firm. */ noticeId: string | null
  refs: readonly { kind: FollowKind; ref: string }[]
  /** Epoch ms: whoever began to follow later has seen it as it stands. */ until: number
  /** Of these people those who need not hear it. */ leaveOut: (tx: Tx, accountIds: readonly string[]) => Promise<Set<string>>
  /** Asked with every step: what was taken back or moved meanwhile is told no further. */ isOver?: (tx: Tx) => Promise<boolean>
}

const nobody = () => Promise.resolve(new Set<string>())
const nine = (date: string) => shanghaiDayStart(date) + firstHourMs

/** The step that has come for a day, and its own day's hour: 14 from fourteen to four days before, 3 from then on; undefined before and after. */
export function stepFor(on: string, today: string): { step: number; at: number } | undefined {
  const left = daysBetween(today, on)
  if (left < 0) return undefined
  const step = steps.findLast((days) => left <= days)
  return step === undefined ? undefined : { step, at: nine(addDays(on, -step)) }
}

interface Scheme { id: string; title: string }

function opened({ content, clock }: OccasionDeps, { id, title }: Scheme, batch: Batch, today: string): Occasion[] {
  const opensAt = batchInstant(batch.opensAt) ?? 0
  if (clock.now() - opensAt > lateMs) return []
  const message = renderMessage(content, 'follow.scheme-opened', { title, batch: batch.name, closesOn: sayDate(batch.closesAt.slice(0, 10), today) }, `/subsidies/${id}`)
  return [{ key: `follow:opened:${id}:${batch.id}:${batch.opensAt}`, message, noticeId: null, refs: [{ kind: 'programme', ref: id }], until: opensAt, leaveOut: nobody }]
}

function closing({ content }: OccasionDeps, { id, title }: Scheme, batch: Batch, today: string): Occasion[] {
  const on = batch.closesAt.slice(0, 10)
  const due = stepFor(on, today)
  if (!due) return []
  const message = renderMessage(content, 'follow.scheme-closes', { title, batch: batch.name, closesOn: sayDate(on, today), days: daysBetween(today, on) }, `/subsidies/${id}`)
  return [{ key: `follow:closes:${id}:${batch.id}:${on}:${due.step}`, message, noticeId: null, refs: [{ kind: 'programme', ref: id }], until: due.at, leaveOut: (tx, accountIds) => listDone(tx, id, batch.id, accountIds) }]
}

function ofBatches(deps: OccasionDeps, today: string): Occasion[] {
  const now = deps.clock.now()
  return deps.content.summaries(now).filter(({ availability }) => availability === 'taking').flatMap((scheme) =>
    deps.content.batches(scheme.id, now).filter((batch) => batchState(batch, now) === 'taking').flatMap((batch) => [...opened(deps, scheme, batch, today), ...closing(deps, scheme, batch, today)]))
}

async function ofChanges(deps: OccasionDeps, connection: Connection): Promise<Occasion[]> {
  const news = await listSchemeNews(deps, connection, deps.clock.now() - lateMs)
  return news.map(({ versionId, programmeId, title, publishedAt, words }) => ({
    key: `follow:changed:${versionId}`, message: renderMessage(deps.content, 'follow.scheme-changed', { title, news: words }, `/subsidies/${programmeId}`), noticeId: null,
    refs: [{ kind: 'programme' as const, ref: programmeId }], until: publishedAt, leaveOut: (tx, accountIds) => listDrafting(tx, programmeId, accountIds),
  }))
}

async function isDeadlineGone(tx: Tx, noticeId: string, deadlineId: string, on: string): Promise<boolean> {
  const row = await tx.selectFrom('notice_deadlines as d').innerJoin('notices as n', 'n.id', 'd.notice_id').select('n.id').where('n.id', '=', noticeId).where('n.state', '=', 'live').where('d.deadline_id', '=', deadlineId).where('d.on_date', '=', on).executeTakeFirst()
  return row === undefined
}

async function ofDeadlines({ content }: OccasionDeps, connection: Connection, today: string): Promise<Occasion[]> {
  const rows = await connection.selectFrom('notice_deadlines as d').innerJoin('notices as n', 'n.id', 'd.notice_id').where('n.state', '=', 'live')
    .where('d.on_date', '>=', today).where('d.on_date', '<=', addDays(today, Math.max(...steps))).orderBy('d.on_date').orderBy('n.id')
    .select(['n.id', 'n.title', 'n.category', 'n.issuer', 'n.published_at', 'd.deadline_id', 'd.title as deadline', 'd.on_date']).execute()
  const due = rows.flatMap((row) => {
    const found = stepFor(row.on_date, today)
    // Published so late that the notice itself has just said it.
    return found && Number(row.published_at) < found.at ? [{ ...row, ...found }] : []
  })
  if (due.length === 0) return []
  const programmes = Map.groupBy(await connection.selectFrom('notice_programmes').selectAll().where('notice_id', 'in', due.map(({ id }) => id)).execute(), ({ notice_id }) => notice_id)
  return due.map(({ id, title, category, issuer, deadline_id, deadline, on_date, step, at }) => ({
    key: `notice:${id}:deadline:${deadline_id}:${on_date}:${step}`, noticeId: id, until: at, leaveOut: nobody, isOver: (tx) => isDeadlineGone(tx, id, deadline_id, on_date),
    message: renderMessage(content, 'notice.deadline', { title, deadline, dueOn: sayDate(on_date, today), days: daysBetween(today, on_date) }, `/notices/${id}?from=inbox`),
    refs: refsOf({ category, issuer, programmeIds: (programmes.get(id) ?? []).map(({ programme_id }) => programme_id) }),
  }))
}

/** All of today's, told already or not; none before nine. */
export async function dueOccasions(deps: OccasionDeps): Promise<Occasion[]> {
  const now = deps.clock.now()
  const today = shanghaiDate(now)
  if (now < nine(today)) return []
  return [...ofBatches(deps, today), ...(await ofChanges(deps, deps.db)), ...(await ofDeadlines(deps, deps.db, today))]
}
