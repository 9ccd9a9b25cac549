// The live badge over a real connection: the number at once and at every change, nobody else's, and no longer than the session.
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { removeMember, signOut } from '#contract/accounts/endpoints.ts'
import { countUnread, readAllMessages, streamUnread } from '#contract/messages/endpoints.ts'
import { enqueueMessages } from '#server/messages/outbox.ts'
import { createUnreadHub, type UnreadHub } from '#server/messages/unread-hub.ts'
import { deliverDue } from '#server/messages/worker.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { listening, openStream, type LiveStream } from './stream-reader.ts'

let test: TestApp
let base: string
let clerk: Client
let clerkId: string
let firmId: string
const unread = (count: number) => ({ event: 'unread', data: { unread: count } })
const minutes = (count: number) => count * 60_000

async function enqueue(accountIds: string[], about: string | null = null): Promise<void> {
  const message = { category: 'policy', title: '新通知', body: '正文', link: '/messages', tone: 'plain' } as const
  await test.deps.commands.run((tx) => enqueueMessages(tx, { at: test.clock.now(), accountIds, firmId: about, message }))
}
async function opened(client = clerk): Promise<LiveStream> {
  const stream = await openStream(base, client)
  expect(await stream.next()).toEqual(unread(0))
  return stream
}

beforeEach(async () => {
  test = await buildTestApp()
  base = await listening(test)
  clerk = test.client()
  const me = await clerk.signIn(phones.clerk)
  clerkId = me.id
  firmId = me.firms[0]!.id
  await test.runWorker()
  await test.db.deleteFrom('deliveries').execute()
  await test.db.deleteFrom('messages').execute()
})
afterEach(() => test.close())

describe('the live badge', () => {
  it('says the number at once, in a reply nobody keeps, collects or compresses', async () => {
    const stream = await openStream(base, clerk)
    expect(stream.status).toBe(200)
    expect(Object.fromEntries(stream.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'", 'x-content-type-options': 'nosniff',
    })
    expect(stream.headers.has('content-encoding')).toBe(false)
    expect(await stream.next()).toEqual(unread(0))
  })

  it('says it to nobody who is not signed in, and once to who asks for no events', async () => {
    expect((await openStream(base, test.client())).status).toBe(401)
    const once = await clerk.call(streamUnread)
    expect(Buffer.from(once.bytes).toString()).toBe('event: unread\ndata: {"unread":0}\n\n')
    expect(test.deps.unread.size()).toBe(0)
  })

  it('follows what this process delivers, what another has, and what is read on another phone', async () => {
    const stream = await opened()
    await enqueue([clerkId])
    await test.runWorker()
    expect(await stream.next()).toEqual(unread(1))
    // Another process has a hub of its own; here only the row is new.
    const elsewhere = { ...test.deps, unread: createUnreadHub(test.deps) }
    await enqueue([clerkId])
    await deliverDue(elsewhere)
    await test.deps.unread.look()
    expect(await stream.next()).toEqual(unread(2))
    await clerk.copy().call(readAllMessages)
    await test.deps.unread.look()
    expect(await stream.next()).toEqual(unread(0))
  })

  it('looks by itself while somebody is there', async () => {
    const stream = await opened()
    await enqueue([clerkId])
    await deliverDue({ ...test.deps, unread: createUnreadHub(test.deps) })
    expect(await stream.next()).toEqual(unread(1))
  })

  it('counts nobody else\'s messages, and none of a firm the person has left', async () => {
    const stream = await opened()
    const other = test.client()
    const { id: otherId } = await other.signIn(phones.otherFirm)
    await enqueue([otherId])
    await enqueue([clerkId], firmId)
    await test.runWorker()
    expect(await stream.next()).toEqual(unread(1))
    const administrator = await test.signIn(phones.administrator)
    const member = await test.db.selectFrom('memberships').select('id').where('account_id', '=', clerkId).where('firm_id', '=', firmId).executeTakeFirstOrThrow()
    expect((await administrator.call(removeMember, { params: { id: firmId, memberId: member.id } })).status).toBeLessThan(300)
    await test.deps.unread.look()
    expect(await stream.next()).toEqual(unread(0))
  })

  it('is heard of every 25 seconds, so that nothing in between takes it for dead', async () => {
    const stream = await opened()
    test.clock.advance(24_999)
    await test.deps.unread.look()
    test.clock.advance(1)
    await test.deps.unread.look()
    expect(await stream.next()).toBe('comment')
    await enqueue([clerkId])
    await test.runWorker()
    expect(await stream.next()).toEqual(unread(1))
  })
})

