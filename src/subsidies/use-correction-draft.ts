import { computed, onBeforeUnmount, onMounted, watch, type ComputedRef } from 'vue'
import type { CorrectionItemInput, Pin } from '#contract/cases/corrections.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { useFormGuard } from '#client/ui/form-guard.ts'
import { makeIdempotencyKey } from '#client/ui/use-submit.ts'
import { isTooLong, newItem } from './correction-items.ts'
import { isDirty, useCorrectionStore, type CardDraft } from './correction-store.ts'

/** none: nothing written yet · held: a sentence is too long to be kept. */
export type CardSaving = 'none' | 'saved' | 'saving' | 'held' | 'failed'

export interface CorrectionDraft {
  draft: ComputedRef<CardDraft>
  items: ComputedRef<CorrectionItemInput[]>
  saving: ComputedRef<CardSaving>
  /** The card holds no more items. */
  isFull: ComputedRef<boolean>
  /** Adds an item there and answers its id; null when the card is full. */
  add: (at: Pin) => string | null
  update: (item: CorrectionItemInput) => void
  remove: (id: string) => void
  undo: () => string | null
  /** Saves what is unsaved; `always`: asks the server even then, so that a colleague's newer version shows. */
  flush: (options?: { always?: boolean }) => Promise<boolean>
  clear: () => void
}

/** As the server takes (contract/cases/corrections.ts). */
export const mostItems = 40

/** The 一次告知 an officer is writing on this case, shared with colleagues and saved by itself. */
export function useCorrectionDraft(application: () => Application | undefined): CorrectionDraft {
  const store = useCorrectionStore()
  const caseId = computed(() => application()?.id ?? '')
  const draft = computed(() => store.draftOf(caseId.value))

  watch(
    application,
    (now) => {
      if (!now) return
      if (now.actions.includes('return')) store.meet(now)
      // Sent or decided: a draft that was saved is part of the past.
      else if (!isDirty(store.draftOf(now.id))) store.clear(now.id)
    },
    { immediate: true },
  )
  watch(caseId, (_, before) => before && void store.flush(before))
  useFormGuard(() => isDirty(draft.value))
  const onOnline = () => void store.flush(caseId.value)
  onMounted(() => window.addEventListener('online', onOnline))
  onBeforeUnmount(() => {
    window.removeEventListener('online', onOnline)
    if (caseId.value !== '') void store.flush(caseId.value)
  })

  const change = (items: CorrectionItemInput[]) => store.change(caseId.value, items)

  const isFull = computed(() => draft.value.items.length >= mostItems)

  return {
    draft,
    isFull,
    items: computed(() => draft.value.items),
    saving: computed(() => savingOf(draft.value)),
    add(at) {
      if (isFull.value) return null
      const item = newItem(makeIdempotencyKey(), at)
      draft.value.removed = null
      change([...draft.value.items, item])
      return item.id
    },
    update(item) {
      change(draft.value.items.map((one) => (one.id === item.id ? item : one)))
    },
    remove(id) {
      const index = draft.value.items.findIndex((item) => item.id === id)
      const item = draft.value.items[index]
      if (!item) return
      draft.value.removed = { item, index }
      change(draft.value.items.toSpliced(index, 1))
    },
    undo() {
      const { removed } = draft.value
      if (!removed) return null
      draft.value.removed = null
      change(draft.value.items.toSpliced(removed.index, 0, removed.item))
      return removed.item.id
    },
    flush: (options) => store.flush(caseId.value, options),
    clear: () => store.clear(caseId.value),
  }
}

function savingOf(draft: CardDraft): CardSaving {
  if (draft.failure) return 'failed'
  if (draft.items.some(isTooLong)) return 'held'
  if (draft.isSaving || isDirty(draft)) return 'saving'
  return draft.items.length > 0 ? 'saved' : 'none'
}
