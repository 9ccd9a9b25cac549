// What the parts of the editor have in common: the scheme as it stands, how to change it, and what is wrong where.
import { inject, provide, type ComputedRef, type InjectionKey, type ShallowRef } from 'vue'
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import type { Removal } from './field-editing.ts'

/** The last thing taken away, or what could not be taken away and why. */
export type EditorNews = { kind: 'removed'; word: string; restore: (source: ProgrammeSource) => ProgrammeSource } | { kind: 'refused'; word: string; places: string[] }

export interface Editor {
  source: ComputedRef<ProgrammeSource>
  change: (next: (source: ProgrammeSource) => ProgrammeSource) => void
  /** The sentence about exactly this place, e.g. `batches[0].closesAt`. */
  problemAt: (path: string) => string | undefined
  /** How many places at or under this path have something wrong. */
  countUnder: (path: string) => number
  news: ShallowRef<EditorNews | null>
  /** Carries a removal out, or says who still needs the thing. */
  remove: (word: string, removal: Removal) => void
  /** Answers tried out: the sum and the phone share them. */
  trial: ShallowRef<Answers>
  /** The section of the form that is being written: the phone goes there. */
  spot: ShallowRef<string | null>
  today: ComputedRef<string>
  towns: ComputedRef<readonly string[]>
}
const editorKey: InjectionKey<Editor> = Symbol('scheme-editor')

export function provideEditor(editor: Editor): void {
  provide(editorKey, editor)
}

export function useEditor(): Editor {
  const editor = inject(editorKey)
  if (!editor) throw new Error('the scheme editor is not there')
  return editor
}
