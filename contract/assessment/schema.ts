// A firm's assessment, its answers, evidence, team, review and plan.
import Type, { type Static } from 'typebox'
import { FileInfoSchema } from '../files/schema.ts'
import { closed, DateSchema, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'
import { noteLength } from './limits.ts'

/** 符合 观察项 一般不符合 严重不符合 不适用 不确定: the auditors' own scale. */
export const VerdictSchema = oneOf('conform', 'observation', 'minor', 'major', 'not-applicable', 'unsure')
export type Verdict = Static<typeof VerdictSchema>
/** Items take a verdict, red lines yes, no or unsure. */
export const AnswerWordSchema = oneOf('conform', 'observation', 'minor', 'major', 'not-applicable', 'unsure', 'yes', 'no')
export type AnswerWord = Static<typeof AnswerWordSchema>

/**
 * answered: by a person; carried: taken over unchanged from an earlier assessment; suggested: from an earlier one, to be confirmed (counts as not answered yet).
 */
export const OriginSchema = oneOf('answered', 'carried', 'suggested')
export const PersonSchema = closed({ id: IdSchema, name: Type.String() })
export type Person = Static<typeof PersonSchema>

export const AnswerSchema = closed({
  /** Of an item or of a red line. */
  itemId: Type.String(),
  /** Null: taken back, only the note is left. */
  answer: nullable(AnswerWordSchema),
  /** Required with observation and not-applicable. */
  note: Type.String(),
  origin: OriginSchema,
  version: Type.Integer(), by: nullable(PersonSchema), at: InstantSchema,
})
export type Answer = Static<typeof AnswerSchema>
export const AnswerInputSchema = closed({ answer: nullable(AnswerWordSchema), note: Type.Optional(Type.String({ maxLength: noteLength })) })
export type AnswerInput = Static<typeof AnswerInputSchema>
export const AnswerEventSchema = closed({ answer: nullable(AnswerWordSchema), note: Type.String(), origin: OriginSchema, by: nullable(PersonSchema), at: InstantSchema })
export type AnswerEvent = Static<typeof AnswerEventSchema>
export const AnswerHistorySchema = closed({ items: Type.Array(AnswerEventSchema) })
export type AnswerHistory = Static<typeof AnswerHistorySchema>

export const EvidenceSchema = closed({
  id: IdSchema, itemId: Type.String(), file: FileInfoSchema,
  /** The evidence's own date and last day, as the firm says. */
  datedOn: nullable(DateSchema), expiresOn: nullable(DateSchema), by: PersonSchema, at: InstantSchema,
})
export type Evidence = Static<typeof EvidenceSchema>
const evidenceDates = { datedOn: Type.Optional(nullable(DateSchema)), expiresOn: Type.Optional(nullable(DateSchema)) }
export const EvidenceInputSchema = closed({ fileId: IdSchema, ...evidenceDates })
export type EvidenceInput = Static<typeof EvidenceInputSchema>
export const EvidencePatchSchema = closed(evidenceDates)
export type EvidencePatch = Static<typeof EvidencePatchSchema>

/** Who answers a chapter or one item; an item's own goes before its chapter's. `ref` is the chapter's number or the item's id. */
export const AssignmentSchema = closed({ scope: oneOf('chapter', 'item'), ref: Type.String({ maxLength: 40 }), account: PersonSchema })
export type Assignment = Static<typeof AssignmentSchema>
export const AssignmentInputSchema = closed({ scope: oneOf('chapter', 'item'), ref: Type.String({ maxLength: 40 }), accountId: nullable(IdSchema) })
export type AssignmentInput = Static<typeof AssignmentInputSchema>

/** open: being answered · in-review: locked, with a reviewer · changes: sent back with remarks, being answered again · closed: final. */
export const AssessmentStateSchema = oneOf('open', 'in-review', 'changes', 'closed')
export type AssessmentState = Static<typeof AssessmentStateSchema>
export const ReviewerKindSchema = oneOf('officer', 'expert')
export type ReviewerKind = Static<typeof ReviewerKindSchema>

export const RemarkSchema = closed({ itemId: Type.String(), text: Type.String(), by: PersonSchema, at: InstantSchema })
export type Remark = Static<typeof RemarkSchema>
export const RemarkInputSchema = closed({ text: Type.String({ maxLength: noteLength }) })

/** Option ids by opening question. */
export const OpeningAnswersSchema = Type.Record(Type.String({ maxLength: 40 }), Type.Array(Type.String({ maxLength: 40 }), { maxItems: 8 }))
export type OpeningAnswers = Static<typeof OpeningAnswersSchema>

const ItemIdsSchema = Type.Array(Type.String({ maxLength: 40 }), { maxItems: 400 })

export const AssessmentSummarySchema = closed({
  id: IdSchema, firmId: IdSchema, firmName: Type.String(), editionId: Type.String(), state: AssessmentStateSchema, version: Type.Integer(),
  createdBy: PersonSchema, createdAt: InstantSchema, savedAt: InstantSchema, closedAt: nullable(InstantSchema),
  /** Of the items that are asked. */
  answered: Type.Integer(), total: Type.Integer(),
  /** 0 to 100 in tenths (855 is 85.5); null while nothing counts. */
  scoreTenths: nullable(Type.Integer()),
  /** Title of the grade or cap, in the county's words; null while nothing counts. */
  grade: nullable(Type.String()), redLinesCrossed: Type.Integer(),
})
export type AssessmentSummary = Static<typeof AssessmentSummarySchema>
export const AssessmentsSchema = closed({ items: Type.Array(AssessmentSummarySchema) })
export type Assessments = Static<typeof AssessmentsSchema>

export const AssessmentSchema = closed({
  ...AssessmentSummarySchema.properties,
  /** Of the edition it is judged by; a newer one may be online. */
  editionVersion: Type.String(),
  opening: OpeningAnswersSchema,
  /** Items left out by the opening answers that were taken back in. */
  takenBack: ItemIdsSchema,
  /** The assessment its answers came from. */
  fromId: nullable(IdSchema), fromEditionId: nullable(Type.String()),
  /** Whether the county may count it (without the firm's name) in its figures. */
  isShared: Type.Boolean(),
  answers: Type.Array(AnswerSchema), evidence: Type.Array(EvidenceSchema), assignments: Type.Array(AssignmentSchema), remarks: Type.Array(RemarkSchema),
  review: nullable(closed({ to: ReviewerKindSchema, submittedAt: InstantSchema, reviewer: nullable(PersonSchema), note: Type.String() })),
  /** What the asker may do now. mayReview: it lies before their duty, nobody else has taken it (review.reviewer null: take it first), and they had no hand in filling it in. */
  mayAnswer: Type.Boolean(), mayReview: Type.Boolean(),
})
export type Assessment = Static<typeof AssessmentSchema>

/** `id` is made on the phone (UUID), so that an assessment begun without a network is the same one later. */
export const AssessmentInputSchema = closed({
  id: Type.Optional(Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' })), firmId: IdSchema, editionId: Type.String({ maxLength: 40 }),
  opening: Type.Optional(OpeningAnswersSchema),
  /** An earlier assessment of the firm: of the same edition, or of the one this edition carries from. */
  fromId: Type.Optional(IdSchema),
  /** Of the check without an account, taken along. */
  answers: Type.Optional(Type.Record(Type.String({ maxLength: 40 }), AnswerInputSchema)),
})
export type AssessmentInput = Static<typeof AssessmentInputSchema>
export const AssessmentPatchSchema = closed({ opening: Type.Optional(OpeningAnswersSchema), takenBack: Type.Optional(ItemIdsSchema), isShared: Type.Optional(Type.Boolean()) })
export type AssessmentPatch = Static<typeof AssessmentPatchSchema>

/** submit, withdraw, close: the firm's; take, request-changes, close-review: the reviewer's. */
export const AssessmentActionSchema = oneOf('submit', 'withdraw', 'close', 'take', 'request-changes', 'close-review')
export type AssessmentAction = Static<typeof AssessmentActionSchema>
export const AssessmentActionInputSchema = closed({ to: Type.Optional(ReviewerKindSchema), note: Type.Optional(Type.String({ maxLength: noteLength })) })
export type AssessmentActionInput = Static<typeof AssessmentActionInputSchema>

export const ReviewsSchema = closed({ items: Type.Array(closed({ ...AssessmentSummarySchema.properties, town: Type.String(), submittedAt: InstantSchema, reviewer: nullable(PersonSchema), isMine: Type.Boolean() })) })
export type Reviews = Static<typeof ReviewsSchema>

/** One gap to close. */
export const PlanStateSchema = oneOf('todo', 'doing', 'done', 'dropped')
export type PlanState = Static<typeof PlanStateSchema>
export const PlanStepSchema = closed({
  id: IdSchema, assessmentId: IdSchema, editionId: Type.String(), itemId: Type.String(), title: Type.String(), owner: nullable(PersonSchema), dueOn: nullable(DateSchema), state: PlanStateSchema,
  note: Type.String(), version: Type.Integer(), savedAt: InstantSchema,
})
export type PlanStep = Static<typeof PlanStepSchema>
export const PlanSchema = closed({ items: Type.Array(PlanStepSchema), today: DateSchema })
export type Plan = Static<typeof PlanSchema>
const planFields = {
  title: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })), ownerId: Type.Optional(nullable(IdSchema)), dueOn: Type.Optional(nullable(DateSchema)),
  note: Type.Optional(Type.String({ maxLength: noteLength })),
}
/** The steps of these gaps; those that are there stay as they are. */
export const PlanInputSchema = closed({ itemIds: Type.Array(Type.String({ maxLength: 40 }), { minItems: 1, maxItems: 400 }), ownerId: Type.Optional(nullable(IdSchema)), dueOn: Type.Optional(nullable(DateSchema)) })
export type PlanInput = Static<typeof PlanInputSchema>
export const PlanPatchSchema = closed({ ...planFields, state: Type.Optional(PlanStateSchema) })
export type PlanPatch = Static<typeof PlanPatchSchema>

