// Two versions of a notice, field by field and the texts line by line. Pure.
import type { Audience } from '#contract/notices/audience-schema.ts'
import type { NoticeText } from '#contract/notices/desk-schema.ts'
import { audienceLists } from '#contract/notices/audience.ts'
import type { Block } from '#contract/notices/schema.ts'
import { linesOf } from '#contract/notices/words.ts'
import { listWords } from './desk-audience.ts'
import { fieldWord } from './desk-words.ts'

export interface Line { kind: 'same' | 'added' | 'removed'; text: string }
export interface Difference { field: string; word: string; lines: Line[] }
interface Compared { text: NoticeText; audience: Audience }

/** Lines compared by their longest common run of lines (LCS); removed before added where both. At most some 1,500 lines a side. */
export function compareLines(before: readonly string[], after: readonly string[]): Line[] {
  const width = after.length + 1
  const common = new Uint16Array((before.length + 1) * width)
  const at = (i: number, j: number) => common[i * width + j] ?? 0
  for (let i = before.length - 1; i >= 0; i -= 1)
    for (let j = after.length - 1; j >= 0; j -= 1) common[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const lines: Line[] = []
  let [i, j] = [0, 0]
  while (i < before.length || j < after.length) {
    const [old, fresh] = [before[i], after[j]]
    if (old !== undefined && old === fresh) {
      lines.push({ kind: 'same', text: old })
      i += 1
      j += 1
    } else if (old !== undefined && (fresh === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: 'removed', text: old })
      i += 1
    } else if (fresh !== undefined) {
      lines.push({ kind: 'added', text: fresh })
      j += 1
    }
  }
  return lines
}

/** Lines that did not change, but for one beside each change; the rest is a gap (null). */
export function folded(lines: readonly Line[]): (Line | null)[] {
  const near = (index: number) => [index - 1, index, index + 1].some((place) => lines[place] !== undefined && lines[place].kind !== 'same')
  return lines.flatMap((line, index) => (near(index) ? [line] : index === 0 || near(index - 1) ? [null] : []))
}

/** How a block stands in a comparison: what it is when it is not a paragraph, so that a heading made of a paragraph is seen. */
function marked(block: Block): string[] {
  const lines = linesOf(block)
  if ('heading' in block) return lines.map((line) => `【${block.small ? '小标题' : '标题'}】${line}`)
  if ('list' in block) return lines.map((line) => `· ${line}`)
  if ('table' in block) return block.table.map((row) => `| ${row.join(' | ')} |`)
  if ('quote' in block) return lines.map((line) => `「${line}」`)
  if ('picture' in block) return [`【图】${block.alt}`]
  return lines
}

function audienceLines(audience: Audience): string[] {
  return audience.everyone ? ['全县企业'] : audienceLists.filter((list) => audience[list].length > 0).map((list) => `${listWords[list]}：${audience[list].join('、')}`)
}
function fieldLines({ text, audience }: Compared): [field: string, lines: string[]][] {
  const one = (value: string | null) => (value === null || value === '' ? [] : [value])
  const { who, until, amount, how } = text.facts
  const facts = [['适用对象', who], ['截止', until], ['金额', amount], ['怎么办', how]] as const
  return [
    ['title', one(text.title)], ['documentNumber', one(text.documentNumber)], ['issuer', one(text.issuer)], ['category', one(text.category)], ['writtenOn', one(text.writtenOn)], ['validTo', one(text.validTo)], ['sourceUrl', one(text.sourceUrl)],
    ['points', text.points], ['facts', facts.flatMap(([word, value]) => (value ? [`${word}：${value}`] : []))],
    ['body', text.body.flatMap(marked)], ['interpretation', text.interpretation.flatMap(marked)],
    ['deadlines', text.deadlines.map(({ title, on }) => `${on} ${title}`)], ['programmeIds', text.programmeIds], ['attachments', text.attachments.map(({ title }) => title)], ['source', one(text.source)],
    ['audience', audienceLines(audience)],
  ]
}

/** Only fields that differ. */
export function differences(before: Compared, after: Compared): Difference[] {
  const old = new Map(fieldLines(before))
  return fieldLines(after).flatMap(([field, lines]) => {
    const compared = compareLines(old.get(field) ?? [], lines)
    return compared.every(({ kind }) => kind === 'same') ? [] : [{ field, word: fieldWord(field), lines: compared }]
  })
}
