import type { ApiError } from '#client/http.ts'
import { errorText } from '#client/ui/error-text.ts'

/** What to say beside the code box; undefined when the failure is about something else. */
export function codeErrorText(error: ApiError | null): string | undefined {
  if (error?.code === 'accounts.code-expired') return errorText(error)
  if (error?.code !== 'accounts.code-wrong') return undefined
  const { left } = error.details
  return left === undefined ? errorText(error) : `${errorText(error)}还可以试 ${left} 次。`
}
