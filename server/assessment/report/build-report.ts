// Turns an assessment into the words of its report, once and outside the drawing thread.
import { byItem } from '#contract/assessment/answers.ts'
import type { Edition } from '#contract/assessment/edition-schema.ts'
import { gapsOf } from '#contract/assessment/gaps.ts'
import { askedItems, leftOutItems } from '#contract/assessment/scope.ts'
import { scoreAnswers, type Score } from '#contract/assessment/scoring.ts'
import type { Assessment, PlanStep } from '#contract/assessment/schema.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import type { PrintedReport, ReportItem, ReportStep } from './printed-report.ts'
import { changeoverOf, clauseName, readinessRows, reportItems } from './report-items.ts'
import { capWords, planWords, stateWords, unfinished } from './report-words.ts'

export interface ReportSource {
  edition: Edition
  assessment: Assessment
  /** Of this assessment; empty for a reader it is not for. */
  plan: readonly PlanStep[]
  /** The edition it was carried from. */
  older: Edition | null
  uscc: string
  service: string
  today: string
}

const dayOf = (instant: string) => shanghaiDate(Date.parse(instant))

function stepOf({ itemId, title, owner, dueOn, state, note }: PlanStep, items: ReadonlyMap<string, ReportItem>, today: string): ReportStep {
  const isOpen = state === 'todo' || state === 'doing'
  return { itemId, clause: items.get(itemId)?.clause ?? '', title, owner: owner?.name ?? '', dueOn, state: planWords[state], note: note.trim(), isOpen, isLate: isOpen && dueOn !== null && dueOn < today }
}

function redLinesOf(edition: Edition, assessment: Assessment, { redLines }: Score): PrintedReport['redLines'] {
  const answers = byItem(assessment.answers)
  const lines = (ids: readonly string[]) => edition.redLines.filter(({ id }) => ids.includes(id))
  return {
    crossed: lines(redLines.crossed).map(({ id, question, why, now }) => ({ question, why, now, note: answers.get(id)?.note.trim() ?? '' })),
    unsure: lines(redLines.unsure).map(({ question }) => question), unanswered: lines(redLines.unanswered).map(({ question }) => question), total: edition.redLines.length,
  }
}

function capsOf(edition: Edition, score: Score, items: ReadonlyMap<string, ReportItem>): PrintedReport['caps'] {
  const redLines = new Map(edition.redLines.map(({ id, question }) => [id, question]))
  return score.caps.map(({ kind, itemIds }) => ({ kind, why: capWords[kind], questions: itemIds.flatMap((id) => items.get(id)?.question ?? redLines.get(id) ?? []) }))
}

/** A closed one keeps the score and grade of its day; everything else is by the list as it is online. */
function gradeOf(edition: Edition, assessment: Assessment, score: Score): PrintedReport['grade'] {
  const { grades, rectify, redLine } = edition.scoring
  const title = assessment.state === 'closed' ? assessment.grade : (score.grade?.title ?? null)
  if (title === null) return null
  const advice = [...grades, rectify, redLine].find((one) => one.title === title)?.advice ?? ''
  return { title, advice }
}

function stateOf(assessment: Assessment, score: Score): string {
  const words = stateWords[assessment.state]
  return score.isComplete ? words : `${words}，${unfinished(score.answered, score.total, score.redLines.unanswered.length)}`
}

function peopleOf({ createdBy, review, state, answers }: Assessment): PrintedReport['people'] {
  const by = [createdBy.name, ...answers.flatMap(({ by: person }) => person?.name ?? [])]
  const names = [...new Set(by.filter((name) => name !== ''))]
  const reviewer = review?.reviewer && (state === 'closed' || state === 'changes') ? [{ label: '审核人', name: `${review.reviewer.name}（${review.to === 'expert' ? '专家' : '经办人员'}）` }] : []
  return [{ label: '填写人', name: names.join('、') }, ...reviewer]
}

export function buildReport({ edition, assessment, plan, older, uscc, service, today }: ReportSource): PrintedReport {
  const placed = askedItems(edition, assessment.opening, assessment.takenBack)
  const answers = byItem(assessment.answers)
  const score = scoreAnswers(edition, placed, answers)
  const items = reportItems(edition, assessment, today)
  const byId = new Map(items.map((item) => [item.id, item]))
  const steps = plan.map((step) => stepOf(step, byId, today))
  const isClosed = assessment.state === 'closed'
  const latest = [assessment.savedAt, assessment.closedAt ?? '', ...plan.map(({ savedAt }) => savedAt)].sort().at(-1)
  return {
    firmName: assessment.firmName, uscc, service, edition: { title: edition.title, edition: edition.edition }, disclaimer: edition.disclaimer,
    state: stateOf(assessment, score), isComplete: score.isComplete, at: latest ?? assessment.savedAt, beganOn: dayOf(assessment.createdAt), closedOn: assessment.closedAt === null ? null : dayOf(assessment.closedAt), today,
    people: peopleOf(assessment), remarks: isClosed && assessment.editionVersion !== edition.version ? ['检查清单在这次自评关闭以后有改动：总分和结论是关闭那天的，其余按现在的清单列出。'] : [],
    scoreTenths: isClosed ? assessment.scoreTenths : score.tenths, soFarTenths: score.soFarTenths, grade: gradeOf(edition, assessment, score), caps: capsOf(edition, score, byId),
    counts: score.counts, answered: score.answered, total: score.total, method: edition.scoring.method,
    chapters: score.chapters.map(({ no, title, tenths, counts, total }) => ({ name: `${no} ${title}`, short: title, tenths, counts, total })),
    redLines: redLinesOf(edition, assessment, score),
    gaps: gapsOf(placed, answers).flatMap(({ item }) => {
      const found = byId.get(item.id)
      return found ? [{ ...found, step: steps.find(({ itemId }) => itemId === item.id) ?? null }] : []
    }),
    items, leftOut: leftOutItems(edition, assessment.opening, assessment.takenBack).filter((one) => !one.isTakenBack).map(({ item, clause, reason }) => ({ clause: clauseName(clause), question: item.question, reason })),
    plan: steps, readiness: readinessRows(edition, assessment, items), changeover: older === null ? null : changeoverOf(edition, older, items),
  }
}
