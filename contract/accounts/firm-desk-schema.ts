// A firm as the county's office sees and changes it: the list, the card, doubles, and what a second person agrees to.
import Type, { type Static } from 'typebox'
import { closed, CursorQuery, DateSchema, FenSchema, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'
import { FirmRoleSchema, MemberStateSchema, VerificationSchema } from './schema.ts'

/** dissolved 注销 · moved 迁出 · merged into another. */
export const EndedKindSchema = oneOf('dissolved', 'moved', 'merged')
export type EndedKind = Static<typeof EndedKindSchema>
export const FirmStandingSchema = oneOf('going', 'dissolved', 'moved', 'merged')
export type FirmStanding = Static<typeof FirmStandingSchema>

const NamedFirmSchema = closed({ id: IdSchema, name: Type.String(), uscc: Type.String() })
export type NamedFirm = Static<typeof NamedFirmSchema>

/** formerCode: found by a code or name it had before. */
export const DeskFirmLineSchema = closed({
  id: IdSchema, name: Type.String(), uscc: Type.String(), usccCheck: oneOf('ok', 'mismatch'), town: Type.String(), verification: VerificationSchema, standing: FirmStandingSchema,
  createdAt: InstantSchema, formerCode: nullable(Type.String()), waiting: Type.Boolean(),
})
export type DeskFirmLine = Static<typeof DeskFirmLineSchema>
export const DeskFirmsSchema = closed({ items: Type.Array(DeskFirmLineSchema), next: Type.Optional(Type.String()), total: Type.Integer(), /** Changes that wait for a second person. */ waiting: Type.Integer() })
export type DeskFirms = Static<typeof DeskFirmsSchema>
/** Without a standing: all but merged ones. */
export const DeskFirmsQuerySchema = closed({ ...CursorQuery, q: Type.Optional(Type.String({ maxLength: 80 })), standing: Type.Optional(FirmStandingSchema), town: Type.Optional(Type.String({ maxLength: 40 })), verification: Type.Optional(VerificationSchema), waiting: Type.Optional(Type.Boolean()) })
export type DeskFirmsQuery = Static<typeof DeskFirmsQuerySchema>

export const firmChangeKinds = ['merge', 'code', 'end', 'reopen'] as const
export const FirmChangeKindSchema = oneOf(...firmChangeKinds)
export type FirmChangeKind = Static<typeof FirmChangeKindSchema>

const reason = Type.String({ maxLength: 500 })
/** merge: everything of `goneId` becomes `firmId`'s. code: after 迁移, or a wrong one; name where it changed with it. end: on which day, by which paper; reopen: it goes on. */
export const FirmChangeInputSchema = closed({
  kind: FirmChangeKindSchema, firmId: IdSchema, reason,
  goneId: Type.Optional(IdSchema),
  uscc: Type.Optional(Type.String({ maxLength: 64 })), usccConfirmed: Type.Optional(Type.Boolean()), name: Type.Optional(Type.String({ maxLength: 200 })),
  ended: Type.Optional(oneOf('dissolved', 'moved')), endedOn: Type.Optional(DateSchema),
  fileId: Type.Optional(IdSchema),
})
export type FirmChangeInput = Static<typeof FirmChangeInputSchema>

export const FirmChangeSchema = closed({
  id: IdSchema, kind: FirmChangeKindSchema, state: oneOf('open', 'done', 'refused', 'withdrawn'), reason: Type.String(), firm: NamedFirmSchema, gone: nullable(NamedFirmSchema),
  uscc: nullable(Type.String()), usccCheck: nullable(oneOf('ok', 'mismatch')), name: nullable(Type.String()), before: nullable(closed({ uscc: Type.String(), name: Type.String() })),
  ended: nullable(oneOf('dissolved', 'moved')), endedOn: nullable(DateSchema), fileId: nullable(IdSchema),
  proposedBy: Type.String(), proposedAt: InstantSchema, isMine: Type.Boolean(), decidedBy: nullable(Type.String()), decidedAt: nullable(InstantSchema), decisionReason: nullable(Type.String()),
})
export type FirmChange = Static<typeof FirmChangeSchema>
export const FirmChangesSchema = closed({ items: Type.Array(FirmChangeSchema) })
/** done: nobody else has to agree here. */
export const FirmChangeMadeSchema = closed({ id: IdSchema, state: oneOf('open', 'done'), firmId: IdSchema })
export type FirmChangeMade = Static<typeof FirmChangeMadeSchema>
export const FirmChangeActionSchema = oneOf('agree', 'refuse', 'withdraw')
export type FirmChangeAction = Static<typeof FirmChangeActionSchema>
export const FirmChangeParamsSchema = closed({ id: IdSchema, action: FirmChangeActionSchema })
export const FirmChangeDecisionSchema = closed({ reason: Type.Optional(reason) })
export type FirmChangeDecision = Static<typeof FirmChangeDecisionSchema>

/** What rows are counted under before a merge. */
export const movedKinds = ['people', 'cases', 'awards', 'answers', 'rights', 'papers', 'files', 'assessments', 'visits', 'financing', 'notices', 'messages', 'help', 'codes'] as const
export const MovedSchema = closed({ kind: oneOf(...movedKinds), moved: Type.Integer(), joined: Type.Integer(), dropped: Type.Integer() })
export type Moved = Static<typeof MovedSchema>
export type MovedKind = Moved['kind']

/** Why a merge is not possible now; `params` fill the sentence, `link` leads to what has to be settled first. */
export const mergeBlockCodes = ['same-firm', 'ended', 'verified-goes', 'change-open', 'appeal-open', 'drafts', 'claims', 'award-cap', 'financing-drafts', 'right-asked-twice', 'right-pledged-twice', 'reviews'] as const
export const MergeBlockSchema = closed({ code: oneOf(...mergeBlockCodes), params: Type.Record(Type.String(), Type.Union([Type.String(), Type.Integer()])), link: nullable(Type.String()) })
export type MergeBlock = Static<typeof MergeBlockSchema>
export type MergeBlockCode = MergeBlock['code']
/** Somebody of the firm that goes: what they are there, and will be in the one that stays. asked: to be let in by its administrators · out: removed by them. isKnown: they stand there already. */
const standing = oneOf('administrator', 'clerk', 'asked', 'out')
export const ComerSchema = closed({ name: Type.String(), phoneMasked: Type.String(), was: standing, comes: standing, isKnown: Type.Boolean() })
export type Comer = Static<typeof ComerSchema>
export const MergePreviewQuerySchema = closed({ firmId: IdSchema, goneId: IdSchema })
export const MergePreviewSchema = closed({ firm: NamedFirmSchema, gone: NamedFirmSchema, rows: Type.Array(MovedSchema), people: Type.Array(ComerSchema), blocks: Type.Array(MergeBlockSchema) })
export type MergePreview = Static<typeof MergePreviewSchema>

/** name: the same to the eye · code: one of them had the other's code · typo: a code whose check does not fit is one character away. */
export const DoubleSchema = closed({ why: oneOf('name', 'code', 'typo'), firms: Type.Array(closed({ id: IdSchema, name: Type.String(), uscc: Type.String(), usccCheck: oneOf('ok', 'mismatch'), town: Type.String(), verification: VerificationSchema, createdAt: InstantSchema })) })
export type Double = Static<typeof DoubleSchema>
export const DoublesSchema = closed({ items: Type.Array(DoubleSchema), isMore: Type.Boolean() })
export type Doubles = Static<typeof DoublesSchema>

/** What goes on for a firm, wherever in the house; `on`: due, or the day it is for. */
export const RunningSchema = closed({ kind: oneOf('case', 'financing', 'booking', 'question', 'waiting', 'review', 'appeal'), id: IdSchema, number: nullable(Type.String()), title: Type.String(), state: Type.String(), on: nullable(Type.String()), amountFen: nullable(FenSchema) })
export type Running = Static<typeof RunningSchema>

export const DeskFirmSchema = closed({
  id: IdSchema, name: Type.String(), uscc: Type.String(), usccCheck: oneOf('ok', 'mismatch'), town: Type.String(), legalPerson: nullable(Type.String()), industry: nullable(Type.String()), scale: nullable(Type.String()), titles: Type.Array(Type.String()),
  verification: VerificationSchema, verificationNote: nullable(Type.String()), licenceFileId: nullable(IdSchema), createdAt: InstantSchema, version: Type.Integer(),
  ended: nullable(closed({ kind: EndedKindSchema, on: nullable(DateSchema), into: nullable(NamedFirmSchema) })),
  members: Type.Array(closed({ name: Type.String(), phoneMasked: Type.String(), role: FirmRoleSchema, state: MemberStateSchema, since: InstantSchema })),
  codes: Type.Array(closed({ uscc: Type.String(), name: Type.String(), until: InstantSchema, reason: Type.String() })),
  absorbed: Type.Array(NamedFirmSchema), running: Type.Array(RunningSchema), drafts: Type.Integer(),
  verifications: Type.Array(closed({ at: InstantSchema, what: oneOf('registered', 'handed-in', 'verified', 'refused', 'again'), by: Type.String(), reason: nullable(Type.String()) })),
  changes: Type.Array(FirmChangeSchema),
  /** Which changes need a second person here. */
  fourEyes: Type.Array(FirmChangeKindSchema),
})
export type DeskFirm = Static<typeof DeskFirmSchema>
