import { reactive, shallowReactive, watch } from 'vue'
import { defineStore } from 'pinia'
import { useQueryCache } from '@pinia/colada'
import type { Answers, Application } from '#contract/subsidies/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { registerFormGuard } from '#client/ui/form-guard.ts'
import { makeIdempotencyKey } from '#client/ui/use-submit.ts'
import { applicationKey, readApplication, sendAnswers } from './api.ts'
import { settleConflict, withChange } from './answer-merge.ts'
import { fieldOf, flushDraft, rebase, type Sendable } from './draft-flush.ts'
import { readRecord, writeRecord, type SubmitIntent } from './draft-record.ts'
import { openTabChannel, underLock } from './tab-channel.ts'

/** One draft's unsent work. The draft itself is the server's and lives in the query cache. */
export interface Draft extends Sendable {
  title: string
  isSending: boolean
  /** True while this phone really keeps everything that is unsent. */
  isKept: boolean
  /** The phone refused to keep it: it lives as long as this page. */
  isRefusedHere: boolean
  /** What an earlier visit left on this phone has been looked for. */
  isRestored: boolean
  intent: SubmitIntent | null
  /** The form changed under this draft (pitfall C5): the answers to give again. Said as long as this page lives, also after the next save. */
  redo: string[] | null
}

interface Chore {
  timer?: ReturnType<typeof setTimeout>
  retryMs: number
  flushing?: Promise<void>
  writing?: Promise<void>
  revision: number
  restoring?: Promise<void>
  /** Fields this tab has changed: the only ones it may change in the record two tabs share. */
  touched: Set<string>
  isIntentTouched: boolean
}

const quietMs = 1_200
const [firstRetryMs, lastRetryMs] = [5_000, 60_000]

