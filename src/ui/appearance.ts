import { reactive, readonly } from 'vue'

export type Mode = 'standard' | 'elder'
export type Theme = 'system' | 'light' | 'dark'
export type TextSize = 1 | 2 | 3 | 4

interface Appearance {
  mode: Mode
  theme: Theme
  size: TextSize
}

// The same keys are read by the inline bytes in index.html before the first paint.
const keys = { mode: 'zqt.mode', theme: 'zqt.theme', size: 'zqt.size' } as const
const state = reactive<Appearance>({ mode: 'standard', theme: 'system', size: 1 })

/** What is chosen on this phone. Call `readAppearance()` after mount: the server renders everybody the standard look. */
export const appearance = readonly(state)

export function readAppearance(): void {
  state.mode = read(keys.mode) === 'elder' ? 'elder' : 'standard'
  const theme = read(keys.theme)
  state.theme = theme === 'dark' || theme === 'light' ? theme : 'system'
  const size = Number(read(keys.size))
  state.size = size === 2 || size === 3 || size === 4 ? size : 1
}

export function setMode(mode: Mode): void {
  state.mode = mode
  apply(keys.mode, mode)
}
export function setTheme(theme: Theme): void {
  state.theme = theme
  apply(keys.theme, theme)
}
export function setTextSize(size: TextSize): void {
  state.size = size
  apply(keys.size, String(size))
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function apply(key: string, value: string): void {
  const root = document.documentElement.dataset
  root.mode = state.mode
  root.size = String(state.size)
  root.theme = state.theme === 'system' ? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light') : state.theme
  try {
    localStorage.setItem(key, value)
  } catch {
    // Storage may be shut: the choice then lasts as long as the page.
    return
  }
}
