// What a schema cannot see in quick-check.json: that its options speak of schemes and fields there are, and of values these can hold.
import { decidingFields, sharedFields } from '#contract/subsidies/matching.ts'
import type { QuickCheck } from '#contract/subsidies/matching-schema.ts'
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import { repeated } from './fault.ts'
import { canHold } from './field-checks.ts'

type Option = QuickCheck['questions'][number]['options'][number]

/** Lines of "path: what". */
export function quickProblems(check: QuickCheck, programmes: readonly ProgrammeSource[]): string[] {
  return [
    ...repeated(check.questions.map(({ id }) => id)).map((id) => `questions: id ${id} is there twice`),
    ...check.questions.flatMap(({ options, kind }, q) => [
      ...repeated(options.map(({ value }) => value)).map((value) => `questions[${q}].options: value ${value} is there twice`),
      ...options.flatMap((option, o) => optionProblems(option, kind, programmes).map((problem) => `questions[${q}].options[${o}]${problem}`)),
    ]),
  ]
}

function optionProblems(option: Option, kind: 'one' | 'many', programmes: readonly ProgrammeSource[]): string[] {
  const lists = { sets: option.sets, otherwise: option.otherwise ?? [] }
  return [
    ...(kind === 'one' && option.otherwise ? ['.otherwise: belongs to questions of the kind many'] : []),
    ...(kind === 'one' && option.alone ? ['.alone: belongs to questions of the kind many'] : []),
    ...Object.entries(option.profile ?? {}).flatMap(([key, value]) => profileProblem(key, value, programmes)),
    ...Object.entries(lists).flatMap(([key, sets]) => sets.flatMap((set, index) => setProblem(set, programmes).map((problem) => `.${key}[${index}]${problem}`))),
  ]
}

/** Only what a firm says of itself, and some scheme asks. */
function profileProblem(key: string, value: unknown, programmes: readonly ProgrammeSource[]): string[] {
  const facts = programmes.flatMap((programme) => programme.facts.filter(({ source, field }) => source === 'profile' && field === key && key !== 'verification'))
  if (facts.length === 0) return [`.profile: no scheme asks a visitor for ${key}`]
  return facts.some(({ options }) => options === undefined || options.some((option) => option === value)) ? [] : [`.profile: ${key} is never ${JSON.stringify(value)}`]
}

function setProblem({ programmeId, field, value }: Option['sets'][number], programmes: readonly ProgrammeSource[]): string[] {
  const of = programmes.filter((programme) => (programmeId === null ? sharedFields(programme).has(field) : programme.id === programmeId))
  if (of.length === 0) return [programmeId === null ? `.field: no scheme shares ${field}` : `.programmeId: there is no scheme ${programmeId}`]
  return of.flatMap((programme) => {
    const found = decidingFields(programme).find(({ name }) => name === field)
    if (!found) return [`.field: ${field} decides nothing in ${programme.id}`]
    return canHold(found, value) ? [] : [`.value: ${field} is never ${JSON.stringify(value)}`]
  })
}
