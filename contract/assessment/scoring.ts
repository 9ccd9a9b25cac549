// The score of an assessment: our own method (facts.md 2.4, no part of the standard). Integers only; the numbers are content (Scoring).
import { verdictOf, type AnswersById } from './answers.ts'
import type { PlacedItem, Checklist } from './scope.ts'
import type { Verdict } from './schema.ts'

export type Counts = Record<Verdict | 'unanswered', number>

export interface ChapterScore {
  no: string
  title: string
  /** 0 to 1000 tenths of a percent, rounded down; null where every item asked is 不适用: shown as —. */
  tenths: number | null
  counts: Counts
  answered: number
  total: number
}

/** Why the grade is not what the points alone would give. */
export interface Cap {
  kind: 'red-line' | 'key-failed' | 'major'
  /** Of the items, or of the red lines crossed. */
  itemIds: string[]
}

export interface Score {
  chapters: ChapterScore[]
  tenths: number | null
  /** Of what is answered so far, unanswered ones left out. */
  soFarTenths: number | null
  counts: Counts
  answered: number
  total: number
  isComplete: boolean
  caps: Cap[]
  /** Null while nothing was answered. `id` is a grade's, or rectify, or red-line. */
  grade: { id: string; title: string; advice: string } | null
  redLines: { crossed: string[]; unsure: string[]; unanswered: string[] }
}

const noCounts = (): Counts => ({ conform: 0, observation: 0, minor: 0, major: 0, 'not-applicable': 0, unsure: 0, unanswered: 0 })

interface Sum {
  /** Points reached and reachable, in thousandths of a weight. */
  reached: number
  possible: number
  counts: Counts
}

function sumOf(items: readonly PlacedItem[], answers: AnswersById, scoring: Checklist['scoring'], onlyAnswered = false): Sum {
  const sum: Sum = { reached: 0, possible: 0, counts: noCounts() }
  for (const { item } of items) {
    const verdict = verdictOf(answers, item.id)
    sum.counts[verdict ?? 'unanswered'] += 1
    if (verdict === 'not-applicable' || (onlyAnswered && verdict === null)) continue
    const weight = item.key ? scoring.keyWeight : 1
    sum.possible += weight * 1000
    // 不确定 and unanswered reach nothing, but stay in the denominator.
    if (verdict !== null && verdict !== 'unsure') sum.reached += weight * scoring.points[verdict]
  }
  return sum
}

const tenthsOf = ({ reached, possible }: Sum): number | null => (possible === 0 ? null : Math.floor((reached * 1000) / possible))
const answeredOf = (counts: Counts, total: number) => total - counts.unanswered

function redLinesOf(checklist: Pick<Checklist, 'redLines'>, answers: AnswersById): Score['redLines'] {
  const told = (id: string) => answers.get(id)?.answer ?? null
  const ids = (word: string | null) => checklist.redLines.filter((line) => told(line.id) === word).map((line) => line.id)
  return { crossed: ids('yes'), unsure: ids('unsure'), unanswered: ids(null) }
}

function capsOf(items: readonly PlacedItem[], answers: AnswersById, crossed: string[]): Cap[] {
  const failed = (test: (placed: PlacedItem, verdict: Verdict | null) => boolean) => items.filter((placed) => test(placed, verdictOf(answers, placed.item.id))).map(({ item }) => item.id)
  const caps: Cap[] = [
    { kind: 'red-line', itemIds: crossed },
    { kind: 'key-failed', itemIds: failed(({ item }, verdict) => item.key && (verdict === 'minor' || verdict === 'major')) },
    { kind: 'major', itemIds: failed(({ item }, verdict) => !item.key && verdict === 'major') },
  ]
  return caps.filter(({ itemIds }) => itemIds.length > 0)
}

/**
 * The grade by points, then the caps: a red line crossed gives `redLine` whatever the points; a failed key item or any 严重不符合 gives `rectify`, unless the points alone
 * already give the lowest grade.
 */
function gradeOf(scoring: Checklist['scoring'], sum: Sum, caps: readonly Cap[]): Score['grade'] {
  if (caps.some(({ kind }) => kind === 'red-line')) return { id: 'red-line', ...scoring.redLine }
  if (sum.possible === 0) return null
  const ladder = [...scoring.grades].sort((a, b) => b.from - a.from)
  const lowest = ladder.at(-1)
  const byPoints = ladder.find(({ from }) => sum.reached * 100 >= from * sum.possible) ?? lowest
  if (!byPoints) return null
  if (caps.length > 0 && byPoints !== lowest) return { id: 'rectify', ...scoring.rectify }
  return { id: byPoints.id, title: byPoints.title, advice: byPoints.advice }
}

/** Scores the items asked. `items` may be any choice of an edition's items: all asked, or the quick dozen. */
export function scoreAnswers(checklist: Pick<Checklist, 'redLines' | 'scoring'>, items: readonly PlacedItem[], answers: AnswersById): Score {
  const chapters = [...new Set(items.map(({ chapter }) => chapter))].map((chapter): ChapterScore => {
    const own = items.filter((placed) => placed.chapter === chapter)
    const sum = sumOf(own, answers, checklist.scoring)
    return { no: chapter.no, title: chapter.title, tenths: tenthsOf(sum), counts: sum.counts, answered: answeredOf(sum.counts, own.length), total: own.length }
  })
  const sum = sumOf(items, answers, checklist.scoring)
  const redLines = redLinesOf(checklist, answers)
  const caps = capsOf(items, answers, redLines.crossed)
  const answered = answeredOf(sum.counts, items.length)
  return {
    chapters, tenths: tenthsOf(sum), soFarTenths: tenthsOf(sumOf(items, answers, checklist.scoring, true)), counts: sum.counts, answered, total: items.length,
    isComplete: answered === items.length && redLines.unanswered.length === 0, caps,
    grade: answered === 0 && redLines.crossed.length === 0 ? null : gradeOf(checklist.scoring, sum, caps), redLines,
  }
}
