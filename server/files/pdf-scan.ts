// Looks for anything in a PDF that acts: scripts, started programs, attached files, forms that send, media (promises.md E).
// Every object is looked at wherever it stands (in comments, in strings, in compressed object streams), because viewers
// find objects by offsets that a hostile file chooses.
import { constants, inflateSync } from 'node:zlib'
import { PdfName, PdfReader, PdfReference, PdfSyntaxError, PdfText, ReadingBudget, type PdfDictionary, type PdfValue } from './pdf-objects.ts'

export type PdfFinding = { kind: 'damaged' | 'encrypted' | 'active'; reason: string } | undefined

const maxInflatedBytes = 64 * 1024 * 1024
const objectStart = /(\d{1,10})(?:[\0\t\n\f\r ]|%[^\r\n]{0,200}[\r\n])+\d{1,6}(?:[\0\t\n\f\r ]|%[^\r\n]{0,200}[\r\n])+obj(?![A-Za-z])/g
const trailerStart = /trailer/g
const streamStart = /stream[^\r\n]*(?:\r\n|\n|\r)/y

const actingActions = new Set(['JavaScript', 'Launch', 'SubmitForm', 'ImportData', 'GoToE', 'Rendition', 'Movie', 'Sound', 'RichMediaExecute', 'Trans3D', 'GoTo3DView'])
const actingSubtypes = new Set(['RichMedia', 'Movie', 'Sound', 'Screen', 'FileAttachment', '3D'])

interface Entry { value: PdfValue; hasStream: boolean }

class PdfBox {
  readonly #text: string
  readonly #bytes: Uint8Array
  readonly #budget = new ReadingBudget()
  readonly #byNumber = new Map<number, Entry[]>()
  readonly #entries: Entry[] = []
  readonly #trailers: PdfDictionary[] = []
  #inflatedBytes = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  }

