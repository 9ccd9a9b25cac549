// Runs in a thread of its own: taking a PDF apart may take long or much memory, and must cost only this thread.
import { parentPort, workerData } from 'node:worker_threads'
import { drawMerged, MergeFault, TooManyPages, type MergePart } from './merge-pdf-draw.ts'

export interface MergeTask { title: string; parts: MergePart[]; maxPages: number }
export type MergeAnswer = { bytes: Uint8Array } | { fault: 'unreadable'; fileId: string; reason: string } | { fault: 'too-many-pages' }

async function answer({ title, parts, maxPages }: MergeTask): Promise<MergeAnswer> {
  try {
    return { bytes: await drawMerged(title, parts, maxPages) }
  } catch (error) {
    if (error instanceof TooManyPages) return { fault: 'too-many-pages' }
    if (error instanceof MergeFault) return { fault: 'unreadable', fileId: error.fileId, reason: error.message }
    throw error
  }
}

const task: MergeTask = workerData
parentPort?.postMessage(await answer(task))
