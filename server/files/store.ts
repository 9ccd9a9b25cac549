// Where stored bytes live. Only this file knows about folders; names from phones never come here.
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

export interface ByteRange { start: number; end: number }

export interface FileStore {
  /** Keeps the bytes under `key` (a UUID); when it resolves they are on the disk. The same key again replaces them. */
  put(key: string, bytes: Uint8Array): Promise<{ sizeBytes: number; sha256: string }>
  /** The bytes, or part of them (both ends included). Rejects with code ENOENT when nothing is kept under `key`. */
  open(key: string, range?: ByteRange): Promise<Readable>
  /** Forgets the bytes; nothing happens when there are none. */
  remove(key: string): Promise<void>
  /** Room left where the bytes are kept. */
  space(): Promise<{ freeBytes: number; totalBytes: number }>
  /** Bytes of uploads that are not complete yet live here, beside the store. */
  readonly incomingFolder: string
}

const keyPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Makes a rename or a new entry in `folder` survive a power cut. Windows cannot open a folder, and needs no such call. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** A store in DATA_DIR/files, two levels of folders deep; half-written files of a killed process are swept at start. */
export async function openDiskStore(dataDir: string): Promise<FileStore> {
  const root = join(dataDir, 'files')
  const temporary = join(root, 'tmp')
  const incomingFolder = join(dataDir, 'uploads')
  await mkdir(temporary, { recursive: true })
  await mkdir(incomingFolder, { recursive: true })
  for (const name of await readdir(temporary)) await rm(join(temporary, name), { force: true })

  function pathOf(key: string): { folder: string; path: string } {
    if (!keyPattern.test(key)) throw new Error('a storage key is a UUID')
    const folder = join(root, key.slice(0, 2), key.slice(2, 4))
    return { folder, path: join(folder, key) }
  }

  return {
    incomingFolder,
    async put(key, bytes) {
      const { folder, path } = pathOf(key)
      await mkdir(folder, { recursive: true })
      const half = join(temporary, randomUUID())
      try {
        const handle = await open(half, 'wx', 0o600)
        try {
          await handle.writeFile(bytes)
          await handle.sync()
        } finally {
          await handle.close()
        }
        await rename(half, path)
      } catch (error) {
        await rm(half, { force: true })
        throw error
      }
      await syncFolder(folder)
      return { sizeBytes: bytes.byteLength, sha256: sha256Of(bytes) }
    },
    async open(key, range) {
      const { path } = pathOf(key)
      await stat(path)
      return createReadStream(path, range)
    },
    async remove(key) {
      await rm(pathOf(key).path, { force: true })
    },
    async space() {
      const { bavail, blocks, bsize } = await statfs(root)
      return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
    },
  }
}
