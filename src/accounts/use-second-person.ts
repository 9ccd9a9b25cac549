import { computed, ref, type Ref, type WritableComputedRef } from 'vue'
import type { ApiError } from '#client/http.ts'
import { sayDone } from '#client/ui/toast.ts'

export type Verdict = 'agree' | 'refuse' | 'withdraw'
/** What is proposed, and what is about to be said of it. */
export interface Asking<T> {
  proposal: T
  verdict: Verdict
}

export const verdictWords: Record<Verdict, { confirm: string; done: string }> = {
  agree: { confirm: '同意，马上生效', done: '已同意，已经生效' },
  refuse: { confirm: '不同意', done: '没有同意，已告诉提出的人' },
  withdraw: { confirm: '收回', done: '已收回' },
}

interface Sending {
  isSending: Ref<boolean>
  error: Ref<ApiError | null>
  reset(): void
}
export interface SecondPerson<T> {
  asking: Ref<Asking<T> | null>
  reason: Ref<string>
  isAsking: WritableComputedRef<boolean>
  sending: Sending
  ask(proposal: T, verdict: Verdict): void
  confirm(): Promise<void>
}

/** Four eyes on the page: one of a list is agreed to, refused with a reason, or taken back. `send` resolves to nothing when it was not done. */
export function useSecondPerson<T>(
  sending: Sending,
  send: (proposal: T, verdict: Verdict, reason: string) => Promise<object | undefined>,
): SecondPerson<T> {
  const asking: Ref<Asking<T> | null> = ref(null)
  const reason = ref('')
  const isAsking = computed({
    get: () => asking.value !== null,
    set: (is) => {
      if (!is) asking.value = null
    },
  })
  function ask(proposal: T, verdict: Verdict): void {
    sending.reset()
    reason.value = ''
    asking.value = { proposal, verdict }
  }
  async function confirm(): Promise<void> {
    if (!asking.value) return
    const { proposal, verdict } = asking.value
    if (!(await send(proposal, verdict, reason.value.trim()))) return
    asking.value = null
    await sayDone(verdictWords[verdict].done)
  }
  return { asking, reason, isAsking, sending, ask, confirm }
}
