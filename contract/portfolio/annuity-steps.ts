// When a firm is told of a yearly fee: 90, 30 and 7 days before, once a month while it can still be paid late, and once when nobody has said whether it was paid.
import { daysBetween } from '../identifiers/date.ts'
import { graceMonth } from './annuities.ts'
import type { Annuity, AnnuityLine, PortfolioRules } from './schema.ts'

export const stepDays = [7, 30, 90] as const
/** due: `step` is how many days before at most; late: the month of grace; unsaid: it passed, and the firm has not said. */
export interface AnnuityOccasion { kind: 'due' | 'late' | 'unsaid'; step: string; line: AnnuityLine }

/** What applies on this day and nothing that is past: a right entered late is not told of what was missed. */
export function annuityOccasions(annuity: Annuity, rules: PortfolioRules, today: string): AnnuityOccasion[] {
  const { next, status, unconfirmed } = annuity
  const found: AnnuityOccasion[] = []
  if (status === 'upcoming' && next?.dueOn) {
    const left = daysBetween(today, next.dueOn)
    const days = stepDays.find((most) => left <= most)
    if (days !== undefined) found.push({ kind: 'due', step: String(days), line: next })
  }
  if (status === 'grace' && next?.dueOn) found.push({ kind: 'late', step: `late-${graceMonth(rules, next.dueOn, today)}`, line: next })
  if (unconfirmed !== null) found.push({ kind: 'unsaid', step: 'unsaid', line: unconfirmed })
  return found
}
