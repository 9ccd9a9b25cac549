// A readiness card as it was sent, and the rights it speaks of: kept as they stood then.
import Type, { type Static } from 'typebox'
import { closed, DateSchema, IdSchema, nullable } from '../schema.ts'
import type { Reason } from './readiness.ts'
import { LightIdSchema, VerdictSchema } from './readiness-schema.ts'
import { RightTypeSchema } from './words-schema.ts'

export const PledgedRightSchema = closed({ id: IdSchema, type: RightTypeSchema, number: Type.String(), title: Type.String(), owner: Type.String(), coOwners: Type.Array(Type.String()), filedOn: nullable(DateSchema), grantedOn: nullable(DateSchema), lastDay: nullable(DateSchema) })
export type PledgedRight = Static<typeof PledgedRightSchema>

/** Why: contract/financing/readiness.ts Reason; `words` come with answers and names and are for those who may read names. */
export const SentLightSchema = closed({
  id: LightIdSchema, title: Type.String(), verdict: VerdictSchema,
  findings: Type.Array(closed({ verdict: VerdictSchema, reason: Type.Unsafe<Reason>(Type.Any()) })),
  paper: nullable(Type.String()), advice: nullable(Type.String()),
})
export type SentLight = Static<typeof SentLightSchema>
export const SentCardSchema = closed({
  verdict: VerdictSchema, on: DateSchema,
  counts: closed({ green: Type.Integer(), amber: Type.Integer(), red: Type.Integer() }),
  rights: Type.Array(closed({ rightId: IdSchema, verdict: VerdictSchema, lights: Type.Array(SentLightSchema) })), firm: Type.Array(SentLightSchema), papers: Type.Array(Type.String()),
})
export type SentCard = Static<typeof SentCardSchema>
