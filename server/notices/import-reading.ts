// A Word file read in a thread of its own, one at a time, within memory and time.
import { Worker } from 'node:worker_threads'
import { AppError } from '../errors.ts'
import { createWorkSlots } from '../files/work-slots.ts'
import type { ImportAnswer } from './import-worker.ts'

export const readingLimitMs = 20_000
const mostWaiting = 10

const inSlot = createWorkSlots(1)
let waiting = 0

const unreadable = (detail: string, cause?: unknown) => new AppError('notices.import-unreadable', { detail, cause })

function readInThread(bytes: Uint8Array, limitMs: number): Promise<ImportAnswer> {
  const worker = new Worker(new URL('./import-worker.ts', import.meta.url), {
    workerData: { bytes },
    resourceLimits: { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
    // The thread needs no setting, and must not find one.
    env: {}, execArgv: [], stdout: true, stderr: true,
  })
  return new Promise<ImportAnswer>((settle, fail) => {
    const limit = setTimeout(() => fail(unreadable('took too long')), limitMs)
    worker.once('message', settle)
    worker.once('error', (error: Error & { code?: string }) => fail(unreadable(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'took too much memory' : error.message.slice(0, 200), error)))
    worker.once('exit', (code) => {
      clearTimeout(limit)
      fail(unreadable(`the reader stopped with ${code}`))
    })
  }).finally(() => worker.terminate())
}

/** Throws notices.import-unreadable for whatever is no Word file that can be read, `unavailable` when too many wait. `limitMs`: for tests. */
export async function readWordFile(bytes: Uint8Array, limitMs = readingLimitMs): Promise<ImportAnswer> {
  if (waiting >= mostWaiting) throw new AppError('unavailable', { detail: `${waiting} files are waiting to be read`, retryAfterSeconds: 10 })
  waiting += 1
  try {
    return await inSlot(() => readInThread(bytes, limitMs))
  } finally {
    waiting -= 1
  }
}
