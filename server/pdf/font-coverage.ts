// Which characters a TrueType font can draw, read from its cmap table (format 12), and what is printed for the others.

/** Printers set 〓 where a character is missing, to be written in by hand: better than an empty box nobody notices. */
export const missingMark = '〓'

export type Coverage = (codePoint: number) => boolean

/** Throws when the file has no full Unicode table. */
export function readCoverage(font: Buffer): Coverage {
  const cmap = tableOffset(font, 'cmap')
  const count = font.readUInt16BE(cmap + 2)
  const subtables = Array.from({ length: count }, (_, index) => cmap + font.readUInt32BE(cmap + 4 + index * 8 + 4))
  const full = subtables.find((offset) => font.readUInt16BE(offset) === 12)
  if (full === undefined) throw new Error('the font has no table of all Unicode characters')
  const groups = Array.from({ length: font.readUInt32BE(full + 12) }, (_, index) => {
    const at = full + 16 + index * 12
    return { first: font.readUInt32BE(at), last: font.readUInt32BE(at + 4) }
  })
  return (codePoint) => {
    let low = 0
    let high = groups.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const group = groups[middle]
      if (!group) return false
      if (codePoint < group.first) high = middle - 1
      else if (codePoint > group.last) low = middle + 1
      else return true
    }
    return false
  }
}

function tableOffset(font: Buffer, tag: string): number {
  const tables = font.readUInt16BE(4)
  for (let index = 0; index < tables; index += 1) {
    const at = 12 + index * 16
    if (font.toString('latin1', at, at + 4) === tag) return font.readUInt32BE(at + 8)
  }
  throw new Error(`the font has no table ${tag}`)
}

const unseen = /[\p{Cf}\p{Cc}\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu

/** The text as it can be printed: joiners and variation selectors go, a character without a glyph becomes 〓. */
export function printable(text: string, isCovered: Coverage): string {
  return text
    .normalize('NFC')
    .replace(/\t/g, ' ')
    .replace(unseen, (mark) => (mark === '\n' ? mark : ''))
    .replace(/[^\n]/gu, (character) => (isCovered(character.codePointAt(0) ?? 0) ? character : missingMark))
}
