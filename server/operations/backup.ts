// npm run cli -- backup: database and files while people work. SQLite is copied in the process that owns it, PostgreSQL by pg_dump from one snapshot.
import { mkdir, open, readdir, rename, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import { sql } from 'kysely'
import pg from 'pg'
import { recordAudit } from '../audit/record.ts'
import type { Config } from '../config.ts'
import type { Deps } from '../deps.ts'
import { sqliteFile } from '../db/open.ts'
import { syncFolder } from '../files/sync-folder.ts'
import type { BackupDone, BackupTask } from './backup-thread.ts'
import { readFacts, readStoredFiles } from './facts.ts'
import { manifestName, secretMarkOf, writeManifest, type DatabaseFacts, type Manifest, type StoredFile } from './manifest.ts'
import { findProgram, runProgram } from './postgres-programs.ts'

/** Meta row with the instant (epoch ms) the newest backup was made; the metrics tell its age. */
export const lastBackupKey = 'last-backup'

const finished = /^zhiqitong-\d{8}T\d{6}Z$/
const unfinished = /^zhiqitong-\d{8}T\d{6}Z\.partial$/

export interface BackupReport {
  /** Where it lies: a new folder within the one that was named. */
  folder: string
  database: Manifest['database']
  counts: Manifest['counts']
  audit: Manifest['audit']
  files: { count: number; bytes: number }
  /** Bytes the database knows that were not there, or not as they were stored; empty when all is well. */
  problems: string[]
  seconds: number
  /** What requests noticed of it, at most and of 99 in 100; milliseconds. */
  eventLoopDelay: { p99: number; max: number }
  /** Older ones that were removed because --keep says how many stay. */
  removed: string[]
}

/** What a backup is made of; a test may give it a database of an earlier version. */
export interface BackupSource { config: Pick<Config, 'dataDir' | 'databaseUrl' | 'programFolders' | 'secret' | 'version' | 's3'>; /** Folder of the store; undefined where the files lie in a bucket. */ filesRoot: string | undefined; holdRemovals: () => Promise<() => Promise<void>> }

function inThread(task: BackupTask): Promise<BackupDone> {
  const thread = new Worker(new URL('./backup-thread.ts', import.meta.url), { workerData: task, env: {}, execArgv: [] })
  return new Promise((settle, fail) => {
    thread.once('message', settle)
    thread.once('error', fail)
    thread.once('exit', (code) => fail(new Error(`the backup stopped with ${code}`)))
  })
}

/** pg_dump sees exactly the snapshot whose rows are counted here. */
async function dumpPostgres(databaseUrl: string, programs: readonly string[], to: string): Promise<{ facts: DatabaseFacts; files: StoredFile[]; engine: string }> {
  const program = findProgram('pg_dump', programs)
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const ask = async (text: string): Promise<Record<string, unknown>[]> => (await client.query(text)).rows
    await ask('begin isolation level repeatable read read only')
    const [snapshot] = await ask('select pg_export_snapshot() as id')
    const [version] = await ask('show server_version')
    await runProgram(program, databaseUrl, ['--format=custom', '--schema=public', '--no-owner', '--no-privileges', `--snapshot=${String(snapshot?.id)}`, `--file=${join(to, 'zhiqitong.dump')}`])
    return { facts: await readFacts(ask, 'postgres'), files: await readStoredFiles(ask), engine: `PostgreSQL ${String(version?.server_version)}` }
  } finally {
    await client.end()
  }
}

/**
 * Makes one whole backup in the empty folder `to`. `previous`: an earlier one beside it.
 * `trusted`: files that lie in it and hang on the same bytes are not read again.
 * Bytes of files are in the store before their row is committed and are not removed until this is over, so whatever the database's copy refers to is there.
 */
export async function makeBackup({ config, filesRoot, holdRemovals }: BackupSource, to: string, { at, previous, trusted = false }: { at: number; previous?: string | undefined; trusted?: boolean }): Promise<Manifest> {
  const release = await holdRemovals()
  try {
    const dumped = config.databaseUrl === undefined ? undefined : await dumpPostgres(config.databaseUrl, config.programFolders, to)
    const done = await inThread({ filesRoot, s3: config.s3, to, previous, trusted, source: dumped ? { files: dumped.files } : { sqlite: sqliteFile(config.dataDir) } })
    const facts = dumped?.facts ?? done.facts
    if (!facts) throw new Error('nothing was read of the copy')
    const manifest: Manifest = {
      product: 'zhiqitong', format: 1, madeAt: new Date(at).toISOString(), version: config.version, node: process.versions.node, secretMark: secretMarkOf(config.secret),
      database: { kind: dumped ? 'postgres' : 'sqlite', engine: dumped?.engine ?? `SQLite ${process.versions.sqlite ?? ''}`, file: dumped ? 'zhiqitong.dump' : 'zhiqitong.sqlite', ...done.database },
      migrations: facts.migrations, counts: facts.counts, audit: facts.audit, files: { list: 'files.sha256', ...done.files },
    }
    await writeManifest(to, manifest)
    const handle = await open(join(to, manifestName), 'r')
    await handle.sync()
    await handle.close()
    return manifest
  } finally {
    await release()
  }
}

