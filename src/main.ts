import { hydrateQueryCache, useQueryCache } from '@pinia/colada'
import { createWebHistory } from 'vue-router'
import { createPortal } from './app/create-app.ts'
import { installGuards } from './app/guards.ts'
import { startWorker } from './app/worker.ts'
import { call } from './http.ts'
import './ui/tokens.css'
import './ui/base.css'

const state = document.getElementById('state')
const { app, router, pinia } = createPortal({ history: createWebHistory(), hydrate: state !== null, call })
if (state?.textContent) hydrateQueryCache(useQueryCache(pinia), JSON.parse(state.textContent))
installGuards(router, pinia)

// When the first page's code cannot be fetched the shell still stands and says so (guards.ts).
void router.isReady().then(start, start)

function start(): void {
  app.mount('#app')
  // A page out of the worker's cache may be older than it says: ask again once it stands.
  const [navigation] = performance.getEntriesByType('navigation')
  if (state && navigation instanceof PerformanceNavigationTiming && navigation.workerStart > 0) setTimeout(() => renewPublic(), 500)
  startWorker()
}

/** Offline the kept page simply stays as it is. */
async function renewPublic(): Promise<void> {
  await useQueryCache(pinia)
    .invalidateQueries({ key: ['public'] })
    .catch(() => null)
}
