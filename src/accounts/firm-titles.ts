import { computed, type ComputedRef } from 'vue'
import { useCountyPart } from '#client/ui/county.ts'

/** A firm's titles as the county calls them, in its order; one the county no longer knows is left out. */
export function useTitleWords(ids: () => readonly string[]): ComputedRef<string> {
  const county = useCountyPart('titles', ({ titles }) => titles)
  return computed(() => (county.data.value ?? []).flatMap(({ id, title }) => (ids().includes(id) ? [title] : [])).join('、'))
}
