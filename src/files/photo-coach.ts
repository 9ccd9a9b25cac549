// Asks the worker what it thinks of a photo. Advice only: whatever goes wrong or takes long, there is no advice and the photo is sent.
import type { PhotoVerdict } from './photo-check.ts'
import { readPixels } from './photo-pixels.ts'
import type { PhotoAnswer, PhotoTask } from './photo-check.worker.ts'

const patienceMs = 6_000

async function ask(task: PhotoTask): Promise<PhotoAnswer> {
  const { default: PhotoWorker } = await import('./photo-check.worker.ts?worker')
  const worker = new PhotoWorker()
  return new Promise<PhotoAnswer>((settle, fail) => {
    worker.addEventListener('message', ({ data }: MessageEvent<PhotoAnswer>) => settle(data))
    worker.addEventListener('error', () => fail(new Error('the photo could not be judged')))
    worker.postMessage(task)
    setTimeout(() => fail(new Error('judging took too long')), patienceMs)
  }).finally(() => worker.terminate())
}

/** What is wrong and what is good about a picture of a page; null: nobody knows. Never rejects. */
export async function judgePhoto(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<PhotoVerdict | null> {
  if (typeof Worker === 'undefined' || typeof createImageBitmap === 'undefined') return null
  const picture = new Blob([bytes], { type })
  try {
    return await ask(typeof OffscreenCanvas === 'function' ? { picture } : { pixels: await readPixels(picture) })
  } catch {
    return null // no advice; see above
  }
}
