import Type, { type Static } from 'typebox'
import { closed, CursorQuery, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'

/** officer 经办人员 · approver 审批人员, an officer who also gives the second signature · auditor 审计人员, sees what officers see and acts nowhere · administrator 系统管理员, accounts and no business data · assistant 镇办专员 · expert · bank contact. */
export const StaffRoleSchema = oneOf('officer', 'approver', 'auditor', 'administrator', 'assistant', 'expert', 'bank')
export type StaffRole = Static<typeof StaffRoleSchema>
export const FirmRoleSchema = oneOf('administrator', 'clerk')
export type FirmRole = Static<typeof FirmRoleSchema>
export const MemberStateSchema = oneOf('pending', 'active', 'removed')
export type MemberState = Static<typeof MemberStateSchema>
export const VerificationSchema = oneOf('unverified', 'pending', 'verified', 'refused')
export type Verification = Static<typeof VerificationSchema>

export const CodeRequestSchema = closed({ phone: Type.String({ maxLength: 64 }) })
export type CodeRequest = Static<typeof CodeRequestSchema>
export const CodeReplySchema = closed({
  /** Demo only: the code that would have gone out by SMS. */
  demoCode: Type.Optional(Type.String()),
  resendAfterSeconds: Type.Integer(),
  expiresInSeconds: Type.Integer(),
})
export type CodeReply = Static<typeof CodeReplySchema>

export const SignInSchema = closed({
  phone: Type.String({ maxLength: 64 }),
  code: Type.String({ maxLength: 16 }),
  /** Version of the privacy notice the person accepted on this page; recorded with the time. */
  consentVersion: Type.Optional(Type.String({ maxLength: 40 })),
  /** 这是我自己的手机: seven days instead of twelve hours idle (firms only). */
  ownPhone: Type.Optional(Type.Boolean()),
})
export type SignIn = Static<typeof SignInSchema>

/** A code asked for again in the middle of a session, before something that matters (promises.md B2). */
export const FreshCodeSchema = closed({
  code: Type.String({ maxLength: 32 }),
  /** factor: the code is of the person's app, or a recovery code; without it the one sent by SMS. */
  by: Type.Optional(oneOf('sms', 'factor')),
})
export type FreshCode = Static<typeof FreshCodeSchema>

/** What is missing before anything is reached: a second factor to be set up, or the one there is to be proven in this session. */
export const FactorStepSchema = oneOf('set-up', 'prove')
export type FactorStep = Static<typeof FactorStepSchema>

export const MyFirmSchema = closed({
  id: IdSchema, name: Type.String(), uscc: Type.String(), role: FirmRoleSchema, state: MemberStateSchema,
  verification: VerificationSchema, town: Type.String(),
})
export type MyFirm = Static<typeof MyFirmSchema>
export const MeSchema = closed({
  id: IdSchema,
  name: Type.String(),
  phoneMasked: Type.String(),
  /** duties.ts rolesOf: the side whose pages are open, and the duty where it is another word. */
  roles: Type.Array(StaffRoleSchema),
  firms: Type.Array(MyFirmSchema),
  /** Version of the privacy notice accepted last, null if none. */
  consentVersion: nullable(Type.String()),
  sessionExpiresAt: InstantSchema,
  /** How long the session lives if nothing more is done: a phone without a network remembers its person as long, by its own clock. */
  sessionSeconds: Type.Optional(Type.Integer()),
  /** A second factor is set up. */
  hasFactor: Type.Optional(Type.Boolean()),
  /** Left out where nothing is missing: then all that is theirs is open. */
  factorStep: Type.Optional(FactorStepSchema),
  /** Firms they say are theirs, and nobody has decided. second: one officer has looked, another one does. */
  appeals: Type.Optional(Type.Array(closed({ firmId: IdSchema, firmName: Type.String(), state: oneOf('open', 'second'), at: InstantSchema }))),
})
export type Me = Static<typeof MeSchema>
export const MePatchSchema = closed({ name: Type.String({ minLength: 1, maxLength: 30 }) })
export type MePatch = Static<typeof MePatchSchema>
export const ConsentSchema = closed({ version: Type.String({ minLength: 1, maxLength: 40 }) })
export type Consent = Static<typeof ConsentSchema>
/** Key (base64, 32 bytes) that encrypts this person's drafts on this phone; kept by the server, forgotten by the phone at sign-out. */
export const LocalKeySchema = closed({ key: Type.String() })
export type LocalKey = Static<typeof LocalKeySchema>

export const FirmInputSchema = closed({
  uscc: Type.String({ maxLength: 64 }),
  name: Type.String({ maxLength: 200 }),
  town: Type.String({ maxLength: 40 }),
  legalPerson: Type.Optional(Type.String({ maxLength: 60 })),
  industry: Type.Optional(Type.String({ maxLength: 40 })),
  scale: Type.Optional(oneOf('大型', '中型', '小型', '微型')),
  /** 已核对营业执照: go on although the check character does not fit. */
  usccConfirmed: Type.Optional(Type.Boolean()),
})
export type FirmInput = Static<typeof FirmInputSchema>
export const FirmPatchSchema = closed({
  name: Type.Optional(Type.String({ maxLength: 200 })),
  town: Type.Optional(Type.String({ maxLength: 40 })),
  legalPerson: Type.Optional(Type.String({ maxLength: 60 })),
  industry: Type.Optional(Type.String({ maxLength: 40 })),
  scale: Type.Optional(oneOf('大型', '中型', '小型', '微型')),
  /** All of them: ids of county.json's `titles`. */
  titles: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 40, uniqueItems: true })),
})
export type FirmPatch = Static<typeof FirmPatchSchema>
export const FirmSchema = closed({
  id: IdSchema, name: Type.String(), uscc: Type.String(), town: Type.String(),
  legalPerson: nullable(Type.String()), industry: nullable(Type.String()), scale: nullable(Type.String()),
  usccCheck: oneOf('ok', 'mismatch'), verification: VerificationSchema, verificationNote: nullable(Type.String()),
  licenceFileId: nullable(IdSchema), createdAt: InstantSchema, version: Type.Integer(),
  /** The reader's own role in it; null for staff. */
  role: nullable(FirmRoleSchema),
  /** 企业称号 it states of itself: ids of county.json's `titles`. */
  titles: Type.Array(Type.String()),
  /** 注销 or 迁出: nothing new is begun for it, what there is stays readable. */
  ended: nullable(closed({ kind: oneOf('dissolved', 'moved'), on: nullable(Type.String()) })),
})
export type Firm = Static<typeof FirmSchema>
export const FirmCreatedSchema = closed({
  id: IdSchema, state: VerificationSchema,
  warnings: Type.Array(closed({ field: Type.String(), reason: Type.String() })),
})
export type FirmCreated = Static<typeof FirmCreatedSchema>

