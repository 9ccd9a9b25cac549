// The check without an account, on this phone only: its answers, and its dozen questions so that it opens without a network.
import { shallowRef, type ShallowRef } from 'vue'
import type { AnswerInput, Verdict } from '#contract/assessment/schema.ts'
import type { PlacedItem } from '#contract/assessment/scope.ts'
import { keep, readKept } from '#client/ui/kept.ts'
import type { QuickSheet } from './edition-queries.ts'

const answersKey = 'zqt.assessment-quick'
const sheetKey = 'zqt.assessment-quick-sheet'
/** What may be answered in the short check; 不适用 needs a reason and is left to the whole one. */
export const quickVerdicts = ['conform', 'observation', 'minor', 'major', 'unsure'] as const satisfies readonly Verdict[]
export type QuickVerdict = (typeof quickVerdicts)[number]
export type QuickAnswers = Readonly<Record<string, QuickVerdict>>

function parsed(key: string): unknown {
  const text = readKept(key)
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch {
    // Written by something else: as good as nothing.
    return null
  }
}

function readAnswers(): QuickAnswers {
  const value = parsed(answersKey)
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, QuickVerdict] => quickVerdicts.some((word) => word === entry[1])),
  )
}

/** What is kept here, to be read and changed; empty on the server. */
export function useQuickAnswers(): {
  answers: ShallowRef<QuickAnswers>
  choose: (itemId: string, verdict: QuickVerdict) => void
  forget: () => void
} {
  const answers = shallowRef<QuickAnswers>(typeof window === 'undefined' ? {} : readAnswers())
  function write(next: QuickAnswers): void {
    answers.value = next
    keep(answersKey, Object.keys(next).length === 0 ? null : JSON.stringify(next))
  }
  return { answers, choose: (itemId, verdict) => write({ ...answers.value, [itemId]: verdict }), forget: () => write({}) }
}

/** The answers as a new assessment takes them; 观察项 wants a note, and says where it comes from. */
export function answersToTake(answers: QuickAnswers, mayTake: (itemId: string) => boolean): Record<string, AnswerInput> {
  return Object.fromEntries(
    Object.entries(answers)
      .filter(([itemId]) => mayTake(itemId))
      .map(([itemId, answer]) => [itemId, answer === 'observation' ? { answer, note: '快速自查时选的，差在哪还没有写。' } : { answer }]),
  )
}

export function keepSheet(sheet: QuickSheet): void {
  keep(sheetKey, JSON.stringify(sheet))
}

/** The dozen as this phone last saw them; undefined where it never did or cannot read them. */
export function readSheet(): QuickSheet | undefined {
  const value = parsed(sheetKey)
  return isSheet(value) ? value : undefined
}

function isSheet(value: unknown): value is QuickSheet {
  return (
    typeof value === 'object' &&
    value !== null &&
    'scoring' in value &&
    'items' in value &&
    Array.isArray(value.items) &&
    value.items.every(isPlaced)
  )
}

function isPlaced(value: unknown): value is PlacedItem {
  return typeof value === 'object' && value !== null && 'item' in value && typeof value.item === 'object'
}
