import Type, { type Static } from 'typebox'
import { closed, CursorQuery, DateSchema, FenSchema, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'
import { CaseActionSchema, CaseEventSchema, CaseStateSchema, DueSchema } from '../cases/schema.ts'
import { FileInfoSchema } from '../files/schema.ts'
import { VerificationSchema } from '../accounts/schema.ts'
import { ProgrammeSchema } from './programme.ts'

/** Answers by field name; a repeat field holds an array of such objects. Absent = not answered. Money in fen, dates YYYY-MM-DD. */
export const AnswersSchema = Type.Record(Type.String({ maxLength: 40 }), Type.Unknown())
export type Answers = Record<string, unknown>

export const ApplicationInputSchema = closed({ firmId: IdSchema, programmeId: Type.String({ maxLength: 20 }) })
export type ApplicationInput = Static<typeof ApplicationInputSchema>
/** Only the named fields change; null clears one. Unknown names are refused. */
export const AnswersPatchSchema = closed({ answers: AnswersSchema })
export type AnswersPatch = { answers: Answers }
export const PaperInputSchema = closed({ paperId: Type.String({ maxLength: 40 }), fileId: IdSchema })
export type PaperInput = Static<typeof PaperInputSchema>
export const PaperParamsSchema = closed({ id: IdSchema, pageId: IdSchema })
export const ActionParamsSchema = closed({ id: IdSchema, action: CaseActionSchema })
export const ActionInputSchema = closed({
  reason: Type.Optional(Type.String({ maxLength: 500 })),
  /** submit: 以上属实 was ticked. */
  statement: Type.Optional(Type.Boolean()),
  /** Version the person was looking at; a later one answers 412. */
  version: Type.Optional(Type.Integer()),
})
export type ActionInput = Static<typeof ActionInputSchema>

export const PaperPageSchema = closed({ id: IdSchema, paperId: Type.String(), position: Type.Integer(), file: FileInfoSchema })
export type PaperPage = Static<typeof PaperPageSchema>

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
