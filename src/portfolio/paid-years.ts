import { addDays, addMonths } from '#contract/identifiers/date.ts'
import type { PatentKind } from '#contract/identifiers/patent.ts'
import { patentYearOn } from '#contract/portfolio/annuities.ts'
import { termYears } from '#contract/portfolio/rules.ts'
import type { PortfolioRules } from '#contract/portfolio/schema.ts'
import { fullDate } from '#client/ui/format.ts'

/** Patent years that can have been paid, from the one of the grant to the end of the term, newest first. Empty while a date is missing. */
export function paidYearOptions(
  rules: PortfolioRules | undefined,
  patent: { patentKind: PatentKind; filedOn: string; grantedOn: string } | null,
): { value: string; word: string }[] {
  if (!rules || !patent || !isDay(patent.filedOn) || !isDay(patent.grantedOn) || patent.grantedOn < patent.filedOn) return []
  const { filedOn, grantedOn, patentKind } = patent
  const [first, last] = [patentYearOn(filedOn, grantedOn), termYears(rules, patentKind, filedOn)]
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
    const year = last - index
    return { value: String(year), word: `第 ${year} 年度（管到 ${fullDate(addDays(addMonths(filedOn, 12 * year), -1))}）` }
  })
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text)
}
