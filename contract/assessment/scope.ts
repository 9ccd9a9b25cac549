// Which items of an edition are asked of a firm: the opening answers leave some out, the firm may take each back in.
import type { Chapter, Clause, Edition, EditionItem, EditionSummary } from './edition-schema.ts'
import type { OpeningAnswers } from './schema.ts'

/** What scoring, gaps and reports need of an edition; a phone's and a server's are the same. */
export type Checklist = Pick<Edition, 'chapters' | 'redLines' | 'scoring' | 'opening' | 'quick'>

/** An item with where it stands. */
export interface PlacedItem {
  item: EditionItem
  clause: Clause
  chapter: Chapter
}

/** All items in the order of the edition. */
export function placedItems(checklist: Pick<Checklist, 'chapters'>): PlacedItem[] {
  return checklist.chapters.flatMap((chapter) => chapter.clauses.flatMap((clause) => clause.items.map((item) => ({ item, clause, chapter }))))
}

/** Why the opening answers leave this item out, or null. A question nobody has answered leaves nothing out. */
export function leftOutReason(item: EditionItem, opening: OpeningAnswers): string | null {
  const when = item.appliesWhen
  const chosen = when && opening[when.question]
  if (!when || !chosen || chosen.length === 0) return null
  return when.anyOf.some((option) => chosen.includes(option)) ? null : when.reason
}

export interface LeftOut extends PlacedItem {
  reason: string
  isTakenBack: boolean
}

/** Everything the opening answers leave out, with why; also what was taken back in. */
export function leftOutItems(checklist: Pick<Checklist, 'chapters'>, opening: OpeningAnswers, takenBack: readonly string[]): LeftOut[] {
  return placedItems(checklist).flatMap((placed) => {
    const reason = leftOutReason(placed.item, opening)
    return reason === null ? [] : [{ ...placed, reason, isTakenBack: takenBack.includes(placed.item.id) }]
  })
}

/** The items that are asked, in order. */
export function askedItems(checklist: Pick<Checklist, 'chapters'>, opening: OpeningAnswers, takenBack: readonly string[]): PlacedItem[] {
  return placedItems(checklist).filter(({ item }) => leftOutReason(item, opening) === null || takenBack.includes(item.id))
}

/** The dozen of the check without an account, in the order of the edition. */
export function quickItems(checklist: Pick<Checklist, 'chapters' | 'quick'>): PlacedItem[] {
  return placedItems(checklist).filter(({ item }) => checklist.quick.includes(item.id))
}

/** What a list of editions says of one. */
export function editionSummary(edition: Edition): EditionSummary {
  const items = placedItems(edition)
  return {
    id: edition.id, title: edition.title, edition: edition.edition, status: edition.status, version: edition.version, carriesFrom: edition.carry?.from ?? null,
    items: items.length, keyItems: items.filter(({ item }) => item.key).length, quick: edition.quick.length, redLines: edition.redLines.length,
    chapters: edition.chapters.map((chapter) => ({ no: chapter.no, title: chapter.title, items: items.filter((placed) => placed.chapter === chapter).length })),
  }
}
