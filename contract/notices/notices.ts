// Notices as everybody reads them: words, order, search. Pure; the server and the pages it draws give the same answers.
import type { ProgrammeSummary } from '../subsidies/programme.ts'
import type { Block, Notice, NoticeSettings, NoticeSource, Notices, NoticesQuery, NoticeSummary } from './schema.ts'
import { linesOf } from './words.ts'
import { excerptAround, isFound, markFound, queryTerms, termsOf } from './search-terms.ts'

/** A notice with what it is found by. */
export interface LoadedNotice { source: NoticeSource; /** Its words, one line a part. */ words: string; terms: ReadonlySet<string> }

const pageSize = 20

export function wordsOf(blocks: readonly Block[]): string {
  return blocks.flatMap(linesOf).join('\n')
}

export function loadNotice(source: NoticeSource): LoadedNotice {
  const { title, documentNumber, issuer, points, facts, body, interpretation } = source
  const words = [...points, ...Object.values(facts).flatMap((fact) => fact ?? []), wordsOf(body), wordsOf(interpretation)].join('\n')
  return { source, words, terms: new Set(termsOf(`${title}\n${documentNumber ?? ''}\n${issuer}\n${words}`)) }
}

function keyOf({ publishedOn, writtenOn, id }: NoticeSource): string {
  return `${publishedOn} ${writtenOn ?? ''} ${id}`
}

/** Newest here first, then by the document's own date and by id, so that every page of a list begins where the last ended. */
export function inOrder(notices: readonly LoadedNotice[]): LoadedNotice[] {
  return notices.toSorted(({ source: one }, { source: other }) => (keyOf(one) < keyOf(other) ? 1 : -1))
}

function titleOf({ categories }: NoticeSettings, id: string): string {
  return categories.find((category) => category.id === id)?.title ?? id
}

function isExpired({ validTo }: NoticeSource, today: string): boolean {
  return validTo !== null && validTo < today
}

function summaryOf(settings: NoticeSettings, { source, words }: LoadedNotice, today: string, typed: string): NoticeSummary {
  const { id, title, documentNumber, issuer, category, publishedOn, points, deadlines } = source
  const deadline = deadlines.filter(({ on }) => on >= today).toSorted((one, other) => (one.on < other.on ? -1 : 1))[0] ?? null
  const excerpt = typed === '' ? (points[0] ?? '') : markFound(excerptAround(words, typed), typed)
  return { id, title, markedTitle: typed === '' ? title : markFound(title, typed), documentNumber, issuer, category, categoryTitle: titleOf(settings, category), publishedOn, excerpt, deadline, isExpired: isExpired(source, today) }
}

/** Notices must be in order. A cursor is the id of the last one that was shown; one that is gone begins anew. */
export function listed(settings: NoticeSettings, notices: readonly LoadedNotice[], { q = '', category, programmeId, cursor, limit = pageSize }: NoticesQuery, today: string): Notices {
  const typed = q.trim()
  const wanted = queryTerms(typed)
  const shown = notices.filter(({ source, terms }) => source.publishedOn <= today && (category === undefined || source.category === category) && (programmeId === undefined || source.programmeIds.includes(programmeId)) && (typed === '' || isFound(terms, wanted)))
  const after = cursor === undefined ? 0 : shown.findIndex(({ source }) => source.id === cursor) + 1
  const items = shown.slice(after, after + limit)
  const last = items.at(-1)
  return {
    items: items.map((notice) => summaryOf(settings, notice, today, typed)), total: shown.length, isMore: false, categories: settings.categories, today,
    ...(last && after + limit < shown.length ? { next: last.source.id } : {}),
  }
}

/** What is open of the schemes it names. */
export type ProgrammeState = Pick<ProgrammeSummary, 'id' | 'title' | 'availability' | 'closesOn'>

/** Undefined for one that is not there, or before its day. */
export function findNotice({ notices: { settings, all } }: { notices: { settings: NoticeSettings; all: readonly LoadedNotice[] } }, id: string, programmes: readonly ProgrammeState[], today: string): Notice | undefined {
  const source = all.find((notice) => notice.source.id === id)?.source
  if (source === undefined || source.publishedOn > today) return undefined
  const named = programmes.filter((programme) => source.programmeIds.includes(programme.id)).map((programme) => ({ id: programme.id, title: programme.title, availability: programme.availability, closesOn: programme.closesOn }))
  return { ...source, categoryTitle: titleOf(settings, source.category), isExpired: isExpired(source, today), today, programmes: named, attachments: [], version: 1, corrections: [], withdrawn: null }
}
