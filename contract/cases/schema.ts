import Type, { type Static } from 'typebox'
import { closed, CursorQuery, DateSchema, FenSchema, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'
import { caseActions, caseActors, caseStates } from './workflow.ts'

export const CaseStateSchema = oneOf(...caseStates)
export const CaseActionSchema = oneOf(...caseActions)

/** One line of a case's history, newest last. Officers' opinions to each other have no note for the firm; who objected has no name for it. */
export const CaseEventSchema = closed({
  id: IdSchema, at: InstantSchema, action: CaseActionSchema, state: CaseStateSchema,
  actor: oneOf(...caseActors), actorName: Type.String(), note: nullable(Type.String()),
})
export type CaseEvent = Static<typeof CaseEventSchema>

/** The clock both sides see, in Chinese working days: by when the county owes its next answer, or (side = firm) the firm its corrections; the county's stands still meanwhile. */
export const DueSchema = closed({
  startedOn: DateSchema, dueOn: DateSchema, workdays: Type.Integer(),
  /** Working days left, today not counted; negative when overdue. */
  workdaysLeft: Type.Integer(),
  /** True when a year without published holidays was involved: 暂按周末推算，以国务院通知为准. */
  provisional: Type.Boolean(),
  /** What is owed, e.g. 告知是否受理. */
  promise: Type.String(),
  side: oneOf('county', 'firm'),
  /** side = firm: what is left of the county's own time once the firm has answered; null otherwise. */
  heldWorkdays: nullable(Type.Integer()),
  /** The ruler: one cell a day from start to due (today always inside while it runs), at most 40. pause: the firm was correcting, the clock stood still. */
  days: Type.Array(closed({ date: DateSchema, weekday: Type.Integer(), kind: oneOf('work', 'rest', 'pause'), index: Type.Integer() })),
})
export type Due = Static<typeof DueSchema>

export const QueueItemSchema = closed({
  id: IdSchema, number: Type.String(), title: Type.String(), programmeId: Type.String(), firmId: IdSchema, firmName: Type.String(), town: Type.String(),
  firmVerified: Type.Boolean(), state: CaseStateSchema, submittedAt: InstantSchema, dueOn: nullable(DateSchema), workdaysLeft: nullable(Type.Integer()),
  provisional: Type.Boolean(), amountFen: nullable(FenSchema),
  /** Who has it in hand; null: nobody yet. */
  assignee: nullable(closed({ id: IdSchema, name: Type.String() })),
  /** Corrections sent so far; with state submitted or accepted, it has come back (补正回来). */
  rounds: Type.Integer(),
  /** The publicity has run out and nothing speaks against paying. */
  canBePaid: Type.Boolean(),
  /** Objections and appeals that wait for an answer. */
  disputes: Type.Integer(),
})
export type QueueItem = Static<typeof QueueItemSchema>
/**
 * todo: the county owes an answer · mine: of those in my hand · approve: recommended by somebody else, I may decide · waiting: the firm corrects ·
 * overdue · submitted · accepted: first review · publicity · pay: publicity over, or approved where there is none · disputes: an objection or appeal is open · decided · all.
 */
export const queueGroups = ['todo', 'mine', 'approve', 'waiting', 'overdue', 'submitted', 'accepted', 'publicity', 'pay', 'disputes', 'decided', 'all'] as const
export const QueueGroupSchema = oneOf(...queueGroups)
export type QueueGroup = Static<typeof QueueGroupSchema>
export const QueueQuerySchema = closed({
  ...CursorQuery, group: Type.Optional(QueueGroupSchema),
  /** Number, firm, credit code, patent number, or the contact's phone (whole, or its last four digits). */
  q: Type.Optional(Type.String({ maxLength: 80 })),
  programmeId: Type.Optional(Type.String({ maxLength: 20 })), town: Type.Optional(Type.String({ maxLength: 40 })), state: Type.Optional(CaseStateSchema),
  due: Type.Optional(oneOf('overdue', 'today', 'week')), assignee: Type.Optional(oneOf('me', 'none', 'others')),
})
export type QueueQuery = Static<typeof QueueQuerySchema>
export const QueueSchema = closed({
  items: Type.Array(QueueItemSchema), next: Type.Optional(Type.String()),
  /** How many there are in each group, whatever is filtered. */
  counts: Type.Unsafe<Record<QueueGroup, number>>(closed(Object.fromEntries(queueGroups.map((group) => [group, Type.Integer()])))),
  today: DateSchema, isWorkday: Type.Boolean(),
})
export type Queue = Static<typeof QueueSchema>

export const ColleagueSchema = closed({ id: IdSchema, name: Type.String(), open: Type.Integer(), isMe: Type.Boolean() })
export type Colleague = Static<typeof ColleagueSchema>
export const AssignmentInputSchema = closed({ caseIds: Type.Array(IdSchema, { minItems: 1, maxItems: 100, uniqueItems: true }), to: nullable(IdSchema) })
export type AssignmentInput = Static<typeof AssignmentInputSchema>

/** editing: has a field, a pin or a sheet open. */
export const PresenceInputSchema = closed({ doing: oneOf('reading', 'editing', 'left') })
export type PresenceInput = Static<typeof PresenceInputSchema>
export const PresenceSchema = closed({
  version: Type.Integer(), state: CaseStateSchema,
  /** Others of the same side; officers also see somebody of the firm who is editing. */
  others: Type.Array(closed({ name: Type.String(), side: oneOf('firm', 'officer'), doing: oneOf('reading', 'editing') })),
  /** What happened last, to say what a colleague just did. */
  last: nullable(CaseEventSchema),
})
export type Presence = Static<typeof PresenceSchema>
