// Keeps the shell and public reading on the phone. Never an authenticated reply, never /api/ (architecture.md 9).
import { cleanupOutdatedCaches, matchPrecache, precache } from 'workbox-precaching'
import { keepPages, keptPagesOf } from '../ui/kept-pages.ts'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: Array<{ url: string; revision: string | null }> }

const pagesCache = 'pages'
const networkLimitMs = 4_000
const publicPaths = [
  /^\/$/,
  /^\/subsidies$/,
  /^\/subsidies\/[^/]+$/,
  /^\/assessment$/,
  /^\/assessment\/quick$/,
  /^\/aid$/,
  /^\/privacy$/,
  /^\/legal\/[^/]+$/,
  /^\/notices$/,
  /^\/notices\/[^/]+$/,
]
const privatePaths = [/^\/subsidies\/mine$/, /^\/notices\/follows$/]
/** There are more notices than a phone should keep: the newest that were opened. */
const [noticePath, mostNotices] = [/^\/notices\/[^/]+$/, 100]

precache(self.__WB_MANIFEST)
cleanupOutdatedCaches()

self.addEventListener('message', (event) => {
  if (event.data === 'skip-waiting') void self.skipWaiting()
})

// Rendered pages name the hashed files of one build: with a new build they go, and the page that is open is fetched anew.
self.addEventListener('activate', (event) => event.waitUntil(Promise.all([renewPages(), renewKeptPages()])))

async function renewPages(): Promise<void> {
  await caches.delete(pagesCache)
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const paths = new Set(['/', ...windows.map((client) => new URL(client.url).pathname)])
  await Promise.all([...paths].filter(isPublic).map((path) => fetchPage(path).catch(() => null)))
}

/** What a page has had kept is of one build, too: where there was something, this build's takes its place. */
async function renewKeptPages(): Promise<void> {
  const before = await caches.keys()
  const names = new Set(before.map(keptPagesOf).filter((name) => name !== null))
  for (const name of names) {
    const current = await keepPages(name)
    if (current !== null)
      await Promise.all(before.filter((one) => keptPagesOf(one) === name && one !== current).map((one) => caches.delete(one)))
  }
}

interface Shown {
  title: string
  body: string
  link: string
  tag: string
}

/** Only what the server always sends: a neutral sentence and a path of ours. Anything else says that something came and leads to the inbox. */
function readPush(data: PushMessageData | null): Shown {
  const plain: Shown = { title: '知企通', body: '您有一条新消息，点开看。', link: '/messages', tag: 'message' }
  try {
    const read: Partial<Record<keyof Shown, unknown>> | null = data?.json() ?? null
    const text = (name: keyof Shown) => (typeof read?.[name] === 'string' ? read[name] : plain[name])
    return { title: text('title'), body: text('body'), link: text('link'), tag: text('tag') }
  } catch {
    return plain
  }
}

/** A path inside the app; whatever else a link is becomes the inbox. */
function ownLink(link: unknown): string {
  const url = typeof link === 'string' && URL.canParse(link, self.location.origin) ? new URL(link, self.location.origin) : null
  return url !== null && url.origin === self.location.origin ? url.href : new URL('/messages', self.location.origin).href
}

self.addEventListener('push', (event) => {
  const { title, body, link, tag } = readPush(event.data)
  event.waitUntil(self.registration.showNotification(title, { body, tag, icon: '/icons/icon-192.png', lang: 'zh-CN', data: { link } }))
})

// A window that is open stays as it is (there may be half a form in it): the link opens beside it, unless it is the page that is open.
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const data: unknown = event.notification.data
  const href = ownLink(typeof data === 'object' && data !== null && 'link' in data ? data.link : undefined)
  event.waitUntil(
    self.clients.matchAll({ type: 'window', includeUncontrolled: true }).then(async (windows) => {
      const open = windows.find((client) => client.url === href)
      await (open ? open.focus() : self.clients.openWindow(href))
    }),
  )
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin || url.pathname.startsWith('/api/')) return
  if (request.mode === 'navigate') event.respondWith(isPublic(url.pathname) ? publicPage(url.pathname, event) : shell(request))
  else if (url.pathname.startsWith('/assets/') || url.pathname.startsWith('/icons/')) event.respondWith(asset(request))
})

function isPublic(path: string): boolean {
  return publicPaths.some((pattern) => pattern.test(path)) && !privatePaths.some((pattern) => pattern.test(path))
}

async function asset(request: Request): Promise<Response> {
  return (await matchPrecache(request.url)) ?? (await caches.match(request.url, { ignoreVary: true })) ?? fetch(request)
}

/** The frame at once; without it (a worker that could not finish installing) the network. */
async function shell(request: Request): Promise<Response> {
  return (await matchPrecache('/shell')) ?? fetch(request)
}

/** What is kept at once, renewed behind; what is not, from the network within its limit, else the shell. */
async function publicPage(path: string, event: FetchEvent): Promise<Response> {
  const kept = await (await caches.open(pagesCache)).match(path)
  const fresh = fetchPage(path)
  event.waitUntil(fresh.catch(() => null))
  if (kept) return kept
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), networkLimitMs))
  const answered = await Promise.race([fresh.catch(() => null), late])
  return answered ?? (await matchPrecache('/shell')) ?? fresh
}

async function dropOldNotices(cache: Cache): Promise<void> {
  const kept = (await cache.keys()).filter((request) => noticePath.test(new URL(request.url).pathname))
  for (const old of kept.slice(0, Math.max(kept.length - mostNotices, 0))) await cache.delete(old)
}

async function fetchPage(path: string): Promise<Response> {
  const response = await fetch(path, { credentials: 'omit' })
  const isKeepable = response.ok && !response.redirected && response.headers.get('x-page') === 'public'
  const cache = await caches.open(pagesCache)
  if (isKeepable) await cache.put(path, response.clone())
  // Nothing stands there any more.
  else if (response.status === 404 || response.status === 410) await cache.delete(path)
  if (isKeepable && noticePath.test(path)) await dropOldNotices(cache)
  return response
}
