// An assessment of a real edition as its report is built from: most answers 符合, what a test is about given by item.
import { askedItems } from '#contract/assessment/scope.ts'
import type { Edition } from '#contract/assessment/edition-schema.ts'
import type { Answer, AnswerWord, Assessment, Evidence, PlanStep } from '#contract/assessment/schema.ts'
import { loadContent } from '#server/content.ts'
import { buildReport, type ReportSource } from '#server/assessment/report/build-report.ts'
import type { PrintedReport } from '#server/assessment/report/printed-report.ts'

const content = loadContent('content/huantai', { demo: true })
export const today = '2026-11-23'
const at = '2026-11-20T02:08:00.000Z'
const clerk = { id: '00000000-0000-4000-8000-000000000001', name: '王小川' }
export const firmOf40 = '桓台苇畔高端含氟特种新材料与精密机械密封装备研究开发制造集团股份有限公司淄川分厂'

export function anEdition(id = 'gbt29490-2023'): Edition {
  const edition = content.edition(id)
  if (!edition) throw new Error(`no edition ${id}`)
  return edition
}

export function anAnswer(itemId: string, answer: AnswerWord | null, note = '', origin: Answer['origin'] = 'answered'): Answer {
  return { itemId, answer, note, origin, version: 1, by: clerk, at }
}

export function anEvidence(itemId: string, name: string, dates: Partial<Pick<Evidence, 'datedOn' | 'expiresOn'>> = {}): Evidence {
  const file = { id: 'file', name, mediaType: 'application/pdf' as const, sizeBytes: 1, sha256: '', pages: 3, width: null, height: null, createdAt: at }
  return { id: `evidence-${itemId}-${name}`, itemId, file, datedOn: null, expiresOn: null, by: clerk, at, ...dates }
}

export function aStep(itemId: string, overrides: Partial<PlanStep> = {}): PlanStep {
  return { id: `step-${itemId}`, assessmentId: 'assessment', editionId: 'gbt29490-2023', itemId, title: '补齐制度并发文', owner: null, dueOn: null, state: 'todo', note: '', version: 1, savedAt: at, ...overrides }
}

/** Every item asked answered 符合 and every red line no, except for what is in `answers`; `null` leaves an item unanswered. */
export function anAssessment(edition: Edition, answers: Record<string, Answer | null> = {}, overrides: Partial<Assessment> = {}): Assessment {
  const opening = overrides.opening ?? {}
  const asked = askedItems(edition, opening, overrides.takenBack ?? []).map(({ item }) => anAnswer(item.id, 'conform'))
  const given = [...asked, ...edition.redLines.map(({ id }) => anAnswer(id, 'no'))].flatMap((answer) => (answer.itemId in answers ? (answers[answer.itemId] ?? []) : [answer]))
  return {
    id: '3f2b8a90-1111-4222-8333-444455556666', firmId: 'firm', firmName: '桓台苇畔新材料有限公司', editionId: edition.id, editionVersion: edition.version, state: 'open', version: 1, createdBy: clerk, createdAt: at, savedAt: at, closedAt: null,
    answered: 0, total: 0, scoreTenths: null, grade: null, redLinesCrossed: 0, opening, takenBack: [], fromId: null, fromEditionId: null, isShared: false,
    answers: given, evidence: [], assignments: [], remarks: [], review: null, mayAnswer: true, mayReview: false, ...overrides,
  }
}

export function aReport(assessment: Assessment, overrides: Partial<ReportSource> = {}): PrintedReport {
  return buildReport({ edition: anEdition(assessment.editionId), assessment, plan: [], older: null, uscc: '91370321MA3ABCDE1X', service: '知企通', today, ...overrides })
}
