// What the server cannot even keep (NoticeSaveSchema says no to the shape). Such a part waits here until it is put right; the others are sent. Pure.
import type { NoticeProblem, NoticeSave } from '#contract/notices/desk-schema.ts'
import type { Block, Words } from '#contract/notices/schema.ts'
import { itemParts, plainOf, runsOf } from '#contract/notices/words.ts'

const long = (field: string, text: string | null, limit: number): NoticeProblem[] => ((text?.length ?? 0) > limit ? [{ field, reason: 'too-long', limit, blocks: true }] : [])
const many = (field: string, count: number, limit: number): NoticeProblem[] => (count > limit ? [{ field, reason: 'rows-max', limit, blocks: true }] : [])

const longWords = (field: string, words: Words, limit: number) => (runsOf(words).length > 60 ? [{ field, reason: 'too-long', limit, blocks: true }] : long(field, plainOf(words), limit))

function ofBlock(block: Block, field: string): NoticeProblem[] {
  if ('heading' in block) return long(field, block.heading, 120)
  if ('paragraph' in block) return longWords(field, block.paragraph, 2000)
  if ('list' in block) {
    const lines = block.list.map(itemParts).flatMap(({ words, inner }) => [words, ...inner])
    return [...many(field, block.list.length, 100), ...lines.flatMap((line) => longWords(field, line, 800)), ...block.list.map(itemParts).flatMap(({ inner }) => many(field, inner.length, 40))]
  }
  if ('table' in block) return many(field, block.table.length, 200)
  if ('quote' in block) return longWords(field, block.quote, 800)
  return long(field, block.alt, 120)
}
const ofBlocks = (field: string, blocks: readonly Block[], most: number) => [...many(field, blocks.length, most), ...blocks.flatMap((block, index) => ofBlock(block, `${field}[${index}]`))]

export function shapeProblems({ text, changeNote }: NoticeSave): NoticeProblem[] {
  const { facts } = text
  return [
    ...long('title', text.title, 120), ...long('documentNumber', text.documentNumber, 60), ...long('issuer', text.issuer, 40), ...long('sourceUrl', text.sourceUrl, 300), ...long('source', text.source, 400),
    ...text.points.flatMap((point, index) => long(`points[${index}]`, point, 120)),
    ...long('facts.who', facts.who, 120), ...long('facts.until', facts.until, 80), ...long('facts.amount', facts.amount, 120), ...long('facts.how', facts.how, 160),
    ...ofBlocks('body', text.body, 400), ...ofBlocks('interpretation', text.interpretation, 60),
    ...text.deadlines.flatMap(({ title }, index) => long(`deadlines[${index}].title`, title, 60)),
    ...text.attachments.flatMap(({ title }, index) => long(`attachments[${index}].title`, title, 80)),
    ...long('changeNote', changeNote, 200),
  ]
}
