// Financing at the desk: requests and leads in hand, banks and their contacts, calls, figures.
import Type, { type Static } from 'typebox'
import { closed, CursorQuery, DateSchema, FenSchema, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'
import { VerdictSchema } from './readiness-schema.ts'
import { LeadStateSchema } from './lead-schema.ts'
import { RequestStateSchema } from './request-schema.ts'
import { callOutcomes, deskGroups, funnelStages } from './stages.ts'

const text = (most: number) => Type.String({ maxLength: most })

export const DeskGroupSchema = oneOf(...deskGroups)
export type DeskGroup = Static<typeof DeskGroupSchema>
export const FunnelStageSchema = oneOf(...funnelStages)
export type FunnelStage = Static<typeof FunnelStageSchema>
const of = { year: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2100 })), bankId: Type.Optional(IdSchema), town: Type.Optional(text(40)), industry: Type.Optional(text(40)) }
/** `q`: number of the request or a lead, firm, code, bank, registration number. `stage` with `year`: the rows behind a figure. `only` counts: nobody's request is shown, so nobody's was seen. */
export const DeskRequestsQuerySchema = closed({ ...CursorQuery, ...of, group: Type.Optional(DeskGroupSchema), stage: Type.Optional(FunnelStageSchema), q: Type.Optional(text(80)), only: Type.Optional(oneOf('counts')) })
export type DeskRequestsQuery = Static<typeof DeskRequestsQuerySchema>
/** `phones`: whom to call of a bank that needs it, its contacts in service, then (name null) its own number; else empty. */
export const DeskLeadSchema = closed({ id: IdSchema, number: Type.String(), bankId: IdSchema, bankName: Type.String(), state: LeadStateSchema, offeredAt: InstantSchema, stageAt: InstantSchema, needsCall: Type.Boolean(), isStalled: Type.Boolean(), phones: Type.Array(closed({ name: nullable(Type.String()), phone: Type.String() })), lastCall: nullable(closed({ at: InstantSchema, by: Type.String(), outcome: Type.String(), note: Type.String() })) })
export type DeskLead = Static<typeof DeskLeadSchema>
export const DeskRequestSchema = closed({
  id: IdSchema, number: Type.String(), firmId: IdSchema, firmName: Type.String(), uscc: Type.String(), town: Type.String(), industry: nullable(Type.String()), isVerified: Type.Boolean(), state: RequestStateSchema, verdict: nullable(VerdictSchema),
  amountFen: nullable(FenSchema), submittedAt: InstantSchema, dueOn: nullable(DateSchema), workdaysLeft: nullable(Type.Integer()), isUnanswered: Type.Boolean(), leads: Type.Array(DeskLeadSchema),
})
export type DeskRequest = Static<typeof DeskRequestSchema>
export const DeskRequestsSchema = closed({
  items: Type.Array(DeskRequestSchema), next: Type.Optional(Type.String()), counts: Type.Unsafe<Record<DeskGroup, number>>(closed(Object.fromEntries(deskGroups.map((group) => [group, Type.Integer()])))), today: DateSchema,
})
export type DeskRequests = Static<typeof DeskRequestsSchema>

export const CallOutcomeSchema = oneOf(...callOutcomes)
export type CallOutcome = Static<typeof CallOutcomeSchema>
/** `leadId`: which bank was called about it. */
export const CallInputSchema = closed({ leadId: IdSchema, outcome: CallOutcomeSchema, note: text(2000) })
export type CallInput = Static<typeof CallInputSchema>

export const ContactSchema = closed({ accountId: IdSchema, name: Type.String(), phone: Type.String(), since: InstantSchema, endedAt: nullable(InstantSchema), lastSeenAt: nullable(InstantSchema) })
export type Contact = Static<typeof ContactSchema>
/** A bank the county works with. closed: takes no new leads; those it has go on. */
export const BankSchema = closed({ id: IdSchema, name: Type.String(), phone: nullable(Type.String()), note: Type.String(), isOpen: Type.Boolean(), version: Type.Integer(), contacts: Type.Array(ContactSchema), open: Type.Integer(), running: Type.Integer() })
export type Bank = Static<typeof BankSchema>
export const BanksSchema = closed({ items: Type.Array(BankSchema) })
export type Banks = Static<typeof BanksSchema>
export const BankInputSchema = closed({ name: text(400), phone: Type.Optional(nullable(text(64))), note: Type.Optional(text(2000)) })
export type BankInput = Static<typeof BankInputSchema>
export const BankPatchSchema = closed({ name: Type.Optional(text(400)), phone: Type.Optional(nullable(text(64))), note: Type.Optional(text(2000)), isOpen: Type.Optional(Type.Boolean()) })
export type BankPatch = Static<typeof BankPatchSchema>
export const ContactInputSchema = closed({ phone: text(64), name: text(400) })
export type ContactInput = Static<typeof ContactInputSchema>
export const ContactParamsSchema = closed({ id: IdSchema, accountId: IdSchema })

/** Sums in fen of what is known at that stage, never of two kinds: intended from intent on, approved from approved on, disbursed from disbursed on. days: calendar days since the stage before, of those that have both. */
export const FunnelRowSchema = closed({ stage: FunnelStageSchema, count: Type.Integer(), intendedFen: FenSchema, approvedFen: nullable(FenSchema), disbursedFen: nullable(FenSchema), medianDays: nullable(Type.Number()), longestDays: nullable(Type.Integer()) })
export type FunnelRow = Static<typeof FunnelRowSchema>
const slice = closed({ id: Type.String(), word: Type.String(), rows: Type.Array(FunnelRowSchema) })
export const FiguresSchema = closed({
  year: Type.Integer(), years: Type.Array(Type.Integer()), funnel: Type.Array(FunnelRowSchema), byBank: Type.Array(slice), byTown: Type.Array(slice), byIndustry: Type.Array(slice),
  /** Loans paid out and registered in the year, by the day they were paid out; rights pledged; firms that never had one before; banks; the interest subsidy paid. Of months: 1–12. */
  loans: closed({ count: Type.Integer(), disbursedFen: FenSchema, rights: Type.Integer(), patents: Type.Integer(), firstTimers: Type.Integer(), banks: Type.Integer(), subsidyFen: FenSchema, byMonth: Type.Array(closed({ month: Type.Integer(), count: Type.Integer(), disbursedFen: FenSchema })) }),
  /** state: in its years, or 参照（方案期已满）. */
  target: closed({ title: Type.String(), source: Type.String(), loans: Type.Integer(), overFen: FenSchema, fromYear: Type.Integer(), toYear: Type.Integer(), state: oneOf('running', 'over', 'before') }),
  ratings: closed({ count: Type.Integer(), speed: nullable(Type.Number()), attitude: nullable(Type.Number()), result: nullable(Type.Number()) }),
  /** Of the banks' answers: how many leads, taken, refused by reason, expired; working days to answer. */
  answers: Type.Array(closed({ bankId: IdSchema, bankName: Type.String(), asked: Type.Integer(), taken: Type.Integer(), refused: Type.Integer(), expired: Type.Integer(), waiting: Type.Integer(), medianWorkdays: nullable(Type.Number()) })),
  refusals: Type.Array(closed({ id: Type.String(), word: Type.String(), count: Type.Integer() })),
})
export type Figures = Static<typeof FiguresSchema>
export const FiguresQuerySchema = closed({ year: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2100 })) })
