// Pictures and PDFs of a paper, put into one PDF and read back.
import { createCipheriv } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import { Readable } from 'node:stream'
import { PDFDocument, degrees } from '@cantoo/pdf-lib'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { mergeLimits, mergeToPdf, type StoredSource } from '#server/files/merge-pdf.ts'
import { aPdf, anObjectStream } from './pdf-samples.ts'
import { halves } from './picture-samples.ts'
import { readSheets as readBack } from '../subsidies/pdf-reading.ts'

const kept = new Map<string, Uint8Array>()
const store = { open: (key: string) => Promise.resolve(Readable.from([Buffer.from(kept.get(key) ?? [])])) }
let count = 0
function stored(bytes: Uint8Array, type: string, about: Partial<StoredSource> = {}): StoredSource {
  const id = `f${(count += 1)}`
  kept.set(id, bytes)
  return { id, name: `${id}.bin`, media_type: type, size_bytes: bytes.byteLength, pages: 1, width: null, height: null, storage_key: id, ...about }
}
const jpeg = async (width: number, height: number) => stored(await halves(width, height).jpeg().toBuffer(), 'image/jpeg', { width, height })
const png = async (width: number, height: number) => stored(await halves(width, height).png().toBuffer(), 'image/png', { width, height })
const pdf = (bytes: Uint8Array) => stored(bytes, 'application/pdf')
const refused = (files: StoredSource[]) => mergeToPdf(store, '材料', [{ title: '合同', files }]).then(() => 'merged', (error: { code?: string; details?: unknown }) => [error.code, error.details])

describe('files put into one PDF', { timeout: 60_000 }, () => {
  it('pages stand in the order of the papers and of their files', async () => {
    const three = pdf(aPdf({ pages: 3 }))
    const merged = await mergeToPdf(store, '材料', [{ title: '合同', files: [await jpeg(1500, 2100), three] }, { title: '营业执照', files: [await png(2000, 1400)] }])
    const { sheets, outline, title } = await readBack(merged)
    expect(sheets.map((sheet) => `${sheet.width}×${sheet.height}`)).toEqual(['595×842', '595×842', '595×842', '595×842', '842×595'])
    expect(outline).toEqual([['合同', 1], ['营业执照', 5]])
    expect(title).toBe('材料')
  })

  it('a picture lies upright on A4 within its margins, a wide one on a wide sheet', async () => {
    const merged = await mergeToPdf(store, '材料', [{ title: '执照', files: [await jpeg(2100, 1500), await jpeg(200, 300)] }])
    const { sheets } = await readBack(merged)
    expect(sheets).toEqual([{ width: 842, height: 595, rotate: 0 }, { width: 595, height: 842, rotate: 0 }])
    const source = await PDFDocument.load(merged)
    const drawn = source.getPages().map((page) => [...contentOf(source, page).matchAll(/([\d.]+) 0 0 ([\d.]+) 0 0 cm/g)].map(([, width, height]) => [Number(width), Number(height)]))
    const [wide, small] = drawn.map((sizes) => sizes.find(([width = 0]) => width > 1))
    expect(wide?.[0]).toBeLessThanOrEqual(842 - 40)
    expect((wide?.[0] ?? 0) / (wide?.[1] ?? 1)).toBeCloseTo(2100 / 1500, 2)
    // A small one is not blown up.
    expect(small).toEqual([200, 300])
  })

  it('a page of a PDF that is turned stays turned, and one of another size keeps it', async () => {
    const source = await PDFDocument.create()
    source.addPage([400, 300]).setRotation(degrees(90))
    source.addPage([1191, 842])
    const { sheets } = await readBack(await mergeToPdf(store, '材料', [{ title: '图纸', files: [pdf(await source.save())] }]))
    expect(sheets).toEqual([{ width: 400, height: 300, rotate: 90 }, { width: 1191, height: 842, rotate: 0 }])
  })

  it('a size and a turn that stand above the pages are taken over too', async () => {
    const text = aPdf({ pages: 2 }).toString('latin1').replaceAll('/MediaBox [0 0 595 842]', '').replace('/Type /Pages', '/Type /Pages /MediaBox [0 0 300 400] /Rotate 270')
    const { sheets } = await readBack(await mergeToPdf(store, '材料', [{ title: '合同', files: [pdf(Buffer.from(text, 'latin1'))] }]))
    expect(sheets).toEqual([{ width: 300, height: 400, rotate: 270 }, { width: 300, height: 400, rotate: 270 }])
  })

  it('the same files give the same bytes', async () => {
    const parts = [{ title: '合同', files: [await jpeg(900, 1300), await png(900, 1300), pdf(aPdf({ pages: 2 }))] }]
    const [one, other] = [await mergeToPdf(store, '材料', parts), await mergeToPdf(store, '材料', parts)]
    expect(Buffer.from(one).equals(Buffer.from(other))).toBe(true)
  })

  it('a very large picture is made smaller', async () => {
    const noisy = await sharp({ create: { width: 3000, height: 4000, channels: 3, background: '#ddd', noise: { type: 'gaussian', mean: 200, sigma: 20 } } }).jpeg({ quality: 70 }).toBuffer()
    const merged = await mergeToPdf(store, '材料', [{ title: '照片', files: [stored(noisy, 'image/jpeg', { width: 3000, height: 4000 })] }])
    expect(merged.byteLength).toBeLessThan(noisy.byteLength)
  })
})

