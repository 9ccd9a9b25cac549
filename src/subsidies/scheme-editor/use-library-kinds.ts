import { computed, type ComputedRef } from 'vue'
import type { LibraryKinds } from '#contract/files/library-schema.ts'
import { listPaperKinds } from '#contract/subsidies/endpoints.ts'
import { useLoad } from '#client/ui/use-load.ts'

/** The kinds of the firms' paper library; none until they are there. */
export function useLibraryKinds(): ComputedRef<LibraryKinds['kinds']> {
  const load = useLoad({ key: ['subsidies', 'paper-kinds'], query: (read) => read(listPaperKinds), staleTime: 3_600_000 })
  return computed(() => load.data.value?.kinds ?? [])
}
