// The sample people, firms and cases of a demonstration: content/<county>/demo.json. A county without the file has an empty demonstration.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Type, { type Static } from 'typebox'
import { AnswerInputSchema, AnswerWordSchema, OpeningAnswersSchema, PlanStateSchema, ReviewerKindSchema } from '#contract/assessment/schema.ts'
import { StaffRoleSchema } from '#contract/accounts/schema.ts'
import { FollowUpInputSchema, HoursInputSchema, ProfileInputSchema, RatingInputSchema, RecordInputSchema, RevisitInputSchema, WaitingInputSchema, WaySchema, WeeklyRuleSchema } from '#contract/consultations/schema.ts'
import { LeadRatingSchema } from '#contract/financing/lead-schema.ts'
import { RequestPatchSchema } from '#contract/financing/request-schema.ts'
import { AudienceSchema } from '#contract/notices/audience-schema.ts'
import { NoticeTextSchema } from '#contract/notices/desk-schema.ts'
import { RightKindSchema } from '#contract/portfolio/schema.ts'
import { closed, DateSchema, nullable, oneOf } from '#contract/schema.ts'
import { readJson } from '../content/read.ts'
import { ContentError } from '../content.ts'

const GivenAnswersSchema = Type.Record(Type.String(), AnswerInputSchema)

const { validFrom: _from, validTo: _to, ...ruleParts } = WeeklyRuleSchema.properties
const { lunch, perDay } = HoursInputSchema.properties
/** Hours go from long ago on; days are counted from today. */
const SampleExpertSchema = closed({
  expert: Type.String(), profile: ProfileInputSchema, hours: closed({ rules: Type.Array(closed(ruleParts)), lunch, perDay }),
  leaves: Type.Array(closed({ inDays: Type.Integer(), days: Type.Integer(), reason: Type.String() })),
})
const { followUps: _ups, ...recordParts } = RecordInputSchema.properties
const { what, owner } = FollowUpInputSchema.properties
/** On the first day from `inDays` on (below zero: past) on which the expert has a free time at this hour or later. */
const SampleBookingSchema = closed({
  firm: Type.String(), by: Type.String(), expert: Type.String(), topic: Type.String(), way: WaySchema, bookedDaysAgo: Type.Integer({ minimum: 1 }), inDays: Type.Integer(), clock: Type.String(), description: Type.String(), address: Type.Optional(Type.String()),
  then: Type.Array(oneOf('confirm', 'cancel', 'arrive', 'miss', 'submit-record', 'confirm-record')), reason: Type.Optional(Type.String()),
  record: Type.Optional(closed({ ...recordParts, followUps: Type.Array(closed({ what, owner, dueInDays: Type.Integer() })) })), rating: Type.Optional(RatingInputSchema), revisit: Type.Optional(RevisitInputSchema),
})
const SampleQuestionSchema = closed({
  firm: Type.String(), by: Type.String(), topic: Type.String(), daysAgo: Type.Integer(), text: Type.String(), /** An expert who has it in hand. */ taken: Type.Optional(Type.String()),
  answer: Type.Optional(closed({ by: Type.String(), daysLater: Type.Integer(), text: Type.String() })),
})
const { topic, way, part } = WaitingInputSchema.properties
const ConsultationsSchema = closed({
  experts: Type.Array(SampleExpertSchema), bookings: Type.Array(SampleBookingSchema), questions: Type.Array(SampleQuestionSchema),
  waiting: Type.Array(closed({ firm: Type.String(), by: Type.String(), topic, way, part, fromInDays: Type.Integer(), toInDays: Type.Integer() })),
})

const { title: noticeTitle, category, points, facts, body, interpretation, programmeIds, source, deadlines } = NoticeTextSchema.properties
const { id: deadlineId, title: deadlineTitle } = deadlines.items.properties
const { who: forWhom, amount, how } = facts.properties
/** Begun at nine, so many days ago; what was done with it then, two hours each. Without an audience it is for everybody. */
const SampleNoticeSchema = closed({
  by: Type.String(), daysAgo: Type.Integer({ minimum: 0 }), audience: Type.Optional(Type.Partial(AudienceSchema)),
  text: closed({ title: noticeTitle, category, points, facts: closed({ who: forWhom, amount, how }), body, interpretation, programmeIds, source }),
  deadlines: Type.Array(closed({ id: deadlineId, title: deadlineTitle, inDays: Type.Integer() })),
  then: Type.Array(closed({ by: Type.String(), action: oneOf('propose', 'publish') })), /** Who has read it since. */ read: Type.Array(Type.String()),
})

const { rightIds: _rights, answers: cardAnswers, doneItems: _done, ...wishParts } = RequestPatchSchema.properties
/** Handed in so many working days ago, with every patent of the firm. Banks by a contact of theirs; what was done then, the firm's confirm included. */
const SampleRequestSchema = closed({
  firm: Type.String(), by: Type.String(), workdaysAgo: Type.Integer({ minimum: 1 }), answers: cardAnswers, wish: closed(wishParts),
  banks: Type.Array(closed({
    bank: Type.String(), askedAgo: Type.Integer({ minimum: 1 }), rating: Type.Optional(LeadRatingSchema),
    then: Type.Array(closed({ action: oneOf('take', 'refuse', 'examine', 'approve', 'sign', 'register', 'lend', 'confirm'), workdaysAgo: Type.Integer({ minimum: 0 }), amount: Type.Optional(Type.String()), months: Type.Optional(Type.Integer()), code: Type.Optional(Type.String()) })),
  })),
})

