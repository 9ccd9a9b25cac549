import type { FastifyInstance } from 'fastify'
import { listStandings } from '#contract/subsidies/public-endpoints.ts'
import { StandingsSchema } from '#contract/subsidies/standing.ts'
import type { Deps } from '../deps.ts'
import { route } from '../http/route.ts'
import { standingsReader } from './standing.ts'

export function registerStandings(app: FastifyInstance, deps: Deps): void {
  const read = standingsReader(deps)
  route(app, listStandings, { access: 'public', reply: { 200: StandingsSchema } }, () => read())
}
