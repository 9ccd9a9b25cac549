// Colours and sizes of a chart, read from the page's tokens, so that dark, elder and large type hold here too.
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'

export interface ChartLook {
  ink: string
  ink2: string
  line: string
  line2: string
  surface: string
  primary: string
  fill: string
  mute: string
  font: string
  /** Pixels of 1 rem. */
  rem: number
}

export function readChartLook(): ChartLook {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(name).trim()
  return {
    ink: token('--c-ink'),
    ink2: token('--c-ink-2'),
    line: token('--c-line'),
    line2: token('--c-line-2'),
    surface: token('--c-surface'),
    primary: token('--c-primary'),
    fill: token('--c-primary-soft'),
    mute: token('--c-mute-fill'),
    font: token('--f-sans'),
    rem: Number.parseFloat(style.fontSize) || 16,
  }
}

/** Read again whenever theme, mode or size of the page change. Browser only. */
export function useChartLook(): Readonly<ShallowRef<ChartLook>> {
  const look = shallowRef(readChartLook())
  const observer = new MutationObserver(() => (look.value = readChartLook()))
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'data-mode', 'data-size'] })
  onScopeDispose(() => observer.disconnect())
  return look
}
