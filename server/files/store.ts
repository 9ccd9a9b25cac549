// Where stored bytes live. Only this file knows about folders; names from phones never come here.
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'

export interface ByteRange { start: number; end: number }

export interface FileStore {
  /** Keeps the bytes under `key` (a UUID); when it resolves they are on the disk. The same key again replaces them. */
  put(key: string, bytes: Uint8Array): Promise<{ sizeBytes: number; sha256: string }>
  /** The bytes, or part of them (both ends included). Rejects with code ENOENT when nothing is kept under `key`. */
  open(key: string, range?: ByteRange): Promise<Readable>
  /** Forgets the bytes; nothing happens when there are none. */
  remove(key: string): Promise<void>
  /** Bytes kept under `key`; undefined when there are none. */
  sizeOf(key: string): Promise<number | undefined>
  /** Until the function it returns is called, bytes that are removed stay where they are: a backup of the database still refers to them. */
  holdRemovals(): () => Promise<void>
  /** Room left where the bytes are kept. */
  space(): Promise<{ freeBytes: number; totalBytes: number }>
  /** Bytes of uploads that are not complete yet live here, beside the store. */
  readonly incomingFolder: string
  /** Where the bytes lie, each at `storedAt(key)` in it. */
  readonly root: string
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

/** Path of the bytes kept under `key`, within the folder of a store (or of a backup of one). Throws for anything but a UUID. */
export function storedAt(key: string): string {
  if (!keyPattern.test(key)) throw new Error('a storage key is a UUID')
  return join(key.slice(0, 2), key.slice(2, 4), key)
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
    const path = join(root, storedAt(key))
    return { folder: dirname(path), path }
  }
  const held = new Set<string>()
  let holders = 0

  return {
    incomingFolder,
    root,
    async put(key, bytes) {
      const { folder, path } = pathOf(key)
      held.delete(key)
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
      const { path } = pathOf(key)
      if (holders > 0) held.add(key)
      else await rm(path, { force: true })
    },
    async sizeOf(key) {
      try {
        return (await stat(pathOf(key).path)).size
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
        throw error
      }
    },
    holdRemovals() {
      holders += 1
      let isHeld = true
      return async () => {
        if (!isHeld) return
        isHeld = false
        holders -= 1
        if (holders > 0) return
        const keys = [...held]
        held.clear()
        for (const key of keys) await rm(pathOf(key).path, { force: true })
      }
    },
    async space() {
      const { bavail, blocks, bsize } = await statfs(root)
      return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
    },
  }
}
