// The 一次告知: one card with all defects, item by item; only what an item opens may be changed.
import Type, { type Static } from 'typebox'
import { closed, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'

/** Items one card may hold. */
export const maxItems = 40

/** Where the pin sits. `path` as in FieldProblem (`feeFen`, `patents[1].patentNo`); `x`, `y` are parts of the page's width and height, from its top left. */
export const PinSchema = Type.Union([
  closed({ kind: Type.Literal('field'), path: Type.String({ minLength: 1, maxLength: 80 }) }),
  closed({
    kind: Type.Literal('paper'), paperId: Type.String({ maxLength: 40 }),
    /** null: the paper as a whole, such as one that is missing. */
    fileId: nullable(IdSchema), page: Type.Integer({ minimum: 1, maximum: 1000 }),
    x: nullable(Type.Number({ minimum: 0, maximum: 1 })), y: nullable(Type.Number({ minimum: 0, maximum: 1 })),
  }),
])
export type Pin = Static<typeof PinSchema>

/** One thing the firm may change: a field; one stored page (replaced by another); a paper (pages added, taken away, replaced). */
export const OpeningSchema = Type.Union([
  closed({ kind: Type.Literal('field'), path: Type.String({ minLength: 1, maxLength: 80 }) }),
  closed({ kind: Type.Literal('page'), paperId: Type.String({ maxLength: 40 }), fileId: IdSchema }),
  closed({ kind: Type.Literal('paper'), paperId: Type.String({ maxLength: 40 }) }),
])
export type Opening = Static<typeof OpeningSchema>

/** An item as the officer writes it. `id` is made by the page (UUID) and kept. */
export const CorrectionItemInputSchema = closed({
  id: Type.String({ minLength: 8, maxLength: 64 }), at: PinSchema, phraseId: nullable(Type.String({ maxLength: 40 })),
  /** The sentence the firm reads; may be empty in a draft, not when sent. */
  text: Type.String({ maxLength: 200 }), opens: Type.Array(OpeningSchema, { maxItems: 4 }),
})
export type CorrectionItemInput = Static<typeof CorrectionItemInputSchema>

export const CorrectionItemSchema = closed({
  ...CorrectionItemInputSchema.properties,
  /** Ticked as corrected by the firm: when, and by whom. */
  doneAt: nullable(InstantSchema), doneBy: nullable(Type.String()),
  /** What the firm says to it; needed when it changed nothing. */
  reply: nullable(Type.String()),
  /** Something this item opens differs from what was handed in last. */
  isChanged: Type.Boolean(),
})
export type CorrectionItem = Static<typeof CorrectionItemSchema>

export const CorrectionSchema = closed({
  id: IdSchema, round: Type.Integer(),
  /** payment: the account only, after a payment that failed. */
  kind: oneOf('defects', 'payment'),
  state: oneOf('draft', 'open', 'answered', 'taken-back'),
  /** Of a draft: what the next save must name, as several officers may write it. */
  version: Type.Integer(),
  items: Type.Array(CorrectionItemSchema),
  savedBy: Type.String(), savedAt: InstantSchema, sentAt: nullable(InstantSchema),
})
export type Correction = Static<typeof CorrectionSchema>

export const CorrectionInputSchema = closed({ version: Type.Integer({ minimum: 0 }), items: Type.Array(CorrectionItemInputSchema, { maxItems }) })
export type CorrectionInput = Static<typeof CorrectionInputSchema>
export const TickInputSchema = closed({ done: Type.Boolean(), reply: Type.Optional(Type.String({ maxLength: 200 })) })
export type TickInput = Static<typeof TickInputSchema>
