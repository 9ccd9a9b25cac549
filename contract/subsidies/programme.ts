// The shape of a scheme in content/<county>/subsidies/*.json. Everything a scheme says is data; this file says which data there is.
import Type, { type Static } from 'typebox'
import { closed, DateSchema, FenSchema, nullable, oneOf } from '../schema.ts'
import { CaseStateSchema } from '../cases/schema.ts'

export const ScalarSchema = Type.Union([Type.String(), Type.Number(), Type.Boolean()])
/** Show a field, paper or condition only when another field has one of these values. */
export const ShowWhenSchema = closed({ field: Type.String(), in: Type.Array(ScalarSchema, { minItems: 1 }) })
export type ShowWhen = Static<typeof ShowWhenSchema>

export const BasisSchema = closed({
  ref: Type.String(), verified: Type.Boolean(), source: Type.Optional(Type.String()), note: Type.Optional(Type.String()), usedAs: Type.Optional(Type.String()),
})

/** Something that must be known to judge a condition, with the question to ask and where the answer comes from. */
export const FactSchema = closed({
  id: Type.String(), question: Type.String(),
  kind: oneOf('boolean', 'number', 'choice', 'date'),
  options: Type.Optional(Type.Array(Type.String())),
  source: oneOf('profile', 'portfolio', 'form', 'officer'),
  /** The answer is the same for every scheme that asks it (独立法人): given once, it counts everywhere. */
  shared: Type.Optional(Type.Boolean()),
  /** source=portfolio: what of the firm's rights in force is counted (PortfolioFacts). source=form: the form field, or `rows.item` for a column of a repeat field (then every row must fit); profile: scale | town | verification | legalPerson | uscc … of the firm. */
  field: Type.Optional(Type.String()),
})
export type Fact = Static<typeof FactSchema>

export const ConditionSchema = closed({
  id: Type.String(), label: Type.String(), fact: Type.String(),
  op: oneOf('eq', 'in', 'gt', 'gte', 'lte'),
  /** Compared with a fixed value, or (valueField) with the answer to another form field; exactly one of the two. */
  value: Type.Optional(Type.Union([ScalarSchema, Type.Array(ScalarSchema)])),
  valueField: Type.Optional(Type.String()),
  /** Hard: not met means not eligible. Soft: only noted. */
  hard: Type.Boolean(),
  evidence: Type.Optional(Type.String()),
  showWhen: Type.Optional(ShowWhenSchema),
  /** What a firm can do to get there, in words. */
  remedy: Type.Optional(Type.String()),
})
export type Condition = Static<typeof ConditionSchema>

const fieldBase = {
  name: Type.String(), label: Type.String(), required: Type.Boolean(),
  help: Type.Optional(Type.String()), showWhen: Type.Optional(ShowWhenSchema),
  /** Filled from the firm's profile when the draft is made: a key of the firm or of the person. */
  prefill: Type.Optional(oneOf('firm.name', 'firm.uscc', 'firm.town', 'firm.legalPerson', 'me.name', 'me.phone')),
  /** Taken over from the firm's last application: any scheme's (firm), or only one of this scheme or the scheme it is a copy of (scheme). */
  carry: Type.Optional(oneOf('firm', 'scheme')),
  /** A column of rows about patents: what of a right picked out of the portfolio it takes. */
  fromRight: Type.Optional(oneOf('number', 'title', 'owner', 'filedOn', 'grantedOn')),
}
const text = { maxLength: Type.Integer(), pattern: Type.Optional(Type.String()), check: Type.Optional(oneOf('uscc', 'patent', 'phone', 'account')), equalsField: Type.Optional(Type.String()), sensitive: Type.Optional(Type.Boolean()) }
const plainFields = [
  closed({ ...fieldBase, ...text, type: Type.Literal('text') }),
  closed({ ...fieldBase, maxLength: Type.Integer(), type: Type.Literal('textarea') }),
  closed({ ...fieldBase, type: Type.Literal('tel') }),
  /** Answer: integer fen. Name ends in Fen. Shown 元 and 万元 side by side. */
  closed({ ...fieldBase, type: Type.Literal('money'), minFen: Type.Integer(), maxFen: Type.Integer(), lteField: Type.Optional(Type.String()) }),
  /** Answer: a number with at most `decimals` decimals. */
  closed({ ...fieldBase, type: Type.Literal('number'), min: Type.Number(), max: Type.Number(), decimals: Type.Integer(), unit: Type.Optional(Type.String()),
    /** A year: not later than the current one, so that no upper bound has to be frozen in a file. */
    notAfter: Type.Optional(Type.Literal('year')) }),
  closed({ ...fieldBase, type: Type.Literal('date'), notAfter: Type.Optional(Type.Literal('today')), afterField: Type.Optional(Type.String()), notBeforeField: Type.Optional(Type.String()) }),
  closed({ ...fieldBase, type: Type.Literal('select'), options: Type.Array(Type.String(), { minItems: 1 }), derivedFrom: Type.Optional(Type.String()) }),
  closed({ ...fieldBase, type: Type.Literal('town') }),
  /** A yes/no question; answer true or false, never preset. */
  closed({ ...fieldBase, type: Type.Literal('boolean') }),
] as const
export const PlainFieldSchema = Type.Union([...plainFields])
export type PlainField = Static<typeof PlainFieldSchema>
export const RepeatFieldSchema = closed({ ...fieldBase, type: Type.Literal('repeat'), min: Type.Integer(), max: Type.Integer(), itemLabel: Type.String(), item: Type.Array(PlainFieldSchema) })
export type RepeatField = Static<typeof RepeatFieldSchema>
export const FieldSchema = Type.Union([...plainFields, RepeatFieldSchema])
export type Field = Static<typeof FieldSchema>

