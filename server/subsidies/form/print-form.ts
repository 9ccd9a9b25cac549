// Draws forms one after the other in a thread, and keeps the last few: people often ask for the same one twice.
import { createHash } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { AppError } from '#server/errors.ts'
import { createWorkSlots } from '#server/files/work-slots.ts'
import type { PrintedForm } from './printed-form.ts'

const drawingLimitMs = 30_000
const mostKept = 20
const mostWaiting = 40

const inSlot = createWorkSlots(1)
/** By what the form says, so that nothing outdated and nothing made for another reader can come out. Newest last. */
const kept = new Map<string, Promise<Uint8Array>>()
let waiting = 0

function drawInThread(form: PrintedForm): Promise<Uint8Array> {
  const worker = new Worker(new URL('./form-worker.ts', import.meta.url), {
    workerData: form,
    resourceLimits: { maxOldGenerationSizeMb: 320, maxYoungGenerationSizeMb: 32 },
    // The thread needs no setting, and must not find one.
    env: {}, execArgv: [], stdout: true, stderr: true,
  })
  return new Promise<Uint8Array>((settle, fail) => {
    const limit = setTimeout(() => fail(new AppError('unavailable', { detail: 'drawing the form took too long', retryAfterSeconds: 10 })), drawingLimitMs)
    worker.once('message', settle)
    worker.once('error', fail)
    worker.once('exit', (code) => {
      clearTimeout(limit)
      fail(new Error(`the drawing of forms stopped with ${code}`))
    })
  }).finally(() => worker.terminate())
}

async function drawInTurn(form: PrintedForm): Promise<Uint8Array> {
  if (waiting >= mostWaiting) throw new AppError('unavailable', { detail: `${waiting} forms are waiting to be drawn`, retryAfterSeconds: 10 })
  waiting += 1
  try {
    return await inSlot(() => drawInThread(form))
  } finally {
    waiting -= 1
  }
}

/** The PDF of a form. Throws `unavailable` when too many wait or drawing takes too long. */
export async function printForm(form: PrintedForm): Promise<Uint8Array> {
  const key = createHash('sha256').update(JSON.stringify(form)).digest('hex')
  const drawn = kept.get(key) ?? drawInTurn(form)
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
