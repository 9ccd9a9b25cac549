// Building blocks for the schemas of every capability.
import Type, { type Static, type TObject, type TProperties, type TSchema } from 'typebox'

/** A closed object: unknown keys are refused with 422 (abuse case 7, mass assignment). */
export function closed<P extends TProperties>(properties: P): TObject<P> {
  return Type.Object(properties, { additionalProperties: false })
}

/** A string out of a closed list. */
export function oneOf<const T extends string>(...values: T[]) {
  return Type.Enum(values)
}

/** Also null. Said inside the schema where it has a type or a list of values: a union would make the server try its branches for every value it sends. */
export function nullable<S extends TSchema>(schema: S) {
  const written: { type?: unknown; enum?: readonly unknown[] } = schema
  if (typeof written.type === 'string') return Type.Unsafe<Static<S> | null>({ ...schema, type: [written.type, 'null'] })
  if (written.enum) return Type.Unsafe<Static<S> | null>({ ...schema, enum: [...written.enum, null] })
  return Type.Unsafe<Static<S> | null>(Type.Union([schema, Type.Null()]))
}

/** Server-made identifiers (UUID); anything else in a path is simply not there. */
export const IdSchema = Type.String({ minLength: 1, maxLength: 64 })
/** An instant, ISO 8601 in UTC, e.g. 2026-11-23T07:08:00.000Z. */
export const InstantSchema = Type.String({ maxLength: 40 })
/** A calendar date in Asia/Shanghai, YYYY-MM-DD. */
export const DateSchema = Type.String({ maxLength: 10 })
/** Money in fen, a safe integer. */
export const FenSchema = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

export const IdParamsSchema = closed({ id: IdSchema })
/** Lists page by an opaque cursor. */
export const CursorQuery = {
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
}
