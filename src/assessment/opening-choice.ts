// What a tap on an opening answer does. Pure.
import type { OpeningQuestion } from '#contract/assessment/edition-schema.ts'

/** Nothing of the list is so; stands alone where several may be chosen. */
const none = 'none'

/** The choice after a tap: one replaces, several switch on and off, 都没有 stands alone. */
export function openingAfter({ many }: Pick<OpeningQuestion, 'many'>, chosen: readonly string[], optionId: string): string[] {
  if (!many) return [optionId]
  if (chosen.includes(optionId)) return chosen.filter((one) => one !== optionId)
  return optionId === none ? [none] : [...chosen.filter((one) => one !== none), optionId]
}
