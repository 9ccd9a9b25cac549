// Reads a PDF back: its text by page and place, and the fonts inside it.
import { inflateSync } from 'node:zlib'

class NoMatrix {}
// pdf.js asks for it even where nothing is drawn.
if (!('DOMMatrix' in globalThis)) Object.assign(globalThis, { DOMMatrix: NoMatrix })

export interface PdfPage {
  text: string
  /** Points from the left and the bottom of the page. */
  pieces: { text: string; left: number; right: number; bottom: number }[]
}

export async function readPdf(bytes: Uint8Array): Promise<{ pages: PdfPage[]; text: string; info: Record<string, unknown> }> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs')
  const task = getDocument({ data: new Uint8Array(bytes), useSystemFonts: false, disableFontFace: true, verbosity: 0, stopAtErrors: true })
  try {
    const document = await task.promise
    const pages: PdfPage[] = []
    for (let number = 1; number <= document.numPages; number += 1) {
      const { items } = await (await document.getPage(number)).getTextContent({ disableNormalization: true })
      const pieces = items.flatMap((item) => {
        if (!('str' in item) || item.str.trim() === '') return []
        const [, , , , left = 0, bottom = 0] = item.transform as number[]
        return [{ text: item.str, left, right: left + item.width, bottom }]
      })
      pages.push({ text: pieces.map((piece) => piece.text).join(''), pieces })
    }
    const { info } = await document.getMetadata()
    return { pages, text: pages.map((page) => page.text).join(''), info: info as Record<string, unknown> }
  } finally {
    await task.destroy()
  }
}

export interface Sheet { width: number; height: number; rotate: number }

/** The sheets of a PDF in order (points; `rotate` in degrees), and its outline: each line with the number of its page. */
export async function readSheets(bytes: Uint8Array): Promise<{ sheets: Sheet[]; outline: [title: string, page: number][]; title: unknown }> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs')
  const task = getDocument({ data: new Uint8Array(bytes), useSystemFonts: false, disableFontFace: true, verbosity: 0, stopAtErrors: true })
  try {
    const document = await task.promise
    const sheets: Sheet[] = []
    for (let number = 1; number <= document.numPages; number += 1) {
      const { view, rotate } = await document.getPage(number)
      sheets.push({ width: Math.round((view[2] ?? 0) - (view[0] ?? 0)), height: Math.round((view[3] ?? 0) - (view[1] ?? 0)), rotate })
    }
    const outline: [string, number][] = []
    for (const { title, dest } of (await document.getOutline()) ?? []) if (Array.isArray(dest)) outline.push([title, (await document.getPageIndex(dest[0])) + 1])
    const { info } = await document.getMetadata()
    return { sheets, outline, title: (info as { Title?: unknown }).Title }
  } finally {
    await task.destroy()
  }
}

export interface EmbeddedFont {
  name: string
  /** Glyphs that really have an outline: text may be right and nothing be seen. */
  outlines: number
}

/** The TrueType fonts inside. */
export function embeddedFonts(bytes: Uint8Array): EmbeddedFont[] {
  const source = Buffer.from(bytes)
  const text = source.toString('latin1')
  return [...text.matchAll(/\/FontName \/(\S+)[\s\S]*?\/FontFile2 (\d+) 0 R/g)].map(([, name = '', id = '']) => {
    const object = text.indexOf(`\n${id} 0 obj`)
    const length = Number(/\/Length (\d+)/.exec(text.slice(object, object + 300))?.[1])
    const start = text.indexOf('stream\n', object) + 'stream\n'.length
    return { name, outlines: countOutlines(inflateSync(source.subarray(start, start + length))) }
  })
}

function countOutlines(font: Buffer): number {
  const tables = new Map<string, number>()
  for (let index = 0; index < font.readUInt16BE(4); index += 1) {
    const at = 12 + index * 16
    tables.set(font.toString('latin1', at, at + 4), font.readUInt32BE(at + 8))
  }
  const [head = 0, maxp = 0, loca = 0] = [tables.get('head'), tables.get('maxp'), tables.get('loca')]
  const isLong = font.readInt16BE(head + 50) === 1
  const offset = (glyph: number) => (isLong ? font.readUInt32BE(loca + glyph * 4) : font.readUInt16BE(loca + glyph * 2) * 2)
  const glyphs = font.readUInt16BE(maxp + 4)
  return Array.from({ length: glyphs }, (_, glyph) => offset(glyph + 1) > offset(glyph)).filter(Boolean).length
}
