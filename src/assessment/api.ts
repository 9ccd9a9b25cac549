// What the answering pages ask of the server. Pages go through use-assessment.ts, which also answers without a network.
import {
  actOnAssessment,
  addEvidence,
  assignPart,
  deleteAssessment,
  getAnswerHistory,
  getAssessment,
  getEdition,
  listAssessments,
  listEditions,
  removeEvidence,
  saveAnswer,
  saveRemark,
  startAssessment,
  updateAssessment,
  updateEvidence,
} from '#contract/assessment/endpoints.ts'
import type { Edition, EditionSummary } from '#contract/assessment/edition-schema.ts'
import type {
  Answer,
  AnswerHistory,
  AnswerInput,
  Assessment,
  AssessmentAction,
  AssessmentActionInput,
  AssessmentInput,
  AssessmentPatch,
  AssessmentSummary,
  AssignmentInput,
  Evidence,
  EvidenceInput,
  EvidencePatch,
} from '#contract/assessment/schema.ts'
import { call } from '#client/http.ts'

export const readAssessment = (id: string): Promise<Assessment> => call(getAssessment, { params: { id } })
export const readAssessments = async (firmId: string): Promise<AssessmentSummary[]> =>
  (await call(listAssessments, { query: { firmId } })).items
export const readEdition = (id: string): Promise<Edition> => call(getEdition, { params: { id } })
export const readEditions = async (): Promise<EditionSummary[]> => (await call(listEditions)).items

/** The assessment asked for, or the firm's open one of this edition: look at its id. */
export const sendStart = (body: AssessmentInput, timeoutMs?: number): Promise<Assessment> => call(startAssessment, { body, timeoutMs })

/** `version`: of the answer that was changed, 0 for none. What is there already is answered as it is. */
export const sendAnswer = (id: string, itemId: string, body: AnswerInput, version: number): Promise<Answer> =>
  call(saveAnswer, { params: { id, itemId }, body, ifMatch: version })
export const sendPatch = (id: string, body: AssessmentPatch, version: number): Promise<Assessment> =>
  call(updateAssessment, { params: { id }, body, ifMatch: version })
export const endAssessment = (id: string): Promise<void> => call(deleteAssessment, { params: { id } })
export const readHistory = (id: string, itemId: string): Promise<AnswerHistory> => call(getAnswerHistory, { params: { id, itemId } })

export const attachEvidence = (id: string, itemId: string, body: EvidenceInput): Promise<Evidence> =>
  call(addEvidence, { params: { id, itemId }, body })
export const sendEvidenceDates = (id: string, evidenceId: string, body: EvidencePatch): Promise<Evidence> =>
  call(updateEvidence, { params: { id, evidenceId }, body })
export const dropEvidence = (id: string, evidenceId: string): Promise<void> => call(removeEvidence, { params: { id, evidenceId } })

export const sendAssignment = (id: string, body: AssignmentInput): Promise<Assessment> => call(assignPart, { params: { id }, body })
/** `idempotencyKey`: one per intent (ui/use-submit.ts). */
export const sendAction = (
  id: string,
  action: AssessmentAction,
  body: AssessmentActionInput,
  idempotencyKey: string,
): Promise<Assessment> => call(actOnAssessment, { params: { id, action }, body, idempotencyKey })
export const sendRemark = (id: string, itemId: string, text: string): Promise<Assessment> =>
  call(saveRemark, { params: { id, itemId }, body: { text } })
