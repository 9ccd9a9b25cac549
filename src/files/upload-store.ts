// Files on their way to the server. One at a time, at once when chosen; goes on after a lost connection or a closed page; a file is
// done only when the server says so, with the hash of what was sent (pitfall C9). Nothing is sent under another person's session.
import { computed, shallowReactive, watch } from 'vue'
import { defineStore } from 'pinia'
import { deleteFile, getFileInfo } from '#contract/files/endpoints.ts'
import type { Vault } from '#client/accounts/local-vault.ts'
import { openMyVault } from '#client/accounts/my-vault.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { ApiError, call } from '#client/http.ts'
import { registerFormGuard } from '#client/ui/form-guard.ts'
import { registerLocalWork } from '#client/ui/local-work.ts'
import { SendingFailure, sendByTus } from './tus-sending.ts'
import { isShownNow } from './upload-asking.ts'
import { createIntake } from './upload-intake.ts'
import { newItem, type UploadItem, type UploadPlace, type UploadState } from './upload-item.ts'
import { listUploads, makeUploadRecord, readUpload, type UploadRecord } from './upload-record.ts'
import { alone, createBackoff, isPassing } from './upload-retry.ts'
import { createShelf } from './upload-shelf.ts'
import type { UploadFailure } from './upload-words.ts'
import { listLockedWork, listUploadWork } from './upload-work.ts'

export type { UploadItem, UploadPlace, UploadState } from './upload-item.ts'

