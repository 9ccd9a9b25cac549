// Figures of a result as pages and charts say them. Pure; every number is the contract's.
import { byItem } from '#contract/assessment/answers.ts'
import type { Edition, Scoring } from '#contract/assessment/edition-schema.ts'
import type { Assessment, AssessmentSummary } from '#contract/assessment/schema.ts'
import { askedItems } from '#contract/assessment/scope.ts'
import { scoreAnswers, type Score } from '#contract/assessment/scoring.ts'

/** Whole points, rounded down like the grades: 849 tenths are 84. — where nothing counts. */
export function points(tenths: number | null | undefined): string {
  return tenths === null || tenths === undefined ? '—' : String(Math.floor(tenths / 10))
}

/** Points between two times; null where one of them has none. */
export function pointsBetween(now: number | null, then: number | null | undefined): number | null {
  return now === null || then === null || then === undefined ? null : Math.floor(now / 10) - Math.floor(then / 10)
}

/** 高 13 分 · 低 2 分 · 一样 */
export function differenceWord(difference: number): string {
  if (difference === 0) return '一样'
  return difference > 0 ? `高 ${difference} 分` : `低 ${-difference} 分`
}

/** Below this many points a chapter is a weak corner: where the second grade from below begins. */
export function weakBelow(scoring: Pick<Scoring, 'grades'>): number {
  const starts = scoring.grades.map(({ from }) => from).sort((a, b) => a - b)
  return starts[1] ?? 0
}

/** One corner of the radar, one bar, one row of the table. */
export interface ChapterFigure {
  no: string
  title: string
  tenths: number | null
  thenTenths: number | null
  isWeak: boolean
  answered: number
  total: number
  /** 一般不符合 and 严重不符合. */
  gaps: number
}

export function chapterFigures(score: Score, then: Score | null, scoring: Pick<Scoring, 'grades'>): ChapterFigure[] {
  const weak = weakBelow(scoring)
  return score.chapters.map(({ no, title, tenths, counts, answered, total }) => ({
    no,
    title,
    tenths,
    thenTenths: then?.chapters.find((chapter) => chapter.no === no)?.tenths ?? null,
    isWeak: tenths !== null && answered > 0 && tenths < weak * 10,
    answered,
    total,
    gaps: counts.minor + counts.major,
  }))
}

/** What a listener hears in place of a chart. */
export function chartWords(kind: string, figures: readonly ChapterFigure[]): string {
  const said = figures.map(({ title, tenths, thenTenths, isWeak }) => {
    const then = thenTenths === null ? '' : `，上次 ${points(thenTenths)}`
    return tenths === null ? `${title}不计分` : `${title} ${points(tenths)} 分${isWeak ? '，偏低' : ''}${then}`
  })
  return `${kind}：${said.join('；')}。下面的表里有同样的数。`
}

/** How an assessment of this edition stood, by the edition as it is now. */
export function scoreOfAssessment(edition: Edition, { opening, takenBack, answers }: Assessment): Score {
  return scoreAnswers(edition, askedItems(edition, opening, takenBack), byItem(answers))
}

type Dated = Pick<AssessmentSummary, 'id' | 'editionId' | 'createdAt' | 'answered' | 'total'>

/** Earlier ones of the same edition in which something was answered, newest first. */
export function earlierOf<A extends Dated>(all: readonly A[], now: Pick<Dated, 'id' | 'editionId' | 'createdAt'>): A[] {
  return all
    .filter(
      ({ id, editionId, createdAt, answered }) => id !== now.id && editionId === now.editionId && createdAt < now.createdAt && answered > 0,
    )
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt))
}
