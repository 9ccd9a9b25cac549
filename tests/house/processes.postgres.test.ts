// Two processes on one PostgreSQL, as two applications with folders of their own: whichever answers, it is the same service.
import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { getMe } from '#contract/accounts/endpoints.ts'
import { getFile, uploadBase } from '#contract/files/endpoints.ts'
import { buildApp } from '#server/app.ts'
import type { Deps } from '#server/deps.ts'
import { enqueueMessages } from '#server/messages/outbox.ts'
import { deliverDue } from '#server/messages/worker.ts'
import { onlyOne } from '#server/only-one.ts'
import { assertFitsOthers, countProcesses, joinProcesses } from '#server/processes.ts'
import { refreshSchemes } from '#server/subsidies/scheme-history.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { createClient, type Client } from '../support/api-client.ts'
import { buildTestApp, injectSender, type TestApp } from '../support/app.ts'
import { createTestDeps } from '../support/test-deps.ts'
import { memoryFolder } from '../support/template.ts'
import { beginUpload, chunkHeaders } from '../support/upload.ts'
import { aPdf } from '../files/pdf-samples.ts'

const folder = memoryFolder('second-process')
let first: TestApp
let second: { deps: Deps; close(): Promise<void>; of(client: Client): Client }
let people: Actors
let start: { restore(): Promise<void> }

