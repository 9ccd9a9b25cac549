// Work of many small steps that nobody waits for, beside everything somebody does wait for.
import type { Log } from '../deps.ts'

/** One step over at most `size` things, in one transaction; how many there were. */
export type PacedStep = (size: number) => Promise<number>

/**
 * SQLite answers nobody while a step runs, so a step is short, and rests are so long that fewer than one request in twenty meets one: then the p95 of the others
 * is what it was (npm run prove prints it). Milliseconds.
 */
const aim = { stepMs: 10, restPerStep: 14, leastRestMs: 60, idleMs: 250, troubleMs: 2000 }
const sizes = { first: 50, least: 20, most: 500 }

/** The size of the next step after one that took this long. */
export function nextSize(size: number, tookMs: number): number {
  const factor = tookMs > aim.stepMs * 1.5 ? 0.6 : tookMs < aim.stepMs * 0.6 ? 1.3 : 1
  return Math.min(sizes.most, Math.max(sizes.least, Math.round(size * factor)))
}

export function restAfter(tookMs: number): number {
  return Math.max(aim.leastRestMs, tookMs * aim.restPerStep)
}

export interface Paced { isHealthy(): boolean; stop(): Promise<void> }

/** Goes round the steps until stopped; one that fails is logged and tried again after the others. */
export function startPaced(log: Log, steps: readonly PacedStep[]): Paced {
  let [isStopped, isHealthy] = [false, true]
  let wake: (() => void) | undefined
  const sizeOf = steps.map(() => sizes.first)
  const rest = (ms: number) => new Promise<void>((next) => {
    if (isStopped) return next()
    const timer = setTimeout(next, ms)
    wake = () => { clearTimeout(timer); next() }
  })

  async function takeStep(step: PacedStep, index: number): Promise<number> {
    const size = sizeOf[index] ?? sizes.first
    const begin = performance.now()
    const done = await step(size)
    const tookMs = performance.now() - begin
    if (done > 0) {
      // Nothing is learnt from a step that had less to do than it could.
      if (done >= size || tookMs > aim.stepMs) sizeOf[index] = nextSize(size, tookMs)
      await rest(restAfter(tookMs))
    }
    return done
  }

  async function goRound(): Promise<number> {
    let done = 0
    for (const [index, step] of steps.entries()) if (!isStopped) done += await takeStep(step, index)
    return done
  }

  const loop = (async () => {
    while (!isStopped) {
      try {
        const done = await goRound()
        isHealthy = true
        if (done === 0) await rest(aim.idleMs)
      } catch (error) {
        isHealthy = false
        log.error({ err: error }, 'paced round failed')
        await rest(aim.troubleMs)
      }
    }
  })()
  return {
    isHealthy: () => isHealthy,
    async stop() {
      isStopped = true
      wake?.()
      await loop
    },
  }
}
