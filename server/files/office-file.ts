// Word and Excel files of today (a zip of XML). They are stored as they came, so whatever could act in the hands of who opens them is refused.
import { AppError } from '../errors.ts'
import { openZip, ZipError, type ZipEntry } from './zip.ts'

export const docxType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
export type OfficeType = typeof docxType | typeof xlsxType

export const officeZipLimits = { entries: 2000, entryBytes: 40 * 1024 * 1024, totalBytes: 80 * 1024 * 1024, ratio: 120 }

const zipMagic = Buffer.from('PK\u0003\u0004')
const oldMagic = Buffer.from('d0cf11e0a1b11ae1', 'hex')
const faultCodes = { damaged: 'files.damaged', encrypted: 'files.encrypted', 'too-large': 'files.too-large' } as const
const mainTypes: Record<string, OfficeType> = { 'wordprocessingml.document.main+xml': docxType, 'spreadsheetml.sheet.main+xml': xlsxType }

const active = (detail: string) => new AppError('files.active-content', { detail })

/** Files of Office before 2007, and new ones with a password: both come in the same old wrapping. */
export function isOldOffice(bytes: Buffer): boolean {
  return bytes.subarray(0, 8).equals(oldMagic)
}

export function isZip(bytes: Buffer): boolean {
  return bytes.subarray(0, 4).equals(zipMagic)
}

/** Always throws: files.encrypted with a password, else files.wrong-type. */
export function refuseOldOffice(bytes: Buffer): never {
  if (bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))) throw new AppError('files.encrypted')
  throw new AppError('files.wrong-type', { details: { found: 'application/x-cfb' } })
}

/** Text of a part; parts are UTF-8, or UTF-16 with its mark. */
function asText(bytes: Buffer): string {
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le') : bytes.toString('utf8')
}

function assertCalmName(name: string): void {
  if (/vbaproject|vbadata|(?:^|\/)activex\/|macrosheets\/|oleobject|\.(?:bin|exe|dll|js|vbs|bat|cmd|ps1|hta|scr|com|jar|html?|mht|docm|dotm|xlsm|xltm|xlsb|xlam|pptm|doc|xls)$/i.test(name) && !/(?:^|\/)printersettings\//i.test(name)) throw active(`holds ${name.slice(0, 80)}`)
}

/** Of the web or of another machine; a template on somebody's own disk is not. */
const remote = /^(?:https?:|ftp:|[\\/]{2}|file:\/*\\\\|file:\/{4}|file:\/\/[^/\\])/i

/** Links and linked pictures may point outside; what is fetched or run on opening may not. */
function assertCalmRelations(name: string, xml: string): void {
  for (const [relation] of xml.matchAll(/<(?:\w+:)?Relationship\s[^>]*>/g)) {
    const value = (attribute: string) => new RegExp(`\\s${attribute}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(relation)?.slice(1).find((part) => part !== undefined) ?? ''
    const kind = value('Type').split('/').at(-1)?.toLowerCase() ?? ''
    if (/^(?:oleobject|control|vbaproject|attachedtoolbars|afchunk|subdocument|frame)$/.test(kind)) throw active(`${name}: ${kind}`)
    if (value('TargetMode').toLowerCase() !== 'external') continue
    if (kind !== 'hyperlink' && kind !== 'image' && remote.test(value('Target').trim())) throw active(`${name}: ${kind} from outside`)
  }
}

function assertCalmXml(name: string, xml: string): void {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml)) throw new AppError('files.damaged', { detail: `${name} declares a document type` })
  if (name.endsWith('.rels')) assertCalmRelations(name, xml)
  if (/<(?:\w+:)?ddeLink\b/.test(xml)) throw active(`${name}: DDE`)
  if (!/^word\//.test(name) || !/instrText|fldSimple/.test(xml)) return
  const instructions = [...xml.matchAll(/<(?:\w+:)?instrText[^>]*>([^<]*)</g)].map((match) => match[1] ?? '').join('')
  const simple = [...xml.matchAll(/<(?:\w+:)?fldSimple\s[^>]*instr\s*=\s*["']([^"'>]*)/g)].map((match) => match[1] ?? '').join(' ')
  if (/\bDDE(?:AUTO)?\s+["\w\\&]|\bINCLUDE(?:TEXT|PICTURE)\s+["&\s]*(?:quot;)?(?:https?:|\\\\)/i.test(`${instructions} ${simple}`)) throw active(`${name}: a field that fetches or runs`)
}

function mainTypeOf(xml: string): OfficeType {
  if (/macroEnabled|vbaProject|ms-office\.activeX/i.test(xml)) throw active('macros')
  const found = Object.entries(mainTypes).find(([ending]) => xml.includes(ending))
  if (!found) throw new AppError('files.wrong-type', { details: { found: 'application/zip' } })
  return found[1]
}

async function examine(entries: ReadonlyMap<string, ZipEntry>): Promise<OfficeType> {
  const types = entries.get('[Content_Types].xml')
  if (!types || !entries.has('_rels/.rels')) throw new AppError('files.wrong-type', { details: { found: 'application/zip' } })
  const type = mainTypeOf(asText(await types.read()))
  for (const { name } of entries.values()) assertCalmName(name)
  // Every part is unpacked once: what cannot be is found now and not by a reader.
  for (const entry of entries.values()) {
    const bytes = await entry.read()
    if (/\.(?:xml|rels|vml)$/i.test(entry.name)) assertCalmXml(entry.name, asText(bytes))
  }
  return type
}

/**
 * What these bytes are; they may be stored as they came. Throws files.wrong-type for another zip, files.damaged, files.encrypted, files.too-large (unpacks to too much),
 * files.active-content (macros, objects, fields and parts that are fetched from outside).
 */
export async function examineOffice(bytes: Buffer): Promise<OfficeType> {
  try {
    return await examine(openZip(bytes, officeZipLimits))
  } catch (error) {
    if (error instanceof ZipError) throw new AppError(faultCodes[error.fault], { detail: error.message, cause: error })
    throw error
  }
}
