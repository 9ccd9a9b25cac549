// What an officer reads about consultations besides what everybody reads. After a command everything of it is asked anew: a move changes
// lists, counts, loads and free times alike.
import { useQueryCache } from '@pinia/colada'
import { listDeskBookings } from '#contract/consultations/endpoints.ts'
import type {
  Booking,
  BookingSummary,
  ConsultationStatistics,
  ConsultationStatisticsQuery,
  DeskBookings,
  DeskExperts,
  OpenDays,
  Question,
  Slots,
  SlotsQuery,
} from '#contract/consultations/schema.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { usePages, type Pages } from '#client/ui/use-pages.ts'
import { readDeskExperts, readOpenDays, readSlots, readStatistics } from './api.ts'
import { useConsultationRefresh } from './booking-queries.ts'
import { bookingRequestOf, type BookingPlace } from './desk-place.ts'

export function useDeskBookings(place: () => BookingPlace): Pages<BookingSummary, DeskBookings> {
  return usePages<BookingSummary, DeskBookings>({
    key: () => ['consultations', 'desk-bookings', ...Object.values(place())],
    query: (call, cursor) => call(listDeskBookings, { query: { ...bookingRequestOf(place()), cursor } }),
  })
}
export function useDeskExperts(): Load<DeskExperts> {
  return useLoad({ key: ['consultations', 'desk-experts'], query: () => readDeskExperts(), staleTime: 15_000 })
}
/** `query` null: nothing is asked yet. */
export function useDeskSlots(query: () => SlotsQuery | null): Load<Slots> {
  return useLoad({
    key: () => ['consultations', 'desk-slots', JSON.stringify(query())],
    query: (_call, signal) => readSlots(query() ?? { topic: '' }, signal),
    enabled: () => query() !== null,
    staleTime: 0,
  })
}
export function useOpenDays(): Load<OpenDays> {
  return useLoad({ key: ['consultations', 'open-days'], query: () => readOpenDays() })
}
export function useDeskFigures(query: () => ConsultationStatisticsQuery | null): Load<ConsultationStatistics> {
  return useLoad({
    key: () => ['consultations', 'figures', query()?.from ?? '', query()?.to ?? ''],
    query: () => readStatistics(query() ?? { from: '', to: '' }),
    enabled: () => query() !== null,
    staleTime: 60_000,
  })
}

export interface DeskChange {
  booking: (reply: Booking) => Promise<void>
  question: (reply: Question) => Promise<void>
  /** Something else changed: all is asked anew. */
  all: () => Promise<void>
}
/** After the reply of a command: it is shown at once, the rest asks again. */
export function useDeskChange(): DeskChange {
  const cache = useQueryCache()
  const all = useConsultationRefresh()
  return {
    all,
    booking: async (reply) => {
      cache.setQueryData(['consultations', 'booking', reply.id], reply)
      await all()
    },
    question: async (reply) => {
      cache.setQueryData(['consultations', 'question', reply.id], reply)
      await all()
    },
  }
}
