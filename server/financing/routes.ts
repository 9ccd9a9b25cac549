// Permission table of financing: everybody reads what there is and how to judge oneself. What belongs to a firm or a bank stands in the files this one registers.
import type { FastifyInstance } from 'fastify'
import * as endpoints from '#contract/financing/endpoints.ts'
import { FinancingSchema } from '#contract/financing/product-schema.ts'
import { readinessRulesOf } from '#contract/financing/products.ts'
import { ReadinessSchema } from '#contract/financing/readiness-schema.ts'
import type { Deps } from '../deps.ts'
import { route } from '../http/route.ts'
import { registerFinancingDesk } from './desk-routes.ts'
import { registerEditing } from './editing-routes.ts'
import { registerFigures } from './figures-routes.ts'
import { registerLeadAfter } from './lead-after-routes.ts'
import { registerLeads } from './lead-routes.ts'
import { readFinancing } from './products-live.ts'
import { registerRequests } from './request-routes.ts'

export function registerFinancing(app: FastifyInstance, deps: Deps): void {
  const { content } = deps
  route(app, endpoints.getFinancing, { access: 'public', reply: { 200: FinancingSchema } }, () => readFinancing(deps))
  route(app, endpoints.getReadiness, { access: 'public', reply: { 200: ReadinessSchema } }, () => Promise.resolve(readinessRulesOf(content.financing)))
  for (const register of [registerRequests, registerLeads, registerLeadAfter, registerFinancingDesk, registerFigures, registerEditing]) register(app, deps)
}
