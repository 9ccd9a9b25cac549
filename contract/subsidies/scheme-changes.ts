// What a firm has to know of a scheme that changed under its draft (pitfall C5), in the order of the form. Pure; what only officers need (basis, steps, contact) is not here.
import type { Application } from './schema.ts'
import type { Batch, Condition, Field, Paper, PlainField, ProgrammeSource } from './programme.ts'

export type FormNews = Application['formNews'][number]
/** All of a scheme that a firm fills in, hands in, is judged or paid by. */
export type Offered = Pick<ProgrammeSource, 'facts' | 'conditions' | 'sections' | 'papers' | 'amount' | 'batches'>

type Part = FormNews['part']
interface Named { name: string; label: string; /** All that counts as a change of it. */ says: unknown }

/** Help and what is filled in by itself change nothing a firm has to do. */
function fieldSays(field: Field | PlainField): unknown {
  const { help: _help, prefill: _prefill, carry: _carry, fromRight: _fromRight, ...rest } = field
  return 'item' in rest ? { ...rest, item: undefined } : rest
}

/** A repeat field is told column by column: `patents.patentNo`. */
function fieldsOf({ sections }: Offered): Named[] {
  return sections.flatMap((section) => section.fields).flatMap((field) => [
    { name: field.name, label: field.label, says: fieldSays(field) },
    ...(field.type === 'repeat' ? field.item.map((item) => ({ name: `${field.name}.${item.name}`, label: `${field.itemLabel}：${item.label}`, says: fieldSays(item) })) : []),
  ])
}

function papersOf({ papers }: Offered): Named[] {
  return papers.map((paper: Paper) => {
    const { library: _library, ...says } = paper
    return { name: paper.id, label: paper.name, says }
  })
}

function conditionsOf({ conditions, facts }: Offered): Named[] {
  return conditions.map((condition: Condition) => {
    const { remedy: _remedy, evidence: _evidence, ...says } = condition
    return { name: condition.id, label: condition.label, says: { ...says, fact: facts.find(({ id }) => id === condition.fact) } }
  })
}

/** Whether the sum has a document behind it does not change the sum. */
function amountOf({ amount }: Offered): Named[] {
  const { illustrative: _illustrative, source: _source, note: _note, ...says } = amount
  return [{ name: 'amount', label: amount.summary, says }]
}

/** When to hand in; the money of a batch is told where it counts (standings). */
function batchesOf({ batches }: Offered): Named[] {
  return batches.map(({ id, name, opensAt, closesAt }: Batch) => ({ name: id, label: name, says: { opensAt, closesAt } }))
}

/** The same whatever order the keys were written in. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false
  const [left, right] = [defined(a), defined(b)]
  return left.size === right.size && [...left].every(([key, value]) => right.has(key) && isSame(value, right.get(key)))
}

function defined(value: object): Map<string, unknown> {
  return new Map(Object.entries(value).filter(([, inside]) => inside !== undefined))
}

function changesOf(part: Part, before: readonly Named[], after: readonly Named[]): FormNews[] {
  const now = after.flatMap(({ name, label, says }): FormNews[] => {
    const old = before.find((one) => one.name === name)
    if (!old) return [{ kind: 'added', part, name, label }]
    return isSame(old.says, says) ? [] : [{ kind: 'changed', part, name, label }]
  })
  const gone = before.filter(({ name }) => !after.some((one) => one.name === name))
  // The rows of a field that came or went as a whole are not told one by one.
  const isWhole = ({ name }: { name: string }, kind: FormNews['kind'], among: readonly { name: string; kind: FormNews['kind'] }[]) => !name.includes('.') || !among.some((one) => one.name === name.split('.')[0] && one.kind === kind)
  const all = [...now, ...gone.map(({ name, label }): FormNews => ({ kind: 'removed', part, name, label }))]
  return part === 'field' ? all.filter((one) => isWhole(one, one.kind, all)) : all
}

/** What is new, different or gone in `after`, as a firm with a draft under `before` has to know it. */
export function schemeChanges(before: Offered, after: Offered): FormNews[] {
  return [
    ...changesOf('field', fieldsOf(before), fieldsOf(after)),
    ...changesOf('paper', papersOf(before), papersOf(after)),
    ...changesOf('condition', conditionsOf(before), conditionsOf(after)),
    ...changesOf('amount', amountOf(before), amountOf(after)),
    ...changesOf('batch', batchesOf(before), batchesOf(after)),
  ]
}
