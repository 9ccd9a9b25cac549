// Options of a choice: when one is worded anew, conditions, tiers and papers that name it follow.
import type { Condition, ProgrammeSource, ShowWhen } from '#contract/subsidies/programme.ts'
import { changeField, fieldAt, type FieldAt } from './field-editing.ts'

type Scalar = string | number | boolean

/** The list of options of the field at `at`; `edited`: one of them got another text. A text that is there twice moves nothing: it would be unclear whose it is. */
export function renamedOption(source: ProgrammeSource, at: FieldAt, options: string[], edited?: { from: string; to: string }): ProgrammeSource {
  const field = fieldAt(source, at)
  if (field?.type !== 'select') return source
  const next = changeField(source, at, { ...field, options })
  const isClear = edited && edited.from !== edited.to && !field.options.includes(edited.to) && field.options.filter((option) => option === edited.from).length === 1
  const rows = at.item === undefined ? undefined : source.sections[at.section]?.fields[at.field]?.name
  if (!edited) return withFactOptions(next, pathOf(rows, field.name), options, (value) => value)
  return follow(next, { rows, name: field.name }, options, (value) => (isClear && value === edited.from ? edited.to : value))
}

const pathOf = (rows: string | undefined, name: string) => (rows === undefined ? name : `${rows}.${name}`)

function follow(source: ProgrammeSource, { rows, name }: { rows: string | undefined; name: string }, options: string[], to: (value: Scalar) => Scalar): ProgrammeSource {
  const when = (rule: ShowWhen): ShowWhen => (rule.field === name ? { ...rule, in: rule.in.map(to) } : rule)
  const shown = <T extends { showWhen?: ShowWhen }>(one: T): T => (one.showWhen ? { ...one, showWhen: when(one.showWhen) } : one)
  const facts = withFactOptions(source, pathOf(rows, name), options, to)
  if (rows !== undefined)
    return { ...facts, sections: facts.sections.map((section) => ({ ...section, fields: section.fields.map((field) => (field.type === 'repeat' && field.name === rows ? { ...field, item: field.item.map(shown) } : field)) })) }
  const { amount } = facts
  const tier = <T extends { when: { field: string; equals: Scalar | Scalar[] } }>(one: T): T =>
    one.when.field === name ? { ...one, when: { ...one.when, equals: Array.isArray(one.when.equals) ? one.when.equals.map(to) : to(one.when.equals) } } : one
  return {
    ...facts,
    conditions: facts.conditions.map(shown),
    sections: facts.sections.map((section) => ({ ...section, fields: section.fields.map(shown) })),
    papers: facts.papers.map((paper) => (paper.requiredWhen ? { ...shown(paper), requiredWhen: when(paper.requiredWhen) } : shown(paper))),
    amount: amount.type === 'fixedByTier' ? { ...amount, tiers: amount.tiers.map(tier) } : amount.type === 'percentWithTierCap' ? { ...amount, tiers: amount.tiers.map(tier) } : amount,
  }
}

/** Facts that stand on the field know its options; conditions on them compare with the new text. */
function withFactOptions(source: ProgrammeSource, path: string, options: string[], to: (value: Scalar) => Scalar): ProgrammeSource {
  const facts = source.facts.map((fact) => (fact.source === 'form' && fact.field === path && fact.options ? { ...fact, options: [...options] } : fact))
  const ids = new Set(facts.flatMap((fact) => (fact.source === 'form' && fact.field === path ? [fact.id] : [])))
  const value = (condition: Condition): Condition['value'] => (Array.isArray(condition.value) ? condition.value.map(to) : condition.value === undefined ? undefined : to(condition.value))
  const conditions = source.conditions.map((condition) => (ids.has(condition.fact) && condition.value !== undefined ? { ...condition, value: value(condition) } : condition))
  return { ...source, facts, conditions }
}
