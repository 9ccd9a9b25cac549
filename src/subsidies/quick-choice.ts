// What a tap on an answer does, and when a question is answered. Pure.
import type { QuickAnswers, QuickCheck } from '#contract/subsidies/matching-schema.ts'

type Question = QuickCheck['questions'][number]

/** The choice after a tap: one replaces, several switch on and off, 都没有 stands alone. */
export function chosenAfter({ kind, options }: Question, chosen: readonly string[], value: string): string[] {
  if (kind === 'one') return [value]
  if (chosen.includes(value)) return chosen.filter((one) => one !== value)
  const isAlone = (one: string) => options.find((option) => option.value === one)?.alone === true
  return isAlone(value) ? [value] : [...chosen.filter((one) => !isAlone(one)), value]
}

/** Of the questions there are today. */
export function isQuickAnswered(question: Question, answers: QuickAnswers): boolean {
  return (answers[question.id] ?? []).some((value) => question.options.some((option) => option.value === value))
}
