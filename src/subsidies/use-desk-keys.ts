import { onBeforeUnmount, onMounted } from 'vue'

export interface DeskKeys {
  /** The nth tab, from 0. */
  tab: (index: number) => void
  add: () => void
  page: (step: 1 | -1) => void
  close: () => void
  help: () => void
}

const fields = 'input, textarea, select, [contenteditable]'

/** The keys of a case on the desk. They do nothing inside a field, with a modifier, or while a sheet is open (but Esc, which closes). */
export function useDeskKeys(keys: DeskKeys): void {
  function onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return
    const at = event.target instanceof Element ? event.target : null
    if (at?.closest(fields)) return
    if (event.key === 'Escape') return keys.close()
    if (isSheetOpen()) return
    if (/^[1-9]$/.test(event.key)) keys.tab(Number(event.key) - 1)
    else if (event.key.toLowerCase() === 'd') keys.add()
    else if (event.key === '?' || event.key === '？') keys.help()
    else if (event.key === 'ArrowLeft' && !scrollsSideways(at)) keys.page(-1)
    else if (event.key === 'ArrowRight' && !scrollsSideways(at)) keys.page(1)
    else return
    event.preventDefault()
  }
  onMounted(() => document.addEventListener('keydown', onKey))
  onBeforeUnmount(() => document.removeEventListener('keydown', onKey))
}

function isSheetOpen(): boolean {
  return [...document.querySelectorAll<HTMLElement>('#overlays [role="dialog"]')].some((sheet) => sheet.style.display !== 'none')
}

/** On a grown page the arrows move about on it. */
function scrollsSideways(at: Element | null): boolean {
  const view = at?.closest('.paper-view')
  return view !== null && view !== undefined && view.scrollWidth > view.clientWidth
}
