import { getMe, signOut as signOutEndpoint } from '#contract/accounts/session-endpoints.ts'
import type { Me } from '#contract/accounts/schema.ts'
import { ApiError, call } from '#client/http.ts'

/** Who is signed in; null when nobody is. */
export async function readMe(): Promise<Me | null> {
  try {
    return await call(getMe, { asksWho: true })
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not-signed-in') return null
    throw error
  }
}

export function endSession(): Promise<void> {
  return call(signOutEndpoint, { asksWho: true })
}
