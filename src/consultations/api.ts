// What the pages of all three sides ask of the server: one function an endpoint. `key`: one per intent (ui/use-submit.ts).
import {
  actOnBooking,
  actOnQuestion,
  addLeave,
  addRecordPhoto,
  answerRevisit,
  askQuestion,
  closeDay,
  createBooking,
  declineOffer,
  getAvailability,
  getBooking,
  getBookingCalendar,
  getConsultationStatistics,
  getProfile,
  getQuestion,
  getRecord,
  getRecordPdf,
  getVisitsSheet,
  holdSlot,
  joinWaiting,
  leaveWaiting,
  listBookings,
  listDeskBookings,
  listDeskExperts,
  listMyVisits,
  listOpenDays,
  listQuestions,
  listWaiting,
  makeFeed,
  openDay,
  rateBooking,
  releaseHold,
  removeLeave,
  removeRecordPhoto,
  saveAvailability,
  saveProfile,
  saveRecord,
  sendRecordCode,
  setFollowUp,
  updateBooking,
} from '#contract/consultations/endpoints.ts'
import type {
  Availability,
  Booking,
  BookingActionInput,
  BookingInput,
  BookingPatch,
  Bookings,
  ConsultationStatistics,
  ConsultationStatisticsQuery,
  DeskBookings,
  DeskBookingsQuery,
  DeskExperts,
  Feed,
  FeedInput,
  Hold,
  HoldInput,
  HoursInput,
  LeaveInput,
  OpenDays,
  Profile,
  ProfileInput,
  Question,
  QuestionAction,
  QuestionActionInput,
  QuestionInput,
  RatingInput,
  RecordCode,
  RecordInput,
  RevisitInput,
  VisitRecord,
  Waiting,
  WaitingInput,
} from '#contract/consultations/schema.ts'
import type { BookingAction } from '#contract/consultations/workflow.ts'
import { call } from '#client/http.ts'
import { saveFile } from '#client/ui/save-file.ts'
export { readExpert, readExperts, readSlots, readTopics } from './public-api.ts'

const asFile = { asBytes: true, timeoutMs: 60_000 }

/* Booking */
export const sendHold = (body: HoldInput): Promise<Hold> => call(holdSlot, { body })
export const dropHold = (id: string): Promise<void> => call(releaseHold, { params: { id } })
export const sendBooking = (body: BookingInput, key: string): Promise<Booking> => call(createBooking, { body, idempotencyKey: key })
export const readBookings = (firmId: string): Promise<Bookings> => call(listBookings, { query: { firmId } })
export const readBooking = (id: string): Promise<Booking> => call(getBooking, { params: { id } })
export const sendBookingPatch = (id: string, body: BookingPatch, version: number): Promise<Booking> =>
  call(updateBooking, { params: { id }, body, ifMatch: version })
export const sendBookingAction = (id: string, action: BookingAction, body: BookingActionInput, key: string): Promise<Booking> =>
  call(actOnBooking, { params: { id, action }, body, idempotencyKey: key })
export const sendRating = (id: string, body: RatingInput): Promise<Booking> => call(rateBooking, { params: { id }, body })
export const sendRevisit = (id: string, body: RevisitInput): Promise<Booking> => call(answerRevisit, { params: { id }, body })
export async function saveBookingCalendar(id: string, number: string): Promise<true> {
  saveFile(await call(getBookingCalendar, { params: { id }, ...asFile }), `约专家-${number}.ics`, 'text/calendar')
  return true
}
export const sendFeed = (body: FeedInput): Promise<Feed> => call(makeFeed, { body })

/* Experts and the desk */
export const readMyVisits = (query: { from?: string; to?: string } = {}): Promise<Bookings> => call(listMyVisits, { query })
export const readDeskBookings = (query: DeskBookingsQuery): Promise<DeskBookings> => call(listDeskBookings, { query })
export const readDeskExperts = (): Promise<DeskExperts> => call(listDeskExperts)
export const readStatistics = (query: ConsultationStatisticsQuery): Promise<ConsultationStatistics> =>
  call(getConsultationStatistics, { query })
export async function saveVisitsSheet(query: ConsultationStatisticsQuery): Promise<true> {
  saveFile(await call(getVisitsSheet, { query, ...asFile }), `进企业服务-${query.from}-${query.to}.xlsx`)
  return true
}
export const readProfile = (id: string): Promise<Profile> => call(getProfile, { params: { id } })
export const sendProfile = (id: string, body: ProfileInput, version: number): Promise<Profile> =>
  call(saveProfile, { params: { id }, body, ifMatch: version })
export const readAvailability = (id: string): Promise<Availability> => call(getAvailability, { params: { id } })
export const sendAvailability = (id: string, body: HoursInput, version: number): Promise<Availability> =>
  call(saveAvailability, { params: { id }, body, ifMatch: version })
export const sendLeave = (id: string, body: LeaveInput): Promise<Availability> => call(addLeave, { params: { id }, body })
export const dropLeave = (id: string, leaveId: string): Promise<Availability> => call(removeLeave, { params: { id, leaveId } })
export const readOpenDays = (): Promise<OpenDays> => call(listOpenDays)
export const sendOpenDay = (date: string, reason: string): Promise<OpenDays> => call(openDay, { params: { date }, body: { reason } })
export const dropOpenDay = (date: string): Promise<OpenDays> => call(closeDay, { params: { date } })

/* Waiting list */
export const readWaiting = async (firmId: string): Promise<Waiting[]> => (await call(listWaiting, { query: { firmId } })).items
export const sendWaiting = (body: WaitingInput): Promise<Waiting> => call(joinWaiting, { body })
export const dropWaiting = (id: string): Promise<void> => call(leaveWaiting, { params: { id } })
export const sendDecline = (id: string): Promise<Waiting> => call(declineOffer, { params: { id } })

/* Written questions */
/** A firm's; without a firm what waits for the asker's duty. */
export const readQuestions = async (firmId?: string): Promise<Question[]> =>
  (await call(listQuestions, { query: firmId === undefined ? {} : { firmId } })).items
export const readQuestion = (id: string): Promise<Question> => call(getQuestion, { params: { id } })
export const sendQuestion = (body: QuestionInput, key: string): Promise<Question> => call(askQuestion, { body, idempotencyKey: key })
export const sendQuestionAction = (id: string, action: QuestionAction, body: QuestionActionInput, key: string): Promise<Question> =>
  call(actOnQuestion, { params: { id, action }, body, idempotencyKey: key })

/* The record of a visit */
export const readRecord = (id: string): Promise<VisitRecord> => call(getRecord, { params: { id } })
export const sendRecord = (id: string, body: RecordInput, version: number): Promise<VisitRecord> =>
  call(saveRecord, { params: { id }, body, ifMatch: version })
export const attachRecordPhoto = (id: string, fileId: string): Promise<VisitRecord> =>
  call(addRecordPhoto, { params: { id }, body: { fileId } })
export const dropRecordPhoto = (id: string, fileId: string): Promise<VisitRecord> => call(removeRecordPhoto, { params: { id, fileId } })
export const askRecordCode = (id: string): Promise<RecordCode> => call(sendRecordCode, { params: { id } })
export const sendFollowUp = (id: string, followUpId: string, isDone: boolean): Promise<VisitRecord> =>
  call(setFollowUp, { params: { id, followUpId }, body: { isDone } })
export async function saveRecordPdf(id: string, number: string): Promise<true> {
  saveFile(await call(getRecordPdf, { params: { id }, ...asFile }), `服务记录表-${number}.pdf`, 'application/pdf')
  return true
}
