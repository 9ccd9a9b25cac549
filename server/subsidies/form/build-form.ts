// Turns an application into the words of its form, once and outside the drawing thread.
import { capitalAmount } from '#contract/identifiers/capital.ts'
import { caseStateWords, type CaseState } from '#contract/cases/workflow.ts'
import { paperStates } from '#contract/subsidies/answers.ts'
import { answerOf, findField, visibleSections } from '#contract/subsidies/fields.ts'
import type { Programme, Step } from '#contract/subsidies/programme.ts'
import type { AmountResult, Answers, Application } from '#contract/subsidies/schema.ts'
import { partOf, sumInFigures } from './field-words.ts'
import type { FormAmount, PrintedForm } from './printed-form.ts'

export interface FormSource {
  application: Pick<Application, 'id' | 'number' | 'state' | 'programmeTitle' | 'papers' | 'amount' | 'savedAt' | 'submittedAt'>
  programme: Programme
  /** As this reader may see them: the firm in full, officers with accounts masked. */
  answers: Answers
  office: string
  publicUrl: string
}

export function buildForm({ application, programme, answers, office, publicUrl }: FormSource): PrintedForm {
  return {
    title: application.programmeTitle,
    number: application.number,
    standing: application.state === 'withdrawn' || application.state === 'refused' ? caseStateWords[application.state] : null,
    at: application.submittedAt ?? application.savedAt,
    caseUrl: `${publicUrl}/cases/${application.id}`,
    office,
    sections: visibleSections(programme, answers).map((section) => ({
      title: section.title,
      parts: section.fields.map((field) => partOf(field, answerOf(answers, field.name))),
    })),
    amount: amountOf(programme, application.amount),
    papers: papersOf(programme, answers, application.papers),
    statement: programme.statement,
    opinions: programme.steps.filter(isReview).map((step) => ({ title: `${step.name}意见`, actor: step.actor })),
  }
}

function amountOf(programme: Programme, amount: AmountResult): FormAmount {
  const fen = amount.amountFen
  const missing = amount.missing.map((name) => findField(programme, name)?.label ?? name)
  return {
    words: fen === null ? null : { figures: sumInFigures(fen), capitals: capitalAmount(fen) },
    lines: missing.length > 0 ? [`还差：${missing.join('、')}`] : amount.lines,
    illustrative: fen !== null && amount.illustrative,
    isGuidance: programme.amount.type === 'guidance',
  }
}

function papersOf(programme: Programme, answers: Answers, pages: Application['papers']): PrintedForm['papers'] {
  const counts = new Map<string, number>()
  for (const page of pages) counts.set(page.paperId, (counts.get(page.paperId) ?? 0) + page.file.pages)
  return paperStates(programme, answers, counts).map(({ paper, isRequired, pages: count }) => ({ name: paper.name, pages: count, isRequired }))
}

/** Steps in which the county writes an opinion on the sheet. */
const reviewStates: readonly CaseState[] = ['accepted', 'reviewing', 'approved']
function isReview(step: Step): boolean {
  return reviewStates.includes(step.state)
}
