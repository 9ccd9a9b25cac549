import { onBeforeUnmount, ref, watch, type Ref } from 'vue'

/** A moment that moves every second while `isTicking`, and stands still otherwise. `read` gives epoch ms by the server's clock. */
export function useStandingClock(read: () => number, isTicking: (now: number) => boolean): Ref<number> {
  const now = ref(read())
  let timer: ReturnType<typeof setInterval> | undefined
  const stop = () => clearInterval(timer)
  // The hour before the end may begin while the page is open: one look a minute until then.
  watch(
    () => isTicking(now.value),
    (isFast) => {
      stop()
      timer = setInterval(() => (now.value = read()), isFast ? 1_000 : 60_000)
    },
    { immediate: true },
  )
  onBeforeUnmount(stop)
  return now
}
