// Bytes of unfinished uploads. Unlike the library's file store, what is acknowledged is on the disk (promises.md C: offset = durable bytes),
// what a cut connection left counts too, and the facts about an upload are its row in the database.
import { open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { DataStore, ERRORS, Upload } from '@tus/server'
import { AppError } from '../errors.ts'
import { syncFolder } from './store.ts'
import { findUpload } from './repository.ts'
import type { Deps } from '../deps.ts'

const idPattern = /^[0-9a-f-]{36}$/

export function incomingPath(deps: Deps, id: string): string {
  if (!idPattern.test(id)) throw new Error('an upload id is a UUID')
  return join(deps.files.incomingFolder, id)
}

/** Bytes that arrived so far; undefined when there is no such file. */
export async function arrivedBytes(deps: Deps, id: string): Promise<number | undefined> {
  try {
    return (await stat(incomingPath(deps, id))).size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

export async function forgetIncoming(deps: Deps, id: string): Promise<void> {
  await rm(incomingPath(deps, id), { force: true })
}

function isFullDisk(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
}

export class UploadStore extends DataStore {
  readonly #deps: Deps

  constructor(deps: Deps) {
    super()
    this.#deps = deps
    this.extensions = ['creation', 'expiration', 'termination']
  }

  override async create(upload: Upload): Promise<Upload> {
    const handle = await open(incomingPath(this.#deps, upload.id), 'wx', 0o600)
    await handle.close()
    await syncFolder(this.#deps.files.incomingFolder)
    return upload
  }

  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    const handle = await open(incomingPath(this.#deps, id), 'r+')
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
      if (isFullDisk(error)) throw new AppError('storage-full', { retryAfterSeconds: 60, cause: error })
      throw error
    } finally {
      await handle.sync()
      await handle.close()
    }
    return position
  }

  override async getUpload(id: string): Promise<Upload> {
    const row = await findUpload(this.#deps.db, id)
    if (!row) throw ERRORS.FILE_NOT_FOUND
    const offset = row.state === 'done' ? row.size_bytes : await arrivedBytes(this.#deps, id)
    if (offset === undefined) throw ERRORS.FILE_NO_LONGER_EXISTS
    return new Upload({ id, size: row.size_bytes, offset, creation_date: new Date(row.created_at).toISOString() })
  }

  override async remove(id: string): Promise<void> {
    await forgetIncoming(this.#deps, id)
  }
}
