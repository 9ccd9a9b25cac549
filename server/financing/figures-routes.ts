// Permission table of the county's figures of financing.
import type { FastifyInstance } from 'fastify'
import type { Deps } from '../deps.ts'

export function registerFigures(_app: FastifyInstance, _deps: Deps): void {
  // Filled by what follows.
}
