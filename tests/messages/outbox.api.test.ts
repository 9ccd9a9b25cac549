import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { removeMember } from '#contract/accounts/endpoints.ts'
import type { Client } from '../support/api-client.ts'
import { cancelMessages, claimDue, enqueueMessages, leaseMs, type Enqueue } from '#server/messages/outbox.ts'
import { deliverDue } from '#server/messages/worker.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'

let test: TestApp
let restore: () => Promise<void>
let administrator: Client
let clerkId = ''
let firmId = ''

beforeAll(async () => {
  test = await buildTestApp()
  administrator = test.client()
  firmId = (await administrator.signIn(phones.administrator)).firms[0]?.id ?? ''
  clerkId = (await test.client().signIn(phones.clerk)).id
  await test.runWorker()
  restore = (await test.snapshot()).restore
})
beforeEach(() => restore())
afterAll(() => test.close())

const message = { category: 'case', title: '一条消息', body: '正文', link: null, tone: 'plain' } as const

function enqueue(request: Partial<Enqueue> = {}): Promise<void> {
  return test.deps.commands.run((tx) => enqueueMessages(tx, { at: test.clock.now(), accountIds: [clerkId], firmId: null, message, ...request }))
}
async function arrived(): Promise<number> {
  return (await test.db.selectFrom('messages').select('id').where('account_id', '=', clerkId).where('title', '=', message.title).execute()).length
}
async function stateOfRows(): Promise<string[]> {
  const rows = await test.db.selectFrom('outbox').select(['state', 'payload']).where('account_id', '=', clerkId).execute()
  return rows.filter((row) => row.payload.includes(message.title)).map((row) => row.state)
}

describe('a message in the outbox', () => {
  it('arrives exactly once, however many workers are at it', async () => {
    await enqueue()
    await Promise.all([deliverDue(test.deps), deliverDue(test.deps), deliverDue(test.deps)])
    await deliverDue(test.deps)
    expect(await arrived()).toBe(1)
    expect(await stateOfRows()).toEqual(['done'])
  })

  it('is told once under one dedupe key, however often it is queued', async () => {
    await enqueue({ dedupeKey: 'case:1:accept' })
    await enqueue({ dedupeKey: 'case:1:accept' })
    await test.runWorker()
    await enqueue({ dedupeKey: 'case:1:accept' })
    await test.runWorker()
    expect(await arrived()).toBe(1)
  })

  it('does not exist when the command that queued it failed', async () => {
    const failed = test.deps.commands.run(async (tx) => {
      await enqueueMessages(tx, { at: test.clock.now(), accountIds: [clerkId], firmId: null, message })
      throw new Error('the effect failed')
    })
    await expect(failed).rejects.toThrow('the effect failed')
    await test.runWorker()
    expect(await arrived()).toBe(0)
  })

  it('waits for its time', async () => {
    await enqueue({ runAt: test.clock.now() + 60_000 })
    await test.runWorker()
    expect(await arrived()).toBe(0)
    test.clock.advance(60_000)
    await test.runWorker()
    expect(await arrived()).toBe(1)
  })

  it('never arrives when it was cancelled before its time', async () => {
    await enqueue({ dedupeKey: 'reminder:9:first', runAt: test.clock.now() + 60_000 })
    await enqueue({ dedupeKey: 'reminder:99:first', runAt: test.clock.now() + 60_000 })
    const cancelled = await test.deps.commands.run((tx) => cancelMessages(tx, 'reminder:9:', test.clock.now()))
    expect(cancelled).toBe(1)
    test.clock.advance(60_000)
    await test.runWorker()
    expect(await arrived()).toBe(1)
  })

  it.each(['that arrives', 'that cannot be delivered'] as const)('never arrives when it was cancelled in the hands of a worker: one %s', async (kind) => {
    await enqueue({ dedupeKey: 'financing.bank:7:asked' })
    if (kind === 'that cannot be delivered') await test.db.updateTable('outbox').set({ payload: `no message ${message.title}` }).where('account_id', '=', clerkId).where('state', '=', 'queued').execute()
    const { commands } = test.deps
    let isClaimed = false
    const interrupted: typeof commands = {
      idle: () => commands.idle(),
      async run(work) {
        const result = await commands.run(work)
        if (!isClaimed) expect(await commands.run((tx) => cancelMessages(tx, 'financing.bank:7:', test.clock.now()))).toBe(1)
        isClaimed = true
        return result
      },
    }
    await deliverDue({ ...test.deps, commands: interrupted })
    test.clock.advance(leaseMs)
    await test.runWorker()
    expect(await arrived()).toBe(0)
    expect(await stateOfRows()).toEqual(['cancelled'])
  })

  it('is taken up again when the worker that had claimed it is gone, but not before its lease is over', async () => {
    await enqueue()
    const claimed = await test.deps.commands.run((tx) => claimDue(tx, test.deps.databaseKind, test.clock.now(), 10))
    expect(claimed).toHaveLength(1)
    test.clock.advance(leaseMs - 1)
    await test.runWorker()
    expect(await arrived()).toBe(0)
    test.clock.advance(1)
    await test.runWorker()
    expect(await arrived()).toBe(1)
  })

  it('about a firm does not reach somebody who has left it meanwhile', async () => {
    await enqueue({ firmId })
    const { id } = await test.db.selectFrom('memberships').select('id').where('firm_id', '=', firmId).where('account_id', '=', clerkId).executeTakeFirstOrThrow()
    expect((await administrator.call(removeMember, { params: { id: firmId, memberId: id } })).status).toBe(204)
    await test.runWorker()
    expect(await arrived()).toBe(0)
    expect(await stateOfRows()).toEqual(['cancelled'])
  })

  it('that cannot be delivered is tried again later and later, then given up with the reason kept', async () => {
    await enqueue({ accountIds: ['nobody'] })
    const row = () => test.db.selectFrom('outbox').select(['state', 'attempts', 'run_at', 'last_error']).where('account_id', '=', 'nobody').executeTakeFirstOrThrow()
    const waits: number[] = []
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await deliverDue(test.deps)
      const { run_at } = await row()
      waits.push(run_at - test.clock.now())
      test.clock.set(new Date(run_at).toISOString())
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256].map((seconds) => seconds * 1000))
    expect(await row()).toMatchObject({ state: 'failed', attempts: 8 })
    expect((await row()).last_error).toBeTruthy()
  })
})
