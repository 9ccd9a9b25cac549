// What somebody may know and ask of their own data (PIPL arts. 44–50): an overview, copies, corrections, deletion.
import Type, { type Static } from 'typebox'
import { DueSchema } from '../cases/schema.ts'
import { closed, CursorQuery, DateSchema, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'

export const PersonRequestKindSchema = oneOf('copy', 'correct', 'delete')
export type PersonRequestKind = Static<typeof PersonRequestKindSchema>
/** account: all of it, 注销账号. The others leave the account. channels: e-mail, push and choices · follows: what is followed and was read. */
export const PersonPartSchema = oneOf('account', 'messages', 'channels', 'follows')
export type PersonPart = Static<typeof PersonPartSchema>
export const PersonVerdictSchema = oneOf('whole', 'part', 'refuse')
export type PersonVerdict = Static<typeof PersonVerdictSchema>

/** What the answer is about, as both sides see it. */
export const PersonRequestSchema = closed({
  id: IdSchema, number: Type.String(), kind: PersonRequestKindSchema,
  /** Of a deletion: what is to go. */
  parts: Type.Array(PersonPartSchema),
  words: Type.String(), state: oneOf('open', 'answered', 'withdrawn'),
  /** The clock, as long as an answer is owed. */
  due: nullable(DueSchema), dueOn: DateSchema, today: DateSchema,
  createdAt: InstantSchema, answeredAt: nullable(InstantSchema),
  verdict: nullable(PersonVerdictSchema), answer: nullable(Type.String()),
  /** What went. */
  doneParts: Type.Array(PersonPartSchema),
  /** Till when the copy may be fetched. */
  copyUntil: nullable(InstantSchema), canBeFetched: Type.Boolean(),
  version: Type.Integer(),
})
export type PersonRequest = Static<typeof PersonRequestSchema>
export const PersonRequestsSchema = closed({ items: Type.Array(PersonRequestSchema) })

export const AskPersonRequestSchema = closed({
  kind: PersonRequestKindSchema,
  /** What is wrong and what is right; why something should go. */
  words: Type.Optional(Type.String({ maxLength: 1000 })),
  parts: Type.Optional(Type.Array(PersonPartSchema, { maxItems: 4, uniqueItems: true })),
})
export type AskPersonRequest = Static<typeof AskPersonRequestSchema>

/** One kind of what is kept about somebody: what it is, what for, how long, in the county's words. */
export const KeptKindSchema = closed({ kind: Type.String(), title: Type.String(), what: Type.String(), purpose: Type.String(), keep: Type.String(), count: nullable(Type.Integer()) })
export type KeptKind = Static<typeof KeptKindSchema>

/** Who saw what of the person's firms or files: a side and, for a bank, its name; never an employee's. */
export const SightSchema = closed({ side: oneOf('officer', 'bank', 'expert', 'assistant', 'member'), bankName: nullable(Type.String()), what: oneOf('blind', 'name', 'full', 'receipt', 'file', 'request', 'export'), title: Type.String(), day: DateSchema, times: Type.Integer() })
export type Sight = Static<typeof SightSchema>

/** privacy: the notice · gaps: being told by gaps of an assessment · bank: one bank, one request. */
export const MyConsentSchema = closed({
  kind: oneOf('privacy', 'gaps', 'bank'), version: Type.String(), title: Type.String(), givenAt: InstantSchema, endedAt: nullable(InstantSchema),
  /** Where it can be withdrawn; null: it cannot be, or was. */
  link: nullable(Type.String()),
})
export type MyConsent = Static<typeof MyConsentSchema>

/** What has to be done before an account can go. administrator: the only one of a firm · booking, financing: named as the contact · objection, appeal: waits for an answer. */
export const BlockerSchema = closed({ reason: oneOf('administrator', 'booking', 'financing', 'objection', 'appeal'), title: Type.String(), link: nullable(Type.String()) })
export type Blocker = Static<typeof BlockerSchema>
/** What stays by law, for how long and why. */
export const HoldSchema = closed({ title: Type.String(), count: Type.Integer(), keep: Type.String(), reason: Type.String() })
export type Hold = Static<typeof HoldSchema>
export const DeletionSchema = closed({ /** Works for the county, a bank or as an expert: the system administrator ends such an account. */ isStaff: Type.Boolean(), blockers: Type.Array(BlockerSchema), holds: Type.Array(HoldSchema) })
export type Deletion = Static<typeof DeletionSchema>

export const MyDataSchema = closed({
  kinds: Type.Array(KeptKindSchema), sights: Type.Array(SightSchema), hasMoreSights: Type.Boolean(), consents: Type.Array(MyConsentSchema), deletion: DeletionSchema,
  /** Working days within which the county answers; days for which a copy may be fetched. */
  workdays: Type.Integer(), copyDays: Type.Integer(),
  /** Firms whose records are the firm's own. */
  firms: Type.Array(closed({ id: IdSchema, name: Type.String(), isAdministrator: Type.Boolean() })),
})
export type MyData = Static<typeof MyDataSchema>

/** What an officer sees in the list: nobody's name. */
export const PersonRequestLineSchema = closed({
  id: IdSchema, number: Type.String(), kind: PersonRequestKindSchema, parts: Type.Array(PersonPartSchema), state: oneOf('open', 'answered', 'withdrawn'), verdict: nullable(PersonVerdictSchema),
  dueOn: DateSchema, workdaysLeft: nullable(Type.Integer()), provisional: Type.Boolean(), createdAt: InstantSchema,
  /** Somebody has answered and a second person has to agree. */
  isProposed: Type.Boolean(),
})
export type PersonRequestLine = Static<typeof PersonRequestLineSchema>
export const PersonRequestLinesSchema = closed({ items: Type.Array(PersonRequestLineSchema), next: Type.Optional(Type.String()), open: Type.Integer() })
export const PersonRequestQuerySchema = closed({ ...CursorQuery, state: Type.Optional(oneOf('open', 'closed')) })
export type PersonRequestQuery = Static<typeof PersonRequestQuerySchema>

/** What waits for the second person. */
export const ProposedAnswerSchema = closed({ verdict: PersonVerdictSchema, parts: Type.Array(PersonPartSchema), answer: Type.String(), by: Type.String(), at: InstantSchema, isMine: Type.Boolean() })
export type ProposedAnswer = Static<typeof ProposedAnswerSchema>
export const DeskPersonRequestSchema = closed({
  request: PersonRequestSchema,
  person: closed({ name: Type.String(), phoneMasked: Type.String(), since: InstantSchema, isGone: Type.Boolean(), firms: Type.Array(closed({ name: Type.String(), role: oneOf('administrator', 'clerk') })) }),
  /** Of an open deletion: what stands in its way and what stays. */
  deletion: nullable(DeletionSchema),
  proposed: nullable(ProposedAnswerSchema),
  /** What this reader may do: nothing of their own, nothing as an auditor. */
  mayAnswer: Type.Boolean(), mayDecide: Type.Boolean(),
  /** The deletion of an account needs a second person here. */
  needsSecond: Type.Boolean(),
  answeredBy: nullable(Type.String()), confirmedBy: nullable(Type.String()),
})
export type DeskPersonRequest = Static<typeof DeskPersonRequestSchema>
export const AnswerPersonRequestSchema = closed({
  verdict: PersonVerdictSchema,
  /** Words to the person; needed unless all is agreed to. */
  answer: Type.Optional(Type.String({ maxLength: 1000 })),
  /** Of a deletion agreed to in part: what goes. */
  parts: Type.Optional(Type.Array(PersonPartSchema, { maxItems: 3, uniqueItems: true })),
})
export type AnswerPersonRequest = Static<typeof AnswerPersonRequestSchema>
export const DecidePersonRequestSchema = closed({ verdict: oneOf('agree', 'refuse'), reason: Type.Optional(Type.String({ maxLength: 500 })) })
export type DecidePersonRequest = Static<typeof DecidePersonRequestSchema>
