// Makes one application: in the browser once, on the server once for every rendering.
import { createApp, createSSRApp, type App as VueApp } from 'vue'
import { createPinia, type Pinia } from 'pinia'
import { PiniaColada, type PiniaColadaPlugin } from '@pinia/colada'
import { createRouter, type Router, type RouterHistory } from 'vue-router'
import type { PageHead } from '#client/ui/page-head.ts'
import { headSinkKey } from '#client/ui/page-head.ts'
import { callKey, type Call } from '#client/ui/use-load.ts'
import App from '../App.vue'
import { routes } from './routes.ts'

export interface Portal {
  app: VueApp
  router: Router
  pinia: Pinia
}

export interface PortalOptions {
  /** Of the address bar, or in memory on the server: each side brings its own, so neither carries the other's. */
  history: RouterHistory
  queryPlugins?: PiniaColadaPlugin[]
  /** The page came rendered and is taken over; else it is drawn anew. */
  hydrate: boolean
  call: Call
  headSink?: (head: () => PageHead) => void
}

export function createPortal({ history, queryPlugins = [], hydrate, call, headSink }: PortalOptions): Portal {
  const app = hydrate ? createSSRApp(App) : createApp(App)
  const pinia = createPinia()
  const router = createRouter({
    history,
    routes,
    scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
  })
  app.use(pinia)
  app.use(PiniaColada, { queryOptions: { ssrCatchError: true }, plugins: queryPlugins })
  app.provide(callKey, call)
  if (headSink) app.provide(headSinkKey, headSink)
  app.use(router)
  return { app, router, pinia }
}
