import { onBeforeUnmount, ref, type Ref } from 'vue'

/** Seconds until another code may be asked for, counted from the clock: while the person reads the message in another app, the page sleeps. */
export function useResendWait(): { waitSeconds: Readonly<Ref<number>>; startWaiting(seconds: number): void } {
  const waitSeconds = ref(0)
  let timer: ReturnType<typeof setInterval> | undefined
  onBeforeUnmount(() => clearInterval(timer))

  function startWaiting(seconds: number): void {
    const until = Date.now() + seconds * 1_000
    waitSeconds.value = seconds
    clearInterval(timer)
    timer = setInterval(() => {
      waitSeconds.value = Math.max(0, Math.ceil((until - Date.now()) / 1_000))
      if (waitSeconds.value === 0) clearInterval(timer)
    }, 500)
  }

  return { waitSeconds, startWaiting }
}
