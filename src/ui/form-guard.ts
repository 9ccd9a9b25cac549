import { onScopeDispose } from 'vue'

const guards = new Set<() => boolean>()

/**
 * Tells the shell that a form may hold what the server does not have yet: while `isDirty()` is true no update reloads the page.
 * Returns the function that takes the guard away. Inside a component use `useFormGuard`.
 */
export function registerFormGuard(isDirty: () => boolean): () => void {
  guards.add(isDirty)
  return () => guards.delete(isDirty)
}

/** The same for the life of a component; the browser also asks before the tab is closed, but only when something changed. */
export function useFormGuard(isDirty: () => boolean): void {
  if (typeof window === 'undefined') return
  const remove = registerFormGuard(isDirty)
  const onBeforeUnload = (event: BeforeUnloadEvent) => {
    if (isDirty()) event.preventDefault()
  }
  window.addEventListener('beforeunload', onBeforeUnload)
  onScopeDispose(() => {
    remove()
    window.removeEventListener('beforeunload', onBeforeUnload)
  })
}

/** Whether any form on screen holds unsaved work. */
export function hasDirtyForm(): boolean {
  return [...guards].some((isDirty) => isDirty())
}
