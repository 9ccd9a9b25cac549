// Notices as everybody reads them: their words, and what a list says of each. Pure.
import type { NoticeText } from './desk-schema.ts'
import type { Block, Deadline, NoticeSettings, NoticeSource, NoticeSummary } from './schema.ts'
import { excerptAround, markFound } from './search-terms.ts'
import { linesOf } from './words.ts'

export function wordsOf(blocks: readonly Block[]): string {
  return blocks.flatMap(linesOf).join('\n')
}

/** The words of a content file as the desk would have written them. Its day is none of them, and files have no attachments. */
export function textOfSource({ title, documentNumber, issuer, category, writtenOn, validTo, sourceUrl, points, facts, body, interpretation, deadlines, programmeIds, source }: NoticeSource): NoticeText {
  return { title, documentNumber, issuer, category, writtenOn, validTo, sourceUrl, points, facts, body, interpretation, deadlines, programmeIds, source, attachments: [] }
}

function keyOf({ publishedOn, writtenOn, id }: NoticeSource): string {
  return `${publishedOn} ${writtenOn ?? ''} ${id}`
}

/** In the order they are published: by their day here, then by the document's own date and by id. */
export function inOrder(sources: readonly NoticeSource[]): NoticeSource[] {
  return sources.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
}

type Categories = Pick<NoticeSettings, 'categories'>

/** The id itself where the content has no such category any more. */
export function categoryTitle({ categories }: Categories, id: string): string {
  return categories.find((category) => category.id === id)?.title ?? id
}

/** Dates are YYYY-MM-DD; the last day still counts. */
export function isExpired(validTo: string | null, today: string): boolean {
  return validTo !== null && validTo < today
}

/** The earliest that is today or later. */
export function nextDeadline(deadlines: readonly Deadline[], today: string): Deadline | null {
  return deadlines.filter(({ on }) => on >= today).toSorted((one, other) => (one.on < other.on ? -1 : 1))[0] ?? null
}

/** What is known of a notice in a list. words: everything it is found by; read only where somebody typed something. */
export interface ListedNotice {
  id: string; title: string; documentNumber: string | null; issuer: string; category: string; publishedOn: string; validTo: string | null; point: string; words: string; deadlines: readonly Deadline[]
}

/** `typed` is what somebody looks for, '' for nothing: then title and excerpt are without marks. */
export function summarise(settings: Categories, { validTo, point, words, deadlines, ...notice }: ListedNotice, today: string, typed = ''): NoticeSummary {
  return {
    ...notice, categoryTitle: categoryTitle(settings, notice.category), markedTitle: typed === '' ? notice.title : markFound(notice.title, typed),
    excerpt: typed === '' ? point : markFound(excerptAround(words, typed), typed), deadline: nextDeadline(deadlines, today), isExpired: isExpired(validTo, today),
  }
}
