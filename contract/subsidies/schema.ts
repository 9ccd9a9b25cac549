import Type, { type Static } from 'typebox'
import { closed, CursorQuery, DateSchema, FenSchema, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'
import { CorrectionItemInputSchema, CorrectionSchema, maxItems } from '../cases/corrections.ts'
import { CaseActionSchema, CaseEventSchema, CaseStateSchema, DueSchema } from '../cases/schema.ts'
import { FileInfoSchema } from '../files/schema.ts'
import { VerificationSchema } from '../accounts/schema.ts'
import { DisputeSchema, PaymentSchema, PublicityPlanSchema, PublicitySchema } from './handling.ts'
import { ProgrammeSchema } from './programme.ts'
import { LineSchema, OriginSchema, TwinSchema } from './standing.ts'

/** Answers by field name; a repeat field holds an array of such objects. Absent = not answered. Money in fen, dates YYYY-MM-DD. */
export const AnswersSchema = Type.Record(Type.String({ maxLength: 40 }), Type.Unknown())
export type Answers = Record<string, unknown>

export const ApplicationInputSchema = closed({ firmId: IdSchema, programmeId: Type.String({ maxLength: 20 }) })
export type ApplicationInput = Static<typeof ApplicationInputSchema>
/** Only the named fields change; null clears one. Unknown names are refused. */
export const AnswersPatchSchema = closed({ answers: AnswersSchema })
export type AnswersPatch = { answers: Answers }
/** `replaces`: id of the page (PaperPage.id) whose place this one takes. */
export const PaperInputSchema = closed({ paperId: Type.String({ maxLength: 40 }), fileId: IdSchema, replaces: Type.Optional(IdSchema) })
export type PaperInput = Static<typeof PaperInputSchema>
export const PaperParamsSchema = closed({ id: IdSchema, pageId: IdSchema })
export const ItemParamsSchema = closed({ id: IdSchema, itemId: Type.String({ minLength: 1, maxLength: 64 }) })
export const ActionParamsSchema = closed({ id: IdSchema, action: CaseActionSchema })
/** What an action needs is said beside it; what it does not know is refused. */
export const ActionInputSchema = closed({
  reason: Type.Optional(Type.String({ maxLength: 500 })),
  /** submit: 以上属实 was ticked; resubmit: 已按要求修改. */
  statement: Type.Optional(Type.Boolean()),
  /** Version the person was looking at; a later one answers 412. */
  version: Type.Optional(Type.Integer()),
  /** return: the items, where no draft of the card was saved before. */
  items: Type.Optional(Type.Array(CorrectionItemInputSchema, { minItems: 1, maxItems })),
  /** recommend: the sum; left out, the computed one. Another sum needs `amountReason`. */
  amountFen: Type.Optional(FenSchema), amountReason: Type.Optional(Type.String({ maxLength: 300 })),
  /** recommend, approve: 我与申请企业没有利害关系. */
  noConflict: Type.Optional(Type.Boolean()),
  /** correct: the answers changed on the firm's behalf; never an account. */
  answers: Type.Optional(AnswersSchema),
  /** answer-objection, answer-appeal. */
  disputeId: Type.Optional(IdSchema), outcome: Type.Optional(oneOf('upheld', 'dismissed')),
  /** pay: the day and the number on the payment's voucher. */
  paidOn: Type.Optional(DateSchema), reference: Type.Optional(Type.String({ maxLength: 64 })),
})
export type ActionInput = Static<typeof ActionInputSchema>

export const PaperPageSchema = closed({ id: IdSchema, paperId: Type.String(), position: Type.Integer(), file: FileInfoSchema })
export type PaperPage = Static<typeof PaperPageSchema>

/** What the last corrections changed, for the eye: the value before (an account masked), the page before (null: it is new). */
export const ChangesSchema = closed({
  fields: Type.Array(closed({ path: Type.String(), before: Type.Unknown() })),
  papers: Type.Array(closed({ paperId: Type.String(), fileId: IdSchema, replaces: nullable(IdSchema) })),
  removed: Type.Array(closed({ paperId: Type.String(), fileId: IdSchema })),
})
export type Changes = Static<typeof ChangesSchema>
/** The first officer's opinion; officers only, until it is decided. */
export const RecommendationSchema = closed({
  amountFen: nullable(FenSchema), computedFen: nullable(FenSchema), amountReason: nullable(Type.String()), reason: Type.String(),
  by: Type.String(), byMe: Type.Boolean(), at: InstantSchema,
})
export type Recommendation = Static<typeof RecommendationSchema>

export const VerdictSchema = oneOf('met', 'unmet', 'unknown')
export type Verdict = Static<typeof VerdictSchema>
export const ConditionResultSchema = closed({ id: Type.String(), label: Type.String(), verdict: VerdictSchema, hard: Type.Boolean(), source: oneOf('profile', 'portfolio', 'form', 'officer') })
export type ConditionResult = Static<typeof ConditionResultSchema>
export const AmountResultSchema = closed({
  /** null: cannot be computed yet, or the scheme pays nothing itself. */
  amountFen: nullable(FenSchema),
  /** The arithmetic in words, line by line. */
  lines: Type.Array(Type.String()),
  /** Names of fields still missing. */
  missing: Type.Array(Type.String()),
  illustrative: Type.Boolean(),
})
export type AmountResult = Static<typeof AmountResultSchema>

export const ApplicationSchema = closed({
  id: IdSchema, firmId: IdSchema, programmeId: Type.String(), programmeTitle: Type.String(), programmeVersion: Type.String(),
  /** The scheme as it stood when this was submitted (pitfall C18); null for a draft, which follows the current one. */
  programme: nullable(ProgrammeSchema),
  /** True when the scheme's form changed since this draft was begun (pitfall C5); `redo` names the answers to be given again. */
  formChanged: Type.Boolean(), redo: Type.Array(Type.String()),
  /** Of a draft whose scheme changed: what is different, in the order of the form. */
  formNews: Type.Array(closed({ kind: oneOf('added', 'removed', 'changed'), part: oneOf('field', 'paper', 'condition', 'amount', 'batch'), name: Type.String(), label: Type.String() })),
  /** Where answers came from that nobody has typed here, by field or `papers.<id>`. */
  origins: Type.Record(Type.String(), OriginSchema),
  /** Other live cases that claim the same (duplicate guard). */
  twins: Type.Array(TwinSchema),
  /** Its place in the batch; null before it is handed in, and where the scheme pays nothing itself. */
  line: nullable(LineSchema),
  firmName: Type.String(), firmVerification: VerificationSchema, usccCheck: oneOf('ok', 'mismatch'), uscc: Type.String(), town: Type.String(),
  state: CaseStateSchema, number: nullable(Type.String()), version: Type.Integer(),
  answers: AnswersSchema, papers: Type.Array(PaperPageSchema),
  /** Of the submitted snapshot once submitted (pitfall C18), of the draft before. */
  amount: AmountResultSchema, conditions: Type.Array(ConditionResultSchema),
  savedAt: InstantSchema, savedBy: Type.String(), createdAt: InstantSchema, submittedAt: nullable(InstantSchema), submittedBy: nullable(Type.String()),
  decidedAt: nullable(InstantSchema), decisionReason: nullable(Type.String()),
  due: nullable(DueSchema), events: Type.Array(CaseEventSchema),
  /** What this reader may do now. */
  actions: Type.Array(CaseActionSchema),
  /** What the state would allow, but not this reader or not yet, with the code an attempt would answer. */
  blocked: Type.Array(closed({ action: CaseActionSchema, code: Type.String() })),
  /** Who has it in hand; officers only (null for the firm). */
  assignee: nullable(closed({ id: IdSchema, name: Type.String() })),
  /** Times it was returned for correction. */
  rounds: Type.Integer(),
  /** For the firm the open card; for officers the open one, or the draft they are writing. */
  correction: nullable(CorrectionSchema),
  /** Against the submission before this one; null when there was none. The firm sees what an officer changed on its behalf. */
  changes: nullable(ChangesSchema),
  recommendation: nullable(RecommendationSchema),
  /** Sum decided on; null before approval, and where the county pays nothing. */
  approvedFen: nullable(FenSchema),
  publicity: nullable(PublicitySchema),
  /** Officers, while publicity is the next step. */
  publicityPlan: Type.Optional(PublicityPlanSchema),
  /** Objections and appeals. The firm sees its own appeal whole, of objections only that there are any and how they ended. */
  disputes: Type.Array(DisputeSchema),
  /** Of a refused case: the last day its firm may ask for a review; null once it has asked. */
  appealUntil: Type.Optional(nullable(DateSchema)),
  payment: nullable(PaymentSchema),
  /** The stamped form: whether this scheme wants its scan, when, and whether it is there. */
  stampedForm: nullable(closed({ when: oneOf('before', 'after'), paperId: Type.String(), pages: Type.Integer() })),
})
export type Application = Static<typeof ApplicationSchema>

export const ApplicationSummarySchema = closed({
  id: IdSchema, programmeId: Type.String(), title: Type.String(), state: CaseStateSchema, number: nullable(Type.String()),
  savedAt: InstantSchema, submittedAt: nullable(InstantSchema), dueOn: nullable(DateSchema), workdaysLeft: nullable(Type.Integer()), provisional: Type.Boolean(),
  amountFen: nullable(FenSchema), illustrative: Type.Boolean(), closesOn: nullable(DateSchema),
  /** For a draft: sections done of all. */
  done: Type.Integer(), total: Type.Integer(),
})
export type ApplicationSummary = Static<typeof ApplicationSummarySchema>
export const ApplicationsQuerySchema = closed({ ...CursorQuery, firmId: IdSchema })
export const ApplicationsSchema = closed({ items: Type.Array(ApplicationSummarySchema), next: Type.Optional(Type.String()) })
