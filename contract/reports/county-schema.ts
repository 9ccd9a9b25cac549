// The county's figures: one year against the plan, one indicator in depth, rows behind a number, what is typed in.
import Type, { type Static } from 'typebox'
import { closed, CursorQuery, DateSchema, FenSchema, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'
import { IndicatorSchema, PlanSchema } from './targets-schema.ts'

const YearSchema = Type.Integer({ minimum: 2000, maximum: 2100 })
const IndicatorIdSchema = Type.String({ maxLength: 40 })
const count = Type.Integer()

/**
 * value: what counts of the year; null: nobody has entered it, or it cannot be known of that year. sincePlan: of tally `plan`, all years from the plan's first one. asOf: the day a stock stands for.
 * known: of kind `both`, what the portal itself knows. rows, knownRows: behind them; entries: in force, of the year. isSmall: of a kind that is counted only, and too few to be shown.
 */
export const FigureSchema = closed({ id: IndicatorIdSchema, value: nullable(count), sincePlan: nullable(count), asOf: nullable(DateSchema), people: nullable(count), known: nullable(count), rows: count, knownRows: count, entries: count, isSmall: Type.Boolean() })
export type Figure = Static<typeof FigureSchema>

const frame = { plan: PlanSchema, year: YearSchema, /** Newest first. */ years: Type.Array(YearSchema), state: oneOf('before', 'running', 'over'), today: DateSchema }
export const CountyFiguresSchema = closed({ ...frame, groups: Type.Array(closed({ id: Type.String(), word: Type.String() })), indicators: Type.Array(IndicatorSchema), figures: Type.Array(FigureSchema) })
export type CountyFigures = Static<typeof CountyFiguresSchema>

/** id '': of none (没有填、不分镇街). */
const SliceSchema = closed({ id: Type.String(), word: Type.String(), value: count, rows: count })
export type Slice = Static<typeof SliceSchema>
/** Of kind `both` the slices are those of what was entered; known*: of the portal. Slices add up to the figure, but for an entered stock: its whole is entered, too. */
export const IndicatorFiguresSchema = closed({
  ...frame, indicator: IndicatorSchema, figure: FigureSchema,
  byYear: Type.Array(closed({ year: YearSchema, value: nullable(count), sincePlan: nullable(count) })),
  /** Twelve, January first; null where the indicator has no months. */
  months: nullable(Type.Array(closed({ month: count, value: count, rows: count }))),
  byTown: nullable(Type.Array(SliceSchema)), byIndustry: nullable(Type.Array(SliceSchema)), knownByTown: nullable(Type.Array(SliceSchema)), knownByIndustry: nullable(Type.Array(SliceSchema)),
  towns: Type.Array(Type.String()), industries: Type.Array(Type.String()), mayEnter: Type.Boolean(),
})
export type IndicatorFigures = Static<typeof IndicatorFiguresSchema>

export const YearQuerySchema = closed({ year: Type.Optional(YearSchema) })
export const IndicatorParamsSchema = closed({ id: IndicatorIdSchema })

/** `of`: which of the two numbers of an indicator of kind `both`. town, industry: '' is of none. */
export const FigureRowsQuerySchema = closed({ ...CursorQuery, year: YearSchema, of: Type.Optional(oneOf('value', 'known')), month: Type.Optional(Type.Integer({ minimum: 1, maximum: 12 })), town: Type.Optional(Type.String({ maxLength: 40 })), industry: Type.Optional(Type.String({ maxLength: 40 })) })
export type FigureRowsQuery = Static<typeof FigureRowsQuerySchema>
/** value: what it adds. link: a page of the desk, null where there is none. */
export const FigureRowSchema = closed({ id: Type.String(), label: Type.String(), detail: Type.String(), on: nullable(DateSchema), link: nullable(Type.String()), town: nullable(Type.String()), industry: nullable(Type.String()), value: count })
export type FigureRow = Static<typeof FigureRowSchema>
/** total and sum: of all of them, not of this page. */
export const FigureRowsSchema = closed({ items: Type.Array(FigureRowSchema), next: Type.Optional(Type.String()), total: count, sum: count })
export type FigureRows = Static<typeof FigureRowsSchema>

const text = (most: number) => Type.String({ maxLength: most })
/** value in the indicator's unit; of an event it is one and may be left out. on: the day of the event, or the day the figure stands for. */
export const EntryInputSchema = closed({
  on: text(40), value: Type.Optional(nullable(FenSchema)), people: Type.Optional(nullable(FenSchema)), town: Type.Optional(nullable(text(40))), industry: Type.Optional(nullable(text(40))),
  title: Type.Optional(text(400)), basis: text(2000),
})
export type EntryInput = Static<typeof EntryInputSchema>
export const EntryRemovalSchema = closed({ reason: text(2000) })
export type EntryRemoval = Static<typeof EntryRemovalSchema>
/** state: live · replaced by a later one · removed. replaces: the one it corrects. */
export const EntrySchema = closed({
  id: IdSchema, indicator: IndicatorIdSchema, state: oneOf('live', 'replaced', 'removed'), on: DateSchema, value: count, people: nullable(count), town: nullable(Type.String()), industry: nullable(Type.String()), title: Type.String(), basis: Type.String(),
  by: Type.String(), at: InstantSchema, replaces: nullable(IdSchema), replacedBy: nullable(IdSchema), removedBy: nullable(Type.String()), removedAt: nullable(InstantSchema), removedReason: nullable(Type.String()),
})
export type Entry = Static<typeof EntrySchema>
export const EntriesQuerySchema = closed({ ...CursorQuery, indicator: IndicatorIdSchema, year: Type.Optional(YearSchema) })
export type EntriesQuery = Static<typeof EntriesQuerySchema>
/** Newest first, the replaced and removed ones among them. */
export const EntriesSchema = closed({ items: Type.Array(EntrySchema), next: Type.Optional(Type.String()) })
export type Entries = Static<typeof EntriesSchema>
export const EntryParamsSchema = closed({ id: IdSchema })

/** An assistant's own town: counts without names and money. town null: nobody has said which it is. */
export const TownFiguresSchema = closed({ ...frame, town: nullable(Type.String()), figures: Type.Array(closed({ id: IndicatorIdSchema, word: Type.String(), unit: IndicatorSchema.properties.unit, unitWord: Type.String(), definition: Type.String(), isConfirmed: Type.Boolean(), kind: IndicatorSchema.properties.kind, value: nullable(count), known: nullable(count) })) })
export type TownFigures = Static<typeof TownFiguresSchema>
