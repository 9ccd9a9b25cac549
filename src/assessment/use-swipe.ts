import { onBeforeUnmount, onMounted, type ShallowRef } from 'vue'

/** Far enough to be meant, and flat enough not to be scrolling. */
const [leastX, mostSlope, edge] = [64, 0.5, 24]

/** A finger drawn to the left or right over `area`; not from the rim, where phones go back, and not over what is typed into. */
export function useSwipe(area: Readonly<ShallowRef<HTMLElement | null>>, on: { left: () => void; right: () => void }): void {
  let start: { x: number; y: number } | null = null

  function onStart(event: TouchEvent): void {
    const [touch] = event.touches
    const isTyped = event.target instanceof Element && event.target.closest('input, textarea, select, .chips') !== null
    start =
      event.touches.length === 1 && touch && !isTyped && touch.clientX > edge && touch.clientX < window.innerWidth - edge
        ? { x: touch.clientX, y: touch.clientY }
        : null
  }
  function onEnd(event: TouchEvent): void {
    const [touch] = event.changedTouches
    if (!start || !touch) return
    const [x, y] = [touch.clientX - start.x, touch.clientY - start.y]
    start = null
    if (Math.abs(x) < leastX || Math.abs(y) > Math.abs(x) * mostSlope) return
    if (x < 0) on.left()
    else on.right()
  }
  let bound: HTMLElement | null = null
  onMounted(() => {
    bound = area.value
    bound?.addEventListener('touchstart', onStart, { passive: true })
    bound?.addEventListener('touchend', onEnd, { passive: true })
  })
  onBeforeUnmount(() => {
    bound?.removeEventListener('touchstart', onStart)
    bound?.removeEventListener('touchend', onEnd)
  })
}
