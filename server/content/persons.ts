// persons.json: what is kept about people, in the county's words, and how it answers when they ask.
import Type, { type Static } from 'typebox'
import { closed, oneOf } from '#contract/schema.ts'
import { repeated } from './fault.ts'
import { retentionKinds, type Retention } from './retention.ts'

/** What is kept about a person, each told in their overview. */
export const personKinds = ['account', 'memberships', 'consents', 'sessions', 'messages', 'channels', 'follows', 'feeds', 'records', 'files', 'objections', 'log', 'requests'] as const
export type PersonKind = (typeof personKinds)[number]
/** What stays when an account goes; by the limit of retention.json of that name. */
export const holdKinds = ['cases', 'financing', 'consultations', 'objectors', 'consents', 'logs', 'requests'] as const
export type HoldKind = (typeof holdKinds)[number]

const WordsSchema = Type.String({ minLength: 1, maxLength: 200 })
const ShortSchema = Type.String({ minLength: 1, maxLength: 20 })

export const PersonsSchema = closed({
  source: Type.String({ minLength: 1, maxLength: 500 }),
  /** Working days within which a request is answered; officers are reminded `alertWorkdays` before. */
  workdays: Type.Integer({ minimum: 1, maximum: 30 }), alertWorkdays: Type.Integer({ minimum: 1, maximum: 10 }),
  /** Days for which a copy may be fetched. */
  copyDays: Type.Integer({ minimum: 1, maximum: 30 }),
  /** Of the numbers, e.g. GX in HT2026-GX-0001. */
  numberKind: Type.String({ pattern: '^[A-Z]{2}$' }),
  promise: ShortSchema,
  /** Stands where a name was. */
  goneName: ShortSchema,
  words: closed({ copy: ShortSchema, correct: ShortSchema, delete: ShortSchema, close: ShortSchema }),
  /** keep: {kind} is a limit of retention.json. */
  kinds: Type.Array(closed({ kind: oneOf(...personKinds), title: WordsSchema, what: WordsSchema, purpose: WordsSchema, keep: WordsSchema })),
  holds: Type.Array(closed({ kind: oneOf(...holdKinds), title: WordsSchema, reason: WordsSchema })),
})
export type Persons = Static<typeof PersonsSchema>

function missing(what: string, all: readonly string[], there: readonly string[]): string[] {
  return [...repeated(there).map((kind) => `${what}: ${kind} is there twice`), ...all.filter((kind) => !there.includes(kind)).map((kind) => `${what}: none for ${kind}`)]
}

export function personsProblems({ kinds, holds, workdays, alertWorkdays }: Persons): string[] {
  const problems = [...missing('kinds', personKinds, kinds.map(({ kind }) => kind)), ...missing('holds', holdKinds, holds.map(({ kind }) => kind))]
  for (const { kind, keep } of kinds) for (const [, name = ''] of keep.matchAll(/\{(\w+)\}/g)) if (!retentionKinds.some((one) => one === name)) problems.push(`kinds: ${kind}: keep names {${name}}, which is no limit of retention.json`)
  if (alertWorkdays >= workdays) problems.push('alertWorkdays: is not less than workdays')
  return problems
}

/** A limit in words: 10 年, 365 天. */
export function sayLimit({ rows }: Retention, kind: string): string {
  const row = rows.find((one) => one.kind === kind)
  if (!row) return ''
  return 'years' in row.keep ? `${row.keep.years} 年` : `${row.keep.days} 天`
}

export function fillLimits(retention: Retention, text: string): string {
  return text.replace(/\{(\w+)\}/g, (_, kind: string) => sayLimit(retention, kind))
}
