// What a bank says at each stage: which boxes, what is missing in them, what is sent. Days and sums are the server's to judge.
import type { LeadActionInput } from '#contract/financing/lead-schema.ts'
import type { LeadAction } from '#contract/financing/workflow.ts'
import { plainYuan } from '#contract/identifiers/money.ts'
import { fieldReasonText } from '#client/ui/field-reason-text.ts'
import type { ApiError } from '#client/http.ts'

export interface LeadDraft {
  amountFen: number | null
  months: string
  rate: string
  contractNumber: string
  registrationNumber: string
  on: string
  maturesOn: string
  releasedOn: string
  rightIds: string[]
  code: string
  reason: string
}
export type LeadField =
  | 'amount'
  | 'months'
  | 'rate'
  | 'contractNumber'
  | 'registrationNumber'
  | 'on'
  | 'maturesOn'
  | 'releasedOn'
  | 'rightIds'
  | 'code'
  | 'reason'
export type FieldErrors = Partial<Record<LeadField, string>>

export const emptyDraft = (): LeadDraft => ({
  amountFen: null,
  months: '',
  rate: '',
  contractNumber: '',
  registrationNumber: '',
  on: '',
  maturesOn: '',
  releasedOn: '',
  rightIds: [],
  code: '',
  reason: '',
})

export function isDraft(value: unknown): value is LeadDraft {
  if (typeof value !== 'object' || value === null) return false
  const kept = new Map<string, unknown>(Object.entries(value))
  return Object.entries(emptyDraft()).every(([name, empty]) => {
    const one = kept.get(name)
    if (name === 'amountFen') return one === null || typeof one === 'number'
    if (Array.isArray(empty)) return Array.isArray(one) && one.every((id) => typeof id === 'string')
    return typeof one === 'string'
  })
}

/** The boxes of each deed, in order. fail has `releasedOn` only after the pledge was registered. */
export function fieldsOf(action: LeadAction, isRegistered: boolean): readonly LeadField[] {
  switch (action) {
    case 'approve':
      return ['amount', 'months', 'rate']
    case 'sign':
      return ['contractNumber', 'on']
    case 'register':
      return ['registrationNumber', 'on', 'rightIds']
    case 'lend':
      return ['amount', 'on', 'maturesOn']
    case 'settle':
      return ['on', 'releasedOn']
    case 'refuse':
      return ['code', 'reason']
    case 'fail':
      return isRegistered ? ['code', 'reason', 'releasedOn'] : ['code', 'reason']
    default:
      return []
  }
}

const missing: Record<LeadField, string> = {
  amount: '还没有填金额。',
  months: '还没有填期限。',
  rate: '还没有写利率。',
  contractNumber: '还没有填合同编号。',
  registrationNumber: '还没有填登记号。',
  on: '还没有选日期。',
  maturesOn: '还没有选到期日。',
  releasedOn: '还没有选注销登记日。',
  rightIds: '还没有选质押了哪几件。',
  code: '先选一个原因。',
  reason: '选了「其他」，写一句原因。',
}

/** What has to be filled in before it can be sent. Words are asked for only beside 其他. */
export function missingOf(action: LeadAction, draft: LeadDraft, isRegistered: boolean): FieldErrors {
  const isEmpty = (field: LeadField): boolean => {
    if (field === 'amount') return draft.amountFen === null
    if (field === 'rightIds') return draft.rightIds.length === 0
    if (field === 'reason') return draft.code === 'other' && draft.reason.trim() === ''
    return draft[field].trim() === ''
  }
  const found: FieldErrors = {}
  for (const field of fieldsOf(action, isRegistered)) if (isEmpty(field)) found[field] = missing[field]
  if (!found.months && fieldsOf(action, isRegistered).includes('months') && !/^\d{1,3}$/.test(draft.months.trim()))
    found.months = '期限填几个月，只填整数，例如 12。'
  return found
}

/** Only the boxes of this deed are sent. */
export function inputOf(action: LeadAction, draft: LeadDraft, isRegistered: boolean): LeadActionInput {
  const fields = fieldsOf(action, isRegistered)
  const input: LeadActionInput = {}
  for (const field of fields) {
    if (field === 'amount') input.amount = draft.amountFen === null ? '' : plainYuan(draft.amountFen)
    else if (field === 'months') input.months = Number(draft.months.trim())
    else if (field === 'rightIds') input.rightIds = [...draft.rightIds]
    else if (field === 'reason') {
      if (draft.reason.trim() !== '') input.reason = draft.reason.trim()
    } else input[field] = draft[field].trim()
  }
  return input
}

/** What the server says of single boxes; a problem of a box this deed does not have stays with the error itself. */
export function errorsOf(error: ApiError | null, fields: readonly LeadField[]): FieldErrors {
  const found: FieldErrors = {}
  for (const { field, reason, limit } of error?.fields ?? []) {
    const own = fields.find((name) => field === name || field.startsWith(`${name}[`) || field.startsWith(`${name}/`))
    if (own) found[own] ??= fieldReasonText(reason, limit)
  }
  return found
}
