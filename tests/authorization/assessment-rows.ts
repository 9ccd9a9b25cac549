// Rows of the matrix: firm A's assessment, open, in review and taken by the first officer. Reports, plan and figures: assessment-plan-rows.ts.
import * as assessment from '#contract/assessment/endpoints.ts'
import type { AssessmentAction, AssessmentActionInput } from '#contract/assessment/schema.ts'
import * as files from '#contract/files/endpoints.ts'
import { countyAction, firmAction, members, membersAndOfficers, row, type MatrixRow } from './rows.ts'
import type { World } from './world.ts'

const its = ({ assessmentId }: World) => ({ params: { id: assessmentId } })
const evidence = ({ assessmentId, evidenceId }: World) => ({ params: { id: assessmentId, evidenceId } })
/** Answered, with evidence. */
const item = ({ assessmentId, checkId }: World) => ({ params: { id: assessmentId, itemId: checkId } })
const anotherItem = ({ assessmentId, otherCheckId }: World) => ({ params: { id: assessmentId, itemId: otherCheckId } })

/** One function for each place, so that what only looks is tried once there. */
const inReview = { what: 'in review', before: (world: World) => world.setAssessment('in review') }
const taken = { what: 'taken by an officer', before: (world: World) => world.setAssessment('taken') }

const act = (action: AssessmentAction, expected: readonly number[], body: AssessmentActionInput, stage: Partial<typeof inReview> = {}): MatrixRow =>
  row(assessment.actOnAssessment, expected, ({ assessmentId }) => ({ params: { id: assessmentId, action }, body, key: `matrix-${action}` }), { ...stage, what: `${action}${stage.what === undefined ? '' : `, ${stage.what}`}` })

export const assessmentRows: MatrixRow[] = [
  // First: bytes that a later row takes away do not come back with the database.
  row(files.getFile, members(200), ({ evidenceFileId }) => ({ params: { id: evidenceFileId } }), { what: 'evidence of an assessment' }),
  row(files.getFile, membersAndOfficers(200), ({ evidenceFileId }) => ({ params: { id: evidenceFileId } }), { ...inReview, what: 'evidence of an assessment in review' }),
  row(assessment.listAssessments, members(200), ({ firmId }) => ({ query: { firmId } })),
  row(assessment.startAssessment, members(201), ({ firmId }) => ({ body: { firmId, editionId: 'gbt29490-2013' } })),
  row(assessment.getAssessment, members(200), its),
  row(assessment.getAssessment, membersAndOfficers(200), its, inReview),
  row(assessment.updateAssessment, members(200), (world) => ({ ...its(world), version: 1, body: { isShared: true } })),
  row(assessment.deleteAssessment, members(204), its),
  row(assessment.saveAnswer, members(200), (world) => ({ ...anotherItem(world), body: { answer: 'conform' as const } })),
  row(assessment.saveAnswer, firmAction(409), (world) => ({ ...anotherItem(world), body: { answer: 'conform' as const } }), inReview),
  row(assessment.getAnswerHistory, members(200), item),
  row(assessment.getAnswerHistory, membersAndOfficers(200), item, inReview),
  row(assessment.addEvidence, members(201), (world) => ({ ...anotherItem(world), body: { fileId: world.spareFileId } })),
  row(assessment.updateEvidence, members(200), (world) => ({ ...evidence(world), body: { datedOn: '2026-01-01' } })),
  row(assessment.removeEvidence, members(204), evidence),
  row(assessment.assignPart, members(200), (world) => ({ ...its(world), body: { scope: 'item' as const, ref: world.checkId, accountId: null } })),
  act('submit', members(200), { to: 'officer' }),
  act('close', members(200), {}),
  act('withdraw', firmAction(200), {}, inReview),
  act('take', countyAction(200), {}, inReview),
  act('take', [401, 403, 403, 404, 404, 200, 409, 404, 404, 404], {}, taken),
  act('request-changes', [401, 403, 403, 404, 404, 200, 409, 404, 404, 404], { note: '请附记录' }, taken),
  act('close-review', [401, 403, 403, 404, 404, 200, 409, 404, 404, 404], {}, taken),
  row(assessment.listReviews, [401, 403, 403, 403, 403, 200, 200, 403, 200, 403]),
  row(assessment.saveRemark, [401, 403, 403, 403, 403, 200, 409, 403, 404, 403], (world) => ({ ...item(world), body: { text: '请附记录' } }), taken),
]
