import type { Deps } from './deps.ts'

/** A job of the worker that runs at most once in `ms`, however often it is asked; what it does in between is nothing. By the process's own clock, which nobody sets. */
export function atMostEvery(ms: number, job: (deps: Deps) => Promise<unknown>): (deps: Deps) => Promise<void> {
  const lastRun = new WeakMap<Deps, number>()
  return async (deps) => {
    const last = lastRun.get(deps)
    if (last !== undefined && performance.now() - last < ms) return
    lastRun.set(deps, performance.now())
    await job(deps)
  }
}
