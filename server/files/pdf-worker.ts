// Runs in a thread of its own: reading a hostile PDF may take long or much memory, and must cost only this thread.
import { parentPort, workerData } from 'node:worker_threads'
import { scanPdf, type PdfFinding } from './pdf-scan.ts'

export type PdfVerdict = { finding: NonNullable<PdfFinding> } | { pages: number }

/** Stands in where the optional drawing library is absent: nothing is drawn here. */
class NoMatrix {}

/** A second reading by pdf.js: it must open, without a password, and show no script or attachment either. */
async function readAgain(bytes: Uint8Array, maxPages: number): Promise<PdfVerdict> {
  if (!('DOMMatrix' in globalThis)) Object.assign(globalThis, { DOMMatrix: NoMatrix })
  const { getDocument, PasswordException } = await import('pdfjs-dist/legacy/build/pdf.mjs')
  const task = getDocument({ data: bytes, useSystemFonts: false, disableFontFace: true, enableXfa: false, verbosity: 0, stopAtErrors: true })
  try {
    const document = await task.promise
    if ((await document.getPermissions()) !== null) return { finding: { kind: 'encrypted', reason: 'permissions' } }
    if ((await document.getJSActions()) !== null) return { finding: { kind: 'active', reason: 'scripts' } }
    if ((await document.getAttachments()) !== null) return { finding: { kind: 'active', reason: 'attachments' } }
    const pages = document.numPages
    for (let number = 1; number <= Math.min(pages, maxPages); number += 1) {
      const page = await document.getPage(number)
      if ((await page.getJSActions()) !== null) return { finding: { kind: 'active', reason: `scripts on page ${number}` } }
      page.cleanup()
    }
    return { pages }
  } catch (error) {
    if (error instanceof PasswordException) return { finding: { kind: 'encrypted', reason: 'password' } }
    return { finding: { kind: 'damaged', reason: error instanceof Error ? error.message : 'unreadable' } }
  } finally {
    await task.destroy()
  }
}

/** What pdf-document.ts hands over. */
function readTask(task: unknown): { bytes: Uint8Array; maxPages: number } {
  if (typeof task === 'object' && task !== null && 'bytes' in task && task.bytes instanceof Uint8Array && 'maxPages' in task && typeof task.maxPages === 'number') {
    return { bytes: task.bytes, maxPages: task.maxPages }
  }
  throw new Error('no PDF was handed over')
}

const { bytes, maxPages } = readTask(workerData)
const finding = scanPdf(bytes)
parentPort?.postMessage(finding ? { finding } : await readAgain(bytes, maxPages))
