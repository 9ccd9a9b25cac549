// A Word file as parts of a notice: mammoth reads its words, lists and pictures; what it knows nothing of (places, sizes, colours, numbers) comes along as marks.
import mammoth from 'mammoth'
import { zipSync } from 'fflate'
import { readParts, type HtmlParts, type LeftKind } from '#contract/notices/html-blocks.ts'
import { officeZipLimits } from '../files/office-file.ts'
import { openZip, type ZipEntry } from '../files/zip.ts'
import { markDocument, readStyles } from './docx-marks.ts'
import { readNumbering } from './docx-numbering.ts'
import { childrenOf, parseXml, writeXml, type XmlElement } from './docx-xml.ts'
import { treeOfHtml, withoutMarks } from './html-reading.ts'


const [mostPictures, mostPictureBytes, mostPicturesBytes] = [40, 10 * 1024 * 1024, 40 * 1024 * 1024]

export interface DocxPicture { address: string; bytes: Uint8Array<ArrayBuffer> }
export interface DocxParts extends HtmlParts { pictures: DocxPicture[] }

type Entries = ReadonlyMap<string, ZipEntry>

function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2)
  return bytes.toString('utf8').replace(/^\ufeff/, '')
}

async function readXml(entries: Entries, name: string): Promise<XmlElement | null> {
  const entry = entries.get(name)
  return entry ? parseXml(decode(await entry.read())) : null
}

/** Where the text is: its relation says so. */
function mainPart(relations: XmlElement | null): string {
  const found = childrenOf(relations).find(({ attributes }) => /\/officeDocument$/.test(attributes.Type ?? ''))
  return (found?.attributes.Target ?? 'word/document.xml').replace(/^\//, '')
}

/** Of the relations of the text, links and the files beside it; what points elsewhere is gone before anybody could follow it. */
function ownRelations(relations: XmlElement): XmlElement {
  return { ...relations, children: relations.children.filter((child) => typeof child !== 'string' && (child.attributes.TargetMode?.toLowerCase() !== 'external' || /\/hyperlink$/.test(child.attributes.Type ?? ''))) }
}

const isPicture = (name: string) => /\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|webp)$/i.test(name)

/** A small zip of known parts, written anew: mammoth sees nothing of the file it came in. */
async function rewritten(entries: Entries, count: (kind: LeftKind) => void): Promise<Buffer> {
  const packageRelations = await readXml(entries, '_rels/.rels')
  const types = await readXml(entries, '[Content_Types].xml')
  const main = mainPart(packageRelations)
  const folder = main.slice(0, main.lastIndexOf('/') + 1)
  const document = await readXml(entries, main)
  if (!document || !packageRelations || !types) throw new Error('no Word document')
  const styles = await readXml(entries, `${folder}styles.xml`)
  const relationsName = `${folder}_rels/${main.slice(folder.length)}.rels`
  const relations = await readXml(entries, relationsName)
  markDocument(document, readStyles(styles), readNumbering(await readXml(entries, `${folder}numbering.xml`)), count)
  const text = (root: XmlElement) => Buffer.from(writeXml(root))
  const parts: Record<string, Uint8Array> = { '[Content_Types].xml': text(types), '_rels/.rels': text(ownRelations(packageRelations)), [main]: text(document) }
  if (relations) parts[relationsName] = text(ownRelations(relations))
  if (styles) parts[`${folder}styles.xml`] = text(styles)
  for (const entry of entries.values()) if (entry.name.startsWith(`${folder}media/`) && isPicture(entry.name)) parts[entry.name] = await entry.read()
  return Buffer.from(zipSync(parts, { level: 0 }))
}

/** What kind its first bytes say. */
function isStillPicture(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1')
  return start.startsWith('\xff\xd8\xff') || start === '\x89PNG\r\n\x1a\n'
}

/** Throws for whatever cannot be read; to be called where memory and time are bounded (import-worker.ts). */
export async function readDocx(bytes: Buffer): Promise<DocxParts> {
  const counts = new Map<LeftKind, number>()
  const count = (kind: LeftKind) => void counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const buffer = await rewritten(openZip(bytes, officeZipLimits), count)
  const pictures: DocxPicture[] = []
  let total = 0
  const convertImage = mammoth.images.imgElement(async (image) => {
    const picture = new Uint8Array(await image.readAsBuffer())
    if (!isStillPicture(picture)) return { src: 'picture:kind' }
    total += picture.length
    if (picture.length > mostPictureBytes || total > mostPicturesBytes || pictures.length >= mostPictures) return { src: 'picture:large' }
    const address = `picture:${pictures.length}`
    pictures.push({ address, bytes: picture })
    return { src: address }
  })
  const { value } = await mammoth.convertToHtml({ buffer }, { convertImage, includeEmbeddedStyleMap: false, externalFileAccess: false })
  const { parts, left } = readParts(withoutMarks(treeOfHtml(value)))
  for (const [kind, number] of left) counts.set(kind, (counts.get(kind) ?? 0) + number)
  for (const part of parts) if ('picture' in part && part.picture === 'picture:large') count('picture-large')
  return { parts: parts.filter((part) => !('picture' in part && part.picture === 'picture:large')), left: counts, pictures }
}
