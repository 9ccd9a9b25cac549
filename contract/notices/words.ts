// Words of a notice: plain, or runs with emphasis and links. Drawn run by run, so nothing in them can ever be markup. Pure.
import type { Block, ListItem, Words } from './schema.ts'

export interface Run { text: string; bold?: true; href?: string }

export function runsOf(words: Words): readonly Run[] {
  return typeof words === 'string' ? [{ text: words }] : words
}

export function plainOf(words: Words): string {
  return typeof words === 'string' ? words : words.map(({ text }) => text).join('')
}

/** A single run without emphasis or link is written as a plain string: one form for one text. */
export function tidyWords(runs: readonly Run[]): Words {
  const joined: Run[] = []
  for (const run of runs) {
    const last = joined.at(-1)
    if (run.text === '') continue
    if (last && last.bold === run.bold && last.href === run.href) last.text += run.text
    else joined.push({ ...run })
  }
  const [only] = joined
  if (!only) return ''
  return joined.length === 1 && !only.bold && only.href === undefined ? only.text : joined
}

export interface ItemParts { words: Words; inner: readonly Words[]; ordered: boolean }
/** A line of a list, and the lines below it. */
export function itemParts(item: ListItem): ItemParts {
  return typeof item === 'string' || Array.isArray(item) ? { words: item, inner: [], ordered: false } : { words: item.words, inner: item.list, ordered: item.ordered === true }
}

/** Its lines in plain words, for search, voice and copying. */
export function linesOf(block: Block): string[] {
  if ('heading' in block) return [block.heading]
  if ('paragraph' in block) return [plainOf(block.paragraph)]
  if ('list' in block) return block.list.map(itemParts).flatMap(({ words, inner }) => [plainOf(words), ...inner.map(plainOf)])
  if ('table' in block) return block.table.map((row) => row.join(' '))
  if ('quote' in block) return [plainOf(block.quote)]
  return [block.alt]
}

/** Stored files a text shows. */
export function picturesOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => ('picture' in block ? [block.picture] : []))
}
