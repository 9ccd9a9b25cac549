import { endpoint } from '../endpoint.ts'
import type {
  Availability, Booking, BookingActionInput, BookingInput, BookingPatch, Bookings, ConsultationStatistics, ConsultationStatisticsQuery, DeskBookings, DeskBookingsQuery, DeskExperts, Feed, FeedInput, Hold, HoldInput, HoursInput, LeaveInput,
  OpenDays, Profile, ProfileInput, Question, QuestionAction, QuestionActionInput, QuestionInput, Questions, RatingInput, RecordCode, RecordInput, RevisitInput, VisitRecord, Waiting, WaitingInput, WaitingList,
} from './schema.ts'
import type { BookingAction } from './workflow.ts'
export { getExpert, listExperts, listSlots, listTopics } from './public-endpoints.ts'

type Id = { id: string }

/** 201; 200 with the firm's own hold of this time. 409 `consultations.slot-taken` (details.reason), `consultations.hold-limit`, `consultations.held-often`. */
export const holdSlot = endpoint<{ body: HoldInput; reply: Hold }>('POST', '/api/consultations/holds')
export const releaseHold = endpoint<{ params: Id; reply: void }>('DELETE', '/api/consultations/holds/:id')
/** Needs Idempotency-Key. Either holdId or slotId; officers for any firm. 409 `consultations.slot-taken`, `consultations.hold-expired`, `consultations.booking-limit`. */
export const createBooking = endpoint<{ body: BookingInput; reply: Booking }>('POST', '/api/consultations/bookings')
/** A firm's, coming ones first, then the latest. */
export const listBookings = endpoint<{ query: { firmId: string }; reply: Bookings }>('GET', '/api/consultations/bookings')
export const getBooking = endpoint<{ params: Id; reply: Booking }>('GET', '/api/consultations/bookings/:id')
/** Needs If-Match. The firm and officers what it is about; the expert only `meeting`. */
export const updateBooking = endpoint<{ params: Id; body: BookingPatch; reply: Booking }>('PATCH', '/api/consultations/bookings/:id')
/** Needs Idempotency-Key. 409 `consultations.wrong-state`, `consultations.too-early`, `consultations.slot-taken`, `consultations.record-empty`; 422 `reason`. */
export const actOnBooking = endpoint<{ params: { id: string; action: BookingAction }; body: BookingActionInput; reply: Booking }>('POST', '/api/consultations/bookings/:id/actions/:action')
export const getBookingCalendar = endpoint<{ params: Id; reply: ArrayBuffer }>('GET', '/api/consultations/bookings/:id.ics')
/** The firm, once done; may be said again. */
export const rateBooking = endpoint<{ params: Id; body: RatingInput; reply: Booking }>('PUT', '/api/consultations/bookings/:id/rating')
/** Whether it helped, some days later: the firm, or an officer who called. */
export const answerRevisit = endpoint<{ params: Id; body: RevisitInput; reply: Booking }>('PUT', '/api/consultations/bookings/:id/revisit')

/** The expert's own visits, in order of time. */
export const listMyVisits = endpoint<{ query: { from?: string; to?: string }; reply: Bookings }>('GET', '/api/consultations/visits')
/** Officers. */
export const listDeskBookings = endpoint<{ query: DeskBookingsQuery; reply: DeskBookings }>('GET', '/api/consultations/desk/bookings')
export const listDeskExperts = endpoint<{ reply: DeskExperts }>('GET', '/api/consultations/desk/experts')
export const getConsultationStatistics = endpoint<{ query: ConsultationStatisticsQuery; reply: ConsultationStatistics }>('GET', '/api/consultations/statistics')
/** One line a visit, for the county's own report. */
export const getVisitsSheet = endpoint<{ query: ConsultationStatisticsQuery; reply: ArrayBuffer }>('GET', '/api/consultations/visits.xlsx')

