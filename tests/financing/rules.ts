// The county's rules of the card, answers that pass, and cards of some rights.
import { readinessOf, type Card, type Light, type ReadyAnswers } from '#contract/financing/readiness.ts'
import type { LightId, ReadinessRules, Verdict } from '#contract/financing/readiness-schema.ts'
import type { FinancingContent } from '#contract/financing/product-schema.ts'
import type { Right } from '#contract/portfolio/schema.ts'
import { today } from '../portfolio/rights.dom.ts'
import huantai from '../../content/huantai/financing.json'
import yunxi from '../fixtures/content/yunxi/financing.json'

export const content = huantai as FinancingContent
export const rules: ReadinessRules = content.readiness
export const otherRules = (yunxi as FinancingContent).readiness
export const firmName = '苇畔新材料有限公司'
export const passing: ReadyAnswers = { term: 'y1', consent: 'written', pledged: 'never', dispute: 'none', revenue: 'counted', years: 'three' }

export function cardOf(rights: readonly Right[], answers: ReadyAnswers = passing, over: { today?: string; firmName?: string; rules?: ReadinessRules; months?: number | null } = {}): Card {
  return readinessOf(over.rules ?? rules, { rights, firmName: over.firmName ?? firmName, answers, today: over.today ?? today, months: over.months })
}
export function lightOf(card: Card, id: LightId): Light {
  const light = [...card.rights.flatMap(({ lights }) => lights), ...card.firm].find((one) => one.id === id)
  if (!light) throw new Error(`there is no light ${id}`)
  return light
}
/** Verdict and reasons of one light of one right. */
export function judged(right: Right, id: LightId, answers: ReadyAnswers = passing, over: Parameters<typeof cardOf>[2] = {}): { verdict: Verdict; codes: string[] } {
  const { verdict, findings } = lightOf(cardOf([right], answers, over), id)
  return { verdict, codes: findings.filter((finding) => finding.verdict === verdict).map(({ reason }) => reason.code) }
}
