import { computed, shallowRef } from 'vue'
import type { TickInput } from '#contract/cases/corrections.ts'
import { ApiError, toApiError } from '#client/http.ts'
import { errorText } from '#client/ui/error-text.ts'
import { useSubmit } from '#client/ui/use-submit.ts'
import { tickItem } from './api.ts'
import { useDraftStore } from './draft-store.ts'
import { unsentOpen } from './editable.ts'
import type { DraftAccess } from './use-draft.ts'

/** Ticking the items of the open card. What was typed goes to the server first: only there can it be seen whether anything changed. */
export function useTicking(access: DraftAccess) {
  const store = useDraftStore()
  const failed = shallowRef<{ itemId: string; error: ApiError } | null>(null)
  const sending = useSubmit(async (_key, itemId: string, input: TickInput) => {
    await access.flush()
    const open = access.open.value
    if (open && unsentOpen(open.application, access.draft.value).length > 0) throw access.draft.value.failure ?? new ApiError('offline')
    return tickItem(access.id.value, itemId, input)
  })

  /** True when the server has it. */
  async function tick(itemId: string, input: TickInput): Promise<boolean> {
    failed.value = null
    const reply = await sending.submit(itemId, input)
    if (reply) {
      store.adopt(reply)
      return true
    }
    const error = sending.error.value ?? toApiError(null)
    failed.value = { itemId, error }
    // Taken back, or handed in by a colleague: the page has to say what it is now.
    if (error.code === 'cases.wrong-state' || error.code === 'not-found') await store.refetch(access.id.value).catch(() => undefined)
    return false
  }

  return {
    tick,
    isSending: sending.isSending,
    failed: computed(() => failed.value),
    failureOf: (itemId: string) => (failed.value?.itemId === itemId ? errorText(failed.value.error) : ''),
    forget: () => (failed.value = null),
  }
}
