// Experts, free times, bookings and what comes of them. Instants are ISO 8601, dates and hours those of Shanghai.
import Type, { type Static } from 'typebox'
import { FileInfoSchema } from '../files/schema.ts'
import { RightKindSchema } from '../portfolio/schema.ts'
import { closed, CursorQuery, DateSchema, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'
import { ClockTimeSchema, ConsultationContentSchema } from './content-schema.ts'
import { dayParts, textLimits, ways } from './ways.ts'
import { bookingActions, bookingSides, bookingStates } from './workflow.ts'

export const WaySchema = oneOf(...ways)
export const BookingStateSchema = oneOf(...bookingStates)
const CodeSchema = Type.String({ minLength: 1, maxLength: 40 })
const WaysSchema = Type.Array(WaySchema, { minItems: 1, maxItems: 4, uniqueItems: true })
const CodesSchema = Type.Array(CodeSchema, { maxItems: 40, uniqueItems: true })
const text = (maxLength: number) => Type.String({ maxLength })
export const ExpertNameSchema = closed({ id: IdSchema, name: Type.String() })
export type ExpertName = Static<typeof ExpertNameSchema>

/** What everybody may know: topics, ways, towns, limits and sentences; today is the county's date. */
export const TopicsSchema = closed({ items: ConsultationContentSchema.properties.topics, ...withoutTopics(), today: DateSchema })
export type Topics = Static<typeof TopicsSchema>
function withoutTopics() {
  const { topics: _, source: __, ...rest } = ConsultationContentSchema.properties
  return rest
}

/* Experts */
const profileParts = {
  organisation: text(80), qualification: text(80),
  /** What they know, in words. */
  fields: text(200), industries: CodesSchema, topics: CodesSchema, ways: WaysSchema,
  /** 回避声明 */
  statement: text(400), introduction: text(600),
  /** Where firms come to them; null: nowhere. */
  placeId: nullable(CodeSchema),
}
export const ExpertSchema = closed({ id: IdSchema, name: Type.String(), ...profileParts, /** Visits done. */ served: Type.Integer() })
export type Expert = Static<typeof ExpertSchema>
export const ExpertsSchema = closed({ items: Type.Array(ExpertSchema) })
export type Experts = Static<typeof ExpertsSchema>
export const ProfileInputSchema = closed({ ...profileParts, /** Takes bookings and is shown. */ isOpen: Type.Boolean() })
export type ProfileInput = Static<typeof ProfileInputSchema>
export const ProfileSchema = closed({ id: IdSchema, name: Type.String(), ...ProfileInputSchema.properties, version: Type.Integer() })
export type Profile = Static<typeof ProfileSchema>

/* Hours */
const span = { from: ClockTimeSchema, to: ClockTimeSchema, ways: WaysSchema }
export const WeeklyRuleSchema = closed({
  weekdays: Type.Array(Type.Integer({ minimum: 0, maximum: 6 }), { minItems: 1, maxItems: 7, uniqueItems: true }), ...span,
  validFrom: DateSchema, validTo: nullable(DateSchema), onMakeUpDays: Type.Boolean(),
})
export const AdditionSchema = closed({ date: DateSchema, ...span })
export const HoursInputSchema = closed({
  rules: Type.Array(WeeklyRuleSchema, { maxItems: 40 }), additions: Type.Array(AdditionSchema, { maxItems: 100 }),
  lunch: nullable(closed({ from: ClockTimeSchema, to: ClockTimeSchema })), perDay: Type.Integer({ minimum: 1, maximum: 20 }),
})
export type HoursInput = Static<typeof HoursInputSchema>
export const LeaveSchema = closed({ id: IdSchema, startsAt: InstantSchema, endsAt: InstantSchema, reason: Type.String(), by: Type.String() })
export type Leave = Static<typeof LeaveSchema>
export const LeaveInputSchema = closed({ startsAt: InstantSchema, endsAt: InstantSchema, reason: text(textLimits.reason) })
export type LeaveInput = Static<typeof LeaveInputSchema>
export const OpenDaySchema = closed({ date: DateSchema, reason: Type.String(), by: Type.String() })
export const OpenDayInputSchema = closed({ reason: text(textLimits.reason) })

/* Free times */
export const SlotsQuerySchema = closed({
  topic: CodeSchema, way: Type.Optional(WaySchema),
  /** Of a visit; without it the longest road of the county is kept free. */
  town: Type.Optional(text(40)), from: Type.Optional(DateSchema), to: Type.Optional(DateSchema),
  /** An expert, or `any`: one entry a time, with whoever is least busy. Without it every expert's times. */
  expertId: Type.Optional(IdSchema),
  /** For whom: experts who act for it are left out, its town is that of a visit. Only its members and officers may ask. */
  firmId: Type.Optional(IdSchema),
  /** A booking being moved: its own old time counts as free. Only its own people may ask. */
  bookingId: Type.Optional(IdSchema),
})
export type SlotsQuery = Static<typeof SlotsQuerySchema>
export const SlotSchema = closed({ id: Type.String(), expertId: IdSchema, expertName: Type.String(), startsAt: InstantSchema, endsAt: InstantSchema, ways: Type.Array(WaySchema), /** Experts free then. */ choices: Type.Integer() })
export type Slot = Static<typeof SlotSchema>
export const SlotsSchema = closed({
  items: Type.Array(SlotSchema),
  /** rest: nobody works; full: there would be time, were it not taken; none: no hours, or they have gone by. */
  days: Type.Array(closed({ date: DateSchema, free: Type.Integer(), kind: oneOf('free', 'full', 'rest', 'none') })),
  /** The first free date up to the horizon, wherever the asked-for days lie; null: none. */
  earliestOn: nullable(DateSchema), lastDate: DateSchema, today: DateSchema,
  /** Nothing within the days the county promises: three ways on. */
  isScarce: Type.Boolean(),
})
export type Slots = Static<typeof SlotsSchema>

export const HoldInputSchema = closed({ firmId: IdSchema, slotId: text(200), town: Type.Optional(text(40)) })
export type HoldInput = Static<typeof HoldInputSchema>
export const HoldSchema = closed({ holdId: IdSchema, expiresAt: InstantSchema, expertId: IdSchema, expertName: Type.String(), way: WaySchema, startsAt: InstantSchema, endsAt: InstantSchema })
export type Hold = Static<typeof HoldSchema>

/* Bookings */
export const GapRefSchema = closed({ assessmentId: IdSchema, itemId: CodeSchema })
const needParts = {
  description: text(textLimits.description), contactName: Type.Optional(text(40)), contactPhone: Type.Optional(text(40)),
  /** Of a visit; without them the firm's own town. */
  town: Type.Optional(text(40)), address: Type.Optional(text(textLimits.address)),
  rightIds: Type.Optional(Type.Array(IdSchema, { maxItems: 20, uniqueItems: true })), gaps: Type.Optional(Type.Array(GapRefSchema, { maxItems: 20 })),
  fileIds: Type.Optional(Type.Array(IdSchema, { maxItems: 20, uniqueItems: true })),
}
export const BookingInputSchema = closed({
  firmId: IdSchema, slotId: Type.Optional(text(200)), holdId: Type.Optional(IdSchema), topic: CodeSchema, way: WaySchema, ...needParts, questionId: Type.Optional(IdSchema),
})
export type BookingInput = Static<typeof BookingInputSchema>
export const BookingPatchSchema = closed({ ...needParts, description: Type.Optional(needParts.description), /** How a video or telephone talk is reached; the expert's. */ meeting: Type.Optional(text(textLimits.meeting)) })
export type BookingPatch = Static<typeof BookingPatchSchema>
export const RightRefSchema = closed({ id: IdSchema, kind: RightKindSchema, number: Type.String(), title: Type.String() })
export const GapSchema = closed({ ...GapRefSchema.properties, title: Type.String() })

export const BookingEventSchema = closed({
  action: oneOf('book', 'edit', 'rate', 'revisit', ...bookingActions), side: oneOf(...bookingSides, 'calendar'), by: Type.String(), at: InstantSchema, reason: nullable(Type.String()), state: BookingStateSchema,
  /** reschedule, replace: from where to where. */
  change: nullable(closed({ fromStartsAt: InstantSchema, toStartsAt: InstantSchema, fromExpert: Type.String(), toExpert: Type.String() })),
})
export const RatingInputSchema = closed({ professional: Type.Integer({ minimum: 1, maximum: 5 }), relevant: Type.Integer({ minimum: 1, maximum: 5 }), solved: Type.Integer({ minimum: 1, maximum: 5 }), words: text(textLimits.words) })
export type RatingInput = Static<typeof RatingInputSchema>
export const RatingSchema = closed({ ...RatingInputSchema.properties, by: Type.String(), at: InstantSchema })
export const RevisitInputSchema = closed({ result: oneOf('solved', 'partly', 'unsolved'), words: text(textLimits.words) })
export type RevisitInput = Static<typeof RevisitInputSchema>
export const RevisitSchema = closed({ result: nullable(RevisitInputSchema.properties.result), words: Type.String(), by: nullable(Type.String()), side: nullable(oneOf('firm', 'officer')), at: nullable(InstantSchema), askedAt: nullable(InstantSchema) })

export const BookingSummarySchema = closed({
  id: IdSchema, number: Type.String(), firmId: IdSchema, firmName: Type.String(), expert: ExpertNameSchema, topic: CodeSchema, topicTitle: Type.String(), way: WaySchema, state: BookingStateSchema, version: Type.Integer(),
  startsAt: InstantSchema, endsAt: InstantSchema, town: nullable(Type.String()),
  /** Its expert is on leave then, or has left the service: to be moved. */
  isOverLeave: Type.Boolean(),
  /** Made at the desk for the firm, by whom. */
  bookedFor: nullable(Type.String()), isRated: Type.Boolean(),
  /** Who cancelled it; null unless cancelled. */
  cancelledBy: nullable(oneOf(...bookingSides)),
})
export type BookingSummary = Static<typeof BookingSummarySchema>
export const BookingsSchema = closed({ items: Type.Array(BookingSummarySchema), next: Type.Optional(Type.String()), now: InstantSchema })
export type Bookings = Static<typeof BookingsSchema>
export const BookingSchema = closed({
  ...BookingSummarySchema.properties,
  side: oneOf(...bookingSides), actions: Type.Array(oneOf(...bookingActions)),
  /** The firm's address on a visit, the place on 到所; null on 电话 and 视频 and where nobody has said it. */
  address: nullable(Type.String()), meeting: nullable(Type.String()),
  description: Type.String(), contactName: Type.String(),
  /** For the firm and officers always; for the expert from booking until a week after the visit, never after a cancellation. */
  contactPhone: nullable(Type.String()),
  rights: Type.Array(RightRefSchema), gaps: Type.Array(GapSchema), files: Type.Array(FileInfoSchema),
  questionId: nullable(IdSchema), record: nullable(oneOf('draft', 'submitted', 'confirmed')),
  rating: nullable(RatingSchema), revisit: nullable(RevisitSchema), events: Type.Array(BookingEventSchema), createdAt: InstantSchema,
})
export type Booking = Static<typeof BookingSchema>
export const BookingActionParamsSchema = closed({ id: IdSchema, action: oneOf(...bookingActions) })
export const BookingActionInputSchema = closed({ reason: Type.Optional(text(textLimits.reason)), slotId: Type.Optional(text(200)), /** confirm-record by the expert: what the firm was sent. */ code: Type.Optional(text(20)) })
export type BookingActionInput = Static<typeof BookingActionInputSchema>
export const FirmQuerySchema = closed({ firmId: IdSchema })
/** An expert's own; without dates from today on. */
export const DayQuerySchema = closed({ from: Type.Optional(DateSchema), to: Type.Optional(DateSchema) })
export const DeskBookingsQuerySchema = closed({
  ...CursorQuery, group: Type.Optional(oneOf('coming', 'over-leave', 'unconfirmed', 'unrecorded', 'revisit', 'past', 'cancelled')),
  expertId: Type.Optional(IdSchema), town: Type.Optional(text(40)), q: Type.Optional(text(60)),
})
export type DeskBookingsQuery = Static<typeof DeskBookingsQuerySchema>
export const DeskBookingsSchema = closed({ ...BookingsSchema.properties, counts: Type.Record(Type.String(), Type.Integer()) })
export type DeskBookings = Static<typeof DeskBookingsSchema>

/* Hours as their expert and officers see them */
export const AvailabilitySchema = closed({
  ...HoursInputSchema.properties, expertId: IdSchema, version: Type.Integer(), leaves: Type.Array(LeaveSchema),
  /** Coming bookings that lie over a leave: to be moved. */
  overLeave: Type.Array(BookingSummarySchema), openDays: Type.Array(OpenDaySchema),
  /** Free days and worked weekends (调休) from today to the horizon, for the preview by the contract's rules. */
  calendar: closed({ today: DateSchema, restDays: Type.Array(DateSchema), workdays: Type.Array(DateSchema) }),
})
export type Availability = Static<typeof AvailabilitySchema>
export const LeaveParamsSchema = closed({ id: IdSchema, leaveId: IdSchema })
export const OpenDayParamsSchema = closed({ date: DateSchema })
export const OpenDaysSchema = closed({ items: Type.Array(OpenDaySchema) })
export type OpenDays = Static<typeof OpenDaysSchema>
export const DeskExpertsSchema = closed({ items: Type.Array(closed({ id: IdSchema, name: Type.String(), profile: nullable(ProfileSchema), coming: Type.Integer(), overLeave: Type.Integer() })) })
export type DeskExperts = Static<typeof DeskExpertsSchema>

/* Waiting list */
const waitingParts = { topic: CodeSchema, way: WaySchema, town: Type.Optional(text(40)), fromDate: DateSchema, toDate: DateSchema, part: oneOf(...dayParts) }
export const WaitingInputSchema = closed({ firmId: IdSchema, ...waitingParts })
export type WaitingInput = Static<typeof WaitingInputSchema>
export const WaitingSchema = closed({
  id: IdSchema, firmId: IdSchema, ...waitingParts, town: nullable(Type.String()), topicTitle: Type.String(), state: oneOf('waiting', 'offered', 'taken', 'ended'), /** Why it ended. */ ended: nullable(oneOf('left', 'missed', 'over')),
  /** The time kept for the firm; booked by POST /bookings with its holdId. */
  offer: nullable(HoldSchema), createdAt: InstantSchema,
})
export type Waiting = Static<typeof WaitingSchema>
export const WaitingListSchema = closed({ items: Type.Array(WaitingSchema) })
export type WaitingList = Static<typeof WaitingListSchema>

/* Written questions */
export const QuestionInputSchema = closed({ firmId: IdSchema, topic: CodeSchema, text: text(textLimits.question), rightIds: needParts.rightIds, gaps: needParts.gaps, fileIds: needParts.fileIds })
export type QuestionInput = Static<typeof QuestionInputSchema>
export const QuestionStateSchema = oneOf('open', 'assigned', 'answered', 'withdrawn')
export const QuestionSchema = closed({
  id: IdSchema, number: Type.String(), firmId: IdSchema, firmName: Type.String(), topic: CodeSchema, topicTitle: Type.String(), text: Type.String(),
  rights: Type.Array(RightRefSchema), gaps: Type.Array(GapSchema), files: Type.Array(FileInfoSchema),
  state: QuestionStateSchema, side: oneOf(...bookingSides), assignee: nullable(ExpertNameSchema),
  /** For an expert it was announced to: another has it by now, or it was withdrawn. They see who, and neither what was asked nor what was answered. */
  isElsewhere: Type.Boolean(),
  dueOn: nullable(DateSchema), isOverdue: Type.Boolean(),
  answer: nullable(Type.String()), answeredBy: nullable(Type.String()), answeredAt: nullable(InstantSchema), bookingId: nullable(IdSchema), askedBy: Type.String(), createdAt: InstantSchema, version: Type.Integer(),
})
export type Question = Static<typeof QuestionSchema>
export const QuestionsSchema = closed({ items: Type.Array(QuestionSchema) })
export type Questions = Static<typeof QuestionsSchema>
/** A firm's with firmId, the latest first; without it what waits for the asker's duty, by due date, and behind it what was answered in the last 30 days. */
export const QuestionsQuerySchema = closed({ firmId: Type.Optional(IdSchema) })
/** take: an expert for themselves; assign: an officer; answer: whoever has it, or an officer; withdraw: the firm. */
export const QuestionActionSchema = oneOf('take', 'assign', 'answer', 'withdraw')
export type QuestionAction = Static<typeof QuestionActionSchema>
export const QuestionActionParamsSchema = closed({ id: IdSchema, action: QuestionActionSchema })
export const QuestionActionInputSchema = closed({ expertId: Type.Optional(IdSchema), answer: Type.Optional(text(textLimits.answer)) })
export type QuestionActionInput = Static<typeof QuestionActionInputSchema>

/* The record of a visit (服务记录表) */
const note = text(textLimits.note)
export const FollowUpInputSchema = closed({ id: IdSchema, what: text(200), owner: oneOf('firm', 'expert', 'office'), dueOn: nullable(DateSchema) })
export const RecordInputSchema = closed({
  people: Type.Array(closed({ name: text(40), department: text(40), title: text(40) }), { maxItems: 20 }),
  /** The firm's situation; then 送政策 访需求 解难题 听意见; then findings, advice and plan. */
  situation: note, policy: note, needs: note, problems: note, opinions: note, findings: note, advice: note, plan: note,
  followUps: Type.Array(FollowUpInputSchema, { maxItems: 20 }),
})
export type RecordInput = Static<typeof RecordInputSchema>
export const VisitRecordSchema = closed({
  ...RecordInputSchema.properties, followUps: Type.Array(closed({ ...FollowUpInputSchema.properties, doneAt: nullable(InstantSchema) })),
  bookingId: IdSchema, state: oneOf('draft', 'submitted', 'confirmed'), photos: Type.Array(FileInfoSchema), savedAt: nullable(InstantSchema), submittedAt: nullable(InstantSchema),
  /** Why the firm sent it back, until it is handed in again. */
  returnedBecause: nullable(Type.String()), confirmedBy: nullable(Type.String()), confirmedAt: nullable(InstantSchema), confirmedVia: nullable(oneOf('tap', 'code')), version: Type.Integer(),
})
export type VisitRecord = Static<typeof VisitRecordSchema>
export const RecordPhotoInputSchema = closed({ fileId: IdSchema })
export const RecordPhotoParamsSchema = closed({ id: IdSchema, fileId: IdSchema })
export const RecordCodeSchema = closed({ phoneMasked: Type.String(), expiresAt: InstantSchema, resendAfterSeconds: Type.Integer(), expiresInSeconds: Type.Integer(), demoCode: Type.Optional(Type.String()) })
export type RecordCode = Static<typeof RecordCodeSchema>
export const FollowUpParamsSchema = closed({ id: IdSchema, followUpId: IdSchema })
export const FollowUpPatchSchema = closed({ isDone: Type.Boolean() })

/* Calendar feeds */
export const FeedInputSchema = closed({ /** A firm's visits; without it an expert's own. */ firmId: Type.Optional(IdSchema), /** Makes a new address; the old one stops. */ renew: Type.Optional(Type.Boolean()) })
export type FeedInput = Static<typeof FeedInputSchema>
export const FeedSchema = closed({ url: Type.String() })
export type Feed = Static<typeof FeedSchema>
export const FeedParamsSchema = closed({ token: Type.String({ maxLength: 100 }) })

/* What the county can show */
export const ConsultationStatisticsQuerySchema = closed({ from: DateSchema, to: DateSchema })
export type ConsultationStatisticsQuery = Static<typeof ConsultationStatisticsQuerySchema>
const counted = { booked: Type.Integer(), done: Type.Integer(), cancelled: Type.Integer(), missed: Type.Integer(), excused: Type.Integer() }
export const ConsultationStatisticsSchema = closed({
  ...ConsultationStatisticsQuerySchema.properties, ...counted, firms: Type.Integer(), lateCancellations: Type.Integer(), waiting: Type.Integer(), questions: Type.Integer(), answeredInTime: Type.Integer(), answered: Type.Integer(),
  /** Means in hundredths of a star; null where nobody rated. */
  rated: Type.Integer(), professional: nullable(Type.Integer()), relevant: nullable(Type.Integer()), solved: nullable(Type.Integer()),
  revisits: closed({ due: Type.Integer(), solved: Type.Integer(), partly: Type.Integer(), unsolved: Type.Integer() }),
  byExpert: Type.Array(closed({ expert: ExpertNameSchema, ...counted, minutes: Type.Integer(), rated: Type.Integer(), mean: nullable(Type.Integer()), coming: Type.Integer() })),
  byTopic: Type.Array(closed({ topic: CodeSchema, title: Type.String(), booked: Type.Integer(), questions: Type.Integer(), waiting: Type.Integer() })),
  byTown: Type.Array(closed({ town: Type.String(), booked: Type.Integer(), done: Type.Integer() })),
  byWay: Type.Array(closed({ way: WaySchema, booked: Type.Integer(), done: Type.Integer() })),
})
export type ConsultationStatistics = Static<typeof ConsultationStatisticsSchema>
