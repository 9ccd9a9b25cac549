// What came of calls and is not with the server yet. A phone that rings may drop the page behind: it stays for as long as the tab does, of this person only.
import { computed, onMounted, onUnmounted, shallowRef, watch, type ComputedRef } from 'vue'
import { recordCall } from '#contract/notices/desk-endpoints.ts'
import type { CallInput, CallOutcome, ReachedFirm } from '#contract/notices/desk-schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { ApiError, call, toApiError } from '#client/http.ts'
import { makeIdempotencyKey } from '#client/ui/use-submit.ts'
import { outcomes } from './desk-reach.ts'

/** key: one for one wording, so that sending it again is the same command. */
export interface KeptCall extends CallInput { key: string }
export type Recorded = NonNullable<ReachedFirm['call']>

function isOutcome(value: unknown): value is CallOutcome {
  return outcomes.some((outcome) => outcome.value === value)
}
function readOne(value: unknown): KeptCall[] {
  if (typeof value !== 'object' || value === null || !('firmId' in value) || !('outcome' in value) || !('note' in value) || !('key' in value)) return []
  const { firmId, outcome, note, key } = value
  return typeof firmId === 'string' && isOutcome(outcome) && typeof note === 'string' && typeof key === 'string' ? [{ firmId, outcome, note, key }] : []
}
function readAll(place: string): KeptCall[] {
  try {
    const read: unknown = JSON.parse(sessionStorage.getItem(place) ?? '[]')
    return Array.isArray(read) ? read.flatMap(readOne) : []
  } catch {
    return []
  }
}
function writeAll(place: string, all: readonly KeptCall[]): void {
  try {
    if (all.length === 0) sessionStorage.removeItem(place)
    else sessionStorage.setItem(place, JSON.stringify(all))
  } catch {
    // Storage is shut: it lasts as long as the page.
  }
}

export interface CallBook {
  waiting: ComputedRef<readonly KeptCall[]>
  waitingFor(firmId: string): KeptCall | undefined
  /** What was recorded here since the list was read. */
  recordedFor(firmId: string): Recorded | undefined
  /** Sends it; what does not arrive stays and is sent again when the network is back. Throws ApiError. */
  record(input: CallInput): Promise<void>
  /** Sends all that waits; resolves to how many still do. */
  sendWaiting(): Promise<number>
}

export function useCallBook(noticeId: () => string): CallBook {
  const session = useSessionStore()
  const place = () => `zqt.notice-calls.${session.me?.id ?? ''}.${noticeId()}`
  const waiting = shallowRef<readonly KeptCall[]>([])
  watch(place, () => (waiting.value = readAll(place())), { immediate: true })
  const recorded = shallowRef<ReadonlyMap<string, Recorded>>(new Map())
  function keep(all: readonly KeptCall[]): void {
    waiting.value = all
    writeAll(place(), all)
  }
  const without = (firmId: string) => waiting.value.filter((one) => one.firmId !== firmId)

  async function send({ key, ...input }: KeptCall): Promise<void> {
    await call(recordCall, { params: { id: noticeId() }, body: input, idempotencyKey: key })
    // Written anew meanwhile: that one still has to go.
    if (waiting.value.some((one) => one.key === key)) keep(without(input.firmId))
    const at = new Date(Date.now()).toISOString()
    recorded.value = new Map([...recorded.value, [input.firmId, { outcome: input.outcome, note: input.note, by: session.me?.name ?? '', at }]])
  }
  async function sendWaiting(): Promise<number> {
    for (const one of waiting.value) {
      try {
        await send(one)
      } catch (caught) {
        const error = toApiError(caught)
        // The server will never take it (the firm is gone): it stays to be seen, the others go on.
        if (error.isRetryable || error.status === 401) break
      }
    }
    return waiting.value.length
  }
  const onOnline = () => void sendWaiting()
  onMounted(() => {
    window.addEventListener('online', onOnline)
    if (waiting.value.length > 0) void sendWaiting()
  })
  onUnmounted(() => window.removeEventListener('online', onOnline))

  return {
    waiting: computed(() => waiting.value),
    waitingFor: (firmId) => waiting.value.find((one) => one.firmId === firmId),
    recordedFor: (firmId) => recorded.value.get(firmId),
    async record(input) {
      const before = waiting.value.find(({ firmId }) => firmId === input.firmId)
      const isSame = before !== undefined && before.outcome === input.outcome && before.note === input.note
      const one = { ...input, key: isSame ? before.key : makeIdempotencyKey() }
      keep([...without(input.firmId), one])
      try {
        await send(one)
      } catch (caught) {
        const error = caught instanceof ApiError ? caught : toApiError(caught)
        // Refused for good: nothing of it waits, the sheet says why.
        if (!error.isRetryable && error.status !== 401) keep(without(input.firmId))
        throw error
      }
    },
    sendWaiting,
  }
}
