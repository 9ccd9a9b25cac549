// Bytes of unfinished uploads. What is acknowledged is durable (promises.md C: offset = durable bytes), and what a cut connection left counts too.
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { AppError } from '../errors.ts'
import { syncFolder } from './sync-folder.ts'

export interface IncomingUploads {
  /** Makes room for bytes to come under `id` (a UUID). */
  begin(id: string): Promise<void>
  /** Bytes that arrived so far; undefined when nothing was begun. */
  arrived(id: string): Promise<number | undefined>
  /** Keeps what comes from `offset` on and resolves to the new offset; when the stream breaks, what came before is kept. */
  append(id: string, offset: number, stream: Readable): Promise<number>
  read(id: string): Promise<Buffer>
  forget(id: string): Promise<void>
  /** Ids of all that were begun. */
  list(): Promise<string[]>
}

const idPattern = /^[0-9a-f-]{36}$/

export function assertUploadId(id: string): string {
  if (!idPattern.test(id)) throw new Error('an upload id is a UUID')
  return id
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/** One file an upload. */
export async function openIncomingFolder(folder: string): Promise<IncomingUploads> {
  await mkdir(folder, { recursive: true })
  const pathOf = (id: string) => join(folder, assertUploadId(id))
  return {
    async begin(id) {
      const handle = await open(pathOf(id), 'wx', 0o600)
      await handle.close()
      await syncFolder(folder)
    },
    async arrived(id) {
      try {
        return (await stat(pathOf(id))).size
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined
        throw error
      }
    },
    async append(id, offset, stream) {
      const handle = await open(pathOf(id), 'r+')
      let position = offset
      try {
        for await (const chunk of stream) {
          const bytes: Uint8Array = chunk
          for (let written = 0; written < bytes.length; ) {
            const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, position)
            written += bytesWritten
            position += bytesWritten
          }
        }
      } catch (error) {
        if (codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT') throw new AppError('storage-full', { retryAfterSeconds: 60, cause: error })
        throw error
      } finally {
        await handle.sync()
        await handle.close()
      }
      return position
    },
    read: (id) => readFile(pathOf(id)),
    forget: (id) => rm(pathOf(id), { force: true }),
    async list() {
      return (await readdir(folder)).filter((name) => idPattern.test(name))
    },
  }
}
