// Whether the phone says that it has no network: what stands on a page it had kept may be old then.
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

/** False until mounted: the page the server draws is everybody's. */
export function useOffline(): Ref<boolean> {
  const isOffline = ref(false)
  const look = () => (isOffline.value = navigator.onLine === false)
  onMounted(() => {
    look()
    for (const event of ['online', 'offline']) window.addEventListener(event, look)
  })
  onBeforeUnmount(() => {
    for (const event of ['online', 'offline']) window.removeEventListener(event, look)
  })
  return isOffline
}
