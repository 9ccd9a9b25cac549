// What the result pages and the plan ask of the server besides the assessment itself.
import {
  addPlanSteps,
  getPlanCalendar,
  getReportPdf,
  getReportSheet,
  getTemplate,
  listPlan,
  removePlanStep,
  updatePlanStep,
} from '#contract/assessment/endpoints.ts'
import type { Plan, PlanInput, PlanPatch, PlanStep } from '#contract/assessment/schema.ts'
import { call } from '#client/http.ts'
import { saveFile } from '#client/ui/save-file.ts'

export const readPlan = (firmId: string): Promise<Plan> => call(listPlan, { query: { firmId } })
export const sendSteps = (id: string, body: PlanInput): Promise<Plan> => call(addPlanSteps, { params: { id }, body })
export const sendStep = (step: Pick<PlanStep, 'id' | 'assessmentId' | 'version'>, body: PlanPatch): Promise<PlanStep> =>
  call(updatePlanStep, { params: { id: step.assessmentId, stepId: step.id }, body, ifMatch: step.version })
export const dropStep = (step: Pick<PlanStep, 'id' | 'assessmentId'>): Promise<void> =>
  call(removePlanStep, { params: { id: step.assessmentId, stepId: step.id } })

const asFile = { asBytes: true, timeoutMs: 120_000 } as const
/** Fetched by the app's own door, so that a phone without a network says so instead of opening an empty page. */
export async function savePlanCalendar(id: string): Promise<true> {
  saveFile(await call(getPlanCalendar, { params: { id }, ...asFile }), '整改计划.ics', 'text/calendar')
  return true
}
export async function saveTemplate(editionId: string, templateId: string, title: string): Promise<true> {
  saveFile(await call(getTemplate, { params: { id: editionId, templateId }, ...asFile }), `${title}.xlsx`)
  return true
}
export async function saveReport(kind: 'pdf' | 'xlsx', id: string, name: string): Promise<true> {
  const endpoint = kind === 'pdf' ? getReportPdf : getReportSheet
  saveFile(await call(endpoint, { params: { id }, ...asFile }), `${name}.${kind}`, kind === 'pdf' ? 'application/pdf' : '')
  return true
}
