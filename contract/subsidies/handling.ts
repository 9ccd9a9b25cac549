// What follows an approval: publicity, what people say to it, payment.
import Type, { type Static } from 'typebox'
import { closed, CursorQuery, DateSchema, FenSchema, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'
import { CaseStateSchema } from '../cases/schema.ts'

/** running: objections are taken, to the end of `endsOn` · over: nobody objected in time, or not rightly · stopped: an objection was right, or the firm has been returned to review. */
export const PublicitySchema = closed({
  startsOn: DateSchema, endsOn: DateSchema, workdays: Type.Integer(), workdaysLeft: Type.Integer(), provisional: Type.Boolean(),
  state: oneOf('running', 'over', 'stopped'), objections: Type.Integer(),
})
export type Publicity = Static<typeof PublicitySchema>
/** When a publicity begun today would run, for the officer who is about to begin it. */
export const PublicityPlanSchema = closed({ startsOn: DateSchema, endsOn: DateSchema, workdays: Type.Integer(), provisional: Type.Boolean() })
export type PublicityPlan = Static<typeof PublicityPlanSchema>

/** One line of the public page: firm, scheme, sum; no account, no phone, no person. `id` is the case's. */
export const PublicityItemSchema = closed({
  id: IdSchema, number: Type.String(), firmName: Type.String(), programmeId: Type.String(), title: Type.String(),
  amountFen: nullable(FenSchema), illustrative: Type.Boolean(), ...PublicitySchema.properties,
})
export type PublicityItem = Static<typeof PublicityItemSchema>
/** One of them by itself; `today` in Shanghai, by the server's clock. */
export const PublicityPageSchema = closed({ ...PublicityItemSchema.properties, today: DateSchema })
export type PublicityPage = Static<typeof PublicityPageSchema>
export const PublicityListSchema = closed({
  /** Running ones first, the earliest to end on top; then those that ended lately. */
  items: Type.Array(PublicityItemSchema), today: DateSchema,
})
export type PublicityList = Static<typeof PublicityListSchema>

/** 实名: name and a way to answer are needed. Evidence: files the person uploaded before (purpose evidence). */
export const ObjectionInputSchema = closed({
  name: Type.String({ maxLength: 40 }), contact: Type.String({ maxLength: 80 }), reason: Type.String({ maxLength: 1000 }),
  fileIds: Type.Optional(Type.Array(IdSchema, { maxItems: 5, uniqueItems: true })),
})
export type ObjectionInput = Static<typeof ObjectionInputSchema>
/** What somebody who objected sees of it. */
export const ObjectionSchema = closed({
  id: IdSchema, at: InstantSchema, state: oneOf('open', 'upheld', 'dismissed'), reason: Type.String(), files: Type.Integer(),
  /** By when the county answers. */
  dueOn: DateSchema, answer: nullable(Type.String()), answeredAt: nullable(InstantSchema),
})
export type Objection = Static<typeof ObjectionSchema>

/** An objection during publicity or the firm's appeal against a refusal, as its reader may see it: for the firm an objection has no name, contact, reason or files. */
export const DisputeSchema = closed({
  id: IdSchema, kind: oneOf('objection', 'appeal'), at: InstantSchema, state: oneOf('open', 'upheld', 'dismissed'),
  name: nullable(Type.String()), contact: nullable(Type.String()), reason: nullable(Type.String()), fileIds: Type.Array(IdSchema),
  dueOn: DateSchema, workdaysLeft: Type.Integer(), answer: nullable(Type.String()), answeredBy: nullable(Type.String()), answeredAt: nullable(InstantSchema),
})
export type Dispute = Static<typeof DisputeSchema>

export const PaymentSchema = closed({ state: oneOf('paid', 'failed'), amountFen: nullable(FenSchema), paidOn: nullable(DateSchema), reference: nullable(Type.String()), failure: nullable(Type.String()), at: InstantSchema })
export type Payment = Static<typeof PaymentSchema>

/** A line of the pay list; the account is its last digits. */
export const PayItemSchema = closed({
  id: IdSchema, number: Type.String(), firmName: Type.String(), uscc: Type.String(), title: Type.String(), state: CaseStateSchema,
  approvedFen: nullable(FenSchema), illustrative: Type.Boolean(), accountName: Type.String(), bankName: Type.String(), accountMasked: Type.String(),
  publicityEndedOn: nullable(DateSchema), dueOn: nullable(DateSchema), workdaysLeft: nullable(Type.Integer()), payment: nullable(PaymentSchema), version: Type.Integer(),
})
export type PayItem = Static<typeof PayItemSchema>
export const PayGroupSchema = oneOf('due', 'paid', 'failed')
export type PayGroup = Static<typeof PayGroupSchema>
export const PayQuerySchema = closed({ ...CursorQuery, group: Type.Optional(PayGroupSchema), programmeId: Type.Optional(Type.String({ maxLength: 20 })) })
export const PayListSchema = closed({ items: Type.Array(PayItemSchema), next: Type.Optional(Type.String()), counts: closed({ due: Type.Integer(), paid: Type.Integer(), failed: Type.Integer() }), totalFen: FenSchema, today: DateSchema })
export type PayList = Static<typeof PayListSchema>
