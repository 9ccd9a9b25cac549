// Rows of consultations: experts and their time, bookings, records of visits, questions, calendars.
import type { DayPart, Way } from '#contract/consultations/ways.ts'
import type { BookingAction, BookingSide, BookingState } from '#contract/consultations/workflow.ts'

export interface ExpertProfileRow {
  account_id: string; organisation: string; qualification: string; fields: string
  /** JSON lists. */
  industries: string; topics: string; ways: string
  statement: string; introduction: string; place_id: string | null; is_open: number; version: number
  /** JSON: WeeklyRule[], Addition[], {from, to} or null. */
  rules: string; additions: string; lunch: string | null; per_day: number; hours_version: number
  /** Raised by whatever changes this expert's time, so that they stand in one line. */
  turn: number
  saved_by: string; saved_at: number
}
export interface ExpertLeaveRow { id: string; expert_id: string; starts_at: number; ends_at: number; reason: string; created_by: string; created_at: number; removed_at: number | null }
export interface ConsultationOpenDayRow { date: string; reason: string; opened_by: string; opened_at: number }
/** quantum: epoch ms ÷ 900,000. owner: a live hold or a booking. */
export interface ConsultationBusyRow { expert_id: string; quantum: number; owner_id: string }
export interface WaitingEntryRow {
  id: string; firm_id: string; account_id: string; topic: string; way: Way; town: string | null; from_date: string; to_date: string; part: DayPart
  state: 'waiting' | 'offered' | 'taken' | 'ended'; ended: 'left' | 'missed' | 'over' | null; missed: number
  /** JSON: `expert@start` of times offered before. */
  passed: string
  created_at: number; changed_at: number
}
export interface ConsultationHoldRow {
  id: string; kind: 'hold' | 'offer'; firm_id: string; account_id: string | null; waiting_id: string | null; expert_id: string; way: Way; town: string | null
  starts_at: number; ends_at: number; expires_at: number; state: 'held' | 'used' | 'released' | 'expired'; created_at: number
}
export interface ExpertQuestionRow {
  id: string; number: string; firm_id: string; asked_by: string; topic: string; text: string; rights: string; gaps: string; state: 'open' | 'assigned' | 'answered' | 'withdrawn'
  assigned_to: string | null; due_on: string | null; answer: string | null; answered_by: string | null; answered_at: number | null; soon_told: string | null; late_told: string | null; created_at: number; version: number
}
export interface BookingRow {
  id: string; number: string; firm_id: string; expert_id: string; topic: string; way: Way; state: BookingState; version: number
  starts_at: number; ends_at: number; first_quantum: number; last_quantum: number; town: string | null; address: string | null; place_id: string | null; meeting: string | null
  description: string; contact_name: string; contact_phone: string
  /** JSON: what the firm picked, as it stood then. */
  rights: string; gaps: string
  question_id: string | null; created_by: string; created_at: number
  /** The officer who booked it for the firm. */
  booked_for: string | null
  cancelled_by: BookingSide | null; cancelled_at: number | null; done_at: number | null
  /** Of its calendar entry; rises with every change of time, place or state. */
  sequence: number
  /** The start people were reminded of, a day and two hours before. */
  day_told: number | null; hours_told: number | null
}
export interface BookingEventRow { booking_id: string; seq: number; action: BookingAction | 'book' | 'edit' | 'rate' | 'revisit'; side: BookingSide | 'calendar'; account_id: string | null; at: number; reason: string | null; state: BookingState; change: string | null }
export interface ConsultationFileRow { owner_id: string; kind: 'booking' | 'question' | 'record'; file_id: string; position: number; added_by: string; added_at: number }
export interface VisitRecordRow {
  booking_id: string; state: 'draft' | 'submitted' | 'confirmed'; content: string; version: number; saved_by: string; saved_at: number; submitted_at: number | null
  returned_because: string | null
  /** Null when a code confirmed it: its phone need not be an account. The name stays as it was then. */
  confirmed_by: string | null; confirmed_name: string | null; confirmed_at: number | null; confirmed_via: 'tap' | 'code' | null
}
export interface VisitFollowUpRow { id: string; booking_id: string; position: number; what: string; owner: 'firm' | 'expert' | 'office'; due_on: string | null; done_at: number | null; done_by: string | null; told: string | null }
export interface BookingRatingRow { booking_id: string; professional: number; relevant: number; solved: number; words: string; account_id: string; at: number }
export interface BookingRevisitRow { booking_id: string; asked_at: number | null; result: 'solved' | 'partly' | 'unsolved' | null; words: string; side: 'firm' | 'officer' | null; account_id: string | null; at: number | null }
/** token is sealed (server/sealed-text.ts). */
export interface CalendarFeedRow { id: string; account_id: string; firm_id: string | null; token_hash: string; token: string; created_at: number; ended_at: number | null }
