// Where on the batch desk somebody is, and its cases, sums and notice in words.
import type { LocationQuery } from 'vue-router'
import { caseStates, caseStateWords, type CaseState } from '#contract/cases/states.ts'
import type { BatchCase, BatchQuery, BatchResult, Notice } from '#contract/subsidies/batching.ts'
import { errorCodes, type FieldProblem } from '#contract/errors.ts'
import { ApiError } from '#client/http.ts'
import { errorText } from '#client/ui/error-text.ts'
import { fullDate } from '#client/ui/format.ts'
import { exactYuan } from './payment-words.ts'

export const batchKey = ['subsidies', 'batch']

/** Kept in the address; '' = not narrowed. */
export interface BatchPlace {
  programmeId: string
  batchId: string
  state: CaseState | 'all'
  town: string
  q: string
}
/** What is publicised together: approved cases. */
const usualState = 'approved'

export const batchStates = caseStates.filter((state) => state !== 'draft').map((value) => ({ value, word: caseStateWords[value] }))

const textOf = (value: LocationQuery[string] | undefined) => (typeof value === 'string' ? value : '')

/** What an address says; what it cannot mean is left out. */
export function batchPlaceOf(query: LocationQuery): BatchPlace {
  const state = query.state === 'all' ? 'all' : (caseStates.find((known) => known === query.state) ?? usualState)
  return {
    programmeId: textOf(query.programme),
    batchId: textOf(query.batch),
    state: state === 'draft' ? usualState : state,
    town: textOf(query.town),
    q: textOf(query.q),
  }
}

export function batchQueryOf({ programmeId, batchId, state, town, q }: BatchPlace): Record<string, string> {
  const all = { programme: programmeId, batch: batchId, state: state === usualState ? '' : state, town, q }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
}

/** The same place as the server is asked for it. */
export function batchRequestOf({ programmeId, batchId, state, town, q }: BatchPlace): BatchQuery {
  return {
    programmeId: programmeId || undefined,
    batchId: batchId || undefined,
    state: state === 'all' ? undefined : state,
    town: town || undefined,
    q: q || undefined,
  }
}

/** Approved, else applied for; null where the county pays nothing itself. */
export function sumFenOf({ approvedFen, amountFen }: Pick<BatchCase, 'approvedFen' | 'amountFen'>): number | null {
  return approvedFen ?? amountFen
}

export function totalFenOf(cases: readonly BatchCase[]): number {
  return cases.reduce((sum, one) => sum + (sumFenOf(one) ?? 0), 0)
}

/** Nothing at all is done with a case its reader stands aside from. */
export function isPickable({ blocked }: Pick<BatchCase, 'blocked'>): boolean {
  return blocked !== 'cases.recused'
}

/** What one of many was refused with, as a sentence beside it. */
export function batchFailureText(
  { code, fields }: Pick<BatchResult['items'][number], 'code' | 'fields'>,
  say: (problem: FieldProblem) => string,
): string {
  const [problem] = fields
  if (problem) return say(problem)
  return errorText(new ApiError(errorCodes.find((known) => known === code) ?? 'unexpected'))
}

/** The notice as plain text, to be pasted into a letter. */
export function noticeText({ title, paragraphs, rows, signedBy, on }: Notice): string {
  const lines = rows.map(
    ({ number, firmName, title: scheme, amountFen, illustrative }, index) =>
      `${index + 1}\t${number}\t${firmName}\t${scheme}\t${amountFen === null ? '不涉及金额' : `${exactYuan(amountFen)} 元`}${illustrative ? '（示例）' : ''}`,
  )
  return [title, '', ...paragraphs, '', '序号\t编号\t企业名称\t项目\t金额', ...lines, '', signedBy, fullDate(on)].join('\n')
}
