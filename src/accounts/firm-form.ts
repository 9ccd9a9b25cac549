// A firm's particulars while they are being typed.
import { reactive } from 'vue'
import type { Firm, FirmPatch } from '#contract/accounts/schema.ts'
import type { ApiError } from '#client/http.ts'
import { fieldReasonText } from '#client/ui/field-reason-text.ts'

export const scales = ['大型', '中型', '小型', '微型'] as const

export interface FirmForm {
  name: string
  town: string
  legalPerson: string
  industry: string
  scale: string
  /** Ids of the county's `titles`. */
  titles: string[]
}

export function makeFirmForm(firm?: Firm): FirmForm {
  return reactive({
    name: firm?.name ?? '',
    town: firm?.town ?? '',
    legalPerson: firm?.legalPerson ?? '',
    industry: firm?.industry ?? '',
    scale: firm?.scale ?? '',
    titles: [...(firm?.titles ?? [])],
  })
}

/** What has been filled in; an emptied box is sent as '' and forgotten by the server. */
export function readFirmForm(form: FirmForm): FirmPatch & { name: string; town: string } {
  const scale = scales.find((known) => known === form.scale)
  return {
    name: form.name,
    town: form.town,
    legalPerson: form.legalPerson,
    industry: form.industry,
    ...(scale ? { scale } : {}),
  }
}

/** Sentences by field name, out of the server's answer. */
export function fieldSentences(error: ApiError | null): Partial<Record<string, string>> {
  return Object.fromEntries((error?.fields ?? []).map((problem) => [problem.field, fieldReasonText(problem.reason, problem.limit)]))
}
