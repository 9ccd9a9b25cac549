// What the county says to its firms. Dates are those of Shanghai.
import Type, { type Static } from 'typebox'
import { closed, CursorQuery, DateSchema, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'

const CodeSchema = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,59}$' })
const text = (maxLength: number) => Type.String({ minLength: 1, maxLength })

/** content/<county>/notices.json */
export const NoticeSettingsSchema = closed({
  categories: Type.Array(closed({ id: CodeSchema, title: text(12) }), { minItems: 1, maxItems: 8 }),
  /** What a firm agrees to before its self-assessment's gaps decide which notices it is told of; other words are another version. */
  gapConsent: closed({ version: text(40), title: text(20), paragraphs: Type.Array(text(200), { minItems: 1, maxItems: 6 }) }),
})
export type NoticeSettings = Static<typeof NoticeSettingsSchema>

/** `href` is an address of the web or of the portal (`/subsidies/P01`); anything else is refused. */
export const RunSchema = closed({ text: text(2000), bold: Type.Optional(Type.Literal(true)), href: Type.Optional(Type.String({ pattern: '^(https?://[^\\s]+|/[^/\\\\\\s][^\\s]*)$', maxLength: 500 })) })
/** Plain words, or runs with emphasis and links. */
const words = (maxLength: number) => Type.Union([text(maxLength), Type.Array(RunSchema, { minItems: 1, maxItems: 60 })])
export const WordsSchema = words(2000)
export type Words = Static<typeof WordsSchema>
/** A line, or a line with lines below it. */
export const ListItemSchema = Type.Union([text(800), Type.Array(RunSchema, { minItems: 1, maxItems: 60 }), closed({ words: words(800), list: Type.Array(words(800), { minItems: 1, maxItems: 40 }), ordered: Type.Optional(Type.Boolean()) })])
export type ListItem = Static<typeof ListItemSchema>
/** A part of a text: exactly one of these. Nothing in it is markup, so nothing in it can run. */
export const BlockSchema = Type.Union([
  closed({ heading: text(120), /** A heading below the others. */ small: Type.Optional(Type.Literal(true)) }),
  closed({ paragraph: WordsSchema, align: Type.Optional(oneOf('center', 'right')) }),
  closed({ list: Type.Array(ListItemSchema, { minItems: 1, maxItems: 100 }), ordered: Type.Optional(Type.Boolean()) }),
  /** The first row is the head. */
  closed({ table: Type.Array(Type.Array(Type.String({ maxLength: 600 }), { minItems: 1, maxItems: 12 }), { minItems: 2, maxItems: 200 }) }),
  closed({ quote: words(800) }),
  /** A stored picture of this notice and what it shows; px. Only in notices of the desk. */
  closed({ picture: IdSchema, alt: Type.String({ maxLength: 120 }), width: Type.Integer({ minimum: 1, maximum: 20_000 }), height: Type.Integer({ minimum: 1, maximum: 20_000 }) }),
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
  body: Type.Array(BlockSchema, { minItems: 1, maxItems: 400 }), /** 解读, ours. */ interpretation: Type.Array(BlockSchema, { maxItems: 60 }),
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
export const NoticesQuerySchema = closed({
  ...CursorQuery, q: Type.Optional(Type.String({ maxLength: 60 })), category: Type.Optional(Type.String({ maxLength: 60 })), issuer: Type.Optional(Type.String({ maxLength: 40 })),
  /** Those that name this scheme. */ programmeId: Type.Optional(Type.String({ maxLength: 20 })),
})
export type NoticesQuery = Static<typeof NoticesQuerySchema>
/** `total` counts to a hundred; `isMore`: there are more than that. */
export const NoticesSchema = closed({ items: Type.Array(NoticeSummarySchema), next: Type.Optional(Type.String()), total: Type.Integer(), isMore: Type.Boolean(), categories: NoticeSettingsSchema.properties.categories, today: DateSchema })
export type Notices = Static<typeof NoticesSchema>
export const AttachmentSchema = closed({ fileId: IdSchema, title: text(80), mediaType: Type.String(), sizeBytes: Type.Integer() })
export type Attachment = Static<typeof AttachmentSchema>
/** What a correction changed, in words; the newest first. */
export const CorrectionSchema = closed({ number: Type.Integer(), at: InstantSchema, note: Type.String() })
export const NoticeSchema = closed({
  ...NoticeSourceSchema.properties, points: Type.Array(Type.String()), body: Type.Array(BlockSchema), deadlines: Type.Array(closed({ id: Type.String(), title: Type.String(), on: DateSchema })), categoryTitle: Type.String(), isExpired: Type.Boolean(), today: DateSchema,
  programmes: Type.Array(closed({ id: Type.String(), title: Type.String(), availability: oneOf('taking', 'soon', 'over', 'not-open', 'closed'), closesOn: nullable(DateSchema) })),
  attachments: Type.Array(AttachmentSchema), /** Number of what is shown; rises with every correction. */ version: Type.Integer(), corrections: Type.Array(CorrectionSchema),
  /** Taken back: then the body, the points and the facts are empty; only what it was called, and why it is gone. */
  withdrawn: nullable(closed({ at: InstantSchema, reason: Type.String() })),
})
export type Notice = Static<typeof NoticeSchema>
export const NoticeParamsSchema = closed({ id: Type.String({ maxLength: 100 }) })
export const NoticeFileParamsSchema = closed({ id: Type.String({ maxLength: 100 }), fileId: IdSchema })
/** One notice, or a category, an issuer, a scheme; nothing: all. */
export const FeedQuerySchema = closed({ category: Type.Optional(Type.String({ maxLength: 60 })), issuer: Type.Optional(Type.String({ maxLength: 40 })), programmeId: Type.Optional(Type.String({ maxLength: 20 })) })
export type FeedQuery = Static<typeof FeedQuerySchema>
export const DeadlinesQuerySchema = closed({ ...FeedQuerySchema.properties, noticeId: Type.Optional(Type.String({ maxLength: 60 })) })
export type DeadlinesQuery = Static<typeof DeadlinesQuerySchema>
/** Where somebody came from; counted by day, never by person. */
export const OpenChannelSchema = oneOf('inbox', 'push', 'sms', 'email', 'link', 'poster', 'list', 'home', 'feed', 'other')
export type OpenChannel = Static<typeof OpenChannelSchema>
export const OpenedSchema = closed({ from: OpenChannelSchema })
