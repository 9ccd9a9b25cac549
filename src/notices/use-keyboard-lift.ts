import { onScopeDispose, readonly, ref, type Ref } from 'vue'

/** How many px at the foot of the window the on-screen keyboard covers; 0 without one. Browser only. */
export function useKeyboardLift(): Readonly<Ref<number>> {
  const lift = ref(0)
  const view = window.visualViewport
  const look = () => {
    const covered = view ? window.innerHeight - view.height - view.offsetTop : 0
    lift.value = covered > 60 ? Math.round(covered) : 0
  }
  for (const event of ['resize', 'scroll']) view?.addEventListener(event, look)
  onScopeDispose(() => {
    for (const event of ['resize', 'scroll']) view?.removeEventListener(event, look)
  })
  return readonly(lift)
}
