// A visitor's answers, on this phone only: nothing of them is sent to be kept before somebody asks for it.
import { shallowRef, type ShallowRef } from 'vue'
import type { QuickAnswers, QuickCheck } from '#contract/subsidies/matching-schema.ts'
import { keep, readKept } from '#client/ui/kept.ts'
import { chosenAfter } from './quick-choice.ts'

const key = 'zqt.quick-check'
type Question = QuickCheck['questions'][number]

function readAnswers(): QuickAnswers {
  const text = readKept(key)
  if (text === null) return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return {}
    return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string[]] => isWords(entry[1])))
  } catch {
    // Written by something else: as good as nothing.
    return {}
  }
}

function isWords(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((word) => typeof word === 'string')
}

/** What is kept here, to be read and changed; empty on the server. */
export function useQuickAnswers(): {
  answers: ShallowRef<QuickAnswers>
  choose: (question: Question, value: string) => void
  forget: () => void
} {
  const answers = shallowRef<QuickAnswers>(typeof window === 'undefined' ? {} : readAnswers())
  function write(next: QuickAnswers): void {
    answers.value = next
    keep(key, Object.keys(next).length === 0 ? null : JSON.stringify(next))
  }
  return {
    answers,
    choose: (question, value) => write({ ...answers.value, [question.id]: chosenAfter(question, answers.value[question.id] ?? [], value) }),
    forget: () => write({}),
  }
}
