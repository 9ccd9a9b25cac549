// Editions as this phone has them: from the server where there is one, else as they were last read here.
import type { Edition, EditionSummary } from '#contract/assessment/edition-schema.ts'
import type { Vault } from '#client/accounts/local-vault.ts'
import { ApiError } from '#client/http.ts'
import { readEdition, readEditions } from './api.ts'
import { keepEdition, keepEditions, readKeptEdition, readKeptEditions } from './local-record.ts'

/** Reads anew and keeps it; what is kept answers where there is no network. Throws ApiError. */
export async function freshOrKept<T>(
  read: () => Promise<T>,
  kept: T | undefined,
  keep: (value: T) => Promise<void> | undefined,
): Promise<T> {
  if (kept !== undefined && navigator.onLine === false) return kept
  try {
    const fresh = await read()
    await keep(fresh)
    return fresh
  } catch (error) {
    if (kept !== undefined && error instanceof ApiError && error.isRetryable) return kept
    throw error
  }
}

/** Without asking anybody when this very version is kept. `version` null: the newest there is. */
export async function loadEdition(id: string, version: string | null, vault: Vault | null): Promise<Edition> {
  const kept = vault ? await readKeptEdition(vault, id) : undefined
  if (kept && kept.version === version) return kept
  return freshOrKept(
    () => readEdition(id),
    kept,
    (edition) => (vault ? keepEdition(vault, edition) : undefined),
  )
}

export async function loadEditions(vault: Vault | null): Promise<EditionSummary[]> {
  const kept = vault ? await readKeptEditions(vault) : undefined
  return freshOrKept(
    () => readEditions(),
    kept,
    (editions) => (vault ? keepEditions(vault, editions) : undefined),
  )
}

/** So that an assessment can be begun without a network: the list and the edition a new one uses. Quiet: without them it is asked for again. */
export async function keepEditionsForLater(vault: Vault): Promise<void> {
  const editions = await loadEditions(vault)
  const current = editions.filter(({ status }) => status === 'current')
  for (const { id, version } of current) await loadEdition(id, version, vault)
}
