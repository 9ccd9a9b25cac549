// Pages in jsdom wait for what a person would see. How long is a limit against hanging, never a measure of speed: machines are shared.
import { vi } from 'vitest'

const waitFor = vi.waitFor
vi.waitFor = (check, options) => waitFor(check, typeof options === 'number' ? options : { timeout: 15_000, ...options })
