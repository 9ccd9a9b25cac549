import { computed, onBeforeUnmount, onMounted, shallowRef, watch, type ComputedRef } from 'vue'
import { fillPath } from '#contract/endpoint.ts'
import { markPresence } from '#contract/cases/endpoints.ts'
import type { Presence, PresenceInput } from '#contract/cases/schema.ts'
import { useCanAct } from '#client/accounts/can-act.ts'
import { call } from '#client/http.ts'

const beatMs = 20_000

export interface PresenceView {
  /** Who else is on this case now. */
  others: ComputedRef<Presence['others']>
  /** What the server said last; null until it answered for this case. */
  latest: ComputedRef<Presence | null>
}

/**
 * Says every 20 s that somebody looks at this case (`doing`: reading or editing), at once when that changes, and 'left' on leaving it.
 * A page in the background says nothing and runs out by itself, a page that is closed says 'left' on its way. A beat that fails is no failure of the page: the next one follows.
 *
 *   const presence = usePresence({ id: () => application.value?.id, doing: () => (isSheetOpen.value ? 'editing' : 'reading') })
 *   watch(() => presence.latest.value?.version, (version) => version !== undefined && version > shown && loaded.reload())
 */
export function usePresence({ id, doing }: { id: () => string | undefined; doing: () => 'reading' | 'editing' }): PresenceView {
  // An auditor only reads: nobody is held up by them, and nobody is told.
  const canAct = useCanAct()
  const latest = shallowRef<{ id: string; presence: Presence } | null>(null)
  let timer: ReturnType<typeof setInterval> | undefined
  /** The case it was last said of; the page's own data may be gone when it is left. */
  let saidOf: string | undefined

  function say(caseId: string, what: PresenceInput['doing']): Promise<Presence | null> {
    return call(markPresence, { params: { id: caseId }, body: { doing: what } }).catch(() => null)
  }
  async function beat(): Promise<void> {
    const caseId = id()
    if (caseId === undefined || !canAct.value || document.visibilityState === 'hidden') return
    saidOf = caseId
    const presence = await say(caseId, doing())
    // An answer about the case left meanwhile is nobody's news.
    if (presence && id() === caseId) latest.value = { id: caseId, presence }
  }
  function start(): void {
    clearInterval(timer)
    timer = setInterval(() => void beat(), beatMs)
    void beat()
  }
  /** A page that is being closed has no time for a request of its own. */
  function onPageHide(): void {
    if (saidOf === undefined) return
    const words = new Blob([JSON.stringify({ doing: 'left' } satisfies PresenceInput)], { type: 'application/json' })
    navigator.sendBeacon(fillPath(markPresence.path, { id: saidOf }), words)
    saidOf = undefined
  }
  const onVisible = () => document.visibilityState === 'visible' && start()

  onMounted(() => {
    document.addEventListener('visibilitychange', onVisible)
    window.addEventListener('pagehide', onPageHide)
    start()
  })
  function leave(): void {
    if (saidOf !== undefined) void say(saidOf, 'left')
    saidOf = undefined
  }
  watch([id, doing], ([now], [before]) => {
    if (before !== now) leave()
    start()
  })
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', onVisible)
    window.removeEventListener('pagehide', onPageHide)
    clearInterval(timer)
    leave()
  })

  const mine = computed(() => (latest.value && latest.value.id === id() ? latest.value.presence : null))
  return { latest: mine, others: computed(() => mine.value?.others ?? []) }
}
