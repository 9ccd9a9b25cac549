// portfolio.json: every yearly fee a patent can ever owe has exactly one amount in the table that counts for it.
import type { PortfolioRules } from '#contract/portfolio/schema.ts'
import { parseDate } from '#contract/identifiers/date.ts'
import { repeated } from './fault.ts'

export function portfolioProblems(rules: PortfolioRules): string[] {
  return [...dateProblems(rules), ...feeProblems(rules)]
}

function dateProblems(rules: PortfolioRules): string[] {
  const dates = [
    ['checkedOn', rules.checkedOn] as const,
    ...rules.terms.map((term, index) => [`terms[${index}].filedFrom`, term.filedFrom] as const),
    ...rules.feeTables.map((table, index) => [`feeTables[${index}].validFrom`, table.validFrom] as const),
  ]
  return [
    ...dates.flatMap(([path, date]) => (parseDate(date).ok ? [] : [`${path}: ${date} is no date`])),
    ...repeated(rules.terms.map((term) => `${term.patentKind} ${term.filedFrom}`)).map((twice) => `terms: ${twice} is there twice`),
    ...repeated(rules.feeTables.map((table) => table.validFrom)).map((twice) => `feeTables: ${twice} is there twice`),
  ]
}

function feeProblems(rules: PortfolioRules): string[] {
  const problems: string[] = []
  for (const patentKind of ['发明', '实用新型', '外观设计'] as const) {
    if (!rules.terms.some((term) => term.patentKind === patentKind)) problems.push(`terms: none for ${patentKind}`)
    rules.feeTables.forEach((table, index) => {
      for (let year = 1; year <= longestTerm(rules, patentKind, table.validFrom); year += 1) {
        const found = table.fees.filter((fee) => fee.patentKind === patentKind && fee.fromYear <= year && year <= fee.toYear).length
        if (found !== 1) problems.push(`feeTables[${index}].fees: ${found === 0 ? 'no fee' : `${found} fees`} for ${patentKind} year ${year}`)
      }
    })
  }
  return problems
}

/** The longest term of patents filed before the next table takes over. */
function longestTerm(rules: PortfolioRules, patentKind: string, validFrom: string): number {
  const next = rules.feeTables.map((table) => table.validFrom).filter((date) => date > validFrom).sort()[0]
  return Math.max(0, ...rules.terms.filter((term) => term.patentKind === patentKind && (next === undefined || term.filedFrom < next)).map((term) => term.years))
}
