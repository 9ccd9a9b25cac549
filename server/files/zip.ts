// A zip read by its list at the end, entry by entry and never more than it says: a bomb is known before any of it is unpacked.
import { crc32, inflateRaw } from 'node:zlib'
import { promisify } from 'node:util'

export interface ZipLimits { entries: number; /** Unpacked bytes of one entry, and of all. */ entryBytes: number; totalBytes: number; /** Unpacked against packed, of archives that unpack to more than a megabyte. */ ratio: number }
export interface ZipEntry { name: string; size: number; read(): Promise<Buffer> }
export type ZipFault = 'damaged' | 'encrypted' | 'too-large'

/** Not to be read: it is broken, has a password, or unpacks to more than the limits. */
export class ZipError extends Error {
  readonly fault: ZipFault
  constructor(fault: ZipFault, detail: string, cause?: unknown) {
    super(detail, { cause })
    this.fault = fault
  }
}

const inflate = promisify(inflateRaw)
const [endMark, listMark, localMark] = [0x06054b50, 0x02014b50, 0x04034b50]
const [endLength, listLength, localLength] = [22, 46, 30]
const longestComment = 65_535
const megabyte = 1024 * 1024

function findEnd(bytes: Buffer): number {
  for (let at = bytes.length - endLength; at >= Math.max(0, bytes.length - endLength - longestComment); at -= 1) {
    if (bytes.readUInt32LE(at) === endMark && at + endLength + bytes.readUInt16LE(at + 20) === bytes.length) return at
  }
  throw new ZipError('damaged', 'no end of the list')
}

/** Names are looked up, never used as paths; one that could be taken for a way out is no name. */
function isPlainName(name: string): boolean {
  return name !== '' && !/[\u0000-\u001f\\:]|^\/|(?:^|\/)\.\.?(?:\/|$)|\ufffd/.test(name)
}

async function readEntry(bytes: Buffer, { at, name, packed, size, method, checksum }: { at: number; name: string; packed: number; size: number; method: number; checksum: number }): Promise<Buffer> {
  if (at + localLength > bytes.length || bytes.readUInt32LE(at) !== localMark) throw new ZipError('damaged', `${name} is not where it should be`)
  const from = at + localLength + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
  const raw = bytes.subarray(from, from + packed)
  if (raw.length !== packed) throw new ZipError('damaged', `${name} is cut off`)
  const plain = method === 0 ? raw : await inflate(raw, { maxOutputLength: Math.max(size, 1) }).catch((cause: unknown) => { throw new ZipError('damaged', `${name} cannot be unpacked`, cause) })
  if (plain.length !== size || crc32(plain) !== checksum) throw new ZipError('damaged', `${name} is not what the list says`)
  return plain
}

/** Its files by name, folders left out. Throws ZipError. */
export function openZip(bytes: Buffer, limits: ZipLimits): ReadonlyMap<string, ZipEntry> {
  if (bytes.length < endLength) throw new ZipError('damaged', 'too short')
  const end = findEnd(bytes)
  const count = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  if (bytes.readUInt16LE(end + 4) !== 0 || bytes.readUInt16LE(end + 8) !== count || count === 0xffff || at === 0xffffffff) throw new ZipError('damaged', 'in several parts, or of the large kind')
  if (count > limits.entries) throw new ZipError('too-large', `${count} entries`)
  const entries = new Map<string, ZipEntry>()
  const names = new Set<string>()
  let [packedTotal, total] = [0, 0]
  for (let index = 0; index < count; index += 1) {
    if (at + listLength > end || bytes.readUInt32LE(at) !== listMark) throw new ZipError('damaged', 'the list is broken')
    const [flags, method, checksum, packed, size] = [bytes.readUInt16LE(at + 8), bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 16), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24)]
    const [nameLength, extraLength, commentLength, local] = [bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32), bytes.readUInt32LE(at + 42)]
    const name = bytes.toString('utf8', at + listLength, at + listLength + nameLength)
    at += listLength + nameLength + extraLength + commentLength
    if ((flags & 1) !== 0) throw new ZipError('encrypted', `${name} has a password`)
    if (method !== 0 && method !== 8) throw new ZipError('damaged', `${name} is packed in way ${method}`)
    // Two of one name: which of them is read depends on the reader.
    if (!isPlainName(name) || names.has(name.toLowerCase())) throw new ZipError('damaged', 'a name that is none')
    names.add(name.toLowerCase())
    packedTotal += packed
    total += size
    if (size > limits.entryBytes || total > limits.totalBytes) throw new ZipError('too-large', `${name} and those before it unpack to ${total} bytes`)
    if (!name.endsWith('/')) entries.set(name, { name, size, read: () => readEntry(bytes, { at: local, name, packed, size, method, checksum }) })
  }
  // Entries that lie over each other: the same bytes unpacked again and again.
  if (packedTotal > bytes.length) throw new ZipError('damaged', 'entries overlap')
  if (total > megabyte && total > packedTotal * limits.ratio) throw new ZipError('too-large', `unpacks to ${total} bytes from ${packedTotal}`)
  return entries
}
