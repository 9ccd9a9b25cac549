// What a schema cannot say about content/<county>/financing.json. Lines of "path: what".
import type { FinancingContent, Insurance, ProductSource } from '#contract/financing/product-schema.ts'
import type { Question, ReadinessRules } from '#contract/financing/readiness-schema.ts'
import { repeated } from './fault.ts'

const rightTypes = ['发明', '实用新型', '外观设计', 'trademark', 'software', 'other'] as const
const lightIds = ['owner', 'coOwners', 'fees', 'pledge', 'life', 'revenue', 'dispute', 'years'] as const
/** Nothing else knows these: unasked they would be green for everybody. */
const onlyAsked = ['coOwners', 'revenue', 'dispute', 'years'] as const

/** `programmeIds`, `topicIds`: schemes and topics of consultations.json that are there. */
export function financingProblems(content: FinancingContent, programmeIds: readonly string[], topicIds: readonly string[]): string[] {
  const lists = (['items', 'insurance', 'road'] as const).flatMap((list) => repeated(content[list].map(({ id }) => id)).map((id) => `${list}: id ${id} is there twice`))
  return [
    ...lists,
    ...content.items.flatMap((product, index) => productProblems(product).map((problem) => `items[${index}].${problem}`)),
    ...content.insurance.flatMap((insurance, index) => insuranceProblems(insurance, programmeIds).map((problem) => `insurance[${index}].${problem}`)),
    ...content.programmeIds.filter((id) => !programmeIds.includes(id)).map((id) => `programmeIds: there is no scheme ${id}`),
    ...readinessProblems(content.readiness, topicIds).map((problem) => `readiness.${problem}`),
  ]
}

function productProblems({ bank, mark, rate, rights, ...product }: ProductSource): string[] {
  return [
    ...isBefore(product.fromFen, product.toFen, 'toFen', 'fromFen'),
    ...isBefore(product.fromMonths, product.toMonths, 'toMonths', 'fromMonths'),
    ...(mark === 'confirmed' && bank === null ? ['mark: nobody has confirmed it while bank is null'] : []),
    ...(mark !== 'confirmed' && /[\d%％‰]/.test(rate) ? ['rate: no bank has confirmed this figure'] : []),
    ...repeated(rights).map((type) => `rights: ${type} is there twice`),
  ]
}

function insuranceProblems({ insurer, mark, programmeId, ...insurance }: Insurance, programmeIds: readonly string[]): string[] {
  return [
    ...(mark === 'confirmed' && insurer === null ? ['mark: nobody has confirmed it while insurer is null'] : []),
    ...(insurance.subsidyCapFen !== null && insurance.subsidyPercent === null ? ['subsidyCapFen: a limit of nothing, subsidyPercent is null'] : []),
    ...(programmeId !== null && !programmeIds.includes(programmeId) ? [`programmeId: there is no scheme ${programmeId}`] : []),
  ]
}

function isBefore(from: number | null, to: number | null, toName: string, fromName: string): string[] {
  if (from === null && to === null) return []
  if (from === null || to === null) return [`${from === null ? fromName : toName}: is null, the other end is not`]
  return to < from ? [`${toName}: is less than ${fromName}`] : []
}

function readinessProblems(rules: ReadinessRules, topicIds: readonly string[]): string[] {
  const each = <T extends string>(list: string, known: readonly T[], there: readonly T[]) => known.filter((one) => there.filter((other) => other === one).length !== 1).map((one) => `${list}: ${one} is not there exactly once`)
  return [
    ...each('life', rightTypes, rules.life.map(({ type }) => type)),
    ...each('lights', lightIds, rules.lights.map(({ id }) => id)),
    ...repeated(rules.questions.map(({ id }) => id)).map((id) => `questions: id ${id} is there twice`),
    ...onlyAsked.filter((light) => !rules.questions.some((question) => question.light === light)).map((light) => `questions: none feeds ${light}, so it would be green unasked`),
    ...(rules.questions.some(({ light, options }) => light === 'life' && options.some(({ months }) => months !== null)) ? [] : ['questions: none asks for how long the loan is to run']),
    ...rules.questions.flatMap((question, index) => questionProblems(question).map((problem) => `questions[${index}].${problem}`)),
    ...(rules.topic === null || topicIds.includes(rules.topic) ? [] : [`topic: ${rules.topic} is not in consultations.json`]),
  ]
}

function questionProblems({ light, options }: Question): string[] {
  const unexplained = options.flatMap(({ verdict, reason }, index) => (verdict === 'green' || reason !== null ? [] : [`options[${index}].reason: a light that is not green has a reason`]))
  const lost = options.flatMap(({ months }, index) => (months === null || light === 'life' ? [] : [`options[${index}].months: counts only where the light is life`]))
  return [
    ...repeated(options.map(({ id }) => id)).map((id) => `options: id ${id} is there twice`),
    ...(options.some(({ verdict }) => verdict === 'green') ? [] : ['options: none is green, so nobody could pass']),
    ...unexplained,
    ...lost,
  ]
}