/** Unsent changes per application. Outlives pages; sends by itself after a pause, on leaving, when the network or the session is back. */
export const useDraftStore = defineStore('subsidies-drafts', () => {
  const session = useSessionStore()
  const cache = useQueryCache()
  const drafts = shallowReactive(new Map<string, Draft>())
  const chores = new Map<string, Chore>()
  const tabs = openTabChannel((id) => void onNews(id))

  function draftOf(id: string): Draft {
    const known = drafts.get(id)
    if (known) return known
    const draft: Draft = reactive({
      id,
      title: '',
      unsent: { base: {}, changes: {} },
      inFlight: {},
      conflicts: [],
      refused: [],
      failure: null,
      isSending: false,
      isKept: false,
      isRefusedHere: false,
      isRestored: false,
      intent: null,
      redo: null,
    })
    drafts.set(id, draft)
    chores.set(id, { retryMs: firstRetryMs, revision: 0, touched: new Set(), isIntentTouched: false })
    return draft
  }

  function choreOf(id: string): Chore {
    draftOf(id)
    return chores.get(id) ?? { retryMs: firstRetryMs, revision: 0, touched: new Set(), isIntentTouched: false }
  }

  const serverCopy = (id: string) => cache.getQueryData<Application>(applicationKey(id))
  const userId = () => session.me?.id ?? ''

  /** A newer version came with the answer to a command. */
  function adopt(application: Application): void {
    cache.setQueryData(applicationKey(application.id), application)
    meet(application)
  }

  /** A newer version was read: unsent changes are laid on it. */
  function meet(application: Application): void {
    const draft = drafts.get(application.id)
    if (!draft) return
    if (application.formChanged) draft.redo = application.redo
    rebase(draft, application)
  }

  async function refetch(id: string): Promise<Application> {
    const application = await readApplication(id)
    adopt(application)
    return application
  }

  async function onNews(id: string): Promise<void> {
    // Offline or signed out meanwhile: the next sending asks anyway.
    if (drafts.has(id)) await refetch(id).catch(() => undefined)
  }

  /** Lays what an earlier visit left on this phone on the server's draft, once, and sends it. */
  function restore(id: string, title: string): Promise<void> {
    const [draft, chore] = [draftOf(id), choreOf(id)]
    draft.title = title
    chore.restoring ??= readRecord(userId(), id)
      .then((record) => {
        draft.isRestored = true
        if (!record) return
        for (const name of Object.keys(record.changes)) chore.touched.add(name)
        draft.unsent = { base: { ...record.base, ...draft.unsent.base }, changes: { ...record.changes, ...draft.unsent.changes } }
        draft.intent ??= record.intent
        draft.isKept = hasUnsent(draft)
        const application = serverCopy(id)
        if (application) rebase(draft, application)
        if (application && application.state !== 'draft') endSubmit(id)
        void flush(id)
      })
      .catch(() => {
        draft.isRestored = true
        chore.restoring = undefined
      })
    return chore.restoring
  }

  function change(id: string, name: string, value: unknown): void {
    const [draft, chore] = [draftOf(id), choreOf(id)]
    draft.unsent = withChange(draft.unsent, serverCopy(id)?.answers ?? {}, name, value, name in draft.inFlight)
    draft.refused = draft.refused.filter(({ field }) => fieldOf(field) !== name)
    chore.touched.add(name)
    void keep(id)
    schedule(id, quietMs)
  }

  function settle(id: string, name: string, choice: 'mine' | 'theirs'): void {
    const draft = draftOf(id)
    const conflict = draft.conflicts.find((candidate) => candidate.name === name)
    if (!conflict) return
    draft.unsent = settleConflict(draft.unsent, conflict, choice)
    draft.conflicts = draft.conflicts.filter((candidate) => candidate !== conflict)
    void keep(id)
    void flush(id)
  }

  /** Writes the local copy; later changes while writing are written after it. */
  function keep(id: string): Promise<void> {
    const [draft, chore] = [draftOf(id), choreOf(id)]
    chore.revision += 1
    draft.isKept = false
    chore.writing ??= writeUntilCurrent(draft, chore).finally(() => (chore.writing = undefined))
    return chore.writing
  }

  async function writeUntilCurrent(draft: Draft, chore: Chore): Promise<void> {
    for (let written = -1; written !== chore.revision;) {
      written = chore.revision
      const isStored = await writeRecord(userId(), draft.id, (kept) => {
        const [base, changes] = [{ ...kept?.base }, { ...kept?.changes }]
        for (const name of chore.touched) {
          delete base[name]
          delete changes[name]
          if (!(name in draft.unsent.changes)) continue
          base[name] = draft.unsent.base[name]
          changes[name] = draft.unsent.changes[name]
        }
        return { title: draft.title, base, changes, intent: chore.isIntentTouched ? draft.intent : (kept?.intent ?? draft.intent) }
      }).catch(() => false)
      draft.isKept = isStored && written === chore.revision
      draft.isRefusedHere = !isStored
    }
  }

  function schedule(id: string, ms: number): void {
    const chore = choreOf(id)
    clearTimeout(chore.timer)
    chore.timer = setTimeout(() => void flush(id), ms)
  }

  /** Sends what is unsent now. Resolves to true when the server has everything. */
  async function flush(id: string): Promise<boolean> {
    const [draft, chore] = [draftOf(id), choreOf(id)]
    clearTimeout(chore.timer)
    if (chore.flushing) await chore.flushing
    if (!hasUnsent(draft)) return true
    chore.flushing ??= underLock(`zqt.flush.${id}`, () => run(draft, chore)).finally(() => (chore.flushing = undefined))
    await chore.flushing
    return !hasUnsent(draft)
  }

  async function run(draft: Draft, chore: Chore): Promise<void> {
    const { id } = draft
    draft.isSending = true
    await flushDraft(draft, {
      current: async () => serverCopy(id) ?? (await refetch(id)),
      refetch: () => refetch(id),
      send: (answers: Answers, version) => sendAnswers(id, answers, version),
      adopt: (application) => {
        adopt(application)
        tabs.announce(id)
        void keep(id)
      },
    })
    draft.isSending = false
    chore.retryMs = draft.failure ? Math.min(chore.retryMs * 2, lastRetryMs) : firstRetryMs
    if (draft.failure?.isRetryable) schedule(id, chore.retryMs)
  }

  function flushAll(): void {
    for (const draft of drafts.values()) if (hasUnsent(draft)) void flush(draft.id)
  }

  /** The key of the one intent to submit this version; the same one until the server's yes or no. */
  async function beginSubmit(id: string, version: number): Promise<SubmitIntent> {
    const [draft, chore] = [draftOf(id), choreOf(id)]
    const intent = draft.intent ?? { key: makeIdempotencyKey(), version }
    draft.intent = intent
    chore.isIntentTouched = true
    await keep(id)
    return intent
  }

  function endSubmit(id: string): void {
    const [draft, chore] = [draftOf(id), choreOf(id)]
    draft.intent = null
    chore.isIntentTouched = true
    void keep(id)
  }

  /** Drops what is unsent: the draft is gone, or was submitted without it. */
  async function drop(id: string): Promise<void> {
    const chore = choreOf(id)
    clearTimeout(chore.timer)
    drafts.delete(id)
    chores.delete(id)
    await writeRecord(userId(), id, () => null).catch(() => undefined)
  }

  if (typeof window !== 'undefined') {
    for (const event of ['online', 'pagehide', 'pageshow']) window.addEventListener(event, flushAll)
    document.addEventListener('visibilitychange', flushAll)
    registerFormGuard(() => [...drafts.values()].some(hasUnsent))
    window.addEventListener('beforeunload', (event) => {
      if ([...drafts.values()].some((draft) => hasUnsent(draft) && !draft.isKept)) event.preventDefault()
    })
  }
  watch(
    () => session.isLost,
    (isLost) => isLost || flushAll(),
  )
  watch(
    () => session.me?.id,
    (next, before) => {
      if (before === undefined || next === before) return
      // Another person, or nobody: what is kept stays encrypted on the phone for its owner.
      for (const chore of chores.values()) clearTimeout(chore.timer)
      drafts.clear()
      chores.clear()
    },
  )

  return { drafts, draftOf, restore, change, settle, flush, adopt, meet, refetch, beginSubmit, endSubmit, drop }
})

export function hasUnsent(draft: Draft): boolean {
  return Object.keys(draft.unsent.changes).length > 0
}
