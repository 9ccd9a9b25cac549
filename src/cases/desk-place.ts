import type { LocationQuery } from 'vue-router'
import type { QueueGroup } from '#contract/cases/schema.ts'

/** The groups of the queue in the order of their chips, as the desk calls them. */
export const queueGroups: readonly { group: QueueGroup; word: string }[] = [
  { group: 'todo', word: '待我办' },
  { group: 'overdue', word: '超期' },
  { group: 'submitted', word: '待受理' },
  { group: 'accepted', word: '审核中' },
  { group: 'decided', word: '已办结' },
  { group: 'all', word: '全部' },
]

/** Where on the desk somebody is: the group and the words searched for, kept in the address. */
export function placeOf(query: LocationQuery): { group: QueueGroup; q: string } {
  const group = queueGroups.find((known) => known.group === query.group)?.group ?? 'todo'
  return { group, q: typeof query.q === 'string' ? query.q : '' }
}

/** The address query of a place; what is usual is left out. */
export function queryOf({ group, q }: { group: QueueGroup; q: string }): Record<string, string> {
  return { ...(group === 'todo' ? {} : { group }), ...(q === '' ? {} : { q }) }
}
