import type { FileInfo } from '#contract/files/schema.ts'
import { docxType, xlsxType } from './office-file.ts'
import type { FileRow } from '../db/schema.ts'

const storedTypes = ['image/jpeg', 'image/png', 'application/pdf', docxType, xlsxType] as const

/** A stored file as its readers see it; where it is kept stays here. */
export function fileInfoOf(row: FileRow): FileInfo {
  const mediaType = storedTypes.find((type) => type === row.media_type)
  if (!mediaType) throw new Error(`file ${row.id} has the unknown type ${row.media_type}`)
  return {
    id: row.id, name: row.name, mediaType, sizeBytes: row.size_bytes, sha256: row.sha256,
    pages: row.pages, width: row.width, height: row.height, createdAt: new Date(row.created_at).toISOString(),
  }
}
