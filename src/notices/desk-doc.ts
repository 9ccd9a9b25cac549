// Blocks of a notice ↔ the document of the editor. What the blocks do not know does not come back from it. Pure.
import type { Block, ListItem, Words } from '#contract/notices/schema.ts'
import { itemParts, plainOf, runsOf, tidyWords, type Run } from '#contract/notices/words.ts'

export interface DocMark { type: string; attrs?: Record<string, unknown> }
/** A node of the editor, as its getJSON tells it. */
export interface DocNode { type?: string; attrs?: Record<string, unknown>; content?: DocNode[]; marks?: DocMark[]; text?: string }

/** Same as RunSchema of the contract: an address of the web or of the portal. */
const addressPattern = /^(https?:\/\/[^\s]+|\/[^/\\\s][^\s]*)$/
export function isAddress(href: unknown): href is string {
  return typeof href === 'string' && href.length <= 500 && addressPattern.test(href)
}

const cellMost = 600
const columnsMost = 12

// To the editor.

function inline(words: Words): DocNode[] {
  return runsOf(words).flatMap(({ text, bold, href }) => {
    if (text === '') return []
    const marks: DocMark[] = [...(href === undefined ? [] : [{ type: 'link', attrs: { href } }]), ...(bold ? [{ type: 'bold' }] : [])]
    return [{ type: 'text', text, ...(marks.length > 0 ? { marks } : {}) }]
  })
}
function paragraph(words: Words, align: string | null = null): DocNode {
  return { type: 'paragraph', attrs: { align }, content: inline(words) }
}
function listNode(isOrdered: boolean, items: DocNode[]): DocNode {
  return { type: isOrdered ? 'orderedList' : 'bulletList', content: items }
}
function itemNode(item: ListItem): DocNode {
  const { words, inner, ordered } = itemParts(item)
  const below = inner.length > 0 ? [listNode(ordered, inner.map((line) => ({ type: 'listItem', content: [paragraph(line)] })))] : []
  return { type: 'listItem', content: [paragraph(words), ...below] }
}
function tableNode(rows: readonly (readonly string[])[]): DocNode {
  const row = (cells: readonly string[], isHead: boolean): DocNode => ({ type: 'tableRow', content: cells.map((cell) => ({ type: isHead ? 'tableHeader' : 'tableCell', content: [paragraph(cell)] })) })
  return { type: 'table', content: rows.map((cells, index) => row(cells, index === 0)) }
}
function nodeOf(block: Block): DocNode {
  if ('heading' in block) return { type: 'heading', attrs: { level: block.small ? 5 : 4 }, content: inline(block.heading) }
  if ('paragraph' in block) return paragraph(block.paragraph, block.align ?? null)
  if ('list' in block) return listNode(block.ordered === true, block.list.map(itemNode))
  if ('table' in block) return tableNode(block.table)
  if ('quote' in block) return { type: 'blockquote', content: [paragraph(block.quote)] }
  return { type: 'picture', attrs: { fileId: block.picture, alt: block.alt, width: block.width, height: block.height } }
}

/** An empty text is one empty paragraph: there must be somewhere to type. */
export function docOf(blocks: readonly Block[]): DocNode {
  return { type: 'doc', content: blocks.length > 0 ? blocks.map(nodeOf) : [paragraph('')] }
}

// And back.

function runOf({ text = '', marks = [] }: DocNode): Run {
  const href = marks.find(({ type }) => type === 'link')?.attrs?.href
  return { text, ...(marks.some(({ type }) => type === 'bold') ? { bold: true as const } : {}), ...(isAddress(href) ? { href } : {}) }
}
const runsIn = (node: DocNode): Run[] => (node.type === 'text' ? [runOf(node)] : (node.content ?? []).flatMap(runsIn))