/** A full disk would stop the service for the sake of its backup. */
async function assertRoomFor(deps: Deps, folder: string): Promise<void> {
  const size = deps.databaseKind === 'sqlite'
    ? sql<{ bytes: number }>`select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()` : sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`
  const needed = Number((await size.execute(deps.db)).rows[0]?.bytes ?? 0)
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize < needed + deps.config.diskReserveBytes) throw new Error(`${folder} has ${bavail * bsize} bytes free; the copy of the database needs up to ${needed} and ${deps.config.diskReserveBytes} stay free (DISK_RESERVE_MB)`)
}

/** The instant in the name of a finished backup; undefined for anything else. */
export function madeAtOf(name: string): number | undefined {
  const match = /^zhiqitong-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(name)
  return match ? Date.parse(`${match.slice(1, 4).join('-')}T${match.slice(4).join(':')}Z`) : undefined
}

function nameAt(at: number): string {
  return `zhiqitong-${new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')}`
}

const dayLength = 'zhiqitong-20261201'.length

const underWay = new Set<string>()

/**
 * One backup into a new folder within `folder`, whose name says when it was made; while it is being made the name ends in .partial.
 * `keep`: how many finished ones stay in `folder`, this one included; all without it. Throws an Error meant for the operator; nothing half is left behind then.
 * `isCopy`: one of every few minutes. No line of the audit, no backup for the metrics, and only the first of a day reads files again that the one before had.
 */
export async function backUp(deps: Deps, { folder, keep, isCopy = false }: { folder: string; keep?: number | undefined; isCopy?: boolean }): Promise<BackupReport> {
  if (underWay.has(folder)) throw new Error(`a backup into ${folder} is being made already`)
  underWay.add(folder)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  const began = performance.now()
  const at = deps.clock.now()
  const partial = join(folder, `${nameAt(at)}.partial`)
  try {
    await mkdir(folder, { recursive: true })
    await assertRoomFor(deps, folder)
    const before = (await readdir(folder)).sort()
    for (const name of before.filter((one) => unfinished.test(one))) await rm(join(folder, name), { recursive: true })
    const newest = before.filter((name) => finished.test(name)).at(-1)
    const target = join(folder, nameAt(at))
    if (before.includes(nameAt(at))) throw new Error(`${target} is there already`)
    await mkdir(partial)
    delay.enable()
    const source = { config: deps.config, filesRoot: deps.files.root, holdRemovals: () => deps.files.holdRemovals() }
    const manifest = await makeBackup(source, partial, { at, previous: newest && join(folder, newest), trusted: isCopy && newest?.slice(0, dayLength) === nameAt(at).slice(0, dayLength) })
    delay.disable()
    await syncFolder(partial)
    await rename(partial, target)
    await syncFolder(folder)
    if (!isCopy) await deps.commands.run(async (tx) => {
      await tx.insertInto('meta').values({ key: lastBackupKey, value: String(at) }).onConflict((conflict) => conflict.column('key').doUpdateSet({ value: String(at) })).execute()
      await recordAudit(tx, { at, accountId: null, role: 'operator', action: 'operations.backup', details: { database: manifest.database.sha256, files: manifest.files.count, audit: manifest.audit.head } })
    })
    const done = [...before.filter((name) => finished.test(name)), nameAt(at)]
    const removed = keep === undefined ? [] : done.slice(0, Math.max(0, done.length - Math.max(1, keep)))
    for (const name of removed) await rm(join(folder, name), { recursive: true })
    const { missing, damaged, count, bytes } = manifest.files
    return {
      folder: target, database: manifest.database, counts: manifest.counts, audit: manifest.audit, files: { count, bytes },
      problems: [...missing.map((key) => `bytes of file ${key} are missing`), ...damaged.map((key) => `bytes of file ${key} are not those that were stored`)],
      seconds: Math.round(performance.now() - began) / 1000, eventLoopDelay: { p99: Math.round(delay.percentile(99) / 1e4) / 100, max: Math.round(delay.max / 1e4) / 100 }, removed,
    }
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    throw error
  } finally {
    delay.disable()
    underWay.delete(folder)
  }
}