/** Of the firms that agreed; a group of fewer than `smallest` firms is told as hidden (count null), and with it the next smallest where it could be worked out. */
export const StatisticsSchema = closed({
  smallest: Type.Integer(), firms: nullable(Type.Integer()),
  /** From `from` up to, not with, `to`; the last one with it. Neighbours are one band where a single one would show fewer than `smallest`. */
  bands: Type.Array(closed({ from: Type.Integer(), to: Type.Integer(), count: Type.Integer() })),
  towns: Type.Array(closed({ name: Type.String(), count: nullable(Type.Integer()), medianTenths: nullable(Type.Integer()) })),
  industries: Type.Array(closed({ name: Type.String(), count: nullable(Type.Integer()), medianTenths: nullable(Type.Integer()) })),
  /** The ten commonest gaps, most firms first; none that fewer than `smallest` firms have. `asked`: in whose list the item stood. */
  gaps: Type.Array(closed({ itemId: Type.String(), question: Type.String(), count: Type.Integer(), asked: Type.Integer() })),
})
export type Statistics = Static<typeof StatisticsSchema>
export const StatisticsQuerySchema = closed({ editionId: Type.Optional(Type.String({ maxLength: 40 })), town: Type.Optional(Type.String({ maxLength: 40 })), industry: Type.Optional(Type.String({ maxLength: 40 })) })
export type StatisticsQuery = Static<typeof StatisticsQuerySchema>

export const ItemParamsSchema = closed({ id: IdSchema, itemId: Type.String({ minLength: 1, maxLength: 40 }) })
export const EvidenceParamsSchema = closed({ id: IdSchema, evidenceId: IdSchema })
export const StepParamsSchema = closed({ id: IdSchema, stepId: IdSchema })
export const ActionParamsSchema = closed({ id: IdSchema, action: AssessmentActionSchema })
export const TemplateParamsSchema = closed({ id: IdSchema, templateId: Type.String({ minLength: 1, maxLength: 40 }) })
export const FirmQuerySchema = closed({ firmId: IdSchema })
