// A firm's rights, and what the county's content says of terms and fees.
import Type, { type Static } from 'typebox'
import { closed, DateSchema, FenSchema, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'

export const RightKindSchema = oneOf('patent', 'trademark', 'software', 'other')
export type RightKind = Static<typeof RightKindSchema>
export const PatentKindSchema = oneOf('发明', '实用新型', '外观设计')
/** pending: applied for, not granted yet; live: granted or registered; ended: given up, invalid, lapsed. That a term is over is computed, never stored. */
export const RightStateSchema = oneOf('pending', 'live', 'ended')
export type RightState = Static<typeof RightStateSchema>
export const PledgeSchema = oneOf('none', 'pledged')
export type Pledge = Static<typeof PledgeSchema>

/**
 * One yearly fee. `dueOn` and `graceEndsOn` are null for the year of the grant, whose fee is paid when the grant is registered.
 * paid: said by the firm; assumed: due before today and the firm has not said; next: the first open one; grace: late, may still be paid;
 * missed: the grace is over; later: after the first open one.
 */
export const AnnuityLineSchema = closed({
  /** Patent year, counted from the filing date. */
  year: Type.Integer(),
  dueOn: nullable(DateSchema), graceEndsOn: nullable(DateSchema),
  /** Full fee, percent taken off it, and what is left: fen. */
  feeFen: FenSchema, reductionPercent: Type.Integer(), payableFen: FenSchema,
  /** Of the full fee, if paid today. `totalFen` is payable and surcharge. */
  surchargePercent: Type.Integer(), surchargeFen: FenSchema, totalFen: FenSchema,
  state: oneOf('paid', 'assumed', 'next', 'grace', 'missed', 'later'),
})
export type AnnuityLine = Static<typeof AnnuityLineSchema>

/**
 * Where a patent stands with its fees today. unknown: `missing` says which dates are needed; pending: not granted yet; upcoming, grace: `next` is to be paid;
 * lapsed: the grace of `next` ended unpaid, so the right ended on its due date; settled: paid to the end of the term; expired: the term is over; ended: the firm says so.
 */
export const AnnuitySchema = closed({
  status: oneOf('unknown', 'pending', 'upcoming', 'grace', 'lapsed', 'settled', 'expired', 'ended'),
  missing: Type.Array(oneOf('filedOn', 'grantedOn')),
  next: nullable(AnnuityLineSchema),
  /** The firm has not said what is paid, and of this year it may still be late: ask. */
  unconfirmed: nullable(AnnuityLineSchema),
})
export type Annuity = Static<typeof AnnuitySchema>

/** `field` is one of the right's, `reason` a field reason; a warning never refuses. */
export const WarningSchema = closed({ field: Type.String(), reason: Type.String(), limit: Type.Optional(Type.Union([Type.String(), Type.Number()])) })
export type Warning = Static<typeof WarningSchema>

export const RightSchema = closed({
  id: IdSchema, firmId: IdSchema, kind: RightKindSchema,
  /** The one written form: ZL201710601862.3, 8661190, 2020SR0661990. */
  number: Type.String(),
  /** Patents only, from the number. mismatch is shown as 待核. */
  check: nullable(oneOf('ok', 'mismatch')), patentKind: nullable(PatentKindSchema), filingYear: nullable(Type.Integer()),
  title: Type.String(), owner: Type.String(), coOwners: Type.Array(Type.String()),
  filedOn: nullable(DateSchema),
  /** Day of grant (patent) or registration (others). */
  grantedOn: nullable(DateSchema),
  /** Last day of the term, as far as it is known. Trade marks: what the firm typed, else counted from the registration. */
  lastDay: nullable(DateSchema),
  state: RightStateSchema, pledge: PledgeSchema,
  /** Trade marks: classes 1–45. */
  classes: Type.Array(Type.Integer()),
  /** Patents: the last patent year whose fee is paid, as far as the firm said. */
  paidYear: nullable(Type.Integer()),
  warnings: Type.Array(WarningSchema),
  /** Patents only. */
  annuity: nullable(AnnuitySchema),
  version: Type.Integer(), createdAt: InstantSchema, savedAt: InstantSchema,
})
export type Right = Static<typeof RightSchema>
/** One right with every yearly fee from the grant to the end of the term. */
export const RightDetailSchema = closed({ ...RightSchema.properties, lines: Type.Array(AnnuityLineSchema) })
export type RightDetail = Static<typeof RightDetailSchema>
export const RightsSchema = closed({ items: Type.Array(RightSchema), isReduced: Type.Boolean(), today: DateSchema })
export type Rights = Static<typeof RightsSchema>

const text = (most: number) => Type.String({ maxLength: most })
const particulars = {
  owner: Type.Optional(text(400)), coOwners: Type.Optional(Type.Array(text(400), { maxItems: 20 })),
  filedOn: Type.Optional(nullable(text(40))), grantedOn: Type.Optional(nullable(text(40))),
  /** Trade marks only: the last day on the certificate, null for ten years from the registration. */
  lastDay: Type.Optional(nullable(text(40))),
  state: Type.Optional(RightStateSchema), pledge: Type.Optional(PledgeSchema),
  classes: Type.Optional(Type.Array(Type.Integer(), { maxItems: 45 })), paidYear: Type.Optional(nullable(Type.Integer())),
}
/** Left out: owner is the firm, state live, pledge none, the rest empty. */
export const RightInputSchema = closed({ firmId: IdSchema, kind: RightKindSchema, number: text(200), title: text(1000), ...particulars })
export type RightInput = Static<typeof RightInputSchema>
/** What is left out stays. The kind of a right never changes. */
export const RightPatchSchema = closed({ number: Type.Optional(text(200)), title: Type.Optional(text(1000)), ...particulars })
export type RightPatch = Static<typeof RightPatchSchema>

export const RightsQuerySchema = closed({ firmId: IdSchema })
export const AnnuitiesQuerySchema = closed({ firmId: IdSchema, year: Type.Integer({ minimum: 1986, maximum: 2100 }) })
/** The firm has the yearly reduction of fees on record. */
export const PortfolioSettingsSchema = closed({ firmId: IdSchema, isReduced: Type.Boolean() })
export type PortfolioSettings = Static<typeof PortfolioSettingsSchema>

const ownerOf = { rightId: IdSchema, number: Type.String(), title: Type.String() }
export const YearItemSchema = closed({ ...ownerOf, line: AnnuityLineSchema })
export type YearItem = Static<typeof YearItemSchema>
/** The fees that fall due in one calendar year, by date. `payableFen`: all of them; `openFen`: what is still to be paid, with surcharges of today. `unknown`: patents of which dates are missing. */
export const AnnuityYearSchema = closed({
  year: Type.Integer(), items: Type.Array(YearItemSchema), payableFen: FenSchema, openFen: FenSchema,
  unknown: Type.Array(closed({ ...ownerOf, missing: Type.Array(oneOf('filedOn', 'grantedOn')) })), today: DateSchema,
})
export type AnnuityYear = Static<typeof AnnuityYearSchema>

const years = Type.Integer({ minimum: 1, maximum: 50 })
const months = Type.Integer({ minimum: 0, maximum: 24 })
const percent = Type.Integer({ minimum: 0, maximum: 100 })
/** portfolio.json: terms and fees, with where they come from. */
export const PortfolioRulesSchema = closed({
  source: Type.String({ minLength: 1 }), checkedOn: DateSchema,
  /** Not yet compared with the documents in force: shown as 待核. */
  isUnverified: Type.Boolean(),
  notes: Type.Array(Type.String()),
  /** Years of a patent from its filing date; the row with the latest `filedFrom` not after the filing date counts. */
  terms: Type.Array(closed({ patentKind: PatentKindSchema, filedFrom: DateSchema, years }), { minItems: 1 }),
  /** The table with the latest `validFrom` not after the due date counts. */
  feeTables: Type.Array(closed({ validFrom: DateSchema, source: Type.String(), fees: Type.Array(closed({ patentKind: PatentKindSchema, fromYear: years, toYear: years, fen: FenSchema }), { minItems: 1 }) }), { minItems: 1 }),
  /** After the due date a fee may be paid for `months` more; each month begun after the first `freeMonths` adds `percentPerMonth` of the full fee. */
  grace: closed({ months, freeMonths: months, percentPerMonth: percent }),
  /** Percent taken off the fees of `years` patent years from the one of the grant: one owner, several owners. */
  reduction: closed({ solePercent: percent, sharedPercent: percent, years }),
  trademark: closed({ years }),
})
export type PortfolioRules = Static<typeof PortfolioRulesSchema>
