import Type, { type Static } from 'typebox'
import { closed, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'

/** What the server stores (after conversion); Word and Excel only with a notice. */
export const MediaTypeSchema = oneOf('image/jpeg', 'image/png', 'application/pdf', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
export const FileInfoSchema = closed({
  id: IdSchema,
  /** The name it had on the phone, for show only. */
  name: Type.String(),
  mediaType: MediaTypeSchema,
  sizeBytes: Type.Integer(),
  /** SHA-256 of the stored bytes, hex. */
  sha256: Type.String(),
  /** Pages of a PDF, 1 for a picture. */
  pages: Type.Integer(),
  width: nullable(Type.Integer()),
  height: nullable(Type.Integer()),
  createdAt: InstantSchema,
})
export type FileInfo = Static<typeof FileInfoSchema>

/** What the phone asks for before it shows 已收存 (pitfall C9): `sentSha256` is the hash of the bytes it sent, which a redrawn picture no longer has. */
export const StoredFileSchema = closed({ ...FileInfoSchema.properties, sentSha256: nullable(Type.String()) })
export type StoredFile = Static<typeof StoredFileSchema>
