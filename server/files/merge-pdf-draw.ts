// Puts pictures and PDFs, in order, into one PDF. Only merge-pdf-worker.ts and tests call it: a hostile PDF may cost time and memory.
import { PDFDocument, PDFHexString, PDFName, PDFNumber, PDFRef, type PDFDict, type PDFPage } from '@cantoo/pdf-lib'

export interface MergePart {
  /** Stands in the outline, so that a reader finds the paper. */
  title: string
  sources: MergeSource[]
}
export interface MergeSource { kind: 'jpeg' | 'pdf'; bytes: Uint8Array; fileId: string }

/** A source that is not what it said it was; the others may be fine, but half a paper is worse than none. */
export class MergeFault extends Error {
  readonly fileId: string
  constructor(fileId: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : 'unreadable', { cause })
    this.fileId = fileId
  }
}
export class TooManyPages extends Error {}

/** Points. */
const a4 = { short: 595.28, long: 841.89 }
const margin = 20
/** A small picture is not blown up beyond this: 72 pixels an inch. */
const mostPointsPerPixel = 1

async function addPicture(target: PDFDocument, bytes: Uint8Array): Promise<void> {
  const picture = await target.embedJpg(bytes)
  const isWide = picture.width > picture.height
  const [width, height] = isWide ? [a4.long, a4.short] : [a4.short, a4.long]
  const scale = Math.min((width - 2 * margin) / picture.width, (height - 2 * margin) / picture.height, mostPointsPerPixel)
  const drawn = { width: picture.width * scale, height: picture.height * scale }
  target.addPage([width, height]).drawImage(picture, { x: (width - drawn.width) / 2, y: (height - drawn.height) / 2, ...drawn })
}

/** Links lead to pages that are not there under that number, article threads too; the rest of a page comes along as it is. */
function dropLinks(page: PDFPage): void {
  page.node.delete(PDFName.of('B'))
  const annotations = page.node.Annots()
  if (!annotations) return
  for (let index = annotations.size() - 1; index >= 0; index -= 1) {
    const annotation: unknown = annotations.lookup(index)
    if (isDictionary(annotation) && annotation.get(PDFName.of('Subtype')) === PDFName.of('Link')) annotations.remove(index)
  }
}

function isDictionary(value: unknown): value is PDFDict {
  return typeof value === 'object' && value !== null && 'get' in value && 'entries' in value
}

async function addPdf(target: PDFDocument, bytes: Uint8Array): Promise<void> {
  const source = await PDFDocument.load(bytes, { updateMetadata: false, throwOnInvalidObject: true, parseSpeed: Number.POSITIVE_INFINITY })
  source.getPages().forEach(dropLinks)
  const pages = await target.copyPages(source, source.getPageIndices())
  if (pages.length === 0) throw new Error('no pages')
  for (const page of pages) target.addPage(page)
}

/** One line in the outline for each part, leading to its first page. */
function writeOutline(target: PDFDocument, lines: readonly { title: string; page: number }[]): void {
  const { context } = target
  const root = context.nextRef()
  const refs = lines.map(() => context.nextRef())
  lines.forEach(({ title, page }, index) => {
    const [before, after] = [refs[index - 1], refs[index + 1]]
    const ref = refs[index]
    if (!ref) return
    context.assign(ref, context.obj({
      Title: PDFHexString.fromText(title), Parent: root, Dest: [target.getPage(page).ref, PDFName.of('Fit')],
      ...(before instanceof PDFRef ? { Prev: before } : {}), ...(after instanceof PDFRef ? { Next: after } : {}),
    }))
  })
  const [first, last] = [refs[0], refs.at(-1)]
  if (!first || !last) return
  context.assign(root, context.obj({ Type: 'Outlines', First: first, Last: last, Count: PDFNumber.of(lines.length) }))
  target.catalog.set(PDFName.of('Outlines'), root)
  target.catalog.set(PDFName.of('PageMode'), PDFName.of('UseOutlines'))
}

/** The merged PDF; equal parts give equal bytes (no date and no number of chance stands in it). Throws MergeFault or TooManyPages. */
export async function drawMerged(title: string, parts: readonly MergePart[], maxPages: number): Promise<Uint8Array> {
  const target = await PDFDocument.create({ updateMetadata: false })
  target.setTitle(title)
  const lines: { title: string; page: number }[] = []
  for (const part of parts) {
    lines.push({ title: part.title, page: target.getPageCount() })
    for (const { kind, bytes, fileId } of part.sources) {
      try {
        await (kind === 'pdf' ? addPdf(target, bytes) : addPicture(target, bytes))
      } catch (cause) {
        throw new MergeFault(fileId, cause)
      }
      if (target.getPageCount() > maxPages) throw new TooManyPages()
    }
  }
  writeOutline(target, lines)
  return target.save({ objectsPerTick: Number.POSITIVE_INFINITY, updateFieldAppearances: false })
}
