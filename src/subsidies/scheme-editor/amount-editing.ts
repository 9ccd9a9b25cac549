// How much: the six kinds of rule, and what stays of one when another is chosen.
import type { AmountRule, Field, ProgrammeSource } from '#contract/subsidies/programme.ts'

export type AmountType = AmountRule['type']
export type Rule<T extends AmountType> = Extract<AmountRule, { type: T }>
export type Tier = Rule<'fixedByTier'>['tiers'][number] | Rule<'percentWithTierCap'>['tiers'][number]

export const amountTypes: readonly { value: AmountType; word: string }[] = [
  { value: 'percent', word: '按比例' },
  { value: 'percentWithTierCap', word: '按比例，分档封顶' },
  { value: 'fixedByTier', word: '定额，分档' },
  { value: 'interest', word: '贷款贴息' },
  { value: 'guidance', word: '只推荐，县里不拨钱' },
  { value: 'closed', word: '停办，不再计算' },
]

/** Fields of the form by kind: what a rule can count with. Columns of rows have no single answer. */
export function fieldsOfType(source: Pick<ProgrammeSource, 'sections'>, ...types: Field['type'][]): Field[] {
  return source.sections.flatMap((section) => section.fields).filter((field) => types.includes(field.type))
}

/** Another kind of rule: percentage, base, limits and tiers stay where the new one has them; the sentence and the source always. */
export function changeAmountType(source: ProgrammeSource, type: AmountType): ProgrammeSource {
  const old = source.amount
  if (old.type === type) return source
  const { illustrative, summary, source: from, note } = old
  const base = { illustrative, summary, ...(from === undefined ? {} : { source: from }), ...(note === undefined ? {} : { note }) }
  return { ...source, amount: ruleOf(type, base, old, source) }
}

type Base = Pick<AmountRule, 'illustrative' | 'summary' | 'source' | 'note'>

function ruleOf(type: AmountType, base: Base, old: AmountRule, source: ProgrammeSource): AmountRule {
  const first = (...types: Field['type'][]) => fieldsOfType(source, ...types)[0]?.name ?? ''
  const percent = 'percent' in old ? old.percent : 10
  const money = 'base' in old ? old.base : first('money')
  const most = capOf(old)
  switch (type) {
    case 'percent':
      return { ...base, type, percent, base: money, capFenPerFirmPerYear: most }
    case 'percentWithTierCap':
      return { ...base, type, percent, base: money, upliftPercentPoints: 10, upliftField: first('boolean'), tiers: 'tiers' in old ? old.tiers.map((tier) => ({ when: tier.when, label: tier.label, capFen: fenOf(tier) })) : [] }
    case 'fixedByTier':
      return { ...base, type, combine: 'max', tiers: 'tiers' in old ? old.tiers.map((tier) => ({ when: tier.when, label: tier.label, fen: fenOf(tier) })) : [] }
    case 'interest':
      return { ...base, type, ratePercentOfLpr: 60, capFenPerFirmPerYear: most, fields: { principal: first('money'), lprPercent: first('number'), from: first('date'), to: fieldsOfType(source, 'date')[1]?.name ?? '', pledgeRatio: fieldsOfType(source, 'number')[1]?.name ?? '', interestPaid: fieldsOfType(source, 'money')[1]?.name ?? '' } }
    case 'guidance':
      return { ...base, type, capFen: most }
    case 'closed':
      return { ...base, type }
  }
}

function capOf(rule: AmountRule): number {
  if ('capFenPerFirmPerYear' in rule) return rule.capFenPerFirmPerYear
  return 'capFen' in rule ? rule.capFen : 0
}
function fenOf(tier: Tier): number {
  return 'fen' in tier ? tier.fen : tier.capFen
}

/** The fields whose answers the rule needs for a trial, each once, with those that decide whether they are asked. */
export function trialFields(source: ProgrammeSource): Field[] {
  const rule = source.amount
  const names = new Set<string>([
    ...('base' in rule ? [rule.base] : []),
    ...('upliftField' in rule ? [rule.upliftField] : []),
    ...('fields' in rule ? Object.values(rule.fields) : []),
    ...('tiers' in rule ? rule.tiers.map((tier) => tier.when.field) : []),
  ])
  const fields = source.sections.flatMap((section) => section.fields)
  for (const name of names) {
    const gate = fields.find((field) => field.name === name)?.showWhen?.field
    if (gate !== undefined) names.add(gate)
  }
  return fields.filter((field) => names.has(field.name))
}
