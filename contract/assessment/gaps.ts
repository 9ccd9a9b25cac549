// Gaps in the order they should be closed, and what changed since another time.
import { verdictOf, type AnswersById } from './answers.ts'
import type { PlacedItem } from './scope.ts'
import type { Verdict } from './schema.ts'

export interface Gap extends PlacedItem {
  verdict: 'minor' | 'major'
}

/** Failed items: key ones first, 严重 before 一般, then the order of the edition. */
export function gapsOf(items: readonly PlacedItem[], answers: AnswersById): Gap[] {
  const gaps = items.flatMap((placed): Gap[] => {
    const verdict = verdictOf(answers, placed.item.id)
    return verdict === 'minor' || verdict === 'major' ? [{ ...placed, verdict }] : []
  })
  const rank = ({ item, verdict }: Gap) => (item.key ? 0 : 2) + (verdict === 'major' ? 0 : 1)
  return gaps.sort((a, b) => rank(a) - rank(b))
}

/** Items with this verdict (or none), in the order of the edition. */
export function itemsWith(items: readonly PlacedItem[], answers: AnswersById, verdict: Verdict | null): PlacedItem[] {
  return items.filter(({ item }) => verdictOf(answers, item.id) === verdict)
}

/** better, worse, same: both answered and both count; otherwise what is missing. */
export type Change = 'better' | 'worse' | 'same' | 'only-now' | 'only-then' | 'neither'
export interface Comparison extends PlacedItem {
  now: Verdict | null
  then: Verdict | null
  change: Change
}

const height: Record<Exclude<Verdict, 'not-applicable' | 'unsure'>, number> = { conform: 3, observation: 2, minor: 1, major: 0 }
const heightOf = (verdict: Verdict | null) => (verdict === null || verdict === 'not-applicable' || verdict === 'unsure' ? null : height[verdict])

/** Item by item: `items` are those asked now. */
export function compareAnswers(items: readonly PlacedItem[], now: AnswersById, then: AnswersById): Comparison[] {
  return items.map((placed) => {
    const [nowVerdict, thenVerdict] = [verdictOf(now, placed.item.id), verdictOf(then, placed.item.id)]
    const [a, b] = [heightOf(nowVerdict), heightOf(thenVerdict)]
    const change: Change = a !== null && b !== null ? (a > b ? 'better' : a < b ? 'worse' : 'same') : a !== null ? 'only-now' : b !== null ? 'only-then' : 'neither'
    return { ...placed, now: nowVerdict, then: thenVerdict, change }
  })
}
