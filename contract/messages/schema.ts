import Type, { type Static } from 'typebox'
import { closed, CursorQuery, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'

export const MessageCategorySchema = oneOf('case', 'account', 'policy', 'reminder')
export type MessageCategory = Static<typeof MessageCategorySchema>
export const MessageSchema = closed({
  id: IdSchema, category: MessageCategorySchema,
  title: Type.String(), body: Type.String(),
  /** A path inside the app its reader may open, or null. */
  link: nullable(Type.String()),
  tone: oneOf('plain', 'good', 'waiting', 'urgent'),
  createdAt: InstantSchema, readAt: nullable(InstantSchema),
})
export type Message = Static<typeof MessageSchema>
export const MessagesSchema = closed({
  items: Type.Array(MessageSchema), unread: Type.Integer(), next: Type.Optional(Type.String()),
  /** Categories the reader has messages of at all; what the page shows as tabs. */
  categories: Type.Array(MessageCategorySchema),
})
export type Messages = Static<typeof MessagesSchema>
export const MessagesQuerySchema = closed({ ...CursorQuery, category: Type.Optional(MessageCategorySchema) })
export const UnreadSchema = closed({ unread: Type.Integer() })
