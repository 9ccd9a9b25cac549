// What a firm fills in of its request, as fields a phone keeps and sends one by one. Names are those of the server's problems.
import type { FinancingRequest, RequestPatch } from '#contract/financing/request-schema.ts'
import { plainYuan } from '#contract/identifiers/money.ts'
import type { Answers } from '#client/ui/field-merge.ts'

/** The order in which the form asks. */
export const requestFields = [
  'amount',
  'months',
  'use',
  'turnover',
  'debt',
  'contactName',
  'contactPhone',
  'words',
  'rightIds',
  'answers',
] as const
export type RequestField = (typeof requestFields)[number]
export const fieldWords: Readonly<Record<RequestField | 'doneItems', string>> = {
  amount: '想借多少',
  months: '借多久',
  use: '做什么用',
  turnover: '去年的营业收入',
  debt: '现在的贷款',
  contactName: '联系人',
  contactPhone: '联系手机',
  words: '想说明的话',
  rightIds: '押哪几件',
  answers: '准备情况的答案',
  doneItems: '补好的勾',
}

/** Values as the form holds them; `amount` in fen. */
export interface RequestValues {
  amount: number | null
  months: number | null
  use: string | null
  turnover: string | null
  debt: string | null
  contactName: string
  contactPhone: string
  words: string
  rightIds: string[]
  answers: Record<string, string>
  doneItems: string[]
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [])
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const code = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const count = (value: unknown): number | null => (typeof value === 'number' && Number.isSafeInteger(value) ? value : null)

/** Every answer of the card is a field by itself: two people may answer two questions at once. */
const answerPrefix = 'answers.'
export const answerField = (questionId: string): string => answerPrefix + questionId
function answersIn(values: Answers): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, option]) =>
      name.startsWith(answerPrefix) ? [[name.slice(answerPrefix.length), typeof option === 'string' ? option : '']] : [],
    ),
  )
}

/** What the server has. */
export function savedValues({ wish, rightIds, answers, items }: FinancingRequest): Answers {
  const { amountFen, ...rest } = wish
  const answered = Object.fromEntries(Object.entries(answers).map(([id, option]) => [answerField(id), option]))
  return { amount: amountFen, ...rest, rightIds, ...answered, doneItems: items.filter(({ doneAt }) => doneAt !== null).map(({ id }) => id) }
}

/** Any values, also those an older page kept on the phone, as the form needs them. */
export function readValues(values: Answers): RequestValues {
  return {
    amount: count(values.amount),
    months: count(values.months),
    use: code(values.use),
    turnover: code(values.turnover),
    debt: code(values.debt),
    contactName: text(values.contactName),
    contactPhone: text(values.contactPhone),
    words: text(values.words),
    rightIds: texts(values.rightIds),
    answers: answersIn(values),
    doneItems: texts(values.doneItems),
  }
}

/** Only the fields that are named in `changes`; an answer taken back is ''. */
export function patchOf(changes: Answers): RequestPatch {
  const { amount, answers, ...rest } = readValues(changes)
  const named: RequestPatch = Object.fromEntries(Object.entries(rest).filter(([name]) => name in changes))
  if ('amount' in changes) named.amount = amount === null ? null : plainYuan(amount)
  if (Object.keys(answers).length > 0) named.answers = answers
  return named
}

/** What is still missing before it can be handed in, in the order of the form; the server looks again. */
export function missingFields(values: RequestValues): RequestField[] {
  const { amount, months, use, turnover, debt, contactName, contactPhone, rightIds } = values
  const isEmpty: Partial<Record<RequestField, boolean>> = {
    amount: amount === null,
    months: months === null,
    use: use === null,
    turnover: turnover === null,
    debt: debt === null,
    contactName: contactName.trim() === '',
    contactPhone: contactPhone.trim() === '',
    rightIds: rightIds.length === 0,
  }
  return requestFields.filter((name) => isEmpty[name])
}

/** More than ten times, or less than a tenth, of what stood there: 元 and 万元 may have been mixed up. */
export function isLeap(before: number | null, now: number | null): boolean {
  if (before === null || now === null || before === 0 || now === 0) return false
  return now > before * 10 || now * 10 < before
}
