// pdf.js behind one function. Its worker is a file of our own; it evaluates no code and runs no script of a document.
import type { PDFDocumentProxy, RenderTask } from 'pdfjs-dist'
import PdfWorker from './pdf-reader.worker.ts?worker'
import { ApiError } from '#client/http.ts'

export interface OpenPdf {
  pages: number
  /** Draws one page so wide (CSS pixels); an unfinished drawing on the same canvas is given up. */
  draw(page: number, canvas: HTMLCanvasElement, look: { width: number; quarterTurns: number }): Promise<void>
  close(): void
}

/** Larger canvases fail silently on older iPhones. */
const maxCanvasPixels = 16_000_000

async function fetchBytes(src: string): Promise<Uint8Array> {
  const reply = await fetch(src).catch((cause: unknown) => {
    throw new ApiError('offline', { cause })
  })
  if (reply.ok) return new Uint8Array(await reply.arrayBuffer())
  throw new ApiError(reply.status === 401 ? 'not-signed-in' : reply.status === 404 ? 'not-found' : 'unavailable', { status: reply.status })
}

/** Throws ApiError; `files.damaged` for what is no readable PDF. */
export async function openPdf(src: string): Promise<OpenPdf> {
  const [bytes, { getDocument, PDFWorker, version }] = await Promise.all([fetchBytes(src), import('pdfjs-dist/legacy/build/pdf.mjs')])
  const thread = new PdfWorker()
  const worker = PDFWorker.create({ port: thread })
  // Laid there by scripts/pdf-parts.ts: character maps for Chinese fonts that are not in the file, decoders for black-and-white scans.
  const parts = `/pdf-${version}/`
  const document: PDFDocumentProxy = await getDocument({
    data: bytes,
    worker,
    enableXfa: false,
    useWasm: false,
    useWorkerFetch: false,
    wasmUrl: parts,
    cMapUrl: parts,
    cMapPacked: true,
    verbosity: 0,
  }).promise.catch((cause: unknown) => {
    thread.terminate()
    throw new ApiError('files.damaged', { cause })
  })
  let drawing: RenderTask | undefined

  return {
    pages: document.numPages,
    async draw(number, canvas, { width, quarterTurns }) {
      drawing?.cancel()
      const page = await document.getPage(number)
      const rotation = (page.rotate + quarterTurns * 90) % 360
      const natural = page.getViewport({ scale: 1, rotation })
      const wanted = (width / natural.width) * Math.min(devicePixelRatio, 2)
      const scale = Math.min(wanted, Math.sqrt(maxCanvasPixels / (natural.width * natural.height)))
      const viewport = page.getViewport({ scale, rotation })
      canvas.width = Math.floor(viewport.width)
      canvas.height = Math.floor(viewport.height)
      canvas.style.width = `${width}px`
      canvas.style.height = `${(width * natural.height) / natural.width}px`
      const task = page.render({ canvas, viewport })
      drawing = task
      await task.promise.catch((error: unknown) => {
        if (error instanceof Error && error.name === 'RenderingCancelledException') return
        throw error
      })
      page.cleanup()
    },
    close() {
      void document.loadingTask.destroy()
      thread.terminate()
    },
  }
}
