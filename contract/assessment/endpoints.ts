import { endpoint } from '../endpoint.ts'
import type {
  Answer, AnswerHistory, AnswerInput, Assessment, AssessmentAction, AssessmentActionInput, AssessmentInput, AssessmentPatch, Assessments, AssignmentInput, Evidence, EvidenceInput, EvidencePatch, Plan, PlanInput, PlanPatch, PlanStep, Reviews,
  Statistics, StatisticsQuery,
} from './schema.ts'
export { getEdition, listEditions } from './public-endpoints.ts'

type Id = { id: string }
type Item = { id: string; itemId: string }

/** A blank table as .xlsx. */
export const getTemplate = endpoint<{ params: { id: string; templateId: string }; reply: ArrayBuffer }>('GET', '/api/assessment/editions/:id/templates/:templateId.xlsx')

/** Members of the firm; newest first. */
export const listAssessments = endpoint<{ query: { firmId: string }; reply: Assessments }>('GET', '/api/assessment/assessments')
/** 201; or 200 with the one of this firm and edition that is not closed yet (its id may be another than the one asked for: lay what was answered on it). */
export const startAssessment = endpoint<{ body: AssessmentInput; reply: Assessment }>('POST', '/api/assessment/assessments')
/** Members; while it is with a reviewer, also that duty; the reviewer who took it afterwards too. */
export const getAssessment = endpoint<{ params: Id; reply: Assessment }>('GET', '/api/assessment/assessments/:id')
/** Needs If-Match with the assessment's version. */
export const updateAssessment = endpoint<{ params: Id; body: AssessmentPatch; reply: Assessment }>('PATCH', '/api/assessment/assessments/:id')
/** Not once it was closed. Its evidence goes with it. */
export const deleteAssessment = endpoint<{ params: Id; reply: void }>('DELETE', '/api/assessment/assessments/:id')
/**
 * One item or red line. If-Match is the version of the answer that was changed (0 or absent: there was none). What is there already, letter for letter, is answered as it is, so a
 * repeat does nothing. 412 `stale` when somebody else has answered otherwise (read it and let the person choose), 409 `assessment.locked`, 422 by field.
 */
export const saveAnswer = endpoint<{ params: Item; body: AnswerInput; reply: Answer }>('PUT', '/api/assessment/assessments/:id/answers/:itemId')
/** Who answered what and when, newest first. */
export const getAnswerHistory = endpoint<{ params: Item; reply: AnswerHistory }>('GET', '/api/assessment/assessments/:id/answers/:itemId/history')
/** 201; 200 when this file is there already. 409 `assessment.evidence-full`. */
export const addEvidence = endpoint<{ params: Item; body: EvidenceInput; reply: Evidence }>('POST', '/api/assessment/assessments/:id/answers/:itemId/evidence')
export const updateEvidence = endpoint<{ params: { id: string; evidenceId: string }; body: EvidencePatch; reply: Evidence }>('PATCH', '/api/assessment/assessments/:id/evidence/:evidenceId')
export const removeEvidence = endpoint<{ params: { id: string; evidenceId: string }; reply: void }>('DELETE', '/api/assessment/assessments/:id/evidence/:evidenceId')
/** Null takes it away again. */
export const assignPart = endpoint<{ params: Id; body: AssignmentInput; reply: Assessment }>('PUT', '/api/assessment/assessments/:id/assignments')
/** Needs Idempotency-Key. */
export const actOnAssessment = endpoint<{ params: { id: string; action: AssessmentAction }; body: AssessmentActionInput; reply: Assessment }>('POST', '/api/assessment/assessments/:id/actions/:action')
/** What waits for the asker's duty, and what the asker has in hand; officers and experts. */
export const listReviews = endpoint<{ reply: Reviews }>('GET', '/api/assessment/reviews')
/** The reviewer's words to one item; an empty text takes them back. */
export const saveRemark = endpoint<{ params: Item; body: { text: string }; reply: Assessment }>('PUT', '/api/assessment/assessments/:id/remarks/:itemId')

export const getReportPdf = endpoint<{ params: Id; reply: ArrayBuffer }>('GET', '/api/assessment/assessments/:id/report.pdf')
/** Sheets: by department and clause, gaps, plan, 认证预备表 and, where it was carried over, 换版差距表. */
export const getReportSheet = endpoint<{ params: Id; reply: ArrayBuffer }>('GET', '/api/assessment/assessments/:id/report.xlsx')

/** Steps of all assessments of the firm. */
export const listPlan = endpoint<{ query: { firmId: string }; reply: Plan }>('GET', '/api/assessment/plan')
/** Makes a step of each gap named that has none yet; harmless to repeat. */
export const addPlanSteps = endpoint<{ params: Id; body: PlanInput; reply: Plan }>('POST', '/api/assessment/assessments/:id/plan')
/** Needs If-Match with the step's version. */
export const updatePlanStep = endpoint<{ params: { id: string; stepId: string }; body: PlanPatch; reply: PlanStep }>('PATCH', '/api/assessment/assessments/:id/plan/:stepId')
export const removePlanStep = endpoint<{ params: { id: string; stepId: string }; reply: void }>('DELETE', '/api/assessment/assessments/:id/plan/:stepId')
export const getPlanCalendar = endpoint<{ params: Id; reply: ArrayBuffer }>('GET', '/api/assessment/assessments/:id/plan.ics')

/** Officers; firms that agreed only, never by name. */
export const getStatistics = endpoint<{ query: StatisticsQuery; reply: Statistics }>('GET', '/api/assessment/statistics')
