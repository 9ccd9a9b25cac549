// The cells of an .xlsx as Excel would take them: type, number format and value, read out of the XML itself.
import { inflateRawSync } from 'node:zlib'

export interface SheetCell { type: 's' | 'n'; format: string; value: string }

/** The files of a zip archive, by its central directory. */
export function unzip(archive: Uint8Array): Map<string, string> {
  const bytes = Buffer.from(archive)
  const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'))
  const files = new Map<string, string>()
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, size, nameLength, extra, comment, local] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32), bytes.readUInt32LE(at + 42)]
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const packed = bytes.subarray(start, start + size)
    files.set(bytes.toString('utf8', at + 46, at + 46 + nameLength), (method === 0 ? packed : inflateRawSync(packed)).toString('utf8'))
    at += 46 + nameLength + extra + comment
  }
  return files
}

const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&amp;': '&' }
const unescape = (text: string) => text.replace(/&(?:lt|gt|quot|apos|amp);/g, (entity) => entities[entity] ?? entity)
const attribute = (tag: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]
const builtIn: Record<string, string> = { 0: 'General', 1: '0', 2: '0.00', 3: '#,##0', 4: '#,##0.00', 49: '@' }

/** The one sheet of the workbook, row by row; throws when a part is missing. */
export function readSheet(bytes: Uint8Array): { rows: SheetCell[][] } {
  const parts = unzip(bytes)
  const part = (name: string) => {
    const found = parts.get(name)
    if (found === undefined) throw new Error(`no ${name} in ${[...parts.keys()].join(', ')}`)
    return found
  }
  const strings = [...part('xl/sharedStrings.xml').matchAll(/<si><t[^>]*>([\s\S]*?)<\/t><\/si>/g)].map((match) => unescape(match[1] ?? ''))
  const styles = part('xl/styles.xml')
  const own = Object.fromEntries([...styles.matchAll(/<numFmt [^>]*>/g)].map(([tag]) => [attribute(tag, 'numFmtId'), unescape(attribute(tag, 'formatCode') ?? '')]))
  const formats = [...(/<cellXfs[\s\S]*?<\/cellXfs>/.exec(styles)?.[0] ?? '').matchAll(/<xf [^>]*>/g)].map(([tag]) => attribute(tag, 'numFmtId') ?? '0')
  const rows = [...part('xl/worksheets/sheet1.xml').matchAll(/<row [^>]*>([\s\S]*?)<\/row>/g)].map((row) =>
    [...(row[1] ?? '').matchAll(/<c ([^>]*?)(?:\/>|>(?:<v>([\s\S]*?)<\/v>)?<\/c>)/g)].map(([, tag = '', text = '']): SheetCell => {
      const id = formats[Number(attribute(tag, 's') ?? 0)] ?? '0'
      const isText = attribute(tag, 't') === 's'
      return { type: isText ? 's' : 'n', format: own[id] ?? builtIn[id] ?? id, value: isText ? (strings[Number(text)] ?? '') : text }
    }))
  return { rows }
}
