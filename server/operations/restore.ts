// npm run cli -- restore: a backup into an empty place, nothing touched before every byte of it was checked, counted afterwards.
import { constants, existsSync } from 'node:fs'
import { copyFile, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sql, type Kysely } from 'kysely'
import pg from 'pg'
import { verifyAudit } from '../audit/chain.ts'
import { recordAudit } from '../audit/record.ts'
import type { Config } from '../config.ts'
import type { S3Config } from '../config-files.ts'
import { createCommands } from '../db/commands.ts'
import { migrateToLatest } from '../db/migrate.ts'
import { migrations } from '../db/migrations/index.ts'
import { openDatabase, sqliteFile, type DatabaseKind } from '../db/open.ts'
import type { Database } from '../db/schema.ts'
import { openStore } from '../files/open-store.ts'
import { storedAt } from '../files/store.ts'
import { openS3Store } from '../files/store-s3.ts'
import { syncFolder } from '../files/sync-folder.ts'
import { invariantProblems } from '../invariants.ts'
import { ownDataDir } from '../lock.ts'
import { countRows, type Ask } from './facts.ts'
import { fileProblems } from './kept-files.ts'
import { checkBackup, secretMarkOf, type CheckedBackup, type Manifest } from './manifest.ts'
import { findProgram, runProgram } from './postgres-programs.ts'
import { unfinishedRestore } from './unfinished.ts'

export interface RestoreReport {
  from: string
  madeAt: string
  /** Tables whose rows were counted and found as the manifest says. */
  tables: number
  rows: number
  files: number
  /** Migrations that ran because the backup was of an earlier version. */
  migrated: string[]
  audit: { isWhole: boolean; lines: number }
  /** Sessions ended, and messages whose fate outside is asked about before they are sent again. */
  ended: { sessions: number; deliveries: number }
  problems: string[]
}

type RestoreConfig = Pick<Config, 'dataDir' | 'filesDir' | 's3' | 'databaseUrl' | 'programFolders' | 'secret'>

/** What a data folder has before anything was ever kept in it. */
const emptyNames = new Set(['owner.lock', 'owner.lock-journal', 'owner.sock'])

async function assertEmptyFolder(dataDir: string): Promise<void> {
  const names = (await readdir(dataDir, { recursive: true, withFileTypes: true })).filter((entry) => !entry.isDirectory() && !(entry.parentPath === dataDir && emptyNames.has(entry.name)) && !(entry.parentPath === join(dataDir, 'files') && entry.name === 'place'))
  if (names.length > 0) throw new Error(`${dataDir} is not empty (${names.slice(0, 3).map(({ name }) => name).join(', ')} …): a restore overwrites nothing; move it away or set another DATA_DIR`)
}

async function assertEmptyBucket(s3: S3Config, dataDir: string): Promise<void> {
  const store = openS3Store(s3, dataDir)
  const isEmpty = await store.isEmpty().finally(() => store.close())
  if (!isEmpty) throw new Error(`the bucket ${s3.bucket} is not empty: a restore overwrites nothing; set S3_BUCKET to a new one`)
}

async function assertEmptyDatabase(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
  await client.connect()
  const { rows } = await client.query<{ name: string }>("select table_name as name from information_schema.tables where table_schema = 'public'").finally(() => client.end())
  if (rows.length > 0) throw new Error(`the database is not empty (${rows.slice(0, 3).map(({ name }) => name).join(', ')} …): a restore overwrites nothing; make a new one and set DATABASE_URL to it`)
}

function assertUsable({ manifest }: CheckedBackup, config: RestoreConfig, acceptsOtherSecret: boolean): void {
  const kind: DatabaseKind = config.databaseUrl === undefined ? 'sqlite' : 'postgres'
  if (manifest.database.kind !== kind) throw new Error(`the backup is of ${manifest.database.kind === 'sqlite' ? 'SQLite: unset DATABASE_URL' : 'PostgreSQL: set DATABASE_URL to an empty database'}`)
  const known = Object.keys(migrations(kind))
  const unknown = manifest.migrations.filter((name, index) => known[index] !== name)
  if (unknown.length > 0) throw new Error(`the backup was made by a newer version (${manifest.version}; this one does not know ${unknown.join(', ')}): restore it with that version`)
  if (manifest.secretMark !== secretMarkOf(config.secret) && !acceptsOtherSecret) {
    throw new Error('APP_SECRET is not the one this backup was made under: account numbers and objectors could not be read any more. Set the right one, or say --other-secret when it is lost')
  }
}

/** Copies without a link to the backup, which must stay as it is. */
async function copyIn(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
  const handle = await open(to, 'r+')
  await handle.sync()
  await handle.close()
}

async function bringBack(folder: string, { manifest, files }: CheckedBackup, { dataDir, filesDir, s3, databaseUrl, programFolders }: RestoreConfig): Promise<void> {
  if (s3) {
    const store = openS3Store(s3, dataDir)
    for (const { key } of files) await store.put(key, await readFile(join(folder, 'files', storedAt(key))))
    store.close()
  } else for (const { key } of files) await copyIn(join(folder, 'files', storedAt(key)), join(filesDir, 'files', storedAt(key)))
  const database = join(folder, manifest.database.file)
  if (databaseUrl !== undefined) {
    await runProgram(findProgram('pg_restore', programFolders), databaseUrl, ['--schema=public', '--no-owner', '--no-privileges', '--single-transaction', '--exit-on-error', database])
    return
  }
  // Last of all and under another name first: a database that is there is whole.
  const half = `${sqliteFile(dataDir)}.partial`
  await copyIn(database, half)
  await rename(half, sqliteFile(dataDir))
  await syncFolder(dataDir)
}