describe('a live badge ends', () => {
  it('when its person signs out, and another\'s goes on', async () => {
    const [stream, own] = [await opened(), await opened(await test.signIn(phones.otherFirm))]
    await clerk.call(signOut)
    await test.deps.unread.look()
    expect(await stream.next()).toBeUndefined()
    expect(test.deps.unread.size()).toBe(1)
    own.leave()
  })

  it('when the session has been idle too long: having it open is no activity', async () => {
    const stream = await opened()
    for (let hour = 0; hour < 11; hour += 1) {
      test.clock.advance(minutes(60))
      await test.deps.unread.look()
      expect(await stream.next()).toBe('comment')
    }
    test.clock.advance(minutes(60))
    await test.deps.unread.look()
    expect(await stream.next()).toBeUndefined()
    expect((await clerk.call(countUnread)).status).toBe(401)
  })

  it('when the account is shut', async () => {
    const stream = await opened()
    await test.db.updateTable('accounts').set({ disabled_at: test.clock.now() }).where('id', '=', clerkId).execute()
    await test.deps.unread.look()
    expect(await stream.next()).toBeUndefined()
  })

  it('when the page is left: nothing is asked for it any more', async () => {
    const stream = await opened()
    stream.leave()
    await vi.waitFor(() => expect(test.deps.unread.size()).toBe(0))
  })

  it('when the server stops, which does not wait for it; none is opened after that', async () => {
    const stream = await opened()
    await test.app.close()
    expect(await stream.next()).toBeUndefined()
    expect(() => test.deps.unread.open({ id: clerkId, sessionId: '' }, 0)).toThrow('no more live streams')
  })

  it('for the oldest of an account that has six, which is told that it is enough', async () => {
    const streams: LiveStream[] = []
    for (let count = 0; count < 7; count += 1) streams.push(await opened())
    expect(await streams[0]!.next()).toEqual({ event: 'enough', data: {} })
    expect(await streams[0]!.next()).toBeUndefined()
    expect(test.deps.unread.size()).toBe(6)
  })

  it('not when the database fails for a moment', async () => {
    const stream = await opened()
    const warned: string[] = []
    const failing = createUnreadHub({ ...test.deps, db: test.deps.db.withPlugin({ transformQuery: () => { throw new Error('gone') }, transformResult: ({ result }) => Promise.resolve(result) }), log: { ...test.deps.log, warn: (_fields, message) => void warned.push(message) } })
    failing.open({ id: clerkId, sessionId: 'x' }, 0)
    await failing.look()
    expect(warned).toEqual(['unread messages not counted'])
    expect(failing.size()).toBe(1)
    failing.close()
    stream.leave()
  })
})

describe('a process', () => {
  const texts = async (stream: Readable) => Buffer.concat(await Readable.from(stream).toArray()).toString()
  let hub: UnreadHub
  let sessionId: string
  beforeEach(async () => {
    hub = createUnreadHub(test.deps, { perAccount: 6, perProcess: 2 })
    sessionId = (await test.db.selectFrom('sessions').select('id').where('account_id', '=', clerkId).executeTakeFirstOrThrow()).id
  })
  afterEach(() => hub.close())

  it('has no more than it may: the next one is told to come back later, and asks as before', () => {
    hub.open({ id: 'a', sessionId: 'a' }, 0)
    hub.open({ id: 'b', sessionId: 'b' }, 0)
    expect(() => hub.open({ id: 'c', sessionId: 'c' }, 0)).toThrow(expect.objectContaining({ code: 'unavailable', retryAfterSeconds: 60 }))
  })

  it('gives up who does not read instead of keeping ever more for them', async () => {
    const slow = hub.open({ id: clerkId, sessionId }, 0)
    let changes = 0
    for (; !slow.destroyed && changes < 1_000; changes += 1) {
      if (changes % 2 === 0) await test.db.insertInto('messages').values({ id: crypto.randomUUID(), outbox_id: crypto.randomUUID(), account_id: clerkId, firm_id: null, category: 'case', title: '', body: '', link: null, tone: 'plain', created_at: test.clock.now(), read_at: null }).execute()
      else await test.db.deleteFrom('messages').execute()
      await hub.look()
    }
    expect(changes).toBeGreaterThan(50)
    expect(slow.destroyed).toBe(true)
    expect(slow.readableLength).toBeLessThan(5_000)
    await vi.waitFor(() => expect(hub.size()).toBe(0))
  })

  it('asks nothing while nobody is there', async () => {
    const asked: string[] = []
    const counting = createUnreadHub({ ...test.deps, db: test.deps.db.withPlugin({ transformQuery: ({ node }) => { asked.push(node.kind); return node }, transformResult: ({ result }) => Promise.resolve(result) }) })
    await counting.look()
    const stream = counting.open({ id: clerkId, sessionId }, 0)
    counting.close()
    await counting.look()
    expect(asked).toEqual([])
    expect(await texts(stream)).toBe('retry: 5000\n\nevent: unread\ndata: {"unread":0}\n\n')
  })
})
