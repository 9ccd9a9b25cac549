// A firm's request for an introduction, as the firm and officers see it. A bank never gets any of this file's shapes.
import Type, { type Static } from 'typebox'
import { DueSchema } from '../cases/schema.ts'
import { closed, CursorQuery, DateSchema, FenSchema, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'
import { FirmLeadSchema } from './lead-schema.ts'
import { LightIdSchema, VerdictSchema } from './readiness-schema.ts'
import { PledgedRightSchema, SentCardSchema } from './card-schema.ts'
import { financingSides, leadStates, requestActions, requestStates } from './workflow.ts'

export const RequestStateSchema = oneOf(...requestStates)
export const RequestActionSchema = oneOf(...requestActions)
const text = (most: number) => Type.String({ maxLength: most })
const code = text(40)

/** As filled in so far; null: not yet. Rests encrypted. `contactName` and `contactPhone`: whom a bank calls once it may. */
export const WishSchema = closed({
  amountFen: nullable(FenSchema), months: nullable(Type.Integer({ minimum: 1, maximum: 360 })), use: nullable(code), turnover: nullable(code), debt: nullable(code),
  contactName: text(400), contactPhone: text(64), words: text(4000),
})
export type Wish = Static<typeof WishSchema>
/** What is left out stays. `amount` as typed, in 元; null empties it. `answers`: of the readiness card, by question; only those of today's questions are kept. */
export const RequestPatchSchema = closed({
  rightIds: Type.Optional(Type.Array(IdSchema, { maxItems: 20 })), answers: Type.Optional(Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 40 }), { maxProperties: 20 })),
  amount: Type.Optional(nullable(text(40))), months: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: 360 }))), use: Type.Optional(nullable(code)), turnover: Type.Optional(nullable(code)), debt: Type.Optional(nullable(code)),
  contactName: Type.Optional(text(400)), contactPhone: Type.Optional(text(64)), words: Type.Optional(text(4000)),
  /** Ids of returned items ticked 已补充. */
  doneItems: Type.Optional(Type.Array(IdSchema, { maxItems: 20 })),
})
export type RequestPatch = Static<typeof RequestPatchSchema>
export const RequestInputSchema = closed({ firmId: IdSchema, ...RequestPatchSchema.properties })
export type RequestInput = Static<typeof RequestInputSchema>

/** One thing to mend before an officer accepts: what it is about, and what to do. */
export const ReturnedItemSchema = closed({ id: IdSchema, about: nullable(Type.Union([LightIdSchema, oneOf('amount', 'months', 'use', 'finance', 'contact', 'rights')])), words: text(400), doneAt: nullable(InstantSchema) })
export type ReturnedItem = Static<typeof ReturnedItemSchema>
export const RequestActionInputSchema = closed({
  reason: Type.Optional(text(2000)),
  /** return: at least one. */
  items: Type.Optional(Type.Array(closed({ about: ReturnedItemSchema.properties.about, words: text(2000) }), { maxItems: 20 })),
})
export type RequestActionInput = Static<typeof RequestActionInputSchema>

/** One line of history, newest last. `who`: a person of the reader's own side or an officer by name, 银行 by the bank's name, else null. */
export const FinancingEventSchema = closed({
  id: IdSchema, at: InstantSchema, action: Type.String(), side: oneOf(...financingSides), who: nullable(Type.String()), leadId: nullable(IdSchema), bankName: nullable(Type.String()), state: Type.String(), note: nullable(Type.String()),
})
export type FinancingEvent = Static<typeof FinancingEventSchema>

export const RequestSchema = closed({
  id: IdSchema, number: nullable(Type.String()), firmId: IdSchema, firmName: Type.String(), uscc: Type.String(), town: Type.String(), industry: nullable(Type.String()), isVerified: Type.Boolean(),
  state: RequestStateSchema, version: Type.Integer(),
  wish: WishSchema, rightIds: Type.Array(IdSchema), answers: Type.Record(Type.String(), Type.String()),
  /** As it was handed in last; null in a draft that never was. */
  rights: Type.Array(PledgedRightSchema), card: nullable(SentCardSchema),
  items: Type.Array(ReturnedItemSchema), due: nullable(DueSchema), reason: nullable(Type.String()),
  savedAt: InstantSchema, submittedAt: nullable(InstantSchema), acceptedAt: nullable(InstantSchema),
  leads: Type.Array(FirmLeadSchema), events: Type.Array(FinancingEventSchema),
  /** What the asker may do now. */
  actions: Type.Array(RequestActionSchema), today: DateSchema,
})
export type FinancingRequest = Static<typeof RequestSchema>

export const RequestLineSchema = closed({
  id: IdSchema, number: nullable(Type.String()), state: RequestStateSchema, amountFen: nullable(FenSchema), verdict: nullable(VerdictSchema), rightTitles: Type.Array(Type.String()),
  leads: Type.Array(closed({ bankName: Type.String(), state: oneOf(...leadStates) })), savedAt: InstantSchema, submittedAt: nullable(InstantSchema),
})
export type RequestLine = Static<typeof RequestLineSchema>
/** `draftId`: the firm's one draft, if it has one. */
export const RequestsSchema = closed({ items: Type.Array(RequestLineSchema), draftId: nullable(IdSchema), room: Type.Integer() })
export type Requests = Static<typeof RequestsSchema>
export const RequestsQuerySchema = closed({ firmId: IdSchema })
export const RequestActionParamsSchema = closed({ id: IdSchema, action: RequestActionSchema })

/** Banks that may be asked, by name; `fits`: a product of theirs takes every right. `leadId`: asked already and not ended. */
export const ChoosableBankSchema = closed({ id: IdSchema, name: Type.String(), phone: nullable(Type.String()), fits: Type.Boolean(), productTitles: Type.Array(Type.String()), leadId: nullable(IdSchema), askedBefore: Type.Boolean() })
export type ChoosableBank = Static<typeof ChoosableBankSchema>
export const ChoosableBanksSchema = closed({ items: Type.Array(ChoosableBankSchema), room: Type.Integer() })
export type ChoosableBanks = Static<typeof ChoosableBanksSchema>

/** Who saw what, when: newest first. name: the firm's, in a list of leads its bank has taken. */
export const ViewSchema = closed({ id: IdSchema, who: Type.String(), side: oneOf('bank', 'officer'), bankName: nullable(Type.String()), leadId: nullable(IdSchema), what: oneOf('blind', 'name', 'full', 'receipt', 'file', 'request', 'export'), fileName: nullable(Type.String()), day: DateSchema, firstAt: InstantSchema, lastAt: InstantSchema, times: Type.Integer() })
export type View = Static<typeof ViewSchema>
export const ViewsSchema = closed({ items: Type.Array(ViewSchema), next: Type.Optional(Type.String()) })
export type Views = Static<typeof ViewsSchema>
export const ViewsQuerySchema = closed(CursorQuery)
