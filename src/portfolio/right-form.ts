// A right while it is being typed: what is typed stays text until it is sent.
import { reactive } from 'vue'
import type { FieldProblem } from '#contract/errors.ts'
import { dateProblems } from '#contract/portfolio/rules.ts'
import type { Pledge, Right, RightInput, RightKind, RightPatch, RightState } from '#contract/portfolio/schema.ts'
import { fieldReasonText } from '#client/ui/field-reason-text.ts'

export interface RightForm {
  kind: RightKind
  number: string
  title: string
  owner: string
  coOwners: string[]
  filedOn: string
  grantedOn: string
  lastDay: string
  state: RightState
  pledge: Pledge
  pledgee: string
  pledgeNumber: string
  pledgedOn: string
  /** As typed: 1, 9、35 */
  classes: string
  /** '' while the firm has not said. */
  paidYear: string
}

export function makeRightForm(right?: Right, kind: RightKind = 'patent', owner = ''): RightForm {
  return reactive({
    kind: right?.kind ?? kind,
    number: right?.number ?? '',
    title: right?.title ?? '',
    owner: right?.owner ?? owner,
    coOwners: [...(right?.coOwners ?? [])],
    filedOn: right?.filedOn ?? '',
    grantedOn: right?.grantedOn ?? '',
    lastDay: right?.kind === 'trademark' ? (right.lastDay ?? '') : '',
    state: right?.state ?? 'live',
    pledge: right?.pledge ?? 'none',
    pledgee: right?.pledgee ?? '',
    pledgeNumber: right?.pledgeNumber ?? '',
    pledgedOn: right?.pledgedOn ?? '',
    classes: right?.classes.join('、') ?? '',
    paidYear: right?.paidYear ? String(right.paidYear) : '',
  })
}

export const formFields = [
  'number',
  'title',
  'owner',
  'coOwners',
  'filedOn',
  'grantedOn',
  'lastDay',
  'state',
  'pledge',
  'pledgee',
  'pledgeNumber',
  'pledgedOn',
  'classes',
  'paidYear',
] as const
export type FormField = (typeof formFields)[number]

/** Classes as typed; null where something is no class from 1 to 45. */
export function readClasses(text: string): number[] | null {
  const parts = text
    .normalize('NFKC')
    .split(/[^\d]+/)
    .filter(Boolean)
  const classes = [...new Set(parts.map(Number))].sort((a, b) => a - b)
  const isReadable = /^[\d\s,，、;；.第类]*$/.test(text.normalize('NFKC')) && classes.every((number) => number >= 1 && number <= 45)
  return isReadable ? classes : null
}

/** Said of a pledge only while there is one. */
function pledged(form: RightForm, text: string): string | null {
  return form.pledge === 'pledged' ? text.trim() || null : null
}

/** What of the form the kind has. A pending right has no day of grant, and nothing paid. */
function readForm(form: RightForm): Required<Omit<RightPatch, 'lastDay' | 'classes'>> & Pick<RightPatch, 'lastDay' | 'classes'> {
  const isPending = form.state === 'pending'
  return {
    number: form.number,
    title: form.title,
    owner: form.owner,
    coOwners: form.coOwners.map((name) => name.trim()).filter(Boolean),
    filedOn: form.kind === 'software' ? null : form.filedOn || null,
    grantedOn: isPending ? null : form.grantedOn || null,
    state: form.state,
    pledge: form.pledge,
    pledgee: pledged(form, form.pledgee),
    pledgeNumber: pledged(form, form.pledgeNumber),
    pledgedOn: pledged(form, form.pledgedOn),
    paidYear: form.kind !== 'patent' || isPending || form.paidYear === '' ? null : Number(form.paidYear),
    ...(form.kind === 'trademark' ? { lastDay: isPending ? null : form.lastDay || null, classes: readClasses(form.classes) ?? [] } : {}),
  }
}

export function readNewRight(form: RightForm, firmId: string): RightInput {
  const { owner, ...rest } = readForm(form)
  return { firmId, kind: form.kind, ...rest, ...(owner.trim() === '' ? {} : { owner }) }
}

/** Which fields differ from what they were when the form was filled. */
export function changedFields(form: RightForm, base: RightForm): FormField[] {
  return formFields.filter((field) => JSON.stringify(form[field]) !== JSON.stringify(base[field]))
}

/** Only what differs is sent, so a colleague's change of another field stays. */
export function readPatch(form: RightForm, base: RightForm): RightPatch {
  const [now, before] = [readForm(form), readForm(base)]
  return {
    ...(differ(now.number, before.number) ? { number: now.number } : {}),
    ...(differ(now.title, before.title) ? { title: now.title } : {}),
    ...(differ(now.owner, before.owner) ? { owner: now.owner } : {}),
    ...(differ(now.coOwners, before.coOwners) ? { coOwners: now.coOwners } : {}),
    ...(differ(now.filedOn, before.filedOn) ? { filedOn: now.filedOn } : {}),
    ...(differ(now.grantedOn, before.grantedOn) ? { grantedOn: now.grantedOn } : {}),
    ...(differ(now.lastDay, before.lastDay) ? { lastDay: now.lastDay ?? null } : {}),
    ...(differ(now.state, before.state) ? { state: now.state } : {}),
    ...(differ(now.pledge, before.pledge) ? { pledge: now.pledge } : {}),
    ...(differ(now.pledgee, before.pledgee) ? { pledgee: now.pledgee } : {}),
    ...(differ(now.pledgeNumber, before.pledgeNumber) ? { pledgeNumber: now.pledgeNumber } : {}),
    ...(differ(now.pledgedOn, before.pledgedOn) ? { pledgedOn: now.pledgedOn } : {}),
    ...(differ(now.classes, before.classes) ? { classes: now.classes ?? [] } : {}),
    ...(differ(now.paidYear, before.paidYear) ? { paidYear: now.paidYear } : {}),
  }
}

function differ(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) !== JSON.stringify(b)
}

/** A colleague saved meanwhile: what was not touched here becomes theirs, what was typed stays. */
export function takeNewest(form: RightForm, base: RightForm, newest: RightForm): void {
  const touched = new Set(changedFields(form, base))
  const untouched = Object.fromEntries(formFields.filter((field) => !touched.has(field)).map((field) => [field, newest[field]]))
  Object.assign(form, untouched)
}

/** What the order of the days says at once; the same rule as on the server. */
export function dateSentences(form: RightForm, today: string): Partial<Record<string, string>> {
  const isPending = form.state === 'pending'
  const problems = dateProblems(
    {
      kind: form.kind,
      filedOn: form.kind === 'software' ? null : form.filedOn || null,
      grantedOn: isPending ? null : form.grantedOn || null,
      lastDay: form.kind === 'trademark' && !isPending ? form.lastDay || null : null,
    },
    today,
  )
  return sentencesOf(problems)
}

/** Sentences by field; a problem of one row stands under `coOwners[0]`. */
export function sentencesOf(problems: readonly FieldProblem[]): Partial<Record<string, string>> {
  return Object.fromEntries(problems.map((problem) => [problem.field, fieldReasonText(problem.reason, problem.limit)]))
}