describe('what cannot be merged', { timeout: 60_000 }, () => {
  it('a PDF with a password is named, and nothing is given', async () => {
    const locked = await PDFDocument.create()
    locked.addPage()
    locked.encrypt({ userPassword: 'geheim', ownerPassword: 'geheim' })
    const file = { ...pdf(await locked.save({ useObjectStreams: false })), name: '流水.pdf' }
    expect(await refused([await jpeg(300, 400), file])).toEqual(['files.unmergeable', { name: '流水.pdf' }])
  })

  it('a PDF that breaks off, one without pages and one that is none are named', async () => {
    const broken = aPdf({ pages: 3 })
    for (const bytes of [broken.subarray(0, 120), Buffer.from('%PDF-1.7\n%%EOF'), Buffer.from('不是 PDF'), createCipheriv('aes-128-ecb', Buffer.alloc(16), null).update(Buffer.alloc(4000))]) {
      expect(await refused([{ ...pdf(bytes), name: '坏.pdf' }])).toEqual(['files.unmergeable', { name: '坏.pdf' }])
    }
  })

  it('a picture that is none is named', async () => {
    expect(await refused([stored(Buffer.from('nothing'), 'image/png', { name: '坏.png' })])).toEqual(['files.unmergeable', { name: '坏.png' }])
    expect(await refused([stored(Buffer.from('nothing'), 'image/jpeg', { name: '坏.jpg' })])).toEqual(['files.unmergeable', { name: '坏.jpg' }])
  })

  it('a hostile PDF costs its thread, not the process: very deep nesting, a page tree in a circle, a bomb in an object stream', async () => {
    const deep = aPdf({ extra: [`${'['.repeat(200_000)}${']'.repeat(200_000)}`], page: '/PieceInfo 4 0 R' })
    const circle = Buffer.from(aPdf().toString('latin1').replace('/Kids [3 0 R]', '/Kids [2 0 R]'), 'latin1')
    const bomb = aPdf({ extra: [anObjectStream(5, [`(${'A'.repeat(30_000_000)})`])] })
    for (const bytes of [deep, circle, bomb]) {
      const answer = await refused([{ ...pdf(bytes), name: '敌.pdf' }])
      expect(['merged', 'files.unmergeable', 'files.merge-too-large']).toContain(Array.isArray(answer) ? answer[0] : answer)
    }
    // The process is there, and so is the next merge.
    expect((await readBack(await mergeToPdf(store, '材料', [{ title: '合同', files: [await jpeg(300, 400)] }]))).sheets.length).toBe(1)
  })

  it('too many bytes or pages are refused before anything is read', async () => {
    const large = { ...pdf(aPdf()), size_bytes: mergeLimits.maxBytes }
    expect(await refused([large, await jpeg(300, 400)])).toEqual(['files.merge-too-large', { maxBytes: mergeLimits.maxBytes }])
    const thick = { ...pdf(aPdf()), pages: mergeLimits.maxPages }
    expect(await refused([thick, await jpeg(300, 400)])).toEqual(['files.merge-too-large', { maxPages: mergeLimits.maxPages }])
  })

  it('pages nobody had counted are counted while they are put together', async () => {
    const lying = pdf(aPdf({ pages: mergeLimits.maxPages + 1 }))
    expect(await refused([lying])).toEqual(['files.merge-too-large', { maxPages: mergeLimits.maxPages }])
  })
})

function contentOf(document: PDFDocument, page: ReturnType<PDFDocument['getPage']>): string {
  const contents = page.node.Contents()
  const streams = contents && 'asArray' in contents ? contents.asArray().map((ref) => document.context.lookup(ref)) : [contents]
  return streams.map((stream) => (stream && 'getUnencodedContents' in stream ? Buffer.from((stream as { getUnencodedContents(): Uint8Array }).getUnencodedContents()).toString('latin1') : inflated(stream))).join('\n')
}
function inflated(stream: unknown): string {
  if (typeof stream !== 'object' || stream === null || !('contents' in stream)) return ''
  const bytes = Buffer.from(stream.contents as Uint8Array)
  return inflateSync(bytes).toString('latin1')
}
