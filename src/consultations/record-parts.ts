// The record of a visit as it is written: part by part, so that two phones meet part by part. Pure.
import type { RecordInput, VisitRecord } from '#contract/consultations/schema.ts'

export const recordParts = [
  'people',
  'situation',
  'policy',
  'needs',
  'problems',
  'opinions',
  'findings',
  'advice',
  'plan',
  'followUps',
] as const
export type RecordPart = (typeof recordParts)[number]
export type RecordChanges = Partial<RecordInput>

/** What was written here and is not on the server yet. */
export interface Unsent {
  changes: RecordChanges
  /** What the server had when the part was first changed here. */
  base: RecordChanges
  /** What was last sent, should its answer have been lost: finding it on the server is no conflict. */
  tried: RecordChanges
}

export const nothingUnsent = (): Unsent => ({ changes: {}, base: {}, tried: {} })

export function inputOf(record: VisitRecord): RecordInput {
  const { people, situation, policy, needs, problems, opinions, findings, advice, plan } = record
  const followUps = record.followUps.map(({ id, what, owner, dueOn }) => ({ id, what, owner, dueOn }))
  return { people, situation, policy, needs, problems, opinions, findings, advice, plan, followUps }
}

/** The server trims what it keeps, and keeps no empty lines of a list. */
function tidy(value: unknown): unknown {
  if (typeof value === 'string') return value.trim()
  if (Array.isArray(value)) return value.map(tidy).filter((one) => !isBlank(one))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted()
      .map(([name, one]) => [name, tidy(one)]),
  )
}

/** A line of people or follow-ups nobody has written in. */
function isBlank(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if ('name' in value)
    return value.name === '' && (!('title' in value) || value.title === '') && (!('department' in value) || value.department === '')
  return 'what' in value && value.what === ''
}

export function isSamePart(one: unknown, other: unknown): boolean {
  return JSON.stringify(tidy(one)) === JSON.stringify(tidy(other))
}

export const isEmptyPart = (value: unknown): boolean => isSamePart(value, Array.isArray(value) ? [] : '')

export const changedParts = ({ changes }: Unsent): RecordPart[] => recordParts.filter((part) => changes[part] !== undefined)

function pick(from: RecordChanges, parts: readonly RecordPart[]): RecordChanges {
  return parts.reduce<RecordChanges>((picked, part) => ({ ...picked, ...(from[part] === undefined ? {} : { [part]: from[part] }) }), {})
}

/** Both wrote otherwise since: the person chooses, and until then the server's stays there. */
export function conflictsOf({ changes, base }: Unsent, server: RecordInput): RecordPart[] {
  return recordParts.filter(
    (part) => changes[part] !== undefined && !isSamePart(server[part], base[part]) && !isSamePart(server[part], changes[part]),
  )
}

/** Notes one change; a part changed back to what the server has is no change, unless another word of it is on its way there. */
export function withPart(unsent: Unsent, server: RecordInput, part: RecordPart, value: RecordChanges, isOnItsWay: boolean): Unsent {
  const base = part in unsent.base ? unsent.base : { ...unsent.base, ...pick(server, [part]) }
  const next = { ...unsent, base, changes: { ...unsent.changes, ...pick(value, [part]) } }
  // Letter for letter: a space just typed must not go from the box.
  const isBack = JSON.stringify(value[part]) === JSON.stringify(server[part]) && isSamePart(base[part], server[part])
  return isBack && !isOnItsWay ? withoutParts(next, [part]) : next
}

export function withoutParts({ changes, base, tried }: Unsent, parts: readonly RecordPart[]): Unsent {
  const rest = recordParts.filter((part) => !parts.includes(part))
  return { changes: pick(changes, rest), base: pick(base, rest), tried: pick(tried, rest) }
}

/** The choice about a part both wrote: ours goes on top of theirs, or is given up. */
export function settlePart(unsent: Unsent, server: RecordInput, part: RecordPart, choice: 'mine' | 'theirs'): Unsent {
  if (choice === 'theirs') return withoutParts(unsent, [part])
  return { ...unsent, base: { ...unsent.base, ...pick(server, [part]) } }
}

/** These go now: everything changed that nobody has to choose about. */
export function toSend(unsent: Unsent, server: RecordInput): RecordChanges {
  const held = conflictsOf(unsent, server)
  return pick(
    unsent.changes,
    changedParts(unsent).filter((part) => !held.includes(part)),
  )
}

/** The server's word came. `sent`: what it answers; what was changed again since goes next, on top of it. */
export function meetServer(unsent: Unsent, server: RecordInput, sent: RecordChanges = {}): Unsent {
  const isThere = (part: RecordPart) =>
    isSamePart(server[part], unsent.changes[part]) ||
    (sent[part] !== undefined && JSON.stringify(sent[part]) === JSON.stringify(unsent.changes[part]))
  const done = changedParts(unsent).filter(isThere)
  const rest = withoutParts(unsent, done)
  const ours = changedParts(rest).filter(
    (part) => sent[part] !== undefined || (rest.tried[part] !== undefined && isSamePart(server[part], rest.tried[part])),
  )
  return ours.length === 0
    ? rest
    : {
        ...rest,
        base: { ...rest.base, ...pick(server, ours) },
        tried: pick(
          rest.tried,
          recordParts.filter((part) => !ours.includes(part)),
        ),
      }
}
