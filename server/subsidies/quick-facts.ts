// What a visitor's answers say, in words of the schemes. Questions and options that are no longer in the content say nothing.
import { checkPatch } from '#contract/subsidies/patch.ts'
import type { Rules } from '#contract/subsidies/fields.ts'
import { decidingFields, sharedFields } from '#contract/subsidies/matching.ts'
import type { QuickAnswers, QuickCheck } from '#contract/subsidies/matching-schema.ts'
import type { Answers } from '#contract/subsidies/schema.ts'

type Question = QuickCheck['questions'][number]
export type QuickSet = Question['options'][number]['sets'][number]
export interface QuickFacts { profile: Record<string, unknown>; sets: QuickSet[] }

export function quickFacts(check: QuickCheck, answers: QuickAnswers): QuickFacts {
  const facts: QuickFacts = { profile: {}, sets: [] }
  for (const question of check.questions) {
    const chosen = chosenOf(question, Object.hasOwn(answers, question.id) ? (answers[question.id] ?? []) : [])
    if (chosen.length === 0) continue
    // What is chosen counts more than what another option, left out, would say of the same field.
    for (const option of question.options) if (!chosen.includes(option)) facts.sets.push(...(option.otherwise ?? []))
    for (const option of chosen) {
      Object.assign(facts.profile, option.profile)
      facts.sets.push(...option.sets)
    }
  }
  return facts
}

function chosenOf({ kind, options }: Question, values: readonly string[]): Question['options'] {
  const chosen = options.filter(({ value }) => values.includes(value))
  if (kind === 'one') return chosen.slice(0, 1)
  const together = chosen.filter(({ alone }) => alone !== true)
  return together.length > 0 ? together : chosen
}

/** The answers to one scheme among them, as far as its form asks them and can hold them. */
export function setsOf(programme: Rules & { id: string }, sets: readonly QuickSet[]): Answers {
  const shared = sharedFields(programme)
  const form = { sections: [{ id: '', title: '', hint: '', fields: decidingFields(programme) }] }
  const answers: Answers = {}
  for (const { programmeId, field, value } of sets) {
    if (programmeId === null ? !shared.has(field) : programmeId !== programme.id) continue
    if (checkPatch(form, { [field]: value }).length === 0) answers[field] = value
  }
  return answers
}
