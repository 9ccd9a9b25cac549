// What the server loads to draw pages. Public pages whole, of the others only the frame: bar, heading, skeleton.
import { createSSRApp, h } from 'vue'
import { renderToString, type SSRContext } from 'vue/server-renderer'
import { PiniaColadaSSRNoGc, serializeQueryCache, useQueryCache } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Endpoint, Shape } from '#contract/endpoint.ts'
import { createPortal } from './app/create-app.ts'
import { routes } from './app/routes.ts'
import FramePage from './app/FramePage.vue'
import { ApiError, toApiError, type LooseOptions, type Reply, type Rest } from './http.ts'
import type { PageHead } from './ui/page-head.ts'
import { pageTitle, serviceName } from './ui/page-head.ts'

/** Answers a public reading from the content (or, for publicity, the database), by the endpoint's path and its parameters; undefined = not there. */
export type Answer = (path: string, params: Record<string, string>) => unknown

export interface PageMatch {
  kind: 'public' | 'frame'
  /** Source files of the route's components, keys of the client manifest. */
  files: string[]
  title: string
  status: 200 | 404
}

export interface RenderedPage {
  html: string
  overlays: string
  /** Query cache, JSON that may stand in a script element. */
  state: string
  title: string
  description: string | undefined
  status: 200 | 404 | 500
  files: string[]
}

/** The frame the service worker keeps, for whatever page is opened offline. */
const shellPath = '/shell'
const siteMap = createRouter({ history: createMemoryHistory(), routes })

/** Which page answers a path, without drawing anything. */
export function matchPage(path: string): PageMatch {
  if (path === shellPath) return { kind: 'frame', files: [], title: serviceName, status: 200 }
  const { matched, meta } = siteMap.resolve(path)
  const files = matched.flatMap((record) =>
    Object.values(record.components ?? {}).flatMap((component) =>
      'file' in component && typeof component.file === 'string' ? [component.file] : [],
    ),
  )
  return { kind: meta.public ? 'public' : 'frame', files, title: pageTitle(meta.title ?? serviceName), status: meta.status ?? 200 }
}

/** Draws a public page for everybody: no session, no cookie, only what is public. */
export async function renderPage(path: string, answer: Answer): Promise<RenderedPage> {
  let head: () => PageHead = () => ({ title: serviceName })
  function read<S extends Shape>(endpoint: Endpoint<S>, ...rest: Rest<S>): Promise<Reply<S>>
  async function read(endpoint: Endpoint, options: LooseOptions = {}): Promise<unknown> {
    const answered = await answer(endpoint.path, options.params ?? {})
    if (answered === undefined) throw new ApiError('not-found', { status: 404 })
    return answered
  }
  const { app, router, pinia } = createPortal({
    history: createMemoryHistory(),
    queryPlugins: [PiniaColadaSSRNoGc()],
    hydrate: true,
    call: read,
    headSink: (getter) => (head = getter),
  })
  await router.push(path)
  await router.isReady()
  const context: SSRContext & { modules?: Set<string> } = {}
  const html = await renderToString(app, context)
  const cache = useQueryCache(pinia)
  const failures = cache.getEntries().flatMap((entry) => (entry.state.value.error ? [toApiError(entry.state.value.error)] : []))
  const { title, description } = head()
  return {
    html: withoutEmptyStyles(html),
    overlays: withoutEmptyStyles(context.teleports?.['#overlays'] ?? ''),
    state: JSON.stringify(serializeQueryCache(cache)).replace(/</g, '\\u003c'),
    title: pageTitle(title),
    description,
    status:
      failures.length === 0
        ? (router.currentRoute.value.meta.status ?? 200)
        : failures.every((failure) => failure.code === 'not-found')
          ? 404
          : 500,
    files: [...(context.modules ?? [])],
  }
}

/** The frame of a page for signed-in people; the browser draws over it. */
export async function renderFrame(path: string): Promise<string> {
  const meta = path === shellPath ? {} : siteMap.resolve(path).meta
  const app = createSSRApp({
    render: () => h(FramePage, { title: meta.title ?? serviceName, tab: meta.tab ?? null, isDesk: meta.desk ?? false }),
  })
  app.use(createRouter({ history: createMemoryHistory(), routes }))
  return withoutEmptyStyles(await renderToString(app))
}

/** Vue writes style="" for undefined styles, and each would be a CSP violation. */
function withoutEmptyStyles(html: string): string {
  return html.replaceAll(' style=""', '')
}
