// Permission table of what goes with a lead: papers, the firm's rating, the interest subsidy.
import type { FastifyInstance } from 'fastify'
import type { Deps } from '../deps.ts'

export function registerLeadAfter(_app: FastifyInstance, _deps: Deps): void {
  // Filled by what follows.
}
