// Jobs that one process at a time does for all. Each of them would also stand two at once (it takes what it tells of in its own transaction); three would only be three times the work.
import type { Deps } from './deps.ts'

const leaseMs = 30_000
const renewBelowMs = 20_000
const askEveryMs = 2_000

/** All of `jobs`, one after the other, in the process that has the lease `name`; when that one dies, in another within half a minute. */
export function onlyOne({ leases }: Pick<Deps, 'leases'>, name: string, jobs: readonly (() => Promise<unknown>)[]): () => Promise<void> {
  let [mineUntil, askAgainAt] = [0, 0]
  return async () => {
    const now = performance.now()
    if (mineUntil - now < renewBelowMs) {
      if (mineUntil < now && now < askAgainAt) return
      const isMine = await leases.take(name, leaseMs)
      mineUntil = isMine ? now + leaseMs : 0
      askAgainAt = now + askEveryMs
      if (!isMine) return
    }
    for (const job of jobs) await job()
  }
}
