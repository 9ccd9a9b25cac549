// What everybody may read of financing: the county's file, and over it what banks and officers wrote; which product takes which rights. Pure.
import { compareText } from '../identifiers/text.ts'
import type { ProgrammeSummary } from '../subsidies/programme.ts'
import type { Financing, FinancingContent, Insurance, Product } from './product-schema.ts'
import type { Readiness } from './readiness-schema.ts'
import type { RightType } from './words-schema.ts'

/** Written at a desk and published. */
export interface WrittenProducts { loans: readonly Product[]; insurance: readonly Insurance[] }
const nothingWritten: WrittenProducts = { loans: [], insurance: [] }

/**
 * Schemes that are not there now are left out. Examples of loans go as soon as one bank says what it really offers; an insurance nobody has confirmed goes when one of the
 * same title was written. What was written stands first.
 */
export function financingOf({ readiness: _readiness, source: _source, programmeIds, items, insurance, ...said }: FinancingContent, programmes: readonly Pick<ProgrammeSummary, 'id' | 'title' | 'summary'>[], written: WrittenProducts = nothingWritten): Financing {
  const titles = new Set(written.insurance.map(({ title }) => compareText(title)))
  return {
    ...said,
    items: [...written.loans, ...items.filter(({ mark }) => mark !== 'example' || written.loans.length === 0).map((item) => ({ ...item, bankId: null }))],
    insurance: [...written.insurance, ...insurance.filter(({ mark, title }) => mark === 'confirmed' || !titles.has(compareText(title)))],
    programmes: programmeIds.flatMap((wanted) => programmes.filter(({ id }) => id === wanted).map(({ id, title, summary }) => ({ id, title, summary }))),
  }
}

export function readinessRulesOf({ readiness: { source: _source, ...rules }, notes }: FinancingContent): Readiness {
  return { ...rules, notes }
}

/** The products that take every one of these kinds, in the order of the content. */
export function productsTaking<P extends Pick<Product, 'rights'>>(products: readonly P[], types: readonly RightType[]): P[] {
  return products.filter(({ rights }) => types.every((type) => rights.includes(type)))
}
