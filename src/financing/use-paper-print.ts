import { onBeforeUnmount, onMounted } from 'vue'

/** Prints the page as it stands; paper is white, also in the dark. */
export function usePaperPrint(): () => void {
  let theme: string | undefined
  function onBefore(): void {
    theme ??= document.documentElement.dataset.theme
    document.documentElement.dataset.theme = 'light'
  }
  function onAfter(): void {
    document.documentElement.dataset.theme = theme ?? 'light'
    theme = undefined
  }
  onMounted(() => {
    addEventListener('beforeprint', onBefore)
    addEventListener('afterprint', onAfter)
  })
  onBeforeUnmount(() => {
    removeEventListener('beforeprint', onBefore)
    removeEventListener('afterprint', onAfter)
  })
  return () => window.print()
}
