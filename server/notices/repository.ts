// What readers see, out of the database: rows of live notices by their position, and one notice whatever became of it.
import { sql } from 'kysely'
import type { Deadline } from '#contract/notices/schema.ts'
import type { Connection } from '../db/commands.ts'
import type { FileRow, NoticeRow } from '../db/schema.ts'
import { filterTerms, findPositions, type Narrowing } from './search-index.ts'
import type { DatabaseKind } from '../db/open.ts'

/** Written out, not bound: only then do both databases use the indexes of live notices. */
const isLive = sql<boolean>`notices.state = 'live'`

export interface Sought extends Narrowing { /** Terms somebody typed, all of them; undefined: nothing was typed. */ terms?: readonly string[] | undefined; below?: number | undefined; most: number }

/** Positions of live notices, the newest first. One filter at most goes by an index of the table, everything else by the search. Terms of which nothing is left find nothing. */
export async function listPositions(connection: Connection, kind: DatabaseKind, { terms, below, most, ...narrowing }: Sought): Promise<number[]> {
  if (terms?.length === 0) return []
  const { category, issuer, programmeId } = narrowing
  if (terms !== undefined || programmeId !== undefined || (category !== undefined && issuer !== undefined)) return findPositions(connection, kind, { terms: [...(terms ?? []), ...filterTerms(narrowing)], below, most })
  let query = connection.selectFrom('notices').select(sql<number>`position`.as('position')).where(isLive).where('position', '<', below ?? Number.MAX_SAFE_INTEGER)
  if (category !== undefined) query = query.where('category', '=', category)
  if (issuer !== undefined) query = query.where('issuer', '=', issuer)
  return (await query.orderBy('position', 'desc').limit(most).execute()).map(({ position }) => position)
}

export type LiveNoticeRow = Pick<NoticeRow, 'id' | 'title' | 'document_number' | 'issuer' | 'category' | 'published_on' | 'valid_to' | 'point'> & { position: number; /** '' unless asked for: it is as long as the notice. */ words: string }

/** Live notices at these positions, the newest first; one that was taken back a moment ago is missing. */
export async function findAtPositions(connection: Connection, positions: readonly number[], withWords: boolean): Promise<LiveNoticeRow[]> {
  if (positions.length === 0) return []
  return connection.selectFrom('notices').select(['id', 'title', 'document_number', 'issuer', 'category', 'published_on', 'valid_to', 'point', sql<number>`position`.as('position'), withWords ? 'words' : sql<string>`''`.as('words')])
    .where('position', 'in', positions).where('state', '=', 'live').orderBy('position', 'desc').execute()
}

/** Of these notices, by id: what is still to come. */
export async function deadlinesOf(connection: Connection, noticeIds: readonly string[], today: string): Promise<Map<string, Deadline[]>> {
  if (noticeIds.length === 0) return new Map()
  const rows = await connection.selectFrom('notice_deadlines').selectAll().where('notice_id', 'in', noticeIds).where('on_date', '>=', today).orderBy('position').execute()
  return new Map([...Map.groupBy(rows, ({ notice_id }) => notice_id)].map(([id, some]) => [id, some.map(({ deadline_id, title, on_date }) => ({ id: deadline_id, title, on: on_date }))]))
}

/** One that readers see, or saw before it was taken back. */
export async function findPublished(connection: Connection, id: string): Promise<NoticeRow | undefined> {
  return connection.selectFrom('notices').selectAll().where('id', '=', id).where('state', '!=', 'unpublished').executeTakeFirst()
}

/** Versions that were in force at some time, the newest first. */
export async function publishedVersions(connection: Connection, noticeId: string) {
  return connection.selectFrom('notice_versions').select(['number', 'change_note', 'published_at']).where('notice_id', '=', noticeId).where('published_at', 'is not', null).where('state', 'in', ['live', 'past']).orderBy('number', 'desc').execute()
}

/** When what is live came into force, of those that were published before in other words; epoch ms by id. */
export async function correctedAt(connection: Connection, noticeIds: readonly string[]): Promise<Map<string, number>> {
  if (noticeIds.length === 0) return new Map()
  const rows = await connection.selectFrom('notice_versions as live').select(['live.notice_id', 'live.published_at']).where('live.notice_id', 'in', noticeIds).where('live.state', '=', 'live')
    .where((eb) => eb.exists(eb.selectFrom('notice_versions as first').select('first.id').whereRef('first.notice_id', '=', 'live.notice_id').whereRef('first.number', '<', 'live.number').where('first.published_at', 'is not', null))).execute()
  return new Map(rows.map(({ notice_id, published_at }) => [notice_id, published_at ?? 0]))
}

function filesInForce(connection: Connection, noticeId: string) {
  return connection.selectFrom('notice_files').innerJoin('files', 'files.id', 'notice_files.file_id').innerJoin('notices', 'notices.id', 'notice_files.notice_id')
    .selectAll('files').where('notice_files.notice_id', '=', noticeId).where('notice_files.is_live', '=', 1).where('notices.state', '=', 'live')
}

/** Stored files everybody may have: those the live version shows. */
export async function liveFiles(connection: Connection, noticeId: string): Promise<FileRow[]> {
  return filesInForce(connection, noticeId).execute()
}

export async function findLiveFile(connection: Connection, noticeId: string, fileId: string): Promise<FileRow | undefined> {
  return filesInForce(connection, noticeId).where('files.id', '=', fileId).executeTakeFirst()
}

export interface DeadlineRow { noticeId: string; noticeTitle: string; documentNumber: string | null; deadlineId: string; title: string; on: string }

/** Deadlines of live notices from `today` on, the earliest first. */
export async function listDeadlines(connection: Connection, { category, issuer, programmeId, noticeId }: Narrowing & { noticeId?: string | undefined }, today: string, most: number): Promise<DeadlineRow[]> {
  let query = connection.selectFrom('notice_deadlines').innerJoin('notices', 'notices.id', 'notice_deadlines.notice_id')
    .select(['notices.id as noticeId', 'notices.title as noticeTitle', 'notices.document_number as documentNumber', 'notice_deadlines.deadline_id as deadlineId', 'notice_deadlines.title as title', 'notice_deadlines.on_date as on'])
    .where(isLive).where('notice_deadlines.on_date', '>=', today)
  if (category !== undefined) query = query.where('notices.category', '=', category)
  if (issuer !== undefined) query = query.where('notices.issuer', '=', issuer)
  if (programmeId !== undefined) query = query.where((eb) => eb.exists(eb.selectFrom('notice_programmes').select('programme_id').whereRef('notice_programmes.notice_id', '=', 'notices.id').where('programme_id', '=', programmeId)))
  if (noticeId !== undefined) query = query.where('notices.id', '=', noticeId)
  return query.orderBy('notice_deadlines.on_date').orderBy('notices.id').orderBy('notice_deadlines.position').limit(most).execute()
}
