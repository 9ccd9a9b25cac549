import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '#server/db/open.ts'
import { assertSafeSqlite } from '#server/db/sqlite.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'zqt-settings-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = (overrides?: Record<string, string>) => openDatabase({ dataDir: folder, databaseUrl: undefined }, overrides)

describe('opening the SQLite database (promise A2)', () => {
  it('sets what keeps an acknowledged write through a power cut', async () => {
    const { db, close } = open()
    const read = async (pragma: string) => Object.values((await sql.raw<Record<string, unknown>>(`pragma ${pragma}`).execute(db)).rows[0] ?? {})[0]
    expect(await read('journal_mode')).toBe('wal')
    expect(await read('synchronous')).toBe(2)
    expect(await read('foreign_keys')).toBe(1)
    expect(await read('busy_timeout')).toBeGreaterThanOrEqual(2000)
    expect(await read('mmap_size')).toBe(0)
    await close()
  })

  it.each([
    ['synchronous', 'normal', /synchronous is 1/],
    ['synchronous', 'off', /synchronous is 0/],
    ['journal_mode', 'delete', /journal_mode is delete/],
    ['foreign_keys', 'off', /foreign_keys is 0/],
    ['busy_timeout', '0', /busy_timeout is 0/],
  ])('refuses %s = %s, by name', (name, value, message) => {
    expect(() => open({ [name]: value })).toThrow(message)
  })

  it.each(['3.51.2', '3.50.4', '3.7.0', '2.8.17'])('refuses SQLite %s, which can corrupt a WAL database', (version) => {
    const database = new DatabaseSync(':memory:')
    database.function('sqlite_version', () => version)
    expect(() => assertSafeSqlite(database)).toThrow(/3\.51\.3 or later/)
    database.close()
  })

  it.each(['3.51.3', '3.53.4', '4.0.0'])('does not complain about the version of SQLite %s', (version) => {
    const database = new DatabaseSync(':memory:')
    database.function('sqlite_version', () => version)
    expect(() => assertSafeSqlite(database)).toThrow(/journal_mode is memory/)
    database.close()
  })
})
