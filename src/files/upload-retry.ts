// When a file is tried again by itself, and how long that waits.
import type { UploadFailure } from './upload-words.ts'

const passing: ReadonlySet<UploadFailure> = new Set([
  'offline',
  'timeout',
  'unavailable',
  'unexpected',
  'files.locked',
  'files.offset',
  'files.gone',
  'storage-full',
  'too-many-requests',
  'in-progress',
  'not-signed-in',
  'accounts.factor-needed',
])

/** True for what may be gone the next time; everything else is about the file or the person. */
export function isPassing(code: UploadFailure): boolean {
  return passing.has(code)
}

const final: ReadonlySet<UploadFailure> = new Set([
  'files.wrong-type',
  'files.too-large',
  'files.too-many-pixels',
  'files.active-content',
  'files.damaged',
  'files.encrypted',
  'files.empty',
  'unreadable',
  'heic',
])

/** False for what lies in the file itself: the same file again would be refused again. */
export function mayBeRetried(code: UploadFailure): boolean {
  return !final.has(code)
}

const [firstMs, lastMs] = [2_000, 60_000]

export interface Backoff {
  /** Runs the work later, each time twice as late as before. */
  later(): void
  /** Progress was made, or the line is back: the next wait is short again. */
  reset(): void
  cancel(): void
}

export function createBackoff(work: () => void): Backoff {
  let ms = firstMs
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    later() {
      clearTimeout(timer)
      timer = setTimeout(work, ms)
      ms = Math.min(ms * 2, lastMs)
    },
    reset: () => void (ms = firstMs),
    cancel: () => clearTimeout(timer),
  }
}

/** One tab sends at a time, so that no file goes twice. */
export async function alone(work: () => Promise<void>): Promise<void> {
  const locks = typeof navigator === 'undefined' ? undefined : navigator.locks
  await (locks ? locks.request('zqt.uploads', work) : work())
}
