// Every database ever released must come through today's migrations with all its rows, whole and in order; so must every backup of one.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { sql, type Kysely } from 'kysely'
import { describe, expect, inject, it } from 'vitest'
import { verifyAudit } from '#server/audit/chain.ts'
import { loadConfig } from '#server/config.ts'
import { migrateToLatest } from '#server/db/migrate.ts'
import { migrations } from '#server/db/migrations/index.ts'
import { openDatabase } from '#server/db/open.ts'
import type { Database } from '#server/db/schema.ts'
import { openDiskStore, storedAt } from '#server/files/store.ts'
import { invariantProblems } from '#server/invariants.ts'
import { makeBackup } from '#server/operations/backup.ts'
import { restore } from '#server/operations/restore.ts'
import { emptyPlace } from '../support/elsewhere.ts'
import { fixtureEnding, fixtures, openFixture } from '../support/fixture-database.ts'
import { memoryFolder } from '../support/template.ts'

const kind = inject('databaseKind')
const known = Object.keys(migrations(kind))

async function rowsOf(db: Kysely<Database>): Promise<number[]> {
  const counts: number[] = []
  for (const table of ['accounts', 'firms', 'cases', 'files', 'messages'] as const) counts.push((await db.selectFrom(table).select('id').execute()).length)
  return counts
}

describe('the databases of earlier versions', () => {
  it('have one fixture for every migration but those not landed yet', () => {
    expect(fixtures.map((name) => basename(name, fixtureEnding))).toEqual(known)
  })

  it.each(fixtures)('%s is carried over with everything in it', async (name) => {
    const { db, close, remove } = await openFixture(name)
    const before = await rowsOf(db)
    expect(before.every((rows) => rows > 0)).toBe(true)
    await migrateToLatest(db, kind)
    expect(await rowsOf(db)).toEqual(before)
    expect(await invariantProblems(db)).toEqual([])
    expect((await verifyAudit(db)).problems).toEqual([])
    expect(await migrateToLatest(db, kind)).toEqual([])
    await close()
    await remove()
  })

  it.each(fixtures)('a backup of %s is restored by this version and carried over', async (name) => {
    const fixture = await openFixture(name)
    const before = await rowsOf(fixture.db)
    const store = await openDiskStore(fixture.dataDir)
    // The fixtures are databases only: bytes of the right length stand for what was stored.
    const { rows } = await sql<{ storage_key: string; size_bytes: number }>`select storage_key, size_bytes from files`.execute(fixture.db)
    for (const { storage_key: key, size_bytes: size } of rows) {
      mkdirSync(dirname(join(store.root ?? '', storedAt(key))), { recursive: true })
      writeFileSync(join(store.root ?? '', storedAt(key)), Buffer.alloc(Number(size), 'x'))
    }
    await fixture.close()
    const from = memoryFolder('older-backup')
    const elsewhere = await emptyPlace()
    const config = { ...elsewhere.config, dataDir: fixture.dataDir, databaseUrl: fixture.databaseUrl, secret: loadConfig({}).secret }
    const manifest = await makeBackup({ config, filesRoot: store.root, holdRemovals: () => store.holdRemovals() }, from, { at: 0 })
    const fixtureOf = known.indexOf(basename(name, fixtureEnding))
    expect(manifest.migrations).toEqual(known.slice(0, fixtureOf + 1))
    expect(manifest.files.missing).toEqual([])

    const report = await restore(elsewhere.config, { from, at: 0 })
    expect(report).toMatchObject({ problems: [], migrated: known.slice(fixtureOf + 1), audit: { isWhole: true }, files: rows.length })
    const { db, close } = openDatabase(elsewhere.config)
    expect(await rowsOf(db)).toEqual(before)
    await close()
    await elsewhere.remove()
    await fixture.remove()
    rmSync(from, { recursive: true })
  })
})
