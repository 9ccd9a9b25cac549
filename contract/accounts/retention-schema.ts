// How long what is kept, what is past its limit, and the runs that removed it.
import Type, { type Static } from 'typebox'
import { closed, DateSchema, InstantSchema, nullable, oneOf } from '../schema.ts'

export const RetentionLimitSchema = closed({
  kind: Type.String(), title: Type.String(), keep: Type.String(), from: Type.String(), reason: Type.String(), mark: oneOf('confirmed', 'example', 'unverified'),
  /** Past the limit now, and becoming so within 90 days. */
  due: Type.Integer(), soon: Type.Integer(), oldest: nullable(DateSchema),
  /** run: goes with the next run · unconfirmed: only counted until the county confirms the limit · never: the audit. */
  standing: oneOf('run', 'unconfirmed', 'never'),
  /** Drafts: people who have to be told first. */
  toTell: nullable(Type.Integer()),
})
export type RetentionLimit = Static<typeof RetentionLimitSchema>
export const RetentionRunSchema = closed({ at: InstantSchema, by: nullable(Type.String()), isOperator: Type.Boolean(), reason: Type.String(), forgotten: Type.Integer(), told: Type.Integer(), isUnfinished: Type.Boolean() })
export type RetentionRun = Static<typeof RetentionRunSchema>
export const RetentionViewSchema = closed({
  source: Type.String(), countedAt: InstantSchema, rows: Type.Array(RetentionLimitSchema),
  /** Kept for days only: the worker removes them every hour. */
  shortLived: Type.Array(closed({ title: Type.String(), keep: Type.String(), due: Type.Integer() })),
  draftDaysBefore: Type.Integer(), runs: Type.Array(RetentionRunSchema), mayRun: Type.Boolean(),
})
export type RetentionView = Static<typeof RetentionViewSchema>
export const RunRetentionSchema = closed({ reason: Type.String({ maxLength: 300 }) })
export type RunRetention = Static<typeof RunRetentionSchema>
