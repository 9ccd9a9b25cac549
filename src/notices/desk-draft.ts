// One notice being written: what stands here, what the server has, and what two officers wrote differently. Pure but for being reactive.
import { shallowReactive } from 'vue'
import type { DeskNotice, NoticeProblem, NoticeSave, NoticeText } from '#contract/notices/desk-schema.ts'
import type { ApiError } from '#client/http.ts'
import { shapeProblems } from './desk-shape.ts'
import { fieldOfPath } from './desk-words.ts'

/** What is merged as one: a field of the text, or what stands beside it. */
export type Part = keyof NoticeText | 'audience' | 'changeNote' | 'tellsReaders'
export const textParts = ['title', 'documentNumber', 'issuer', 'category', 'writtenOn', 'validTo', 'sourceUrl', 'points', 'facts', 'body', 'interpretation', 'deadlines', 'programmeIds', 'source', 'attachments'] as const satisfies readonly (keyof NoticeText)[]
export const parts: readonly Part[] = [...textParts, 'audience', 'changeNote', 'tellsReaders']

export interface Clash { part: Part; /** Who changed it meanwhile. */ by: string }
export interface NoticeDraft {
  readonly id: string
  /** As the server told it last. */
  notice: DeskNotice | null
  words: NoticeSave | null
  base: NoticeSave | null
  revision: number
  problems: readonly NoticeProblem[]
  clashes: readonly Clash[]
  /** Fields whose content the server did not take; they wait until something in them is changed. */
  refused: readonly string[]
  isSaving: boolean
  savedAt: string | null
  failure: ApiError | null
  /** This computer really keeps all that is unsent. */
  isKept: boolean
  isRefusedHere: boolean
}

export function makeDraft(id: string): NoticeDraft {
  return shallowReactive({ id, notice: null, words: null, base: null, revision: 0, problems: [], clashes: [], refused: [], isSaving: false, savedAt: null, failure: null, isKept: false, isRefusedHere: false })
}

export function wordsOfOpen({ open }: DeskNotice): NoticeSave | null {
  return open && { text: open.text, audience: open.audience, changeNote: open.changeNote, tellsReaders: open.tellsReaders }
}

function isTextPart(part: Part): part is keyof NoticeText {
  return textParts.some((one) => one === part)
}
function partOf(words: NoticeSave, part: Part): unknown {
  return isTextPart(part) ? words.text[part] : words[part]
}
/** Plain JSON from one build order or another: compared by content, keys in any order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined).sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, one]) => [key, canonical(one)]))
}
export function samePart(part: Part, one: NoticeSave, other: NoticeSave): boolean {
  const [mine, theirs] = [partOf(one, part), partOf(other, part)]
  return mine === theirs || JSON.stringify(canonical(mine)) === JSON.stringify(canonical(theirs))
}
/** These words with one part as `from` has it. */
export function withPart(words: NoticeSave, part: Part, from: NoticeSave): NoticeSave {
  return isTextPart(part) ? { ...words, text: { ...words.text, [part]: from.text[part] } } : { ...words, [part]: from[part] }
}

/** Mine laid over theirs, part by part; what both changed differently stands as mine and is told. */
export function mergeWords(base: NoticeSave, mine: NoticeSave, theirs: NoticeSave): { words: NoticeSave; clashes: Part[] } {
  const changed = parts.filter((part) => !samePart(part, base, mine))
  const clashes = changed.filter((part) => !samePart(part, base, theirs) && !samePart(part, mine, theirs))
  return { words: changed.reduce((words, part) => withPart(words, part, mine), theirs), clashes }
}

/** A newer reading is laid under what stands here. */
export function meetNotice(draft: NoticeDraft, notice: DeskNotice): void {
  draft.notice = notice
  const theirs = wordsOfOpen(notice)
  // Published or thrown away meanwhile: what was typed stays here, there is nothing to lay it on.
  if (!theirs || !notice.open) return
  const { open } = notice
  if (draft.words && draft.base) {
    const merged = mergeWords(draft.base, draft.words, theirs)
    const older = draft.clashes.filter(({ part }) => !merged.clashes.includes(part) && !samePart(part, merged.words, theirs))
    Object.assign(draft, { words: merged.words, clashes: [...older, ...merged.clashes.map((part) => ({ part, by: open.savedBy?.name ?? '' }))] })
  } else {
    draft.words = theirs
  }
  Object.assign(draft, { base: theirs, revision: open.revision, problems: open.problems, savedAt: open.savedAt })
}

export function isDirty({ words, base }: NoticeDraft): boolean {
  return words !== null && base !== null && parts.some((part) => !samePart(part, words, base))
}

/** Parts that cannot go now: longer than the server keeps, refused, or somebody else's words stand against mine. */
export function heldParts({ words, clashes, refused }: NoticeDraft): Part[] {
  if (!words) return []
  const waiting = [...shapeProblems(words).map(({ field }) => fieldOfPath(field)), ...refused.map(fieldOfPath)]
  return parts.filter((part) => waiting.includes(part) || clashes.some((clash) => clash.part === part))
}

/** What is to be sent now; undefined when the server has all that can go. */
export function sendable(draft: NoticeDraft): NoticeSave | undefined {
  const { words, base } = draft
  if (!words || !base) return undefined
  const ready = heldParts(draft).reduce((now, part) => withPart(now, part, base), words)
  return parts.some((part) => !samePart(part, ready, base)) ? ready : undefined
}

/** The server has `sent` at this revision; what was typed meanwhile stays mine. */
export function tookWords(draft: NoticeDraft, sent: NoticeSave, saved: { revision: number; problems: readonly NoticeProblem[] }, at: string): void {
  Object.assign(draft, { base: sent, revision: saved.revision, problems: saved.problems, savedAt: at })
}

export function settleClash(draft: NoticeDraft, part: Part, choice: 'mine' | 'theirs'): void {
  const { words, base } = draft
  if (words && base && choice === 'theirs') draft.words = withPart(words, part, base)
  draft.clashes = draft.clashes.filter((clash) => clash.part !== part)
}

function valueAt(words: NoticeSave, path: string): unknown {
  const whole: unknown = { ...words.text, audience: words.audience, changeNote: words.changeNote }
  return path.split(/[.[\]]+/).filter(Boolean).reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), whole)
}
function hasContent(value: unknown): boolean {
  return typeof value === 'string' ? value.trim() !== '' : Array.isArray(value) ? value.length > 0 : false
}

/** What stands in the way: the shape as it is here, and what the server found in what it has. What was empty there and is filled in here is not told again. */
export function problemsOf({ words, problems }: NoticeDraft): NoticeProblem[] {
  if (!words) return []
  const own = shapeProblems(words)
  const isFilled = ({ field, reason }: NoticeProblem) => reason === 'required' && hasContent(valueAt(words, field))
  return [...own, ...problems.filter((problem) => !own.some(({ field }) => field === problem.field) && !isFilled(problem))]
}