/** Blanks at both ends are nobody's words. */
function trimmed(runs: readonly Run[]): Words {
  const words = tidyWords(runs)
  if (typeof words === 'string') return words.trim()
  const ended = words.map((run, index) => ({ ...run, text: index === 0 ? run.text.trimStart() : index === words.length - 1 ? run.text.trimEnd() : run.text }))
  return tidyWords(ended.filter(({ text }) => text !== ''))
}
const wordsIn = (node: DocNode): Words => trimmed(runsIn(node).map((run) => ({ ...run, text: run.text.replace(/\s*\n\s*/g, ' ') })))
const plainIn = (node: DocNode): string => plainOf(wordsIn(node))

/** A break within a paragraph begins a new one. */
function linesIn(node: DocNode): Words[] {
  const lines: Run[][] = [[]]
  for (const run of runsIn(node)) {
    const [first = '', ...rest] = run.text.split('\n')
    lines.at(-1)?.push({ ...run, text: first })
    for (const text of rest) lines.push([{ ...run, text }])
  }
  return lines.map(trimmed).filter((words) => words.length > 0)
}

const isList = ({ type }: DocNode) => type === 'bulletList' || type === 'orderedList'
const itemsOf = (list: DocNode) => list.content ?? []
/** All lines of a list, however deep: only one level stands below another. */
function flatLines(list: DocNode): Words[] {
  return itemsOf(list).flatMap((item) => (item.content ?? []).flatMap((part) => (isList(part) ? flatLines(part) : [wordsIn(part)]))).filter((words) => words.length > 0)
}
function itemOf(node: DocNode): ListItem[] {
  const parts = node.content ?? []
  const [first = '', ...more] = parts.filter((part) => !isList(part)).map(wordsIn)
  const lists = parts.filter(isList)
  const inner = [...more.filter((words) => words.length > 0), ...lists.flatMap(flatLines)]
  if (first.length === 0) return inner
  if (inner.length === 0) return [first]
  return [{ words: first, list: inner, ...(lists[0]?.type === 'orderedList' ? { ordered: true } : {}) }]
}
function listOf(node: DocNode): Block[] {
  const list = itemsOf(node).flatMap(itemOf)
  return list.length === 0 ? [] : [{ list, ...(node.type === 'orderedList' ? { ordered: true } : {}) }]
}

/** Every row as long as the longest, at least two of them: what the readers' table asks for. */
function tableOf(node: DocNode): Block[] {
  const rows = itemsOf(node).map((row) => (row.content ?? []).map((cell) => (cell.content ?? []).map(plainIn).filter((text) => text !== '').join(' ').slice(0, cellMost)))
  if (rows.flat().every((cell) => cell === '')) return []
  const columns = Math.min(Math.max(...rows.map((row) => row.length)), columnsMost)
  const even = rows.map((row) => Array.from({ length: columns }, (_, index) => row[index] ?? ''))
  return [{ table: even.length > 1 ? even : [...even, Array.from({ length: columns }, () => '')] }]
}

function pictureOf({ attrs = {} }: DocNode): Block[] {
  const { fileId, alt, width, height } = attrs
  if (typeof fileId !== 'string' || typeof alt !== 'string' || typeof width !== 'number' || typeof height !== 'number') return []
  return [{ picture: fileId, alt: alt.trim(), width, height }]
}

function blocksOfNode(node: DocNode): Block[] {
  switch (node.type) {
    case 'heading': {
      const heading = plainIn(node)
      return heading === '' ? [] : [{ heading, ...(node.attrs?.level === 5 ? { small: true as const } : {}) }]
    }
    case 'paragraph': {
      const align = node.attrs?.align
      return linesIn(node).map((words) => ({ paragraph: words, ...(align === 'center' || align === 'right' ? { align } : {}) }))
    }
    case 'bulletList':
    case 'orderedList':
      return listOf(node)
    case 'table':
      return tableOf(node)
    case 'blockquote':
      return (node.content ?? []).map(wordsIn).filter((words) => words.length > 0).map((quote) => ({ quote }))
    case 'picture':
      return pictureOf(node)
    default:
      return []
  }
}

/** Anything the blocks do not know falls away; what is empty is not kept. */
export function blocksOf(doc: DocNode): Block[] {
  return (doc.content ?? []).flatMap(blocksOfNode)
}