export const MemberSchema = closed({
  /** Of the membership; `accountId` is the person's. */
  id: IdSchema, accountId: IdSchema, name: Type.String(), phoneMasked: Type.String(), role: FirmRoleSchema, state: MemberStateSchema,
  isMe: Type.Boolean(), since: InstantSchema,
})
export type Member = Static<typeof MemberSchema>
export const MembersSchema = closed({ items: Type.Array(MemberSchema) })
export const JoinSchema = closed({ note: Type.Optional(Type.String({ maxLength: 200 })) })
export type Join = Static<typeof JoinSchema>
export const MemberPatchSchema = closed({ state: Type.Optional(oneOf('active')), role: Type.Optional(FirmRoleSchema) })
export type MemberPatch = Static<typeof MemberPatchSchema>
export const MemberParamsSchema = closed({ id: IdSchema, memberId: IdSchema })

export const LicenceSchema = closed({ fileId: IdSchema })
export type Licence = Static<typeof LicenceSchema>
export const AppealInputSchema = closed({ fileId: IdSchema, reason: Type.String({ minLength: 1, maxLength: 500 }) })
export type AppealInput = Static<typeof AppealInputSchema>
export const AppealSchema = closed({
  id: IdSchema, firmId: IdSchema, firmName: Type.String(), uscc: Type.String(), applicantName: Type.String(), applicantPhone: Type.String(),
  reason: Type.String(), fileId: IdSchema, state: oneOf('open', 'granted', 'refused'), createdAt: InstantSchema, decisionReason: nullable(Type.String()),
  /** Acts for the firm already, which has no administrator: granting replaces nobody. */
  isInside: Type.Boolean(),
  /** One officer says that it is right, and why; a second one has to agree. */
  proposal: nullable(closed({ by: Type.String(), at: InstantSchema, reason: Type.String(), isMine: Type.Boolean() })),
})
export type Appeal = Static<typeof AppealSchema>
/** needsSecond: to grant one takes two officers here. */
export const AppealsSchema = closed({ items: Type.Array(AppealSchema), needsSecond: Type.Boolean() })
export type Appeals = Static<typeof AppealsSchema>
export const AppealCreatedSchema = closed({ id: IdSchema, state: oneOf('open', 'granted', 'refused') })
export const DecisionSchema = closed({
  reason: Type.Optional(Type.String({ maxLength: 500 })),
  /** The licence the officer looked at; when the firm has sent another one meanwhile, the decision is refused as stale. */
  seenFileId: Type.Optional(IdSchema),
})
export type Decision = Static<typeof DecisionSchema>
/** grant, refuse: by who looks at it first · agree, disagree: by the second person · withdraw: by who said grant. */
export const AppealActionSchema = oneOf('grant', 'refuse', 'agree', 'disagree', 'withdraw')
export type AppealAction = Static<typeof AppealActionSchema>
export const AppealActionParamsSchema = closed({ id: IdSchema, action: AppealActionSchema })
export const VerifyActionParamsSchema = closed({ id: IdSchema, action: oneOf('verify', 'refuse') })

/** What an officer sees of a firm waiting to be verified. */
export const VerificationItemSchema = closed({
  id: IdSchema, name: Type.String(), uscc: Type.String(), usccCheck: oneOf('ok', 'mismatch'), town: Type.String(),
  legalPerson: nullable(Type.String()), verification: VerificationSchema, licenceFileId: nullable(IdSchema), createdAt: InstantSchema,
})
export type VerificationItem = Static<typeof VerificationItemSchema>
export const VerificationsSchema = closed({ items: Type.Array(VerificationItemSchema), next: Type.Optional(Type.String()) })
export const VerificationsQuerySchema = closed({ ...CursorQuery, state: Type.Optional(VerificationSchema) })

/** A firm as an officer finds it while somebody is on the telephone. */
export const FoundFirmSchema = closed({ id: IdSchema, name: Type.String(), uscc: Type.String(), town: Type.String(), verification: VerificationSchema })
export type FoundFirm = Static<typeof FoundFirmSchema>
export const FoundFirmsSchema = closed({ items: Type.Array(FoundFirmSchema), /** More than are listed. */ isMore: Type.Boolean() })
export type FoundFirms = Static<typeof FoundFirmsSchema>
export const FirmsQuerySchema = closed({ q: Type.String({ maxLength: 80 }) })
