import { shallowReactive, watch } from 'vue'
import { defineStore } from 'pinia'
import { useQueryCache } from '@pinia/colada'
import { getDeskNotice, saveNotice } from '#contract/notices/desk-endpoints.ts'
import type { DeskNotice, NoticeSave } from '#contract/notices/desk-schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { call, toApiError } from '#client/http.ts'
import { registerFormGuard } from '#client/ui/form-guard.ts'
import { registerLocalWork, type LocalWork } from '#client/ui/local-work.ts'
import { heldParts, isDirty, makeDraft, meetNotice, sendable, settleClash, tookWords, type NoticeDraft, type Part } from './desk-draft.ts'
import { listNoticeRecords, readNoticeRecord, writeNoticeRecord } from './desk-record.ts'
import { fieldOfPath } from './desk-words.ts'

const quietMs = 1_200
const firstRetryMs = 5_000
const lastRetryMs = 60_000
const mostRounds = 6

interface Chore { timer?: ReturnType<typeof setTimeout>; retryMs: number; saving?: Promise<void>; writing?: Promise<void>; changes: number; opening?: Promise<void> }

/** Notices being written, by id: they outlive the page, are kept on this computer at every change, and go to the server after a pause. */
export const useNoticeStore = defineStore('notices-drafts', () => {
  const session = useSessionStore()
  const cache = useQueryCache()
  const drafts = shallowReactive(new Map<string, NoticeDraft>())
  const chores = new Map<string, Chore>()
  const userId = () => session.me?.id ?? ''

  function draftOf(id: string): NoticeDraft {
    const draft = drafts.get(id) ?? makeDraft(id)
    drafts.set(id, draft)
    return draft
  }
  function choreOf(id: string): Chore {
    const chore = chores.get(id) ?? { retryMs: firstRetryMs, changes: 0 }
    chores.set(id, chore)
    return chore
  }

  /** What an earlier visit left here, with the server's draft laid under it; then it is sent. Rejects with ApiError. */
  function open(id: string): Promise<void> {
    const chore = choreOf(id)
    chore.opening ??= begin(id).finally(() => (chore.opening = undefined))
    return chore.opening
  }
  async function begin(id: string): Promise<void> {
    const draft = draftOf(id)
    // Without the key (offline) nothing of it can be read; it stays for the next visit.
    const record = draft.words ? null : await readNoticeRecord(userId(), id).catch(() => null)
    const notice = await call(getDeskNotice, { params: { id } })
    if (record && !draft.words) Object.assign(draft, { ...record, isKept: true })
    meet(draft, notice)
    void flush(id)
  }
  function meet(draft: NoticeDraft, notice: DeskNotice): void {
    meetNotice(draft, notice)
    void keep(draft)
  }
  /** Something else was done with the notice (proposed, taken back, published). */
  function adopt(notice: DeskNotice): void {
    meet(draftOf(notice.id), notice)
    void cache.invalidateQueries({ key: ['notices'] })
  }

  function change(id: string, next: (words: NoticeSave) => NoticeSave): void {
    const draft = draftOf(id)
    if (!draft.words) return
    const before = draft.words
    draft.words = next(before)
    if (draft.words === before) return
    if (draft.refused.length > 0) draft.refused = []
    later(draft)
  }
  function settle(id: string, part: Part, choice: 'mine' | 'theirs'): void {
    settleClash(draftOf(id), part, choice)
    later(draftOf(id))
    void flush(id)
  }

  function later(draft: NoticeDraft, ms = quietMs): void {
    const chore = choreOf(draft.id)
    void keep(draft)
    clearTimeout(chore.timer)
    chore.timer = setTimeout(() => void flush(draft.id), ms)
  }

  /** The copy on this computer follows every change; writes queue behind each other. Never under another person. */
  function keep(draft: NoticeDraft): Promise<void> {
    const chore = choreOf(draft.id)
    chore.changes += 1
    draft.isKept = false
    chore.writing ??= write(draft, chore).finally(() => (chore.writing = undefined))
    return chore.writing
  }
  async function write(draft: NoticeDraft, chore: Chore): Promise<void> {
    let written = -1
    while (written !== chore.changes && drafts.get(draft.id) === draft) {
      written = chore.changes
      const { words, base } = draft
      const isStored = await writeNoticeRecord(userId(), draft.id, words && base && isDirty(draft) ? { words, base } : null).catch(() => false)
      draft.isKept = isStored && written === chore.changes
      draft.isRefusedHere = !isStored
    }
  }

  /** Sends now what can go. True when the server has everything that stands here. */
  async function flush(id: string): Promise<boolean> {
    const [draft, chore] = [draftOf(id), choreOf(id)]
    clearTimeout(chore.timer)
    while (chore.saving) await chore.saving
    if (sendable(draft) && draft.notice?.open?.state === 'draft') {
      chore.saving = saveAll(draft).finally(() => (chore.saving = undefined))
      await chore.saving
      if (draft.failure?.isRetryable) later(draft, chore.retryMs)
      chore.retryMs = draft.failure ? Math.min(chore.retryMs * 2, lastRetryMs) : firstRetryMs
    }
    return !isDirty(draft)
  }
  async function saveAll(draft: NoticeDraft): Promise<void> {
    draft.isSaving = true
    try {
      for (let round = 0; round < mostRounds; round += 1) {
        const ready = sendable(draft)
        if (!ready) break
        await saveOnce(draft, ready)
      }
      draft.failure = null
    } catch (caught) {
      draft.failure = toApiError(caught)
    } finally {
      draft.isSaving = false
      void keep(draft)
    }
  }
  async function saveOnce(draft: NoticeDraft, ready: NoticeSave): Promise<void> {
    const { id } = draft
    try {
      const saved = await call(saveNotice, { params: { id }, body: ready, ifMatch: draft.revision, timeoutMs: 60_000 })
      tookWords(draft, ready, saved, new Date().toISOString())
    } catch (caught) {
      const error = toApiError(caught)
      if (error.code === 'stale') return meet(draft, await call(getDeskNotice, { params: { id } }))
      // Proposed or published meanwhile: what stands is told, nothing typed goes.
      if (error.code === 'notices.state' || error.code === 'not-found') draft.notice = await call(getDeskNotice, { params: { id } }).catch(() => draft.notice)
      const held = heldParts(draft)
      const fields = error.code === 'invalid-input' ? error.fields.map(({ field }) => field.replace(/^text\./, '')) : []
      const fresh = fields.filter((field) => !held.some((part) => part === fieldOfPath(field)))
      if (fresh.length === 0) throw error
      // The others go without these.
      draft.refused = [...draft.refused, ...fresh]
    }
  }

  function flushAll(): void {
    for (const draft of drafts.values()) if (isDirty(draft)) void flush(draft.id)
  }
  function drop(id: string): void {
    clearTimeout(choreOf(id).timer)
    drafts.delete(id)
    chores.delete(id)
    void writeNoticeRecord(userId(), id, null).catch(() => undefined)
  }
  async function listUnsent(): Promise<LocalWork[]> {
    const records = userId() === '' ? [] : await listNoticeRecords(userId()).catch(() => [])
    return records.map(({ id, record }) => ({ title: record.words.text.title || '还没有标题的通知', detail: '通知草稿，有改动还没传到服务器', to: `/desk/notices/${id}`, unsent: 1 }))
  }

  registerLocalWork(listUnsent)
  registerFormGuard(() => [...drafts.values()].some(isDirty))
  for (const event of ['online', 'pagehide']) window.addEventListener(event, flushAll)
  window.addEventListener('beforeunload', (event) => {
    if ([...drafts.values()].some((draft) => isDirty(draft) && !draft.isKept)) event.preventDefault()
  })
  watch(
    () => session.isLost,
    (isLost) => isLost || flushAll(),
  )
  watch(
    () => session.me?.id,
    (next, before) => {
      if (before === undefined || next === before) return
      for (const chore of chores.values()) clearTimeout(chore.timer)
      drafts.clear()
      chores.clear()
    },
    // At once: no event may come between and send one person's work under another's session.
    { flush: 'sync' },
  )

  return { drafts, draftOf, open, adopt, change, settle, flush, drop }
})
