import type { PhotoPixels } from './photo-check.ts'

/** The coach looks at the picture with its long side so long. */
const seenSide = 1280

function canvasOf(width: number, height: number): CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null {
  if (typeof OffscreenCanvas === 'function') return new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  return canvas.getContext('2d', { willReadFrequently: true })
}

/** The picture in grey, as small as it is judged. In a worker, or on the page where a worker cannot draw. Rejects when the browser cannot draw it. */
export async function readPixels(picture: Blob): Promise<PhotoPixels> {
  const bitmap = await createImageBitmap(picture)
  try {
    const { width: originalWidth, height: originalHeight } = bitmap
    const scale = Math.min(1, seenSide / Math.max(originalWidth, originalHeight))
    const [width, height] = [Math.max(1, Math.round(originalWidth * scale)), Math.max(1, Math.round(originalHeight * scale))]
    const context = canvasOf(width, height)
    if (!context) throw new Error('no canvas')
    context.imageSmoothingQuality = 'high'
    context.fillStyle = 'white'
    context.fillRect(0, 0, width, height)
    context.drawImage(bitmap, 0, 0, width, height)
    const { data } = context.getImageData(0, 0, width, height)
    const luma = new Uint8Array(width * height)
    for (let at = 0; at < luma.length; at += 1) {
      luma[at] = (77 * (data[4 * at] ?? 0) + 150 * (data[4 * at + 1] ?? 0) + 29 * (data[4 * at + 2] ?? 0)) >> 8
    }
    return { width, height, luma, originalWidth, originalHeight }
  } finally {
    bitmap.close()
  }
}
