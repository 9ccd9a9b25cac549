import { computed, nextTick, reactive, ref, watch, type ComputedRef } from 'vue'
import type { KnownProblem } from '#contract/field-reasons.ts'
import { isFieldReason } from '#contract/field-reasons.ts'
import { answerWarnings, normaliseAnswers } from '#contract/subsidies/answers.ts'
import { answerOf } from '#contract/subsidies/fields.ts'
import type { PlainField, RepeatField } from '#contract/subsidies/programme.ts'
import { fieldId } from '#client/ui/field-id.ts'
import { isSameAnswer } from './answer-merge.ts'
import { fieldOf } from './draft-flush.ts'
import { stepsOf, type SectionStep, type Steps } from './steps.ts'
import type { DraftAccess } from './use-draft.ts'

/** Fields as drawn: plain ones that follow each other share a sheet, rows stand on their own. */
export type FieldGroup = { kind: 'plain'; fields: PlainField[] } | { kind: 'rows'; field: RepeatField }

const tapMs = 250

/** Filling in one section: which answers are wrong and whether that is shown yet, and going on. */
export function useSection(access: DraftAccess, sectionId: () => string) {
  const touched = reactive(new Set<string>())
  const unreadable = reactive(new Map<string, string>())
  const isAttempted = ref(false)

  const steps = computed<Steps | undefined>(() => (access.open.value ? stepsOf(access.open.value) : undefined))
  const step = computed<SectionStep | undefined>(() => steps.value?.sections.find((section) => section.id === sectionId()))
  const groups = computed<FieldGroup[]>(() => groupsOf(step.value))

  /** What the rules say, what cannot even be read, and what the server would not take. */
  const problems: ComputedRef<KnownProblem[]> = computed(() => {
    const refused = access.draft.value.refused.flatMap((problem) => {
      const reason = problem.reason
      return isFieldReason(reason) ? [{ ...problem, reason }] : []
    })
    const unread = [...unreadable.keys()].map((field): KnownProblem => ({ field, reason: 'money-format' }))
    const own = refused.filter((problem) => step.value?.section.fields.some((field) => field.name === fieldOf(problem.field)))
    return [...unread, ...own, ...(step.value?.problems ?? [])].filter(
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

  /** True when this section has nothing wrong; else everything wrong is shown and the first place gets the focus. */
  async function isReadyToGo(): Promise<boolean> {
    isAttempted.value = true
    const [first] = problems.value
    if (!first) return true
    await nextTick()
    focusField(first.field)
    return false
  }

  watch(sectionId, () => {
    isAttempted.value = false
    touched.clear()
    unreadable.clear()
  })

  return { steps, step, groups, problems, warnings, isAttempted, isShown, onUnreadable, onTouch, isReadyToGo, touched }
}

/** Moves to a field by its path, e.g. from a list of what is missing. */
export function focusField(path: string): void {
  const box = document.getElementById(fieldId(path)) ?? document.getElementById(fieldId(fieldOf(path)))
  if (!box) return
  const target = box.matches('input, select, textarea, button') ? box : (box.querySelector<HTMLElement>('input') ?? box)
  target.focus({ preventScroll: true })
  box.scrollIntoView({ block: 'center' })
}

function groupsOf(step: SectionStep | undefined): FieldGroup[] {
  const groups: FieldGroup[] = []
  for (const field of step?.section.fields ?? []) {
    const last = groups.at(-1)
    if (field.type === 'repeat') groups.push({ kind: 'rows', field })
    else if (last?.kind === 'plain') last.fields.push(field)
    else groups.push({ kind: 'plain', fields: [field] })
  }
  return groups
}
