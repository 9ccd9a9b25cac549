// The part of a backup that reads and hashes every byte, in a thread of its own: requests do not wait for it.
import { createHash } from 'node:crypto'
import { constants, createWriteStream } from 'node:fs'
import { copyFile, link, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pipeline } from 'node:stream/promises'
import { parentPort, workerData } from 'node:worker_threads'
import type { S3Config } from '../config-files.ts'
import { storedAt, type FileStore } from '../files/store.ts'
import { openS3Store } from '../files/store-s3.ts'
import { readFacts, readStoredFiles, type Ask } from './facts.ts'
import { hashFile, listOfFiles, readList, type DatabaseFacts, type StoredFile } from './manifest.ts'

export interface BackupTask {
  /** Folder of the store, or its bucket. */
  filesRoot: string | undefined
  s3: S3Config | undefined
  /** Folder of the backup. */
  to: string
  /** Folder of the backup before, whose files need no second copy where it lies on the same disk. */
  previous: string | undefined
  /** What the backup before lists and is linked to is taken as it is, unread. */
  trusted: boolean
  /** SQLite: the live database. PostgreSQL: what its snapshot said, as it was dumped already. */
  source: { sqlite: string } | { files: StoredFile[] }
}
export interface BackupDone {
  /** Of SQLite's copy. */
  facts: DatabaseFacts | undefined
  database: { sha256: string; bytes: number }
  files: { sha256: string; count: number; bytes: number; missing: string[]; damaged: string[] }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A consistent copy, read on a connection of its own: in WAL mode whoever writes meanwhile does not wait for it. Throws unless the copy is whole. */
async function copySqlite(source: string, to: string): Promise<{ facts: DatabaseFacts; files: StoredFile[] }> {
  const live = new DatabaseSync(source, { timeout: 10_000 })
  try {
    live.prepare('vacuum into ?').run(to)
  } finally {
    live.close()
  }
  const copy = new DatabaseSync(to, { readOnly: true })
  try {
    const ask: Ask = (text) => Promise.resolve(copy.prepare(text).all())
    const [integrity] = await ask('pragma integrity_check')
    if (integrity?.integrity_check !== 'ok') throw new Error(`the copy of the database is damaged: ${String(integrity?.integrity_check)}`)
    return { facts: await readFacts(ask, 'sqlite'), files: await readStoredFiles(ask) }
  } finally {
    copy.close()
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

async function isLinked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    // Another disk, or one that knows no links.
    if (['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'EACCES'].includes(String(codeOf(error)))) return false
    throw error
  }
}

/** Out of the bucket into a file; false when there is none. */
async function isFetched(store: FileStore, key: string, target: string): Promise<boolean> {
  try {
    await pipeline(await store.open(key), createWriteStream(target, { flags: 'wx', mode: 0o600 }))
    await sync(target)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

async function isCopied(from: string, target: string): Promise<boolean> {
  try {
    await copyFile(from, target, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
    await sync(target)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

/** A second name for the same bytes where that can be (stored bytes never change under their key), else a copy. Undefined when there are none. */
async function bring(key: string, { filesRoot, to, previous }: BackupTask, bucket: FileStore | undefined): Promise<'linked' | 'read' | undefined> {
  const target = join(to, 'files', storedAt(key))
  await mkdir(dirname(target), { recursive: true })
  if (filesRoot !== undefined && (await isLinked(join(filesRoot, storedAt(key)), target))) return 'linked'
  if (previous !== undefined && (await isLinked(join(previous, 'files', storedAt(key)), target))) return 'linked'
  if (bucket) return (await isFetched(bucket, key, target)) ? 'read' : undefined
  return filesRoot !== undefined && (await isCopied(join(filesRoot, storedAt(key)), target)) ? 'read' : undefined
}

/** Hashes the backup before found, by key. */
async function hashesBefore({ previous, trusted }: BackupTask): Promise<Map<string, string>> {
  if (!trusted || previous === undefined) return new Map()
  // A list that cannot be read proves nothing: then every file is read.
  const list = await readFile(join(previous, 'files.sha256'), 'utf8').then(readList).catch(() => [])
  return new Map(list.map(({ key, sha256 }) => [key, sha256]))
}

async function bringFiles(task: BackupTask, files: readonly StoredFile[]): Promise<BackupDone['files']> {
  const bucket = task.s3 && openS3Store(task.s3, task.to)
  const kept: StoredFile[] = []
  const missing: string[] = []
  const damaged: string[] = []
  const before = await hashesBefore(task)
  for (const { key, sha256, bytes } of files) {
    const brought = await bring(key, task, bucket)
    if (brought === undefined) {
      missing.push(key)
      continue
    }
    if (brought === 'linked' && before.get(key) === sha256) {
      kept.push({ key, sha256, bytes })
      continue
    }
    const target = join(task.to, 'files', storedAt(key))
    let found = await hashFile(target)
    if (found.sha256 !== sha256 && task.previous !== undefined) {
      // It may be the earlier backup that is damaged.
      await rm(target)
      await bring(key, { ...task, previous: undefined }, bucket)
      found = await hashFile(target)
    }
    if (found.sha256 !== sha256) damaged.push(key)
    kept.push({ key, ...found })
  }
  bucket?.close()
  const list = listOfFiles(kept)
  await writeFile(join(task.to, 'files.sha256'), list)
  await sync(join(task.to, 'files.sha256'))
  return { sha256: createHash('sha256').update(list).digest('hex'), count: kept.length, bytes: kept.reduce((sum, file) => sum + file.bytes, 0), missing, damaged }
}

async function run(task: BackupTask): Promise<BackupDone> {
  const isSqlite = 'sqlite' in task.source
  const database = join(task.to, isSqlite ? 'zhiqitong.sqlite' : 'zhiqitong.dump')
  const copied = 'sqlite' in task.source ? await copySqlite(task.source.sqlite, database) : { facts: undefined, files: task.source.files }
  await sync(database)
  return { facts: copied.facts, database: await hashFile(database), files: await bringFiles(task, copied.files) }
}

const task: BackupTask = workerData
parentPort?.postMessage(await run(task))
