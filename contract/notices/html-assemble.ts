// Lines, tables and pictures as blocks within the limits of the schema. What does not fit is written as plain lines, so that no word is lost unseen; the rest is counted. Pure.
import type { HtmlParts, Left, LeftKind, Line, Part } from './html-blocks.ts'
import { fitsRuns, splitRuns, textOfRuns, tidyText } from './html-words.ts'
import type { Block, ListItem, Words } from './schema.ts'
import { tidyWords, type Run } from './words.ts'

export interface HtmlRead { blocks: Block[]; /** What did not come along. */ left: Left[] }
/** A picture of the text as a stored one; null: it does not come along. */
export type PictureOf = (address: string) => { id: string; width: number; height: number } | null

const most = { blocks: 400, heading: 120, words: 2000, item: 800, items: 100, inner: 40, quote: 800, columns: 12, rows: 200, cell: 600, alt: 120 }
const shortHeading = 40

const chapter = /^(?:[一二三四五六七八九十百]{1,4}、|第[一二三四五六七八九十百\d]{1,4}[章编篇部])/
const section = /^(?:[（(][一二三四五六七八九十百]{1,4}[）)]|第[一二三四五六七八九十百\d]{1,4}节)/
const endsLikeSentence = /[。；：，、,;:]$|。./

/** 一、总体要求 is a heading, 一、企业应当于月底前报送。 a sentence. */
function typedHeading(text: string): 'large' | 'small' | null {
  if (text.length > shortHeading || endsLikeSentence.test(text)) return null
  if (chapter.test(text)) return 'large'
  return section.test(text) ? 'small' : null
}

/** Labels of Word for dots: one sign, often out of a symbol font. */
const dot = /^(?:[^\p{L}\p{N}]|[lnuoqvüØ]|)$/u
const decimal = /^(\d{1,3})[.．、]?$/
const labelKind = (label: string) => (dot.test(label) ? 'dot' : decimal.test(label) ? 'number' : 'text')
const numberOf = (label: string) => Number(decimal.exec(label)?.[1] ?? 0)

interface Item { line: Line; inner: Line[] }

const wordsOf = (runs: readonly Run[]): Words => tidyWords(runs)

function labelled(line: Line): Run[] {
  const label = line.list?.label ?? ''
  if (label === '' || labelKind(label) === 'dot') return line.runs
  return [{ text: /[、）]$/.test(label) ? label : `${label} ` }, ...line.runs]
}

function paragraphs(runs: readonly Run[], align?: Line['align']): Block[] {
  return splitRuns(runs, most.words).map((piece) => ({ paragraph: wordsOf(piece), ...(align === 'center' || align === 'right' ? { align } : {}) }))
}

function isInOrder(lines: readonly Line[]): boolean {
  return lines.every((line, index) => labelKind(line.list?.label ?? '') === 'number' && numberOf(line.list?.label ?? '') === index + 1)
}

const isDots = (lines: readonly Line[]) => lines.every((line) => labelKind(line.list?.label ?? '') === 'dot')

function asItem({ line, inner }: Item): ListItem {
  const words = wordsOf(line.runs)
  if (inner.length === 0) return words
  return { words, list: inner.map((below) => wordsOf(below.runs)), ...(isInOrder(inner) ? { ordered: true } : {}) }
}

/** A list where its dots or numbers can be written by the page; else its lines, with their numbers as words. */
function listBlocks(items: readonly Item[], asWords: boolean): Block[] {
  const lines = items.map(({ line }) => line)
  const ordered = isInOrder(lines)
  const fits = ((ordered && !asWords) || isDots(lines)) && items.every(({ line, inner }) =>
    fitsRuns(line.runs, most.item) && inner.length <= most.inner && (isInOrder(inner) || isDots(inner)) && inner.every((below) => fitsRuns(below.runs, most.item)))
  if (!fits || (ordered && items.length > most.items)) return items.flatMap(({ line, inner }) => [line, ...inner]).flatMap((line) => paragraphs(labelled(line), line.align))
  return Array.from({ length: Math.ceil(items.length / most.items) }, (_, part) => ({ list: items.slice(part * most.items, (part + 1) * most.items).map(asItem), ...(ordered ? { ordered } : {}) }))
}

/** A line that goes on with the one before belongs to it; deeper than one below is one below. */
function gatherItems(lines: readonly Line[], count: (kind: LeftKind, number?: number) => void): Item[] {
  const items: Item[] = []
  const base = Math.min(...lines.map(({ list }) => list?.depth ?? 0))
  for (const line of lines) {
    const last = items.at(-1)
    const depth = (line.list?.depth ?? 0) - base
    if (last && line.list?.label === '') {
      const target = depth > 0 ? last.inner.at(-1) ?? last.line : last.line
      target.runs = [...target.runs, { text: ' ' }, ...line.runs]
    } else if (last && depth > 0) {
      if (depth > 1) count('deep-list')
      last.inner.push({ ...line })
    } else items.push({ line: { ...line }, inner: [] })
  }
  return items
}

