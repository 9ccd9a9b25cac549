// A time the waiting list keeps for the firm, as if it had been held here.
import { computed, type ComputedRef } from 'vue'
import { useWaiting } from './booking-queries.ts'
import type { Held } from './kept-draft.ts'

export function useOffer(firmId: string, waitingId: () => string | null): { held: ComputedRef<Held | null>; isGone: ComputedRef<boolean> } {
  const waiting = useWaiting(() => (waitingId() === null ? null : firmId))
  const offer = computed(() => waiting.data.value?.find(({ id }) => id === waitingId())?.offer ?? null)
  return {
    held: computed(() => (offer.value ? { hold: offer.value, slotId: '', until: Date.parse(offer.value.expiresAt) } : null)),
    isGone: computed(() => waitingId() !== null && waiting.data.value !== undefined && !waiting.isFetching.value && offer.value === null),
  }
}
