// Everything of these pages works without a network once one of them was opened: their code, which the first visit does not need, is fetched and kept
// behind it; so are the list and the edition with which an assessment is begun.
import { openMyVault } from '#client/accounts/my-vault.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { keepPages } from '#client/ui/kept-pages.ts'
import { keepEditionsForLater } from './kept-editions.ts'

let isDone = false

/** Once a page load, when there is time. Quiet: what could not be fetched is fetched at the next visit. */
export function keepPagesForLater(): void {
  if (isDone || navigator.onLine === false) return
  isDone = true
  const userId = useSessionStore().me?.id
  setTimeout(() => {
    void keepPages('assessment')
    if (userId)
      void openMyVault(userId)
        .then(keepEditionsForLater)
        .catch(() => undefined)
  }, 3_000)
}
