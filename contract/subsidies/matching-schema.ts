import Type, { type Static } from 'typebox'
import { closed, FenSchema, IdSchema, nullable, oneOf } from '../schema.ts'
import { CaseStateSchema } from '../cases/schema.ts'
import { ScalarSchema } from './programme.ts'
import { AmountResultSchema, ConditionResultSchema } from './schema.ts'

export const ReasonSchema = closed({ ...ConditionResultSchema.properties, remedy: nullable(Type.String()), asks: nullable(Type.String()), profile: nullable(Type.String()) })
export const MatchSchema = closed({
  programmeId: Type.String(), title: Type.String(), verdict: oneOf('eligible', 'check', 'ineligible'), reasons: Type.Array(ReasonSchema),
  /** The estimate once it can be counted, after the firm's yearly cap; left out where the scheme pays nothing itself or answers are missing. */
  amountFen: Type.Optional(FenSchema), amount: AmountResultSchema,
  /** The most the scheme gives anybody; null where the county pays nothing itself. */
  maxFen: nullable(FenSchema), example: Type.Boolean(), availability: oneOf('taking', 'soon', 'over', 'not-open', 'closed'), closesOn: nullable(Type.String()),
  /** What is left of the batch that is open; null where no budget is published. */
  leftFen: nullable(FenSchema),
  /** Fields to answer, in order, and what is known of them already (with the fields that decide whether they are asked). */
  asks: Type.Array(Type.String()), known: Type.Record(Type.String(), Type.Unknown()),
  /** The firm's own case of this scheme and year: its draft, or the newest one handed in. */
  application: nullable(closed({ id: IdSchema, state: CaseStateSchema, number: nullable(Type.String()), /** Granted, once it is. */ approvedFen: nullable(FenSchema) })),
})
export type MatchItem = Static<typeof MatchSchema>
export const MatchesSchema = closed({ items: Type.Array(MatchSchema), /** Sum of what 符合 and may be applied for now; and of 需核实 as far as it can be counted. Fen. */ eligibleFen: FenSchema, checkFen: FenSchema, 
  today: Type.String(), /** How many of the firm's rights in force were looked at. */ rights: Type.Integer(),
  /** No longer taken: named, never judged. `since`: the last day it was taken. */
  closed: Type.Array(closed({ programmeId: Type.String(), title: Type.String(), since: nullable(Type.String()) })) })
export type Matches = Static<typeof MatchesSchema>
export const MatchesQuerySchema = closed({ firmId: IdSchema })
/** One tap: answers to fields of this scheme, null takes one back. */
export const MatchAnswersSchema = closed({ firmId: IdSchema, programmeId: Type.String({ maxLength: 20 }), answers: Type.Record(Type.String({ maxLength: 40 }), Type.Unknown()) })
export type MatchAnswers = Static<typeof MatchAnswersSchema>

const wordSchema = Type.String({ minLength: 1, maxLength: 40 })
/** content/<county>/quick-check.json: the visitor's questions. Each option sets profile facts and answers of schemes (programmeId null: every scheme that shares the field). */
export const QuickCheckSchema = closed({
  questions: Type.Array(closed({
    id: wordSchema, text: Type.String({ minLength: 1, maxLength: 60 }), help: Type.Optional(Type.String({ maxLength: 120 })),
    /** many: 可多选; then an option not chosen sets its `otherwise`, once the question is answered. */
    kind: oneOf('one', 'many'),
    options: Type.Array(closed({ value: wordSchema, label: Type.String({ minLength: 1, maxLength: 60 }), /** many: 都没有; taken by itself. */ alone: Type.Optional(Type.Boolean()),
      profile: Type.Optional(Type.Record(wordSchema, ScalarSchema)),
      sets: Type.Array(closed({ programmeId: nullable(Type.String({ maxLength: 20 })), field: Type.String({ maxLength: 40 }), value: ScalarSchema })),
      otherwise: Type.Optional(Type.Array(closed({ programmeId: nullable(Type.String({ maxLength: 20 })), field: Type.String({ maxLength: 40 }), value: ScalarSchema }))),
    }), { minItems: 2 }),
  }), { minItems: 1, maxItems: 8 }),
})
export type QuickCheck = Static<typeof QuickCheckSchema>
/** Chosen option values by question id; kept on the phone. */
export const QuickAnswersSchema = Type.Record(wordSchema, Type.Array(wordSchema, { maxItems: 20 }))
export type QuickAnswers = Static<typeof QuickAnswersSchema>
export const QuickInputSchema = closed({ answers: QuickAnswersSchema })
/** Taken along at sign-in: fills only what the firm has not answered itself. */
export const QuickTakeSchema = closed({ firmId: IdSchema, answers: QuickAnswersSchema })
export const QuickTakenSchema = closed({ taken: Type.Integer() })
