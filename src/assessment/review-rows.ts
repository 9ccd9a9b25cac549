// What a reviewer looks through, red lines first, then chapter by chapter. Pure.
import { byItem } from '#contract/assessment/answers.ts'
import type { Edition } from '#contract/assessment/edition-schema.ts'
import type { Answer, Assessment, Evidence, Remark } from '#contract/assessment/schema.ts'
import { askedItems } from '#contract/assessment/scope.ts'

export interface ReviewRow {
  id: string
  question: string
  isKey: boolean
  isRedLine: boolean
  /** Empty for a red line and where the standard has no number. */
  where: string
  answer: Answer | undefined
  then: Answer | undefined
  evidence: Evidence[]
  remark: Remark | undefined
}
export interface ReviewPart {
  id: string
  title: string
  rows: ReviewRow[]
}

export const reviewFilters = ['all', 'gaps', 'key', 'evidence', 'unsure', 'remarks'] as const
export type ReviewFilter = (typeof reviewFilters)[number]
export const reviewFilterWords: Record<ReviewFilter, string> = {
  all: '全部',
  gaps: '不符合',
  key: '关键项',
  evidence: '有证据',
  unsure: '没答准',
  remarks: '有意见',
}

export function reviewPasses(row: ReviewRow, filter: ReviewFilter): boolean {
  const answer = row.answer?.origin === 'suggested' ? null : (row.answer?.answer ?? null)
  switch (filter) {
    case 'all':
      return true
    case 'gaps':
      return answer === 'minor' || answer === 'major' || answer === 'yes'
    case 'key':
      return row.isKey
    case 'evidence':
      return row.evidence.length > 0
    case 'unsure':
      return answer === null || answer === 'unsure'
    case 'remarks':
      return row.remark !== undefined
  }
}

export function reviewParts(edition: Edition, assessment: Assessment, earlier: Assessment | null): ReviewPart[] {
  const answers = byItem(assessment.answers)
  const before = byItem(earlier?.editionId === assessment.editionId ? earlier.answers : [])
  const around = (id: string) => ({
    id,
    answer: answers.get(id),
    then: before.get(id),
    evidence: assessment.evidence.filter(({ itemId }) => itemId === id),
    remark: assessment.remarks.find(({ itemId }) => itemId === id),
  })
  const redLines = edition.redLines.map(({ id, question }) => ({ ...around(id), question, isKey: false, isRedLine: true, where: '' }))
  const asked = askedItems(edition, assessment.opening, assessment.takenBack)
  const chapters = edition.chapters.map((chapter): ReviewPart => ({
    id: chapter.no,
    title: `${chapter.no} ${chapter.title}`,
    rows: asked
      .filter((placed) => placed.chapter === chapter)
      .map(({ item, clause }) => ({
        ...around(item.id),
        question: item.question,
        isKey: item.key,
        isRedLine: false,
        where: `${clause.showNo ? `${clause.no} ` : ''}${clause.title}`,
      })),
  }))
  return [{ id: 'red-lines', title: '红线', rows: redLines }, ...chapters].filter(({ rows }) => rows.length > 0)
}

/** What the firm said about itself before the list began. */
export function openingLines(edition: Edition, assessment: Pick<Assessment, 'opening'>): { question: string; said: string }[] {
  return edition.opening.flatMap(({ id, question, options }) => {
    const chosen = assessment.opening[id] ?? []
    const said = options.filter((option) => chosen.includes(option.id)).map(({ label }) => label)
    return said.length > 0 ? [{ question, said: said.join('、') }] : []
  })
}
