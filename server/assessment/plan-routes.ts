// Permission table of plans: members of the firm only, asked live in the service.
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import * as endpoints from '#contract/assessment/endpoints.ts'
import { FirmQuerySchema, PlanInputSchema, PlanPatchSchema, PlanSchema, PlanStepSchema, StepParamsSchema } from '#contract/assessment/schema.ts'
import { IdParamsSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { calendarType } from '../files/downloads.ts'
import { readIfMatch, Reply, route, type SignedIn } from '../http/route.ts'
import { openAssessment } from './access.ts'
import { registerDownload } from './downloads.ts'
import { calendarFile, writePlanCalendar } from './plan-calendar.ts'
import { listSteps } from './plan-repository.ts'
import { addPlanSteps, inOrder, listPlan, removePlanStep, updatePlanStep, viewStep } from './plan.ts'

async function planCalendar(deps: Deps, account: SignedIn, id: string): Promise<string> {
  const { row, side } = await openAssessment(deps.db, account, id)
  if (side !== 'firm') throw new AppError('not-allowed', { detail: 'for the firm itself' })
  const steps = inOrder((await listSteps(deps.db, id)).map(viewStep))
  return writePlanCalendar(steps, { firmName: row.firm_name, url: `${deps.config.publicUrl}/assessment/${id}/plan`, now: deps.clock.now() })
}

export function registerPlan(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.listPlan, { access: 'session', query: FirmQuerySchema, reply: { 200: PlanSchema } }, ({ account, query }) => listPlan(deps, account, query.firmId))
  route(app, endpoints.addPlanSteps, { access: 'session', params: IdParamsSchema, body: PlanInputSchema, reply: { 200: PlanSchema } }, ({ account, params: { id }, body, request }) => addPlanSteps(deps, account, id, body, request.id))
  route(app, endpoints.updatePlanStep, { access: 'session', params: StepParamsSchema, body: PlanPatchSchema, reply: { 200: PlanStepSchema } }, async ({ account, params, body, request }) => {
    const step = await updatePlanStep(deps, account, params, () => readIfMatch(request), body, request.id)
    return new Reply(200, step, { etag: `"${step.version}"` })
  })
  route(app, endpoints.removePlanStep, { access: 'session', params: StepParamsSchema, reply: { 204: Type.Null() } }, ({ account, params, request }) => removePlanStep(deps, account, params, request.id))
  registerDownload(app, endpoints.getPlanCalendar.path, async (account, id) => ({ bytes: Buffer.from(await planCalendar(deps, account, id)), type: calendarType, name: calendarFile }))
}
