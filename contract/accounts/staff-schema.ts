// Accounts of those who work for the county, as system administrators see them. Nothing of a firm, a case or money is in here.
import Type, { type Static } from 'typebox'
import { closed, CursorQuery, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'
import { StaffRoleSchema } from './schema.ts'
import { invitableDuties, staffActions, staffProposalKinds } from './staff-rules.ts'

export const StaffPersonSchema = closed({
  id: IdSchema, name: Type.String(), phoneMasked: Type.String(), duty: StaffRoleSchema, /** Of an assistant whose help ends at its border; null: the whole county. */ town: nullable(Type.String()),
  shutAt: nullable(InstantSchema), addedAt: InstantSchema, lastSeenAt: nullable(InstantSchema), /** Signed in now, on so many devices. */ sessions: Type.Integer(),
  hasFactor: Type.Boolean(), /** A contact's bank, an expert's house. */ of: nullable(Type.String()), isMe: Type.Boolean(),
  /** What may be done now. */ actions: Type.Array(oneOf(...staffActions)), /** It waits for a second administrator. */ waiting: nullable(oneOf(...staffProposalKinds)),
})
export type StaffPerson = Static<typeof StaffPersonSchema>

export const StaffQuerySchema = closed({ ...CursorQuery, /** A part of the name, a phone number or its last four digits. */ q: Type.Optional(Type.String({ maxLength: 40 })), duty: Type.Optional(StaffRoleSchema), state: Type.Optional(oneOf('open', 'shut')) })
export type StaffQuery = Static<typeof StaffQuerySchema>
export const StaffListSchema = closed({
  items: Type.Array(StaffPersonSchema), next: Type.Optional(Type.String()),
  /** In service, by duty, whatever was asked for; and how many are shut. */ counts: Type.Array(closed({ duty: StaffRoleSchema, count: Type.Integer() })), shut: Type.Integer(),
  /** Other administrators in service: without one nothing that takes two is ever agreed to. */ otherAdministrators: Type.Integer(), /** Duties that take two here. */ guarded: Type.Array(StaffRoleSchema), /** An administrator's second factor is reset by two. */ guardsReset: Type.Boolean(),
})
export type StaffList = Static<typeof StaffListSchema>

export const StaffDeedSchema = closed({ at: InstantSchema, by: Type.String(), action: Type.String(), reason: nullable(Type.String()), before: nullable(StaffRoleSchema), after: nullable(StaffRoleSchema) })
export type StaffDeed = Static<typeof StaffDeedSchema>
/** Open things they have in hand, which shutting lays back; visits that are booked with them, which somebody has to rebook. Numbers alone: what they are is not for administrators. */
export const StaffHeldSchema = closed({ things: Type.Integer(), visits: Type.Integer() })
export type StaffHeld = Static<typeof StaffHeldSchema>
/** With what was done to the account, newest first. */
export const StaffDetailSchema = closed({ person: StaffPersonSchema, held: StaffHeldSchema, deeds: Type.Array(StaffDeedSchema) })
export type StaffDetail = Static<typeof StaffDetailSchema>
export const StaffPhoneSchema = closed({ phone: Type.String() })
export type StaffPhone = Static<typeof StaffPhoneSchema>

export const StaffInviteSchema = closed({ phone: Type.String({ maxLength: 64 }), name: Type.String({ maxLength: 80 }), duty: oneOf(...invitableDuties), town: Type.Optional(nullable(Type.String({ maxLength: 40 }))), reason: Type.Optional(Type.String({ maxLength: 800 })) })
export type StaffInvite = Static<typeof StaffInviteSchema>
/** name, duty and town are of `change`; what is left out stays. `seenDuty`: as the page showed it. */
export const StaffActionInputSchema = closed({ name: Type.Optional(Type.String({ maxLength: 80 })), duty: Type.Optional(StaffRoleSchema), town: Type.Optional(nullable(Type.String({ maxLength: 40 }))), seenDuty: Type.Optional(StaffRoleSchema), reason: Type.Optional(Type.String({ maxLength: 800 })) })
export type StaffActionInput = Static<typeof StaffActionInputSchema>
export const StaffActionParamsSchema = closed({ id: IdSchema, action: oneOf(...staffActions) })

export const StaffProposalSchema = closed({
  id: IdSchema, kind: oneOf(...staffProposalKinds), /** What is done when it is agreed to. */ deed: oneOf('invite', 'change', 'reopen', 'reset-factor'),
  accountId: nullable(IdSchema), name: Type.String(), phoneMasked: Type.String(), duty: StaffRoleSchema, /** The duty they have now; null: none. */ before: nullable(StaffRoleSchema),
  reason: Type.String(), by: Type.String(), at: InstantSchema, isMine: Type.Boolean(), /** About the reader's own account: another one decides. */ isAboutMe: Type.Boolean(),
})
export type StaffProposal = Static<typeof StaffProposalSchema>
export const StaffProposalsSchema = closed({ items: Type.Array(StaffProposalSchema) })
export const StaffProposalParamsSchema = closed({ id: IdSchema, action: oneOf('agree', 'refuse', 'withdraw') })
export type StaffProposalParams = Static<typeof StaffProposalParamsSchema>
export const StaffDecisionSchema = closed({ reason: Type.Optional(Type.String({ maxLength: 800 })) })
export type StaffDecision = Static<typeof StaffDecisionSchema>

/** Done: the person as they are now. Waiting: what a second administrator has to agree to. */
export const StaffOutcomeSchema = closed({ person: nullable(StaffPersonSchema), proposal: nullable(StaffProposalSchema) })
export type StaffOutcome = Static<typeof StaffOutcomeSchema>
