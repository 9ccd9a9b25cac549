// The process itself: what two officers published is there after it was killed.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getProgramme } from '#contract/subsidies/endpoints.ts'
import { createClient, fetchSender } from '../support/api-client.ts'
import { phones } from '../support/demo-phones.ts'
import { startServer, type ServerProcess } from '../support/server-process.ts'
import { publishChange, read } from './scheme-desk.ts'

let server: ServerProcess
beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: 'warn' }, clock: '2026-11-23T02:08:00.000Z' })
}, 60_000)
afterAll(() => server.close())

const person = () => createClient(fetchSender(server.url), server.url)

describe('a published scheme', () => {
  it('is there when the server was killed and starts again, to the public and in its history', async () => {
    const [author, approver] = [person(), person()]
    await author.signIn(phones.officer)
    await approver.signIn(phones.secondOfficer)
    await publishChange([author, approver], 'P07', (source) => ({ ...source, title: '窗口发布的', batches: source.batches.map((batch) => ({ ...batch, closesAt: '2026-12-20T17:00:00' })) }))
    await server.kill()
    await server.start()
    expect((await person().call(getProgramme, { params: { id: 'P07' } })).body).toMatchObject({ title: '窗口发布的', closesOn: '2026-12-20' })
    expect((await read(author, 'P07')).versions.map(({ number, state }) => [number, state])).toEqual([[2, 'live'], [1, 'past']])
    const page = await (await fetch(`${server.url}/subsidies/P07`)).text()
    expect(page).toContain('窗口发布的')
  }, 60_000)
})