beforeAll(async () => {
  first = await buildTestApp()
  const opened = await createTestDeps({ dataDir: folder, databaseUrl: first.deps.config.databaseUrl, clock: first.clock, env: { FILES_DIR: first.deps.config.filesDir } })
  const app = await buildApp(opened.deps, { worker: { isRunning: () => true } })
  await app.ready()
  const origin = opened.deps.config.publicUrl
  second = {
    deps: opened.deps,
    of: (client) => createClient(injectSender(app, new URL(origin).host), origin, [[client.cookie().split('=')[0] ?? '', client.cookie().split('=').slice(1).join('=')]]),
    async close() {
      await app.close()
      await opened.close()
    },
  }
  people = await allActors(first)
  start = await first.snapshot()
})
beforeEach(() => start.restore())
afterAll(async () => {
  await second.close()
  await first.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('two processes on one database', () => {
  it('know the same sessions, and end them together', async () => {
    const there = second.of(people.clients.clerk)
    expect((await there.call(getMe)).status).toBe(200)
    await first.db.updateTable('sessions').set({ ends_at: 0 }).execute()
    expect((await there.call(getMe)).status).toBe(401)
  })

  it('take an upload in turns', async () => {
    const bytes = aPdf({ pages: 2 })
    const half = Math.floor(bytes.length / 2)
    const [here, there] = [people.clients.clerk, second.of(people.clients.clerk)]
    const id = await beginUpload(here, { size: bytes.length, type: 'application/pdf', firmId: people.firmId, purpose: 'paper' })
    expect((await there.request('PATCH', `${uploadBase}/${id}`, { headers: chunkHeaders(0), body: bytes.subarray(0, half) })).status).toBe(204)
    expect((await here.request('PATCH', `${uploadBase}/${id}`, { headers: chunkHeaders(half), body: bytes.subarray(half) })).status).toBe(204)
    const sha256 = (found: Uint8Array) => createHash('sha256').update(found).digest('hex')
    expect(sha256((await there.call(getFile, { params: { id } })).bytes)).toBe(sha256(bytes))
  })

  it('take one of two that send the same part at once', async () => {
    const bytes = aPdf({ pages: 2 })
    const id = await beginUpload(people.clients.clerk, { size: bytes.length, type: 'application/pdf', firmId: people.firmId, purpose: 'paper' })
    const replies = await Promise.all([people.clients.clerk, second.of(people.clients.clerk)].map((client) => client.request('PATCH', `${uploadBase}/${id}`, { headers: chunkHeaders(0), body: bytes.subarray(0, 100) })))
    expect(replies.map(({ status }) => status).sort()).toEqual([204, 409])
    expect(await first.db.selectFrom('leases').select('name').execute()).toEqual([])
  })

  it('tell each other what came, and the page sees it wherever its stream is', async () => {
    first.deps.signals.listen()
    second.deps.signals.listen()
    const session = await first.db.selectFrom('sessions').innerJoin('accounts', 'accounts.id', 'sessions.account_id').select(['sessions.id', 'accounts.id as accountId']).executeTakeFirstOrThrow()
    const stream = second.deps.unread.open({ id: session.accountId, sessionId: session.id }, 0)
    let said = ''
    stream.on('data', (chunk) => (said += String(chunk)))
    await first.deps.commands.run((tx) => enqueueMessages(tx, { at: first.clock.now(), accountIds: [session.accountId], firmId: null, message: { category: 'account', title: '试', body: '试', link: null, tone: 'plain' } }))
    await deliverDue(first.deps)
    await vi.waitFor(() => expect(said).toMatch(/"unread":[1-9]/), { timeout: 10_000 })
    stream.destroy()
  })

  it('have a lease one at a time, and take over what was not prolonged', async () => {
    const [mine, theirs] = [first.deps.leases, second.deps.leases]
    expect([await mine.take('a', 60_000), await theirs.take('a', 60_000), await mine.take('a', 60_000)]).toEqual([true, false, true])
    await theirs.want('a')
    expect([await mine.keep('a', 60_000), await theirs.keep('a', 60_000)]).toEqual(['wanted', 'lost'])
    await mine.giveBack('a')
    expect(await theirs.take('a', 1)).toBe(true)
    await vi.waitFor(async () => expect(await mine.take('a', 60_000)).toBe(true))
    expect(await theirs.keep('a', 60_000)).toBe('lost')
  })

  it('do the jobs of the calendar once', async () => {
    const ran: string[] = []
    const jobs = [['first', first.deps], ['second', second.deps]] as const
    const [here, there] = jobs.map(([name, deps]) => onlyOne(deps, 'jobs', [async () => ran.push(name)]))
    await here!()
    await there!()
    await there!()
    await here!()
    expect(ran).toEqual(['first', 'first'])
    await first.deps.leases.giveBack('jobs')
    await onlyOne(second.deps, 'jobs', [async () => ran.push('second')])()
    expect(ran.at(-1)).toBe('second')
  })

  it('show the scheme another one has published', async () => {
    const [scheme] = second.deps.content.files()
    const id = scheme!.source.id
    expect(second.deps.content.source(id)?.isPublished).toBe(false)
    const { source } = await first.db.selectFrom('scheme_versions').select('source').where('programme_id', '=', id).where('state', '=', 'live').executeTakeFirstOrThrow()
    await first.db.updateTable('scheme_versions').set({ origin: 'desk', hash: 'changed', source }).where('programme_id', '=', id).where('state', '=', 'live').execute()
    await refreshSchemes(second.deps)
    expect(second.deps.content.source(id)).toMatchObject({ isPublished: true, version: 'changed' })
  })

  it('remove no bytes while one of them makes a backup', async () => {
    const key = '11111111-2222-4333-8444-555555555555'
    await first.deps.files.put(key, Buffer.from('kept'))
    const release = await first.deps.files.holdRemovals()
    await second.deps.files.remove(key)
    expect((await buffer(await first.deps.files.open(key))).toString()).toBe('kept')
    await release()
    expect(await first.deps.files.sizeOf(key)).toBeUndefined()
    expect(await first.db.selectFrom('held_removals').selectAll().execute()).toEqual([])
  })
})

describe('a process', () => {
  it('does not join others that keep files elsewhere, or have another APP_SECRET', async () => {
    const membership = await joinProcesses(first.deps, 'first')
    expect(await countProcesses(second.deps)).toBe(1)
    const same = await joinProcesses(second.deps, 'second')
    expect(await countProcesses(first.deps)).toBe(2)
    await same.leave()
    const elsewhere = { ...second.deps, files: { ...second.deps.files, place: 'disk:elsewhere' } }
    await expect(joinProcesses(elsewhere, 'third')).rejects.toThrow(/keeps files elsewhere.*FILES_DIR/s)
    await expect(assertFitsOthers(first.db, elsewhere, 'third')).rejects.toThrow(/keeps files elsewhere/)
    await expect(joinProcesses({ ...second.deps, config: { ...second.deps.config, secret: Buffer.alloc(32, 1) } }, 'third')).rejects.toThrow(/APP_SECRET/)
    await membership.leave()
    // Nobody is there: it may keep them where it likes.
    await (await joinProcesses(elsewhere, 'third')).leave()
    expect(await countProcesses(first.deps)).toBe(0)
  })
})
