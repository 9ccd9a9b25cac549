import { nextTick, onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

/** Paper is white: while it is printed the page is light and shows everything that is folded. Browser only. */
export function usePrint(): { isPrinting: Readonly<Ref<boolean>>; print: () => Promise<void> } {
  const isPrinting = ref(false)
  let theme: string | undefined

  function onBefore(): void {
    if (isPrinting.value) return
    isPrinting.value = true
    theme = document.documentElement.dataset.theme
    document.documentElement.dataset.theme = 'light'
  }
  function onAfter(): void {
    isPrinting.value = false
    document.documentElement.dataset.theme = theme ?? 'light'
  }
  onMounted(() => {
    addEventListener('beforeprint', onBefore)
    addEventListener('afterprint', onAfter)
  })
  onBeforeUnmount(() => {
    removeEventListener('beforeprint', onBefore)
    removeEventListener('afterprint', onAfter)
  })
  return {
    isPrinting,
    async print() {
      onBefore()
      // Twice: what is unfolded first, then the chart in the light colours.
      await nextTick()
      await nextTick()
      window.print()
    },
  }
}
