// What the county says to its firms. Dates are those of Shanghai.
import Type, { type Static } from 'typebox'
import { closed, CursorQuery, DateSchema, nullable, oneOf } from '../schema.ts'

const CodeSchema = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,59}$' })
const text = (maxLength: number) => Type.String({ minLength: 1, maxLength })

/** content/<county>/notices.json */
export const NoticeSettingsSchema = closed({ categories: Type.Array(closed({ id: CodeSchema, title: text(12) }), { minItems: 1, maxItems: 8 }) })
export type NoticeSettings = Static<typeof NoticeSettingsSchema>

/** A part of a text: exactly one of these. Plain words only, so nothing in it can run. */
export const BlockSchema = Type.Union([
  closed({ heading: text(80) }),
  closed({ paragraph: text(1200) }),
  closed({ list: Type.Array(text(400), { minItems: 1, maxItems: 40 }), ordered: Type.Optional(Type.Boolean()) }),
  /** The first row is the head. */
  closed({ table: Type.Array(Type.Array(Type.String({ maxLength: 300 }), { minItems: 1, maxItems: 8 }), { minItems: 2, maxItems: 80 }) }),
  closed({ quote: text(800) }),
])
export type Block = Static<typeof BlockSchema>
export const DeadlineSchema = closed({ id: CodeSchema, title: text(60), on: DateSchema })
export type Deadline = Static<typeof DeadlineSchema>

/** content/<county>/notices/<id>.json. Adding a notice is adding a file; it shows from its `publishedOn` on. */
export const NoticeSourceSchema = closed({
  id: CodeSchema, title: text(120), documentNumber: nullable(text(60)), issuer: text(40), category: CodeSchema,
  /** 成文日期; shown here since; 有效期至; the original's address. */
  writtenOn: nullable(DateSchema), publishedOn: DateSchema, validTo: nullable(DateSchema), sourceUrl: nullable(Type.String({ pattern: '^https?://', maxLength: 300 })),
  /** 和企业有关的三句话 */
  points: Type.Array(text(120), { minItems: 1, maxItems: 3 }),
  /** 适用对象 截止 金额 怎么办; null: the document does not say. */
  facts: closed({ who: nullable(text(120)), until: nullable(text(80)), amount: nullable(text(120)), how: nullable(text(160)) }),
  body: Type.Array(BlockSchema, { minItems: 1, maxItems: 200 }), /** 解读, ours. */ interpretation: Type.Array(BlockSchema, { maxItems: 60 }),
  deadlines: Type.Array(DeadlineSchema, { maxItems: 10 }), programmeIds: Type.Array(Type.String({ maxLength: 20 }), { maxItems: 20, uniqueItems: true }),
  /** Where the facts are from and how far they have been checked; shown at the foot. */
  source: text(400),
})
export type NoticeSource = Static<typeof NoticeSourceSchema>

export const NoticeSummarySchema = closed({
  id: CodeSchema, title: Type.String(), documentNumber: nullable(Type.String()), issuer: Type.String(), category: CodeSchema, categoryTitle: Type.String(), publishedOn: DateSchema,
  /** The first point, or of a search what was found, between U+E000 and U+E001 in both. */
  excerpt: Type.String(), markedTitle: Type.String(), /** The next one to come. */ deadline: nullable(DeadlineSchema), isExpired: Type.Boolean(),
})
export type NoticeSummary = Static<typeof NoticeSummarySchema>
export const NoticesQuerySchema = closed({ ...CursorQuery, q: Type.Optional(Type.String({ maxLength: 60 })), category: Type.Optional(Type.String({ maxLength: 60 })), /** Those that name this scheme. */ programmeId: Type.Optional(Type.String({ maxLength: 20 })) })
export type NoticesQuery = Static<typeof NoticesQuerySchema>
export const NoticesSchema = closed({ items: Type.Array(NoticeSummarySchema), next: Type.Optional(Type.String()), total: Type.Integer(), categories: NoticeSettingsSchema.properties.categories, today: DateSchema })
export type Notices = Static<typeof NoticesSchema>
export const NoticeSchema = closed({
  ...NoticeSourceSchema.properties, categoryTitle: Type.String(), isExpired: Type.Boolean(), today: DateSchema,
  programmes: Type.Array(closed({ id: Type.String(), title: Type.String(), availability: oneOf('taking', 'soon', 'over', 'not-open', 'closed'), closesOn: nullable(DateSchema) })),
})
export type Notice = Static<typeof NoticeSchema>
export const NoticeParamsSchema = closed({ id: Type.String({ maxLength: 100 }) })
export const DeadlinesQuerySchema = closed({ noticeId: Type.Optional(Type.String({ maxLength: 60 })) })
