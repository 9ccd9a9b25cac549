// One deed on a booking: sends it, shows what came of it at once, and lets every list ask again.
import { useQueryCache } from '@pinia/colada'
import type { Booking } from '#contract/consultations/schema.ts'
import { useSubmit, type Submit } from '#client/ui/use-submit.ts'
import { useConsultationRefresh } from './booking-queries.ts'

export function useBookingChange<A extends unknown[]>(send: (key: string, ...args: A) => Promise<Booking>): Submit<A, Booking> {
  const cache = useQueryCache()
  const refresh = useConsultationRefresh()
  return useSubmit(async (key, ...args: A) => {
    const booking = await send(key, ...args)
    cache.setQueryData(['consultations', 'booking', booking.id], booking)
    // Nobody waits for the lists to say yes.
    void refresh()
    return booking
  })
}
