// Promise A13: on a full disk writes are refused with a time to wait, reading goes on, and room is all it takes to go on writing.
// SQLite's own limit of pages stands for the disk; PostgreSQL's is its operator's.
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { getMe, updateMe } from '#contract/accounts/endpoints.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'

const minute = 60_000

describe('a full disk', () => {
  let test: TestApp
  let clerk: Client
  beforeEach(async () => {
    test = await buildTestApp()
    clerk = await test.signIn('13800000002')
  })
  afterEach(() => test.close())

  async function fill(): Promise<void> {
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(test.db)
    await sql.raw(`pragma max_page_count = ${rows[0]?.page_count ?? 0}`).execute(test.db)
    const grow = (size: number) => test.deps.commands.run(async (tx) => void (await tx.insertInto('meta').values({ key: crypto.randomUUID(), value: 'x'.repeat(size) }).execute()))
    for (const size of [100_000, 3000, 500]) while (await grow(size).then(() => true, () => false));
  }
  const free = () => sql.raw('pragma max_page_count = 1073741823').execute(test.db)
  const long = '某'.repeat(30)

  it('refuses writes with 507 and a time to wait', async () => {
    await fill()
    // Pages that are half empty still take a few lines.
    let reply = await clerk.call(updateMe, { body: { name: long } })
    for (let n = 0; n < 300 && reply.status === 200; n += 1) reply = await clerk.call(updateMe, { body: { name: long } })
    expect([reply.status, reply.error.code]).toEqual([507, 'storage-full'])
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0)
  })

  it('keeps people reading, also when their activity cannot be noted', async () => {
    await fill()
    test.clock.advance(5 * minute)
    expect((await clerk.call(getMe)).status).toBe(200)
    expect((await clerk.call(listMessages)).status).toBe(200)
  })

  it('loses nothing that was acknowledged and takes writes again at once when there is room', async () => {
    await fill()
    const names = Array.from({ length: 24 }, (_, n) => `${long.slice(0, 20)}${n}`)
    const refused = await Promise.all(names.map((name) => clerk.call(updateMe, { body: { name } })))
    const kept = names.filter((_, n) => refused[n]?.status === 200)
    for (const { status } of refused) expect([200, 507]).toContain(status)
    const { name } = (await clerk.call(getMe)).body
    if (kept.length > 0) expect(kept).toContain(name)
    await free()
    expect((await clerk.call(updateMe, { body: { name: '李敏敏' } })).status).toBe(200)
    const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(test.db)
    expect(rows).toEqual([{ integrity_check: 'ok' }])
  })

  it('one command that does not fit takes none of those beside it with it', async () => {
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(test.db)
    await sql.raw(`pragma max_page_count = ${(rows[0]?.page_count ?? 0) + 4}`).execute(test.db)
    const put = (key: string, size: number) => test.deps.commands.run(async (tx) => void (await tx.insertInto('meta').values({ key, value: 'x'.repeat(size) }).execute()))
    const outcomes = await Promise.allSettled([put('before', 10), put('too much', 500_000), put('after', 10)])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    const found = await test.db.selectFrom('meta').select('key').where('key', 'in', ['before', 'too much', 'after']).orderBy('key').execute()
    expect(found.map(({ key }) => key)).toEqual(['after', 'before'])
  })
})
