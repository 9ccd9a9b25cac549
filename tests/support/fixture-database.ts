// A database as an earlier version left it, opened without migrating it.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import pg from 'pg'
import { inject } from 'vitest'
import { openDatabase, sqliteFile, type OpenDatabase } from '#server/db/open.ts'
import './provided.ts'
import { memoryFolder } from './template.ts'

const folder = 'tests/fixtures/databases'
export const fixtureEnding = inject('databaseKind') === 'sqlite' ? '.sqlite.gz' : '.sql.gz'
/** Names of the fixtures of this kind of database, oldest first. */
export const fixtures = readdirSync(folder).filter((name) => name.endsWith(fixtureEnding)).sort()

export interface FixtureDatabase extends OpenDatabase { dataDir: string; databaseUrl: string | undefined; remove(): Promise<void> }

export async function openFixture(name: string): Promise<FixtureDatabase> {
  const bytes = gunzipSync(readFileSync(join(folder, name)))
  const dataDir = memoryFolder('upgrade')
  mkdirSync(dataDir, { recursive: true })
  const removeFolder = () => rmSync(dataDir, { recursive: true, force: true })
  if (inject('databaseKind') === 'sqlite') {
    writeFileSync(sqliteFile(dataDir), bytes)
    return { ...openDatabase({ dataDir, databaseUrl: undefined }), dataDir, databaseUrl: undefined, remove: () => Promise.resolve(removeFolder()) }
  }
  const database = `zqt_upgrade_${process.env.VITEST_POOL_ID ?? '0'}`
  const admin = new pg.Client(inject('postgresUrl'))
  await admin.connect()
  await admin.query(`drop database if exists ${database}`)
  await admin.query(`create database ${database}`)
  const databaseUrl = inject('postgresUrl').replace(/\/postgres$/, `/${database}`)
  const loader = new pg.Client(databaseUrl)
  await loader.connect()
  await loader.query(bytes.toString('utf8'))
  await loader.end()
  return {
    ...openDatabase({ dataDir, databaseUrl }),
    dataDir,
    databaseUrl,
    async remove() {
      await admin.query(`drop database ${database}`)
      await admin.end()
      removeFolder()
    },
  }
}
