// What a monitoring system reads: only with its token, without anybody's data, and with as many labels as there are routes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { rmSync } from 'node:fs'
import { getMe, requestCode, updateMe } from '#contract/accounts/endpoints.ts'
import { getLiveness, getReadiness } from '#contract/county/endpoints.ts'
import { migrations } from '#server/db/migrations/index.ts'
import { enqueueMessages } from '#server/messages/outbox.ts'
import { backUp } from '#server/operations/backup.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aPhone } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'
import { memoryFolder } from '../support/template.ts'

const token = 'a token of some length for metrics'
let test: TestApp
beforeAll(async () => {
  test = await buildTestApp()
})
afterAll(() => test.close())

async function scrape(app = test): Promise<string> {
  const reply = await app.app.inject({ url: '/metrics' })
  expect(reply.statusCode).toBe(200)
  expect(reply.headers['content-type']).toContain('text/plain')
  return reply.body
}
/** Value of one line, by its name and labels. */
const valueOf = (text: string, line: string) => Number(text.split('\n').find((one) => one.startsWith(`${line} `))?.slice(line.length + 1))

describe('who may read the metrics', () => {
  it('without a token is the machine itself, in the demonstration only', async () => {
    expect((await test.app.inject({ url: '/metrics' })).statusCode).toBe(200)
    expect((await test.app.inject({ url: '/metrics', remoteAddress: '203.0.113.7' })).statusCode).toBe(404)
    for (const header of ['x-forwarded-for', 'forwarded', 'via']) expect((await test.app.inject({ url: '/metrics', headers: { [header]: 'for=203.0.113.7' } })).statusCode).toBe(404)
    Object.assign(test.deps.config, { demo: false })
    expect((await test.app.inject({ url: '/metrics' })).statusCode).toBe(404)
    Object.assign(test.deps.config, { demo: true })
  })

  it('with a token is whoever has it, from anywhere', async () => {
    Object.assign(test.deps.config, { demo: false, metricsToken: token })
    const status = async (authorization?: string) => (await test.app.inject({ url: '/metrics', remoteAddress: '203.0.113.7', ...(authorization ? { headers: { authorization } } : {}) })).statusCode
    expect(await status(`Bearer ${token}`)).toBe(200)
    for (const wrong of [undefined, 'Bearer ', `Bearer ${token}x`, token, `Basic ${token}`]) expect(await status(wrong)).toBe(404)
    expect((await test.app.inject({ url: '/metrics' })).statusCode).toBe(404)
    Object.assign(test.deps.config, { demo: true, metricsToken: undefined })
  })
})

