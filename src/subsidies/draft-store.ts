import { shallowReactive } from 'vue'
import { defineStore } from 'pinia'
import { useQueryCache } from '@pinia/colada'
import type { Answers, Application } from '#contract/subsidies/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { guardUnsent } from '#client/accounts/unsent-work.ts'
import type { LocalWork } from '#client/ui/local-work.ts'
import { openTabChannel, underLock } from '#client/ui/tab-channel.ts'
import { makeIdempotencyKey } from '#client/ui/use-submit.ts'
import { applicationKey, readApplication, sendAnswers } from './api.ts'
import { settleConflict, withChange } from '#client/ui/field-merge.ts'
import { firstRetryMs, hasUnsent, makeChore, makeDraft, type DraftChore, type Draft } from './draft.ts'
import { keepCopy } from './draft-copy.ts'
import { fieldOf, flushDraft, rebase } from './draft-flush.ts'
import { countLocked, listRecords, readRecord, writeRecord, type SubmitIntent } from './draft-record.ts'

const quietMs = 1_200
const lastRetryMs = 60_000

/** Unsent changes per application. Outlives pages; sends by itself after a pause, on leaving, when the network or the session is back. */
export const useDraftStore = defineStore('subsidies-drafts', () => {
  const session = useSessionStore()
  const cache = useQueryCache()
  const drafts = shallowReactive(new Map<string, Draft>())
  const chores = new Map<string, DraftChore>()
  const tabs = openTabChannel('zqt.subsidies.drafts', (id) => void onNews(id))

  function draftOf(id: string): Draft {
    const known = drafts.get(id)
    if (known) return known
    const draft = makeDraft(id)
    drafts.set(id, draft)
    chores.set(id, makeChore())
    return draft
  }

  function choreOf(id: string): DraftChore {
    draftOf(id)
    return chores.get(id) ?? makeChore()
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
    if (application.formChanged) Object.assign(draft, { redo: application.redo, news: application.formNews })
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

  function keep(id: string): Promise<void> {
    const [draft, chore] = [draftOf(id), choreOf(id)]
    // Never under another person: their vault, their key.
    return keepCopy(userId(), draft, chore, () => drafts.get(id) === draft)
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

  async function run(draft: Draft, chore: DraftChore): Promise<void> {
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

  /** For the offline page. Without the person's key nothing can be read: it is counted only. */
  async function listUnsent(): Promise<LocalWork[]> {
    const records = userId() === '' ? null : await listRecords(userId()).catch(() => null)
    if (records === null) {
      const locked = await countLocked().catch(() => 0)
      return locked > 0 ? [{ title: '刚才填的内容', detail: `${locked} 份申报，加密存在本机，连上网自动打开、接着传`, unsent: locked }] : []
    }
    return records.map(({ id, record }) => {
      const unsent = Object.keys(record.changes).length
      return { title: record.title, detail: `${unsent} 处还没传到服务器`, to: `/subsidies/applications/${id}`, unsent }
    })
  }

  guardUnsent({
    drafts,
    isUnsent: hasUnsent,
    send: flush,
    list: listUnsent,
    forget: () => {
      for (const chore of chores.values()) clearTimeout(chore.timer)
      drafts.clear()
      chores.clear()
    },
  })

  return { drafts, draftOf, restore, change, settle, flush, adopt, meet, refetch, beginSubmit, endSubmit, drop }
})
