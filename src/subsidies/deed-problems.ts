import type { ApiError } from '#client/http.ts'
import { fieldReasonText } from '#client/ui/field-reason-text.ts'

/** What the server said is wrong with this field of a deed; undefined when nothing. */
export function problemText(error: ApiError | null, field: string): string | undefined {
  const problem = error?.fields.find((one) => one.field === field)
  return problem && fieldReasonText(problem.reason, problem.limit)
}
