import { nextTick, onMounted, watch, type Ref } from 'vue'

/** A strip that scrolls sideways on a phone: what is current in it (aria-current) is brought to its middle, now and after every change of `place`. */
export function useStrip(strip: Readonly<Ref<HTMLElement | null>>, place: () => unknown): void {
  async function show(): Promise<void> {
    await nextTick()
    const current = strip.value?.querySelector<HTMLElement>('[aria-current]')
    if (strip.value && current) strip.value.scrollLeft = current.offsetLeft - strip.value.offsetLeft - (strip.value.clientWidth - current.offsetWidth) / 2
  }
  onMounted(show)
  watch(place, show)
}