/** Dots after numbers are two lists, and numbers that begin anew are too. */
function separateLists(items: readonly Item[]): Item[][] {
  const lists: Item[][] = []
  for (const item of items) {
    const last = lists.at(-1)
    const kind = labelKind(item.line.list?.label ?? '')
    const startsAnew = kind === 'number' && numberOf(item.line.list?.label ?? '') === 1
    if (last && !startsAnew && labelKind(last[0]?.line.list?.label ?? '') === kind) last.push(item)
    else lists.push([item])
  }
  return lists
}

const isWorded = ({ list }: Line) => labelKind(list?.label ?? '') === 'text'

/** Lines of lists, one after the other. One that is called 一、 or a) is a line of the text; where numbers are cut by such lines, all of them are words. */
function runOfLists(lines: readonly Line[], base: number, count: (kind: LeftKind, number?: number) => void): Block[] {
  const runs: Line[][] = []
  for (const line of lines) {
    const last = runs.at(-1)
    const goesOn = last !== undefined && (line.list?.label === '' || (!isWorded(line) && last[0] !== undefined && !isWorded(last[0])))
    if (goesOn) last.push(line)
    else runs.push([line])
  }
  const lists = runs.map((run) => separateLists(gatherItems(run, count)))
  const asWords = runs.length > 1 && lists.flat().some((items) => labelKind(items[0]?.line.list?.label ?? '') === 'number' && !isInOrder(items.map(({ line }) => line)))
  return lists.flat().flatMap((items) => {
    const [first] = items
    return first && isWorded(first.line) ? [first.line, ...first.inner].flatMap((line) => lineBlocks({ ...line, list: null, runs: labelled(line) }, base)) : listBlocks(items, asWords)
  })
}

function tableBlocks(table: readonly string[][], count: (kind: LeftKind, number?: number) => void): Block[] {
  const rows = table.map((row) => row.map((cell) => tidyText(cell).trim())).filter((row) => row.some((cell) => cell !== ''))
  const [head, ...rest] = rows
  if (!head) return []
  const isFitting = rest.length > 0 && head.length <= most.columns && rows.every((row) => row.every((cell) => cell.length <= most.cell))
  if (!isFitting) {
    if (rest.length > 0) count('too-long')
    return rows.flatMap((row) => paragraphs([{ text: row.filter((cell, index) => cell !== '' && cell !== row[index - 1]).join('　') }]))
  }
  const perTable = most.rows - 1
  return Array.from({ length: Math.ceil(rest.length / perTable) }, (_, part) => ({ table: [head, ...rest.slice(part * perTable, (part + 1) * perTable)] }))
}

/** What a picture shows, in its writer's words; names and places of files on somebody's disk are none. */
function altOf(raw: string): string {
  const alt = tidyText(raw).trim()
  return /[\\/]|\.(?:png|jpe?g|gif|bmp|webp|emf|wmf)$|^(?:image|picture|图片|img|IMG_)[ _-]?\d*$/i.test(alt) ? '' : [...alt].slice(0, most.alt / 2).join('')
}

/** base: the level of the largest headings of this text. */
function lineBlocks(line: Line, base: number): Block[] {
  const text = textOfRuns(line.runs)
  const typed = line.align === 'right' || line.runs.some(({ href }) => href !== undefined) ? null : typedHeading(text)
  const size = typed ?? (line.level === 0 ? null : line.level === base ? 'large' : 'small')
  if (size !== null && text.length <= most.heading) return [{ heading: text, ...(size === 'small' ? { small: true as const } : {}) }]
  if (line.isQuote) return splitRuns(line.runs, most.quote).map((piece) => ({ quote: wordsOf(piece) }))
  return paragraphs(line.runs, line.align)
}

/** Blocks of what was read; each of them passes BlockSchema, and there are no more than a notice may have. */
export function blocksOfParts({ parts, left }: HtmlParts, pictureOf: PictureOf): HtmlRead {
  const counts = new Map(left)
  const count = (kind: LeftKind, number = 1) => void counts.set(kind, (counts.get(kind) ?? 0) + number)
  const levels = parts.flatMap((part) => ('line' in part && part.line.level > 0 ? [part.line.level] : []))
  const base = Math.min(...levels, 6)
  const blocks: Block[] = []
  for (let at = 0; at < parts.length; at += 1) {
    const part: Part | undefined = parts[at]
    if (!part) continue
    if ('table' in part) blocks.push(...tableBlocks(part.table, count))
    else if ('picture' in part) {
      const picture = pictureOf(part.picture)
      if (picture) blocks.push({ picture: picture.id, alt: altOf(part.alt), width: picture.width, height: picture.height })
      else count('picture-kind')
    } else if (part.line.list && part.line.level === 0) {
      const lines: Line[] = []
      for (let next = parts[at]; next && 'line' in next && next.line.list && next.line.level === 0; next = parts[at += 1]) lines.push(next.line)
      at -= 1
      blocks.push(...runOfLists(lines, base, count))
    } else blocks.push(...lineBlocks(part.line.list === null ? part.line : { ...part.line, runs: labelled(part.line) }, base))
  }
  if (blocks.length > most.blocks) count('too-long', blocks.length - most.blocks)
  return { blocks: blocks.slice(0, most.blocks), left: [...counts].map(([kind, number]) => ({ kind, count: number })) }
}