describe('the metrics', () => {
  it('count requests by route pattern and status, and time them', async () => {
    const clerk = await test.signIn(phones.clerk)
    await clerk.call(getMe)
    await clerk.request('GET', '/api/subsidies/applications/one')
    await clerk.request('GET', '/api/subsidies/applications/two')
    await clerk.request('GET', '/no/such/page/13812345678')
    const text = await scrape()
    expect(valueOf(text, 'http_requests_total{method="GET",route="/api/accounts/me",status="200"}')).toBeGreaterThan(0)
    expect(valueOf(text, 'http_requests_total{method="GET",route="/api/subsidies/applications/:id",status="404"}')).toBe(2)
    expect(valueOf(text, 'http_requests_total{method="GET",route="none",status="404"}')).toBe(1)
    expect(valueOf(text, 'http_request_duration_seconds_count{method="GET",route="/api/subsidies/applications/:id"}')).toBe(2)
  })

  it('say how the process and its disk are', async () => {
    const text = await scrape()
    expect(text).toContain(`zqt_info{version="${test.deps.config.version}",database="${test.deps.databaseKind}"} 1`)
    for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes', 'zqt_disk_free_bytes', 'zqt_disk_size_bytes']) expect(valueOf(text, name), name).toBeGreaterThanOrEqual(0)
    expect([valueOf(text, 'zqt_database_up'), valueOf(text, 'zqt_worker_up')]).toEqual([1, 1])
  })

  it('say what waits and for how long', async () => {
    await test.runWorker()
    const { id } = await test.db.selectFrom('accounts').select('id').where('phone', '=', phones.clerk).executeTakeFirstOrThrow()
    const message = { category: 'case', title: '一条', body: '正文', link: null, tone: 'urgent' } as const
    await test.deps.commands.run(async (tx) => {
      await enqueueMessages(tx, { at: test.clock.now(), accountIds: [id], firmId: null, message })
      await enqueueMessages(tx, { at: test.clock.now(), accountIds: [id], firmId: null, message, runAt: test.clock.now() + 3_600_000 })
      await enqueueMessages(tx, { at: test.clock.now(), accountIds: [id], firmId: null, message, isBulk: true })
    })
    test.clock.advance(90_000)
    const clerk = await test.signIn(phones.secondOfficer)
    await clerk.call(updateMe, { body: { name: '张明' } })
    const text = await scrape()
    expect(valueOf(text, 'zqt_outbox_messages{kind="single"}')).toBe(2)
    expect(valueOf(text, 'zqt_outbox_messages{kind="bulk"}')).toBe(1)
    expect(valueOf(text, 'zqt_outbox_oldest_seconds{kind="single"}')).toBe(90)
    expect(valueOf(text, 'zqt_audit_unsealed_lines')).toBeGreaterThan(0)
    for (const channel of ['sms', 'push', 'email']) expect(valueOf(text, `zqt_deliveries{channel="${channel}"}`)).toBeGreaterThanOrEqual(0)
    await test.runWorker()
    const after = await scrape()
    expect(valueOf(after, 'zqt_outbox_oldest_seconds{kind="single"}')).toBe(0)
    expect(valueOf(after, 'zqt_audit_unsealed_lines')).toBe(0)
  })

  it('say when the newest backup was made', async () => {
    expect(valueOf(await scrape(), 'zqt_last_backup_timestamp_seconds')).toBe(0)
    const folder = memoryFolder('metrics-backup')
    await backUp(test.deps, { folder })
    rmSync(folder, { recursive: true })
    expect(valueOf(await scrape(), 'zqt_last_backup_timestamp_seconds')).toBe(test.clock.now() / 1000)
  })

  it('name nobody: no telephone, no id, no path as it was asked', async () => {
    const phone = aPhone(66)
    await test.client().call(requestCode, { body: { phone } })
    // Values are numbers of bytes and seconds; what could name somebody is a label.
    const text = (await scrape()).replaceAll(/ [\d.e+-]+$/gm, '')
    expect(text).not.toMatch(/1[3-9]\d{9}(?!\d)/)
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/)
    expect(text).not.toContain('such/page')
  })
})

describe('whether the service', () => {
  const ready = async (app: TestApp) => (await app.app.inject({ url: getReadiness.path }))

  it('lives, is said without asking the database', async () => {
    const reply = await test.client().call(getLiveness)
    expect([reply.status, reply.body]).toEqual([200, { status: 'alive' }])
  })

  it('is ready, is said with each reason', async () => {
    const reply = await test.client().call(getReadiness)
    expect([reply.status, reply.body]).toEqual([200, { status: 'ready', database: 'answers', migrations: 'current', worker: 'running', disk: 'ok', files: 'reachable', audit: 'unchecked' }])
  })

  it('is not ready while a migration is missing', async () => {
    const names = Object.keys(migrations(test.deps.databaseKind))
    const last = names.at(-1) ?? ''
    await sql`update kysely_migration set name = 'x' where name = ${last}`.execute(test.db)
    expect((await ready(test)).json()).toMatchObject({ status: 'not-ready', migrations: 'behind' })
    expect((await ready(test)).statusCode).toBe(503)
    await sql`update kysely_migration set name = ${last} where name = 'x'`.execute(test.db)
    expect((await ready(test)).statusCode).toBe(200)
  })

  it('is not ready, and lives, when the database is gone; its figures are left out', async () => {
    const lost = await buildTestApp()
    await lost.deps.db.destroy()
    expect((await ready(lost)).json()).toMatchObject({ status: 'not-ready', database: 'silent', migrations: 'unknown' })
    expect((await lost.app.inject({ url: getLiveness.path })).statusCode).toBe(200)
    const text = await scrape(lost)
    expect(valueOf(text, 'zqt_database_up')).toBe(0)
    expect(text).not.toMatch(/^zqt_outbox_messages\{/m)
    await lost.close().catch(() => undefined)
  })
})
