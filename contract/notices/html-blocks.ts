// Foreign HTML (a Word file, a clipboard) as the closed blocks of a notice: words, emphasis and links come along, nothing else does. The server reads files with it and
// the desk's page what is pasted; each brings its own parser. Pure.
import type { Imported } from './desk-schema.ts'
import type { HtmlElement, HtmlNode } from './html-tree.ts'
import { isHidden, isWordLabel, lookInside, wordListDepth, type Align, type Look } from './html-style.ts'
import { hrefOf, textOfRuns, trimRuns } from './html-words.ts'
import type { Run } from './words.ts'

export type Left = Imported['left'][number]
export type LeftKind = Left['kind']

/** A line of a list: `label` is its number or dot as written; '': it goes on with the one before. */
export interface ListPlace { depth: number; label: string }
export interface Line { runs: Run[]; align: Align; /** Points of its largest words; 0: not said. */ size: number; isRed: boolean; /** 1 to 6; 0: no heading. */ level: number; list: ListPlace | null; isQuote: boolean }
export type Part = { line: Line } | { table: string[][] } | { picture: string; alt: string }
export interface HtmlParts { parts: Part[]; left: ReadonlyMap<LeftKind, number> }

const skipped = new Set(['script', 'style', 'head', 'title', 'noscript', 'template', 'iframe', 'frame', 'frameset', 'object', 'embed', 'applet', 'svg', 'math', 'select', 'textarea', 'option', 'audio', 'video', 'canvas', 'map', 'meta', 'link', 'base', 'xml', 'datalist', 'portal'])
const breaking = new Set(['p', 'div', 'section', 'article', 'header', 'footer', 'main', 'aside', 'nav', 'address', 'center', 'dl', 'dt', 'dd', 'fieldset', 'form', 'figure', 'figcaption', 'hr', 'pre', 'body', 'html', 'blockquote', 'details', 'summary', 'caption', 'td', 'th', 'tr', 'tbody', 'thead', 'tfoot'])
const [mostColumns, mostRows, mostCell] = [60, 2000, 4000]

interface Place { look: Look; level: number; isQuote: boolean; list: ListPlace | null }
interface Cell { parts: Part[]; columns: number; rows: number }

const headingLevel = (tag: string) => (/^h[1-6]$/.test(tag) ? Number(tag.charAt(1)) : 0)
const spanOf = (raw: string | undefined, most: number) => Math.min(Math.max(Number.parseInt(raw ?? '1', 10) || 1, 1), most)

/** The words of a cell in one line. */
function textOfParts(parts: readonly Part[]): string {
  const texts = parts.map((part) => ('line' in part ? `${/^\d/.test(part.line.list?.label ?? '') ? `${part.line.list?.label} ` : ''}${textOfRuns(part.line.runs)}` : 'table' in part ? part.table.map((row) => [...new Set(row)].join(' ')).join(' ') : ''))
  return texts.filter((text) => text !== '').join(' ').slice(0, mostCell)
}

class Reader {
  readonly parts: Part[] = []
  readonly #left: Map<LeftKind, number>
  #runs: Run[] = []
  #size = 0
  #isRed = false
  #place: Place | null = null
  #pictures: Part[] = []

  constructor(left: Map<LeftKind, number>) {
    this.#left = left
  }