async function unequalCounts(db: Kysely<Database>, manifest: Manifest): Promise<string[]> {
  const ask: Ask = async (text) => (await sql.raw<Record<string, unknown>>(text).execute(db)).rows
  const found = await countRows(ask, manifest.database.kind)
  const names = new Set([...Object.keys(found), ...Object.keys(manifest.counts)])
  return [...names].filter((name) => found[name] !== manifest.counts[name]).map((name) => `${name}: ${found[name] ?? 'no'} rows, the backup had ${manifest.counts[name] ?? 'none'}`)
}

/** What was true when the backup was made and may not be any more: who was signed in, and what had not left yet by SMS, push or e-mail. */
async function settle(db: Kysely<Database>, kind: DatabaseKind, { madeAt, audit }: Manifest, at: number): Promise<RestoreReport['ended']> {
  return createCommands(db, kind).run(async (tx) => {
    const sessions = await tx.updateTable('sessions').set({ ends_at: at }).where('ends_at', '>', at).executeTakeFirst()
    // As after a sender that died: a provider is asked by our reference before anything is sent again, a code never is.
    const deliveries = await tx.updateTable('deliveries').set({ state: 'unknown', asked: 0, locked_until: 0, run_at: at, why: 'restored from a backup: it may have left since' })
      .where('finished_at', 'is', null).where('accepted_at', 'is', null).executeTakeFirst()
    // Whoever was serving when the backup was made serves something else.
    for (const table of ['processes', 'leases', 'held_removals'] as const) await tx.deleteFrom(table).execute()
    await recordAudit(tx, { at, accountId: null, role: 'operator', action: 'operations.restore', details: { madeAt, audit: audit.head } })
    return { sessions: Number(sessions.numUpdatedRows), deliveries: Number(deliveries.numUpdatedRows) }
  })
}

/**
 * Restores `from` into DATA_DIR, which must be empty, and on PostgreSQL into the empty database of DATABASE_URL; then migrates.
 * Throws an Error meant for the operator: before anything is touched when the backup is damaged, of a newer version, of the other database or under another
 * APP_SECRET (unless `acceptsOtherSecret`), or when something is there already.
 */
export async function restore(config: RestoreConfig, { from, at, acceptsOtherSecret = false }: { from: string; at: number; acceptsOtherSecret?: boolean }): Promise<RestoreReport> {
  const ownership = await ownDataDir(config.dataDir, () => Promise.reject(new Error('a restore is under way')))
  try {
    const backup = await checkBackup(from)
    assertUsable(backup, config, acceptsOtherSecret)
    await assertEmptyFolder(config.dataDir)
    if (config.s3) await assertEmptyBucket(config.s3, config.dataDir)
    else if (config.filesDir !== config.dataDir && existsSync(config.filesDir)) await assertEmptyFolder(config.filesDir)
    if (config.databaseUrl !== undefined) await assertEmptyDatabase(config.databaseUrl)
    const mark = unfinishedRestore(config.dataDir)
    await writeFile(mark, `${from}\n`)
    await bringBack(from, backup, config)
    const { manifest } = backup
    const { db, kind, close } = openDatabase(config)
    try {
      const problems = await unequalCounts(db, manifest)
      const migrated = await migrateToLatest(db, kind)
      const audit = await verifyAudit(db)
      const head = await db.selectFrom('meta').select('value').where('key', '=', 'audit-head').executeTakeFirst()
      if (head?.value !== manifest.audit.head) problems.push('the audit does not end where the backup says')
      const store = await openStore(config)
      problems.push(...audit.problems, ...(await invariantProblems(db)), ...(await fileProblems(db, store)))
      const ended = await settle(db, kind, manifest, at)
      await rm(mark)
      return {
        from, madeAt: manifest.madeAt, tables: Object.keys(manifest.counts).length, rows: Object.values(manifest.counts).reduce((sum, rows) => sum + rows, 0), files: backup.files.length,
        migrated, audit: { isWhole: audit.isWhole, lines: audit.lines }, ended, problems,
      }
    } finally {
      await close()
    }
  } finally {
    await ownership.release()
  }
}

/** Reads a backup as a restore would and says what it holds; throws an Error naming every damaged part. */
export async function verifyBackup(from: string): Promise<{ folder: string; madeAt: string; version: string; migration: string; files: number; bytes: number; problems: string[] }> {
  if (!existsSync(from)) throw new Error(`${from} is not there`)
  const { manifest, files } = await checkBackup(from)
  const { missing, damaged } = manifest.files
  return {
    folder: from, madeAt: manifest.madeAt, version: manifest.version, migration: manifest.migrations.at(-1) ?? '', files: files.length, bytes: manifest.files.bytes + manifest.database.bytes,
    problems: [...missing.map((key) => `file ${key} was missing when it was made`), ...damaged.map((key) => `file ${key} was damaged when it was made`)],
  }
}
