// Something that is written and saved whole under If-Match: what stands here, what the server has, and what two people wrote differently. Pure but for being reactive.
import { shallowReactive } from 'vue'
import type { ApiError } from '../http.ts'
import { isSameAnswer } from './field-merge.ts'

/** What the server told last of the words: theirs, where they stand, and who wrote them. */
export interface SavedWords<W> { words: W; revision: number; savedAt: string | null; by: string | null }
export interface Clash { part: string; /** Who changed it meanwhile. */ by: string | null }

/** W: a flat object; each of its keys is one part, merged and sent by itself. S: what the server answers for the whole thing. */
export interface Writing<W extends object, S> {
  readonly id: string
  server: S | null
  words: W | null
  base: W | null
  revision: number
  savedAt: string | null
  clashes: readonly Clash[]
  /** Parts whose content the server did not take; they wait until something is changed. */
  refused: readonly string[]
  isSaving: boolean
  failure: ApiError | null
  /** This device really keeps all that is unsent. */
  isKept: boolean
  /** This device keeps nothing. */
  isRefusedHere: boolean
}

export function makeWriting<W extends object, S>(id: string): Writing<W, S> {
  return shallowReactive({ id, server: null, words: null, base: null, revision: 0, savedAt: null, clashes: [], refused: [], isSaving: false, failure: null, isKept: false, isRefusedHere: false })
}

export function partsOf(words: object): string[] {
  return Object.keys(words)
}
export function isSamePart(part: string, one: object, other: object): boolean {
  return isSameAnswer(Reflect.get(one, part), Reflect.get(other, part))
}
/** These words with one part as `from` has it. */
export function withPart<W extends object>(words: W, part: string, from: object): W {
  return { ...words, [part]: Reflect.get(from, part) }
}
export function differingParts(one: object, other: object): string[] {
  return [...new Set([...partsOf(one), ...partsOf(other)])].filter((part) => !isSamePart(part, one, other))
}

/** Mine laid over theirs, part by part; what both changed differently stands as mine and is told. */
export function mergeWords<W extends object>(base: W, mine: W, theirs: W): { words: W; clashes: string[] } {
  const changed = differingParts(base, mine)
  return { words: changed.reduce((words, part) => withPart(words, part, mine), theirs), clashes: changed.filter((part) => !isSamePart(part, base, theirs) && !isSamePart(part, mine, theirs)) }
}

/** A newer reading is laid under what stands here. `sent`: what of mine it already holds. null: there is nothing to lay it on; what was typed stays. */
export function meetSaved<W extends object, S>(writing: Writing<W, S>, server: S, saved: SavedWords<W> | null, sent?: W): void {
  writing.server = server
  if (!saved) return
  const { words, base } = writing
  if (words && base) {
    const merged = mergeWords(sent ?? base, words, saved.words)
    const older = writing.clashes.filter(({ part }) => !merged.clashes.includes(part) && !isSamePart(part, merged.words, saved.words))
    const fresh = sent ? [] : merged.clashes.map((part) => ({ part, by: saved.by }))
    Object.assign(writing, { words: merged.words, clashes: [...older, ...fresh] })
  } else writing.words = saved.words
  Object.assign(writing, { base: saved.words, revision: saved.revision, savedAt: saved.savedAt })
}

export function isUnsent({ words, base }: Pick<Writing<object, unknown>, 'words' | 'base'>): boolean {
  return words !== null && base !== null && differingParts(words, base).length > 0
}

/** Parts that cannot go now: refused, or somebody else's words stand against mine. */
export function heldParts({ clashes, refused }: Pick<Writing<object, unknown>, 'clashes' | 'refused'>): string[] {
  return [...new Set([...clashes.map(({ part }) => part), ...refused])]
}

/** What is to be sent now; undefined when the server has all that can go. */
export function sendableWords<W extends object, S>(writing: Writing<W, S>): W | undefined {
  const { words, base } = writing
  if (!words || !base) return undefined
  const ready = heldParts(writing).reduce((now, part) => withPart(now, part, base), words)
  return differingParts(ready, base).length > 0 ? ready : undefined
}

export function settleClash<W extends object, S>(writing: Writing<W, S>, part: string, choice: 'mine' | 'theirs'): void {
  const { words, base } = writing
  if (words && base && choice === 'theirs') writing.words = withPart(words, part, base)
  writing.clashes = writing.clashes.filter((clash) => clash.part !== part)
}

export interface WritingPlace { state: 'local' | 'server' | 'unkept'; time?: string; detail: string }

/** Where the work is, said only after the fact. `titleOf`: what a part is called. */
export function placeOfWriting<W extends object, S>(writing: Writing<W, S>, { time, titleOf, waits }: { time: string | null; titleOf: (part: string) => string; /** Why nothing can go now, where the server says so. */ waits?: string | undefined }): WritingPlace {
  if (!isUnsent(writing)) return { state: 'server', detail: time ?? '', ...(time === null ? {} : { time }) }
  const why = waits ?? whyUnsent(writing, titleOf)
  return writing.isKept ? { state: 'local', detail: why } : { state: 'unkept', detail: writing.isRefusedHere ? `这台设备存不下，传上去以前别关。${why}` : why }
}
function whyUnsent<W extends object, S>(writing: Writing<W, S>, titleOf: (part: string) => string): string {
  const { isSaving, clashes, failure } = writing
  if (isSaving) return ''
  if (clashes.length > 0) return `${clashes.length} 处别人也改了，等您选`
  if (failure?.code === 'not-signed-in') return '登录后接着传'
  if (failure?.code === 'offline') return '没有网，连上就传'
  if (failure) return failure.isRetryable ? '服务器没接住，会自动再传' : '服务器没收'
  const held = heldParts(writing).map(titleOf)
  return held.length > 0 ? `「${held.join('」「')}」改好才传` : '马上传到服务器'
}
