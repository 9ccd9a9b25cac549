// What a firm agrees to, word for word: the page shows it, the server keeps it with the receipt. Pure.
import type { ConsentField, FinancingCasework } from './casework-schema.ts'

type ConsentWords = FinancingCasework['consent']
export interface ConsentFacts { bank: string; host: string; county: string; fields: readonly ConsentField[] }

/** In the order of the content, whatever order they were ticked in. */
export function chosenFields({ fields }: Pick<ConsentWords, 'fields'>, chosen: readonly ConsentField[]): ConsentWords['fields'] {
  return fields.filter(({ id }) => chosen.includes(id))
}

/** Fields without which nobody can answer and which are not among the chosen. */
export function missingFields({ fields }: Pick<ConsentWords, 'fields'>, chosen: readonly ConsentField[]): ConsentField[] {
  return fields.filter(({ id, isNeeded }) => isNeeded && !chosen.includes(id)).map(({ id }) => id)
}

/** The text with its names filled in. */
export function consentText(consent: Pick<ConsentWords, 'text' | 'fields'>, { bank, host, county, fields }: ConsentFacts): string {
  const said = chosenFields(consent, fields).map(({ title, what }) => `${title}（${what}）`).join('；')
  const values: Record<string, string> = { bank, host, county, fields: said }
  return consent.text.replace(/\{(bank|host|county|fields)\}/g, (whole, name: string) => values[name] ?? whole)
}
