import Type, { type Static } from 'typebox'
import { closed, CursorQuery, DateSchema, FenSchema, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'
import { caseActions, caseStates } from './workflow.ts'

export const CaseStateSchema = oneOf(...caseStates)
export const CaseActionSchema = oneOf(...caseActions)

/** One line of a case's history, newest last. `office` events carry the county's seal. */
export const CaseEventSchema = closed({
  id: IdSchema, at: InstantSchema, action: CaseActionSchema, state: CaseStateSchema,
  actor: oneOf('firm', 'officer'), actorName: Type.String(), note: nullable(Type.String()),
})
export type CaseEvent = Static<typeof CaseEventSchema>

/** The clock both sides see: by when the county owes its next answer, in Chinese working days. */
export const DueSchema = closed({
  startedOn: DateSchema, dueOn: DateSchema, workdays: Type.Integer(),
  /** Working days left, today not counted; negative when overdue. */
  workdaysLeft: Type.Integer(),
  /** True when a year without published holidays was involved: 暂按周末推算，以国务院通知为准. */
  provisional: Type.Boolean(),
  /** What is owed, e.g. 告知是否受理. */
  promise: Type.String(),
  /** The ruler: one cell a day from start to due (today always inside while it runs), at most 40. */
  days: Type.Array(closed({ date: DateSchema, weekday: Type.Integer(), kind: oneOf('work', 'rest'), index: Type.Integer() })),
})
export type Due = Static<typeof DueSchema>

export const QueueItemSchema = closed({
  id: IdSchema, number: Type.String(), title: Type.String(), programmeId: Type.String(), firmId: IdSchema, firmName: Type.String(), town: Type.String(),
  firmVerified: Type.Boolean(), state: CaseStateSchema, submittedAt: InstantSchema, dueOn: nullable(DateSchema), workdaysLeft: nullable(Type.Integer()),
  provisional: Type.Boolean(), amountFen: nullable(FenSchema),
})
export type QueueItem = Static<typeof QueueItemSchema>
export const QueueGroupSchema = oneOf('todo', 'overdue', 'submitted', 'accepted', 'decided', 'all')
export type QueueGroup = Static<typeof QueueGroupSchema>
export const QueueQuerySchema = closed({ ...CursorQuery, group: Type.Optional(QueueGroupSchema), q: Type.Optional(Type.String({ maxLength: 80 })) })
export const QueueSchema = closed({
  items: Type.Array(QueueItemSchema), next: Type.Optional(Type.String()),
  counts: closed({ todo: Type.Integer(), overdue: Type.Integer(), submitted: Type.Integer(), accepted: Type.Integer(), decided: Type.Integer(), all: Type.Integer() }),
  today: DateSchema, isWorkday: Type.Boolean(),
})
export type Queue = Static<typeof QueueSchema>
