// Promise A14: a connection to PostgreSQL that breaks, idle or in the middle of a command, is a hiccup: 503 with a time to wait, and the next try works.
import { sql } from 'kysely'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getMe, updateMe } from '#contract/accounts/endpoints.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'

describe('a connection that breaks', () => {
  let test: TestApp
  let clerk: Client
  beforeAll(async () => {
    test = await buildTestApp()
    clerk = await test.signIn(phones.clerk)
  })
  afterAll(() => test.close())

  /** A connection that is dead already, but does not know it yet, may cost one more try. */
  async function readName(): Promise<string> {
    for (let tries = 0; tries < 20; tries += 1) {
      const reply = await clerk.call(getMe)
      if (reply.status === 200) return reply.body.name
      expect(reply.status).toBe(503)
      await pause(100)
    }
    throw new Error('the database did not come back')
  }
  const endAll = () => sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`.execute(test.db)

  it('in the middle of a command ends the command, not the process', async () => {
    const command = test.deps.commands.run(async (tx) => {
      await tx.selectFrom('meta').selectAll().execute()
      await pause(200)
      await tx.selectFrom('meta').selectAll().execute()
    })
    const broken = expect(command).rejects.toThrow()
    await pause(50)
    await endAll()
    await broken
    expect(await readName()).not.toBe('')
  })

  it('under load is 503 at worst, and nothing that was acknowledged is lost', async () => {
    let acknowledged = ''
    const statuses = new Set<number>()
    let isOn = true
    const writing = (async () => {
      for (let n = 0; isOn; n += 1) {
        const reply = await clerk.call(updateMe, { body: { name: `第${n}次` } })
        statuses.add(reply.status)
        if (reply.status === 200) acknowledged = reply.body.name
        if (reply.status === 503) expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0)
      }
    })()
    for (let n = 0; n < 10; n += 1) {
      await pause(40)
      await endAll().catch(() => undefined)
    }
    isOn = false
    await writing
    expect([...statuses].filter((status) => status !== 503)).toEqual([200])
    const kept = Number((await readName()).replace(/\D/g, ''))
    expect(kept).toBeGreaterThanOrEqual(Number(acknowledged.replace(/\D/g, '')))
  })
})
