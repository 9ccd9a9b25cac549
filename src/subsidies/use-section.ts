import { computed, watch } from 'vue'
import type { PlainField, RepeatField } from '#contract/subsidies/programme.ts'
import { fieldOf } from './draft-flush.ts'
import { stepsOf, type SectionStep, type Steps } from './steps.ts'
import type { DraftAccess } from './use-draft.ts'
import { useFilling } from './use-filling.ts'

/** Fields as drawn: plain ones that follow each other share a sheet, rows stand on their own. */
export type FieldGroup = { kind: 'plain'; fields: PlainField[] } | { kind: 'rows'; field: RepeatField }

/** Filling in one section. */
export function useSection(access: DraftAccess, sectionId: () => string) {
  const steps = computed<Steps | undefined>(() => (access.open.value ? stepsOf(access.open.value) : undefined))
  const step = computed<SectionStep | undefined>(() => steps.value?.sections.find((section) => section.id === sectionId()))
  const groups = computed<FieldGroup[]>(() => groupsOf(step.value))
  const filling = useFilling(
    access,
    () => step.value?.problems ?? [],
    (path) => step.value?.section.fields.some((field) => field.name === fieldOf(path)) ?? false,
  )
  watch(sectionId, filling.startOver)
  return { ...filling, steps, step, groups }
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
