// The county's report of one month: its lines, and the rows behind each.
import Type, { type Static } from 'typebox'
import { closed, CursorQuery, DateSchema, InstantSchema, nullable, oneOf } from '../schema.ts'
import { measureIds } from './measures.ts'

/** YYYY-MM in Asia/Shanghai. */
export const MonthSchema = Type.String({ pattern: '^20[0-9]{2}-(0[1-9]|1[0-2])$' })
export const MeasureIdSchema = oneOf(...measureIds)

export const LineSchema = closed({ id: MeasureIdSchema, value: nullable(Type.Number()), before: nullable(Type.Number()), rows: Type.Integer() })
export type Line = Static<typeof LineSchema>
/**
 * running: the month is not over, figures move · open: over, not made yet · made: fixed, and never changes again; `madeBy` null: by the calendar. `before`: of the month before, fixed ones where there are.
 */
export const MonthReportSchema = closed({
  month: MonthSchema, state: oneOf('running', 'open', 'made'), madeAt: nullable(InstantSchema), madeBy: nullable(Type.String()),
  lines: Type.Array(LineSchema), today: DateSchema,
})
export type MonthReport = Static<typeof MonthReportSchema>
export const MonthParamsSchema = closed({ month: MonthSchema })
/** From the first month with anything in it to this one, newest first. */
export const MonthsSchema = closed({ items: Type.Array(closed({ month: MonthSchema, state: MonthReportSchema.properties.state })) })
export type Months = Static<typeof MonthsSchema>

/** `id`: its place in the list. `label`: what it is; `detail`: beside it; `link`: a page of the desk, null where there is none; `value`: in the figure's unit, where it is a mean, a share or money. */
export const ReportRowSchema = closed({ id: Type.String(), label: Type.String(), detail: Type.String(), on: DateSchema, link: nullable(Type.String()), count: Type.Integer(), value: nullable(Type.Number()) })
export type ReportRow = Static<typeof ReportRowSchema>
export const ReportRowsSchema = closed({ items: Type.Array(ReportRowSchema), next: Type.Optional(Type.String()), total: Type.Integer() })
export type ReportRows = Static<typeof ReportRowsSchema>
export const ReportRowsQuerySchema = closed({ ...CursorQuery, id: MeasureIdSchema })
