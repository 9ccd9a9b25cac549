// Account numbers rest encrypted: in drafts, in snapshots, wherever answers are written down (promises.md B2).
import { maskAccount } from '#contract/identifiers/mask.ts'
import { allFields, type Rules } from '#contract/subsidies/fields.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import { isSealed, keyFor, openText, sealText } from '../sealed-text.ts'

const purpose = 'answers of applications'

/** Names of the fields the scheme calls sensitive. */
export function sensitiveFields(programme: Pick<Rules, 'sections'>): string[] {
  return allFields(programme).flatMap((field) => ('sensitive' in field && field.sensitive ? [field.name] : []))
}

/** The answers as they may be written down: fields the scheme calls sensitive are encrypted. */
export function sealAnswers(secret: Buffer, programme: Pick<Rules, 'sections'>, answers: Answers): Answers {
  const key = keyFor(secret, purpose)
  const sealed: Answers = { ...answers }
  for (const name of sensitiveFields(programme)) {
    const value = sealed[name]
    if (typeof value === 'string' && value !== '') sealed[name] = sealText(key, value)
  }
  return sealed
}

/** The answers as the person gave them. */
export function openAnswers(secret: Buffer, answers: Answers): Answers {
  const key = keyFor(secret, purpose)
  const opened: Answers = { ...answers }
  for (const [name, value] of Object.entries(answers)) {
    if (typeof value === 'string' && isSealed(value)) opened[name] = openText(key, value) ?? value
  }
  return opened
}

/** Outside the firm's own draft, account numbers are their last four digits. */
export function withoutAccounts(programme: Pick<Rules, 'sections'>, answers: Answers): Answers {
  const masked: Answers = { ...answers }
  for (const name of sensitiveFields(programme)) {
    const value = masked[name]
    if (typeof value === 'string') masked[name] = maskAccount(value)
  }
  return masked
}
