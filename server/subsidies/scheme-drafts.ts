// Drafts of schemes: begun, saved, thrown away. What is in force does not change by any of it.
import { isDeepStrictEqual } from 'node:util'
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import type { SchemeSave, SchemeStart } from '#contract/subsidies/scheme-schema.ts'
import { recordAudit } from '../audit/record.ts'
import { versionOf } from '../content.ts'
import type { Tx } from '../db/commands.ts'
import type { SchemeVersionRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { asOffered, emptyScheme, freeKind, nextYear, yearOfScheme } from './scheme-copies.ts'
import { addHand, changeVersion, deleteSchemeDraft, findSchemeDraft, insertVersion, lastNumber, sourceOf } from './scheme-repository.ts'

export interface Asker { account: SignedIn; requestId: string }

/** The draft, for whoever changes it. Throws `not-found` where there is none. */
export async function draftOf(tx: Tx, id: string): Promise<SchemeVersionRow> {
  const row = await findSchemeDraft(tx, id)
  if (!row) throw notFound(`scheme ${id} has no draft`)
  return row
}

function audit(tx: Tx, { account, requestId }: Asker, at: number, action: string, row: Pick<SchemeVersionRow, 'programme_id' | 'number'>, details: Record<string, unknown> = {}): Promise<void> {
  return recordAudit(tx, { at, accountId: account.id, role: account.duty, action: `subsidies.scheme-${action}`, subject: `scheme:${row.programme_id}`, requestId, details: { number: row.number, ...details } })
}

/** Throws `not-found` when `of` is not published, `invalid-input` when the year does not come after that of the scheme. */
function beginning(deps: Deps, input: SchemeStart, taken: readonly string[], at: number): ProgrammeSource {
  const { content, config } = deps
  if (input.of === undefined) {
    const { office, hotlines } = content.county
    return emptyScheme({ id: input.id, office, hotlines: hotlines.map(({ number }) => number), numberKind: freeKind(taken), at })
  }
  const loaded = content.source(input.of)
  if (!loaded) throw notFound(`no scheme ${input.of}`)
  const source = asOffered(loaded, at, config.demo)
  if (input.of === input.id) return source
  if (input.year === undefined || input.year <= yearOfScheme(source)) throw invalid({ field: 'year', reason: input.year === undefined ? 'required' : 'number-min', limit: yearOfScheme(source) + 1 })
  return nextYear(source, input.id, input.year)
}

/**
 * A draft, or the one there is (then `isNew` is false): of a new scheme, of the one in force, or next year's copy.
 * Throws `subsidies.scheme-known` when the id of a new scheme or a copy is taken.
 */
export async function startScheme(deps: Deps, asker: Asker, input: SchemeStart): Promise<{ isNew: boolean }> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const existing = await findSchemeDraft(tx, input.id)
    const isOwn = input.of === input.id
    const isSame = existing !== undefined && (isOwn || sourceOf(existing).copyOf === input.of)
    if (isSame && input.of !== undefined) return { isNew: false }
    const last = await lastNumber(tx, input.id)
    if (existing || (!isOwn && last > 0)) throw new AppError('subsidies.scheme-known')
    const others = (await tx.selectFrom('scheme_versions').select('source').where('state', '<>', 'past').execute()).map((row) => sourceOf(row).numberKind)
    const source = beginning(deps, input, others, at)
    const id = await insertVersion(tx, { source, number: last + 1, state: 'draft', origin: 'desk', savedBy: asker.account.id, at, publishedAt: null })
    // Another desk was faster: theirs is the draft.
    if (id === undefined) return { isNew: false }
    await audit(tx, asker, at, 'start', { programme_id: source.id, number: last + 1 }, input.of === undefined ? {} : { of: input.of })
    return { isNew: true }
  })
}

/**
 * Saves the draft as it stands, right or not. Throws `stale` with the newest revision, `subsidies.scheme-state` while it waits for the second person,
 * `invalid-input` when it would become another scheme.
 */
export async function saveScheme(deps: Deps, asker: Asker, id: string, revision: number, { source, note }: SchemeSave): Promise<void> {
  const at = deps.clock.now()
  await deps.commands.run(async (tx) => {
    const row = await draftOf(tx, id)
    if (row.state !== 'draft') throw new AppError('subsidies.scheme-state')
    if (row.revision !== revision) throw new AppError('stale', { details: { version: row.revision } })
    const before = sourceOf(row)
    if (source.id !== id) throw invalid({ field: 'source.id', reason: 'locked' })
    if (source.copyOf !== before.copyOf) throw invalid({ field: 'source.copyOf', reason: 'locked' })
    if (before.copyOf !== undefined && source.numberKind !== before.numberKind) throw invalid({ field: 'source.numberKind', reason: 'locked' })
    if (note === row.note && isDeepStrictEqual(source, before)) return
    const change = { source: JSON.stringify(source), hash: versionOf(source), note, revision: revision + 1, saved_by: asker.account.id, saved_at: at }
    if (!(await changeVersion(tx, row, change))) throw new AppError('stale', { details: { version: row.revision + 1 } })
    await addHand(tx, row.id, asker.account.id)
    await audit(tx, asker, at, 'save', row, { parts: changedParts(before, source) })
  })
}

/** Names of the parts that differ, for the audit. */
function changedParts(before: ProgrammeSource, after: ProgrammeSource): string[] {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
  return [...new Set([...old.keys(), ...now.keys()])].filter((part) => !isDeepStrictEqual(old.get(part), now.get(part)))
}

/** Throws `subsidies.scheme-state` while it waits for the second person: it is taken back first. */
export async function discardScheme(deps: Deps, asker: Asker, id: string): Promise<void> {
  const at = deps.clock.now()
  await deps.commands.run(async (tx) => {
    const row = await draftOf(tx, id)
    if (row.state !== 'draft' || !(await deleteSchemeDraft(tx, row.id))) throw new AppError('subsidies.scheme-state')
    await audit(tx, asker, at, 'discard', row)
  })
}
