// What a firm reads of its own: bookings, waiting list, written questions, the record of a visit.
import { useQueryCache } from '@pinia/colada'
import type { Booking, Bookings, Question, VisitRecord, Waiting } from '#contract/consultations/schema.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { readBooking, readBookings, readQuestion, readQuestions, readRecord, readWaiting } from './api.ts'

/** Nothing is asked while `firmId` is null. */
export function useBookings(firmId: () => string | null): Load<Bookings> {
  return useLoad({
    key: () => ['consultations', 'bookings', firmId() ?? ''],
    query: () => readBookings(firmId() ?? ''),
    enabled: () => firmId() !== null,
  })
}

export function useBooking(id: () => string | null): Load<Booking> {
  return useLoad({
    key: () => ['consultations', 'booking', id() ?? ''],
    query: () => readBooking(id() ?? ''),
    enabled: () => id() !== null,
  })
}

export function useWaiting(firmId: () => string | null): Load<Waiting[]> {
  return useLoad({
    key: () => ['consultations', 'waiting', firmId() ?? ''],
    query: () => readWaiting(firmId() ?? ''),
    enabled: () => firmId() !== null,
  })
}

/** A firm's; what waits for the person's duty with `null`. */
export function useQuestions(firmId: () => string | null, enabled: () => boolean): Load<Question[]> {
  return useLoad({
    key: () => ['consultations', 'questions', firmId() ?? ''],
    query: () => readQuestions(firmId() ?? undefined),
    enabled,
  })
}

export function useQuestion(id: () => string | null): Load<Question> {
  return useLoad({
    key: () => ['consultations', 'question', id() ?? ''],
    query: () => readQuestion(id() ?? ''),
    enabled: () => id() !== null,
  })
}

/** The record as its reader sees it; nothing is asked while `id` is null. */
export function useRecord(id: () => string | null): Load<VisitRecord> {
  return useLoad({
    key: () => ['consultations', 'record', id() ?? ''],
    query: () => readRecord(id() ?? ''),
    enabled: () => id() !== null,
  })
}

/** After anything changed: every list and page of 约专家 asks again. A reading that fails now says so where it is read. */
export function useConsultationRefresh(): () => Promise<void> {
  const cache = useQueryCache()
  return async () => {
    await cache.invalidateQueries({ key: ['consultations'] }).catch(() => undefined)
  }
}
