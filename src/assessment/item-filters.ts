// Which items a person looks at, and whose they are. Pure.
import { verdictOf } from '#contract/assessment/answers.ts'
import type { Assessment, Person } from '#contract/assessment/schema.ts'
import type { PlacedItem } from '#contract/assessment/scope.ts'
import type { OpenAssessment } from './use-assessment.ts'

export const itemFilters = ['all', 'unanswered', 'key', 'mine', 'suggested', 'remarks'] as const
export type ItemFilter = (typeof itemFilters)[number]
export const filterWords: Record<ItemFilter, string> = {
  all: '全部',
  unanswered: '没答',
  key: '关键项',
  mine: '我的',
  suggested: '待确认',
  remarks: '有意见',
}

export function asFilter(value: unknown): ItemFilter {
  return itemFilters.find((one) => one === value) ?? 'all'
}

/** Who answers this item: the item's own before its chapter's. */
export function assigneeOf(assignments: Assessment['assignments'], { item, chapter }: PlacedItem): Person | null {
  const of = (scope: 'item' | 'chapter', ref: string) => assignments.find((one) => one.scope === scope && one.ref === ref)?.account
  return of('item', item.id) ?? of('chapter', chapter.no) ?? null
}

type Looked = Pick<OpenAssessment, 'answers' | 'items'> & { assessment: Pick<Assessment, 'assignments' | 'remarks'> }

export function passes(open: Looked, placed: PlacedItem, filter: ItemFilter, meId: string | undefined): boolean {
  switch (filter) {
    case 'all':
      return true
    case 'unanswered':
      return verdictOf(open.answers, placed.item.id) === null
    case 'key':
      return placed.item.key
    case 'mine':
      return assigneeOf(open.assessment.assignments, placed)?.id === meId
    case 'suggested':
      return open.answers.get(placed.item.id)?.origin === 'suggested'
    case 'remarks':
      return open.assessment.remarks.some(({ itemId }) => itemId === placed.item.id)
  }
}

/** How many items each filter leaves. */
export function filterCounts(open: Looked, meId: string | undefined): Record<ItemFilter, number> {
  const count = (filter: ItemFilter) => open.items.filter((placed) => passes(open, placed, filter, meId)).length
  return {
    all: count('all'),
    unanswered: count('unanswered'),
    key: count('key'),
    mine: count('mine'),
    suggested: count('suggested'),
    remarks: count('remarks'),
  }
}

/** The item before or behind this one among those the filter leaves; this one itself need not be left. */
export function neighbour(open: Looked, itemId: string, step: 1 | -1, filter: ItemFilter, meId: string | undefined): PlacedItem | null {
  const at = open.items.findIndex(({ item }) => item.id === itemId)
  for (let index = at + step; at >= 0 && index >= 0 && index < open.items.length; index += step) {
    const placed = open.items[index]
    if (placed && passes(open, placed, filter, meId)) return placed
  }
  return null
}

/** Where to go on: the first item of one's own that is not answered, else the first at all. */
export function nextOpen(open: Looked, meId: string | undefined): PlacedItem | null {
  const left = open.items.filter((placed) => passes(open, placed, 'unanswered', meId))
  return left.find((placed) => passes(open, placed, 'mine', meId)) ?? left[0] ?? null
}
