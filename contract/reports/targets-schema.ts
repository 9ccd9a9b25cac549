// content/<county>/targets.json: what the county's work plan promised, and how each figure is counted.
import Type, { type Static } from 'typebox'
import { closed, nullable, oneOf } from '../schema.ts'
import { dimensions, liveSourceIds, tallies, units } from './live-sources.ts'

const IdSchema = Type.String({ pattern: '^[a-z][a-z0-9-]{1,39}$' })
const WordSchema = Type.String({ minLength: 1, maxLength: 40 })
const YearSchema = Type.Integer({ minimum: 2000, maximum: 2100 })

export const TargetSchema = closed({
  value: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  /** year: every year · plan: by its end. */
  span: oneOf('year', 'plan'),
  direction: oneOf('at-least', 'more-than'),
})
export type Target = Static<typeof TargetSchema>

export const IndicatorSchema = closed({
  id: IdSchema, word: WordSchema, group: IdSchema, unit: oneOf(...units), unitWord: Type.String({ minLength: 1, maxLength: 8 }),
  /** live: counted by the portal · entered: typed in · both: typed in counts, what the portal knows stands beside it. */
  kind: oneOf('live', 'entered', 'both'),
  source: Type.Optional(oneOf(...liveSourceIds)),
  /** Of county.json, for titled-firms. */
  titles: Type.Optional(Type.Array(WordSchema, { minItems: 1, maxItems: 10 })),
  tally: oneOf(...tallies),
  /** What one entry is: a figure · one event · an event people came to, counted by how often they came and by heads. */
  entry: Type.Optional(oneOf('figure', 'event', 'headcount')),
  dimensions: Type.Array(oneOf(...dimensions), { maxItems: dimensions.length, uniqueItems: true }),
  target: nullable(TargetSchema),
  /** What the plan says where it names no number, e.g. 显著增长. */
  aim: Type.Optional(WordSchema),
  definition: Type.String({ minLength: 1, maxLength: 200 }),
  /** The definition is the plan's own or the county's; false: 口径待主办单位确认. */
  isConfirmed: Type.Boolean(),
  /** Of the plan, e.g. 二（二）1; null: not in it. */
  section: nullable(WordSchema),
})
export type Indicator = Static<typeof IndicatorSchema>

export const PlanSchema = closed({ title: Type.String({ minLength: 1, maxLength: 80 }), document: WordSchema, fromYear: YearSchema, toYear: YearSchema })
export type Plan = Static<typeof PlanSchema>

export const TargetsSchema = closed({
  source: Type.String({ minLength: 1, maxLength: 500 }),
  plan: PlanSchema,
  groups: Type.Array(closed({ id: IdSchema, word: WordSchema }), { minItems: 1, maxItems: 12 }),
  indicators: Type.Array(IndicatorSchema, { minItems: 1, maxItems: 60 }),
})
export type Targets = Static<typeof TargetsSchema>
