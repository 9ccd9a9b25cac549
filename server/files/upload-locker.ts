import type { Lock, Locker, RequestRelease } from '@tus/server'
import { AppError } from '../errors.ts'

// The library's own locker polls without pause while it waits. One process owns DATA_DIR, so memory is enough.
const patienceMs = 10_000

interface Holder { release: RequestRelease }
interface Waiter { go(): void; giveUp(error: AppError): void; release: RequestRelease }

/** One request at a time per upload. A newcomer asks the holder to stop (its phone has lost the connection and is back), then waits; `files.locked` after ten seconds. */
export class UploadLocker implements Locker {
  readonly #held = new Map<string, Holder>()
  readonly #waiting = new Map<string, Waiter[]>()

  newLock(id: string): Lock {
    return { lock: (signal, release) => this.#lock(id, signal, release), unlock: () => this.#unlock(id) }
  }

  async #lock(id: string, signal: AbortSignal, release: RequestRelease): Promise<void> {
    const holder = this.#held.get(id)
    if (!holder) {
      this.#held.set(id, { release })
      return
    }
    await holder.release()
    if (!this.#held.has(id)) return this.#lock(id, signal, release)
    await new Promise<void>((go, giveUp) => {
      const queue = this.#waiting.get(id) ?? []
      const waiter: Waiter = { go, giveUp, release }
      const leave = () => {
        const line = this.#waiting.get(id)
        if (line?.includes(waiter)) line.splice(line.indexOf(waiter), 1)
        giveUp(new AppError('files.locked', { retryAfterSeconds: 2 }))
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
    this.#held.delete(id)
    this.#waiting.delete(id)
  }
}