export const SectionSchema = closed({ id: Type.String(), title: Type.String(), hint: Type.String(), fields: Type.Array(FieldSchema) })
export type Section = Static<typeof SectionSchema>

export const PaperSchema = closed({
  id: Type.String(), name: Type.String(), required: Type.Boolean(), stamp: Type.Boolean(), maxMB: Type.Integer(),
  note: Type.Optional(Type.String()), showWhen: Type.Optional(ShowWhenSchema),
  /** Required only when another answer has one of these values (else optional). */
  requiredWhen: Type.Optional(ShowWhenSchema),
  /** Kind of the firm's paper library (content/<county>/library.json) it is taken from and kept in. */
  library: Type.Optional(Type.String({ maxLength: 40 })),
  /** generated: made by the program from the answers (申报书), printed and stamped by the firm. */
  origin: oneOf('firm', 'generated'),
  /** generated: when the stamped scan comes back. before: with the submission, like any paper; after: once it has its number. Left out: on paper only. */
  scan: Type.Optional(oneOf('before', 'after')),
})
export type Paper = Static<typeof PaperSchema>

const tierMatch = { when: closed({ field: Type.String(), equals: Type.Union([ScalarSchema, Type.Array(ScalarSchema)]) }), label: Type.String() }
const amountBase = { illustrative: Type.Boolean(), source: Type.Optional(Type.String()), note: Type.Optional(Type.String()), summary: Type.String() }
/** How much, by type. All figures in fen; percent as whole or decimal numbers of percent. */
export const AmountRuleSchema = Type.Union([
  closed({ ...amountBase, type: Type.Literal('percent'), percent: Type.Number(), base: Type.String(), capFenPerFirmPerYear: FenSchema }),
  closed({ ...amountBase, type: Type.Literal('percentWithTierCap'), percent: Type.Number(), base: Type.String(), upliftPercentPoints: Type.Number(), upliftField: Type.String(),
    tiers: Type.Array(closed({ ...tierMatch, capFen: FenSchema, capFenUplift: Type.Optional(FenSchema) })) }),
  closed({ ...amountBase, type: Type.Literal('fixedByTier'), combine: oneOf('sum', 'max'), tiers: Type.Array(closed({ ...tierMatch, fen: FenSchema })) }),
  /** principal × LPR × ratePercentOfLpr% × days ÷ 365 × pledge ratio, at most the interest paid and the yearly cap. */
  closed({ ...amountBase, type: Type.Literal('interest'), ratePercentOfLpr: Type.Number(), capFenPerFirmPerYear: FenSchema,
    fields: closed({ principal: Type.String(), lprPercent: Type.String(), from: Type.String(), to: Type.String(), pledgeRatio: Type.String(), interestPaid: Type.String() }) }),
  closed({ ...amountBase, type: Type.Literal('guidance'), capFen: FenSchema }),
  closed({ ...amountBase, type: Type.Literal('closed') }),
])
export type AmountRule = Static<typeof AmountRuleSchema>

export const StepSchema = closed({
  code: Type.String(), name: Type.String(), actor: Type.String(), workdays: Type.Integer(), note: Type.String(),
  /** The case state this step leads to when done. */
  state: CaseStateSchema,
})
export type Step = Static<typeof StepSchema>

export const ContactSchema = closed({
  dept: Type.String(), phone: nullable(Type.String()), hotlines: Type.Array(Type.String()), address: nullable(Type.String()),
})

