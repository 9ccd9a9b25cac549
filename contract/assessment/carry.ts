// 换版体检 and 再来一次: what an earlier assessment says to the items of a new one.
import type { Carry } from './edition-schema.ts'
import { noteLength } from './limits.ts'
import { placedItems, type Checklist, type PlacedItem } from './scope.ts'
import type { Answer, Verdict } from './schema.ts'

export interface CarriedAnswer {
  itemId: string
  answer: Verdict
  note: string
  origin: 'carried' | 'suggested'
}

type OldAnswer = Pick<Answer, 'itemId' | 'answer' | 'note' | 'origin'>
const severity: readonly Verdict[] = ['major', 'minor', 'observation', 'conform', 'not-applicable']

/** The verdict of an old answer that can be carried; what nobody knew or confirmed cannot. */
function carriable(old: OldAnswer | undefined): Verdict | null {
  if (!old || old.origin === 'suggested' || old.answer === null || old.answer === 'unsure' || old.answer === 'yes' || old.answer === 'no') return null
  return old.answer
}

/** The worst of several; 不适用 only where all are. */
function worstOf(verdicts: readonly Verdict[]): Verdict | null {
  return severity.find((verdict) => verdicts.includes(verdict)) ?? null
}

/** Where each new item comes from: old ids, and whether its question is the same. No entry: the item is new. */
export function sourcesOf(carry: Carry): Map<string, { from: string[]; isSame: boolean }> {
  const sources = new Map<string, { from: string[]; isSame: boolean }>()
  for (const { from, to, change } of carry.items)
    for (const itemId of to) {
      const known = sources.get(itemId)
      // One answer stands for one question only: from several, or to several, it is a suggestion.
      sources.set(itemId, { from: [...(known?.from ?? []), from], isSame: !known && change === 'same' && to.length === 1 })
    }
  return sources
}

/**
 * Answers for the items of `checklist` out of those of an older edition. carried: the same question with one answer; suggested: changed, or from several (the worst of them), to be
 * confirmed. Nothing for items that are new or whose old ones were not answered; where some of several were not, only a failure is suggested, for the rest could be worse.
 */
export function carryAcross(checklist: Pick<Checklist, 'chapters'>, carry: Carry, old: ReadonlyMap<string, OldAnswer>): CarriedAnswer[] {
  const sources = sourcesOf(carry)
  return placedItems(checklist).flatMap(({ item }): CarriedAnswer[] => {
    const source = sources.get(item.id)
    if (!source) return []
    const given = source.from.map((id) => ({ id, verdict: carriable(old.get(id)), note: old.get(id)?.note ?? '' }))
    const known = given.flatMap(({ verdict }) => (verdict === null ? [] : [verdict]))
    const answer = worstOf(known)
    if (answer === null || (answer === 'not-applicable' && !item.mayNotApply)) return []
    if (known.length < given.length && answer !== 'minor' && answer !== 'major') return []
    const note = [...new Set(given.map((one) => one.note.trim()).filter((text) => text !== ''))].join('\n').slice(0, noteLength)
    return [{ itemId: item.id, answer, note, origin: source.isSame ? 'carried' : 'suggested' }]
  })
}

/** 再来一次: every answer of last time as a suggestion, red lines never. */
export function carryAgain(checklist: Pick<Checklist, 'chapters'>, old: ReadonlyMap<string, OldAnswer>): CarriedAnswer[] {
  return placedItems(checklist).flatMap(({ item }): CarriedAnswer[] => {
    const answer = carriable(old.get(item.id))
    if (answer === null || (answer === 'not-applicable' && !item.mayNotApply)) return []
    return [{ itemId: item.id, answer, note: old.get(item.id)?.note ?? '', origin: 'suggested' }]
  })
}

export interface ChangeoverRow extends PlacedItem {
  /** new: nothing of the old edition comes here. */
  kind: 'same' | 'changed' | 'new'
  from: string[]
}

/** 换版差距表: every item of the new edition with where it comes from. */
export function changeoverRows(checklist: Pick<Checklist, 'chapters'>, carry: Carry): ChangeoverRow[] {
  const sources = sourcesOf(carry)
  return placedItems(checklist).map((placed) => {
    const source = sources.get(placed.item.id)
    return { ...placed, kind: source ? (source.isSame ? 'same' : 'changed') : 'new', from: source?.from ?? [] }
  })
}
