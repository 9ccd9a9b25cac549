// Rights as their firm sees them: what the number, the dates and the fee table tell today is worked out here, never stored.
import { yearOf } from '#contract/identifiers/date.ts'
import { annuityLines, annuityOf, type AnnuityContext, type AnnuityFacts, type YearPatent } from '#contract/portfolio/annuities.ts'
import { lastDayOf, warningsOf } from '#contract/portfolio/rules.ts'
import type { Right, RightDetail, RightPaper } from '#contract/portfolio/schema.ts'
import { readStoredJson } from '../db/json.ts'
import type { RightRow } from '../db/schema.ts'

function coOwnersOf(row: RightRow): string[] {
  return readStoredJson<string[]>(row.co_owners)
}

/** What its yearly fees are counted from; null for what is no patent. */
export function factsOf(row: RightRow): AnnuityFacts | null {
  if (row.patent_kind === null) return null
  return { patentKind: row.patent_kind, filedOn: row.filed_on, grantedOn: row.granted_on, coOwners: coOwnersOf(row), state: row.state, paidYear: row.paid_year }
}

export function viewRight(row: RightRow, context: AnnuityContext): Right {
  const facts = factsOf(row)
  const dates = { filedOn: row.filed_on, grantedOn: row.granted_on }
  return {
    id: row.id, firmId: row.firm_id, kind: row.kind, number: row.number, check: row.number_check, patentKind: row.patent_kind, filingYear: row.filing_year,
    title: row.title, owner: row.owner, coOwners: coOwnersOf(row), ...dates,
    lastDay: lastDayOf(context.rules, { kind: row.kind, patentKind: row.patent_kind, ...dates, typedLastDay: row.last_day }),
    state: row.state, pledge: row.pledge, pledgee: row.pledgee, pledgeNumber: row.pledge_number, pledgedOn: row.pledged_on, classes: readStoredJson<number[]>(row.classes), paidYear: row.paid_year,
    warnings: warningsOf({ kind: row.kind, number: row.number, check: row.number_check, filingYear: row.filing_year, filedOn: row.filed_on }, yearOf(context.today)),
    annuity: facts && annuityOf(facts, context),
    version: row.version, createdAt: new Date(row.created_at).toISOString(), savedAt: new Date(row.saved_at).toISOString(),
  }
}

export function viewRightDetail(row: RightRow, context: AnnuityContext, papers: readonly RightPaper[]): RightDetail {
  const facts = factsOf(row)
  return { ...viewRight(row, context), lines: facts ? annuityLines(facts, context) : [], papers: [...papers] }
}

/** The patents among them, for the year view. */
export function patentsOf(rows: readonly RightRow[]): YearPatent[] {
  return rows.flatMap((row) => {
    const facts = factsOf(row)
    return facts ? [{ ...facts, id: row.id, number: row.number, title: row.title }] : []
  })
}
