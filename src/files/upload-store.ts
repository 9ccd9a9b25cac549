// Files on their way to the server. One at a time, at once when chosen; goes on after a lost connection or a closed page; a file is
// done only when the server says so, with the hash of what was sent (pitfall C9). Nothing is sent under another person's session.
import { computed, reactive, shallowReactive, watch } from 'vue'
import { defineStore } from 'pinia'
import { deleteFile, getFileInfo } from '#contract/files/endpoints.ts'
import type { Vault } from '#client/accounts/local-vault.ts'
import { openMyVault } from '#client/accounts/my-vault.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { ApiError, call } from '#client/http.ts'
import { registerFormGuard } from '#client/ui/form-guard.ts'
import { registerLocalWork, type LocalWork } from '#client/ui/local-work.ts'
import { PrepareRefusal, prepareFile, sha256Of } from './prepare-file.ts'
import { SendingFailure, sendByTus } from './tus-sending.ts'
import { countLockedUploads, forgetUpload, listUploads, readUpload, readUploadBytes, writeUpload, type UploadRecord } from './upload-record.ts'
import { alone, createBackoff, isPassing } from './upload-retry.ts'
import type { UploadFailure } from './upload-words.ts'

/** preparing: being read and shrunk · waiting: its turn comes · paused: no network, goes on by itself · checking: all sent, the server looks at it · stored: it is there and on its place next · failed: see failure. */
export type UploadState = 'preparing' | 'waiting' | 'sending' | 'paused' | 'checking' | 'stored' | 'failed'

export interface UploadItem {
  record: UploadRecord
  state: UploadState
  sentBytes: number
  failure: UploadFailure | null
  /** A small look at it; null for a PDF. */
  previewUrl: string | null
  fileId: string | null
  userId: string
}

export interface UploadPlace {
  owner: string
  page: string
  firmId: string | null
  purpose: 'paper' | 'licence' | 'evidence'
  /** Puts a stored file on its place; called again until it resolves or the server refuses. */
  attach(fileId: string): Promise<unknown>
}

