// Rows of the matrix: reports, plan, blank tables and figures. The plan is the firm's own, also while an assessment is reviewed.
import * as assessment from '#contract/assessment/endpoints.ts'
import { everybody, firmAction, members, membersAndOfficers, officers, row, type MatrixRow } from './rows.ts'
import type { World } from './world.ts'

const its = ({ assessmentId }: World) => ({ params: { id: assessmentId } })
const step = ({ assessmentId, stepId }: World) => ({ params: { id: assessmentId, stepId } })
const inReview = { what: 'in review', before: (world: World) => world.setAssessment('in review') }

export const assessmentPlanRows: MatrixRow[] = [
  row(assessment.getReportPdf, members(200), its),
  row(assessment.getReportPdf, membersAndOfficers(200), its, inReview),
  row(assessment.getReportSheet, members(200), its),
  row(assessment.getReportSheet, membersAndOfficers(200), its, inReview),
  row(assessment.getTemplate, everybody(200), () => ({ params: { id: 'gbt29490-2023', templateId: 'obligations' } })),
  row(assessment.listPlan, members(200), ({ firmId }) => ({ query: { firmId } })),
  row(assessment.addPlanSteps, members(200), (world) => ({ ...its(world), body: { itemIds: [world.otherCheckId] } })),
  row(assessment.addPlanSteps, firmAction(200), (world) => ({ ...its(world), body: { itemIds: [world.otherCheckId] } }), inReview),
  row(assessment.updatePlanStep, members(200), (world) => ({ ...step(world), version: 1, body: { state: 'doing' as const } })),
  row(assessment.updatePlanStep, firmAction(200), (world) => ({ ...step(world), version: 1, body: { state: 'doing' as const } }), inReview),
  row(assessment.removePlanStep, members(204), step),
  row(assessment.removePlanStep, firmAction(204), step, inReview),
  row(assessment.getPlanCalendar, members(200), its),
  row(assessment.getPlanCalendar, firmAction(200), its, inReview),
  row(assessment.getStatistics, officers(200)),
]
