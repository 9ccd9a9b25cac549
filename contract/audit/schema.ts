// The audit as it is read: lines, one line with its seal, who saw what, and the state of the chain. Nothing here is written by anybody.
import Type, { type Static } from 'typebox'
import { closed, CursorQuery, DateSchema, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'

/** Everything optional; several together narrow down. `subject`: a number (case, booking, question, request, lead) or kind:id. Days are of Asia/Shanghai, both included. */
const filters = {
  account: Type.Optional(IdSchema), firm: Type.Optional(IdSchema), subject: Type.Optional(Type.String({ maxLength: 80 })), action: Type.Optional(Type.String({ maxLength: 60 })),
  outcome: Type.Optional(oneOf('done', 'refused')), from: Type.Optional(DateSchema), to: Type.Optional(DateSchema),
}
export const AuditQuerySchema = closed({ ...filters, ...CursorQuery })
export type AuditQuery = Static<typeof AuditQuerySchema>
export const AuditExportQuerySchema = closed(filters)
export type AuditExportQuery = Static<typeof AuditExportQuerySchema>
export const AuditExportParamsSchema = closed({ form: oneOf('xlsx', 'csv') })

/** Whoever did it. `phone` is masked; null for the portal itself and for visitors. `duty`: what they were there for, in words. */
export const AuditPersonSchema = closed({ id: nullable(IdSchema), name: Type.String(), phone: nullable(Type.String()), duty: Type.String() })
export type AuditPerson = Static<typeof AuditPersonSchema>
/** `link`: a page of the desk, null where there is none or the reader may not open it. */
export const AuditThingSchema = closed({ text: Type.String(), link: nullable(Type.String()) })
export type AuditThing = Static<typeof AuditThingSchema>

export const AuditLineSchema = closed({
  id: Type.String(), at: InstantSchema, by: AuditPersonSchema, action: Type.String(), outcome: oneOf('done', 'refused'), subject: nullable(AuditThingSchema), firm: nullable(AuditThingSchema),
})
export type AuditLine = Static<typeof AuditLineSchema>
export const AuditLinesSchema = closed({
  items: Type.Array(AuditLineSchema), next: Type.Optional(Type.String()),
  /** What a typed subject was found to be; null: none was typed, or nothing is so numbered. */
  found: nullable(AuditThingSchema), today: DateSchema,
})
export type AuditLines = Static<typeof AuditLinesSchema>

/** Names and values of `details`, as words where they are known. */
export const AuditDetailSchema = closed({ name: Type.String(), value: Type.String() })
export type AuditDetail = Static<typeof AuditDetailSchema>
/** `raw`: every column as it is sealed, so that the reader's browser can work the hash out; null where a reader is shown less than all of it. `seal` null: it is sealed within the next second. */
export const AuditLineFullSchema = closed({
  ...AuditLineSchema.properties, requestId: nullable(Type.String()), details: Type.Array(AuditDetailSchema),
  raw: nullable(closed({
    id: Type.Integer(), at: Type.Integer(), account_id: nullable(Type.String()), role: nullable(Type.String()), action: Type.String(), outcome: Type.String(), subject: nullable(Type.String()),
    firm_id: nullable(Type.String()), request_id: nullable(Type.String()), details: Type.String(),
  })),
  seal: nullable(closed({ seq: Type.Integer(), hash: Type.String(), prev: Type.String() })),
})
export type AuditLineFull = Static<typeof AuditLineFullSchema>

export const AuditFindQuerySchema = closed({ q: Type.String({ maxLength: 60 }) })
export const AuditPeopleSchema = closed({ items: Type.Array(closed({ id: IdSchema, name: Type.String(), phone: Type.String(), duty: Type.String(), isShut: Type.Boolean() })), isMore: Type.Boolean() })
export type AuditPeople = Static<typeof AuditPeopleSchema>
export const AuditFirmsSchema = closed({ items: Type.Array(closed({ id: IdSchema, name: Type.String(), uscc: Type.String(), town: Type.String() })), isMore: Type.Boolean() })
export type AuditFirms = Static<typeof AuditFirmsSchema>

/** `of`: who was seen (a firm, a person), or by whom. Without days: the last 30. */
export const SightsQuerySchema = closed({ of: oneOf('firm', 'person', 'by'), id: IdSchema, from: Type.Optional(DateSchema), to: Type.Optional(DateSchema), ...CursorQuery })
export type SightsQuery = Static<typeof SightsQuerySchema>
/** One person, thing and day. `isMany`: a table or a list of many, in which the firm may stand. */
export const AuditSightSchema = closed({
  id: Type.String(), day: DateSchema, firstAt: InstantSchema, lastAt: InstantSchema, times: Type.Integer(), by: AuditPersonSchema, what: Type.String(), thing: nullable(AuditThingSchema), firm: nullable(AuditThingSchema), isMany: Type.Boolean(),
})
export type AuditSight = Static<typeof AuditSightSchema>
export const SightsSchema = closed({ items: Type.Array(AuditSightSchema), next: Type.Optional(Type.String()), people: Type.Integer(), times: Type.Integer(), from: DateSchema, to: DateSchema })
export type Sights = Static<typeof SightsSchema>

const fault = closed({ kind: oneOf('seal-missing', 'line-gone', 'not-linked', 'changed', 'head', 'count'), seq: nullable(Type.Integer()), line: nullable(Type.Integer()) })
export type AuditFault = Static<typeof fault>
/** `last`: the newest complete check; `ms`: of work, without the rests between slices. `running`: one is under way. */
export const ChainStateSchema = closed({
  lines: Type.Integer(), sealed: Type.Integer(), waiting: Type.Integer(),
  last: nullable(closed({ at: InstantSchema, isWhole: Type.Boolean(), lines: Type.Integer(), faults: Type.Array(fault), faultCount: Type.Integer(), ms: Type.Integer(), by: nullable(Type.String()) })),
  running: nullable(closed({ startedAt: InstantSchema, walked: Type.Integer() })),
})
export type ChainState = Static<typeof ChainStateSchema>
