import { answerOf, visibleFields } from '#contract/subsidies/fields.ts'
import type { Application } from '#contract/subsidies/schema.ts'

/** The phone of the contact the firm named in its form; undefined when there is none. */
export function contactPhone({ programme, answers }: Pick<Application, 'programme' | 'answers'>): string | undefined {
  const field = programme && visibleFields(programme, answers).find((one) => one.type === 'tel')
  const value = field && answerOf(answers, field.name)
  return typeof value === 'string' && value !== '' ? value : undefined
}
