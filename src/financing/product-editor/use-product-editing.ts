// One product open in the editor: its words, what stands in the way, and the way to change a part.
import { computed, inject, provide, shallowReactive, type ComputedRef, type InjectionKey } from 'vue'
import type { InsuranceDraft, LoanDraft } from '#contract/financing/editing-schema.ts'
import type { FieldProblem } from '#contract/errors.ts'
import type { ParsedMoney } from '#contract/identifiers/money.ts'
import { listProgrammes } from '#contract/subsidies/public-endpoints.ts'
import { useLoad } from '#client/ui/use-load.ts'
import { problemsOfWords, showProblem, type ShownProblem } from './product-fields.ts'
import { isLoan, useProductWork, type ProductWork, type ProductWords } from './product-work.ts'

export interface ProductEditing {
  work: ComputedRef<ProductWork>
  loan: ComputedRef<LoanDraft | null>
  insurance: ComputedRef<InsuranceDraft | null>
  programmes: ComputedRef<readonly { value: string; word: string }[]>
  problems: ComputedRef<ShownProblem[]>
  /** Beside the field: at once what was written wrongly, what is missing only once it was to be sent. */
  errorOf(field: string): string | undefined
  errorsOf(part: string): Record<number, string>
  set(part: string, value: string | readonly string[]): void
  unreadable(field: string, reason: Extract<ParsedMoney, { ok: false }> | null): void
  ask(): void
}
const key: InjectionKey<ProductEditing> = Symbol('product editing')

export function provideProductEditing(id: string): ProductEditing {
  const store = useProductWork()
  const work = computed(() => store.workOf(id))
  const words = computed(() => work.value.words)
  const loan = computed(() => (words.value && isLoan(words.value) ? words.value : null))
  const insurance = computed(() => (words.value && !isLoan(words.value) ? words.value : null))
  const schemes = useLoad({ key: ['public', 'programmes'], query: (read) => read(listProgrammes), enabled: () => insurance.value !== null, staleTime: 60_000 })
  const programmes = computed(() => (schemes.data.value?.items ?? []).map(({ id: value, title }) => ({ value, word: title })))
  const bad = shallowReactive(new Map<string, FieldProblem>())
  const asked = shallowReactive({ is: false })
  const all = computed<FieldProblem[]>(() => (words.value ? problemsOfWords(words.value, schemes.data.value?.items.map((scheme) => scheme.id), bad) : []))
  const problems = computed(() => all.value.flatMap((problem) => (words.value ? showProblem(words.value, problem) : [])))
  const isShown = ({ reason }: FieldProblem) => asked.is || reason !== 'required'
  function errorOf(field: string): string | undefined {
    const problem = all.value.find((one) => one.field === field && isShown(one))
    return problem && words.value ? showProblem(words.value, problem).text : undefined
  }
  const editing: ProductEditing = {
    work,
    loan,
    insurance,
    programmes,
    problems,
    errorOf,
    errorsOf: (part) =>
      Object.fromEntries(
        all.value.flatMap((problem) => {
          const place = /^(\w+)\[(\d+)\]$/.exec(problem.field)
          return place && place[1] === part ? [[Number(place[2]), errorOf(problem.field) ?? '']] : []
        }),
      ),
    set: (part, value) => store.change(id, (before): ProductWords => ({ ...before, [part]: value })),
    unreadable(field, reason) {
      if (reason) bad.set(field, { field, reason: reason.reason, ...(reason.limit === undefined ? {} : { limit: reason.limit }) })
      else bad.delete(field)
    },
    ask: () => (asked.is = true),
  }
  provide(key, editing)
  return editing
}

export function useProductEditing(): ProductEditing {
  const editing = inject(key)
  if (!editing) throw new Error('no product is open for editing above this component')
  return editing
}
