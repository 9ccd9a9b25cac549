// The items of a report in words, and what is made of them: readiness by clause and what a new edition changed.
import { answerWords, byItem, verdictOf } from '#contract/assessment/answers.ts'
import { changeoverRows } from '#contract/assessment/carry.ts'
import type { Clause, Edition } from '#contract/assessment/edition-schema.ts'
import { askedItems, leftOutItems, placedItems, type PlacedItem } from '#contract/assessment/scope.ts'
import type { Assessment } from '#contract/assessment/schema.ts'
import type { Changeover, ReadinessRow, ReportItem } from './printed-report.ts'
import { applyWords, changeWords, evidenceName, readinessState, toConfirm, unanswered } from './report-words.ts'

export type ReportedAssessment = Pick<Assessment, 'answers' | 'evidence' | 'remarks' | 'opening' | 'takenBack'>

/** A clause as people read it: a code of this portal is never shown as a number. */
export function clauseName({ no, title, showNo }: Pick<Clause, 'no' | 'title' | 'showNo'>): string {
  return showNo ? `${no} ${title}` : title
}

export function reportItems(edition: Edition, assessment: ReportedAssessment, today: string): ReportItem[] {
  const answers = byItem(assessment.answers)
  const remarks = byItem(assessment.remarks)
  const evidence = Map.groupBy(assessment.evidence, ({ itemId }) => itemId)
  return askedItems(edition, assessment.opening, assessment.takenBack).map(({ item, clause, chapter }) => {
    const given = answers.get(item.id)
    const verdict = verdictOf(answers, item.id)
    return {
      id: item.id, clause: clauseName(clause), chapter: `${chapter.no} ${chapter.title}`, question: item.question, isKey: item.key, departments: item.departments,
      verdict, answer: verdict !== null ? answerWords[verdict] : given?.origin === 'suggested' && given.answer !== null ? `${toConfirm}（上次${answerWords[given.answer]}）` : unanswered,
      note: given?.note.trim() ?? '', remark: remarks.get(item.id)?.text ?? '',
      evidence: (evidence.get(item.id) ?? []).map(({ file, datedOn, expiresOn }) => evidenceName(file.name, { datedOn, expiresOn, today })),
      evidenceExpected: item.evidence, advice: item.advice,
    }
  })
}

function readinessOf(clause: Clause, placed: readonly PlacedItem[], asked: ReadonlyMap<string, ReportItem>, reasons: ReadonlyMap<string, string>): ReadinessRow {
  const own = placed.flatMap(({ item }) => asked.get(item.id) ?? [])
  const applicable = own.filter(({ verdict }) => verdict !== 'not-applicable')
  const notApplicable = [...own.flatMap((item) => (item.verdict === 'not-applicable' ? [item.note] : [])), ...placed.flatMap(({ item }) => reasons.get(item.id) ?? [])]
  const gaps = applicable.filter(({ verdict }) => verdict === 'minor' || verdict === 'major').length
  const open = applicable.filter(({ verdict }) => verdict === null || verdict === 'unsure').length
  const evidenced = applicable.filter((item) => item.evidence.length > 0).length
  return {
    clause: clauseName(clause), applies: applicable.length === placed.length ? applyWords.all : applicable.length === 0 ? applyWords.none : applyWords.some,
    reason: [...new Set(notApplicable.map((text) => text.replace(/[。；\s]+$/u, '')))].join('；'), items: applicable.length, withEvidence: evidenced, evidence: own.reduce((sum, item) => sum + item.evidence.length, 0),
    state: readinessState({ gaps, open, evidenced, applicable: applicable.length }),
  }
}

/** 认证预备表: every clause of the edition, whether it applies and why not, the evidence prepared, and how far it is. */
export function readinessRows(edition: Edition, assessment: ReportedAssessment, items: readonly ReportItem[]): ReadinessRow[] {
  const asked = new Map(items.map((item) => [item.id, item]))
  const reasons = new Map(leftOutItems(edition, assessment.opening, assessment.takenBack).filter((one) => !one.isTakenBack).map(({ item, reason }) => [item.id, reason]))
  const byClause = Map.groupBy(placedItems(edition), ({ clause }) => clause)
  return [...byClause].map(([clause, placed]) => readinessOf(clause, placed, asked, reasons))
}

/** 换版差距表. `older`: the edition it was carried from, for the words of its items. */
export function changeoverOf(edition: Edition, older: Edition, items: readonly ReportItem[]): Changeover | null {
  const { carry } = edition
  if (carry === null || carry.from !== older.id) return null
  const asked = new Map(items.map((item) => [item.id, item]))
  const questions = new Map(placedItems(older).map(({ item, clause }) => [item.id, `${clauseName(clause)}：${item.question}`]))
  const named = (id: string) => questions.get(id) ?? ''
  return {
    from: `${older.edition}《${older.title}》`,
    rows: changeoverRows(edition, carry).flatMap(({ item, clause, kind, from }) => {
      const now = asked.get(item.id)
      const notes = carry.items.flatMap(({ to, note }) => (note !== undefined && to.includes(item.id) ? [note] : []))
      return now ? [{ clause: clauseName(clause), question: item.question, kind: changeWords[kind], from: from.map(named), notes: [...new Set(notes)], answer: now.answer }] : []
    }),
    dropped: carry.dropped.map(({ from, reason }) => ({ question: named(from), reason })),
  }
}
