// The signed-in person's vault, opened once. The key lives in memory only.
import { getLocalKey } from '#contract/accounts/endpoints.ts'
import { call } from '#client/http.ts'
import { openVault, type Vault } from './local-vault.ts'

const open = new Map<string, Promise<Vault>>()

/** Rejects with ApiError while the key cannot be had (offline, session over); the next call tries again. */
export function openMyVault(userId: string): Promise<Vault> {
  const known = open.get(userId)
  if (known) return known
  const opening = call(getLocalKey).then(({ key }) => openVault(userId, key))
  open.set(userId, opening)
  opening.catch(() => open.delete(userId))
  return opening
}

/** At sign-out: what is kept stays encrypted on the phone, and nobody here holds the key any more. */
export function forgetVaults(): void {
  open.clear()
}
