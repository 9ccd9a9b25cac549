// Every database ever released must come through today's migrations with all its rows, whole and in order.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import pg from 'pg'
import { describe, expect, inject, it } from 'vitest'
import { verifyAudit } from '#server/audit/chain.ts'
import { migrateToLatest } from '#server/db/migrate.ts'
import { migrations } from '#server/db/migrations/index.ts'
import { openDatabase, type OpenDatabase } from '#server/db/open.ts'
import { invariantProblems } from '#server/invariants.ts'
import { memoryFolder } from '../support/template.ts'
import '../support/provided.ts'

const folder = 'tests/fixtures/databases'
const kind = inject('databaseKind')
const ending = kind === 'sqlite' ? '.sqlite.gz' : '.sql.gz'
const fixtures = readdirSync(folder).filter((name) => name.endsWith(ending)).sort()

async function openFixture(name: string): Promise<OpenDatabase & { remove(): Promise<void> }> {
  const bytes = gunzipSync(readFileSync(join(folder, name)))
  const dataDir = memoryFolder('upgrade')
  mkdirSync(dataDir, { recursive: true })
  const removeFolder = () => rmSync(dataDir, { recursive: true, force: true })
  if (kind === 'sqlite') {
    writeFileSync(join(dataDir, 'zhiqitong.sqlite'), bytes)
    return { ...openDatabase({ dataDir, databaseUrl: undefined }), remove: () => Promise.resolve(removeFolder()) }
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
    async remove() {
      await admin.query(`drop database ${database}`)
      await admin.end()
      removeFolder()
    },
  }
}

describe('the databases of earlier versions', () => {
  it('have one fixture for every migration but those not landed yet', () => {
    expect(fixtures.map((name) => basename(name, ending))).toEqual(Object.keys(migrations(kind)))
  })

  it.each(fixtures)('%s is carried over with everything in it', async (name) => {
    const { db, close, remove } = await openFixture(name)
    const count = async (table: 'accounts' | 'firms' | 'cases' | 'files' | 'messages') => (await db.selectFrom(table).select('id').execute()).length
    const before = [await count('accounts'), await count('firms'), await count('cases'), await count('files'), await count('messages')]
    expect(before.every((rows) => rows > 0)).toBe(true)
    await migrateToLatest(db, kind)
    expect([await count('accounts'), await count('firms'), await count('cases'), await count('files'), await count('messages')]).toEqual(before)
    expect(await invariantProblems(db)).toEqual([])
    expect((await verifyAudit(db)).problems).toEqual([])
    expect(await migrateToLatest(db, kind)).toEqual([])
    await close()
    await remove()
  })
})
