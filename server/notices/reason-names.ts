// What the ids of an audience are called in this county.
import type { ReasonNames } from '#contract/notices/reason-words.ts'
import type { Deps } from '../deps.ts'
import { kindWords } from '../portfolio/rights-sheet-words.ts'

const named = (list: readonly { id: string; title: string }[]) => new Map(list.map(({ id, title }) => [id, title]))

export function reasonNames({ content, clock }: Pick<Deps, 'content' | 'clock'>): ReasonNames {
  return { titles: named(content.county.titles), rightKinds: new Map(Object.entries(kindWords)), programmes: named(content.summaries(clock.now())), gapTopics: named(content.consultations.topics) }
}
