// What is known of a firm's answers to a scheme before it applies. Newest knowledge first: its draft, what it answered here, what it handed in this year.
import { redoAfterChange } from '#contract/subsidies/answers.ts'
import { answerOf, isAnswered, type Rules } from '#contract/subsidies/fields.ts'
import { decidingFields, sharedFields } from '#contract/subsidies/matching.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { MatchAnswerRow } from '../db/schema.ts'
import { everyScheme, listMatchAnswers } from './match-repository.ts'
import type { ApplicationCase } from './repository.ts'

type Scheme = Rules & { id: string }
export interface KnownAnswer { value: unknown; /** asked: given on the page 我能领什么; quick: among a visitor's questions. */ source: MatchAnswerRow['source']; /** Epoch ms. */ at: number }

/**
 * What the firm answered outside its applications, by field: to this scheme, else to every scheme that shares the field. Only deciding
 * fields, and only answers the form can still hold. A new draft is filled from it; what the draft then says counts more.
 */
export async function knownAnswers(connection: Connection, firmId: string, programme: Scheme): Promise<ReadonlyMap<string, KnownAnswer>> {
  return knownFrom(await listMatchAnswers(connection, firmId), programme)
}

export function knownFrom(rows: readonly MatchAnswerRow[], programme: Scheme): Map<string, KnownAnswer> {
  const shared = sharedFields(programme)
  const known = new Map<string, KnownAnswer>()
  for (const { name } of decidingFields(programme)) {
    const row = rows.find((one) => one.programme_id === programme.id && one.field === name) ?? (shared.has(name) ? rows.find((one) => one.programme_id === everyScheme && one.field === name) : undefined)
    if (row) known.set(name, { value: readStoredJson<unknown>(row.value), source: row.source, at: row.saved_at })
  }
  for (const name of redoAfterChange(programme, Object.fromEntries([...known].map(([field, { value }]) => [field, value])))) known.delete(name)
  return known
}

/** Everything known for judging: `own` is the draft, or the newest case of this scheme and year. */
export function answersOf(rows: readonly MatchAnswerRow[], programme: Scheme, own: ApplicationCase | undefined): Answers {
  const answers: Answers = {}
  const known = knownFrom(rows, programme)
  for (const { name } of decidingFields(programme)) {
    const answered = known.get(name)
    const applied = own && answerOf(own.application.answers, name)
    // A draft is what the firm is at now; a case handed in counts until something is answered later.
    const isOwn = own !== undefined && isAnswered(applied) && (own.state === 'draft' || answered === undefined || answered.at <= (own.submitted_at ?? 0))
    if (isOwn) answers[name] = applied
    else if (answered) answers[name] = answered.value
  }
  return answers
}
