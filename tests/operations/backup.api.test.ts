// A backup is made while people work and is whole: restored elsewhere, everything acknowledged before it began is there, and nothing contradicts itself.
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getMe, updateMe } from '#contract/accounts/endpoints.ts'
import { uploadBase } from '#contract/files/endpoints.ts'
import { verifyAudit } from '#server/audit/chain.ts'
import { migrations } from '#server/db/migrations/index.ts'
import { openDatabase } from '#server/db/open.ts'
import { sha256Of, storedAt } from '#server/files/store.ts'
import { invariantProblems } from '#server/invariants.ts'
import { backUp, type BackupReport } from '#server/operations/backup.ts'
import { countRows, type Ask } from '#server/operations/facts.ts'
import { readManifest, writeManifest, type Manifest } from '#server/operations/manifest.ts'
import { restore, verifyBackup } from '#server/operations/restore.ts'
import { assertNoHalfRestore, unfinishedRestore } from '#server/operations/unfinished.ts'
import { aPdf } from '../files/pdf-samples.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { emptyPlace } from '../support/elsewhere.ts'
import { memoryFolder } from '../support/template.ts'
import { tus, uploadFile } from '../support/upload.ts'

const second = 1000
let test: TestApp
let clerk: Client
let firmId: string
let folder: string
beforeAll(async () => {
  test = await buildTestApp()
  clerk = await test.signIn(phones.clerk)
  firmId = (await clerk.call(getMe)).body.firms[0]?.id ?? ''
  folder = memoryFolder('backup')
})
afterAll(async () => {
  await test.close()
  rmSync(folder, { recursive: true, force: true })
})

const send = (person = clerk) => uploadFile(person, { bytes: aPdf(), type: 'application/pdf', firmId, purpose: 'paper' })
const make = async (): Promise<BackupReport> => {
  test.clock.advance(second)
  return backUp(test.deps, { folder })
}
const now = () => test.clock.now()

