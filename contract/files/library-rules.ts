// How long a paper of the library may be used, and which one an application takes by itself.
import { addMonths, parseDate } from '../identifiers/date.ts'
import type { FieldProblem } from '../errors.ts'
import type { LibraryKinds } from './library-schema.ts'

export type LibraryKind = LibraryKinds['kinds'][number]
export interface PaperDates {
  issuedOn: string | null
  validTo: string | null
  /** The day it was put into the library. */
  savedOn: string
}

/** Papers one firm may keep. */
export const mostLibraryPapers = 200

/**
 * The last day it may be used, YYYY-MM-DD: its own 有效期, or its date of issue and the months its kind is taken for fresh, whichever ends
 * first; null: no end known. Without a date of issue the months count from the day it was kept, as it cannot have been issued later.
 */
export function usableTo(kind: LibraryKind, { issuedOn, validTo, savedOn }: PaperDates): string | null {
  const freshTo = kind.freshMonths === null ? null : addMonths(issuedOn ?? savedOn, kind.freshMonths)
  if (freshTo === null || validTo === null) return freshTo ?? validTo
  return freshTo < validTo ? freshTo : validTo
}

export function isExpired(kind: LibraryKind, dates: PaperDates, today: string): boolean {
  const last = usableTo(kind, dates)
  return last !== null && last < today
}

/** It must be fresh and nobody has said since when: a person may take it, an application does not by itself. */
export function lacksDate(kind: LibraryKind, { issuedOn }: Pick<PaperDates, 'issuedOn'>): boolean {
  return kind.freshMonths !== null && issuedOn === null
}

export interface Candidate { issuedOn: string | null; savedAt: number; isVerified: boolean }

/** Of usable papers of one kind, the one an application takes by itself: what the county verified, else the newest. Of a kind a firm has many of (one a patent), only where there is no choice. */
export function takenByItself<T extends Candidate>(kind: LibraryKind, usable: readonly T[]): T | undefined {
  const verified = usable.find((paper) => paper.isVerified)
  if (verified) return verified
  if (kind.many === true && usable.length > 1) return undefined
  return [...usable].sort((one, other) => (other.issuedOn ?? '').localeCompare(one.issuedOn ?? '') || other.savedAt - one.savedAt)[0]
}

/** What is wrong with the dates as typed; empty and null are no date. */
export function libraryDateProblems({ issuedOn, validTo }: { issuedOn?: string | null; validTo?: string | null }, today: string): FieldProblem[] {
  const problems: FieldProblem[] = []
  const issued = issuedOn ? parseDate(issuedOn) : null
  if (issued && !issued.ok) problems.push({ field: 'issuedOn', reason: issued.reason })
  else if (issued?.ok && issued.value > today) problems.push({ field: 'issuedOn', reason: 'date-future' })
  const valid = validTo ? parseDate(validTo) : null
  if (valid && !valid.ok) problems.push({ field: 'validTo', reason: valid.reason })
  else if (valid?.ok && issued?.ok && valid.value < issued.value) problems.push({ field: 'validTo', reason: 'date-early', limit: issued.value })
  return problems
}
