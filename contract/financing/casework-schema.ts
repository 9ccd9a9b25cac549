// content/<county>/financing-casework.json: bands, words, time limits and targets of introductions to banks. Limits without a document behind them are examples.
import Type, { type Static } from 'typebox'
import { closed, FenSchema, nullable, oneOf } from '../schema.ts'
import { CodeSchema, ShortSchema, TextSchema } from './words-schema.ts'

const days = Type.Integer({ minimum: 1, maximum: 60 })
const options = Type.Array(closed({ id: CodeSchema, word: ShortSchema }), { minItems: 2, maxItems: 20 })

/** What a consent may let a bank see. firm 企业名称、代码、镇街 · contact 联系人 · loan 金额、期限、用途 · finance 营业收入和已有负债的档 · rights 知识产权的号码和名称 · card 质押准备情况. */
export const consentFields = ['firm', 'contact', 'loan', 'finance', 'rights', 'card'] as const
export const ConsentFieldSchema = oneOf(...consentFields)
export type ConsentField = Static<typeof ConsentFieldSchema>

export const FinancingCaseworkSchema = closed({
  source: TextSchema,
  /** No document stands behind the limits below. */
  illustrative: Type.Boolean(),
  /** Working days to screen a request. */
  screenWorkdays: days,
  /** What is owed meanwhile, in the clock's words. */
  screenPromise: ShortSchema,
  /** A green card of a verified firm goes to the banks without an officer. */
  greenGoesStraight: Type.Boolean(),
  /** Live requests a firm may have, drafts not counted; banks asked at one time. */
  requestsPerFirm: Type.Integer({ minimum: 1, maximum: 20 }), banksPerRequest: Type.Integer({ minimum: 1, maximum: 20 }),
  /** What may be asked for. */
  fromFen: FenSchema, toFen: FenSchema, toMonths: Type.Integer({ minimum: 1, maximum: 360 }),
  /** Lower bounds in rising order, the first 0; a band reaches to the next one. */
  amountBands: Type.Array(closed({ id: CodeSchema, word: ShortSchema, fromFen: FenSchema }), { minItems: 2, maxItems: 12 }),
  /** Every town of county.json in exactly one. */
  townBands: Type.Array(closed({ id: CodeSchema, word: ShortSchema, towns: Type.Array(ShortSchema, { minItems: 2 }) }), { minItems: 1, maxItems: 12 }),
  turnoverBands: options, debtBands: options, uses: options,
  /** Why a bank does not take a lead; why nothing came of it. 'other' asks for words. */
  refusals: options, failures: options,
  consent: closed({
    version: ShortSchema,
    /** May name {bank}, {fields}, {county}, {host}. What is read before 同意, and kept with the receipt. */
    text: Type.String({ minLength: 1, maxLength: 2000 }),
    fields: Type.Array(closed({ id: ConsentFieldSchema, title: ShortSchema, what: TextSchema, isNeeded: Type.Boolean() }), { minItems: consentFields.length, maxItems: consentFields.length }),
  }),
  /** Working days after a bank was asked: remind it, have it called, say 无人接单, close. Rising. */
  ladder: closed({ nudge: days, call: days, escalate: days, close: days }),
  /** Working days without a step after a bank has taken it: the bank is reminded, and the officer's board shows it. */
  stalledWorkdays: days,
  /** Calendar days before the loan is due back; falling. */
  maturityDays: Type.Array(Type.Integer({ minimum: 1, maximum: 365 }), { minItems: 1, maxItems: 5 }),
  /** What the county promised, from and to a year, both included. `over`: more than, in fen paid out. */
  targets: closed({ title: ShortSchema, source: TextSchema, fromYear: Type.Integer(), toYear: Type.Integer(), loans: Type.Integer({ minimum: 1 }), overFen: FenSchema }),
  /** The interest subsidy offered after the loan; null where there is none. */
  subsidyProgrammeId: nullable(Type.String({ minLength: 1, maxLength: 20 })),
})
export type FinancingCasework = Static<typeof FinancingCaseworkSchema>

/** What firms, officers and banks need of it to fill in and read. */
export const FinancingChoicesSchema = closed({
  illustrative: Type.Boolean(), requestsPerFirm: Type.Integer(), banksPerRequest: Type.Integer(), fromFen: FenSchema, toFen: FenSchema, toMonths: Type.Integer(), screenWorkdays: Type.Integer(),
  turnoverBands: options, debtBands: options, uses: options, refusals: options, failures: options,
  consent: FinancingCaseworkSchema.properties.consent, ladder: FinancingCaseworkSchema.properties.ladder, subsidyProgrammeId: nullable(Type.String()),
})
export type FinancingChoices = Static<typeof FinancingChoicesSchema>
