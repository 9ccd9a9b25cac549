// Runs in a thread of its own: a hostile workbook may take long or much memory, and must cost only this thread.
import { parentPort, workerData } from 'node:worker_threads'
import type { SheetFault } from '#contract/subsidies/pay-reasons.ts'
import { readCells, type Grid } from './pay-import-cells.ts'
import { Unreadable } from './pay-import-parts.ts'

export type SheetAnswer = { grids: Grid[] } | { fault: SheetFault; detail: string }

async function answer(bytes: unknown): Promise<SheetAnswer> {
  if (!(bytes instanceof Uint8Array)) throw new Error('no bytes were handed over')
  try {
    return { grids: await readCells(bytes) }
  } catch (error) {
    // Whatever else the readers throw is about these bytes, too: they do nothing but read them.
    return error instanceof Unreadable ? { fault: error.fault, detail: error.message } : { fault: 'damaged', detail: error instanceof Error ? error.message : 'unreadable' }
  }
}

parentPort?.postMessage(await answer(workerData))
