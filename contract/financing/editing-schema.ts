// Products written by banks and insurance written by officers: the text that is being worked on, and where it stands.
import Type, { type Static } from 'typebox'
import { closed, DateSchema, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'
import { productActions } from './stages.ts'

const text = (most: number) => Type.String({ maxLength: most })
/** As typed, right or wrong; what stands in the way is said beside it (`problems`). Amounts in 元, months as figures; empty: the bank decides. */
export const LoanDraftSchema = closed({
  title: text(200), about: text(1000), phone: text(64), from: text(40), to: text(40), fromMonths: text(10), toMonths: text(10), rights: Type.Array(text(20), { maxItems: 6 }),
  ratio: text(1000), rate: text(1000), conditions: Type.Array(text(200), { maxItems: 12 }), papers: Type.Array(text(200), { maxItems: 12 }),
})
export type LoanDraft = Static<typeof LoanDraftSchema>
export const InsuranceDraftSchema = closed({ title: text(200), about: text(1000), forWhom: text(1000), insurer: text(200), phone: text(64), premium: text(1000), subsidyPercent: text(10), subsidyCap: text(40), programmeId: text(20), papers: Type.Array(text(200), { maxItems: 12 }), source: text(1000) })
export type InsuranceDraft = Static<typeof InsuranceDraftSchema>
export const ProductDraftInputSchema = closed({ loan: Type.Optional(LoanDraftSchema), insurance: Type.Optional(InsuranceDraftSchema) })
export type ProductDraftInput = Static<typeof ProductDraftInputSchema>

/** draft: being written · proposed: waits for an officer · live · past: replaced or taken down. */
export const ProductStateSchema = oneOf('draft', 'proposed', 'live', 'past')
export type ProductState = Static<typeof ProductStateSchema>
export const ProductActionSchema = oneOf(...productActions)
export type ProductAction = Static<typeof ProductActionSchema>

const version = closed({
  number: Type.Integer(), state: ProductStateSchema, revision: Type.Integer(), loan: nullable(LoanDraftSchema), insurance: nullable(InsuranceDraftSchema), savedBy: nullable(Type.String()), savedAt: InstantSchema,
  proposedAt: nullable(InstantSchema), publishedAt: nullable(InstantSchema), publishedBy: nullable(Type.String()), returnedReason: nullable(Type.String()),
  problems: Type.Array(closed({ field: Type.String(), reason: Type.String(), limit: Type.Optional(Type.Union([Type.String(), Type.Number()])) })),
})
/** `open`: the one being written or waiting; `live`: the one everybody reads. */
export const EditedProductSchema = closed({ id: IdSchema, kind: oneOf('loan', 'insurance'), bankId: nullable(IdSchema), bankName: nullable(Type.String()), open: nullable(version), live: nullable(version), takenDownAt: nullable(InstantSchema), actions: Type.Array(ProductActionSchema), mayEdit: Type.Boolean() })
export type EditedProduct = Static<typeof EditedProductSchema>
export const EditedProductsSchema = closed({ items: Type.Array(EditedProductSchema), today: DateSchema })
export type EditedProducts = Static<typeof EditedProductsSchema>
/** From a product that is there (a content file's example, or the live one); left out: empty. */
export const NewProductSchema = closed({ kind: oneOf('loan', 'insurance'), fromId: Type.Optional(Type.String({ maxLength: 64 })) })
export type NewProduct = Static<typeof NewProductSchema>
export const ProductActionParamsSchema = closed({ id: IdSchema, action: ProductActionSchema })
export const ProductActionInputSchema = closed({ reason: Type.Optional(text(2000)) })
export type ProductActionInput = Static<typeof ProductActionInputSchema>
