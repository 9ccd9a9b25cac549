// What a firm types into its request, as it is kept, and what is still missing before it can be handed in.
import type { FieldProblem } from '#contract/errors.ts'
import type { FinancingCasework } from '#contract/financing/casework-schema.ts'
import { questionsFor } from '#contract/financing/readiness.ts'
import type { Question } from '#contract/financing/readiness-schema.ts'
import type { RequestPatch, ReturnedItem, Wish } from '#contract/financing/request-schema.ts'
import { parseMoneyYuan } from '#contract/identifiers/money.ts'
import { parsePhone } from '#contract/identifiers/phone.ts'
import { cleanText, textLength } from '#contract/identifiers/text.ts'
import type { Right } from '#contract/portfolio/schema.ts'
import type { Content } from '../content.ts'
import { invalid } from '../errors.ts'
import type { StoredWish } from './sealed.ts'

const mostName = 40
const mostWords = 1000
type Choice = 'use' | 'turnover' | 'debt'
const lists = { use: 'uses', turnover: 'turnoverBands', debt: 'debtBands' } as const satisfies Record<Choice, keyof FinancingCasework>
const choices: readonly Choice[] = ['use', 'turnover', 'debt']

export function amountProblem({ fromFen, toFen }: Pick<FinancingCasework, 'fromFen' | 'toFen'>, fen: number): FieldProblem | null {
  if (fen < fromFen) return { field: 'amount', reason: 'money-min', limit: fromFen }
  return fen > toFen ? { field: 'amount', reason: 'money-max', limit: toFen } : null
}

function readAmount(casework: FinancingCasework, typed: string, problems: FieldProblem[]): number | null {
  if (typed.trim() === '') return null
  const money = parseMoneyYuan(typed)
  if (!money.ok) {
    problems.push({ field: 'amount', reason: money.reason, ...(money.limit === undefined ? {} : { limit: money.limit }) })
    return null
  }
  const problem = amountProblem(casework, money.fen)
  if (problem) problems.push(problem)
  return money.fen
}

function monthsProblem({ toMonths }: Pick<FinancingCasework, 'toMonths'>, months: number): FieldProblem | null {
  return months > toMonths ? { field: 'months', reason: 'number-max', limit: toMonths } : null
}

function hasOption(casework: FinancingCasework, field: Choice, id: string): boolean {
  return casework[lists[field]].some((option) => option.id === id)
}

function readText(field: 'contactName' | 'words', typed: string, most: number, singleLine: boolean, problems: FieldProblem[]): string {
  const text = cleanText(typed, { singleLine })
  if (!text.ok) problems.push({ field, reason: text.reason })
  else if (textLength(text.value) > most) problems.push({ field, reason: 'too-long', limit: most })
  return text.ok ? text.value : ''
}

/** An empty one may stand in a draft. */
function readPhone(typed: string, problems: FieldProblem[]): string {
  if (typed.trim() === '') return ''
  const phone = parsePhone(typed)
  if (phone.ok) return phone.value
  problems.push({ field: 'contactPhone', reason: phone.reason, ...(phone.limit === undefined ? {} : { limit: phone.limit }) })
  return ''
}

/** Answers given over those there are; '' takes one back. Questions of yesterday are dropped. */
function readAnswers(questions: readonly Question[], typed: Readonly<Record<string, string>>, before: Readonly<Record<string, string>>, problems: FieldProblem[]): Record<string, string> {
  const answers: Record<string, string> = {}
  for (const { id, options } of questions) {
    const answer = Object.hasOwn(typed, id) ? (typed[id] ?? '') : (before[id] ?? '')
    if (answer === '') continue
    if (Object.hasOwn(typed, id) && !options.some((option) => option.id === answer)) problems.push({ field: `answers.${id}`, reason: 'option' })
    answers[id] = answer
  }
  return answers
}

/** The wish and answers after the patch. Throws `invalid-input` naming every field that is wrong. */
export function readWish({ financing, financingCasework: casework }: Content, before: StoredWish, patch: RequestPatch): StoredWish {
  const problems: FieldProblem[] = []
  const wish: Wish = { ...before.wish }
  if (patch.amount !== undefined) wish.amountFen = patch.amount === null ? null : readAmount(casework, patch.amount, problems)
  if (patch.months !== undefined) {
    wish.months = patch.months
    const problem = patch.months === null ? null : monthsProblem(casework, patch.months)
    if (problem) problems.push(problem)
  }
  for (const field of choices) {
    const chosen = patch[field]
    if (chosen === undefined) continue
    wish[field] = chosen === '' ? null : chosen
    if (chosen !== null && chosen !== '' && !hasOption(casework, field, chosen)) problems.push({ field, reason: 'option' })
  }
  if (patch.contactName !== undefined) wish.contactName = readText('contactName', patch.contactName, mostName, true, problems)
  if (patch.contactPhone !== undefined) wish.contactPhone = readPhone(patch.contactPhone, problems)
  if (patch.words !== undefined) wish.words = readText('words', patch.words, mostWords, false, problems)
  const answers = patch.answers === undefined ? before.answers : readAnswers(financing.readiness.questions, patch.answers, before.answers, problems)
  if (problems.length > 0) throw invalid(...problems)
  return { wish, answers }
}

/** A phone that kept answers over a change of the questions begins with those that still count. */
export function answersOfToday({ financing: { readiness } }: Pick<Content, 'financing'>, kept: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(kept).filter(([id, answer]) => readiness.questions.some((question) => question.id === id && question.options.some((option) => option.id === answer))))
}

/** Ticks of what was to be mended; exactly `done` are ticked from now on. Throws `invalid-input` (option) for one that is not there. */
export function tickItems(items: readonly ReturnedItem[], done: readonly string[], at: string): ReturnedItem[] {
  const unknown = done.flatMap((id, index) => (items.some((item) => item.id === id) ? [] : [{ field: `doneItems[${index}]`, reason: 'option' }]))
  if (unknown.length > 0) throw invalid(...unknown)
  return items.map((item) => ({ ...item, doneAt: done.includes(item.id) ? (item.doneAt ?? at) : null }))
}

/** What keeps it from being handed in, field by field; by the limits, lists and questions of today. */
export function missingOf({ financing, financingCasework: casework }: Pick<Content, 'financing' | 'financingCasework'>, { wish, answers }: StoredWish, rights: readonly Right[], firmName: string): FieldProblem[] {
  const required = (field: string): FieldProblem => ({ field, reason: 'required' })
  const amount = wish.amountFen === null ? required('amount') : amountProblem(casework, wish.amountFen)
  const months = wish.months === null ? required('months') : monthsProblem(casework, wish.months)
  return [
    ...(rights.length === 0 ? [required('rightIds')] : []),
    ...(amount ? [amount] : []), ...(months ? [months] : []),
    ...choices.flatMap((field) => {
      const chosen = wish[field]
      if (chosen === null) return [required(field)]
      return hasOption(casework, field, chosen) ? [] : [{ field, reason: 'option' }]
    }),
    ...(wish.contactName === '' ? [required('contactName')] : []), ...(wish.contactPhone === '' ? [required('contactPhone')] : []),
    ...questionsFor(financing.readiness, rights, firmName).filter(({ id, options }) => !options.some((option) => option.id === answers[id])).map(({ id }) => required(`answers.${id}`)),
  ]
}
