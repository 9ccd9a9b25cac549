import { computed, ref, shallowRef } from 'vue'
import { useQueryCache } from '@pinia/colada'
import { publiciseBatch } from '#contract/subsidies/endpoints.ts'
import type { BatchResult } from '#contract/subsidies/batching.ts'
import { call, toApiError, type ApiError } from '#client/http.ts'
import { makeIdempotencyKey } from '#client/ui/use-submit.ts'

type Item = BatchResult['items'][number]
/** Cases sent at once: few enough that one answer is never long in coming. */
const casesAtOnce = 25

/** Publicises many cases, some at a time. What was answered is not sent again; what nobody knows of keeps its key, so going on begins nothing twice. */
export function useBatchPosting() {
  const cache = useQueryCache()
  const items = shallowRef<readonly Item[]>([])
  const isSending = ref(false)
  const failure = shallowRef<ApiError | null>(null)
  const isDone = ref(false)
  let pending: { key: string; ids: string } | null = null
  const done = computed(() => items.value.filter(({ code }) => code === null))
  const refused = computed(() => items.value.filter(({ code }) => code !== null))

  function reset(): void {
    items.value = []
    failure.value = null
    isDone.value = false
    pending = null
  }

  function keyFor(caseIds: readonly string[]): string {
    const ids = caseIds.join()
    if (pending?.ids !== ids) pending = { key: makeIdempotencyKey(), ids }
    return pending.key
  }

  /** Resolves when every case was answered, or one answer did not come (then see `failure`; run again goes on from there). */
  async function run(caseIds: readonly string[]): Promise<void> {
    if (isSending.value) return
    isSending.value = true
    failure.value = null
    try {
      for (let at = items.value.length; at < caseIds.length; at = items.value.length) {
        const some = caseIds.slice(at, at + casesAtOnce)
        const reply = await call(publiciseBatch, { body: { caseIds: some }, idempotencyKey: keyFor(some), timeoutMs: 120_000 })
        pending = null
        items.value = [...items.value, ...reply.items]
      }
      isDone.value = true
    } catch (caught) {
      failure.value = toApiError(caught)
      if (!failure.value.isRetryable) pending = null
    } finally {
      isSending.value = false
    }
    await Promise.allSettled([['subsidies'], ['cases'], ['public']].map((key) => cache.invalidateQueries({ key })))
  }

  return { items, done, refused, isSending, isDone, failure, run, reset }
}
