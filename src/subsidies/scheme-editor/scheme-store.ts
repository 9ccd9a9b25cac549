import { shallowReactive, watch } from 'vue'
import { defineStore } from 'pinia'
import { useQueryCache } from '@pinia/colada'
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import type { Scheme } from '#contract/subsidies/scheme-schema.ts'
import { getScheme, saveScheme } from '#contract/subsidies/endpoints.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { call, toApiError } from '#client/http.ts'
import { registerFormGuard } from '#client/ui/form-guard.ts'
import { registerLocalWork, type LocalWork } from '#client/ui/local-work.ts'
import { draftVersion, isDirtyScheme, makeSchemeDraft, meetScheme, sendable, settleClash, type SchemeDraft } from './scheme-draft.ts'
import { partOfPath, type PartId } from './scheme-parts.ts'
import { listSchemeRecords, readSchemeRecord, writeSchemeRecord } from './scheme-record.ts'

const quietMs = 1_200
const firstRetryMs = 5_000
const lastRetryMs = 60_000
const mostRounds = 6

interface Chore { timer?: ReturnType<typeof setTimeout>; retryMs: number; saving?: Promise<void>; writing?: Promise<void>; changes: number; opening?: Promise<void> }

/** Schemes being written, by id: they outlive the page, are kept on this computer at every change, and go to the server after a pause. */
export const useSchemeStore = defineStore('subsidies-schemes', () => {
  const session = useSessionStore()
  const cache = useQueryCache()
  const drafts = shallowReactive(new Map<string, SchemeDraft>())
  const chores = new Map<string, Chore>()
  const userId = () => session.me?.id ?? ''

  function draftOf(id: string): SchemeDraft {
    const draft = drafts.get(id) ?? makeSchemeDraft(id)
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
    const record = draft.source ? null : await readSchemeRecord(userId(), id).catch(() => null)
    const scheme = await call(getScheme, { params: { id } })
    if (record && !draft.source) Object.assign(draft, { source: record.source, base: record.base, note: record.note, baseNote: record.baseNote, isKept: true })
    meet(draft, scheme)
    void flush(id)
  }

  function meet(draft: SchemeDraft, scheme: Scheme, sent?: ProgrammeSource): void {
    meetScheme(draft, scheme, sent)
    void keep(draft)
  }

  /** Something else was done with the scheme (started, proposed, taken back). */
  function adopt(scheme: Scheme): void {
    meet(draftOf(scheme.programmeId), scheme)
    void cache.invalidateQueries({ key: ['subsidies', 'schemes'] })
    void cache.invalidateQueries({ key: ['subsidies', 'scheme', scheme.programmeId] })
  }

  function change(id: string, next: (source: ProgrammeSource) => ProgrammeSource): void {
    const draft = draftOf(id)
    if (!draft.source) return
    const before = draft.source
    draft.source = next(before)
    if (draft.source === before) return
    if (draft.refused.length > 0) draft.refused = []
    later(draft)
  }
  function setNote(id: string, note: string): void {
    const draft = draftOf(id)
    draft.note = note
    later(draft)
  }
  function settle(id: string, part: PartId, choice: 'mine' | 'theirs'): void {
    settleClash(draftOf(id), part, choice)
    later(draftOf(id))
    void flush(id)
  }

  function later(draft: SchemeDraft, ms = quietMs): void {
    const chore = choreOf(draft.id)
    void keep(draft)
    clearTimeout(chore.timer)
    chore.timer = setTimeout(() => void flush(draft.id), ms)
  }

  /** The copy on this computer follows every change; writes queue behind each other. Never under another person. */
  function keep(draft: SchemeDraft): Promise<void> {
    const chore = choreOf(draft.id)
    chore.changes += 1
    draft.isKept = false
    chore.writing ??= write(draft, chore).finally(() => (chore.writing = undefined))
    return chore.writing
  }
  async function write(draft: SchemeDraft, chore: Chore): Promise<void> {
    let written = -1
    while (written !== chore.changes && drafts.get(draft.id) === draft) {
      written = chore.changes
      const { source, base, note, baseNote } = draft
      const record = source && base && isDirtyScheme(draft) ? { title: source.title, source, base, note, baseNote } : null
      const isStored = await writeSchemeRecord(userId(), draft.id, record).catch(() => false)
      draft.isKept = isStored && written === chore.changes
      draft.isRefusedHere = !isStored
    }
  }

  /** Sends now what can go. True when the server has everything that stands here. */
  async function flush(id: string): Promise<boolean> {
    const [draft, chore] = [draftOf(id), choreOf(id)]
    clearTimeout(chore.timer)
    while (chore.saving) await chore.saving
    if (sendable(draft)) {
      chore.saving = saveAll(draft).finally(() => (chore.saving = undefined))
      await chore.saving
      if (draft.failure?.isRetryable) later(draft, chore.retryMs)
      chore.retryMs = draft.failure ? Math.min(chore.retryMs * 2, lastRetryMs) : firstRetryMs
    }
    return !isDirtyScheme(draft)
  }

  async function saveAll(draft: SchemeDraft): Promise<void> {
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
    }
  }

  async function saveOnce(draft: SchemeDraft, ready: ProgrammeSource): Promise<void> {
    const { id, note } = draft
    try {
      meet(draft, await call(saveScheme, { params: { id }, body: { source: ready, note }, ifMatch: draftVersion(draft.scheme)?.revision ?? 0, timeoutMs: 60_000 }), ready)
    } catch (caught) {
      const error = toApiError(caught)
      if (error.code === 'stale') return meet(draft, await call(getScheme, { params: { id } }))
      // Proposed or published meanwhile: what stands is told, nothing typed goes.
      if (error.code === 'subsidies.scheme-state' || error.code === 'not-found') draft.scheme = await call(getScheme, { params: { id } }).catch(() => draft.scheme)
      const places = error.code === 'invalid-input' ? error.fields.map(({ field }) => field.replace(/^source\./, '')) : []
      const fresh = places.filter((path) => !draft.refused.map(partOfPath).includes(partOfPath(path)))
      if (fresh.length === 0) throw error
      // The other parts go without these.
      draft.refused = [...draft.refused, ...fresh]
    }
  }

  function flushAll(): void {
    for (const draft of drafts.values()) if (isDirtyScheme(draft)) void flush(draft.id)
  }
  function drop(id: string): void {
    clearTimeout(choreOf(id).timer)
    drafts.delete(id)
    chores.delete(id)
    void writeSchemeRecord(userId(), id, null).catch(() => undefined)
  }

  async function listUnsent(): Promise<LocalWork[]> {
    const records = userId() === '' ? [] : await listSchemeRecords(userId()).catch(() => [])
    return records.map(({ id, record }) => ({ title: record.title, detail: '项目草稿，有改动还没传到服务器', to: `/desk/schemes/${id}/edit`, unsent: 1 }))
  }

  registerLocalWork(listUnsent)
  registerFormGuard(() => [...drafts.values()].some(isDirtyScheme))
  for (const event of ['online', 'pagehide']) window.addEventListener(event, flushAll)
  window.addEventListener('beforeunload', (event) => {
    if ([...drafts.values()].some((draft) => isDirtyScheme(draft) && !draft.isKept)) event.preventDefault()
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

  return { drafts, draftOf, open, adopt, change, setNote, settle, flush, drop }
})
