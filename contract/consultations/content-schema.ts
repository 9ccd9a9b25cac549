// content/<county>/consultations.json: what experts advise on, how they meet, how far the towns are, and every limit.
import Type, { type Static } from 'typebox'
import { closed, nullable, oneOf } from '../schema.ts'
import { quantumMinutes, ways } from './ways.ts'

const ShortSchema = Type.String({ minLength: 1, maxLength: 80 })
const TextSchema = Type.String({ minLength: 1, maxLength: 400 })
const CodeSchema = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' })
const ReasonsSchema = Type.Array(ShortSchema, { minItems: 1, maxItems: 8 })
/** Minutes in whole quarter-hours. */
const quarters = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum, multipleOf: quantumMinutes })
/** HH:MM. */
export const ClockTimeSchema = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' })

export const TopicSchema = closed({
  id: CodeSchema, title: ShortSchema,
  /** When this is the right one, in the firm's words. */
  hint: TextSchema,
  /** What to have ready. */
  prepare: Type.Array(ShortSchema, { minItems: 1, maxItems: 6 }),
})
export type Topic = Static<typeof TopicSchema>

export const WayInfoSchema = closed({
  id: oneOf(...ways), title: ShortSchema, note: TextSchema,
  /** How long the meeting lasts. */
  minutes: quarters(15, 240),
  /** Kept free before and after it beside the journey. */
  beforeMinutes: quarters(0, 120), afterMinutes: quarters(0, 120),
  /** Booked at least this long before. */
  noticeHours: Type.Integer({ minimum: 0, maximum: 240 }),
})
export type WayInfo = Static<typeof WayInfoSchema>

export const ConsultationLimitsSchema = closed({
  /** Coming bookings, and times held while filling in, a firm may have at once. */
  liveBookings: Type.Integer({ minimum: 1, maximum: 50 }), holds: Type.Integer({ minimum: 1, maximum: 10 }), holdMinutes: Type.Integer({ minimum: 1, maximum: 60 }),
  /** How far ahead bookings are taken, in days after today. */
  horizonDays: Type.Integer({ minimum: 1, maximum: 120 }),
  /** Meetings a day for an expert who says nothing else. */
  perDay: Type.Integer({ minimum: 1, maximum: 20 }),
  /** No free time within so many days: waiting list, written question or 12330 are offered first. */
  soonDays: Type.Integer({ minimum: 1, maximum: 60 }),
  /** A cancellation or move later than this before the start is called late in the figures. */
  lateHours: Type.Integer({ minimum: 0, maximum: 72 }),
  waiting: Type.Integer({ minimum: 1, maximum: 20 }),
  /** How long a freed time is kept for one firm, and after how many missed offers it leaves the list. */
  offerHours: Type.Integer({ minimum: 1, maximum: 72 }), offersMissed: Type.Integer({ minimum: 1, maximum: 10 }),
  /** Unanswered written questions a firm may have; answered within so many working days. */
  questions: Type.Integer({ minimum: 1, maximum: 50 }), answerWorkdays: Type.Integer({ minimum: 1, maximum: 60 }),
  /** Days after the visit at which the firm is asked whether it helped. */
  revisitDays: Type.Integer({ minimum: 1, maximum: 60 }),
  files: Type.Integer({ minimum: 1, maximum: 20 }), photos: Type.Integer({ minimum: 1, maximum: 20 }),
})
export type ConsultationLimits = Static<typeof ConsultationLimitsSchema>

const SectionSchema = closed({ title: ShortSchema, hint: TextSchema })

export const ConsultationContentSchema = closed({
  source: TextSchema, illustrative: Type.Boolean(), title: ShortSchema, intro: TextSchema,
  /** Said where they belong: free; guidance and no legal opinion; experts sell nothing; nothing secret is sent. */
  boundary: closed({ free: TextSchema, guidance: TextSchema, noTouting: TextSchema, noSecrets: TextSchema }),
  topics: Type.Array(TopicSchema, { minItems: 1, maxItems: 40 }),
  ways: Type.Array(WayInfoSchema, { minItems: 1, maxItems: 4 }),
  /** Where 到所 takes place; an address nobody has given yet is null (待主办单位提供). */
  places: Type.Array(closed({ id: CodeSchema, name: ShortSchema, address: nullable(ShortSchema), note: Type.Optional(TextSchema) }), { minItems: 1, maxItems: 20 }),
  /** Minutes on the road one way, for every town of the county. */
  towns: Type.Array(closed({ town: ShortSchema, travelMinutes: Type.Integer({ minimum: 0, maximum: 240 }) }), { minItems: 1 }),
  /** Meetings begin at these minutes of the clock: 30 is :00 and :30. */
  gridMinutes: oneOf('15', '30', '60'),
  /** For an expert who says nothing else. */
  lunch: closed({ from: ClockTimeSchema, to: ClockTimeSchema }),
  limits: ConsultationLimitsSchema,
  /** Ready words beside the box for one's own. */
  reasons: closed({ firmCancel: ReasonsSchema, firmMove: ReasonsSchema, expertCancel: ReasonsSchema, expertMove: ReasonsSchema, replace: ReasonsSchema, excuse: ReasonsSchema }),
  /** Three, one to five stars each. */
  ratingQuestions: closed({ professional: ShortSchema, relevant: ShortSchema, solved: ShortSchema }),
  revisitQuestion: TextSchema,
  /** 送政策 访需求 解难题 听意见 */
  record: closed({ policy: SectionSchema, needs: SectionSchema, problems: SectionSchema, opinions: SectionSchema }),
})
export type ConsultationContent = Static<typeof ConsultationContentSchema>
