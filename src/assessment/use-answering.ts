// One item being answered: what is chosen, what is typed, and when the two are an answer. A choice that needs a note waits for it.
import { computed, onBeforeUnmount, ref, watch, type ComputedRef, type Ref } from 'vue'
import { noteRequired } from '#contract/assessment/answers.ts'
import type { AnswerWord } from '#contract/assessment/schema.ts'
import type { LocalAnswer } from './use-assessment.ts'

export interface Answering {
  /** What the buttons show: a choice that still waits for its note, else the answer. */
  chosen: ComputedRef<AnswerWord | null>
  isWaiting: ComputedRef<boolean>
  note: Ref<string>
  isNoteRequired: ComputedRef<boolean>
  /** `needs-note`: nothing is answered before something is written. */
  choose(word: AnswerWord): 'saved' | 'needs-note' | 'same'
  /** Keeps what is typed now; not in the middle of a composition (pitfall C36). */
  flush(): void
  composition: { start(): void; end(): void }
  /** The choice that waits is given up. */
  giveUp(): void
}

/** Long enough that not each letter becomes an answer of its own in the history. */
const typingPauseMs = 900

export function useAnswering(
  itemId: () => string,
  answerOf: (itemId: string) => LocalAnswer | undefined,
  setAnswer: (itemId: string, answer: AnswerWord | null, note: string) => void,
): Answering {
  const answer = () => answerOf(itemId())
  const waiting = ref<AnswerWord | null>(null)
  const note = ref(answer()?.note ?? '')
  /** The note as it was last given to be kept. */
  let given = note.value
  let isComposing = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const saved = computed(() => answer()?.answer ?? null)
  const chosen = computed(() => waiting.value ?? saved.value)
  const isNoteRequired = computed(() => chosen.value !== null && noteRequired.has(chosen.value))

  function put(id: string, word: AnswerWord | null): void {
    clearTimeout(timer)
    waiting.value = null
    given = note.value
    setAnswer(id, word, note.value)
  }
  /** Of the item that was before the person when it was typed. */
  function keep(id: string): void {
    clearTimeout(timer)
    if (isComposing || note.value === given) return
    const word = waiting.value ?? answerOf(id)?.answer ?? null
    // An emptied note would take the answer's ground away: the text that was there stays until something else is written or chosen.
    if (word !== null && noteRequired.has(word) && note.value.trim() === '') return
    put(id, word)
  }

  watch(note, () => {
    clearTimeout(timer)
    if (note.value !== given) timer = setTimeout(() => keep(itemId()), typingPauseMs)
  })
  // Before the next item is drawn, what was typed to this one is kept.
  watch(
    itemId,
    (_next, before) => {
      isComposing = false
      keep(before)
      waiting.value = null
      note.value = given = answer()?.note ?? ''
    },
    { flush: 'sync' },
  )
  // Another phone, or 撤销, has changed the note; what is being typed stays.
  watch(
    () => answer()?.note,
    (text = '') => {
      if (note.value === given && text !== given) note.value = given = text
    },
  )
  const onHidden = () => document.visibilityState === 'hidden' && keep(itemId())
  document.addEventListener('visibilitychange', onHidden)
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', onHidden)
    isComposing = false
    keep(itemId())
  })

  return {
    chosen,
    isWaiting: computed(() => waiting.value !== null),
    note,
    isNoteRequired,
    choose(word) {
      if (noteRequired.has(word) && note.value.trim() === '') {
        waiting.value = word
        return 'needs-note'
      }
      if (word === saved.value && waiting.value === null && answer()?.origin !== 'suggested' && note.value === given) return 'same'
      put(itemId(), word)
      return 'saved'
    },
    flush: () => keep(itemId()),
    composition: {
      start: () => {
        isComposing = true
        clearTimeout(timer)
      },
      end: () => {
        isComposing = false
        timer = setTimeout(() => keep(itemId()), typingPauseMs)
      },
    },
    giveUp: () => (waiting.value = null),
  }
}
