// How the pay list is asked for, summed and put into words.
import { capitalAmount } from '#contract/identifiers/capital.ts'
import { formatYuan } from '#contract/identifiers/money.ts'
import type { PayGroup, PayItem } from '#contract/subsidies/handling.ts'
import type { ApiError } from '#client/http.ts'
import { errorText } from '#client/ui/error-text.ts'
import { fieldReasonText } from '#client/ui/field-reason-text.ts'

export const paymentsKey = ['subsidies', 'payments']

export interface PayPlace {
  group: PayGroup
  programmeId: string
}

/** Where the address says the desk is. */
export function payPlaceOf(query: Record<string, unknown>): PayPlace {
  const group = query.group === 'paid' || query.group === 'failed' ? query.group : 'due'
  return { group, programmeId: typeof query.programme === 'string' ? query.programme : '' }
}

export function payQueryOf({ group, programmeId }: PayPlace): Record<string, string> {
  return { ...(group === 'due' ? {} : { group }), ...(programmeId === '' ? {} : { programme: programmeId }) }
}

/** 62,000.50: always with fen, as on a voucher. */
export function exactYuan(fen: number): string {
  const yuan = formatYuan(fen)
  return yuan.includes('.') ? yuan : `${yuan}.00`
}

export function sumOf(items: readonly Pick<PayItem, 'approvedFen'>[]): number {
  return items.reduce((sum, item) => sum + (item.approvedFen ?? 0), 0)
}

export interface SumWords {
  yuan: string
  capital: string
}
export function sumWords(fen: number): SumWords {
  return { yuan: exactYuan(fen), capital: capitalAmount(fen) }
}

/** What became of one payment that was not marked, as a sentence beside it. */
export function payFailureText(error: ApiError): string {
  const [problem] = error.fields
  if (!problem) return errorText(error)
  const about = problem.field === 'paidOn' ? '拨付日期：' : problem.field === 'reference' ? '凭证号：' : ''
  return about + fieldReasonText(problem.reason, problem.limit)
}
