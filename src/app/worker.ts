// Registration of the service worker and its updates. Everything works without one (embedded web views).
import { ref } from 'vue'
import { hasDirtyForm } from '#client/ui/form-guard.ts'

/** A newer build waits; the shell asks. Never applied by itself, never while a form holds unsaved work (C37). */
export const isUpdateReady = ref(false)
let waiting: ServiceWorker | null = null

export function startWorker(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  navigator.serviceWorker.register('/sw.js').then(
    (registration?: ServiceWorkerRegistration) => registration && watch(registration),
    () => {
      // Refused (private mode, embedded web view): everything but opening offline works without it.
      isUpdateReady.value = false
    },
  )
}

function watch(registration: ServiceWorkerRegistration): void {
  const offer = (worker: ServiceWorker | null) => {
    if (!worker || !navigator.serviceWorker.controller) return
    waiting = worker
    isUpdateReady.value = true
  }
  offer(registration.waiting)
  registration.addEventListener('updatefound', () => {
    const installing = registration.installing
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed') offer(registration.waiting ?? installing)
    })
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && navigator.onLine) void registration.update()
  })
}

/** Applies the waiting build and reloads; refuses (false) while any form is dirty. */
export function applyUpdate(): boolean {
  if (hasDirtyForm()) return false
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  waiting?.postMessage('skip-waiting')
  return true
}
