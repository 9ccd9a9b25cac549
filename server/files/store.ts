// Where stored bytes live: in a folder (here) or in a bucket (store-s3.ts). Names from phones never come here.
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { openIncomingFolder, type IncomingUploads } from './incoming.ts'
import { syncFolder } from './sync-folder.ts'

export interface ByteRange { start: number; end: number }

export interface FileStore {
  /** Keeps the bytes under `key` (a UUID); when it resolves they are durable. The same key again replaces them. */
  put(key: string, bytes: Uint8Array): Promise<{ sizeBytes: number; sha256: string }>
  /** The bytes, or part of them (both ends included). Rejects with code ENOENT when nothing is kept under `key`. */
  open(key: string, range?: ByteRange): Promise<Readable>
  /** Forgets the bytes; nothing happens when there are none. */
  remove(key: string): Promise<void>
  /** Bytes kept under `key`; undefined when there are none. */
  sizeOf(key: string): Promise<number | undefined>
  /** Until the function it returns is called, bytes that are removed stay where they are: a backup of the database still refers to them. */
  holdRemovals(): Promise<() => Promise<void>>
  /** Room left on the disk the process writes to; with files in a bucket only the database of SQLite needs it. */
  space(): Promise<{ freeBytes: number; totalBytes: number }>
  /** Whether bytes can be kept and read now. */
  isReachable(): Promise<boolean>
  /** Uploads that are not complete yet. */
  readonly incoming: IncomingUploads
  /** The same for all processes that see the same files. */
  readonly place: string
  /** The folder where the bytes lie, each at `storedAt(key)` in it; undefined where they lie in a bucket. */
  readonly root: string | undefined
}

const keyPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** Nobody takes so long over one file: what is older was left by a process that was killed. */
const halfFileLifeMs = 3_600_000

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Path of the bytes kept under `key`, within the folder of a store (or of a backup of one). Throws for anything but a UUID. */
export function storedAt(key: string): string {
  if (!keyPattern.test(key)) throw new Error('a storage key is a UUID')
  return join(key.slice(0, 2), key.slice(2, 4), key)
}

/** Holds removals in memory: enough where one process removes (SQLite). */
export function holdsOfOneProcess(removeNow: (key: string) => Promise<void>): Pick<FileStore, 'remove' | 'holdRemovals'> & { putAgain(key: string): void } {
  const held = new Set<string>()
  let holders = 0
  return {
    putAgain: (key) => void held.delete(key),
    async remove(key) {
      if (holders > 0) held.add(key)
      else await removeNow(key)
    },
    async holdRemovals() {
      holders += 1
      let isHeld = true
      return async () => {
        if (!isHeld) return
        isHeld = false
        holders -= 1
        if (holders > 0) return
        const keys = [...held]
        held.clear()
        for (const key of keys) await removeNow(key)
      }
    },
  }
}

/** Names the folder, however each process has mounted it. */
async function placeOf(root: string): Promise<string> {
  const file = join(root, 'place')
  await writeFile(file, randomUUID(), { flag: 'wx' }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  })
  return `disk:${(await readFile(file, 'utf8')).trim()}`
}

async function sweepHalfFiles(folder: string): Promise<void> {
  // Another process may share the folder and be writing just now.
  const now = Date.now()
  for (const name of await readdir(folder)) {
    const found = await stat(join(folder, name)).catch(() => undefined)
    if (found && now - found.mtimeMs > halfFileLifeMs) await rm(join(folder, name), { force: true })
  }
}

/** A store in FILES_DIR/files, two levels of folders deep; half-written files of a killed process are swept at start. */
export async function openDiskStore(filesDir: string): Promise<FileStore> {
  const root = join(filesDir, 'files')
  const temporary = join(root, 'tmp')
  await mkdir(temporary, { recursive: true })
  const incoming = await openIncomingFolder(join(filesDir, 'uploads'))
  await sweepHalfFiles(temporary)
  const place = await placeOf(root)

  function pathOf(key: string): { folder: string; path: string } {
    const path = join(root, storedAt(key))
    return { folder: dirname(path), path }
  }
  const { putAgain, ...removals } = holdsOfOneProcess((key) => rm(pathOf(key).path, { force: true }))

  return {
    incoming,
    root,
    place,
    ...removals,
    async put(key, bytes) {
      const { folder, path } = pathOf(key)
      putAgain(key)
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
    async sizeOf(key) {
      try {
        return (await stat(pathOf(key).path)).size
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
        throw error
      }
    },
    async space() {
      const { bavail, blocks, bsize } = await statfs(root)
      return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
    },
    isReachable: () => stat(root).then(() => true, () => false),
  }
}
