// A workbook is a zip: what is too large or unpacks to too much is refused before it is unpacked. What is left is packed again without compression,
// for the reader would start workers out of blobs for large parts, which our CSP forbids.
import { strFromU8, unzipSync, zipSync } from 'fflate'

export const workbookLimits = { parts: 200, partBytes: 12 * 1024 * 1024, allBytes: 20 * 1024 * 1024, row: 5_000, column: 100 } as const

/** The tables and words of a workbook, or null where it is no zip or claims more than anybody's list of rights. */
export function safeWorkbook(bytes: Uint8Array): ArrayBuffer | null {
  let [parts, total] = [0, 0]
  let isTooMuch = false
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!/\.(xml|rels)$/.test(name)) return false
        parts += 1
        total += originalSize
        isTooMuch ||= parts > workbookLimits.parts || originalSize > workbookLimits.partBytes || total > workbookLimits.allBytes
        // What unpacks to more than it says is cut there by fflate, so these bounds hold.
        return !isTooMuch
      },
    })
    if (isTooMuch || Object.entries(files).some(([name, part]) => /worksheets\/[^/]+\.xml$/.test(name) && hasFarCell(strFromU8(part))))
      return null
    const packed = zipSync(files, { level: 0 })
    return packed.slice().buffer
  } catch {
    // Broken or no zip at all: the caller says what to do.
    return null
  }
}

/** The reader fills everything between A1 and the furthest cell. */
function hasFarCell(xml: string): boolean {
  for (const [, letters = '', row] of xml.matchAll(/\br="([A-Z]{1,3})(\d{1,7})"/g)) {
    const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)
    if (Number(row) > workbookLimits.row || column > workbookLimits.column) return true
  }
  return false
}
