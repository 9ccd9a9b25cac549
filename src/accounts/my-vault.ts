// The signed-in person's vault, opened once. The key lives in memory only.
import { getLocalKey } from '#contract/accounts/endpoints.ts'
import { call } from '#client/http.ts'
import type { Vault } from './local-vault.ts'

const open = new Map<string, Promise<Vault>>()

/** Rejects while the key cannot be had (offline, session over); the next call tries again. */
export function openMyVault(userId: string): Promise<Vault> {
  const known = open.get(userId)
  if (known) return known
  const opening = fetchVault(userId)
  open.set(userId, opening)
  opening.catch(() => open.delete(userId))
  return opening
}

async function fetchVault(userId: string): Promise<Vault> {
  // Fetched when something is first kept, so that reading pages do not carry it.
  const [{ key }, { openVault }] = await Promise.all([call(getLocalKey), import('./local-vault.ts')])
  return openVault(userId, key)
}

/** At sign-out: what is kept stays encrypted on the phone, and nobody here holds the key any more. */
export function forgetVaults(): void {
  open.clear()
}
