import { onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue'
import { clockSkew, countyNow } from './visit-list.ts'

const stepMs = 20_000

/** Epoch ms by the county's clock, moving: what may be done begins when its hour comes, also while the page is open. */
export function useCountyClock(): Readonly<Ref<number>> {
  const now = ref(countyNow())
  const move = () => void (now.value = countyNow())
  let timer: ReturnType<typeof setInterval> | undefined
  watch(clockSkew, move)
  onMounted(() => {
    move()
    timer = setInterval(move, stepMs)
    document.addEventListener('visibilitychange', move)
  })
  onBeforeUnmount(() => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', move)
  })
  return now
}
