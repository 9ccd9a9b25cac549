// retention.json: how long the county keeps what, each limit with who stands behind it. An example is never acted on outside the demonstration.
import Type, { type Static } from 'typebox'
import { closed, oneOf } from '#contract/schema.ts'
import { repeated } from './fault.ts'

export const retentionKinds = ['cases', 'payments', 'financing', 'assessments', 'consultations', 'objectors', 'logs', 'drafts', 'consents', 'requests'] as const
export type RetentionKind = (typeof retentionKinds)[number]

const WordsSchema = Type.String({ minLength: 1, maxLength: 200 })
const KeepSchema = Type.Union([closed({ years: Type.Integer({ minimum: 1, maximum: 100 }) }), closed({ days: Type.Integer({ minimum: 30, maximum: 36_500 }) })])
const RetentionRowSchema = closed({ kind: oneOf(...retentionKinds), title: WordsSchema, keep: KeepSchema, from: WordsSchema, reason: WordsSchema, mark: oneOf('confirmed', 'example', 'unverified') })

export const RetentionSchema = closed({
  source: Type.String({ minLength: 1, maxLength: 500 }),
  /** Told so many days before an untouched draft goes. {title}: of the scheme · {date}: the last day it is sure to be there. */
  draftReminder: closed({ daysBefore: Type.Integer({ minimum: 7, maximum: 60 }), title: WordsSchema, body: WordsSchema }),
  rows: Type.Array(RetentionRowSchema),
})
export type Retention = Static<typeof RetentionSchema>
export type RetentionRow = Static<typeof RetentionRowSchema>

/** 网络安全法: logs are kept for six months at least. */
const leastLogDays = 184

export function retentionProblems({ rows, draftReminder }: Retention): string[] {
  const problems = repeated(rows.map(({ kind }) => kind)).map((kind) => `rows: ${kind} is there twice`)
  for (const kind of retentionKinds) if (!rows.some((row) => row.kind === kind)) problems.push(`rows: none for ${kind}`)
  const logs = rows.find(({ kind }) => kind === 'logs')
  if (logs && 'days' in logs.keep && logs.keep.days < leastLogDays) problems.push(`rows: logs are kept for ${leastLogDays} days at least (six months, by law)`)
  const drafts = rows.find(({ kind }) => kind === 'drafts')
  if (drafts && 'days' in drafts.keep && drafts.keep.days <= draftReminder.daysBefore) problems.push('draftReminder: daysBefore is longer than drafts are kept')
  for (const placeholder of ['{title}', '{date}']) if (!draftReminder.body.includes(placeholder)) problems.push(`draftReminder: body lacks ${placeholder}`)
  return problems
}
