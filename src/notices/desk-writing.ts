// What the parts of the notice editor have in common: the words as they stand, how to change them, and what is wrong where.
import { computed, inject, provide, ref, type ComputedRef, type InjectionKey, type Ref } from 'vue'
import type { AudienceChoices } from '#contract/notices/audience-schema.ts'
import type { NoticeProblem, NoticeSave, NoticeText } from '#contract/notices/desk-schema.ts'
import { fieldId } from '#client/ui/field-id.ts'
import { problemsOf, type NoticeDraft } from './desk-draft.ts'
import { useAudienceChoices } from './desk-queries.ts'
import { useNoticeStore } from './desk-store.ts'
import { fieldOfPath, problemText } from './desk-words.ts'

export interface Writing {
  id: string
  draft: NoticeDraft
  words: ComputedRef<NoticeSave>
  text: ComputedRef<NoticeText>
  choices: ComputedRef<AudienceChoices | undefined>
  problems: ComputedRef<NoticeProblem[]>
  change: (next: (words: NoticeSave) => NoticeSave) => void
  set: <K extends keyof NoticeText>(key: K, value: NoticeText[K]) => void
  /** What is only empty is told beside its field once somebody has asked what is missing. */
  isAsked: Ref<boolean>
  /** The sentence about exactly this place, e.g. `deadlines[0].on`. */
  problemAt: (path: string) => string | undefined
  /** The first sentence about this place or anything in it. */
  problemIn: (path: string) => string | undefined
}
const emptiness = new Set(['required', 'rows-min', 'audience-empty'])
const writingKey: InjectionKey<Writing> = Symbol('notice-writing')

export function provideWriting(draft: NoticeDraft, first: NoticeSave): Writing {
  const store = useNoticeStore()
  const choices = useAudienceChoices()
  const words = computed(() => draft.words ?? first)
  const problems = computed(() => problemsOf(draft))
  const isAsked = ref(draft.notice?.open?.sentBack !== null)
  const told = computed(() => problems.value.filter(({ reason }) => isAsked.value || !emptiness.has(reason)))
  const change = (next: (words: NoticeSave) => NoticeSave) => store.change(draft.id, next)
  const sentence = (problem: NoticeProblem | undefined) => problem && problemText(problem)
  const writing: Writing = {
    id: draft.id, draft, isAsked, words, text: computed(() => words.value.text), choices: choices.data, problems, change,
    set: (key, value) => change((now) => ({ ...now, text: { ...now.text, [key]: value } })),
    problemAt: (path) => sentence(told.value.find(({ field }) => field === path)),
    problemIn: (path) => sentence(told.value.find(({ field }) => field === path || field.startsWith(`${path}[`) || field.startsWith(`${path}.`))),
  }
  provide(writingKey, writing)
  return writing
}

export function useWriting(): Writing {
  const writing = inject(writingKey)
  if (!writing) throw new Error('the notice editor is not there')
  return writing
}

/** Brings the place a problem is about into view, the box itself where there is one, else its section. */
export function goToProblem(field: string): void {
  const box = document.getElementById(fieldId(field)) ?? document.getElementById(fieldId(fieldOfPath(field))) ?? document.getElementById(`nd-part-${fieldOfPath(field)}`)
  box?.scrollIntoView({ block: 'center' })
  box?.focus({ preventScroll: true })
}

/** What somebody else changed too waits at the top, where nobody may be looking. */
export function goToClash(): void {
  const box = document.querySelector('.nd-clash')
  box?.scrollIntoView({ block: 'center' })
  box?.querySelector('button')?.focus({ preventScroll: true })
}
