// What every store of work the server does not have yet owes its person: it goes when it can, the tab asks before it is lost, and nothing of it goes under another's session.
import { watch } from 'vue'
import { registerFormGuard } from '#client/ui/form-guard.ts'
import { registerLocalWork, type LocalWork } from '#client/ui/local-work.ts'
import { useSessionStore } from './session.ts'

/** `onBack`: they signed in again. `forget`: another person is here, or nobody; what is kept stays sealed on the device for its owner. */
export function followPerson({ onBack, forget }: { onBack(): void; forget(): void }): void {
  const session = useSessionStore()
  watch(
    () => session.isLost,
    (isLost) => isLost || onBack(),
  )
  watch(
    () => session.me?.id,
    (next, before) => {
      if (before !== undefined && next !== before) forget()
    },
    // At once: no event may come between and send one person's work under another's session.
    { flush: 'sync' },
  )
}

interface UnsentWork<D> {
  drafts: ReadonlyMap<string, D>
  isUnsent(draft: D): boolean
  send(id: string): unknown
  forget(): void
  /** For the offline page. */
  list(): Promise<LocalWork[]>
}

/** Sends all that is unsent when the network, the person or the session is back and when they leave; asks before what is kept nowhere is closed. */
export function guardUnsent<D extends { readonly id: string; isKept: boolean }>({ drafts, isUnsent, send, forget, list }: UnsentWork<D>): void {
  const unsent = () => [...drafts.values()].filter(isUnsent)
  const sendAll = () => unsent().forEach(({ id }) => void send(id))
  followPerson({ onBack: sendAll, forget })
  if (typeof window === 'undefined') return
  registerLocalWork(list)
  registerFormGuard(() => unsent().length > 0)
  for (const event of ['online', 'pagehide', 'pageshow']) window.addEventListener(event, sendAll)
  document.addEventListener('visibilitychange', sendAll)
  window.addEventListener('beforeunload', (event) => {
    if (unsent().some(({ isKept }) => !isKept)) event.preventDefault()
  })
}