export const useUploadStore = defineStore('files-uploads', () => {
  const session = useSessionStore()
  const items = shallowReactive<UploadItem[]>([])
  const places = new Map<string, UploadPlace>()
  /** Bytes the phone would not keep, and what is being sent now. */
  const inMemory = new Map<string, Uint8Array<ArrayBuffer>>()
  /** Of these, what was refused by the phone's storage: lost when the page is closed. */
  const unkept = shallowReactive(new Set<string>())
  const stops = new Map<string, AbortController>()
  const restarted = new Set<string>()
  /** Pictures sent from this page, by file: shown without fetching them again. */
  const previews = shallowReactive(new Map<string, string>())
  let running: Promise<void> | null = null
  const backoff = createBackoff(kick)

  const mine = computed(() => items.filter((item) => item.userId === session.me?.id))
  const isKept = computed(() => mine.value.every((item) => !unkept.has(item.record.id)))

  function makeItem(record: UploadRecord, userId: string, state: UploadState): UploadItem {
    const item: UploadItem = reactive({ record, state, sentBytes: 0, failure: null, previewUrl: null, fileId: null, userId })
    items.push(item)
    return item
  }

  function drop(item: UploadItem): void {
    const at = items.indexOf(item)
    if (at >= 0) items.splice(at, 1)
    if (item.previewUrl) URL.revokeObjectURL(item.previewUrl)
    inMemory.delete(item.record.id)
    unkept.delete(item.record.id)
  }

  /** Null when it is not this person's turn, or the key cannot be had now. */
  async function vaultOf(userId: string): Promise<Vault | null> {
    return session.me?.id === userId ? openMyVault(userId).catch(() => null) : null
  }

  function showPicture(item: UploadItem, bytes: Uint8Array<ArrayBuffer>): void {
    if (item.record.type.startsWith('image/')) item.previewUrl ??= URL.createObjectURL(new Blob([bytes], { type: item.record.type }))
  }

  /** Takes chosen files; each is prepared, kept on the phone and sent in its turn. */
  async function add(place: UploadPlace, files: readonly File[]): Promise<void> {
    const userId = session.me?.id
    if (!userId) return
    places.set(place.owner, place)
    const { owner, page, firmId, purpose } = place
    const chosen = files.map((file, index) => {
      const record: UploadRecord = {
        id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`,
        owner,
        page,
        firmId,
        purpose,
        name: file.name,
        type: file.type,
        sizeBytes: file.size,
        sha256: null,
        url: null,
        addedAt: Date.now() + index,
      }
      return { file, item: makeItem(record, userId, 'preparing') }
    })
    for (const { file, item } of chosen) await prepare(item, file)
  }

  async function prepare(item: UploadItem, file: File): Promise<void> {
    try {
      const { bytes, type, name } = await prepareFile(file)
      Object.assign(item.record, { type, name, sizeBytes: bytes.length, sha256: await sha256Of(bytes) })
      inMemory.set(item.record.id, bytes)
      showPicture(item, bytes)
      item.state = 'waiting'
      const vault = await vaultOf(item.userId)
      if (vault && (await writeUpload(vault, { ...item.record }, bytes))) inMemory.delete(item.record.id)
      else unkept.add(item.record.id)
      kick()
    } catch (error) {
      fail(item, error instanceof PrepareRefusal ? error.code : 'unexpected')
    }
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

  const next = () =>
    mine.value.find(
      (item) => item.state === 'waiting' || item.state === 'paused' || (item.state === 'stored' && places.has(item.record.owner)),
    )

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
      // Asked once through the one door, so that the sheet to sign in again appears (pitfall C1).
      if (code === 'not-signed-in' && session.me?.id === item.userId) await call(getFileInfo, { params: { id: item.record.id } }).catch(() => undefined)
      return false
    }
    fail(item, code)
    const { id } = item.record
    const vault = await vaultOf(item.userId)
    const bytes = inMemory.get(id) ?? (vault && (await readUploadBytes(vault, id)))
    // Kept for one more try from this page; not for a later visit, which would meet the same refusal.
    if (bytes) inMemory.set(id, bytes)
    if (vault) await forgetUpload(vault, id)
    return true
  }

  async function finish(item: UploadItem): Promise<void> {
    const { record } = item
    const vault = await vaultOf(item.userId)
    if (!item.fileId) {
      const bytes = inMemory.get(record.id) ?? (vault ? await readUploadBytes(vault, record.id) : undefined)
      const known = vault && !inMemory.has(record.id) ? await readUpload(vault, record.id) : undefined
      if (!bytes && known) return fail(item, 'unreadable') // the browser has cleared its storage
      if (!bytes) return drop(item) // another tab has sent it
      item.fileId = await send(item, bytes, known?.url ?? record.url, vault)
    }
    item.state = 'stored'
    const place = places.get(record.owner)
    if (!place) return
    await place.attach(item.fileId)
    if (vault) await forgetUpload(vault, record.id)
    if (item.previewUrl) previews.set(item.fileId, item.previewUrl)
    item.previewUrl = null
    drop(item)
  }

  async function send(item: UploadItem, bytes: Uint8Array<ArrayBuffer>, url: string | null, vault: Vault | null): Promise<string> {
    const { record } = item
    const { name: filename, type: filetype, purpose, firmId, sha256 } = record
    if (session.me?.id !== item.userId) throw new SendingFailure('not-signed-in', 401)
    const stop = new AbortController()
    stops.set(record.id, stop)
    const address = await sendByTus({
      bytes,
      url,
      metadata: { filename, filetype, purpose, ...(firmId ? { firmId } : {}), ...(sha256 ? { sha256 } : {}) },
      onUrl: (begun) => {
        record.url = begun
        if (vault && !inMemory.has(record.id)) void writeUpload(vault, { ...record })
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
    const item = mine.value.find((one) => one.record.id === id)
    if (!item || (item.state !== 'failed' && item.state !== 'paused')) return
    item.state = 'waiting'
    item.failure = null
    kick()
  }

  /** Gives a file up, on the phone and (as far as it got) on the server. */
  async function remove(id: string): Promise<void> {
    const item = mine.value.find((one) => one.record.id === id)
    if (!item) return
    drop(item)
    stops.get(id)?.abort()
    const vault = await vaultOf(item.userId)
    if (vault) await forgetUpload(vault, id)
    const begun = item.record.url?.split('/').at(-1)
    if (begun) await call(deleteFile, { params: { id: begun } }).catch(() => undefined) // else it expires by itself
  }

  /** Remembers where files of this owner go; also those left by an earlier visit. */
  function openPlace(place: UploadPlace): void {
    places.set(place.owner, place)
    kick()
  }

  async function restore(userId: string): Promise<void> {
    const vault = await vaultOf(userId)
    if (!vault) return
    for (const record of await listUploads(vault)) {
      if (items.some((item) => item.record.id === record.id)) continue
      const item = makeItem(record, userId, 'waiting')
      const bytes = await readUploadBytes(vault, record.id)
      if (bytes) showPicture(item, bytes)
    }
    kick()
  }

  /** Without the person's key they can only be counted. */
  async function listLocked(): Promise<LocalWork[]> {
    const count = await countLockedUploads().catch(() => 0)
    return count > 0 ? [{ title: '没传完的材料', detail: `${count} 份，加密存在本机，连上网自动打开、接着传`, unsent: count }] : []
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
    registerLocalWork(async () => {
      if (!session.me) return listLocked()
      const open = mine.value.filter((item) => item.state !== 'failed')
      const [first] = open
      return first ? [{ title: '没传完的材料', detail: `${open.length} 份，连上网接着传`, to: first.record.page, unsent: open.length }] : []
    })
  }

  return { items: mine, isKept, previews, add, retry, remove, openPlace, kick }
})
