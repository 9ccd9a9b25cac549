// What a person sees of notices once signed in: those that came to the firm, read or not, why, and what they follow.
import Type, { type Static } from 'typebox'
import { closed, CursorQuery, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'
import { AudienceReasonSchema } from './audience-schema.ts'
import { NoticeSettingsSchema, NoticeSummarySchema } from './schema.ts'

export const FollowKindSchema = oneOf('category', 'issuer', 'programme')
export type FollowKind = Static<typeof FollowKindSchema>
/** `ref`: id of the category, the issuer's name, id of the scheme. */
export const FollowSchema = closed({ kind: FollowKindSchema, ref: Type.String({ minLength: 1, maxLength: 60 }) })
export type Follow = Static<typeof FollowSchema>
export const FollowsSchema = closed({ items: Type.Array(closed({ ...FollowSchema.properties, title: Type.String(), since: InstantSchema })), /** What may be followed. */ choices: Type.Array(closed({ ...FollowSchema.properties, title: Type.String() })) })
export type Follows = Static<typeof FollowsSchema>
export const ChangeFollowSchema = closed({ ...FollowSchema.properties, isFollowed: Type.Boolean() })
export type ChangeFollow = Static<typeof ChangeFollowSchema>

/** Why it came: the firm fits the audience, or this person follows something of it. Followed: from thirty days before one began to. */
export const WhySchema = Type.Array(closed({ by: Type.Union([AudienceReasonSchema.properties.by, Type.Enum(['follow'])]), /** In words: 在果里镇、有专利、关注了 P03. */ words: Type.String() }))
export const MyNoticeSchema = closed({ ...NoticeSummarySchema.properties, readAt: nullable(InstantSchema), why: WhySchema, /** Corrected or withdrawn since this person read it. */ change: nullable(oneOf('corrected', 'withdrawn')) })
export type MyNotice = Static<typeof MyNoticeSchema>
/** Unread first, each newest first. Without a firm: what this person follows. */
export const MyNoticesQuerySchema = closed({ ...CursorQuery, firmId: Type.Optional(IdSchema), unread: Type.Optional(oneOf('yes')) })
export type MyNoticesQuery = Static<typeof MyNoticesQuerySchema>
export const MyNoticesSchema = closed({ items: Type.Array(MyNoticeSchema), next: Type.Optional(Type.String()), unread: Type.Integer() })
export type MyNotices = Static<typeof MyNoticesSchema>
/** What was before somebody's eyes: its version, and whether it said that it was taken back; nothing: as it stands now. */
export const NoticeSeenSchema = closed({ version: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })), withdrawn: Type.Optional(oneOf('yes')) })
export type NoticeSeen = Static<typeof NoticeSeenSchema>
export const NoticeStandingQuerySchema = closed({ firmId: Type.Optional(IdSchema) })
export const NoticeStandingSchema = closed({ readAt: nullable(InstantSchema), why: WhySchema, /** Of its category, issuer and schemes: what may be followed here. */ follows: Type.Array(closed({ ...FollowSchema.properties, title: Type.String(), isFollowed: Type.Boolean() })) })
export type NoticeStanding = Static<typeof NoticeStandingSchema>

/** 按自评差距提醒: the firm's own consent, with the version of its words; off unless given. givenBy, givenAt: of the one that stands. */
export const GapConsentSchema = closed({ isGiven: Type.Boolean(), givenBy: nullable(Type.String()), givenAt: nullable(InstantSchema), /** Only its administrators change it. */ mayChange: Type.Boolean(), /** What is agreed to; a change names its version. */ text: NoticeSettingsSchema.properties.gapConsent })
export type GapConsent = Static<typeof GapConsentSchema>
export const ChangeGapConsentSchema = closed({ isGiven: Type.Boolean(), textVersion: Type.String({ maxLength: 40 }) })
export type ChangeGapConsent = Static<typeof ChangeGapConsentSchema>
