// One bank and one request: what the bank sees before and after it takes it, and what the firm sees of it.
import Type, { type Static } from 'typebox'
import { FileInfoSchema } from '../files/schema.ts'
import { closed, CursorQuery, DateSchema, FenSchema, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'
import { PledgedRightSchema, SentCardSchema } from './card-schema.ts'
import { ConsentFieldSchema } from './casework-schema.ts'
import { LightIdSchema, VerdictSchema } from './readiness-schema.ts'
import { RightTypeSchema } from './words-schema.ts'
import { leadGroups } from './stages.ts'
import { financingSides, leadActions, leadStates } from './workflow.ts'

export const LeadStateSchema = oneOf(...leadStates)
export const LeadActionSchema = oneOf(...leadActions)
const text = (most: number) => Type.String({ maxLength: most })

/** Three amounts that are never the same column: what the firm wants, what the bank grants, what was paid out. Rests encrypted, with what stands beside them. */
export const TermsSchema = closed({
  intendedFen: nullable(FenSchema), approvedFen: nullable(FenSchema), disbursedFen: nullable(FenSchema),
  approvedMonths: nullable(Type.Integer()), rate: nullable(Type.String()), contractNumber: nullable(Type.String()),
  signedOn: nullable(DateSchema), registrationNumber: nullable(Type.String()), registeredOn: nullable(DateSchema), registeredRightIds: Type.Array(IdSchema),
  lentOn: nullable(DateSchema), maturesOn: nullable(DateSchema), settledOn: nullable(DateSchema), releasedOn: nullable(DateSchema),
})
export type Terms = Static<typeof TermsSchema>

/** A paper of either side, for this bank alone. `stage`: the state it came in. */
export const LeadFileSchema = closed({ file: FileInfoSchema, side: oneOf('firm', 'bank'), stage: LeadStateSchema, addedAt: InstantSchema, isMine: Type.Boolean() })
export type LeadFile = Static<typeof LeadFileSchema>

export const LeadEventSchema = closed({ id: IdSchema, at: InstantSchema, action: Type.String(), side: oneOf(...financingSides), who: nullable(Type.String()), state: LeadStateSchema, note: nullable(Type.String()) })
export type LeadEvent = Static<typeof LeadEventSchema>
export const LeadRatingSchema = closed({ speed: Type.Integer({ minimum: 1, maximum: 5 }), attitude: Type.Integer({ minimum: 1, maximum: 5 }), result: Type.Integer({ minimum: 1, maximum: 5 }), words: text(2000) })
export type LeadRating = Static<typeof LeadRatingSchema>

const of = {
  id: IdSchema,
  /** Its own number: two banks cannot tell from it that they were asked for the same request. */
  number: Type.String(),
  state: LeadStateSchema, version: Type.Integer(), offeredAt: InstantSchema, takenAt: nullable(InstantSchema), endedAt: nullable(InstantSchema),
  reason: nullable(closed({ word: nullable(Type.String()), words: nullable(Type.String()) })),
  terms: TermsSchema, files: Type.Array(LeadFileSchema), events: Type.Array(LeadEventSchema), actions: Type.Array(LeadActionSchema),
}

/** For the firm (and officers). `contact`: who took it at the bank. `maySubsidise`: the interest subsidy can be applied for from here. */
export const FirmLeadSchema = closed({
  ...of, bankId: IdSchema, bankName: Type.String(), bankPhone: nullable(Type.String()), contact: nullable(Type.String()),
  consent: closed({ id: IdSchema, fields: Type.Array(ConsentFieldSchema), givenAt: InstantSchema, revokedAt: nullable(InstantSchema) }),
  rating: nullable(LeadRatingSchema), mayRate: Type.Boolean(), maySubsidise: Type.Boolean(), subsidyCaseId: nullable(IdSchema),
})
export type FirmLead = Static<typeof FirmLeadSchema>

/** All a bank gets to know before it takes a lead: bands, kinds and ages, lights; no words anybody typed. */
export const BlindSchema = closed({
  industry: nullable(Type.String()), townBand: Type.String(), amountBand: Type.String(), months: nullable(Type.Integer()), use: nullable(Type.String()),
  /** ageYears: whole years since it was filed or registered; null: not known. */
  rights: Type.Array(closed({ type: RightTypeSchema, ageYears: nullable(Type.Integer()) })),
  verdict: VerdictSchema, lights: Type.Array(closed({ id: LightIdSchema, title: Type.String(), verdict: VerdictSchema })),
})
export type Blind = Static<typeof BlindSchema>

/** What the firm agreed to show, each part null where it did not. Only from take on, and never after revocation. */
export const FullSchema = closed({
  firm: closed({ name: Type.String(), uscc: Type.String(), town: Type.String(), industry: nullable(Type.String()), scale: nullable(Type.String()), legalPerson: nullable(Type.String()) }),
  contact: closed({ name: Type.String(), phone: Type.String() }),
  loan: closed({ amountFen: FenSchema, months: Type.Integer(), use: Type.String(), words: Type.String() }),
  finance: nullable(closed({ turnover: Type.String(), debt: Type.String() })),
  rights: nullable(Type.Array(PledgedRightSchema)),
  card: nullable(SentCardSchema),
})
export type Full = Static<typeof FullSchema>

/** For the bank's contacts. Before take `terms` are empty, `events` its own bank's, `files` none. */
export const BankLeadSchema = closed({
  ...of,
  /** By when the county asks it to answer; while offered. */
  answerBy: nullable(DateSchema), workdaysLeft: nullable(Type.Integer()),
  blind: BlindSchema, full: nullable(FullSchema), consentId: nullable(IdSchema),
})
export type BankLead = Static<typeof BankLeadSchema>
/** `firmName` only of those it has taken and may still see. */
export const BankLeadLineSchema = closed({ id: IdSchema, number: Type.String(), state: LeadStateSchema, offeredAt: InstantSchema, answerBy: nullable(DateSchema), workdaysLeft: nullable(Type.Integer()), blind: BlindSchema, firmName: nullable(Type.String()), stageAt: InstantSchema })
export type BankLeadLine = Static<typeof BankLeadLineSchema>
export const LeadGroupSchema = oneOf(...leadGroups)
export type LeadGroup = Static<typeof LeadGroupSchema>
/** `q`: number; the firm's name or code finds only those taken. */
export const LeadsQuerySchema = closed({ ...CursorQuery, group: Type.Optional(LeadGroupSchema), q: Type.Optional(text(80)) })
export type LeadsQuery = Static<typeof LeadsQuerySchema>
export const BankLeadsSchema = closed({
  bank: closed({ id: IdSchema, name: Type.String(), isOpen: Type.Boolean() }), items: Type.Array(BankLeadLineSchema), next: Type.Optional(Type.String()),
  counts: Type.Unsafe<Record<LeadGroup, number>>(closed(Object.fromEntries(leadGroups.map((group) => [group, Type.Integer()])))), today: DateSchema,
})
export type BankLeads = Static<typeof BankLeadsSchema>

export const LeadActionParamsSchema = closed({ id: IdSchema, action: LeadActionSchema })
/**
 * `reason` words, `code` of the county's lists (refuse, fail). approve: amount (元, as typed), months, rate (words). sign: contractNumber, on. register: registrationNumber, on, rightIds.
 * lend: amount, on, maturesOn. settle: on, releasedOn. fail after registration: releasedOn. Days are YYYY-MM-DD as typed.
 */
export const LeadActionInputSchema = closed({
  reason: Type.Optional(text(2000)), code: Type.Optional(text(40)), amount: Type.Optional(text(40)), months: Type.Optional(Type.Integer({ minimum: 1, maximum: 360 })), rate: Type.Optional(text(400)),
  contractNumber: Type.Optional(text(400)), registrationNumber: Type.Optional(text(400)), on: Type.Optional(text(40)), maturesOn: Type.Optional(text(40)), releasedOn: Type.Optional(text(40)), rightIds: Type.Optional(Type.Array(IdSchema, { maxItems: 20 })),
})
export type LeadActionInput = Static<typeof LeadActionInputSchema>

/** One bank, by name. `textVersion`: of the text that stood on the page; another one is refused with `financing.consent-outdated`. */
export const ConsentInputSchema = closed({ bankId: IdSchema, fields: Type.Array(ConsentFieldSchema, { minItems: 1, maxItems: 6, uniqueItems: true }), textVersion: text(80), agreed: Type.Literal(true) })
export type ConsentInput = Static<typeof ConsentInputSchema>
/** The receipt both keep. hash: SHA-256 (hex) of `canonical`, which says everything above it in one line, with a random part nobody can guess. */
export const ReceiptSchema = closed({
  id: IdSchema, leadId: IdSchema, leadNumber: Type.String(), firmName: Type.String(), uscc: Type.String(), bankName: Type.String(), fields: Type.Array(closed({ id: ConsentFieldSchema, title: Type.String(), what: Type.String() })), text: Type.String(), textVersion: Type.String(),
  givenBy: Type.String(), givenAt: InstantSchema, revokedAt: nullable(InstantSchema), canonical: Type.String(), hash: Type.String(),
})
export type Receipt = Static<typeof ReceiptSchema>

export const LeadFileInputSchema = closed({ fileId: IdSchema })
export const LeadFileParamsSchema = closed({ id: IdSchema, fileId: IdSchema })
export const SubsidyDraftSchema = closed({ caseId: IdSchema })
