// A time the waiting list keeps for the firm, as if it had been held here.
import { computed, type ComputedRef } from 'vue'
import { useWaiting } from './booking-queries.ts'
import type { Held } from './kept-draft.ts'

export function useOffer(firmId: string, waitingId: () => string | null): { held: ComputedRef<Held | null> } {
  const waiting = useWaiting(() => (waitingId() === null ? null : firmId))
  return {
    held: computed(() => {
      const offer = waiting.data.value?.find(({ id }) => id === waitingId())?.offer
      return offer ? { hold: offer, slotId: '', until: Date.parse(offer.expiresAt) } : null
    }),
  }
}
