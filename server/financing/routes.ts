// Permission table of financing: everybody reads what there is and how to judge oneself. Nothing of a firm comes here yet.
import type { FastifyInstance } from 'fastify'
import * as endpoints from '#contract/financing/endpoints.ts'
import { FinancingSchema } from '#contract/financing/product-schema.ts'
import { financingOf, readinessRulesOf } from '#contract/financing/products.ts'
import { ReadinessSchema } from '#contract/financing/readiness-schema.ts'
import type { Deps } from '../deps.ts'
import { route } from '../http/route.ts'

export function registerFinancing(app: FastifyInstance, { content, clock }: Deps): void {
  route(app, endpoints.getFinancing, { access: 'public', reply: { 200: FinancingSchema } }, () => Promise.resolve(financingOf(content.financing, content.summaries(clock.now()))))
  route(app, endpoints.getReadiness, { access: 'public', reply: { 200: ReadinessSchema } }, () => Promise.resolve(readinessRulesOf(content.financing)))
}