describe('a backup made while people write', () => {
  let report: BackupReport
  let name = -1
  let nameBefore = -1
  const stored: string[] = []
  let storedBefore: string[] = []

  beforeAll(async () => {
    let isOn = true
    const administrator = await test.signIn(phones.administrator)
    const writing = async () => {
      for (let n = 0; isOn; n += 1) if ((await clerk.call(updateMe, { body: { name: `第${n}次` } })).status === 200) name = n
    }
    const sending = async () => {
      while (isOn) stored.push(await send(administrator))
    }
    /** What is thrown away while the backup runs may be in its copy of the database. */
    const throwing = async () => {
      while (isOn) await administrator.request('DELETE', `${uploadBase}/${await send(administrator)}`, { headers: tus })
    }
    const work = Promise.all([writing(), sending(), throwing()])
    while (name < 5 || stored.length < 3) await new Promise((next) => setImmediate(next))
    nameBefore = name
    storedBefore = [...stored]
    report = await make()
    isOn = false
    await work
  })

  it('finds all bytes, has a manifest and leaves nothing half behind', async () => {
    expect(report.problems).toEqual([])
    expect(readdirSync(folder).every((entry) => !entry.endsWith('.partial'))).toBe(true)
    expect(readdirSync(report.folder).sort()).toEqual(['files', 'files.sha256', 'manifest.json', 'manifest.sha256', report.database.file].sort())
    expect(await verifyBackup(report.folder)).toMatchObject({ problems: [], files: report.files.count, migration: Object.keys(migrations(test.deps.databaseKind)).at(-1) })
    const line = await test.db.selectFrom('audit').select(['role', 'details']).where('action', '=', 'operations.backup').executeTakeFirstOrThrow()
    expect(JSON.parse(line.details)).toMatchObject({ database: report.database.sha256 })
  })

  it('is restored elsewhere with every row counted, every file in its place and an audit that is whole', async () => {
    const { config, remove } = await emptyPlace()
    const restored = await restore(config, { from: report.folder, at: now() })
    expect(restored).toMatchObject({ problems: [], migrated: [], tables: Object.keys(report.counts).length, files: report.files.count, audit: { isWhole: true } })

    const { db, kind, close } = openDatabase(config)
    const ask: Ask = async (text) => (await sql.raw<Record<string, unknown>>(text).execute(db)).rows
    const found = await countRows(ask, kind)
    // The restore itself is a line of the audit, and whatever a process had for a while is nobody's any more.
    expect({ ...found, audit: Number(found.audit) - 1, audit_pending: Number(found.audit_pending) - 1 }).toEqual({ ...report.counts, leases: 0 })
    expect(await invariantProblems(db)).toEqual([])
    expect(await verifyAudit(db)).toMatchObject({ isWhole: true, problems: [] })

    const { name: kept } = await db.selectFrom('accounts').select('name').where('phone', '=', phones.clerk).executeTakeFirstOrThrow()
    expect(Number(kept.replace(/\D/g, ''))).toBeGreaterThanOrEqual(nameBefore)
    const rows = await db.selectFrom('files').select(['id', 'storage_key', 'sha256']).execute()
    expect(storedBefore.filter((id) => !rows.some((row) => row.id === id))).toEqual([])
    for (const row of rows) expect(sha256Of(readFileSync(join(config.dataDir, 'files', storedAt(row.storage_key))))).toBe(row.sha256)
    expect(rows.length).toBe(report.files.count)

    // What protects the audit came along, and who was signed in has to sign in again.
    await expect(db.deleteFrom('audit').execute()).rejects.toThrow(/append-only/)
    expect(await db.selectFrom('sessions').select('id').where('ends_at', '>', now()).execute()).toEqual([])
    await close()
    await remove()
  })

  it('keeps what is thrown away meanwhile until it is over, and not longer', async () => {
    const id = await send()
    const release = await test.deps.files.holdRemovals()
    expect((await clerk.request('DELETE', `${uploadBase}/${id}`, { headers: tus })).status).toBe(204)
    expect(await test.deps.files.sizeOf(id)).toBeGreaterThan(0)
    await release()
    expect(await test.deps.files.sizeOf(id)).toBeUndefined()
  })
})

