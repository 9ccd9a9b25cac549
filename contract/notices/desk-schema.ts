// Notices as officers write them. A draft may be unfinished; `problems` says what stands in the way of publishing.
import Type, { type Static } from 'typebox'
import { closed, CursorQuery, DateSchema, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'
import { AudienceReasonSchema, AudienceSchema } from './audience-schema.ts'
import { BlockSchema, NoticeParamsSchema } from './schema.ts'

const line = (maxLength: number) => Type.String({ maxLength })

/** The words of a notice while it is being written: as NoticeSource, but anything may still be empty. */
export const NoticeTextSchema = closed({
  title: line(120), documentNumber: nullable(line(60)), issuer: line(40), category: line(60), writtenOn: nullable(DateSchema), validTo: nullable(DateSchema), sourceUrl: nullable(line(300)),
  points: Type.Array(line(120), { maxItems: 3 }), facts: closed({ who: nullable(line(120)), until: nullable(line(80)), amount: nullable(line(120)), how: nullable(line(160)) }),
  body: Type.Array(BlockSchema, { maxItems: 400 }), interpretation: Type.Array(BlockSchema, { maxItems: 60 }),
  deadlines: Type.Array(closed({ id: line(60), title: line(60), on: line(10) }), { maxItems: 10 }), programmeIds: Type.Array(line(20), { maxItems: 20, uniqueItems: true }),
  source: line(400), attachments: Type.Array(closed({ fileId: IdSchema, title: line(80) }), { maxItems: 20 }),
})
export type NoticeText = Static<typeof NoticeTextSchema>

export const VersionStateSchema = oneOf('draft', 'proposed', 'scheduled', 'live', 'past')
export type VersionState = Static<typeof VersionStateSchema>
export const VersionActionSchema = oneOf('propose', 'take-back', 'send-back', 'publish', 'unschedule', 'withdraw')
export type VersionAction = Static<typeof VersionActionSchema>
export const NoticeStateSchema = oneOf('unpublished', 'live', 'withdrawn')
export type NoticeState = Static<typeof NoticeStateSchema>

/** `field` as in NoticeText (`deadlines[0].on`) or `audience`, `changeNote`; `reason` is a field reason. blocks: it cannot be proposed so. */
export const NoticeProblemSchema = closed({ field: Type.String(), reason: Type.String(), limit: Type.Optional(Type.Union([Type.String(), Type.Number()])), blocks: Type.Boolean() })
export type NoticeProblem = Static<typeof NoticeProblemSchema>

const PersonSchema = closed({ id: IdSchema, name: Type.String() })
/** One that is not past and not live: what is being written, waits for the second person, or for its hour. */
export const OpenVersionSchema = closed({
  number: Type.Integer(), state: VersionStateSchema, /** For If-Match and actions. */ revision: Type.Integer(), text: NoticeTextSchema, audience: AudienceSchema,
  /** 更正说明: what changed against the live one; shown to readers. */ changeNote: Type.String(), /** Tell those who were told or read it. */ tellsReaders: Type.Boolean(),
  hands: Type.Array(PersonSchema), proposedBy: nullable(PersonSchema), publishAt: nullable(InstantSchema), sentBack: nullable(closed({ by: Type.String(), reason: Type.String() })),
  savedBy: nullable(PersonSchema), savedAt: InstantSchema, problems: Type.Array(NoticeProblemSchema), /** What this reader may do with it now. */ actions: Type.Array(VersionActionSchema),
  files: Type.Array(closed({ fileId: IdSchema, name: Type.String(), mediaType: Type.String(), sizeBytes: Type.Integer(), width: nullable(Type.Integer()), height: nullable(Type.Integer()) })),
})
export type OpenVersion = Static<typeof OpenVersionSchema>
export const VersionLineSchema = closed({ number: Type.Integer(), state: VersionStateSchema, changeNote: Type.String(), savedBy: nullable(Type.String()), publishedBy: nullable(Type.String()), publishedAt: nullable(InstantSchema) })
/** state of a sending: 'running' while firms are still being told. */
export const SendingSchema = closed({ kind: oneOf('first', 'correction', 'withdrawal'), number: Type.Integer(), state: oneOf('running', 'done'), firms: Type.Integer(), people: Type.Integer(), startedAt: InstantSchema, endedAt: nullable(InstantSchema) })
export type Sending = Static<typeof SendingSchema>
export const DeskNoticeSchema = closed({
  id: Type.String(), origin: oneOf('content', 'desk'), state: NoticeStateSchema, publishedOn: nullable(DateSchema), withdrawn: nullable(closed({ at: InstantSchema, by: Type.String(), reason: Type.String() })),
  /** What readers see; null before it was published. */ live: nullable(closed({ number: Type.Integer(), text: NoticeTextSchema, audience: AudienceSchema })),
  open: nullable(OpenVersionSchema), versions: Type.Array(VersionLineSchema), sendings: Type.Array(SendingSchema), mayWithdraw: Type.Boolean(),
})
export type DeskNotice = Static<typeof DeskNoticeSchema>

export const DeskNoticeRowSchema = closed({
  id: Type.String(), title: Type.String(), documentNumber: nullable(Type.String()), issuer: Type.String(), categoryTitle: Type.String(), origin: oneOf('content', 'desk'), state: NoticeStateSchema,
  /** Of the open version, if any. */ openState: nullable(VersionStateSchema), publishAt: nullable(InstantSchema), publishedOn: nullable(DateSchema), savedBy: nullable(Type.String()), savedAt: InstantSchema,
  /** Firms told, and of them those where somebody has read it; null before. */ firms: nullable(Type.Integer()), readFirms: nullable(Type.Integer()),
})
export type DeskNoticeRow = Static<typeof DeskNoticeRowSchema>
/** mine: drafts this officer has a hand in. waiting: proposed by others, which this officer may publish. */
export const DeskNoticeGroupSchema = oneOf('writing', 'waiting', 'scheduled', 'live', 'withdrawn')
export const DeskNoticesQuerySchema = closed({ ...CursorQuery, group: Type.Optional(DeskNoticeGroupSchema), q: Type.Optional(Type.String({ maxLength: 60 })) })
export type DeskNoticesQuery = Static<typeof DeskNoticesQuerySchema>
export const DeskNoticesSchema = closed({ items: Type.Array(DeskNoticeRowSchema), next: Type.Optional(Type.String()), counts: closed({ writing: Type.Integer(), waiting: Type.Integer(), scheduled: Type.Integer(), live: Type.Integer(), withdrawn: Type.Integer() }) })
export type DeskNotices = Static<typeof DeskNoticesSchema>

/** of: an existing notice, whose live words the draft begins with (a correction). */
export const NoticeStartSchema = closed({ of: Type.Optional(NoticeParamsSchema.properties.id) })
export type NoticeStart = Static<typeof NoticeStartSchema>
export const NoticeCreatedSchema = closed({ id: Type.String(), revision: Type.Integer() })
export const NoticeSaveSchema = closed({ text: NoticeTextSchema, audience: AudienceSchema, changeNote: line(200), tellsReaders: Type.Boolean() })
export type NoticeSave = Static<typeof NoticeSaveSchema>
export const NoticeSavedSchema = closed({ revision: Type.Integer(), problems: Type.Array(NoticeProblemSchema) })
export const NoticeActionParamsSchema = closed({ id: NoticeParamsSchema.properties.id, action: VersionActionSchema })
/** reason: for send-back, unschedule and withdraw. publishAt: instant to come; left out: at once. */
export const NoticeActionInputSchema = closed({ revision: Type.Integer({ minimum: 0 }), reason: Type.Optional(line(200)), publishAt: Type.Optional(InstantSchema) })
export type NoticeActionInput = Static<typeof NoticeActionInputSchema>
export const NoticeVersionParamsSchema = closed({ id: NoticeParamsSchema.properties.id, number: Type.Integer({ minimum: 1, maximum: 1_000_000 }) })
export const NoticeVersionSchema = closed({ number: Type.Integer(), text: NoticeTextSchema, audience: AudienceSchema })
export type NoticeVersion = Static<typeof NoticeVersionSchema>

/** A stored file (purpose notice) of this officer becomes a picture or an attachment of the notice. */
export const NoticeFileInputSchema = closed({ fileId: IdSchema })
/** What a Word file held. Nothing is saved by it: the editor puts it in, and it can be undone. */
export const ImportedSchema = closed({
  body: Type.Array(BlockSchema), title: nullable(Type.String()), documentNumber: nullable(Type.String()), issuer: nullable(Type.String()), writtenOn: nullable(DateSchema),
  /** What did not come along, by kind and how often. */
  left: Type.Array(closed({ kind: oneOf('merged-cells', 'picture-kind', 'picture-large', 'text-box', 'footnote', 'comment', 'too-long', 'deep-list', 'link', 'drawing'), count: Type.Integer() })),
  files: OpenVersionSchema.properties.files,
})
export type Imported = Static<typeof ImportedSchema>

/** Reach: firms told, read by anybody of them, per channel what became of it. */
const OutcomeSchema = closed({ planned: Type.Integer(), delivered: Type.Integer(), failed: Type.Integer(), unknown: Type.Integer(), waiting: Type.Integer() })
export const ReachSchema = closed({
  firms: Type.Integer(), people: Type.Integer(), readFirms: Type.Integer(), readPeople: Type.Integer(),
  channels: closed({ sms: OutcomeSchema, push: OutcomeSchema, email: OutcomeSchema }),
  opens: Type.Array(closed({ from: Type.String(), count: Type.Integer() })),
  towns: Type.Array(closed({ town: Type.String(), firms: Type.Integer(), readFirms: Type.Integer() })),
  calls: Type.Array(closed({ outcome: Type.String(), count: Type.Integer() })), sendings: Type.Array(SendingSchema),
})
export type Reach = Static<typeof ReachSchema>
export const CallOutcomeSchema = oneOf('reached', 'no-answer', 'wrong-number', 'call-again', 'not-needed')
export type CallOutcome = Static<typeof CallOutcomeSchema>
export const ReachedFirmSchema = closed({
  firmId: IdSchema, name: Type.String(), town: Type.String(), reasons: Type.Array(AudienceReasonSchema), readAt: nullable(InstantSchema),
  /** Administrators first. phone is whole: it is for dialling, and that this officer saw it is in the trail. bounced: an SMS could not be delivered there. */
  people: Type.Array(closed({ name: Type.String(), phone: Type.String(), isBounced: Type.Boolean() })),
  call: nullable(closed({ outcome: CallOutcomeSchema, note: Type.String(), by: Type.String(), at: InstantSchema })),
})
export type ReachedFirm = Static<typeof ReachedFirmSchema>
export const ReachedFirmsQuerySchema = closed({ ...CursorQuery, read: Type.Optional(oneOf('yes', 'no')), town: Type.Optional(line(40)), q: Type.Optional(line(60)), call: Type.Optional(oneOf('none', 'again', 'done')), bounced: Type.Optional(oneOf('yes')) })
export type ReachedFirmsQuery = Static<typeof ReachedFirmsQuerySchema>
export const ReachedFirmsSchema = closed({ items: Type.Array(ReachedFirmSchema), next: Type.Optional(Type.String()), total: Type.Integer() })
export type ReachedFirms = Static<typeof ReachedFirmsSchema>
export const CallInputSchema = closed({ firmId: IdSchema, outcome: CallOutcomeSchema, note: line(200) })
export type CallInput = Static<typeof CallInputSchema>
