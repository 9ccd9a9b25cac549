import { computed, shallowRef, toValue, watch, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import type { EntryKey } from '@pinia/colada'
import { call } from '../http.ts'
import { useLoad, type Call, type Load } from './use-load.ts'
import { useSubmit, type Submit } from './use-submit.ts'

interface Page<I> {
  items: I[]
  next?: string
}

export interface Pages<I, P> extends Load<P> {
  /** Of all pages read so far, none twice. */
  items: ComputedRef<I[]>
  hasMore: ComputedRef<boolean>
  /** Reads the next page; its failure is in `more.error`, and asking again tries again. */
  more: Submit<[], P>
}

/**
 * A list by cursor. `data` is the first page (with whatever else its reply says); further pages come on `more.submit()` and are dropped
 * when the key changes or the first page no longer ends where it did.
 *
 *   const inbox = usePages({ key: () => ['messages', 'list', tab], query: (call, cursor) => call(listMessages, { query: { cursor } }) })
 */
export function usePages<I extends { id: string }, P extends Page<I>>(options: {
  key: MaybeRefOrGetter<EntryKey>
  query: (call: Call, cursor: string | undefined, signal?: AbortSignal) => Promise<P>
  enabled?: MaybeRefOrGetter<boolean>
  staleTime?: number
}): Pages<I, P> {
  const { query, ...rest } = options
  const first = useLoad<P>({ ...rest, query: (read, signal) => query(read, undefined, signal) })
  const later = shallowRef<P[]>([])
  const place = () => `${JSON.stringify(toValue(options.key))} ${first.data.value?.next ?? ''}`
  watch(place, () => (later.value = []))

  const next = computed(() => (later.value.length > 0 ? later.value.at(-1)?.next : first.data.value?.next))
  const items = computed(() => {
    const byId = new Map<string, I>()
    for (const page of [first.data.value, ...later.value])
      for (const item of page?.items ?? []) if (!byId.has(item.id)) byId.set(item.id, item)
    return [...byId.values()]
  })
  const more = useSubmit(async () => {
    const before = place()
    const page = await query(call, next.value)
    if (place() === before) later.value = [...later.value, page]
    return page
  })

  return { ...first, items, hasMore: computed(() => next.value !== undefined), more }
}