  #count(kind: LeftKind): void {
    this.#left.set(kind, (this.#left.get(kind) ?? 0) + 1)
  }

  end(): void {
    const runs = trimRuns(this.#runs)
    const place = this.#place
    if (runs.length > 0 && place) {
      const list = place.list === null ? null : { ...place.list }
      this.parts.push({ line: { runs, align: place.look.align, size: this.#size, isRed: this.#isRed, level: place.level, list, isQuote: place.isQuote } })
      // Whatever else stands in the same line of a list goes on with it.
      if (place.list) place.list.label = ''
    }
    this.parts.push(...this.#pictures)
    this.#runs = []
    this.#pictures = []
    this.#size = 0
    this.#isRed = false
    this.#place = null
  }

  #text(text: string, place: Place): void {
    this.#place ??= place
    if (text.trim() !== '') {
      this.#size = Math.max(this.#size, place.look.size)
      this.#isRed ||= place.look.isRed
    }
    const { bold, href } = place.look
    this.#runs.push({ text, ...(bold && place.level === 0 ? { bold: true as const } : {}), ...(href !== null && place.level === 0 ? { href } : {}) })
  }

  readAll(nodes: readonly HtmlNode[], place: Place): void {
    for (const node of nodes) {
      if (typeof node === 'string') this.#text(node, place)
      else this.#element(node, place)
    }
  }

  #link(element: HtmlElement): string | null {
    const raw = element.attributes.href
    if (element.tag !== 'a' || raw === undefined || raw.trim().startsWith('#')) return null
    const href = hrefOf(raw)
    if (href === null) this.#count('link')
    return href
  }

  #element(element: HtmlElement, outside: Place): void {
    const { tag } = element
    if (tag === 'svg' || tag === 'object' || tag === 'v:shape') this.#count('drawing')
    if (skipped.has(tag) || /^(?:v|w|m):/.test(tag) || isHidden(element) || isWordLabel(element)) return
    if (tag === 'br') return this.#break(outside)
    if (tag === 'img') return void this.#pictures.push({ picture: element.attributes.src ?? '', alt: element.attributes.alt ?? '' })
    const place: Place = { ...outside, look: lookInside(element, outside.look, this.#link(element)) }
    if (tag === 'table') return this.#table(element, place)
    if (tag === 'ul' || tag === 'ol') return this.#list(element, place)
    const level = headingLevel(tag)
    if (level === 0 && tag !== 'li' && !breaking.has(tag)) return this.readAll(element.children, place)
    this.end()
    const depth = tag === 'p' || level > 0 ? wordListDepth(element) : null
    this.readAll(element.children, {
      ...place, level: level || place.level, isQuote: place.isQuote || tag === 'blockquote',
      list: depth === null ? place.list : { depth, label: labelIn(element) },
    })
    this.end()
  }

  #break(place: Place): void {
    const isOpen = this.#place !== null
    const current = this.#place ?? place
    this.end()
    if (isOpen) this.#place = current
  }

  #list(element: HtmlElement, place: Place): void {
    this.end()
    const depth = place.list === null ? 0 : place.list.depth + 1
    let number = spanOf(element.attributes.start, 9999)
    for (const child of element.children) {
      if (typeof child === 'string') {
        if (child.trim() !== '') this.#text(child, place)
        continue
      }
      const label = element.tag === 'ol' ? `${number}.` : '•'
      if (child.tag !== 'li') {
        // A list right in a list, as Word writes it, is one below.
        this.#element(child, child.tag === 'ul' || child.tag === 'ol' ? { ...place, list: { depth, label: '' } } : place)
        continue
      }
      number += 1
      const list = { depth, label }
      this.#element(child, { ...place, list })
    }
    this.end()
  }

  #cells(row: HtmlElement, place: Place): Cell[] {
    const cells: Cell[] = []
    for (const child of row.children) {
      if (typeof child === 'string' || (child.tag !== 'td' && child.tag !== 'th')) continue
      const inner = new Reader(this.#left)
      inner.readAll(child.children, { ...place, look: lookInside(child, { ...place.look, bold: false }, null), list: null, level: 0 })
      inner.end()
      const columns = spanOf(child.attributes.colspan, mostColumns)
      const rows = spanOf(child.attributes.rowspan, mostRows)
      cells.push({ parts: inner.parts, columns, rows })
    }
    return cells
  }

  #table(element: HtmlElement, place: Place): void {
    this.end()
    const rows: Cell[][] = []
    const gather = (nodes: readonly HtmlNode[]) => {
      for (const node of nodes) {
        if (typeof node === 'string') continue
        if (node.tag === 'tr') rows.push(this.#cells(node, place))
        else if (node.tag === 'caption') this.#element(node, place)
        else if (node.tag !== 'td' && node.tag !== 'th') gather(node.children)
      }
    }
    gather(element.children)
    const filled = rows.filter((cells) => cells.length > 0).slice(0, mostRows)
    if (filled.length < rows.filter((cells) => cells.length > 0).length) this.#count('too-long')
    // A frame around a text, or one line in columns, is no table.
    if (filled.length < 2 || filled.every((cells) => cells.length === 1 && cells[0]?.columns === 1)) {
      for (const cell of filled.flat()) this.parts.push(...cell.parts)
      return
    }
    const grid = this.#unroll(filled)
    this.parts.push({ table: grid }, ...filled.flat().flatMap((cell) => cell.parts.filter((part) => 'picture' in part)))
  }

  /** A cell over several places is written into each of them. */
  #unroll(rows: readonly Cell[][]): string[][] {
    const grid: string[][] = rows.map(() => [])
    rows.forEach((cells, y) => {
      let x = 0
      for (const cell of cells) {
        while (grid[y]?.[x] !== undefined) x += 1
        if (x >= mostColumns) break
        if (cell.columns > 1 || cell.rows > 1) this.#count('merged-cells')
        const text = textOfParts(cell.parts)
        for (let down = y; down < Math.min(y + cell.rows, rows.length); down += 1) {
          const line = grid[down]
          if (line) for (let over = x; over < Math.min(x + cell.columns, mostColumns); over += 1) line[over] ??= text
        }
        x += cell.columns
      }
    })
    const width = Math.max(...grid.map((row) => row.length))
    return grid.map((row) => Array.from({ length: width }, (_, column) => row[column] ?? ''))
  }
}

/** What Word wrote before the line; a dot where it wrote nothing. */
function labelIn(element: HtmlElement): string {
  for (const child of element.children) {
    if (typeof child === 'string') continue
    const found = isWordLabel(child) ? trimRuns([{ text: allText(child) }])[0]?.text ?? '•' : labelIn(child)
    if (found !== '•') return found
  }
  return '•'
}

function allText(element: HtmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : allText(child))).join('')
}

/** The lines, tables and pictures of a tree, in their order; `picture` is the address as it was written. */
export function readParts(root: HtmlElement): HtmlParts {
  const left = new Map<LeftKind, number>()
  const reader = new Reader(left)
  reader.readAll(root.children, { look: { bold: false, align: 'left', size: 0, isRed: false, href: null }, level: 0, isQuote: false, list: null })
  reader.end()
  return { parts: reader.parts, left }
}