/** The expert's own, and officers. A profile nobody has written yet is empty with version 0. */
export const getProfile = endpoint<{ params: Id; reply: Profile }>('GET', '/api/consultations/experts/:id/profile')
/** Needs If-Match. */
export const saveProfile = endpoint<{ params: Id; body: ProfileInput; reply: Profile }>('PUT', '/api/consultations/experts/:id/profile')
export const getAvailability = endpoint<{ params: Id; reply: Availability }>('GET', '/api/consultations/experts/:id/availability')
/** Needs If-Match. Bookings that stand are not touched. */
export const saveAvailability = endpoint<{ params: Id; body: HoursInput; reply: Availability }>('PUT', '/api/consultations/experts/:id/availability')
/** 201. The reply names the bookings that lie over it. */
export const addLeave = endpoint<{ params: Id; body: LeaveInput; reply: Availability }>('POST', '/api/consultations/experts/:id/leaves')
export const removeLeave = endpoint<{ params: { id: string; leaveId: string }; reply: Availability }>('DELETE', '/api/consultations/experts/:id/leaves/:leaveId')
/** Officers: a holiday on which the weekly hours go all the same. Coming ones. */
export const listOpenDays = endpoint<{ reply: OpenDays }>('GET', '/api/consultations/open-days')
export const openDay = endpoint<{ params: { date: string }; body: { reason: string }; reply: OpenDays }>('PUT', '/api/consultations/open-days/:date')
export const closeDay = endpoint<{ params: { date: string }; reply: OpenDays }>('DELETE', '/api/consultations/open-days/:date')

export const listWaiting = endpoint<{ query: { firmId: string }; reply: WaitingList }>('GET', '/api/consultations/waiting')
/** 201. 409 `consultations.waiting-limit`. A time that is free is offered at once. */
export const joinWaiting = endpoint<{ body: WaitingInput; reply: Waiting }>('POST', '/api/consultations/waiting')
export const leaveWaiting = endpoint<{ params: Id; reply: void }>('DELETE', '/api/consultations/waiting/:id')
/** The kept time goes to the next; the firm stays on the list. */
export const declineOffer = endpoint<{ params: Id; reply: Waiting }>('POST', '/api/consultations/waiting/:id/decline')

export const listQuestions = endpoint<{ query: { firmId?: string }; reply: Questions }>('GET', '/api/consultations/questions')
/** 201; needs Idempotency-Key. 409 `consultations.question-limit`. */
export const askQuestion = endpoint<{ body: QuestionInput; reply: Question }>('POST', '/api/consultations/questions')
export const getQuestion = endpoint<{ params: Id; reply: Question }>('GET', '/api/consultations/questions/:id')
/** Needs Idempotency-Key. 409 `consultations.question-state`; 422 by field. */
export const actOnQuestion = endpoint<{ params: { id: string; action: QuestionAction }; body: QuestionActionInput; reply: Question }>('POST', '/api/consultations/questions/:id/actions/:action')

/** The expert's draft; for the firm and officers once it was handed in. A record nobody has begun is empty with version 0. */
export const getRecord = endpoint<{ params: Id; reply: VisitRecord }>('GET', '/api/consultations/bookings/:id/record')
/** Its expert. Needs If-Match (0 for the first). What is there already, letter for letter, is answered as it is. 409 `consultations.record-locked`. */
export const saveRecord = endpoint<{ params: Id; body: RecordInput; reply: VisitRecord }>('PUT', '/api/consultations/bookings/:id/record')
/** 201; 200 when this file is there already. 409 `consultations.files-full`. */
export const addRecordPhoto = endpoint<{ params: Id; body: { fileId: string }; reply: VisitRecord }>('POST', '/api/consultations/bookings/:id/record/photos')
export const removeRecordPhoto = endpoint<{ params: { id: string; fileId: string }; reply: VisitRecord }>('DELETE', '/api/consultations/bookings/:id/record/photos/:fileId')
/** The expert beside the firm: a code to the contact's phone, for exactly the record as it stands. */
export const sendRecordCode = endpoint<{ params: Id; reply: RecordCode }>('POST', '/api/consultations/bookings/:id/record/code')
/** 服务记录表 */
export const getRecordPdf = endpoint<{ params: Id; reply: ArrayBuffer }>('GET', '/api/consultations/bookings/:id/record.pdf')
/** A follow-up is done or not, once the record is confirmed; all three sides. */
export const setFollowUp = endpoint<{ params: { id: string; followUpId: string }; body: { isDone: boolean }; reply: VisitRecord }>('PUT', '/api/consultations/bookings/:id/record/follow-ups/:followUpId')

/** The asker's private address for a calendar; the same every time until it is renewed. */
export const makeFeed = endpoint<{ body: FeedInput; reply: Feed }>('POST', '/api/consultations/feeds')
/** Public for whoever knows the token; 404 once the person has left the firm or the service. */
export const getFeed = endpoint<{ params: { token: string }; reply: ArrayBuffer }>('GET', '/api/consultations/calendar/:token.ics')
