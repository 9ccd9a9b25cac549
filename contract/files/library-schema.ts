// The firm's paper library: licence, account, certificates; uploaded once, used in every application, each with its own expiry.
import Type, { type Static } from 'typebox'
import { closed, DateSchema, IdSchema, InstantSchema, nullable } from '../schema.ts'
import { FileInfoSchema } from './schema.ts'

const kindId = Type.String({ minLength: 1, maxLength: 40 })
/** content/<county>/library.json */
export const LibraryKindsSchema = closed({
  kinds: Type.Array(closed({ id: kindId, name: Type.String({ minLength: 1, maxLength: 60 }), note: Type.Optional(Type.String()),
    /** How long one is taken for fresh after its date of issue; null: as long as the paper says. */
    freshMonths: nullable(Type.Integer({ minimum: 1, maximum: 120 })), asksValidTo: Type.Boolean(),
    /** A firm has many of them (one a patent): an application takes one by itself only where there is no choice. */ many: Type.Optional(Type.Boolean()) }), { minItems: 1 }),
})
export type LibraryKinds = Static<typeof LibraryKindsSchema>
export const LibraryPaperSchema = closed({
  id: IdSchema, firmId: IdSchema, kind: kindId, name: Type.String(), pages: Type.Array(FileInfoSchema),
  issuedOn: nullable(DateSchema), validTo: nullable(DateSchema), /** The last day it may be used; null: no end known. */ usableTo: nullable(DateSchema), isExpired: Type.Boolean(),
  /** From which case it was kept, or null. */ caseNumber: nullable(Type.String()), isVerified: Type.Boolean(), savedBy: Type.String(), savedAt: InstantSchema, version: Type.Integer(),
})
export type LibraryPaper = Static<typeof LibraryPaperSchema>
export const LibrarySchema = closed({ items: Type.Array(LibraryPaperSchema), kinds: LibraryKindsSchema.properties.kinds, today: DateSchema })
export type Library = Static<typeof LibrarySchema>
const particulars = { fileIds: Type.Array(IdSchema, { minItems: 1, maxItems: 20 }), issuedOn: Type.Optional(nullable(Type.String({ maxLength: 40 }))), validTo: Type.Optional(nullable(Type.String({ maxLength: 40 }))), name: Type.Optional(Type.String({ maxLength: 80 })) }
export const LibraryInputSchema = closed({ firmId: IdSchema, kind: kindId, ...particulars })
export type LibraryInput = Static<typeof LibraryInputSchema>
export const LibraryPatchSchema = closed({ ...particulars, fileIds: Type.Optional(particulars.fileIds) })
export type LibraryPatch = Static<typeof LibraryPatchSchema>
