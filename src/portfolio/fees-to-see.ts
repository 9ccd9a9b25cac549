import type { Right } from '#contract/portfolio/schema.ts'
import { addDays } from '#contract/identifiers/date.ts'
import { shortDate } from '#client/ui/format.ts'
import { soonDays, yuan } from './right-words.ts'

export interface FeesToSee {
  /** Patents whose fee is late but may still be paid, or past its day without a word, or due within `soonDays`. */
  count: number
  isLate: boolean
  /** '' where no fee is known. */
  words: string
}

/** The one sentence about a firm's yearly fees: what is late first, then what comes next. */
export function feesToSee(rights: readonly Right[], today: string): FeesToSee {
  const open = rights.flatMap(({ annuity }) =>
    annuity?.next && (annuity.status === 'upcoming' || annuity.status === 'grace') ? [annuity.next] : [],
  )
  const late = open.filter((line) => line.state === 'grace')
  const last = addDays(today || '2000-01-01', soonDays)
  const soon = open.filter((line) => line.state === 'next' && line.dueOn !== null && line.dueOn <= last)
  const sum = (lines: typeof open) => yuan(lines.reduce((total, line) => total + line.totalFen, 0))
  // Past its day and nobody has said whether it was paid; a year that may still be paid late.
  const unsaid = rights.filter(({ annuity, state }) => state === 'live' && annuity !== null && annuity.unconfirmed !== null).length
  const count = late.length + soon.length + unsaid
  if (late.length > 0) return { count, isLate: true, words: `${late.length} 件年费已逾期，还能补缴，今天缴共 ${sum(late)}` }
  if (unsaid > 0) return { count, isLate: false, words: `${unsaid} 件过了应缴日，没有说缴没缴，点开确认` }
  if (soon.length > 0) return { count, isLate: false, words: `${soonDays} 天内有 ${soon.length} 件要缴年费，共 ${sum(soon)}` }
  const next = open.toSorted((a, b) => (a.dueOn ?? '').localeCompare(b.dueOn ?? ''))[0]
  return { count, isLate: false, words: next?.dueOn ? `最近一次年费 ${shortDate(next.dueOn, today)}` : '' }
}
