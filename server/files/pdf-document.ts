import { Worker } from 'node:worker_threads'
import { fileLimits } from '#contract/files/rules.ts'
import { AppError } from '../errors.ts'
import type { PdfVerdict } from './pdf-worker.ts'

const readingLimitMs = 20_000
const codeOf = { damaged: 'files.damaged', encrypted: 'files.encrypted', active: 'files.active-content' } as const

function readInThread(bytes: Uint8Array): Promise<PdfVerdict> {
  const worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), {
    workerData: { bytes, maxPages: fileLimits.maxPdfPages },
    resourceLimits: { maxOldGenerationSizeMb: 320, maxYoungGenerationSizeMb: 32 },
    // The thread needs no setting, and must not find one.
    env: {}, execArgv: [], stdout: true, stderr: true,
  })
  return new Promise<PdfVerdict>((settle, fail) => {
    const limit = setTimeout(() => settle({ finding: { kind: 'damaged', reason: 'took too long' } }), readingLimitMs)
    worker.once('message', settle)
    worker.once('error', (error: Error & { code?: string }) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') settle({ finding: { kind: 'damaged', reason: 'took too much memory' } })
      else fail(error)
    })
    worker.once('exit', (code) => {
      clearTimeout(limit)
      fail(new Error(`the PDF reader stopped with ${code}`))
    })
  }).finally(() => worker.terminate())
}

/** Pages of a PDF that may be stored as it is. Throws files.damaged, files.encrypted, files.active-content or files.too-large (too many pages). */
export async function examinePdf(bytes: Uint8Array): Promise<{ pages: number }> {
  const verdict = await readInThread(bytes)
  if ('finding' in verdict) throw new AppError(codeOf[verdict.finding.kind], { detail: verdict.finding.reason })
  if (verdict.pages < 1) throw new AppError('files.damaged', { detail: 'no pages' })
  if (verdict.pages > fileLimits.maxPdfPages) throw new AppError('files.too-large', { details: { pages: verdict.pages, maxPages: fileLimits.maxPdfPages } })
  return verdict
}
