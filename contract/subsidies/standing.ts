// How a scheme stands: what is left of its money, who waits in line, how long it takes. Public figures; no firm is named.
import Type, { type Static } from 'typebox'
import { closed, FenSchema, InstantSchema, nullable, oneOf } from '../schema.ts'

export const BatchStandingSchema = closed({
  id: Type.String(), name: Type.String(), opensAt: InstantSchema, closesAt: InstantSchema, state: oneOf('soon', 'taking', 'over'),
  /** Fen. totalFen and leftFen are null where no budget is published; left = total − committed, never below zero. */
  totalFen: nullable(FenSchema), committedFen: FenSchema, paidFen: FenSchema, leftFen: nullable(FenSchema),
  /** Handed in and not decided. */
  waiting: Type.Integer(),
})
export type BatchStanding = Static<typeof BatchStandingSchema>
export const StandingSchema = closed({
  programmeId: Type.String(), batches: Type.Array(BatchStandingSchema), /** The money in it is an example (示例). */ example: Type.Boolean(),
  /** Working days from submission to decision, the middle one of `cases` cases decided in the last two years; null below three: too few to say. */
  processing: nullable(closed({ medianWorkdays: Type.Integer(), cases: Type.Integer() })),
})
export type Standing = Static<typeof StandingSchema>
export const StandingsSchema = closed({ items: Type.Array(StandingSchema), now: InstantSchema })

/** A submitted case's place in its batch. `ahead`: cases before it not decided yet; isShort: what is left does not reach it if all of them get what they ask. */
export const LineSchema = closed({ batchId: Type.String(), batchName: Type.String(), place: Type.Integer(), ahead: Type.Integer(), leftFen: nullable(FenSchema), isShort: Type.Boolean() })
export type Line = Static<typeof LineSchema>

/** Something this case claims that another live case claims as well. The firm hears only that it is so; officers see which case it is. */
export const TwinSchema = closed({ path: Type.String(), label: Type.String(), other: nullable(closed({ id: Type.String(), number: nullable(Type.String()), firmName: Type.String(), state: Type.String(), programmeTitle: Type.String(), isHeld: Type.Boolean() })) })
export type Twin = Static<typeof TwinSchema>

/** Where the answer to a field came from, until somebody changes it. `of`: case number, name of the assistant, number of the introduction to the bank (loan), or empty. */
export const OriginSchema = closed({ from: oneOf('firm', 'me', 'last', 'match', 'portfolio', 'library', 'assistant', 'loan'), of: Type.String(), at: InstantSchema })
export type Origin = Static<typeof OriginSchema>
