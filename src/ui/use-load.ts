import { computed, inject, type ComputedRef, type InjectionKey, type MaybeRefOrGetter } from 'vue'
import { useQuery, type EntryKey } from '@pinia/colada'
import { call, toApiError, type ApiError } from '../http.ts'

export type Call = typeof call
/** Who answers a page's reading: http.ts in the browser, the content itself while the server renders (no request to itself). */
export const callKey: InjectionKey<Call> = Symbol('call')

export interface Load<T> {
  data: ComputedRef<T | undefined>
  /** `loading` only while there is nothing to show; a refresh behind shown data stays `ready`. */
  status: ComputedRef<'loading' | 'ready' | 'failed'>
  error: ComputedRef<ApiError | null>
  /** True whenever a request is under way. */
  isFetching: ComputedRef<boolean>
  reload: () => Promise<unknown>
}

/**
 * Reads from the server through the query cache; works in a page the server renders.
 *
 *   const programme = useLoad({ key: () => ['subsidies', 'programme', id], query: (call) => call(getProgramme, { params: { id } }) })
 */
export function useLoad<T>(options: {
  key: MaybeRefOrGetter<EntryKey>
  query: (call: Call, signal: AbortSignal) => Promise<T>
  enabled?: MaybeRefOrGetter<boolean>
  /** Milliseconds for which the data is not asked for again. Default 5 s. */
  staleTime?: number
}): Load<T> {
  const read = inject(callKey, call)
  const query = useQuery<T, Error>({
    key: options.key,
    query: ({ signal }) => options.query(read, signal),
    enabled: options.enabled ?? true,
    staleTime: options.staleTime ?? 5_000,
  })
  // A reading that failed while the server rendered arrives as null with the page.
  const data = computed(() => query.data.value ?? undefined)
  return {
    data,
    status: computed(() => (data.value !== undefined ? 'ready' : query.error.value ? 'failed' : 'loading')),
    error: computed(() => (query.error.value ? toApiError(query.error.value) : null)),
    isFetching: computed(() => query.asyncStatus.value === 'loading'),
    reload: () => query.refetch(),
  }
}
