// Where a draft begins: with nothing, with what is in force, or with last year's. Pure.
import { parseDate, shanghaiDate, yearOf } from '#contract/identifiers/date.ts'
import { batchesOf, type LoadedProgramme } from '#contract/subsidies/availability.ts'
import type { Batch, ProgrammeSource } from '#contract/subsidies/programme.ts'
import type { SchemeVersionRow } from '../db/schema.ts'
import { emptySections, emptySteps, emptyWords } from './scheme-empty-words.ts'
import { sourceOf } from './scheme-repository.ts'

export interface EmptyOptions { id: string; office: string; hotlines: string[]; numberKind: string; at: number }

/** A scheme nobody has written yet: of the right shape, and not yet good enough to be proposed. */
export function emptyScheme({ id, office, hotlines, numberKind, at }: EmptyOptions): ProgrammeSource {
  const { level, category, who, fee, amountSummary, confidence, processNote, statement } = emptyWords
  return {
    schemaVersion: 2, id, title: '', summary: '', level, category, who, basis: [], confidence, facts: [], conditions: [], sections: emptySections(), papers: [],
    amount: { type: 'guidance', illustrative: true, summary: amountSummary, capFen: 0 }, steps: emptySteps(office), processNote, contact: { dept: office, phone: null, hotlines, address: null },
    numberKind, fee, statement, status: 'draft', demoStatus: 'draft', validFrom: `${yearOf(shanghaiDate(at))}-01-01`, validTo: null, batches: [], changes: [],
  }
}

/** Two letters no scheme has; the officer may choose others. */
export function freeKind(taken: readonly string[]): string {
  const letters = [...'XABCDEFGHIJKLMNOPQRSTUVWYZ']
  return letters.flatMap((first) => letters.map((second) => first + second)).find((kind) => !taken.includes(kind)) ?? 'XX'
}

/** What everybody is offered now, written out: in the demonstration a file's own status and batches do not count until somebody publishes. */
export function asOffered(loaded: Omit<LoadedProgramme, 'version'>, at: number, demo: boolean): ProgrammeSource {
  const { source, isPublished } = loaded
  if (!demo || isPublished) return source
  return { ...source, status: source.demoStatus, batches: batchesOf(loaded, at, demo).map((batch) => within(batch, source)) }
}

/** A version as everybody was offered it. */
export function offeredIn(row: Pick<SchemeVersionRow, 'origin' | 'source'>, at: number, demo: boolean): ProgrammeSource {
  return asOffered({ source: sourceOf(row), isPublished: row.origin === 'desk' }, at, demo)
}

/** A batch never reaches beyond the validity of its scheme. */
function within(batch: Batch, { validFrom, validTo }: ProgrammeSource): Batch {
  const opensAt = batch.opensAt.slice(0, 10) < validFrom ? `${validFrom}T00:00:00` : batch.opensAt
  const closesAt = validTo !== null && batch.closesAt.slice(0, 10) > validTo ? `${validTo}T23:59:59` : batch.closesAt
  return opensAt <= closesAt ? { ...batch, opensAt, closesAt } : batch
}

/** The year a scheme is for: that of its last batch, else of the beginning of its validity. */
export function yearOfScheme({ batches, validFrom }: Pick<ProgrammeSource, 'batches' | 'validFrom'>): number {
  const last = batches.map((batch) => batch.opensAt.slice(0, 10)).sort().at(-1)
  return yearOf(last ?? validFrom)
}

/** 29 February moves to the 28th. */
function movedDate(date: string, years: number): string {
  const moved = `${String(Number(date.slice(0, 4)) + years).padStart(4, '0')}${date.slice(4, 10)}`
  return parseDate(moved).ok ? moved : `${moved.slice(0, 8)}28`
}

/** Every mention of the old year in an id, a name or a title. */
function movedText(text: string, from: number, years: number): string {
  return text.replaceAll(String(from), String(from + years))
}

/**
 * The next year's copy: dates, batches and names moved, nothing open, no money (nobody has published next year's), and no document taken for checked.
 * Answers, case numbers and yearly caps run on (`copyOf`).
 */
export function nextYear(source: ProgrammeSource, id: string, year: number): ProgrammeSource {
  const from = yearOfScheme(source)
  const years = year - from
  const { demoBudgetFen: _budget, ...rest } = source
  const moved = (local: string) => `${movedDate(local, years)}${local.slice(10)}`
  return {
    ...rest, id, copyOf: source.id, title: movedText(source.title, from, years), status: 'draft', demoStatus: 'draft', changes: [],
    validFrom: yearOf(source.validFrom) < from && source.validTo === null ? source.validFrom : movedDate(source.validFrom, years), validTo: source.validTo === null ? null : movedDate(source.validTo, years),
    batches: source.batches.map((batch) => ({ id: movedText(batch.id, from, years), name: movedText(batch.name, from, years), opensAt: moved(batch.opensAt), closesAt: moved(batch.closesAt), budgetFen: null })),
    basis: source.basis.map((basis) => ({ ...basis, verified: false, note: basis.note ? `${emptyWords.recheck}；${basis.note}` : emptyWords.recheck })),
  }
}
