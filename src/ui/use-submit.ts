import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { toApiError, type ApiError } from '../http.ts'

export type SubmitState<R> =
  { status: 'idle' } | { status: 'sending' } | { status: 'done'; reply: R } | { status: 'failed'; error: ApiError }

export interface Submit<A extends unknown[], R> {
  state: Readonly<ShallowRef<SubmitState<R>>>
  isSending: ComputedRef<boolean>
  /** The failure to show, null while there is none. */
  error: ComputedRef<ApiError | null>
  /** Runs once; taps while it is under way join it. Resolves to the reply, or undefined when it failed (then see `error`). */
  submit: (...args: A) => Promise<R | undefined>
  reset: () => void
}

/**
 * One command of the person: `idle | sending | done | failed`.
 * `run` gets an Idempotency-Key that stays the same for as long as the outcome is unknown (offline, timeout, 5xx), so a retry is the same
 * command; after an answer, yes or no, the next submit is a new intent. Never shows success before the server's yes.
 *
 *   const sending = useSubmit((key, reason: string) => call(actOnApplication, { params, body: { reason }, idempotencyKey: key }))
 */
export function useSubmit<A extends unknown[], R>(run: (idempotencyKey: string, ...args: A) => Promise<R>): Submit<A, R> {
  const state = shallowRef<SubmitState<R>>({ status: 'idle' })
  let key: string | null = null
  let underWay: Promise<R | undefined> | null = null

  async function send(args: A): Promise<R | undefined> {
    key ??= makeIdempotencyKey()
    state.value = { status: 'sending' }
    try {
      const reply = await run(key, ...args)
      key = null
      state.value = { status: 'done', reply }
      return reply
    } catch (caught) {
      const error = toApiError(caught)
      if (!error.isRetryable) key = null
      state.value = { status: 'failed', error }
      return undefined
    } finally {
      underWay = null
    }
  }

  return {
    state,
    isSending: computed(() => state.value.status === 'sending'),
    error: computed(() => (state.value.status === 'failed' ? state.value.error : null)),
    submit: (...args) => (underWay ??= send(args)),
    reset: () => {
      key = null
      state.value = { status: 'idle' }
    },
  }
}

/** crypto.randomUUID needs a secure context; a phone on the demo's plain http address has none. */
export function makeIdempotencyKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
