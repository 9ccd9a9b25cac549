// A firm's rights, and what the county's content says of terms and fees.
import Type, { type Static } from 'typebox'
import { FileInfoSchema } from '../files/schema.ts'
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
  /** To whom, number and day of the registration of the pledge; null unless pledged. */
  pledgee: nullable(Type.String()), pledgeNumber: nullable(Type.String()), pledgedOn: nullable(DateSchema),
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
/** certificate 证书 · register 登记簿副本 */
export const RightPaperKindSchema = oneOf('certificate', 'register', 'other')
export type RightPaperKind = Static<typeof RightPaperKindSchema>
export const RightPaperSchema = closed({ id: IdSchema, kind: RightPaperKindSchema, file: FileInfoSchema })
export type RightPaper = Static<typeof RightPaperSchema>
/** A stored file (purpose paper) of the same firm. */
export const RightPaperInputSchema = closed({ fileId: IdSchema, kind: RightPaperKindSchema })
export const RightPaperParamsSchema = closed({ id: IdSchema, paperId: IdSchema })

/** One right with every yearly fee from the grant to the end of the term, and its papers in the order they came. */
export const RightDetailSchema = closed({ ...RightSchema.properties, lines: Type.Array(AnnuityLineSchema), papers: Type.Array(RightPaperSchema) })
export type RightDetail = Static<typeof RightDetailSchema>
export const RightsSchema = closed({ items: Type.Array(RightSchema), isReduced: Type.Boolean(), reminds: Type.Boolean(), today: DateSchema })
export type Rights = Static<typeof RightsSchema>

const text = (most: number) => Type.String({ maxLength: most })
const particulars = {
  owner: Type.Optional(text(400)), coOwners: Type.Optional(Type.Array(text(400), { maxItems: 20 })),
  filedOn: Type.Optional(nullable(text(40))), grantedOn: Type.Optional(nullable(text(40))),
  /** Trade marks only: the last day on the certificate, null for ten years from the registration. */
  lastDay: Type.Optional(nullable(text(40))),
  state: Type.Optional(RightStateSchema), pledge: Type.Optional(PledgeSchema),
  /** Kept while pledged, dropped otherwise. */
  pledgee: Type.Optional(nullable(text(400))), pledgeNumber: Type.Optional(nullable(text(200))), pledgedOn: Type.Optional(nullable(text(40))),
  classes: Type.Optional(Type.Array(Type.Integer(), { maxItems: 45 })), paidYear: Type.Optional(nullable(Type.Integer())),
}
/** Left out: owner is the firm, state live, pledge none, the rest empty. */
export const RightInputSchema = closed({ firmId: IdSchema, kind: RightKindSchema, number: text(200), title: text(1000), ...particulars })
export type RightInput = Static<typeof RightInputSchema>
/** What is left out stays. The kind of a right never changes. */
export const RightPatchSchema = closed({ number: Type.Optional(text(200)), title: Type.Optional(text(1000)), ...particulars })
export type RightPatch = Static<typeof RightPatchSchema>

const cell = text(2000)
/** One row of a pasted table: every field as it was typed. `line`: where it stood, from 1; it names the row and may not come twice. */
export const ImportRowSchema = closed({
  line: Type.Integer({ minimum: 1, maximum: 1_000_000 }), kind: RightKindSchema, number: cell, title: cell, owner: cell, coOwners: cell, filedOn: cell, grantedOn: cell, lastDay: cell, classes: cell, state: cell,
  pledge: cell, pledgee: cell, pledgeNumber: cell, pledgedOn: cell, paidYear: cell,
})
export type ImportRow = Static<typeof ImportRowSchema>
export const ImportInputSchema = closed({ firmId: IdSchema, rows: Type.Array(ImportRowSchema, { minItems: 1, maxItems: 500 }) })
export type ImportInput = Static<typeof ImportInputSchema>
/** fine: will be taken; warned: will be taken and marked 待核; known: the firm has it (`rightId`); repeated: an earlier row has the number; wrong: `problems` say what. */
export const ImportVerdictSchema = oneOf('fine', 'warned', 'known', 'repeated', 'wrong')
export type ImportVerdict = Static<typeof ImportVerdictSchema>
const problem = closed({ field: Type.String(), reason: Type.String(), limit: Type.Optional(Type.Union([Type.String(), Type.Number()])) })
export const JudgedRowSchema = closed({
  /** As it came; the number in its one written form and days as YYYY-MM-DD where they could be read. */
  row: ImportRowSchema, verdict: ImportVerdictSchema, patentKind: nullable(PatentKindSchema),
  problems: Type.Array(problem), warnings: Type.Array(WarningSchema), rightId: nullable(IdSchema),
})
export type JudgedRow = Static<typeof JudgedRowSchema>
/** `room`: how many more the firm may keep. */
export const ImportPreviewSchema = closed({ rows: Type.Array(JudgedRowSchema), room: Type.Integer() })
export type ImportPreview = Static<typeof ImportPreviewSchema>
/** added: `rightId` is new; full: the firm has as many as it may keep; the others as in the preview. */
export const ImportResultSchema = closed({
  added: Type.Integer(),
  rows: Type.Array(closed({ line: Type.Integer(), result: oneOf('added', 'known', 'repeated', 'wrong', 'full'), rightId: nullable(IdSchema), problems: Type.Array(problem) })),
})
export type ImportResult = Static<typeof ImportResultSchema>

export const RightsQuerySchema = closed({ firmId: IdSchema })
export const AnnuitiesQuerySchema = closed({ firmId: IdSchema, year: Type.Integer({ minimum: 1986, maximum: 2100 }) })
/** The firm has the yearly reduction of fees on record; its people are reminded of fees (yes, until somebody says no). */
export const PortfolioSettingsSchema = closed({ firmId: IdSchema, isReduced: Type.Boolean(), reminds: Type.Boolean() })
export type PortfolioSettings = Static<typeof PortfolioSettingsSchema>
/** What is left out stays. */
export const PortfolioSettingsInputSchema = closed({ firmId: IdSchema, isReduced: Type.Optional(Type.Boolean()), reminds: Type.Optional(Type.Boolean()) })
export type PortfolioSettingsInput = Static<typeof PortfolioSettingsInputSchema>

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
