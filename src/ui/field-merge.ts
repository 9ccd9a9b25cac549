// How unsent changes meet what others saved meanwhile: field by field, three ways. Pure.

/** A form's values by field; null and absent are both "not answered". */
export type Answers = Record<string, unknown>

/** The same field changed here and elsewhere since the same starting point; the person chooses. */
export interface AnswerConflict {
  name: string
  mine: unknown
  theirs: unknown
}

export interface UnsentChanges {
  /** What each changed field was on the server when it was changed here; null = not answered. */
  base: Answers
  /** The new values; null clears a field. */
  changes: Answers
}

/** JSON values of the same meaning; null and absent are both "not answered". */
export function isSameAnswer(one: unknown, other: unknown): boolean {
  if (one === other || (isAbsent(one) && isAbsent(other))) return true
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => isSameAnswer(item, other[index]))
  if (!isRecord(one) || !isRecord(other)) return false
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((key) => isSameAnswer(one[key], other[key]))
}

/** The answers as this person sees them: the server's with their own unsent changes on top. */
export function applyChanges(answers: Answers, changes: Answers): Answers {
  const result: Answers = { ...answers, ...changes }
  for (const [name, value] of Object.entries(changes)) if (isAbsent(value)) delete result[name]
  return result
}

/** Notes one change; a field changed back to what the server has is no change any more, unless another value of it is on its way there. */
export function withChange(unsent: UnsentChanges, server: Answers, name: string, value: unknown, isOnItsWay = false): UnsentChanges {
  const base = { ...unsent.base }
  const changes = { ...unsent.changes }
  if (!(name in base)) base[name] = server[name] ?? null
  changes[name] = value ?? null
  if (!isOnItsWay && isSameAnswer(base[name], value)) {
    delete base[name]
    delete changes[name]
  }
  return { base, changes }
}

/** After the server took `sent`: what was not changed again since then is done with. */
export function withoutSent(unsent: UnsentChanges, sent: Answers, server: Answers): UnsentChanges {
  const kept = Object.keys(unsent.changes).filter((name) => !(name in sent) || !isSameAnswer(unsent.changes[name], sent[name]))
  return {
    base: pick(kept, (name) => (name in sent ? (server[name] ?? null) : unsent.base[name])),
    changes: pick(kept, (name) => unsent.changes[name]),
  }
}

/** Lays unsent changes on a newer version: what only we changed stays ours, what both changed differently is a conflict. */
export function rebaseChanges(unsent: UnsentChanges, newest: Answers): { unsent: UnsentChanges; conflicts: AnswerConflict[] } {
  const names = Object.keys(unsent.changes)
  const isTheirs = (name: string) => !isSameAnswer(newest[name], unsent.base[name])
  const isAgreed = (name: string) => isSameAnswer(newest[name], unsent.changes[name])
  const conflicts = names
    .filter((name) => isTheirs(name) && !isAgreed(name))
    .map((name) => ({ name, mine: unsent.changes[name], theirs: newest[name] ?? null }))
  const kept = names.filter((name) => !isAgreed(name))
  return { unsent: { base: pick(kept, (name) => unsent.base[name]), changes: pick(kept, (name) => unsent.changes[name]) }, conflicts }
}

/** The person decided: ours is then a change on top of theirs, theirs ends our change. */
export function settleConflict(unsent: UnsentChanges, conflict: AnswerConflict, choice: 'mine' | 'theirs'): UnsentChanges {
  const { [conflict.name]: _base, ...base } = unsent.base
  const { [conflict.name]: _change, ...changes } = unsent.changes
  if (choice === 'theirs') return { base, changes }
  return { base: { ...base, [conflict.name]: conflict.theirs }, changes: { ...changes, [conflict.name]: conflict.mine } }
}

function pick(names: readonly string[], value: (name: string) => unknown): Answers {
  return Object.fromEntries(names.map((name) => [name, value(name) ?? null]))
}

function isAbsent(value: unknown): boolean {
  return value === null || value === undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
