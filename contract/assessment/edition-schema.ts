// One edition of a management standard as a checklist: content/<county>/assessment/<id>.json. Adding an edition is adding a file.
import Type, { type Static } from 'typebox'
import { closed, DateSchema, nullable, oneOf } from '../schema.ts'

const ShortSchema = Type.String({ minLength: 1, maxLength: 80 })
const TextSchema = Type.String({ minLength: 1, maxLength: 400 })
const CodeSchema = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$' })

/** One opening question; its answer trims the list. `many` lets several options be chosen. */
export const OpeningQuestionSchema = closed({
  id: CodeSchema, question: TextSchema, hint: Type.Optional(TextSchema), many: Type.Boolean(),
  options: Type.Array(closed({ id: CodeSchema, label: ShortSchema }), { minItems: 2, maxItems: 8 }),
})
export type OpeningQuestion = Static<typeof OpeningQuestionSchema>

/** The item is asked when one of `anyOf` was chosen for `question`, or when the question is not answered; else it is left out, with `reason`. */
export const AppliesWhenSchema = closed({ question: CodeSchema, anyOf: Type.Array(CodeSchema, { minItems: 1 }), reason: TextSchema })
export type AppliesWhen = Static<typeof AppliesWhenSchema>

export const EditionItemSchema = closed({
  id: CodeSchema, question: TextSchema,
  /** Why it matters. */
  why: TextSchema,
  /** What counts as evidence. */
  evidence: Type.Array(ShortSchema, { minItems: 1, maxItems: 8 }),
  /** How to close the gap. */
  advice: TextSchema,
  /** Often looked at closely in audits: weighs double, caps the grade. */
  key: Type.Boolean(),
  /** Who usually answers it; the auditors' layout goes by these. */
  departments: Type.Array(ShortSchema, { minItems: 1, maxItems: 4 }),
  /** Whether 不适用 may be answered (with a reason). */
  mayNotApply: Type.Boolean(),
  appliesWhen: Type.Optional(AppliesWhenSchema),
  /** Subject of a consultation that helps. */
  topic: Type.Optional(CodeSchema),
  /** Schemes that reward it. */
  programmes: Type.Optional(Type.Array(CodeSchema)),
  /** Blank tables that help. */
  templates: Type.Optional(Type.Array(CodeSchema)),
})
export type EditionItem = Static<typeof EditionItemSchema>

export const ClauseSchema = closed({
  no: ShortSchema, title: ShortSchema,
  /** False: `no` is a code of this portal and never shown as a clause number. */
  showNo: Type.Boolean(),
  items: Type.Array(EditionItemSchema, { minItems: 1 }),
})
export type Clause = Static<typeof ClauseSchema>
export const ChapterSchema = closed({ no: ShortSchema, title: ShortSchema, clauses: Type.Array(ClauseSchema, { minItems: 1 }) })
export type Chapter = Static<typeof ChapterSchema>

export const RedLineKindSchema = oneOf('patent', 'trademark', 'copyright', 'trade-secret')
/** A typical prohibited act. One yes is shown with what to do now and never averages away. */
export const RedLineSchema = closed({
  id: CodeSchema, kind: RedLineKindSchema, question: TextSchema, why: TextSchema,
  now: Type.Array(TextSchema, { minItems: 1, maxItems: 5 }), topic: Type.Optional(CodeSchema),
})
export type RedLine = Static<typeof RedLineSchema>

