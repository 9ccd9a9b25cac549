// Permission table of consents and leads: the firm lets one bank in, the bank answers for itself.
import type { FastifyInstance } from 'fastify'
import type { Deps } from '../deps.ts'

export function registerLeads(_app: FastifyInstance, _deps: Deps): void {
  // Filled by what follows.
}