  look(): PdfFinding {
    const outside = this.#lookOutside()
    if (outside) return outside
    const streams: { dictionary: PdfDictionary; start: number }[] = []
    for (const found of this.#text.matchAll(objectStart)) {
      const reader = new PdfReader(this.#text, found.index + found[0].length, this.#budget)
      const value = this.#readOrNothing(reader)
      if (value === undefined) continue
      reader.skipGap()
      streamStart.lastIndex = reader.position
      const hasStream = value instanceof Map && streamStart.test(this.#text)
      if (hasStream) streams.push({ dictionary: value, start: streamStart.lastIndex })
      this.#keep(Number(found[1]), { value, hasStream })
    }
    for (const found of this.#text.matchAll(trailerStart)) {
      const value = this.#readOrNothing(new PdfReader(this.#text, found.index + found[0].length, this.#budget))
      if (value instanceof Map) this.#trailers.push(value)
    }
    for (const { dictionary, start } of streams) {
      const typeName = this.#nameOf(dictionary.get('Type'))
      if (typeName === 'XRef') this.#trailers.push(dictionary)
      if (typeName === 'ObjStm' || (dictionary.has('N') && dictionary.has('First'))) this.#openObjectStream(dictionary, start)
    }
    if (this.#entries.length === 0) return { kind: 'damaged', reason: 'no objects' }
    if (this.#trailers.some((trailer) => trailer.has('Encrypt'))) return { kind: 'encrypted', reason: 'Encrypt' }
    for (const entry of this.#entries) {
      const reason = this.#actsIn(entry.value)
      if (reason) return { kind: 'active', reason }
    }
    return undefined
  }

  /** What stands before the header or after the end makes the file something else as well. */
  #lookOutside(): PdfFinding {
    if (!this.#text.startsWith('%PDF-')) return { kind: 'damaged', reason: 'something before the header' }
    const end = this.#text.lastIndexOf('%%EOF')
    if (end < 0) return { kind: 'damaged', reason: 'no end' }
    if (!/^[\0\t\n\f\r ]{0,1024}$/.test(this.#text.slice(end + 5))) return { kind: 'damaged', reason: 'something after the end' }
    const zipEnd = this.#text.lastIndexOf('PK\x05\x06')
    if (zipEnd >= 0 && zipEnd + 22 + (this.#bytes[zipEnd + 20] ?? 0) + 256 * (this.#bytes[zipEnd + 21] ?? 0) === this.#bytes.length) {
      return { kind: 'damaged', reason: 'a ZIP archive as well' }
    }
    return undefined
  }

  /** Text that merely looks like the start of an object is left alone, as viewers do; running out of budget is not. */
  #readOrNothing(reader: PdfReader): PdfValue | undefined {
    try {
      return reader.readValue()
    } catch (error) {
      if (error instanceof PdfSyntaxError && this.#budget.left >= 0) return undefined
      throw error
    }
  }

  #keep(number: number, entry: Entry): void {
    this.#entries.push(entry)
    const same = this.#byNumber.get(number)
    if (same) same.push(entry)
    else this.#byNumber.set(number, [entry])
  }

  #openObjectStream(dictionary: PdfDictionary, start: number): void {
    const text = this.#inflate(dictionary, start)
    const header = new PdfReader(text, 0, this.#budget)
    const first = this.#numberOf(dictionary.get('First'))
    const count = this.#numberOf(dictionary.get('N'))
    if (first === undefined || count === undefined) throw new PdfSyntaxError('an object stream without its table')
    for (let index = 0; index < count && header.position < text.length; index += 1) {
      const number = header.readValue()
      const offset = header.readValue()
      if (typeof number !== 'number' || typeof offset !== 'number') throw new PdfSyntaxError('an object stream with a broken table')
      const value = this.#readOrNothing(new PdfReader(text, first + offset, this.#budget))
      if (value !== undefined) this.#keep(number, { value, hasStream: false })
    }
  }

  #inflate(dictionary: PdfDictionary, start: number): string {
    // Of two equal keys viewers may believe either.
    if ([...dictionary.keys()].some((key) => key.includes('\0'))) throw new PdfSyntaxError('an object stream that says two things')
    const filter = dictionary.get('Filter') ?? dictionary.get('F')
    const resolved = filter === undefined ? [] : this.#resolve(filter).map((entry) => entry.value)
    const names = resolved.flatMap((value) => (Array.isArray(value) ? value : [value])).map((value) => this.#nameOf(value))
    const predictor = dictionary.get('DecodeParms') ?? dictionary.get('DP')
    if (predictor !== undefined && predictor !== null) throw new PdfSyntaxError('an object stream that cannot be examined')
    const end = this.#text.indexOf('endstream', start)
    if (names.length === 0) return this.#text.slice(start, end < 0 ? undefined : end)
    if (names.length > 1 || (names[0] !== 'FlateDecode' && names[0] !== 'Fl')) throw new PdfSyntaxError('an object stream that cannot be examined')
    try {
      const plain = inflateSync(this.#bytes.subarray(start), { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: maxInflatedBytes - this.#inflatedBytes })
      this.#inflatedBytes += plain.length
      return plain.toString('latin1')
    } catch (cause) {
      throw new PdfSyntaxError('an object stream that cannot be unpacked', { cause })
    }
  }

  /** What a value stands for; a number defined several times stands for all of them. */
  #resolve(value: PdfValue, hops = 0): Entry[] {
    if (!(value instanceof PdfReference)) return [{ value, hasStream: false }]
    if (hops > 5) return []
    return (this.#byNumber.get(value.number) ?? []).flatMap((entry) => (entry.value instanceof PdfReference ? this.#resolve(entry.value, hops + 1) : [entry]))
  }

  #nameOf(value: PdfValue | undefined): string | undefined {
    if (value === undefined) return undefined
    return this.#resolve(value).map((entry) => entry.value).find((found) => found instanceof PdfName)?.name
  }

  #numberOf(value: PdfValue | undefined): number | undefined {
    if (value === undefined) return undefined
    return this.#resolve(value).map((entry) => entry.value).find((found) => typeof found === 'number')
  }

  #dictionariesOf(value: PdfValue): PdfDictionary[] {
    return this.#resolve(value).map((entry) => entry.value).filter((found) => found instanceof Map)
  }

  #actsIn(value: PdfValue): string | undefined {
    if (Array.isArray(value)) return firstOf(value, (item) => this.#actsIn(item))
    if (!(value instanceof Map)) return undefined
    return firstOf([...value], ([key, held]) => this.#acts(key.split('\0')[0] ?? key, held) ?? this.#actsIn(held))
  }

  #acts(key: string, held: PdfValue): string | undefined {
    switch (key) {
      case 'S':
        return this.#resolve(held).map((entry) => this.#nameOf(entry.value)).find((name) => name !== undefined && actingActions.has(name))
      case 'Subtype':
        return this.#resolve(held).map((entry) => this.#nameOf(entry.value)).find((name) => name !== undefined && actingSubtypes.has(name))
      case 'Type':
        return this.#nameOf(held) === 'EmbeddedFile' ? 'EmbeddedFile' : undefined
      case 'JavaScript': case 'EmbeddedFiles': case 'XFA': case 'RichMediaContent': case 'Launch':
        return held === null ? undefined : key
      case 'JS':
        return this.#resolve(held).some((entry) => entry.hasStream || entry.value instanceof PdfText) ? key : undefined
      case 'EF':
        return this.#dictionariesOf(held).some((files) => [...files.values()].some((file) => this.#resolve(file).some((entry) => entry.hasStream))) ? key : undefined
      // Fonts may be called AA too; additional actions are known by the actions in them.
      case 'AA':
        return this.#dictionariesOf(held).some((actions) => [...actions.values()].some((action) => this.#dictionariesOf(action).some((one) => one.has('S')))) ? key : undefined
      // Opening at a page is ordinary; doing anything else is not.
      case 'OpenAction':
        return this.#dictionariesOf(held).some((action) => action.has('S') && this.#nameOf(action.get('S')) !== 'GoTo') ? key : undefined
      default:
        return undefined
    }
  }
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}

/** What speaks against storing this PDF, or undefined. Never throws; bounded in memory, and in time by the number of values read. */
export function scanPdf(bytes: Uint8Array): PdfFinding {
  try {
    return new PdfBox(bytes).look()
  } catch (error) {
    if (error instanceof PdfSyntaxError) return { kind: 'damaged', reason: error.message }
    throw error
  }
}
