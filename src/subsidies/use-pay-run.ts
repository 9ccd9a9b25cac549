import { computed, reactive, ref } from 'vue'
import { useQueryCache } from '@pinia/colada'
import { actOnApplication } from '#contract/subsidies/endpoints.ts'
import type { PayItem } from '#contract/subsidies/handling.ts'
import type { ActionInput } from '#contract/subsidies/schema.ts'
import { call, toApiError, type ApiError, type FailureCode } from '#client/http.ts'
import { makeIdempotencyKey } from '#client/ui/use-submit.ts'

export type PayState = { status: 'sending' } | { status: 'done' } | { status: 'failed'; error: ApiError }
export interface PayOrder {
  item: PayItem
  paidOn: string
  reference: string
}

/** After these the next one would fail alike, or nobody knows yet what became of this one: the rest stays as it is. */
const stopping: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'offline',
  'timeout',
  'unavailable',
  'storage-full',
  'too-many-requests',
  'in-progress',
  'unexpected',
  'not-signed-in',
  'client-outdated',
  'accounts.disabled',
])

/**
 * Marks payments as made, one command after the other. Each keeps its Idempotency-Key for as long as nobody knows what became of it,
 * so trying again never pays twice; what is done is not sent again.
 */
export function usePayRun() {
  const cache = useQueryCache()
  const states = reactive(new Map<string, PayState>())
  const isRunning = ref(false)
  const keys = new Map<string, { key: string; body: string }>()
  const doneCount = computed(() => [...states.values()].filter((state) => state.status === 'done').length)

  function keyFor(id: string, body: ActionInput): string {
    const text = JSON.stringify(body)
    const kept = keys.get(id)
    if (kept?.body === text) return kept.key
    const key = makeIdempotencyKey()
    keys.set(id, { key, body: text })
    return key
  }

  async function pay({ item, paidOn, reference }: PayOrder): Promise<PayState> {
    const body: ActionInput = { version: item.version, paidOn, reference: reference.trim() }
    try {
      await call(actOnApplication, {
        params: { id: item.id, action: 'pay' },
        body,
        idempotencyKey: keyFor(item.id, body),
        timeoutMs: 60_000,
      })
      return { status: 'done' }
    } catch (caught) {
      const error = toApiError(caught)
      if (!error.isRetryable) keys.delete(item.id)
      return { status: 'failed', error }
    }
  }

  /** Resolves when all were sent or one of them stopped the run. */
  async function run(orders: readonly PayOrder[]): Promise<void> {
    if (isRunning.value) return
    isRunning.value = true
    for (const order of orders) {
      if (states.get(order.item.id)?.status === 'done') continue
      states.set(order.item.id, { status: 'sending' })
      const state = await pay(order)
      states.set(order.item.id, state)
      if (state.status === 'failed' && stopping.has(state.error.code)) break
    }
    isRunning.value = false
    await Promise.allSettled([['subsidies'], ['cases'], ['messages']].map((key) => cache.invalidateQueries({ key })))
  }

  function reset(): void {
    states.clear()
    keys.clear()
  }

  return { states, isRunning, doneCount, run, reset }
}
