// A seeded database for one application under test. SQLite: a copy of the template folder. PostgreSQL: a database of this
// worker, put back to the template's rows; a second one at the same time gets a second database.
import { cpSync, rmSync } from 'node:fs'
import pg from 'pg'
import { inject } from 'vitest'
import { templateDatabase } from './provided.ts'
import { memoryFolder } from './template.ts'

export interface TestDatabase {
  dataDir: string
  databaseUrl: string | undefined
  release(): void
}

const slotsInUse = new Set<number>()

async function ensureWorkerDatabase(slot: number): Promise<string> {
  const name = `zqt_${process.env.VITEST_POOL_ID ?? '0'}_${slot}`
  const client = new pg.Client(inject('postgresUrl'))
  await client.connect()
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
  if (rowCount === 0) await client.query(`create database ${name} template ${templateDatabase}`)
  await client.end()
  return inject('postgresUrl').replace(/\/postgres$/, `/${name}`)
}

export async function acquireDatabase(): Promise<TestDatabase> {
  const dataDir = memoryFolder('test')
  cpSync(inject('templateFolder'), dataDir, { recursive: true })
  const removeFolder = () => rmSync(dataDir, { recursive: true, force: true })
  if (inject('databaseKind') === 'sqlite') return { dataDir, databaseUrl: undefined, release: removeFolder }
  let slot = 0
  while (slotsInUse.has(slot)) slot += 1
  slotsInUse.add(slot)
  return {
    dataDir,
    databaseUrl: await ensureWorkerDatabase(slot),
    release() {
      slotsInUse.delete(slot)
      removeFolder()
    },
  }
}
