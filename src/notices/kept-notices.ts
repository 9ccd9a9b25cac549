// Notices this phone has had open, or that came to its person, for reading without a network: the newest hundred. They are public; nothing here tells whose they were.
import type { Notice } from '#contract/notices/schema.ts'

export const keptCache = 'notices'
const prefix = '/kept/notices/'
const most = 100

export interface KeptNotice {
  notice: Notice
  /** ISO instant. */
  keptAt: string
}

const addressOf = (id: string) => `${prefix}${encodeURIComponent(id)}`

async function openKept(): Promise<Cache | null> {
  if (typeof caches === 'undefined') return null
  return caches.open(keptCache).catch(() => null) // private mode, no room
}

function isKept(value: unknown): value is KeptNotice {
  return typeof value === 'object' && value !== null && 'notice' in value && 'keptAt' in value
}

async function read(reply: Response | undefined): Promise<KeptNotice | null> {
  const value: unknown = await reply?.json().catch(() => null)
  return isKept(value) ? value : null
}

/** In the place of what was kept of it before: of one that was taken back only that stays. Never rejects. */
export async function keepNotice(notice: Notice): Promise<void> {
  const cache = await openKept()
  if (!cache) return
  try {
    // What was opened last stands last.
    await cache.delete(addressOf(notice.id))
    const kept: KeptNotice = { notice, keptAt: new Date(Date.now()).toISOString() }
    await cache.put(addressOf(notice.id), new Response(JSON.stringify(kept), { headers: { 'content-type': 'application/json' } }))
    const keys = await cache.keys()
    for (const old of keys.slice(0, Math.max(keys.length - most, 0))) await cache.delete(old)
  } catch {
    return // no room: at the next opening
  }
}

export async function forgetKeptNotice(id: string): Promise<void> {
  await (await openKept())?.delete(addressOf(id))
}

export async function findKeptNotice(id: string): Promise<KeptNotice | null> {
  const cache = await openKept()
  return cache ? read(await cache.match(addressOf(id))) : null
}

/** What was opened last comes first. */
export async function listKeptNotices(): Promise<KeptNotice[]> {
  const cache = await openKept()
  if (!cache) return []
  const kept = await Promise.all((await cache.matchAll()).map(read))
  return kept.flatMap((one) => (one ? [one] : [])).toReversed()
}
