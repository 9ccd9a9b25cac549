// Notices for everybody: the list and one of them.
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { getNotice as getNoticeEndpoint, listNotices as listNoticesEndpoint } from '#contract/notices/endpoints.ts'
import { categoryTitle, isExpired, summarise } from '#contract/notices/notices.ts'
import type { Notice, Notices, NoticesQuery } from '#contract/notices/schema.ts'
import { queryTerms } from '#contract/notices/search-terms.ts'
import type { Connection } from '../db/commands.ts'
import type { NoticeRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { invalid, notFound } from '../errors.ts'
import { textOf } from './live.ts'
import { deadlinesOf, findAtPositions, findPublished, listPositions, liveFiles, publishedVersions } from './repository.ts'

export type NoticeDeps = Pick<Deps, 'db' | 'databaseKind' | 'content' | 'clock' | 'config'>

const pageSize = 20
/** More than that is 'more than a hundred': whoever searches narrows it down, nobody counts. */
const countedTo = 100
/** An id as files and the desk give them; anything else is not asked of the database. */
const idPattern = /^[a-z0-9][a-z0-9-]{0,59}$/

function readCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined
  if (!/^[1-9]\d{0,14}$/.test(cursor)) throw invalid({ field: 'cursor', reason: 'format' })
  return Number(cursor)
}

/** A page goes on below the last position of the one before, whatever came or went meanwhile. Throws `invalid-input` for a cursor that is not ours. */
export async function listNotices({ db, databaseKind, content, clock }: NoticeDeps, { q = '', category, issuer, programmeId, cursor, limit = pageSize }: NoticesQuery): Promise<Notices> {
  const [today, typed, below] = [shanghaiDate(clock.now()), q.trim(), readCursor(cursor)]
  const sought = { category, issuer, programmeId, terms: typed === '' ? undefined : queryTerms(typed) }
  const counted = await listPositions(db, databaseKind, { ...sought, most: countedTo + 1 })
  const found = below === undefined ? counted : await listPositions(db, databaseKind, { ...sought, below, most: limit + 1 })
  const shown = found.slice(0, limit)
  const rows = await findAtPositions(db, shown, typed !== '')
  const deadlines = await deadlinesOf(db, rows.map(({ id }) => id), today)
  const { settings } = content.notices
  return {
    items: rows.map(({ id, title, document_number, published_on, valid_to, issuer: from, category: under, point, words }) =>
      summarise(settings, { id, title, documentNumber: document_number, issuer: from, category: under, publishedOn: published_on ?? '', validTo: valid_to, point, words, deadlines: deadlines.get(id) ?? [] }, today, typed)),
    total: Math.min(counted.length, countedTo), isMore: counted.length > countedTo, categories: settings.categories, today,
    ...(found.length > limit ? { next: String(shown.at(-1)) } : {}),
  }
}

const noFacts = { who: null, until: null, amount: null, how: null }

async function correctionsOf(connection: Connection, noticeId: string): Promise<Notice['corrections']> {
  const versions = (await publishedVersions(connection, noticeId)).slice(0, -1)
  return versions.filter(({ change_note }) => change_note !== '').map(({ number, change_note, published_at }) => ({ number, at: new Date(published_at ?? 0).toISOString(), note: change_note }))
}

/** What it was called and why it is gone; nothing of what it said. */
function trace(content: Deps['content'], row: NoticeRow, today: string): Notice {
  return {
    id: row.id, title: row.title, documentNumber: row.document_number, issuer: row.issuer, category: row.category, categoryTitle: categoryTitle(content.notices.settings, row.category), writtenOn: row.written_on, publishedOn: row.published_on ?? '', validTo: row.valid_to,
    sourceUrl: null, points: [], facts: noFacts, body: [], interpretation: [], deadlines: [], programmeIds: [], source: '', isExpired: false, today, programmes: [], attachments: [], version: row.live_number ?? 1, corrections: [],
    withdrawn: { at: new Date(row.withdrawn_at ?? 0).toISOString(), reason: row.withdrawn_reason ?? '' },
  }
}

/** One that is live, or the trace of one that was taken back; undefined for what nobody ever published. */
export async function findNotice({ db, content, clock }: NoticeDeps, id: string): Promise<Notice | undefined> {
  const row = idPattern.test(id) ? await findPublished(db, id) : undefined
  if (!row) return undefined
  const today = shanghaiDate(clock.now())
  const version = await db.selectFrom('notice_versions').select(['number', 'text']).where('notice_id', '=', id).where('state', '=', 'live').executeTakeFirst()
  if (row.state === 'withdrawn' || !version) return trace(content, row, today)
  const { attachments, ...text } = textOf(version)
  const files = new Map((await liveFiles(db, id)).map((file) => [file.id, file]))
  const named = content.summaries(clock.now()).filter((programme) => text.programmeIds.includes(programme.id))
  return {
    ...text, id, publishedOn: row.published_on ?? '', categoryTitle: categoryTitle(content.notices.settings, text.category), isExpired: isExpired(text.validTo, today), today,
    programmes: named.map(({ id: programme, title, availability, closesOn }) => ({ id: programme, title, availability, closesOn })),
    attachments: attachments.flatMap(({ fileId, title }) => {
      const file = files.get(fileId)
      return file ? [{ fileId, title, mediaType: file.media_type, sizeBytes: file.size_bytes }] : []
    }),
    version: version.number, corrections: await correctionsOf(db, id), withdrawn: null,
  }
}

/** Throws `not-found` for one that is not there, or not yet. */
export async function getNotice(deps: NoticeDeps, id: string): Promise<Notice> {
  const notice = await findNotice(deps, id)
  if (!notice) throw notFound(`no notice ${id}`)
  return notice
}

/** What the pages the server draws read of notices, by the endpoint's path; undefined = not there. */
export function noticeReadings(deps: NoticeDeps): [path: string, read: (params: Record<string, string>) => Promise<unknown>][] {
  return [
    [listNoticesEndpoint.path, () => listNotices(deps, {})],
    [getNoticeEndpoint.path, ({ id = '' }) => findNotice(deps, id)],
  ]
}
