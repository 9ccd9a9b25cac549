// What the other schemas of financing are made of.
import Type, { type Static } from 'typebox'
import { oneOf } from '../schema.ts'

export const ShortSchema = Type.String({ minLength: 1, maxLength: 80 })
export const TextSchema = Type.String({ minLength: 1, maxLength: 400 })
export const CodeSchema = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' })
/** Kinds of rights as banks tell them apart: the three kinds of patents each by itself. */
export const RightTypeSchema = oneOf('发明', '实用新型', '外观设计', 'trademark', 'software', 'other')
export type RightType = Static<typeof RightTypeSchema>
