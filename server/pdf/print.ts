// Draws PDFs one after the other in a thread, and keeps the last few: people often ask for the same one twice.
import { createHash } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { AppError } from '../errors.ts'
import { createWorkSlots } from '../files/work-slots.ts'

const drawingLimitMs = 60_000
const mostKept = 20
const mostWaiting = 40

/** One thread for all kinds: each takes over 100 MB. */
const inSlot = createWorkSlots(1)
let waiting = 0

function drawInThread(worker: URL, data: unknown): Promise<Uint8Array> {
  const thread = new Worker(worker, {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: 320, maxYoungGenerationSizeMb: 32 },
    // The thread needs no setting, and must not find one.
    env: {}, execArgv: [], stdout: true, stderr: true,
  })
  return new Promise<Uint8Array>((settle, fail) => {
    const limit = setTimeout(() => fail(new AppError('unavailable', { detail: 'drawing a PDF took too long', retryAfterSeconds: 10 })), drawingLimitMs)
    thread.once('message', settle)
    thread.once('error', fail)
    thread.once('exit', (code) => {
      clearTimeout(limit)
      fail(new Error(`the drawing of a PDF stopped with ${code}`))
    })
  }).finally(() => thread.terminate())
}

async function drawInTurn(worker: URL, data: unknown): Promise<Uint8Array> {
  if (waiting >= mostWaiting) throw new AppError('unavailable', { detail: `${waiting} PDFs are waiting to be drawn`, retryAfterSeconds: 10 })
  waiting += 1
  try {
    return await inSlot(() => drawInThread(worker, data))
  } finally {
    waiting -= 1
  }
}

/** Prints data of one kind: `worker` is the file that draws it and posts its bytes. What it returns throws `unavailable` when too many wait or drawing takes too long. */
export function createPrinter<T>(worker: URL): (data: T) => Promise<Uint8Array> {
  /** By what is printed, so that nothing outdated and nothing made for another reader can come out. Newest last. */
  const kept = new Map<string, Promise<Uint8Array>>()
  return async (data) => {
    const key = createHash('sha256').update(JSON.stringify(data)).digest('hex')
    const drawn = kept.get(key) ?? drawInTurn(worker, data)
    kept.delete(key)
    kept.set(key, drawn)
    const [oldest] = kept.keys()
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
    try {
      return await drawn
    } catch (error) {
      kept.delete(key)
      throw error
    }
  }
}