export const useUploadStore = defineStore('files-uploads', () => {
  const session = useSessionStore()
  const items = shallowReactive<UploadItem[]>([])
  const places = new Map<string, UploadPlace>()
  const shelf = createShelf()
  const stops = new Map<string, AbortController>()
  const restarted = new Set<string>()
  /** Pictures sent from this page, by file: shown without fetching them again. */
  const previews = shallowReactive(new Map<string, string>())
  let running: Promise<void> | null = null
  const backoff = createBackoff(kick)

  const mine = computed(() => items.filter((item) => item.userId === session.me?.id))
  const isKept = computed(() => mine.value.every((item) => !shelf.unkept.has(item.record.id)))

  /** `at`: its place among the others; the last without it. */
  function makeItem(record: UploadRecord, userId: string, state: UploadState, at = items.length): UploadItem {
    const item = newItem(record, userId, state)
    items.splice(at, 0, item)
    return item
  }

  function drop(item: UploadItem): void {
    const at = items.indexOf(item)
    if (at >= 0) items.splice(at, 1)
    if (item.previewUrl) URL.revokeObjectURL(item.previewUrl)
    shelf.drop(item.record.id)
  }

  /** Null when it is not this person's turn, or the key cannot be had now. */
  async function vaultOf(userId: string): Promise<Vault | null> {
    return session.me?.id === userId ? openMyVault(userId).catch(() => null) : null
  }

  function showPicture(item: UploadItem, bytes: Uint8Array<ArrayBuffer>): void {
    if (item.record.type.startsWith('image/')) item.previewUrl ??= URL.createObjectURL(new Blob([bytes], { type: item.record.type }))
  }

  const intake = createIntake({
    shelf,
    vaultOf,
    isThere: (item) => items.includes(item),
    showPicture,
    fail,
    release(item) {
      item.state = 'waiting'
      kick()
    },
  })

  /** Takes chosen files; each is prepared, kept on the phone and sent in its turn. */
  async function add(place: UploadPlace, files: readonly File[], dates?: UploadRecord['dates']): Promise<void> {
    const userId = session.me?.id
    if (!userId) return
    places.set(place.owner, place)
    await intake.take(
      files.map((file, index) => {
        return { file, item: makeItem(makeUploadRecord(place, file, Date.now() + index, dates), userId, 'preparing') }
      }),
    )
    // What could not be read holds up nothing behind it.
    kick()
  }

  const find = (id: string) => mine.value.find((one) => one.record.id === id)

  /** 重拍: another picture in the place of this one, which goes when the new one is on the phone. */
  async function retake(id: string, place: Omit<UploadPlace, 'attach'>, file: File): Promise<void> {
    const old = find(id)
    if (!old || old.state !== 'coaching') return
    const item = makeItem(makeUploadRecord(place, file, old.record.addedAt, old.record.dates), old.userId, 'preparing', items.indexOf(old))
    await intake.take([{ item, file }])
    // What cannot be read or drawn does not take the place of what can.
    if (item.state === 'failed') return
    await remove(id)
  }

  /** What is typed about a file while it is still here goes with it. */
  async function date(id: string, dates: UploadRecord['dates']): Promise<void> {
    const item = find(id)
    if (!item) return
    item.record.dates = { ...item.record.dates, ...dates }
    await shelf.note(await vaultOf(item.userId), item.record)
  }

  async function keepAnyway(id: string): Promise<void> {
    const item = find(id)
    if (item) await intake.keepAnyway(item)
  }

  async function turn(id: string, degrees: 90 | 180 | 270): Promise<void> {
    const item = find(id)
    if (item) await intake.turn(item, degrees)
  }

  function fail(item: UploadItem, code: UploadFailure): void {
    item.state = 'failed'
    item.failure = code
  }

  /** Starts sending unless it is under way; harmless to call often. */
  function kick(): void {
    backoff.cancel()
    running ??= alone(sendAll).finally(() => (running = null))
  }

  /** Pages of a paper go in the order they were chosen: one that is still being decided on holds up those behind it. */
  const isBehind = (item: UploadItem) => {
    const ahead = mine.value.slice(0, mine.value.indexOf(item)).filter((one) => one.record.owner === item.record.owner)
    return ahead.some((one) => one.state === 'preparing' || one.state === 'coaching')
  }
  const isDue = ({ state, record }: UploadItem) =>
    state === 'waiting' || state === 'paused' || (state === 'stored' && places.has(record.owner))
  const next = () => mine.value.find((item) => isDue(item) && !isBehind(item))

  async function sendAll(): Promise<void> {
    for (let item = next(); item; item = next()) {
      item.state = item.fileId ? 'stored' : 'sending'
      item.failure = null
      try {
        await finish(item)
        backoff.reset()
      } catch (error) {
        if (!items.includes(item)) continue
        if (!(await takeFailure(item, error))) return backoff.later()
      }
    }
  }

  /** True when the queue may go on with the next file. */
  async function takeFailure(item: UploadItem, error: unknown): Promise<boolean> {
    const code: UploadFailure = error instanceof SendingFailure || error instanceof ApiError ? error.code : 'unexpected'
    if (code === 'files.checksum' && !restarted.has(item.record.id)) {
      restarted.add(item.record.id)
      item.record.url = null
      item.state = 'waiting'
      return true
    }
    if (isPassing(code)) {
      item.state = item.fileId ? 'stored' : 'paused'
      item.failure = code
      return session.me?.id === item.userId && isShownNow(code, item.record)
    }
    fail(item, code)
    const { id } = item.record
    const vault = await vaultOf(item.userId)
    const bytes = await shelf.bytesOf(vault, id)
    await shelf.forget(vault, id)
    // Kept for one more try from this page; not for a later visit, which would meet the same refusal.
    if (bytes) shelf.hold(id, bytes)
    return true
  }

  async function finish(item: UploadItem): Promise<void> {
    const { record } = item
    const vault = await vaultOf(item.userId)
    if (!item.fileId) {
      const bytes = await shelf.bytesOf(vault, record.id)
      const known = vault && !shelf.isHeld(record.id) ? await readUpload(vault, record.id) : undefined
      if (!bytes && known) return fail(item, 'unreadable') // the browser has cleared its storage
      if (!bytes) return drop(item) // another tab has sent it
      item.fileId = await send(item, bytes, known?.url ?? record.url, vault)
    }
    item.state = 'stored'
    const place = places.get(record.owner)
    if (!place) return
    await place.attach(item.fileId, record)
    await shelf.forget(vault, record.id)
    if (item.previewUrl) previews.set(item.fileId, item.previewUrl)
    item.previewUrl = null
    drop(item)
  }

  async function send(item: UploadItem, bytes: Uint8Array<ArrayBuffer>, url: string | null, vault: Vault | null): Promise<string> {
    const { record } = item
    const { name: filename, type: filetype, purpose, firmId, sha256 } = record
    // Somebody this phone only remembers: the server says first who is there.
    await session.confirm()
    if (session.me?.id !== item.userId) throw new SendingFailure('not-signed-in', 401)
    const stop = new AbortController()
    stops.set(record.id, stop)
    const address = await sendByTus({
      bytes,
      url,
      metadata: { filename, filetype, purpose, ...(firmId ? { firmId } : {}), ...(sha256 ? { sha256 } : {}) },
      onUrl: (begun) => {
        record.url = begun
        void shelf.note(vault, record)
      },
      onProgress: (sent) => {
        item.sentBytes = sent
        if (sent >= record.sizeBytes) item.state = 'checking'
      },
      signal: stop.signal,
    }).finally(() => stops.delete(record.id))
    item.state = 'checking'
    const stored = await call(getFileInfo, { params: { id: address.split('/').at(-1) ?? '' } })
    if (sha256 !== null && stored.sentSha256 !== null && stored.sentSha256 !== sha256) throw new SendingFailure('files.checksum', 0)
    return stored.id
  }

  /** Just this file once more. */
  function retry(id: string): void {
    const item = find(id)
    if (!item || (item.state !== 'failed' && item.state !== 'paused')) return
    item.state = 'waiting'
    item.failure = null
    kick()
  }

  /** Gives a file up, on the phone and (as far as it got) on the server. */
  async function remove(id: string): Promise<void> {
    const item = find(id)
    if (!item) return
    drop(item)
    stops.get(id)?.abort()
    const vault = await vaultOf(item.userId)
    await shelf.forget(vault, id)
    kick()
    const begun = item.record.url?.split('/').at(-1)
    if (begun) await call(deleteFile, { params: { id: begun } }).catch(() => undefined) // else it expires by itself
  }

  /** Remembers where files of this owner go; also those left by an earlier visit. */
  function openPlace(place: UploadPlace): void {
    places.set(place.owner, place)
    kick()
  }

  /** Files of this owner wait, stored, until their place is opened again. */
  function closePlace(owner: string): void {
    places.delete(owner)
  }

  async function restore(userId: string): Promise<void> {
    const vault = await vaultOf(userId)
    if (!vault) return
    const records = (await listUploads(vault)).filter((record) => !items.some((item) => item.record.id === record.id))
    const left = records.map((record) => makeItem(record, userId, record.stage ? 'preparing' : 'waiting'))
    kick()
    // One after the other: drawing them all at once may be what brought the page down.
    for (const item of left) {
      if (item.record.stage) await intake.resume(item)
      else await shelf.bytesOf(vault, item.record.id).then((bytes) => bytes && items.includes(item) && showPicture(item, bytes))
    }
    kick()
  }

  if (typeof window !== 'undefined') {
    watch(
      () => [session.me?.id, session.isLost] as const,
      ([userId, isLost]) => {
        for (const item of items) if (item.userId !== userId) stops.get(item.record.id)?.abort()
        if (userId && !isLost) void restore(userId)
      },
      { immediate: true, flush: 'sync' },
    )
    const onBack = () => {
      backoff.reset()
      kick()
    }
    window.addEventListener('online', onBack)
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') kick()
    })
    // Where the phone keeps nothing, closing the page would lose the file.
    registerFormGuard(() => !isKept.value)
    registerLocalWork(async () => (session.me ? listUploadWork(mine.value) : listLockedWork()))
  }

  const deeds = { add, retake, date, keepAnyway, turn, retry, remove, openPlace, closePlace, kick }
  return { items: mine, isKept, previews, isBehind, ...deeds }
})
