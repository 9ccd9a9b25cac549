// What of the county's financing content everybody may read, and which product takes which rights. Pure.
import type { ProgrammeSummary } from '../subsidies/programme.ts'
import type { Financing, FinancingContent, Product } from './product-schema.ts'
import type { Readiness } from './readiness-schema.ts'
import type { RightType } from './words-schema.ts'

/** Schemes that are not there now are left out. */
export function financingOf({ readiness: _readiness, source: _source, programmeIds, ...said }: FinancingContent, programmes: readonly Pick<ProgrammeSummary, 'id' | 'title' | 'summary'>[]): Financing {
  return { ...said, programmes: programmeIds.flatMap((wanted) => programmes.filter(({ id }) => id === wanted).map(({ id, title, summary }) => ({ id, title, summary }))) }
}

export function readinessRulesOf({ readiness: { source: _source, ...rules }, notes }: FinancingContent): Readiness {
  return { ...rules, notes }
}

/** The products that take every one of these kinds, in the order of the content. */
export function productsTaking<P extends Pick<Product, 'rights'>>(products: readonly P[], types: readonly RightType[]): P[] {
  return products.filter(({ rights }) => types.every((type) => rights.includes(type)))
}
