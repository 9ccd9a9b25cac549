// Editions as the public pages read them; only what a page shows travels inside the rendered page.
import type { Edition, EditionSummary } from '#contract/assessment/edition-schema.ts'
import { getEdition, listEditions } from '#contract/assessment/public-endpoints.ts'
import { quickItems, type PlacedItem } from '#contract/assessment/scope.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'

/** All editions, the default first. */
export function useEditionList(): Load<{ items: EditionSummary[] }> {
  return useLoad({ key: ['public', 'assessment', 'editions'], query: (read) => read(listEditions), staleTime: 600_000 })
}

/** What the check without an account needs of an edition: its dozen and how it is judged. */
export interface QuickSheet extends Pick<Edition, 'id' | 'version' | 'edition' | 'disclaimer' | 'scoring'> {
  items: PlacedItem[]
  /** Of the whole list. */
  total: number
  redLines: number
}

/** Chapters and clauses of the dozen only, each once. */
export function quickSheetOf(edition: Edition): QuickSheet {
  const { id, version, edition: name, disclaimer, scoring } = edition
  const items = quickItems(edition).map(({ item, clause, chapter }) => ({
    item,
    clause: { ...clause, items: [] },
    chapter: { ...chapter, clauses: [] },
  }))
  const total = edition.chapters.flatMap((chapter) => chapter.clauses.flatMap((clause) => clause.items)).length
  return { id, version, edition: name, disclaimer, scoring, items, total, redLines: edition.redLines.length }
}

export function useQuickSheet(): Load<QuickSheet> {
  return useLoad({
    key: ['public', 'assessment', 'quick'],
    query: async (read) => {
      const { items } = await read(listEditions)
      const current = items.find(({ status, quick }) => status === 'current' && quick > 0)
      return quickSheetOf(await read(getEdition, { params: { id: current?.id ?? '' } }))
    },
    staleTime: 600_000,
  })
}
