// Permission table of requests: a firm's people fill in and hand in, officers screen.
import type { FastifyInstance } from 'fastify'
import type { Deps } from '../deps.ts'

export function registerRequests(_app: FastifyInstance, _deps: Deps): void {
  // Filled by what follows.
}
