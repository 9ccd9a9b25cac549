// What the calendar does for consultations; main.ts hands it to the worker.
import type { Deps } from '../deps.ts'

export function consultationJobs(_deps: Deps): (() => Promise<unknown>)[] {
  return []
}
