// One scheme being written: what stands here, what the server has, and what of it can be sent. Pure but for being reactive.
import { shallowReactive } from 'vue'
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import type { Scheme, SchemeProblem, SchemeVersion } from '#contract/subsidies/scheme-schema.ts'
import type { ApiError } from '#client/http.ts'
import { mergeParts, withoutParts } from './merge-parts.ts'
import { isRecord } from './same-value.ts'
import { partOfPath, samePart, schemeParts, type PartId } from './scheme-parts.ts'
import { shapeProblems, waitingParts } from './scheme-shape.ts'

export interface Clash {
  part: PartId
  /** Who changed it meanwhile. */
  by: string
}
export interface SchemeDraft {
  readonly id: string
  /** As the server told it last: versions, problems, cases. */
  scheme: Scheme | null
  source: ProgrammeSource | null
  base: ProgrammeSource | null
  note: string
  baseNote: string
  clashes: readonly Clash[]
  /** Places whose content the server did not take; their parts wait until something in them is changed. */
  refused: readonly string[]
  isSaving: boolean
  failure: ApiError | null
  /** This computer really keeps all that is unsent. */
  isKept: boolean
  isRefusedHere: boolean
}

export function makeSchemeDraft(id: string): SchemeDraft {
  return shallowReactive({ id, scheme: null, source: null, base: null, note: '', baseNote: '', clashes: [], refused: [], isSaving: false, failure: null, isKept: false, isRefusedHere: false })
}

/** The version being written, or waiting for its second person. */
export function draftVersion(scheme: Scheme | null): SchemeVersion | undefined {
  return scheme?.versions.find(({ state }) => state === 'draft' || state === 'proposed')
}

/** A newer reading is laid under what stands here. `sent`: what of mine this reading already holds. */
export function meetScheme(draft: SchemeDraft, scheme: Scheme, sent?: ProgrammeSource): void {
  const version = draftVersion(scheme)
  draft.scheme = scheme
  // Published or thrown away: what was typed stays here, there is nothing to lay it on.
  if (!scheme.draft || !version) return
  const { source, base, clashes } = draft
  if (!source || !base) {
    Object.assign(draft, { source: scheme.draft, note: version.note })
  } else {
    const merged = mergeParts(sent ?? base, source, scheme.draft)
    const fresh: Clash[] = sent ? [] : merged.clashes.map((part) => ({ part, by: version.savedBy }))
    const older = clashes.filter(({ part }) => !merged.clashes.includes(part) && scheme.draft && !samePart(part, merged.source, scheme.draft))
    Object.assign(draft, { source: merged.source, clashes: [...older, ...fresh] })
    if (draft.note === draft.baseNote) draft.note = version.note
  }
  Object.assign(draft, { base: scheme.draft, baseNote: version.note })
}

export function isDirtyScheme({ source, base, note, baseNote }: SchemeDraft): boolean {
  return source !== null && base !== null && (note !== baseNote || schemeParts.some(({ id }) => !samePart(id, source, base)))
}

/** Parts that cannot go now: not of a shape the server keeps, or somebody else's words stand against mine. */
export function heldParts({ source, clashes, refused }: SchemeDraft): PartId[] {
  return source ? [...new Set([...waitingParts(source), ...clashes.map(({ part }) => part), ...refused.map(partOfPath)])] : []
}

/** What is to be sent now; undefined when the server has all that can go. */
export function sendable(draft: SchemeDraft): ProgrammeSource | undefined {
  const { source, base, note, baseNote } = draft
  if (!source || !base) return undefined
  const ready = withoutParts(source, base, heldParts(draft))
  return note !== baseNote || schemeParts.some(({ id }) => !samePart(id, ready, base)) ? ready : undefined
}

/** Decides what two officers wrote differently, for one part. */
export function settleClash(draft: SchemeDraft, part: PartId, choice: 'mine' | 'theirs'): void {
  const { source, base } = draft
  if (source && base && choice === 'theirs') draft.source = withoutParts(source, base, [part])
  draft.clashes = draft.clashes.filter((clash) => clash.part !== part)
}

/** What stands in the way: the shape as it is here, and what the server found in what it has. What was empty there and is filled in here is not told again. */
export function problemsOf({ source, scheme }: SchemeDraft): SchemeProblem[] {
  const own = source ? shapeProblems(source) : []
  const known = new Set(own.map(({ path }) => path))
  const isFilled = ({ path, reason }: SchemeProblem) => reason === 'empty' && source !== null && hasContent(valueAt(source, path))
  return [...own, ...(scheme?.problems ?? []).filter((problem) => !known.has(problem.path) && !isFilled(problem))]
}

function hasContent(value: unknown): boolean {
  return typeof value === 'string' ? value.trim() !== '' : Array.isArray(value) && value.length > 0
}

/** What stands at `batches[0].name`; undefined where the path leads nowhere. */
export function valueAt(source: ProgrammeSource, path: string): unknown {
  return path.split(/[.[\]]+/).filter(Boolean).reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)]
    return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined
  }, source)
}