const DemoSchema = closed({
  note: Type.String(),
  accounts: Type.Array(closed({ key: Type.String(), phone: Type.String(), name: Type.String(), role: nullable(StaffRoleSchema), /** Of an assistant. */ town: Type.Optional(Type.String()), who: Type.String() })),
  firms: Type.Array(closed({ key: Type.String(), uscc: Type.String(), name: Type.String(), town: Type.String(), legalPerson: Type.String(), industry: Type.String(), scale: Type.String(), administrator: Type.String(), clerks: Type.Array(Type.String()), verification: oneOf('unverified', 'pending', 'verified') })),
  /** Banks the county works with; contacts by key of their account. */
  banks: Type.Array(closed({ name: Type.String(), phone: nullable(Type.String()), contacts: Type.Array(Type.String()) })),
  /** What the firms have in their portfolios before they apply for anything. Patents have `patent`, all others `number` and `grantedOn`. */
  rights: Type.Array(closed({
    firm: Type.String(), by: Type.String(), kind: RightKindSchema, title: Type.String(), number: Type.Optional(Type.String()), grantedOn: Type.Optional(DateSchema),
    coOwners: Type.Optional(Type.Array(Type.String())), classes: Type.Optional(Type.Array(Type.Integer())),
    /** The fee of patent year `openYear` is the first unpaid one and due so many days from today; below zero it is late. */
    patent: Type.Optional(closed({ kindDigit: oneOf('1', '2', '3'), serial: Type.String({ pattern: '^[0-9]{7}$' }), openYear: Type.Integer({ minimum: 3, maximum: 10 }), dueInDays: Type.Integer(), monthsToGrant: Type.Integer() })),
    pledge: Type.Optional(closed({ pledgee: Type.String(), number: Type.String(), daysAgo: Type.Integer() })),
  })),
  /** In the order they were made. Either closed, handed in or still open. */
  assessments: Type.Array(closed({
    firm: Type.String(), by: Type.String(), editionId: Type.String(), daysAgo: Type.Integer(), opening: OpeningAnswersSchema,
    /** Carried from the firm's sample before this one. */
    carried: Type.Optional(Type.Boolean()),
    /** The answer to every item asked in these chapters (all without them) that stands neither in `answers` nor in `blank`. */
    rest: AnswerWordSchema, chapters: Type.Optional(Type.Array(Type.String())), blank: Type.Optional(Type.Array(Type.String())), answers: GivenAnswersSchema,
    team: Type.Optional(Type.Array(closed({ scope: oneOf('chapter', 'item'), ref: Type.String(), to: Type.String() }))),
    later: Type.Optional(Type.Array(closed({ by: Type.String(), daysLater: Type.Integer(), answers: GivenAnswersSchema }))),
    evidence: Type.Optional(Type.Array(closed({ by: Type.String(), itemId: Type.String(), name: Type.String(), datedDaysAgo: Type.Optional(Type.Integer()), expiresInDays: Type.Optional(Type.Integer()) }))),
    plan: Type.Optional(Type.Array(closed({ itemIds: Type.Array(Type.String()), to: Type.String(), dueInDays: Type.Integer(), state: Type.Optional(PlanStateSchema) }))),
    isShared: Type.Boolean(), closedDaysLater: Type.Optional(Type.Integer()), submittedDaysLater: Type.Optional(Type.Integer()), to: Type.Optional(ReviewerKindSchema),
  })),
  consultations: ConsultationsSchema,
  notices: Type.Array(SampleNoticeSchema),
  financing: Type.Array(SampleRequestSchema),
  applications: Type.Array(closed({
    firm: Type.String(), by: Type.String(), programmeId: Type.String(), workdaysAgo: Type.Integer(), answers: Type.Record(Type.String(), Type.Unknown()),
    then: Type.Array(closed({
      action: oneOf('accept', 'return', 'recommend', 'approve', 'refuse', 'publicise'), by: Type.String(), workdaysLater: Type.Integer(), reason: Type.Optional(Type.String()),
      /** return: what is wrong with a field, or with the first page of a paper. */
      items: Type.Optional(Type.Array(closed({ field: Type.Optional(Type.String()), paperId: Type.Optional(Type.String()), phraseId: nullable(Type.String()), text: Type.String() }))),
    })),
  })),
})
export type Demo = Static<typeof DemoSchema>

export function readDemo(contentDir: string): Demo {
  const path = join(contentDir, 'demo.json')
  if (!existsSync(path)) return { note: '', accounts: [], firms: [], banks: [], rights: [], assessments: [], consultations: { experts: [], bookings: [], questions: [], waiting: [] }, notices: [], financing: [], applications: [] }
  const problems: string[] = []
  const read = readJson(path, 'demo.json', DemoSchema, problems)
  if (!read || problems.length > 0) throw new ContentError(contentDir, problems)
  return read.value
}
