// content/<county>/legal.json: what a public service must say of itself besides the privacy notice.
import Type, { type Static } from 'typebox'
import { closed, DateSchema } from '../schema.ts'

/** agreement 用户协议 · third-parties 第三方清单 · accessibility 无障碍声明 · errors 网站纠错 */
export const legalIds = ['agreement', 'third-parties', 'accessibility', 'errors'] as const
export type LegalId = (typeof legalIds)[number]

const Line = Type.String({ minLength: 1, maxLength: 400 })
export const LegalDocumentSchema = closed({
  id: Type.Enum(legalIds), title: Type.String({ minLength: 1, maxLength: 20 }), version: Type.String({ minLength: 1, maxLength: 40 }), updatedOn: DateSchema,
  /** Not yet looked through by who answers for the service: said at its head. */
  isDraft: Type.Boolean(),
  summary: Type.Array(Line, { minItems: 1, maxItems: 8 }),
  sections: Type.Array(closed({ title: Type.String({ minLength: 1, maxLength: 30 }), paragraphs: Type.Array(Line, { minItems: 1, maxItems: 20 }) }), { minItems: 1, maxItems: 20 }),
})
export type LegalDocument = Static<typeof LegalDocumentSchema>
export const LegalContentSchema = closed({ documents: Type.Array(LegalDocumentSchema, { minItems: legalIds.length, maxItems: legalIds.length }) })
