// content/<county>/financing.json and what everybody reads of it: products of banks and insurers, the road to a loan, what is said beside them.
import Type, { type Static } from 'typebox'
import { closed, FenSchema, IdSchema, nullable, oneOf } from '../schema.ts'
import { ReadinessContentSchema } from './readiness-schema.ts'
import { CodeSchema, RightTypeSchema, ShortSchema, TextSchema } from './words-schema.ts'

/** confirmed: said by who is responsible for it; example: 示例, a figure to show how it may look; unverified: 待核, from a document nobody has checked to be in force. */
export const MarkSchema = oneOf('confirmed', 'example', 'unverified')
export type Mark = Static<typeof MarkSchema>

const WordsSchema = Type.Array(ShortSchema, { minItems: 1, maxItems: 12 })
const months = Type.Integer({ minimum: 1, maximum: 360 })

/** As a file of the county has it. */
export const ProductSourceSchema = closed({
  id: CodeSchema, title: ShortSchema, about: TextSchema,
  /** null: 待主办单位提供. */
  bank: nullable(ShortSchema), phone: nullable(ShortSchema),
  mark: MarkSchema,
  /** null: the bank decides. */
  fromFen: nullable(FenSchema), toFen: nullable(FenSchema), fromMonths: nullable(months), toMonths: nullable(months),
  rights: Type.Array(RightTypeSchema, { minItems: 1, maxItems: 6 }),
  /** Loan to assessed value, and interest, in words: 由银行确定. */
  ratio: TextSchema, rate: TextSchema,
  conditions: WordsSchema, papers: WordsSchema,
  source: TextSchema,
})
export type ProductSource = Static<typeof ProductSourceSchema>
/** As everybody reads it. bankId: of the bank that wrote it at its own desk; null: out of the county's file. */
export const ProductSchema = closed({ ...ProductSourceSchema.properties, bankId: nullable(IdSchema) })
export type Product = Static<typeof ProductSchema>

export const InsuranceSchema = closed({
  id: CodeSchema, title: ShortSchema,
  /** What it pays for, and for whom it is. */
  about: TextSchema, forWhom: TextSchema,
  insurer: nullable(ShortSchema), phone: nullable(ShortSchema),
  mark: MarkSchema,
  /** In words: 由保险公司确定. */
  premium: TextSchema,
  /** Of the premium paid, percent and at most so much a year; the scheme to apply with. */
  subsidyPercent: nullable(Type.Integer({ minimum: 1, maximum: 100 })), subsidyCapFen: nullable(FenSchema), programmeId: nullable(Type.String({ minLength: 1, maxLength: 20 })),
  papers: WordsSchema,
  source: TextSchema,
})
export type Insurance = Static<typeof InsuranceSchema>

/** One step of the road, with who takes it and how long it is said to take. */
export const RoadStepSchema = closed({ id: CodeSchema, title: ShortSchema, who: ShortSchema, text: TextSchema, limit: nullable(ShortSchema), mark: MarkSchema })
export type RoadStep = Static<typeof RoadStepSchema>

export const BankSchema = closed({ name: ShortSchema, note: TextSchema, mark: MarkSchema })

const said = {
  title: ShortSchema, intro: TextSchema,
  /** Said where they belong: free; nobody may take money for it; no promise of a loan; nothing is sent by looking. */
  notes: closed({ free: TextSchema, brokers: TextSchema, promise: TextSchema, privacy: TextSchema }),
  banks: Type.Array(BankSchema, { maxItems: 40 }),
  road: Type.Array(RoadStepSchema, { minItems: 1, maxItems: 16 }),
}

export const FinancingContentSchema = closed({
  ...said,
  items: Type.Array(ProductSourceSchema, { minItems: 1, maxItems: 40 }),
  insurance: Type.Array(InsuranceSchema, { maxItems: 20 }),
  /** Where it all comes from, in our own papers: not shown. */
  source: TextSchema,
  /** Schemes that pay back what such a loan costs. */
  programmeIds: Type.Array(Type.String({ minLength: 1, maxLength: 20 }), { maxItems: 10 }),
  readiness: ReadinessContentSchema,
})
export type FinancingContent = Static<typeof FinancingContentSchema>

/** What everybody may read: of the county's file and of what banks and officers wrote (products.ts); `programmes` are those that are there. */
export const FinancingSchema = closed({ ...said, items: Type.Array(ProductSchema), insurance: Type.Array(InsuranceSchema), programmes: Type.Array(closed({ id: Type.String(), title: Type.String(), summary: Type.String() })) })
export type Financing = Static<typeof FinancingSchema>
