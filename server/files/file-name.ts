// Names are for show only. They never reach the disk, and what could deceive a reader is taken out.
import { docxType, xlsxType } from './office-file.ts'

const extensions: Record<string, string> = { 'image/jpeg': 'jpg', 'image/png': 'png', 'application/pdf': 'pdf', [docxType]: 'docx', [xlsxType]: 'xlsx' }
const maxLength = 200

/** The name as it is shown: NFC, without controls, direction marks (fdp.exe) and path separators; never empty. */
export function cleanFileName(raw: string): string {
  const plain = raw.toWellFormed().normalize('NFC')
    .replace(/[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu, '')
    .replace(/[/\\]/g, '_').trim()
  return [...plain].slice(0, maxLength).join('').trim() || 'file'
}

/** The name with the extension of what was stored: 扫描.heic → 扫描.jpg, a.pdf.exe → a.pdf.exe.jpg. */
export function downloadName(name: string, mediaType: string): string {
  const extension = extensions[mediaType] ?? 'bin'
  const stem = name.replace(/\.(?:jpe?g|png|webp|heic|heif|pdf|docx|xlsx)$/i, '')
  return `${stem || 'file'}.${extension}`
}

/** RFC 6266 with RFC 5987: a plain name for old readers, the real one for all others. Cannot carry a line break. */
export function attachmentHeader(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
