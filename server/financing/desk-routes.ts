// Permission table of financing at the desk: officers see all of it, banks and their contacts.
import type { FastifyInstance } from 'fastify'
import type { Deps } from '../deps.ts'

export function registerFinancingDesk(_app: FastifyInstance, _deps: Deps): void {
  // Filled by what follows.
}
