// A table as bytes → its cells, read in a thread with bounds on time and memory.
import { Worker } from 'node:worker_threads'
import type { SheetFault } from '#contract/subsidies/pay-reasons.ts'
import { AppError } from '../errors.ts'
import { createWorkSlots } from '../files/work-slots.ts'
import type { Grid } from './pay-import-cells.ts'
import type { SheetAnswer } from './pay-import-worker.ts'

const readingLimitMs = 15_000
const mostWaiting = 10
const inSlot = createWorkSlots(1)
let waiting = 0

/** `subsidies.sheet-unreadable` with why; `more`: missing columns, how many rows are read. */
export function unreadable(reason: SheetFault, more: { detail?: string; missing?: string; most?: number } = {}): AppError {
  const { detail, ...facts } = more
  return new AppError('subsidies.sheet-unreadable', { details: { reason, ...facts }, detail: `${reason}: ${detail ?? ''}` })
}

function readInThread(bytes: Uint8Array): Promise<SheetAnswer> {
  const worker = new Worker(new URL('./pay-import-worker.ts', import.meta.url), {
    workerData: bytes, resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 },
    // The thread needs no setting, and must not find one.
    env: {}, execArgv: [], stdout: true, stderr: true,
  })
  return new Promise<SheetAnswer>((settle, fail) => {
    const limit = setTimeout(() => settle({ fault: 'too-large', detail: 'reading took too long' }), readingLimitMs)
    worker.once('message', settle)
    worker.once('error', (error: Error & { code?: string }) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') settle({ fault: 'too-large', detail: 'reading took too much memory' })
      else fail(error)
    })
    worker.once('exit', (code) => {
      clearTimeout(limit)
      fail(new Error(`the reading of a table stopped with ${code}`))
    })
  }).finally(() => worker.terminate())
}

/** Every sheet's cells. Throws `subsidies.sheet-unreadable` (details.reason), `unavailable` when too many wait. */
export async function readGrids(bytes: Uint8Array): Promise<Grid[]> {
  if (waiting >= mostWaiting) throw new AppError('unavailable', { detail: `${waiting} tables are waiting to be read`, retryAfterSeconds: 5 })
  waiting += 1
  try {
    const answer = await inSlot(() => readInThread(bytes))
    if ('fault' in answer) throw unreadable(answer.fault, { detail: answer.detail })
    return answer.grids
  } finally {
    waiting -= 1
  }
}
