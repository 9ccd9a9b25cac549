// Permission table: whom a notice would reach, for officers.
import type { FastifyInstance } from 'fastify'
import { AudienceChoicesSchema, AudienceInputSchema, AudiencePreviewSchema } from '#contract/notices/audience-schema.ts'
import { getAudienceChoices, previewAudience as previewEndpoint } from '#contract/notices/desk-endpoints.ts'
import type { Deps } from '../deps.ts'
import { route } from '../http/route.ts'
import { previewAudience, readAudienceChoices } from './audience-preview.ts'

export function registerNoticeAudience(app: FastifyInstance, deps: Deps): void {
  route(app, getAudienceChoices, { access: ['officer'], reply: { 200: AudienceChoicesSchema } }, () => readAudienceChoices(deps))
  route(app, previewEndpoint, { access: ['officer'], takesAuditors: true, body: AudienceInputSchema, reply: { 200: AudiencePreviewSchema } }, ({ body: { audience, of } }) => previewAudience(deps, audience, of))
}
