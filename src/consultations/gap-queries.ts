// Gaps of a self-check, to take along to an expert: only with a network.
import { byItem } from '#contract/assessment/answers.ts'
import { getAssessment, getEdition, listAssessments } from '#contract/assessment/endpoints.ts'
import { gapsOf } from '#contract/assessment/gaps.ts'
import { askedItems, placedItems } from '#contract/assessment/scope.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import type { PickedGap } from './kept-draft.ts'

export interface FirmGaps {
  /** The one they are of was last worked on then; null: the firm has none. */
  savedAt: string | null
  items: PickedGap[]
}

/** Of the firm's latest self-check; nothing is asked while `firmId` is null. */
export function useFirmGaps(firmId: () => string | null): Load<FirmGaps> {
  return useLoad({
    key: () => ['consultations', 'gaps', firmId() ?? ''],
    query: async (read) => {
      const { items } = await read(listAssessments, { query: { firmId: firmId() ?? '' } })
      const latest = items.filter(({ answered }) => answered > 0).toSorted((one, other) => other.savedAt.localeCompare(one.savedAt))[0]
      if (!latest) return { savedAt: null, items: [] }
      const [assessment, edition] = await Promise.all([
        read(getAssessment, { params: { id: latest.id } }),
        read(getEdition, { params: { id: latest.editionId } }),
      ])
      const gaps = gapsOf(askedItems(edition, assessment.opening, assessment.takenBack), byItem(assessment.answers))
      return {
        savedAt: assessment.savedAt,
        items: gaps.map(({ item }) => ({ assessmentId: latest.id, itemId: item.id, title: item.question })),
      }
    },
    enabled: () => firmId() !== null,
    staleTime: 60_000,
  })
}

/** What one item asks, in its edition's words; undefined while unknown, null when there is no such item. */
export function useGapTitle(gap: () => { assessmentId: string; itemId: string } | null): Load<PickedGap | null> {
  return useLoad({
    key: () => ['consultations', 'gap', gap()?.assessmentId ?? '', gap()?.itemId ?? ''],
    query: async (read) => {
      const { assessmentId, itemId } = gap() ?? { assessmentId: '', itemId: '' }
      const { editionId } = await read(getAssessment, { params: { id: assessmentId } })
      const edition = await read(getEdition, { params: { id: editionId } })
      const found = placedItems(edition).find(({ item }) => item.id === itemId)
      return found ? { assessmentId, itemId, title: found.item.question } : null
    },
    enabled: () => gap() !== null,
    staleTime: 600_000,
  })
}
