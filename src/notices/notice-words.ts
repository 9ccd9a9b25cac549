// A notice as words: to copy, and to be read aloud.
import type { Block, Notice } from '#contract/notices/schema.ts'
import { linesOf } from '#contract/notices/words.ts'

export const factNames = { who: '适用对象', until: '截止', amount: '金额', how: '怎么办' } as const

/** A table is read without its head, cell by cell. */
function spoken(block: Block): string[] {
  return 'table' in block ? block.table.slice(1).map((row) => row.join('，')) : linesOf(block)
}

/** For a chat: what it is, the points, where it stands. */
export function copyText({ title, documentNumber, issuer, points }: Notice, url: string): string {
  return [
    `【${title}】`,
    [issuer, documentNumber].filter((part) => part !== null).join(' '),
    ...points.map((point, index) => `${index + 1}. ${point}`),
    url,
  ].join('\n')
}

/** One sentence or line each, so that a voice can stop between them. */
export function spokenLines({ title, issuer, points, facts, body, interpretation }: Notice): string[] {
  const said = [facts.who, facts.until, facts.amount, facts.how].map((fact, index) =>
    fact === null ? '' : `${Object.values(factNames)[index] ?? ''}：${fact}`,
  )
  const lines = [`${issuer}。${title}`, '和企业有关的几句话。', ...points, ...said, ...[...body, ...interpretation].flatMap(spoken)]
  return lines.map((line) => line.trim()).filter((line) => line !== '')
}
