// Which earlier assessment a new one may begin from. Pure.
import type { EditionSummary } from '#contract/assessment/edition-schema.ts'
import type { AssessmentSummary } from '#contract/assessment/schema.ts'
import { dateOf, shortDate } from '#client/ui/format.ts'

type Known = AssessmentSummary & { isOnServer: boolean }
export interface Earlier {
  /** The latest finished one of the same edition. */
  again: Known | null
  /** The latest one of the edition this one carries from, finished or not. */
  changeover: Known | null
}
export interface StartWay {
  id: 'scratch' | 'again' | 'changeover'
  title: string
  text: string
}

const latest = (items: readonly Known[]) => items.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))[0] ?? null

/** What only this phone has cannot be begun from yet. */
export function earlierOf(items: readonly Known[], edition: Pick<EditionSummary, 'id' | 'carriesFrom'>): Earlier {
  const known = items.filter(({ isOnServer }) => isOnServer)
  return {
    again: latest(known.filter(({ editionId, state }) => editionId === edition.id && state === 'closed')),
    changeover:
      edition.carriesFrom === null
        ? null
        : latest(known.filter(({ editionId, answered }) => editionId === edition.carriesFrom && answered > 0)),
  }
}

/** The likeliest first. */
export function waysToStart({ again, changeover }: Earlier, olderEdition: string): StartWay[] {
  const day = (item: Known) => shortDate(dateOf(item.closedAt ?? item.savedAt), dateOf(Date.now()))
  return [
    ...(again
      ? [{ id: 'again' as const, title: '从上次接着', text: `${day(again)}那次的答案当建议，一项一项确认，变了的再改。要有网才能带过来。` }]
      : []),
    ...(changeover
      ? [
          {
            id: 'changeover' as const,
            title: '换版体检',
            text: `把${day(changeover)}按 ${olderEdition} 答的带过来：没变的直接用，变了的请您确认，只答新增的。要有网才能带过来。`,
          },
        ]
      : []),
    { id: 'scratch', title: '从头答', text: '一项一项答，什么都不带。' },
  ]
}
