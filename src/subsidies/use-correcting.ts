import { computed, ref, shallowRef, type ComputedRef } from 'vue'
import { isFieldReason, type KnownProblem } from '#contract/field-reasons.ts'
import { answerWarnings, checkAnswers, normaliseAnswers } from '#contract/subsidies/answers.ts'
import type { CheckContext } from '#contract/subsidies/check-field.ts'
import { answerOf, findField, rowsOf, visibleSections } from '#contract/subsidies/fields.ts'
import { changedPaths, valueAt } from '#contract/subsidies/openings.ts'
import { findPayeeFields } from '#contract/subsidies/payee.ts'
import type { Field, Programme } from '#contract/subsidies/programme.ts'
import type { Answers, Application } from '#contract/subsidies/schema.ts'
import type { ApiError } from '#client/http.ts'
import { answerText } from './answer-text.ts'
import { fieldOf } from './draft-flush.ts'

/** One changed place as the firm will read it. */
export interface Correction {
  path: string
  label: string
  before: string
  after: string
}

type Case = Pick<Application, 'answers'>

/** Names of the fields nobody but the firm changes: to whom the money goes. */
export function lockedFields(programme: Programme): string[] {
  const payee = findPayeeFields(programme).fields
  const sensitive = programme.sections.flatMap((section) => section.fields).filter((field) => field.type === 'text' && field.sensitive)
  return [...new Set([...sensitive.map((field) => field.name), ...(payee ? Object.values(payee) : [])])]
}

/** What an officer changes on the firm's behalf, before it is sent: the answers with it, what is wrong with them, what the firm will read. */
export function useCorrecting(
  application: () => Case,
  programme: () => Programme,
  context: () => CheckContext,
  error: () => ApiError | null,
) {
  const patch = shallowRef<Answers>({})
  const unreadable = ref(new Map<string, string>())

  const answers: ComputedRef<Answers> = computed(() => {
    const merged: Answers = { ...application().answers, ...patch.value }
    for (const name of Object.keys(patch.value)) if (patch.value[name] === null) delete merged[name]
    return merged
  })
  const locked = computed(() => lockedFields(programme()))
  const fields = computed(() =>
    visibleSections(programme(), answers.value).flatMap((section) =>
      section.fields.map((field) => ({
        value: field.name,
        word: section.title === field.label ? field.label : `${section.title}：${field.label}`,
        field,
      })),
    ),
  )
  const changes = computed<Correction[]>(() =>
    changedPaths(application().answers, answers.value).flatMap((path) => {
      const field = findField(programme(), fieldOf(path))
      return field ? [lineOf(field, path)] : []
    }),
  )
  const isLocked = (name: string) => locked.value.includes(name)
  const problemsOf = (all: Answers) => checkAnswers(programme(), all, context()).filter((problem) => !isLocked(fieldOf(problem.field)))

  /** New faults only: what was wrong when it was handed in is not this officer's doing. */
  const problems = computed<KnownProblem[]>(() => {
    const old = new Set(problemsOf(application().answers).map((problem) => `${problem.field} ${problem.reason}`))
    const own = problemsOf(answers.value).filter((problem) => !old.has(`${problem.field} ${problem.reason}`))
    return [...own, ...refused.value.filter((problem) => !own.some((one) => one.field === problem.field))]
  })
  const refused = computed<KnownProblem[]>(() =>
    (error()?.fields ?? []).flatMap(({ field, reason, limit }) =>
      field.startsWith('answers.') && isFieldReason(reason) ? [{ field: field.slice('answers.'.length), reason, limit }] : [],
    ),
  )
  const warnings = computed(() => answerWarnings(programme(), answers.value, context()))

  function lineOf(field: Field, path: string): Correction {
    const texts = [application().answers, answers.value].map((all) => textAt(field, all, path))
    const [before = '', after = ''] = texts
    return { path, label: labelOf(field, path), before, after }
  }

  function change(name: string, value: unknown): void {
    patch.value = { ...patch.value, [name]: value }
  }
  /** Leaving a box: text and codes take their one written form. */
  function settle(name: string): void {
    const field = findField(programme(), name)
    const value = answerOf(patch.value, name)
    if (!field || value === undefined || value === null) return
    change(name, answerOf(normaliseAnswers({ sections: [{ id: '', title: '', hint: '', fields: [field] }] }, { [name]: value }), name))
  }
  function undo(path: string): void {
    const { [fieldOf(path)]: _gone, ...rest } = patch.value
    patch.value = rest
    clearUnreadable(fieldOf(path))
  }
  function clearUnreadable(name: string): void {
    for (const path of unreadable.value.keys()) if (fieldOf(path) === name) unreadable.value.delete(path)
  }
  function onUnreadable(path: string, reason: string | null): void {
    if (reason === null) unreadable.value.delete(path)
    else unreadable.value.set(path, reason)
  }

  return { patch, answers, fields, isLocked, changes, problems, warnings, unreadable, change, settle, undo, onUnreadable }
}

/** 第 2 件专利的专利号, 银行账号 … */
function labelOf(field: Field, path: string): string {
  const match = /\[(\d+)\](?:\.(.+))?$/.exec(path)
  if (field.type !== 'repeat' || !match) return field.label
  const item = field.item.find((one) => one.name === match[2])
  return `第 ${Number(match[1]) + 1} 件${field.itemLabel}${item ? `的${item.label}` : ''}`
}

function textAt(field: Field, answers: Answers, path: string): string {
  const match = /\[(\d+)\]\.(.+)$/.exec(path)
  if (field.type !== 'repeat' || !match) return answerText(field, answerOf(answers, field.name), answers)
  const item = field.item.find((one) => one.name === match[2])
  const row = rowsOf(answerOf(answers, field.name))[Number(match[1])] ?? {}
  return item ? answerText(item, valueAt(answers, path), row) : ''
}
