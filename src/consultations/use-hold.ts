// A time kept for the firm while it fills in. Runs out by this phone's clock, and is taken anew as long as nobody else has it: never a dead end.
import { computed, onScopeDispose, ref, type ComputedRef, type Ref } from 'vue'
import type { Hold } from '#contract/consultations/schema.ts'
import { toApiError, type ApiError } from '#client/http.ts'
import { dropHold, sendHold } from './api.ts'
import type { Held } from './kept-draft.ts'

const minuteMs = 60_000

/** Until when, by this phone's clock. A phone that goes wrong by minutes counts from the moment the time was given. */
export function untilOf(hold: Pick<Hold, 'expiresAt'>, now: number, holdMinutes: number): number {
  const until = Date.parse(hold.expiresAt)
  return until <= now || until > now + holdMinutes * minuteMs + 1_000 ? now + holdMinutes * minuteMs : until
}

export interface OpenHold {
  /** Milliseconds left; 0 when it has run out or nothing is kept. */
  left: ComputedRef<number>
  isTaking: Ref<boolean>
  error: Ref<ApiError | null>
  /** Somebody was faster: fresh times are to be shown. */
  isLost: ComputedRef<boolean>
  take(slotId: string): Promise<boolean>
  /** Gives it back; quiet, it runs out by itself. */
  release(): Promise<void>
  clear(): void
}

export function useHold(held: Ref<Held | null>, about: () => { firmId: string; town: string | null; holdMinutes: number }): OpenHold {
  const now = ref(Date.now())
  const isTaking = ref(false)
  const error = ref<ApiError | null>(null)
  const timer = setInterval(() => (now.value = Date.now()), 1_000)
  onScopeDispose(() => clearInterval(timer))
  const quietly = (id: string) => dropHold(id).catch(() => undefined)

  async function ask(slotId: string): Promise<void> {
    const { firmId, town, holdMinutes } = about()
    const hold = await sendHold({ firmId, slotId, ...(town === null ? {} : { town }) })
    now.value = Date.now()
    const before = held.value
    held.value = { hold, slotId, until: untilOf(hold, now.value, holdMinutes) }
    // The new one stands; only now the old one may go.
    if (before && before.hold.holdId !== hold.holdId && before.until > now.value) void quietly(before.hold.holdId)
  }

  async function take(slotId: string): Promise<boolean> {
    if (isTaking.value) return false
    isTaking.value = true
    error.value = null
    try {
      await ask(slotId).catch(async (caught: unknown) => {
        const before = held.value
        if (!before || toApiError(caught).code !== 'consultations.hold-limit') throw caught
        held.value = null
        await quietly(before.hold.holdId)
        await ask(slotId)
      })
      return true
    } catch (caught) {
      error.value = toApiError(caught)
      return false
    } finally {
      isTaking.value = false
    }
  }

  return {
    left: computed(() => (held.value ? Math.max(0, held.value.until - now.value) : 0)),
    isTaking,
    error,
    isLost: computed(() => error.value?.code === 'consultations.slot-taken'),
    take,
    async release() {
      const before = held.value
      held.value = null
      if (before) await quietly(before.hold.holdId)
    },
    clear() {
      error.value = null
    },
  }
}
