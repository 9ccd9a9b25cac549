// Permission table of products: banks write theirs, officers publish and write insurance.
import type { FastifyInstance } from 'fastify'
import type { Deps } from '../deps.ts'

export function registerEditing(_app: FastifyInstance, _deps: Deps): void {
  // Filled by what follows.
}
