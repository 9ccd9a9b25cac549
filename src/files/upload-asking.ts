// An upload that stands before a closed door: tus goes by its own way, so the sheet that opens it is asked for by an ordinary request.
import { getFileInfo } from '#contract/files/endpoints.ts'
import { ApiError, call } from '#client/http.ts'
import { isPassing } from './upload-retry.ts'
import type { UploadFailure } from './upload-words.ts'

/** Brings the sheet to sign in again, or that of the second factor (pitfall C1). True when the factor has been shown, and the same bytes may go on at once. */
export async function isShownNow(code: UploadFailure, { url, id }: { url: string | null; id: string }): Promise<boolean> {
  if (code !== 'not-signed-in' && code !== 'accounts.factor-needed') return false
  const refused = await call(getFileInfo, { params: { id: url?.split('/').at(-1) ?? id } }).then(
    () => null,
    (error: unknown) => (error instanceof ApiError ? error.code : 'unexpected'),
  )
  // Whatever else is said of a file that is not whole yet: the door stands open.
  return code === 'accounts.factor-needed' && (refused === null || !isPassing(refused))
}
