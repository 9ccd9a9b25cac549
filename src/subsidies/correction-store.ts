import { reactive } from 'vue'
import { defineStore } from 'pinia'
import { useQueryCache } from '@pinia/colada'
import type { Correction, CorrectionItemInput } from '#contract/cases/corrections.ts'
import { saveCorrection } from '#contract/subsidies/endpoints.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { call, toApiError, type ApiError } from '#client/http.ts'
import { applicationKey, readApplication } from './api.ts'
import { isTooLong } from './correction-items.ts'
import { mergeItems, plain, sameItems } from './correction-merge.ts'

/** One 一次告知 being written: what stands here, what the server has, and how the saving goes. */
export interface CardDraft {
  readonly caseId: string
  items: CorrectionItemInput[]
  /** What the server had last. */
  base: CorrectionItemInput[]
  version: number
  savedBy: string
  savedAt: string | null
  isSaving: boolean
  failure: ApiError | null
  /** A colleague's newer version was laid under what stands here: by whom, and which items both wrote. */
  news: { by: string; clashes: string[] } | null
  /** How often a colleague's changes came in. */
  arrivals: number
  /** The item just deleted, for undoing. */
  removed: { item: CorrectionItemInput; index: number } | null
}

const waitMs = 700
const firstRetryMs = 5_000
const lastRetryMs = 60_000

interface Chore {
  timer?: ReturnType<typeof setTimeout>
  saving?: Promise<void>
  retryMs: number
}

/** Cards being written, by case: they outlive the page, so that nothing is lost by looking at another case. Saved as they are written. */
export const useCorrectionStore = defineStore('corrections', () => {
  const drafts = reactive(new Map<string, CardDraft>())
  const chores = new Map<string, Chore>()
  const cache = useQueryCache()

  function draftOf(caseId: string): CardDraft {
    const known = drafts.get(caseId)
    if (known) return known
    const empty = { base: [], version: 0, savedBy: '', savedAt: null, isSaving: false, failure: null, news: null, arrivals: 0, removed: null }
    drafts.set(caseId, { caseId, items: [], ...empty })
    return drafts.get(caseId) ?? draftOf(caseId)
  }

  function choreOf(caseId: string): Chore {
    const chore = chores.get(caseId) ?? { retryMs: firstRetryMs }
    chores.set(caseId, chore)
    return chore
  }

  /** The case as the server has it now: a newer card is laid under what stands here. */
  function meet(application: Pick<Application, 'id' | 'correction'>): void {
    const draft = draftOf(application.id)
    const card = application.correction?.state === 'draft' ? application.correction : null
    if (draft.isSaving || (card?.version ?? 0) === draft.version) return
    // A reading that was under way while this card was saved is older than what is here.
    if (card && draft.savedAt !== null && card.savedAt < draft.savedAt) return
    if (!card) return void recheck(draft)
    adopt(draft, card)
    later(draft)
  }

  /** A card that seems gone: thrown away by a colleague, or read before it was saved? */
  async function recheck(draft: CardDraft): Promise<void> {
    const { version } = draft
    const application = await readApplication(draft.caseId).catch(() => null)
    if (!application || draft.isSaving || draft.version !== version || application.correction?.state === 'open') return
    adopt(draft, application.correction)
    later(draft)
  }

  function adopt(draft: CardDraft, card: Correction | null): void {
    const theirs = card?.items.map(plain) ?? []
    const wasDirty = isDirty(draft)
    const { items, clashes, hasNews } = mergeItems(draft.base, draft.items, theirs)
    if (hasNews) draft.arrivals += 1
    if (wasDirty && hasNews) draft.news = { by: card?.savedBy ?? '', clashes }
    Object.assign(draft, { items, base: theirs })
    stamp(draft, card)
  }

  function stamp(draft: CardDraft, card: Correction | null): void {
    Object.assign(draft, { version: card?.version ?? 0, savedBy: card?.savedBy ?? '', savedAt: card?.savedAt ?? null })
  }

  function change(caseId: string, items: CorrectionItemInput[]): void {
    const draft = draftOf(caseId)
    draft.items = items
    later(draft)
  }

  function later(draft: CardDraft, ms = waitMs): void {
    const chore = choreOf(draft.caseId)
    clearTimeout(chore.timer)
    if (isDirty(draft)) chore.timer = setTimeout(() => void flush(draft.caseId), ms)
  }

  /** Saves now what is not saved. True when the server has everything that stands here and nothing else. */
  async function flush(caseId: string, { always = false } = {}): Promise<boolean> {
    const draft = draftOf(caseId)
    const chore = choreOf(caseId)
    clearTimeout(chore.timer)
    while (chore.saving) await chore.saving
    if (!always && !isDirty(draft)) return true
    const { arrivals } = draft
    chore.saving = saveAll(draft, always).finally(() => (chore.saving = undefined))
    await chore.saving
    if (draft.failure?.isRetryable) {
      later(draft, chore.retryMs)
      chore.retryMs = Math.min(chore.retryMs * 2, lastRetryMs)
    } else chore.retryMs = firstRetryMs
    return draft.failure === null && !isDirty(draft) && draft.arrivals === arrivals
  }

  async function saveAll(draft: CardDraft, always: boolean): Promise<void> {
    draft.isSaving = true
    try {
      for (let round = 0; round < 5 && (isDirty(draft) || (always && round === 0)); round += 1) {
        if (draft.items.some(isTooLong)) break
        await saveOnce(draft)
      }
      draft.failure = null
    } catch (caught) {
      draft.failure = toApiError(caught)
    } finally {
      draft.isSaving = false
    }
  }

  async function saveOnce(draft: CardDraft): Promise<void> {
    const items = draft.items.map(plain)
    try {
      const { correction } = await call(saveCorrection, { params: { id: draft.caseId }, body: { version: draft.version, items } })
      draft.base = items
      stamp(draft, correction)
      show(draft.caseId, (application) => ({ ...application, correction }))
    } catch (caught) {
      const error = toApiError(caught)
      if (error.code !== 'stale') throw error
      const now = await readApplication(draft.caseId)
      show(draft.caseId, () => now)
      // Sent or decided meanwhile: there is no card to write into; what was typed stays here.
      if (!now.actions.includes('return')) throw error
      adopt(draft, now.correction)
    }
  }

  /** What other parts of the page read of this case follows. */
  function show(caseId: string, next: (application: Application) => Application): void {
    const known = cache.getQueryData<Application>(applicationKey(caseId))
    if (known) cache.setQueryData(applicationKey(caseId), next(known))
  }

  /** The card has been sent: the next one starts empty. */
  function clear(caseId: string): void {
    clearTimeout(choreOf(caseId).timer)
    drafts.delete(caseId)
  }

  return { draftOf, meet, change, flush, clear }
})

export function isDirty(draft: CardDraft): boolean {
  return !sameItems(draft.items, draft.base)
}
