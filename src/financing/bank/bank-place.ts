// Where among a bank's leads somebody is, kept in the address.
import type { LocationQuery } from 'vue-router'
import type { LeadGroup, LeadsQuery } from '#contract/financing/lead-schema.ts'

/** `q` '': nothing is looked for. A search looks through all of them. */
export interface LeadPlace {
  group: LeadGroup
  q: string
}

/** In the order of their chips. */
export const leadGroupWords: readonly { group: LeadGroup; word: string }[] = [
  { group: 'open', word: '待答复' },
  { group: 'running', word: '办理中' },
  { group: 'lent', word: '已放款' },
  { group: 'ended', word: '已结束' },
]

/** What an empty group says. */
export const emptyGroups: Readonly<Record<LeadGroup, { title: string; text: string }>> = {
  open: { title: '没有等您答复的', text: '有企业请贵行对接，就排在这里，快到期的在前面；手机也会收到消息。' },
  running: { title: '没有正在办的', text: '接了单、还没有放款的，都在这里。' },
  lent: { title: '还没有已放款的', text: '企业确认收到贷款以后，就在这里，结清后办注销登记。' },
  ended: { title: '还没有结束的', text: '没有接的、没有谈成的、结清的，都在这里。' },
  all: { title: '还没有企业请贵行对接', text: '企业选了贵行，就会收到消息。' },
}

export function leadPlaceOf(query: LocationQuery): LeadPlace {
  const q = typeof query.q === 'string' ? query.q.slice(0, 80) : ''
  const group = leadGroupWords.find((one) => one.group === query.group)?.group ?? 'open'
  return { group: q === '' ? group : 'all', q }
}

/** The address query of a place; what is usual is left out. */
export function leadQueryOf({ group, q }: LeadPlace): Record<string, string> {
  return { ...(group === 'open' || group === 'all' ? {} : { group }), ...(q === '' ? {} : { q }) }
}

/** The same place as the server is asked for it. */
export function leadRequestOf({ group, q }: LeadPlace): LeadsQuery {
  return { group, q: q === '' ? undefined : q }
}
