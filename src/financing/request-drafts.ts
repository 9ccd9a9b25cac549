import { shallowReactive } from 'vue'
import { defineStore } from 'pinia'
import { useQueryCache } from '@pinia/colada'
import { getRequest, saveRequest } from '#contract/financing/request-endpoints.ts'
import type { FieldProblem } from '#contract/errors.ts'
import type { FinancingRequest } from '#contract/financing/request-schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { guardUnsent } from '#client/accounts/unsent-work.ts'
import { call } from '#client/http.ts'
import { settleConflict, withChange } from '#client/ui/field-merge.ts'
import type { LocalWork } from '#client/ui/local-work.ts'
import { openTabChannel, underLock } from '#client/ui/tab-channel.ts'
import { flushRequest, hasUnsent, headOf, makeRequestDraft, rebase, type RequestDraft } from './request-flush.ts'
import { requestKey } from './request-queries.ts'
import { dropUnsent, listUnsent, readUnsent, writeUnsent } from './request-record.ts'
import { savedValues } from './request-values.ts'

const quietMs = 1_200
const firstRetryMs = 5_000
const lastRetryMs = 60_000
interface Chore {
  timer?: ReturnType<typeof setTimeout>
  retryMs: number
  flushing?: Promise<void>
  writing?: Promise<void>
  revision: number
  restoring?: Promise<void>
  /** Fields this tab has changed. */
  touched: Set<string>
}

/** Unsent fields per request. Outlives pages; sends by itself after a pause, on leaving, when the network or the session is back. */
export const useRequestDrafts = defineStore('financing-requests', () => {
  const session = useSessionStore()
  const cache = useQueryCache()
  const drafts = shallowReactive(new Map<string, RequestDraft>())
  const chores = new Map<string, Chore>()
  const tabs = openTabChannel('zqt.financing.requests', (id) => void (drafts.has(id) && refetch(id).catch(() => undefined)))
  const userId = () => session.me?.id ?? ''
  const serverCopy = (id: string) => cache.getQueryData<FinancingRequest>(requestKey(id))

  function draftOf(id: string): RequestDraft {
    const draft = drafts.get(id) ?? makeRequestDraft(id)
    drafts.set(id, draft)
    return draft
  }
  function choreOf(id: string): Chore {
    const chore = chores.get(id) ?? { retryMs: firstRetryMs, revision: 0, touched: new Set() }
    chores.set(id, chore)
    return chore
  }

  /** A newer version came with an answer of the server. */
  function adopt(request: FinancingRequest): void {
    cache.setQueryData(requestKey(request.id), request)
    meet(request)
  }
  /** A newer version was read: unsent fields are laid on it. */
  function meet(request: FinancingRequest): void {
    const draft = drafts.get(request.id)
    if (draft) rebase(draft, request)
  }
  async function refetch(id: string): Promise<FinancingRequest> {
    const request = await call(getRequest, { params: { id } })
    adopt(request)
    return request
  }

  /** Lays what an earlier visit left on this phone on the server's request, once, and sends it. */
  function restore(id: string): Promise<void> {
    const [draft, chore] = [draftOf(id), choreOf(id)]
    chore.restoring ??= readUnsent(userId(), id)
      .then((kept) => {
        for (const name of Object.keys(kept.changes)) chore.touched.add(name)
        draft.unsent = { base: { ...kept.base, ...draft.unsent.base }, changes: { ...kept.changes, ...draft.unsent.changes } }
        draft.isKept = hasUnsent(draft)
        const request = serverCopy(id)
        if (request) rebase(draft, request)
        void flush(id)
      })
      .catch(() => (chore.restoring = undefined))
      .then(() => void (draft.isRestored = true))
    return chore.restoring
  }

  function change(id: string, name: string, value: unknown): void {
    const [draft, chore] = [draftOf(id), choreOf(id)]
    const request = serverCopy(id)
    draft.unsent = withChange(draft.unsent, request ? savedValues(request) : {}, name, value, name in draft.inFlight)
    draft.refused = draft.refused.filter(({ field }) => headOf(field) !== name)
    chore.touched.add(name)
    void keep(id)
    schedule(id, quietMs)
  }
  /** What handing in was refused for: said beside the fields until they are changed. */
  function refuse(id: string, problems: readonly FieldProblem[]): void {
    draftOf(id).refused = [...problems]
  }
  function settle(id: string, name: string, choice: 'mine' | 'theirs'): void {
    const draft = draftOf(id)
    const conflict = draft.conflicts.find((one) => one.name === name)
    if (!conflict) return
    draft.unsent = settleConflict(draft.unsent, conflict, choice)
    draft.conflicts = draft.conflicts.filter((one) => one !== conflict)
    choreOf(id).touched.add(name)
    void keep(id)
    void flush(id)
  }

  /** Writes the copy on the phone; what is changed while writing is written after it. Never under another person: their vault, their key. */
  function keep(id: string): Promise<void> {
    const [draft, chore, user] = [draftOf(id), choreOf(id), userId()]
    chore.revision += 1
    draft.isKept = false
    async function writeUntilCurrent(): Promise<void> {
      let written = -1
      while (written !== chore.revision && drafts.get(id) === draft) {
        written = chore.revision
        const isStored = await writeUnsent(user, id, draft.unsent, chore.touched).catch(() => false)
        draft.isKept = isStored && written === chore.revision
        draft.isRefusedHere = !isStored
      }
    }
    chore.writing ??= writeUntilCurrent().finally(() => (chore.writing = undefined))
    return chore.writing
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
  async function run(draft: RequestDraft, chore: Chore): Promise<void> {
    const { id } = draft
    draft.isSending = true
    await flushRequest(draft, {
      current: async () => serverCopy(id) ?? (await refetch(id)),
      refetch: () => refetch(id),
      send: (body, ifMatch) => call(saveRequest, { params: { id }, body, ifMatch }),
      adopt: (request) => {
        adopt(request)
        tabs.announce(id)
        void keep(id)
      },
    })
    draft.isSending = false
    chore.retryMs = draft.failure ? Math.min(chore.retryMs * 2, lastRetryMs) : firstRetryMs
    if (draft.failure?.isRetryable) schedule(id, chore.retryMs)
  }
  /** Gone, or handed in without it. */
  async function drop(id: string): Promise<void> {
    clearTimeout(chores.get(id)?.timer)
    drafts.delete(id)
    chores.delete(id)
    await dropUnsent(userId(), id).catch(() => undefined)
  }

  /** For the offline page. */
  async function listWork(): Promise<LocalWork[]> {
    const kept = userId() === '' ? [] : await listUnsent(userId()).catch(() => [])
    return kept.map(({ id, count }) => ({
      title: '融资需求',
      detail: `${count} 处还没传到服务器`,
      to: `/financing/requests/${id}/edit`,
      unsent: count,
    }))
  }

  guardUnsent({
    drafts,
    isUnsent: hasUnsent,
    send: flush,
    list: listWork,
    forget: () => {
      for (const chore of chores.values()) clearTimeout(chore.timer)
      drafts.clear()
      chores.clear()
    },
  })

  return { drafts, draftOf, restore, change, refuse, settle, flush, adopt, meet, refetch, drop }
})
