// What the calendar does by itself in financing.
import type { Deps } from '../deps.ts'

/** Steps of the worker, each with its own pace. */
export function financingJobs(_deps: Deps): (() => Promise<number>)[] {
  return []
}
