// Everything in a scheme that points to a field by name, in one walk: to follow a renaming, and to say who still needs a field.
import type { AmountRule, ClaimRule, Field, PlainField, ProgrammeSource, ShowWhen } from '#contract/subsidies/programme.ts'

/** `rows`: the repeat field inside which the name is looked for; null for fields of the form itself. `path` may be `rows.column`. */
export interface FieldReference {
  rows: string | null
  path: string
  /** Who points: 条件「…」的比较. */
  place: string
  /** The field that points, where it is one. */
  from: string | null
}
type Visit = (reference: FieldReference) => string

export function mapReferences(source: ProgrammeSource, visit: Visit): ProgrammeSource {
  const top = (path: string, place: string) => visit({ rows: null, path, place, from: null })
  const when = (rule: ShowWhen, place: string): ShowWhen => ({ ...rule, field: top(rule.field, place) })
  const factPlace = (id: string) => `申报条件「${source.conditions.find((condition) => condition.fact === id)?.label ?? id}」`
  return {
    ...source,
    facts: source.facts.map((fact) => (fact.source === 'form' && fact.field !== undefined ? { ...fact, field: top(fact.field, factPlace(fact.id)) } : fact)),
    conditions: source.conditions.map((condition) => ({
      ...condition,
      ...(condition.valueField === undefined ? {} : { valueField: top(condition.valueField, `申报条件「${condition.label}」比较的对象`) }),
      ...(condition.showWhen === undefined ? {} : { showWhen: when(condition.showWhen, `申报条件「${condition.label}」什么时候看`) }),
    })),
    sections: source.sections.map((section) => ({ ...section, fields: section.fields.map((field) => mapField(field, visit)) })),
    papers: source.papers.map((paper) => ({
      ...paper,
      ...(paper.showWhen === undefined ? {} : { showWhen: when(paper.showWhen, `材料「${paper.name}」什么时候要`) }),
      ...(paper.requiredWhen === undefined ? {} : { requiredWhen: when(paper.requiredWhen, `材料「${paper.name}」什么时候必交`) }),
    })),
    amount: mapAmount(source.amount, (path) => top(path, '金额怎么算')),
    ...(source.claim === undefined ? {} : { claim: mapClaim(source.claim, (path) => top(path, '查重')) }),
  }
}

function mapField(field: Field, visit: Visit): Field {
  const own = mapPlain(field, null, visit)
  if (own.type !== 'repeat') return own
  return { ...own, item: own.item.map((item) => mapPlain(item, field.name, visit)) }
}

function mapPlain<F extends Field | PlainField>(field: F, rows: string | null, visit: Visit): F {
  const at = (path: string, what: string) => visit({ rows, path, place: `填项「${field.label}」${what}`, from: field.name })
  const next = { ...field, ...(field.showWhen === undefined ? {} : { showWhen: { ...field.showWhen, field: at(field.showWhen.field, '什么时候问') } }) }
  if (next.type === 'text' && next.equalsField !== undefined) next.equalsField = at(next.equalsField, '要一致的一项')
  if (next.type === 'money' && next.lteField !== undefined) next.lteField = at(next.lteField, '的上限')
  if (next.type === 'select' && next.derivedFrom !== undefined) next.derivedFrom = at(next.derivedFrom, '从哪里带出')
  if (next.type !== 'date') return next
  if (next.afterField !== undefined) next.afterField = at(next.afterField, '要晚于的一项')
  if (next.notBeforeField !== undefined) next.notBeforeField = at(next.notBeforeField, '不早于的一项')
  return next
}

function mapAmount(rule: AmountRule, at: (path: string) => string): AmountRule {
  switch (rule.type) {
    case 'percent':
      return { ...rule, base: at(rule.base) }
    case 'percentWithTierCap':
      return { ...rule, base: at(rule.base), upliftField: at(rule.upliftField), tiers: rule.tiers.map((tier) => ({ ...tier, when: { ...tier.when, field: at(tier.when.field) } })) }
    case 'fixedByTier':
      return { ...rule, tiers: rule.tiers.map((tier) => ({ ...tier, when: { ...tier.when, field: at(tier.when.field) } })) }
    case 'interest': {
      const { principal, lprPercent, from, to, pledgeRatio, interestPaid } = rule.fields
      return { ...rule, fields: { principal: at(principal), lprPercent: at(lprPercent), from: at(from), to: at(to), pledgeRatio: at(pledgeRatio), interestPaid: at(interestPaid) } }
    }
    case 'guidance':
    case 'closed':
      return rule
  }
}

function mapClaim(claim: ClaimRule, at: (path: string) => string): ClaimRule {
  return {
    ...claim,
    by: claim.by.map(at),
    ...(claim.itemField === undefined ? {} : { itemField: at(claim.itemField) }),
    ...(claim.yearField === undefined ? {} : { yearField: at(claim.yearField) }),
  }
}

/** Who points to this field of the form, in words; what it says of itself does not count. */
export function placesOfField(source: ProgrammeSource, name: string): string[] {
  return placesWhere(source, ({ rows, path, from }) => rows === null && from !== name && (path === name || path.startsWith(`${name}.`)))
}

/** Who points to this column of a repeat field. */
export function placesOfColumn(source: ProgrammeSource, rows: string, column: string): string[] {
  return placesWhere(source, (reference) => (reference.rows === rows ? reference.path === column && reference.from !== column : reference.path === `${rows}.${column}`))
}

function placesWhere(source: ProgrammeSource, isIt: (reference: FieldReference) => boolean): string[] {
  const places = new Set<string>()
  mapReferences(source, (reference) => {
    if (isIt(reference)) places.add(reference.place)
    return reference.path
  })
  return [...places]
}

/** Renames a field of the form, and everything that points to it. */
export function renamedField(source: ProgrammeSource, from: string, to: string): ProgrammeSource {
  const pointed = mapReferences(source, ({ rows, path }) => (rows !== null ? path : path === from ? to : path.startsWith(`${from}.`) ? to + path.slice(from.length) : path))
  return mapTop(pointed, (field) => (field.name === from ? { ...field, name: to } : field))
}

export function renamedColumn(source: ProgrammeSource, rows: string, from: string, to: string): ProgrammeSource {
  const pointed = mapReferences(source, ({ rows: inside, path }) => {
    if (inside === rows) return path === from ? to : path
    return inside === null && path === `${rows}.${from}` ? `${rows}.${to}` : path
  })
  return mapTop(pointed, (field) =>
    field.name === rows && field.type === 'repeat' ? { ...field, item: field.item.map((item) => (item.name === from ? { ...item, name: to } : item)) } : field,
  )
}

function mapTop(source: ProgrammeSource, change: (field: Field) => Field): ProgrammeSource {
  return { ...source, sections: source.sections.map((section) => ({ ...section, fields: section.fields.map(change) })) }
}

/** Conditions that name this paper as their evidence. */
export function placesOfPaper(source: ProgrammeSource, id: string): string[] {
  return source.conditions.filter((condition) => condition.evidence === id).map((condition) => `申报条件「${condition.label}」的证明材料`)
}
