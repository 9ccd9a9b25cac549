// Promise A13 before it hurts: uploads end first, then new writes, in words people understand; reading goes on, nothing is deleted, and room is all it takes.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getMe, signOut, updateMe } from '#contract/accounts/endpoints.ts'
import { getReadiness } from '#contract/county/endpoints.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import { uploadReserve, watchDisk, writeReserve } from '#server/files/room.ts'
import { aPdf } from '../files/pdf-samples.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { everything } from '../support/everything.ts'
import { beginUpload, uploadFile } from '../support/upload.ts'

const gigabyte = 1024 ** 3
const totalBytes = 100 * gigabyte
let freeBytes = totalBytes
let test: TestApp
let clerk: Client
let firmId: string
const said: { level: string; state: unknown; message: string }[] = []
const log = { info: (fields: object, message: string) => note('info', fields, message), warn: () => undefined, error: (fields: object, message: string) => note('error', fields, message) }
function note(level: string, fields: object, message: string): void {
  said.push({ level, state: 'state' in fields ? fields.state : undefined, message })
}

beforeAll(async () => {
  test = await buildTestApp()
  test.deps.files.space = async () => ({ freeBytes, totalBytes })
  test.deps.log = log
  clerk = await test.signIn(phones.clerk)
  firmId = (await clerk.call(getMe)).body.firms[0]?.id ?? ''
})
beforeEach(() => {
  leave(totalBytes)
  said.length = 0
})
afterAll(() => test.close())

/** The disk is looked at again after a second. */
function leave(bytes: number): void {
  freeBytes = bytes
  test.clock.advance(1_000)
}
const low = 9 * gigabyte
const full = 0.4 * gigabyte
const isSqlite = () => test.deps.databaseKind === 'sqlite'
const disk = async () => (await test.client().call(getReadiness))
const send = () => uploadFile(clerk, { bytes: aPdf(), type: 'application/pdf', firmId, purpose: 'paper' })
const rename = () => clerk.call(updateMe, { body: { name: '李敏' } })

describe('a disk that fills', () => {
  it('takes everything while there is room', async () => {
    expect((await disk()).body.disk).toBe('ok')
    await send()
    expect((await rename()).status).toBe(200)
  })

  it('takes no uploads below a tenth, and everything else', async () => {
    leave(low)
    await expect(send()).rejects.toThrow(/507.*storage-full/)
    expect((await rename()).status).toBe(200)
    const { status, body } = await disk()
    expect([status, body.status, body.disk]).toEqual([200, 'ready', 'low'])
  })

  it('takes nothing new below the reserve on SQLite; PostgreSQL has its own disk', async () => {
    leave(full)
    const before = await everything(test)
    const reply = await rename()
    const { status, body } = await disk()
    if (!isSqlite()) {
      expect([reply.status, status, body.disk]).toEqual([200, 200, 'low'])
      return
    }
    expect([reply.status, reply.error.code]).toEqual([507, 'storage-full'])
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0)
    expect([status, body.status, body.disk]).toEqual([503, 'not-ready', 'full'])
    expect(await everything(test)).toBe(before)
    await expect(beginUpload(clerk, { size: 100, type: 'application/pdf', firmId, purpose: 'paper' })).rejects.toThrow(/507/)
    // Reading, and coming in to read, goes on.
    expect((await clerk.call(listMessages)).status).toBe(200)
    const other = await test.signIn(phones.administrator)
    expect((await other.call(getMe)).status).toBe(200)
    expect((await other.call(signOut)).status).toBe(204)
  })

  it('takes everything again at once when there is room, without a restart', async () => {
    leave(full)
    await rename()
    leave(totalBytes)
    expect((await rename()).status).toBe(200)
    await send()
    expect((await disk()).body).toMatchObject({ status: 'ready', disk: 'ok' })
  })

  it('is said in the log at once, once an hour while it lasts, and when it is over', async () => {
    await watchDisk(test.deps)
    expect(said).toEqual([])
    leave(low)
    for (let minute = 0; minute < 121; minute += 1) {
      await watchDisk(test.deps)
      test.clock.advance(60_000)
    }
    expect(said.map(({ level, state }) => [level, state])).toEqual([['error', 'low'], ['error', 'low'], ['error', 'low']])
    leave(full)
    await watchDisk(test.deps)
    expect(said.at(-1)?.state).toBe(isSqlite() ? 'full' : 'low')
    leave(totalBytes)
    await watchDisk(test.deps)
    expect(said.at(-1)).toMatchObject({ level: 'info', message: 'there is room on the disk again' })
    const count = said.length
    await watchDisk(test.deps)
    expect(said).toHaveLength(count)
  })
})

describe('what is left free', () => {
  it.each([[20 * 1024 ** 2], [gigabyte], [10 * gigabyte], [100 * gigabyte], [4000 * gigabyte]])('of %i bytes is more for uploads than for what is written', (total) => {
    expect(writeReserve(total, 512 * 1024 ** 2)).toBeLessThan(uploadReserve(total))
    expect(writeReserve(total, 512 * 1024 ** 2)).toBeGreaterThan(0)
    expect(writeReserve(total, 10 ** 15)).toBeLessThan(uploadReserve(total))
  })
})
