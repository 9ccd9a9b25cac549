// Judges one photo off the page's thread, so that typing and tapping go on.
import { checkPhoto, type PhotoPixels, type PhotoVerdict } from './photo-check.ts'
import { readPixels } from './photo-pixels.ts'

/** A picture, or its pixels where a worker cannot draw. */
export type PhotoTask = { picture: Blob } | { pixels: PhotoPixels }
/** null: it could not be judged. */
export type PhotoAnswer = PhotoVerdict | null

async function judge(task: PhotoTask): Promise<PhotoAnswer> {
  return checkPhoto('pixels' in task ? task.pixels : await readPixels(task.picture))
}

addEventListener('message', ({ data }: MessageEvent<PhotoTask>) => {
  void judge(data)
    .catch(() => null)
    .then((answer: PhotoAnswer) => postMessage(answer))
})
