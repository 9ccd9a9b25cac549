// The editions of the county's content, for anyone: a phone keeps them for answering without a network.
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { EditionSchema, EditionsSchema } from '#contract/assessment/edition-schema.ts'
import * as endpoints from '#contract/assessment/public-endpoints.ts'
import { editionSummary } from '#contract/assessment/scope.ts'
import { closed } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import { route } from '../http/route.ts'

export function registerEditions(app: FastifyInstance, deps: Pick<Deps, 'content'>): void {
  route(app, endpoints.listEditions, { access: 'public', reply: { 200: EditionsSchema } }, async () => ({ items: deps.content.editions().map(editionSummary) }))
  route(app, endpoints.getEdition, { access: 'public', params: closed({ id: Type.String({ maxLength: 40 }) }), reply: { 200: EditionSchema } }, async ({ params: { id } }) => {
    const edition = deps.content.edition(id)
    if (!edition) throw notFound(`no edition ${id}`)
    return edition
  })
}
