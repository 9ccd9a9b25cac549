// What a chosen file is, by its first bytes: phones leave the type empty or wrong (pitfall C12).

/** Word and Excel files of today. */
export const officeKinds = [
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
] as const
export type OfficeKind = (typeof officeKinds)[number]
export type FileKind = 'image/jpeg' | 'image/png' | 'image/webp' | 'image/heic' | 'application/pdf' | OfficeKind

const heicBrands = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1', 'heif'])

function ascii(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end))
}

/** A zip with the main part of such a file in its list, which is at the end. */
function officeKindOf(bytes: Uint8Array): OfficeKind | null {
  if (ascii(bytes, 0, 4) !== 'PK\x03\x04') return null
  const list = new TextDecoder('latin1').decode(bytes.subarray(-200_000))
  if (list.includes('word/document')) return officeKinds[0]
  return list.includes('xl/workbook') ? officeKinds[1] : null
}

export function kindOf(bytes: Uint8Array): FileKind | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg'
  if (ascii(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png'
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'image/webp'
  if (ascii(bytes, 0, 5) === '%PDF-') return 'application/pdf'
  if (ascii(bytes, 4, 8) === 'ftyp' && heicBrands.has(ascii(bytes, 8, 12))) return 'image/heic'
  return officeKindOf(bytes)
}