/** Points are thousandths of an item's weight, so that sums are of integers. Grades from the highest `from` down to one from 0. */
export const ScoringSchema = closed({
  points: closed({ conform: Type.Integer({ minimum: 0, maximum: 1000 }), observation: Type.Integer({ minimum: 0, maximum: 1000 }), minor: Type.Integer({ minimum: 0, maximum: 1000 }), major: Type.Integer({ minimum: 0, maximum: 1000 }) }),
  keyWeight: Type.Integer({ minimum: 1, maximum: 10 }),
  grades: Type.Array(closed({ id: CodeSchema, from: Type.Integer({ minimum: 0, maximum: 100 }), title: ShortSchema, advice: TextSchema }), { minItems: 1, maxItems: 6 }),
  /** Not above this after a failed key item or any 严重不符合. */
  rectify: closed({ title: ShortSchema, advice: TextSchema }),
  /** After a red line was crossed. */
  redLine: closed({ title: ShortSchema, advice: TextSchema }),
  /** The method in sentences, printed with every result. */
  method: Type.Array(TextSchema, { minItems: 1, maxItems: 10 }),
})
export type Scoring = Static<typeof ScoringSchema>

/**
 * Where the items of an older edition go. Every old item stands in exactly one of `items` and `dropped`.
 * same: the answer is taken over; changed: it is a suggestion to confirm.
 */
export const CarrySchema = closed({
  from: CodeSchema,
  items: Type.Array(closed({ from: CodeSchema, to: Type.Array(CodeSchema, { minItems: 1, maxItems: 4 }), change: oneOf('same', 'changed'), note: Type.Optional(TextSchema) })),
  dropped: Type.Array(closed({ from: CodeSchema, reason: TextSchema })),
})
export type Carry = Static<typeof CarrySchema>

/** A blank table a firm fills in: downloaded as .xlsx with these column heads. */
export const TemplateSchema = closed({ id: CodeSchema, title: ShortSchema, use: TextSchema, columns: Type.Array(ShortSchema, { minItems: 2, maxItems: 16 }) })
export type Template = Static<typeof TemplateSchema>

export const EditionSourceSchema = closed({
  id: CodeSchema, title: ShortSchema, edition: ShortSchema, issuedOn: DateSchema, effectiveFrom: DateSchema,
  /** current: what a new assessment uses; changeover: only to be carried to a newer one. */
  status: oneOf('current', 'changeover'),
  /** Its place among the current ones, 1 first: the first is what a new assessment begins with. Those without one come last. */
  rank: Type.Optional(Type.Integer({ minimum: 1 })),
  /** Sentences shown with the list: whose words these are, what is 待核. */
  notes: Type.Array(TextSchema, { minItems: 1, maxItems: 6 }),
  /** Shown with every result. */
  disclaimer: TextSchema,
  opening: Type.Array(OpeningQuestionSchema, { maxItems: 8 }),
  chapters: Type.Array(ChapterSchema, { minItems: 1 }),
  redLines: Type.Array(RedLineSchema),
  /** A dozen key items for the check without an account. */
  quick: Type.Array(CodeSchema),
  scoring: ScoringSchema,
  carry: nullable(CarrySchema),
  templates: Type.Array(TemplateSchema),
  /** What we wrote ourselves and nobody has confirmed yet (own / 待核): names of the parts with a sentence each. */
  own: Type.Array(closed({ part: ShortSchema, note: TextSchema })),
})
export type EditionSource = Static<typeof EditionSourceSchema>

/** As the phone gets it; `version` changes with anything it says. */
export const EditionSchema = closed({ ...EditionSourceSchema.properties, version: Type.String() })
export type Edition = Static<typeof EditionSchema>

export const EditionSummarySchema = closed({
  id: Type.String(), title: Type.String(), edition: Type.String(), status: oneOf('current', 'changeover'), version: Type.String(),
  /** What it can be carried from. */
  carriesFrom: nullable(Type.String()),
  items: Type.Integer(), keyItems: Type.Integer(), quick: Type.Integer(), redLines: Type.Integer(),
  chapters: Type.Array(closed({ no: Type.String(), title: Type.String(), items: Type.Integer() })),
})
export type EditionSummary = Static<typeof EditionSummarySchema>
export const EditionsSchema = closed({ items: Type.Array(EditionSummarySchema) })
export type Editions = Static<typeof EditionsSchema>
