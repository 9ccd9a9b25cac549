// Why a notice came, in words. Names are passed in: a value nobody knows any more is said as it is. Pure.
import type { AudienceReason } from './audience-schema.ts'

/** From id to words. */
export interface ReasonNames { titles: ReadonlyMap<string, string>; rightKinds: ReadonlyMap<string, string>; programmes: ReadonlyMap<string, string>; gapTopics: ReadonlyMap<string, string> }

export function reasonWords({ by, value }: AudienceReason, { titles, rightKinds, programmes, gapTopics }: ReasonNames): string {
  switch (by) {
    case 'everyone': return '发给全县企业'
    case 'towns': return `在${value}`
    case 'industries': return `行业是${value}`
    case 'scales': return `${value}企业`
    case 'titles': return titles.get(value) ?? value
    case 'rightKinds': return `有${rightKinds.get(value) ?? value}`
    case 'programmeIds': return `关注了或办过 ${[value, programmes.get(value)].filter((part) => part !== undefined).join(' ')}`
    case 'gapTopics': return `自评里${gapTopics.get(value) ?? value}还有差距`
  }
}

/** All of them in one line. */
export function allReasonWords(reasons: readonly AudienceReason[], names: ReasonNames): string {
  return reasons.map((reason) => reasonWords(reason, names)).join('、')
}
