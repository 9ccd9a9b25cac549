// At start the county's files become notices: a version each time a file says something else. What the desk has published or taken back counts; the file is kept beside it.
import { randomUUID } from 'node:crypto'
import { shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import { everybody } from '#contract/notices/audience.ts'
import { textOfSource } from '#contract/notices/notices.ts'
import type { NoticeSource } from '#contract/notices/schema.ts'
import type { Tx } from '../db/commands.ts'
import type { NoticeRow, NoticeVersionRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { hashOfText, putLive, takeDown } from './live.ts'

type SyncDeps = Pick<Deps, 'commands' | 'databaseKind' | 'content' | 'clock' | 'log'>
type Outcome = 'known' | 'live' | 'scheduled' | 'kept'

/** Shown where a notice was, when its file is gone. */
const goneReason = '文件已撤下'

/** Of everything a file says, its day included. */
function hashOfSource(source: NoticeSource): string {
  return hashOfText(JSON.stringify([source.publishedOn, textOfSource(source)]))
}

async function versionsOf(tx: Tx, noticeId: string): Promise<NoticeVersionRow[]> {
  return tx.selectFrom('notice_versions').selectAll().where('notice_id', '=', noticeId).orderBy('number', 'desc').execute()
}

/** Locked, or made: of a notice of this file nothing was written down before. */
async function takeNotice(tx: Tx, { id, title, documentNumber, issuer, category, writtenOn, validTo, points }: NoticeSource, at: number): Promise<NoticeRow> {
  await tx.insertInto('notices').values({
    id, origin: 'content', state: 'unpublished', position: null, live_number: null, last_number: 0, title, document_number: documentNumber, issuer, category, written_on: writtenOn, published_on: null, valid_to: validTo, point: points[0] ?? '', words: '',
    published_at: null, withdrawn_at: null, withdrawn_by: null, withdrawn_reason: null, created_by: null, created_at: at,
  }).onConflict((conflict) => conflict.column('id').doNothing()).execute()
  return tx.updateTable('notices').set((eb) => ({ last_number: eb.ref('last_number') })).where('id', '=', id).returningAll().executeTakeFirstOrThrow()
}

/** As a past version, below one that is being written: that one moves up to the number it will get. */
async function keepVersion(tx: Tx, notice: NoticeRow, source: NoticeSource, open: NoticeVersionRow | undefined, at: number): Promise<NoticeVersionRow> {
  const number = open ? open.number : notice.last_number + 1
  if (open) await tx.updateTable('notice_versions').set({ number: notice.last_number + 1 }).where('id', '=', open.id).execute()
  await tx.updateTable('notices').set({ last_number: notice.last_number + 1 }).where('id', '=', notice.id).execute()
  return tx.insertInto('notice_versions').values({
    id: randomUUID(), notice_id: notice.id, number, origin: 'content', state: 'past', text: JSON.stringify(textOfSource(source)), audience: JSON.stringify(everybody), hash: hashOfSource(source), change_note: '', tells_readers: 0, revision: 1,
    saved_by: null, saved_at: at, proposed_by: null, proposed_at: null, published_by: null, published_at: null, publish_at: null, sent_back_by: null, sent_back_reason: null,
  }).returningAll().executeTakeFirstOrThrow()
}

/** The desk has said the last word: it published, took back, writes what a file only announced, or threw that away. */
function deskCounts(notice: NoticeRow, versions: readonly NoticeVersionRow[]): boolean {
  return versions.some(({ origin, state }) => origin === 'desk' && (state === 'live' || notice.state === 'unpublished')) || (notice.state === 'withdrawn' && notice.withdrawn_by !== null)
}

async function recordFile(tx: Tx, kind: Deps['databaseKind'], source: NoticeSource, at: number): Promise<Outcome> {
  const notice = await takeNotice(tx, source, at)
  const versions = await versionsOf(tx, notice.id)
  const hash = hashOfSource(source)
  const same = versions.find((version) => version.origin === 'content' && version.hash === hash)
  const openOfDesk = versions.find(({ origin, state }) => origin === 'desk' && ['draft', 'proposed', 'scheduled'].includes(state))
  if (deskCounts(notice, versions)) {
    if (!same) await keepVersion(tx, notice, source, openOfDesk, at)
    return same ? 'known' : 'kept'
  }
  const isDue = source.publishedOn <= shanghaiDate(at)
  if (same?.state === 'live' || (same?.state === 'scheduled' && !isDue)) return 'known'
  // What a file announced before and says no longer does not come.
  await tx.updateTable('notice_versions').set({ state: 'past', publish_at: null }).where('notice_id', '=', notice.id).where('origin', '=', 'content').where('state', '=', 'scheduled').execute()
  const version = same ?? (await keepVersion(tx, notice, source, openOfDesk, at))
  if (isDue) {
    await putLive(tx, { kind, notice, version, at, by: null, publishedOn: source.publishedOn })
    return 'live'
  }
  // Somebody writes a correction: one version can wait, and that is theirs.
  if (openOfDesk) return same ? 'known' : 'kept'
  await tx.updateTable('notice_versions').set({ state: 'scheduled', publish_at: shanghaiDayStart(source.publishedOn) }).where('id', '=', version.id).execute()
  return 'scheduled'
}

/** Notices whose file is gone leave the list, and what was announced does not come; what the desk published stays. */
async function takeOut(tx: Tx, kind: Deps['databaseKind'], ids: readonly string[], at: number): Promise<string[]> {
  const gone = await tx.selectFrom('notices').selectAll().where('origin', '=', 'content').where('state', '!=', 'withdrawn').where('id', 'not in', ids.length > 0 ? ids : ['']).execute()
  for (const notice of gone) {
    await tx.updateTable('notice_versions').set({ state: 'past', publish_at: null }).where('notice_id', '=', notice.id).where('origin', '=', 'content').where('state', '=', 'scheduled').execute()
    if (notice.state === 'live') await takeDown(tx, { kind, notice, at, by: null, reason: goneReason })
  }
  return gone.flatMap(({ id, state }) => (state === 'live' ? [id] : []))
}

/** Writes down what the files say now. Nothing changes where nothing changed; nobody is told of what a file says. */
export async function recordNotices(deps: SyncDeps): Promise<void> {
  const { content, clock, databaseKind } = deps
  const at = clock.now()
  const { kept, gone } = await deps.commands.run(async (tx) => {
    const outcomes: { id: string; outcome: Outcome }[] = []
    for (const source of content.notices.sources) outcomes.push({ id: source.id, outcome: await recordFile(tx, databaseKind, source, at) })
    return { kept: outcomes.filter(({ outcome }) => outcome === 'kept'), gone: await takeOut(tx, databaseKind, content.notices.sources.map(({ id }) => id), at) }
  })
  for (const { id } of kept) deps.log.warn({ noticeId: id }, 'this file changed, but the desk has the last word on this notice: the file is kept and does not count')
  for (const noticeId of gone) deps.log.warn({ noticeId }, 'the file of this notice is gone: readers find the notice no longer')
}
