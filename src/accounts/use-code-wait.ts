import { onScopeDispose, ref, type Ref } from 'vue'

/** Seconds until the next code may be asked for. Counted from the clock: while the person reads the message in another app, this page sleeps. */
export function useCodeWait(): { seconds: Ref<number>; start: (seconds: number) => void } {
  const seconds = ref(0)
  let timer: ReturnType<typeof setInterval> | undefined
  onScopeDispose(() => clearInterval(timer))

  function start(wait: number): void {
    const until = Date.now() + wait * 1_000
    seconds.value = wait
    clearInterval(timer)
    timer = setInterval(() => {
      seconds.value = Math.max(0, Math.ceil((until - Date.now()) / 1_000))
      if (seconds.value === 0) clearInterval(timer)
    }, 500)
  }
  return { seconds, start }
}
