import { computed, nextTick, reactive, ref, type ComputedRef } from 'vue'
import { isFieldReason, type KnownProblem } from '#contract/field-reasons.ts'
import { answerWarnings, normaliseAnswers } from '#contract/subsidies/answers.ts'
import { answerOf } from '#contract/subsidies/fields.ts'
import { fieldId } from '#client/ui/field-id.ts'
import { isSameAnswer } from '#client/ui/field-merge.ts'
import { fieldOf } from './draft-flush.ts'
import type { DraftAccess } from './use-draft.ts'

const tapMs = 250

/**
 * Filling in some fields of a form: which answers are wrong and whether that is shown yet, and going on. `known` are the rules' problems
 * of these fields, `isOwn` says whether a path is one of them.
 */
export function useFilling(access: DraftAccess, known: () => readonly KnownProblem[], isOwn: (path: string) => boolean) {
  const touched = reactive(new Set<string>())
  const unreadable = reactive(new Map<string, string>())
  const isAttempted = ref(false)

  /** What the rules say, what cannot even be read, and what the server would not take. */
  const problems: ComputedRef<KnownProblem[]> = computed(() => {
    const refused = access.draft.value.refused.flatMap((problem) => {
      const reason = problem.reason
      return isFieldReason(reason) ? [{ ...problem, reason }] : []
    })
    const unread = [...unreadable.keys()].map((field): KnownProblem => ({ field, reason: 'money-format' }))
    return [...unread, ...refused.filter((problem) => isOwn(problem.field)), ...known()].filter(
      (problem, index, all) => all.findIndex(({ field }) => field === problem.field) === index,
    )
  })
  const warnings = computed(() => {
    const open = access.open.value
    return open ? answerWarnings(open.programme, open.answers, open.context) : []
  })

  function isShown(path: string): boolean {
    return isAttempted.value || touched.has(path) || access.draft.value.refused.some((problem) => problem.field === path)
  }

  function onUnreadable(path: string, reason: string | null): void {
    if (reason === null) unreadable.delete(path)
    else unreadable.set(path, reason)
  }

  /** Leaving a box: what is wrong may now be said, text and codes take their one written form, and it is sent. */
  function onTouch(path: string): void {
    // A sentence that pushes the page down between finger down and up would swallow the tap that made the box lose its focus.
    setTimeout(() => touched.add(path), tapMs)
    const open = access.open.value
    const name = fieldOf(path)
    if (!open || unreadable.has(path)) return
    const typed = answerOf(open.answers, name)
    const normal = answerOf(normaliseAnswers({ sections: open.programme.sections }, { [name]: typed }), name)
    if (typed !== undefined && !isSameAnswer(typed, normal)) access.change(name, normal)
    void access.flush()
  }

  /** True when nothing is wrong here; else everything wrong is shown and the first place gets the focus. */
  async function isReadyToGo(): Promise<boolean> {
    isAttempted.value = true
    const [first] = problems.value
    if (!first) return true
    await nextTick()
    focusField(first.field)
    return false
  }

  /** Another part of the form: nothing of it was looked at yet. */
  function startOver(): void {
    isAttempted.value = false
    touched.clear()
    unreadable.clear()
  }

  return { problems, warnings, isAttempted, isShown, onUnreadable, onTouch, isReadyToGo, startOver, touched }
}

/** Moves to a field by its path, e.g. from a list of what is missing. */
export function focusField(path: string): void {
  const box = document.getElementById(fieldId(path)) ?? document.getElementById(fieldId(fieldOf(path)))
  if (!box) return
  const target = box.matches('input, select, textarea, button') ? box : (box.querySelector<HTMLElement>('input') ?? box)
  target.focus({ preventScroll: true })
  box.scrollIntoView({ block: 'center' })
}
