// Files of a capability's pages that the build lists beside itself (vite.config.ts): kept on the phone from the first visit on, for the service worker
// to answer with. Also used by the worker itself; needs neither window nor document.

const prefix = 'pages-of-'
const listUrl = (name: string) => `/${name}-files.json`

/** Files of one build; the service worker clears those of others. */
interface FileList {
  build: string
  files: string[]
}

function isFileList(value: unknown): value is FileList {
  return typeof value === 'object' && value !== null && 'build' in value && 'files' in value && Array.isArray(value.files)
}

/** Which pages a cache is of; null when it is no such cache. */
export function keptPagesOf(cacheName: string): string | null {
  return cacheName.startsWith(prefix) ? cacheName.slice(prefix.length).replace(/-[^-]*$/, '') : null
}

/** Fetches what is not there yet. The name of the cache that has everything; null where something could not be had, or the phone has no caches. */
export async function keepPages(name: string): Promise<string | null> {
  if (typeof caches === 'undefined') return null
  try {
    const reply = await fetch(listUrl(name), { cache: 'no-cache', credentials: 'omit' })
    const list: unknown = reply.ok ? await reply.json() : null
    if (!isFileList(list)) return null
    const cacheName = `${prefix}${name}-${list.build}`
    const cache = await caches.open(cacheName)
    const there = new Set((await cache.keys()).map((request) => new URL(request.url).pathname))
    // One after the other: the page that is open comes first.
    for (const file of list.files) if (!there.has(file)) await cache.add(file)
    return cacheName
  } catch {
    return null // no network, no room: at the next visit
  }
}
