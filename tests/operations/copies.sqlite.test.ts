// Copies every few minutes (SQLite): whole ones only, the newest few, restorable; a place that is away takes nothing down and is said.
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { getMe } from '#contract/accounts/endpoints.ts'
import { loadConfig } from '#server/config.ts'
import { backUp } from '#server/operations/backup.ts'
import { copiesFolder, copyState, keepCopies, lateAfterMs, makeCopy } from '#server/operations/copies.ts'
import { restore, verifyBackup } from '#server/operations/restore.ts'
import { storedAt } from '#server/files/store.ts'
import { aPdf } from '../files/pdf-samples.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { emptyPlace } from '../support/elsewhere.ts'
import { memoryFolder } from '../support/template.ts'
import { uploadFile } from '../support/upload.ts'

let test: TestApp
let to: string
beforeAll(async () => {
  test = await buildTestApp()
  to = memoryFolder('copies')
  Object.assign(test.deps.config, { copy: { to, everyMs: 60_000 } })
})
afterAll(async () => {
  await test.close()
  rmSync(to, { recursive: true, force: true })
})

const copies = () => readdirSync(copiesFolder(to)).sort()
const newest = () => join(copiesFolder(to), copies().at(-1) ?? '')
const copy = async () => {
  test.clock.advance(1000)
  await makeCopy(test.deps, to)
}

describe('copies of the running server', () => {
  it('are restored into an equal state, with what was stored meanwhile', async () => {
    const clerk = await test.signIn(phones.clerk)
    const firmId = (await clerk.call(getMe)).body.firms[0]?.id ?? ''
    const send = () => uploadFile(clerk, { bytes: aPdf(), type: 'application/pdf', firmId, purpose: 'paper' })
    const first = await send()
    await copy()
    const second = await send()
    await copy()
    expect(await verifyBackup(newest())).toMatchObject({ problems: [] })
    const rows = await test.db.selectFrom('files').select('storage_key').where('id', 'in', [first, second]).execute()
    expect(rows.length).toBe(2)
    for (const { storage_key } of rows) expect(existsSync(join(newest(), 'files', storedAt(storage_key)))).toBe(true)
    const { config, remove } = await emptyPlace()
    expect(await restore(config, { from: newest(), at: test.clock.now() })).toMatchObject({ problems: [], audit: { isWhole: true } })
    await remove()
  })

  it('name one file under several names', async () => {
    const { storage_key } = await test.db.selectFrom('files').select('storage_key').executeTakeFirstOrThrow()
    expect(statSync(join(newest(), 'files', storedAt(storage_key))).nlink).toBeGreaterThan(1)
  })

  it('stay three, take away what was left half, and leave backups beside them and the audit alone', async () => {
    test.clock.advance(1000)
    const backup = await backUp(test.deps, { folder: to })
    const lines = async () => Number((await test.db.selectFrom('audit').select((eb) => eb.fn.countAll().as('n')).executeTakeFirstOrThrow()).n)
    const before = await lines()
    mkdirSync(join(copiesFolder(to), 'zhiqitong-20200101T000000Z.partial'))
    for (let n = 0; n < 4; n += 1) await copy()
    expect(copies().length).toBe(3)
    expect(copies().every((name) => !name.endsWith('.partial'))).toBe(true)
    expect(existsSync(backup.folder)).toBe(true)
    expect(await lines()).toBe(before)
  })

  it('that cannot be made are said and make the newest one late; the server goes on', async () => {
    const away = join(to, 'not-mounted')
    Object.assign(test.deps.config, { copy: { to: away, everyMs: 60_000 } })
    const said = vi.spyOn(test.deps.log, 'error').mockImplementation(() => undefined)
    const step = keepCopies(test.deps)
    await step()
    await vi.waitFor(() => expect(said).toHaveBeenCalledWith(expect.objectContaining({ to: away }), 'no copy of the data was made'))
    expect(existsSync(away)).toBe(false)
    expect(copyState(test.deps).state).toBe('current')
    test.clock.advance(lateAfterMs + 1000)
    await step()
    expect(said).toHaveBeenCalledWith(expect.anything(), 'the newest copy of the data is too old')
    expect((await test.app.inject({ url: '/metrics' })).body).toContain('zqt_copies_state 1')
    said.mockRestore()
    Object.assign(test.deps.config, { copy: { to, everyMs: 60_000 } })
    await copy()
    expect((await test.app.inject({ url: '/metrics' })).body).toContain('zqt_copies_state 0')
  })
})

describe('the setting', () => {
  it('is off by default, for SQLite only, and outside DATA_DIR', () => {
    expect(loadConfig({}).copy).toBeUndefined()
    expect(loadConfig({ COPY_TO: '/mnt/copies' }).copy).toEqual({ to: '/mnt/copies', everyMs: 180_000 })
    expect(() => loadConfig({ COPY_TO: '/mnt/copies', DATABASE_URL: 'postgres://x/y' })).toThrow(/COPY_TO/)
    expect(() => loadConfig({ DATA_DIR: '/d', COPY_TO: '/d/copies' })).toThrow(/outside/)
    expect(() => loadConfig({ COPY_TO: '/mnt/copies', COPY_EVERY_MINUTES: '0' })).toThrow(/at least 1/)
  })
})