/** One period of taking applications (批次), with its money. Instants are local time in Asia/Shanghai, YYYY-MM-DDTHH:MM:SS; from opensAt to closesAt, both seconds included. */
export const BatchSchema = closed({
  /** Stays the same for good: budgets and places in line are kept by it. */
  id: Type.String({ minLength: 1, maxLength: 40, pattern: '^[A-Za-z0-9-]+$' }), name: Type.String({ minLength: 1, maxLength: 60 }),
  opensAt: Type.String({ maxLength: 19 }), closesAt: Type.String({ maxLength: 19 }),
  /** All the money there is; null where none is published. */
  budgetFen: nullable(FenSchema),
})
export type Batch = Static<typeof BatchSchema>

/** What may be claimed only once (claims.ts makes the keys). Left out: nothing. */
export const ClaimRuleSchema = closed({
  /** Schemes of one group pay for the same thing: claimed in one, it cannot be claimed in another. */
  group: Type.String({ minLength: 1, maxLength: 40 }),
  /** The fields whose answers together name the thing; `rows.column` of a repeat field makes one thing a row. */
  by: Type.Array(Type.String({ maxLength: 90 }), { minItems: 1, maxItems: 4 }),
  /** The cost item: a word, or the answer to a field; exactly one of the two. */
  item: Type.Optional(Type.String({ maxLength: 40 })), itemField: Type.Optional(Type.String({ maxLength: 90 })),
  /** Once in the year it is submitted, in the year of another field (a date or a year), or ever. */
  per: oneOf('submitted-year', 'field-year', 'ever'), yearField: Type.Optional(Type.String({ maxLength: 90 })),
})
export type ClaimRule = Static<typeof ClaimRuleSchema>

const programmeBase = {
  id: Type.String(), title: Type.String(), summary: Type.String(), level: Type.String(), category: Type.String(), who: Type.String(),
  basis: Type.Array(BasisSchema),
  confidence: Type.String(), 
  facts: Type.Array(FactSchema), conditions: Type.Array(ConditionSchema), sections: Type.Array(SectionSchema), papers: Type.Array(PaperSchema),
  amount: AmountRuleSchema, steps: Type.Array(StepSchema), processNote: Type.String(), contact: ContactSchema,
  /** Kind in the case number: two capital letters. */
  numberKind: Type.String({ pattern: '^[A-Z]{2}$' }),
  fee: Type.String(),
  statement: Type.Array(Type.String()),
  notes: Type.Optional(Type.Array(Type.String())),
  /** For a closed scheme: ids of schemes to look at instead. */
  instead: Type.Optional(Type.Array(Type.String())),
  claim: Type.Optional(ClaimRuleSchema),
  /** The scheme this is the next year's copy of; yearly caps, last answers and case numbers run on. */
  copyOf: Type.Optional(Type.String({ maxLength: 20 })),
}
export const ProgrammeStatusSchema = oneOf('open', 'draft', 'verify', 'guide', 'closed')
/** As it stands in the content file. */
export const ProgrammeSourceSchema = closed({ ...programmeBase, schemaVersion: Type.Literal(2), status: ProgrammeStatusSchema, demoStatus: ProgrammeStatusSchema, validFrom: DateSchema, validTo: nullable(DateSchema),
  batches: Type.Array(BatchSchema),
  /** The money of the demonstration's one batch, the current year; an example like everything in it. */
  demoBudgetFen: Type.Optional(nullable(FenSchema)),
  changes: Type.Array(Type.String()) })
export type ProgrammeSource = Static<typeof ProgrammeSourceSchema>

/** As everybody sees it today. `example`: its amount or time limits have no document behind them (示例). */
export const ProgrammeSchema = closed({ ...programmeBase, version: Type.String(), example: Type.Boolean(),
  /** taking: may be applied for now; soon/over: outside its window; not-open: not released; closed: stopped. */
  availability: oneOf('taking', 'soon', 'over', 'not-open', 'closed'),
  /** The batch that is open, else the next one, else the last one. */
  batch: nullable(BatchSchema),
  /** Its first and last day. */
  opensOn: nullable(DateSchema), closesOn: nullable(DateSchema) })
export type Programme = Static<typeof ProgrammeSchema>

export const ProgrammeSummarySchema = closed({
  id: Type.String(), title: Type.String(), summary: Type.String(), level: Type.String(), category: Type.String(), amountSummary: Type.String(),
  /** Upper limit in fen where the rule has one. */
  maxFen: nullable(FenSchema), example: Type.Boolean(),
  availability: oneOf('taking', 'soon', 'over', 'not-open', 'closed'), opensOn: nullable(DateSchema), closesOn: nullable(DateSchema),
})
export type ProgrammeSummary = Static<typeof ProgrammeSummarySchema>
export const ProgrammesSchema = closed({ items: Type.Array(ProgrammeSummarySchema), today: DateSchema })
