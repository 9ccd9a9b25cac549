// Help on the spot in words, the same on both sides.
import type { Assist } from '#contract/subsidies/assist.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { dateOf, dateTime, timeOf } from '#client/ui/format.ts'

/** 11月23日 10:08 — 12:30 结束 */
export function spanWords(assist: Pick<Assist, 'startedAt' | 'endsAt' | 'endedAt'>): string {
  const end = assist.endedAt ?? assist.endsAt
  const to = dateOf(end) === dateOf(assist.startedAt) ? timeOf(end) : dateTime(end)
  return `${dateTime(assist.startedAt)} — ${to} ${assist.endedAt === null ? '到时结束' : '结束'}`
}

/** What assistants filled in: whose, how many answers, and whether papers are among it. */
export function filledIn(origins: Application['origins']): { names: string[]; answers: number; papers: number } | null {
  const theirs = Object.entries(origins).filter(([, origin]) => origin.from === 'assistant')
  if (theirs.length === 0) return null
  const papers = theirs.filter(([path]) => path.startsWith('papers.')).length
  return { names: [...new Set(theirs.map(([, origin]) => origin.of))], answers: theirs.length - papers, papers }
}
