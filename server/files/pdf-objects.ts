// Reads PDF syntax into plain values: just enough to look through a file nobody has vouched for.
// Every name is unescaped (/J#61vaScript is JavaScript); nesting and the number of values are bounded.

export class PdfName {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}
export class PdfReference {
  readonly number: number
  constructor(number: number) {
    this.number = number
  }
}
export class PdfText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}
export type PdfDictionary = Map<string, PdfValue>
export type PdfValue = number | boolean | null | PdfName | PdfReference | PdfText | PdfValue[] | PdfDictionary

/** The file cannot be read as a PDF, or not within bounds. */
export class PdfSyntaxError extends Error {}

const maxDepth = 200
const maxValues = 6_000_000

const gap = /(?:[\0\t\n\f\r ]+|%[^\r\n]*)*/y
const numberToken = /[+-]?(?:\d+\.?\d*|\.\d+)/y
const nameToken = /\/([^\0\t\n\f\r ()<>[\]{}/%]*)/y
const wordToken = /[A-Za-z'"*]+/y
const restOfReference = /[\0\t\n\f\r ]+(\d{1,6})[\0\t\n\f\r ]+R(?![A-Za-z0-9])/y
const hexToken = /<([0-9A-Fa-f\0\t\n\f\r ]*)>/y

/** Counts what was read over a whole file, so that a small file cannot cost a long time. */
export class ReadingBudget {
  left = maxValues
  spend(amount = 1): void {
    this.left -= amount
    if (this.left < 0) throw new PdfSyntaxError('too many values')
  }
}

export class PdfReader {
  readonly #text: string
  readonly #budget: ReadingBudget
  position: number

  constructor(text: string, position: number, budget: ReadingBudget) {
    this.#text = text
    this.#budget = budget
    this.position = position
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.position
    const found = pattern.exec(this.#text)
    if (found) this.position = pattern.lastIndex
    return found
  }

  skipGap(): void {
    const from = this.position
    this.#match(gap)
    this.#budget.spend((this.position - from) >> 4)
  }

  /** One value. Throws PdfSyntaxError where none begins. */
  readValue(depth = 0): PdfValue {
    if (depth > maxDepth) throw new PdfSyntaxError('nested too deeply')
    this.#budget.spend()
    this.skipGap()
    const first = this.#text[this.position]
    if (first === '/') return new PdfName(unescapeName(this.#match(nameToken)?.[1] ?? ''))
    if (first === '(') return this.#readText()
    if (first === '[') return this.#readArray(depth)
    if (first === '<') return this.#text[this.position + 1] === '<' ? this.#readDictionary(depth) : this.#readHex()
    const number = this.#match(numberToken)
    if (number) return this.#readNumberOrReference(number[0])
    const word = this.#match(wordToken)?.[0]
    if (word === 'true') return true
    if (word === 'false') return false
    if (word === undefined) throw new PdfSyntaxError(`nothing to read at ${this.position}`)
    return null
  }

  #readNumberOrReference(text: string): PdfValue {
    const value = Number(text)
    if (Number.isInteger(value) && value >= 0 && this.#match(restOfReference)) return new PdfReference(value)
    return value
  }

  #readHex(): PdfText {
    const found = this.#match(hexToken)
    if (!found) throw new PdfSyntaxError('broken hexadecimal string')
    return new PdfText(found[1] ?? '')
  }

  #readText(): PdfText {
    const start = this.position
    let open = 0
    for (let at = start; at < this.#text.length; at += 1) {
      const character = this.#text[at]
      if (character === '\\') at += 1
      else if (character === '(') open += 1
      else if (character === ')') {
        open -= 1
        if (open === 0) {
          this.position = at + 1
          this.#budget.spend((at - start) >> 4)
          return new PdfText(this.#text.slice(start + 1, at))
        }
      }
    }
    this.#budget.spend((this.#text.length - start) >> 4)
    throw new PdfSyntaxError('a string without its end')
  }

  #readArray(depth: number): PdfValue[] {
    this.position += 1
    const values: PdfValue[] = []
    for (;;) {
      this.skipGap()
      if (this.#text[this.position] === ']') {
        this.position += 1
        return values
      }
      values.push(this.readValue(depth + 1))
    }
  }

  #readDictionary(depth: number): PdfDictionary {
    this.position += 2
    const dictionary: PdfDictionary = new Map()
    for (let copy = 0; ; ) {
      this.skipGap()
      if (this.#text.startsWith('>>', this.position)) {
        this.position += 2
        return dictionary
      }
      const key = this.readValue(depth + 1)
      if (!(key instanceof PdfName)) throw new PdfSyntaxError('a dictionary key that is no name')
      this.skipGap()
      const value = this.#text.startsWith('>>', this.position) ? null : this.readValue(depth + 1)
      // Viewers differ on which of two equal keys counts, so both are looked at.
      if (dictionary.has(key.name)) dictionary.set(`${key.name}\0${(copy += 1)}`, value)
      else dictionary.set(key.name, value)
    }
  }
}

export function unescapeName(name: string): string {
  return name.replace(/#([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