describe('a restore', () => {
  let backup: string
  beforeAll(async () => {
    await send()
    backup = (await make()).folder
  })
  const refused = async (why: RegExp, options: { from?: string; secret?: string } = {}) => {
    const { config, remove } = await emptyPlace()
    const before = readdirSync(config.dataDir)
    const secret = options.secret === undefined ? config.secret : Buffer.alloc(32, options.secret)
    await expect(restore({ ...config, secret }, { from: options.from ?? backup, at: now() })).rejects.toThrow(why)
    // The lock's own file is all that may be new.
    expect(readdirSync(config.dataDir).filter((name) => !before.includes(name) && !name.startsWith('owner.'))).toEqual([])
    if (config.databaseUrl !== undefined) {
      const { db, close } = openDatabase(config)
      expect((await sql`select 1 from information_schema.tables where table_schema = 'public'`.execute(db)).rows).toEqual([])
      await close()
    }
    await remove()
  }
  const changed = async (change: (manifest: Manifest) => Manifest) => {
    const original = await readManifest(backup)
    await writeManifest(backup, change(original))
    return () => writeManifest(backup, original)
  }

  it('refuses a byte that is not as it was written, in a file or in the database, and what is missing', async () => {
    const [line = ''] = readFileSync(join(backup, 'files.sha256'), 'utf8').split('\n')
    const file = join(backup, line.slice(66))
    const { database } = await readManifest(backup)
    for (const path of [file, join(backup, database.file), join(backup, 'files.sha256'), join(backup, 'manifest.json')]) {
      const bytes = readFileSync(path)
      // A new file, not the same: the bytes of a backup are those of the store where both are on one disk.
      const put = (content: Uint8Array) => { rmSync(path); writeFileSync(path, content) }
      put(Buffer.concat([bytes.subarray(0, -1), Buffer.from([(bytes.at(-1) ?? 0) ^ 1])]))
      await refused(/not as it was written/)
      put(bytes)
    }
    const bytes = readFileSync(file)
    rmSync(file)
    await refused(/is missing/)
    writeFileSync(file, bytes)
    await refused(/is no backup/, { from: folder })
  })

  it('refuses a backup of a newer version, of the other database and under another secret', async () => {
    let putBack = await changed((manifest) => ({ ...manifest, migrations: [...manifest.migrations, '9999-later'] }))
    await refused(/newer version.*9999-later/)
    await putBack()
    putBack = await changed((manifest) => ({ ...manifest, database: { ...manifest.database, kind: manifest.database.kind === 'sqlite' ? 'postgres' : 'sqlite' } }))
    await refused(/the backup is of (SQLite|PostgreSQL)/)
    await putBack()
    await refused(/APP_SECRET is not the one/, { secret: 'x' })
  })

  it('overwrites nothing: neither a folder with something in it nor a database with tables', async () => {
    const { config, remove } = await emptyPlace()
    appendFileSync(join(config.dataDir, 'notes.txt'), 'ours')
    await expect(restore(config, { from: backup, at: now() })).rejects.toThrow(/is not empty \(notes.txt/)
    rmSync(join(config.dataDir, 'notes.txt'))
    if (config.databaseUrl !== undefined) {
      const { db, close } = openDatabase(config)
      await sql`create table ours (id text)`.execute(db)
      await expect(restore(config, { from: backup, at: now() })).rejects.toThrow(/the database is not empty \(ours/)
      await sql`drop table ours`.execute(db)
      await close()
    }
    expect((await restore(config, { from: backup, at: now() })).problems).toEqual([])
    await expect(restore(config, { from: backup, at: now() })).rejects.toThrow(/is not empty/)
    expect(existsSync(unfinishedRestore(config.dataDir))).toBe(false)
    await remove()
  })

  it('that was killed in the middle leaves nothing a server would serve', async () => {
    const { config, remove } = await emptyPlace()
    expect(() => assertNoHalfRestore(config.dataDir)).not.toThrow()
    writeFileSync(unfinishedRestore(config.dataDir), backup)
    expect(() => assertNoHalfRestore(config.dataDir)).toThrow(/begun and not finished/)
    await remove()
  })

  it('takes a backup under a lost secret when the operator says so', async () => {
    const { config, remove } = await emptyPlace()
    expect((await restore({ ...config, secret: Buffer.alloc(32, 'y') }, { from: backup, at: now(), acceptsOtherSecret: true })).problems).toEqual([])
    await remove()
  })
})

describe('backups one after the other', () => {
  it('stay as many as --keep says, the newest ones', async () => {
    const place = memoryFolder('keep')
    const names: string[] = []
    for (let n = 0; n < 3; n += 1) {
      test.clock.advance(second)
      names.push((await backUp(test.deps, { folder: place, keep: 2 })).folder)
    }
    expect(readdirSync(place).map((name) => join(place, name))).toEqual(names.slice(1))
    for (const from of names.slice(1)) expect((await verifyBackup(from)).problems).toEqual([])
    rmSync(place, { recursive: true })
  })

  it('say which bytes were gone or damaged when they were made, and are made all the same', async () => {
    const [gone, bad] = [await send(), await send()]
    const path = (id: string) => join(test.deps.files.root ?? '', storedAt(id))
    const [goneBytes, badBytes] = [readFileSync(path(gone)), readFileSync(path(bad))]
    rmSync(path(gone))
    rmSync(path(bad))
    writeFileSync(path(bad), 'something else')
    const { problems } = await make()
    expect(problems).toEqual([expect.stringContaining(`${gone} are missing`), expect.stringContaining(`${bad} are not those`)])
    writeFileSync(path(gone), goneBytes)
    writeFileSync(path(bad), badBytes)
    expect((await make()).problems).toEqual([])
  })
})
