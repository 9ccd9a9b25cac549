import { addPhrase, listPhrases } from '#contract/cases/desk-endpoints.ts'
import type { PhraseInput, Phrases } from '#contract/cases/desk-schema.ts'
import { useQueryCache } from '@pinia/colada'
import { useSessionStore } from '#client/accounts/session.ts'
import { call } from '#client/http.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { useSubmit } from '#client/ui/use-submit.ts'

/** The county's ready sentences and one's own; for the desk. */
export function usePhrases(enabled: () => boolean = () => true): Load<Phrases> {
  const session = useSessionStore()
  return useLoad({ key: ['phrases'], query: (read) => read(listPhrases), enabled: () => enabled() && session.hasRole('officer'), staleTime: 60_000 })
}

/** Keeps what was written as one's own. */
export function useKeepPhrase() {
  const cache = useQueryCache()
  const sending = useSubmit((_key, phrase: PhraseInput) => call(addPhrase, { body: phrase }))
  return {
    ...sending,
    async keep(phrase: PhraseInput): Promise<boolean> {
      const kept = await sending.submit(phrase)
      await cache.invalidateQueries({ key: ['phrases'] }).catch(() => undefined)
      return kept !== undefined
    },
  }
}
