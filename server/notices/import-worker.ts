// Runs in a thread of its own: reading a hostile Word file may take long or much memory, and must cost only this thread.
import { randomUUID } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { blocksOfParts, type HtmlRead } from '#contract/notices/html-assemble.ts'
import { readDocx } from './docx-reading.ts'
import { takeFront, type Front } from './import-front.ts'

/** Pictures have their ids already; their sizes are known when they are drawn anew. */
export interface ImportPicture { id: string; bytes: Uint8Array<ArrayBuffer> }
export type ImportAnswer = HtmlRead & Omit<Front, 'parts'> & { pictures: ImportPicture[] }

async function read(bytes: Buffer): Promise<ImportAnswer> {
  const { parts, left, pictures } = await readDocx(bytes)
  const { parts: body, ...front } = takeFront(parts)
  const stored = new Map(pictures.map(({ address, bytes: picture }) => [address, { id: randomUUID(), bytes: picture }]))
  const { blocks, left: lost } = blocksOfParts({ parts: body, left }, (address) => {
    const picture = stored.get(address)
    return picture ? { id: picture.id, width: 1, height: 1 } : null
  })
  return { ...front, blocks, left: lost, pictures: [...stored.values()] }
}

/** What import.ts hands over. */
function readTask(task: unknown): Buffer {
  if (typeof task === 'object' && task !== null && 'bytes' in task && task.bytes instanceof Uint8Array) return Buffer.from(task.bytes.buffer, task.bytes.byteOffset, task.bytes.byteLength)
  throw new Error('no file was handed over')
}

parentPort?.postMessage(await read(readTask(workerData)))
