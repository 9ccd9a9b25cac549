// What readers see: a version comes into force, or a notice is taken back. The only place that changes it.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { NoticeText } from '#contract/notices/desk-schema.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { wordsOf } from '#contract/notices/notices.ts'
import { picturesOf } from '#contract/notices/words.ts'
import type { Tx } from '../db/commands.ts'
import type { DatabaseKind } from '../db/open.ts'
import { readStoredJson } from '../db/json.ts'
import type { NoticeRow, NoticeVersionRow } from '../db/schema.ts'
import { forgetTerms, keepTerms } from './search-index.ts'

export function hashOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

export function textOf(version: Pick<NoticeVersionRow, 'text'>): NoticeText {
  return readStoredJson<NoticeText>(version.text)
}

/** Stored files a text shows or hands out. */
export function filesOf({ body, interpretation, attachments }: NoticeText): string[] {
  return [...new Set([...picturesOf(body), ...picturesOf(interpretation), ...attachments.map(({ fileId }) => fileId)])]
}

/** The next place of a day: yyyymmdd × 100,000 + n. Rises for ever within the day, so no place is given twice. */
async function nextPosition(tx: Tx, day: string): Promise<number> {
  const { last } = await tx.insertInto('notice_days').values({ day, last: 1 }).onConflict((conflict) => conflict.column('day').doUpdateSet({ last: sql<number>`notice_days.last + 1` })).returning('last').executeTakeFirstOrThrow()
  return Number(day.replaceAll('-', '')) * 100_000 + last
}

/** What the list and the search know of a text: everything a reader may look for. */
export function searchedWords({ title, documentNumber, issuer, points, facts, body, interpretation, attachments }: NoticeText): string {
  return [title, documentNumber ?? '', issuer, ...points, ...Object.values(facts).flatMap((fact) => fact ?? []), wordsOf(body), wordsOf(interpretation), ...attachments.map((attachment) => attachment.title)].join('\n')
}

export interface PutLive { kind: DatabaseKind; notice: NoticeRow; version: NoticeVersionRow; /** Epoch ms. */ at: number; by: string | null; /** YYYY-MM-DD; left out: the day of `at`, or the day it was first published. */ publishedOn?: string }

/**
 * The version is what everybody reads from now on; the one before is past. Its deadlines, schemes, files and search terms change with it, in the caller's
 * transaction. Of who is told nothing happens here (sendings.ts).
 */
export async function putLive(tx: Tx, { kind, notice, version, at, by, publishedOn }: PutLive): Promise<void> {
  const text = textOf(version)
  const day = publishedOn ?? notice.published_on ?? shanghaiDate(at)
  const position = notice.position !== null && notice.published_on === day ? notice.position : await nextPosition(tx, day)
  // First out, then in: no moment has two in force (unique index notice_versions_one_live).
  await tx.updateTable('notice_versions').set({ state: 'past' }).where('notice_id', '=', notice.id).where('state', '=', 'live').execute()
  await tx.updateTable('notice_versions').set({ state: 'live', published_by: by, published_at: at, publish_at: null }).where('id', '=', version.id).execute()
  await tx.updateTable('notices').set({
    state: 'live', position, live_number: version.number, origin: version.origin, title: text.title, document_number: text.documentNumber, issuer: text.issuer, category: text.category, written_on: text.writtenOn, published_on: day, valid_to: text.validTo,
    point: text.points[0] ?? '', words: searchedWords(text), published_at: notice.published_at ?? at, withdrawn_at: null, withdrawn_by: null, withdrawn_reason: null,
  }).where('id', '=', notice.id).execute()
  await tx.deleteFrom('notice_deadlines').where('notice_id', '=', notice.id).execute()
  if (text.deadlines.length > 0) await tx.insertInto('notice_deadlines').values(text.deadlines.map(({ id, title, on }, index) => ({ notice_id: notice.id, deadline_id: id, title, on_date: on, position: index }))).execute()
  await tx.deleteFrom('notice_programmes').where('notice_id', '=', notice.id).execute()
  if (text.programmeIds.length > 0) await tx.insertInto('notice_programmes').values(text.programmeIds.map((programme_id) => ({ notice_id: notice.id, programme_id }))).execute()
  await tx.updateTable('notice_files').set({ is_live: 0 }).where('notice_id', '=', notice.id).execute()
  const files = filesOf(text)
  if (files.length > 0) await tx.updateTable('notice_files').set({ is_live: 1 }).where('notice_id', '=', notice.id).where('file_id', 'in', files).execute()
  if (notice.position !== null) await forgetTerms(tx, kind, notice.position)
  await keepTerms(tx, kind, position, { words: searchedWords(text), category: text.category, issuer: text.issuer, programmeIds: text.programmeIds })
}

/** Nobody finds it any more; its address says that it was taken back, and why. */
export async function takeDown(tx: Tx, { kind, notice, at, by, reason }: { kind: DatabaseKind; notice: NoticeRow; at: number; by: string | null; reason: string }): Promise<void> {
  await tx.updateTable('notice_versions').set({ state: 'past' }).where('notice_id', '=', notice.id).where('state', '=', 'live').execute()
  await tx.updateTable('notices').set({ state: 'withdrawn', withdrawn_at: at, withdrawn_by: by, withdrawn_reason: reason }).where('id', '=', notice.id).execute()
  await tx.updateTable('notice_files').set({ is_live: 0 }).where('notice_id', '=', notice.id).execute()
  if (notice.position !== null) await forgetTerms(tx, kind, notice.position)
}
