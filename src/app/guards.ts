import type { Pinia } from 'pinia'
import type { RouteLocationNormalized, Router } from 'vue-router'
import { useSessionStore } from '#client/accounts/session.ts'
import { workRoot } from '#client/accounts/work-root.ts'
import { ApiError } from '#client/http.ts'
import { hasDirtyForm } from '#client/ui/form-guard.ts'
import { pageTitle } from '#client/ui/page-head.ts'
import { nextTick, shallowRef } from 'vue'

/** Set when a page's code could not be fetched: the shell shows the offline panel in its place, with this path to try again. */
export const unreachablePath = shallowRef<string | null>(null)

/** Browser only. Pages for signed-in people lead to /sign-in?next=…; without a network the page opens and shows what is on the phone. */
export function installGuards(router: Router, pinia: Pinia): void {
  router.beforeEach(async (to) => {
    if (!to.meta.signedIn && !to.meta.roles) return true
    const session = useSessionStore(pinia)
    const me = await session.load().catch((error: unknown) => {
      if (error instanceof ApiError && error.isRetryable) return undefined
      throw error
    })
    if (me === undefined) return true
    if (me === null) return { path: '/sign-in', query: { next: to.fullPath } }
    // A link that is about one of several firms says which.
    const { firm } = to.query
    const named = session.activeFirms.find(({ id }) => id === firm)
    if (named) session.chooseFirm(named.id)
    if (to.meta.roles && !to.meta.roles.some((role) => session.hasRole(role))) return { path: workRoot(me) }
    if (to.meta.acts && !session.canAct) return { path: '/desk' }
    return true
  })
  router.afterEach((to, from, failure) => {
    if (failure) return
    if (from.matched.length > 0 && from.path !== to.path) void focusMain()
    unreachablePath.value = null
    if (!to.meta.public && to.meta.title) document.title = pageTitle(to.meta.title)
  })
  router.onError((error, to) => onNavigationError(error, to))
}

/** Whoever listens hears the new page from its beginning; a page that chose its own place for the focus keeps it. */
async function focusMain(): Promise<void> {
  await nextTick()
  if (document.activeElement !== null && document.activeElement !== document.body) return
  const main = document.getElementById('main')
  if (!main) return
  main.tabIndex = -1
  main.focus({ preventScroll: true })
}

/**
 * A page's code is not there: after a release the old names may be gone, or there is no network. Only when online and with nothing
 * half-filled the target is opened anew, once; else the shell says so.
 */
function onNavigationError(error: unknown, to: RouteLocationNormalized): void {
  const isMissingCode =
    error instanceof TypeError || (error instanceof Error && /dynamically imported|preload|module script/i.test(error.message))
  if (isMissingCode && navigator.onLine && !hasDirtyForm() && !wasTriedJustNow(to.fullPath)) {
    location.assign(to.fullPath)
    return
  }
  unreachablePath.value = to.fullPath
  if (!isMissingCode) throw error
}

function wasTriedJustNow(path: string): boolean {
  try {
    const last = sessionStorage.getItem('zqt.reloaded')
    sessionStorage.setItem('zqt.reloaded', `${Date.now()} ${path}`)
    const [time, at] = last?.split(' ') ?? []
    return at === path && Date.now() - Number(time) < 30_000
  } catch {
    // Without session storage a loop could not be noticed, so no reload is tried.
    return true
  }
}
