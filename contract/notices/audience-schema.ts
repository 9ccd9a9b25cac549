import Type, { type Static } from 'typebox'
import { RightKindSchema } from '../portfolio/schema.ts'
import { closed, IdSchema, oneOf } from '../schema.ts'

const values = (maxLength: number) => Type.Array(Type.String({ minLength: 1, maxLength }), { maxItems: 40, uniqueItems: true })

/** Any value within a list, all lists that name something; `everyone`: the lists are not looked at. */
export const AudienceSchema = closed({
  everyone: Type.Boolean(), towns: values(40), industries: values(40), scales: Type.Array(oneOf('大型', '中型', '小型', '微型'), { uniqueItems: true }),
  /** Ids of county.json's `titles`. */ titles: values(40), /** The firm has a living right of this kind. */ rightKinds: Type.Array(RightKindSchema, { uniqueItems: true }),
  /** Somebody of the firm follows the scheme, or the firm has a case in it. */ programmeIds: values(20),
  /** Topics (consultations.json) of gaps in the firm's newest assessment; only of firms that agreed. */ gapTopics: values(60),
})
export type Audience = Static<typeof AudienceSchema>
export const ReasonKindSchema = oneOf('everyone', 'towns', 'industries', 'scales', 'titles', 'rightKinds', 'programmeIds', 'gapTopics')
export const AudienceReasonSchema = closed({ by: ReasonKindSchema, value: Type.String() })
export type AudienceReason = Static<typeof AudienceReasonSchema>

/** What is known of a firm when a notice is sent. */
export interface FirmFacts { town: string | null; industry: string | null; scale: string | null; titles: readonly string[]; rightKinds: readonly string[]; programmeIds: readonly string[]; gapTopics: readonly string[] }

export const AudienceInputSchema = closed({ audience: AudienceSchema, of: Type.Optional(Type.String({ maxLength: 100 })) })
/** Before anything is sent. people: active members, each once. channels: of these people, whom each would reach. */
export const AudiencePreviewSchema = closed({
  firms: Type.Integer(), people: Type.Integer(), /** All firms of the county, to compare. */ allFirms: Type.Integer(),
  channels: closed({ sms: Type.Integer(), push: Type.Integer(), email: Type.Integer() }),
  /** Followers of its category, issuer or schemes who are told besides. */ followers: Type.Integer(),
  sample: Type.Array(closed({ firmId: IdSchema, name: Type.String(), town: Type.String(), reasons: Type.Array(AudienceReasonSchema) })),
})
export type AudiencePreview = Static<typeof AudiencePreviewSchema>
/** What an audience may name, with its words. */
export const AudienceChoicesSchema = closed({
  towns: Type.Array(Type.String()), industries: Type.Array(Type.String()), scales: Type.Array(Type.String()),
  titles: Type.Array(closed({ id: Type.String(), title: Type.String() })), rightKinds: Type.Array(closed({ id: Type.String(), title: Type.String() })),
  programmes: Type.Array(closed({ id: Type.String(), title: Type.String() })), gapTopics: Type.Array(closed({ id: Type.String(), title: Type.String() })),
  /** Firms that agreed to be told by their gaps. */ gapFirms: Type.Integer(), categories: Type.Array(closed({ id: Type.String(), title: Type.String() })), issuers: Type.Array(Type.String()),
})
export type AudienceChoices = Static<typeof AudienceChoicesSchema>
