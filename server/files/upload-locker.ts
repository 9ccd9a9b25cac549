import type { Lock, Locker, RequestRelease } from '@tus/server'
import { alone, type Leases } from '../db/leases.ts'
import { silent, type Signals } from '../db/signals.ts'
import { AppError } from '../errors.ts'

// The library's own locker polls without pause while it waits. Within a process memory is enough; over processes a lease, and a word to whoever has it.
const patienceMs = 10_000
const leaseMs = 15_000
const renewEveryMs = 2_000
const askEveryMs = 200

interface Holder { release: RequestRelease }
interface Waiter { go(): void; giveUp(error: AppError): void; release: RequestRelease }

const locked = () => new AppError('files.locked', { retryAfterSeconds: 2 })
const leaseOf = (id: string) => `upload:${id}`

/** One request at a time per upload, in all processes. A newcomer asks the holder to stop (its phone has lost the connection and is back), then waits; `files.locked` after ten seconds. */
export class UploadLocker implements Locker {
  readonly #held = new Map<string, Holder>()
  readonly #waiting = new Map<string, Waiter[]>()
  readonly #renewals = new Map<string, ReturnType<typeof setInterval>>()
  readonly #leases: Leases
  readonly #signals: Signals

  constructor(leases: Leases = alone, signals: Signals = silent) {
    this.#leases = leases
    this.#signals = signals
    signals.on('leases', (name) => {
      for (const id of this.#held.keys()) if (name === leaseOf(id)) this.#askToStop(id)
    })
  }

  newLock(id: string): Lock {
    return {
      lock: async (signal, release) => {
        await this.#lockHere(id, signal, release)
        await this.#lease(id, signal).catch(async (error: unknown) => {
          await this.#unlock(id)
          throw error
        })
      },
      unlock: () => this.#unlock(id),
    }
  }

  #askToStop(id: string): void {
    void Promise.resolve(this.#held.get(id)?.release()).catch(() => undefined)
  }

  async #lease(id: string, signal: AbortSignal): Promise<void> {
    if (this.#leases === alone || this.#renewals.has(id)) return
    const name = leaseOf(id)
    for (const until = performance.now() + patienceMs; !(await this.#leases.take(name, leaseMs)); ) {
      if (performance.now() > until || signal.aborted) throw locked()
      await this.#leases.want(name)
      this.#signals.say('leases', name)
      await new Promise((next) => setTimeout(next, askEveryMs))
    }
    this.#renewals.set(id, setInterval(() => {
      this.#leases.keep(name, leaseMs).then((state) => { if (state !== 'ours') this.#askToStop(id) }, () => undefined)
    }, renewEveryMs).unref())
  }

  async #lockHere(id: string, signal: AbortSignal, release: RequestRelease): Promise<void> {
    const holder = this.#held.get(id)
    if (!holder) {
      this.#held.set(id, { release })
      return
    }
    await holder.release()
    if (!this.#held.has(id)) return this.#lockHere(id, signal, release)
    await new Promise<void>((go, giveUp) => {
      const queue = this.#waiting.get(id) ?? []
      const waiter: Waiter = { go, giveUp, release }
      const leave = () => {
        const line = this.#waiting.get(id)
        if (line?.includes(waiter)) line.splice(line.indexOf(waiter), 1)
        giveUp(locked())
      }
      const timer = setTimeout(leave, patienceMs)
      signal.addEventListener('abort', leave, { once: true })
      waiter.go = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', leave)
        go()
      }
      queue.push(waiter)
      this.#waiting.set(id, queue)
    })
  }

  async #unlock(id: string): Promise<void> {
    const next = this.#waiting.get(id)?.shift()
    if (next) {
      this.#held.set(id, { release: next.release })
      next.go()
      return
    }
    const renewal = this.#renewals.get(id)
    clearInterval(renewal)
    this.#renewals.delete(id)
    // Before the next one here begins; a database that is away lets it run out.
    if (renewal !== undefined) await this.#leases.giveBack(leaseOf(id)).catch(() => undefined)
    const late = this.#waiting.get(id)?.shift()
    if (late) {
      this.#held.set(id, { release: late.release })
      late.go()
      return
    }
    this.#held.delete(id)
    this.#waiting.delete(id)
  }
}
