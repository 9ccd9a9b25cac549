// Stored files, in order, as one PDF. Knows nothing of what they are papers of: that is the caller's, and so is who may have it.
import { Worker } from 'node:worker_threads'
import sharp from 'sharp'
import { AppError } from '../errors.ts'
import type { MergeSource } from './merge-pdf-draw.ts'
import type { MergeAnswer, MergeTask } from './merge-pdf-worker.ts'
import type { FileStore } from './store.ts'
import { createWorkSlots } from './work-slots.ts'

export const mergeLimits = {
  /** Stored bytes of all files together: they are in memory at once, and again in the result. */
  maxBytes: 100 * 1024 * 1024,
  /** Pages of the result. */
  maxPages: 600,
} as const
const drawingLimitMs = 60_000
const mostWaiting = 20
/** Long side of a picture on an A4 page: 220 pixels an inch. */
const longSide = 2560

export interface StoredSource { id: string; name: string; media_type: string; size_bytes: number; pages: number; width: number | null; height: number | null; storage_key: string }
export interface StoredPart { title: string; files: readonly StoredSource[] }

const inSlot = createWorkSlots(1)
let waiting = 0

async function readStored(store: Pick<FileStore, 'open'>, { storage_key: key }: StoredSource): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  for await (const chunk of await store.open(key)) {
    const bytes: Uint8Array = chunk
    chunks.push(bytes)
  }
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}

/** Stored pictures are upright already (picture.ts). PNG becomes JPEG: a PDF would keep its pixels unpacked. */
async function asJpeg(bytes: Uint8Array<ArrayBuffer>, { media_type: type, width, height }: StoredSource): Promise<Uint8Array<ArrayBuffer>> {
  const isLarge = Math.max(width ?? 0, height ?? 0) > longSide
  if (type === 'image/jpeg' && !isLarge) return bytes
  const drawn = sharp(bytes).resize({ width: longSide, height: longSide, fit: 'inside', withoutEnlargement: true }).flatten({ background: '#ffffff' })
  return new Uint8Array(await drawn.jpeg({ quality: 88, chromaSubsampling: '4:4:4' }).timeout({ seconds: 30 }).toBuffer())
}

async function toSource(store: Pick<FileStore, 'open'>, file: StoredSource): Promise<MergeSource> {
  const bytes = await readStored(store, file)
  if (file.media_type === 'application/pdf') return { kind: 'pdf', bytes, fileId: file.id }
  try {
    return { kind: 'jpeg', bytes: await asJpeg(bytes, file), fileId: file.id }
  } catch (cause) {
    throw new AppError('files.unmergeable', { details: { name: file.name }, detail: `file ${file.id} cannot be drawn`, cause })
  }
}

function drawInThread(task: MergeTask): Promise<MergeAnswer> {
  const worker = new Worker(new URL('./merge-pdf-worker.ts', import.meta.url), {
    workerData: task,
    transferList: task.parts.flatMap((part) => part.sources.map(({ bytes }) => bytes.buffer)).filter((buffer) => buffer instanceof ArrayBuffer),
    resourceLimits: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 64 },
    // The thread needs no setting, and must not find one.
    env: {}, execArgv: [], stdout: true, stderr: true,
  })
  return new Promise<MergeAnswer>((settle, fail) => {
    const limit = setTimeout(() => fail(new AppError('files.merge-too-large', { detail: 'merging took too long' })), drawingLimitMs)
    worker.once('message', settle)
    worker.once('error', (error: Error & { code?: string }) => {
      fail(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new AppError('files.merge-too-large', { detail: 'merging took too much memory' }) : error)
    })
    worker.once('exit', (code) => {
      clearTimeout(limit)
      fail(new Error(`the merging of PDFs stopped with ${code}`))
    })
  }).finally(() => worker.terminate())
}

async function merge(store: Pick<FileStore, 'open'>, title: string, parts: readonly StoredPart[]): Promise<Uint8Array> {
  const sources = []
  for (const part of parts) {
    const read: MergeSource[] = []
    for (const file of part.files) read.push(await toSource(store, file))
    sources.push({ title: part.title, sources: read })
  }
  const answer = await drawInThread({ title, parts: sources, maxPages: mergeLimits.maxPages })
  if ('bytes' in answer) return answer.bytes
  if (answer.fault === 'too-many-pages') throw new AppError('files.merge-too-large', { details: { maxPages: mergeLimits.maxPages } })
  const name = parts.flatMap((part) => part.files).find((file) => file.id === answer.fileId)?.name ?? ''
  throw new AppError('files.unmergeable', { details: { name }, detail: `file ${answer.fileId}: ${answer.reason}` })
}

/**
 * One PDF of all parts in their order: pictures upright on A4, pages of PDFs as they are, an outline with the titles. Equal files give equal bytes.
 * Throws files.merge-too-large (details: maxBytes or maxPages), files.unmergeable (details.name: the file that is broken or locked), `unavailable` when too many wait. Never gives half of it.
 */
export async function mergeToPdf(store: Pick<FileStore, 'open'>, title: string, parts: readonly StoredPart[]): Promise<Uint8Array> {
  const files = parts.flatMap((part) => part.files)
  if (files.reduce((sum, file) => sum + file.size_bytes, 0) > mergeLimits.maxBytes) throw new AppError('files.merge-too-large', { details: { maxBytes: mergeLimits.maxBytes } })
  if (files.reduce((sum, file) => sum + file.pages, 0) > mergeLimits.maxPages) throw new AppError('files.merge-too-large', { details: { maxPages: mergeLimits.maxPages } })
  if (waiting >= mostWaiting) throw new AppError('unavailable', { detail: `${waiting} PDFs are waiting to be merged`, retryAfterSeconds: 10 })
  waiting += 1
  try {
    return await inSlot(() => merge(store, title, parts))
  } finally {
    waiting -= 1
  }
}
