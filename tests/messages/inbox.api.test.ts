import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getMe, removeMember } from '#contract/accounts/endpoints.ts'
import { countUnread, listMessages, readAllMessages, readMessage } from '#contract/messages/endpoints.ts'
import { enqueueMessages, type Enqueue } from '#server/messages/outbox.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { testStart } from '../support/test-clock.ts'

let test: TestApp
let restore: () => Promise<void>
let administrator: Client
let clerk: Client
let officer: Client
let clerkId = ''
let firmId = ''

beforeAll(async () => {
  test = await buildTestApp()
  administrator = await test.signIn(phones.administrator)
  clerk = test.client()
  const me = await clerk.signIn(phones.clerk)
  clerkId = me.id
  firmId = me.firms[0]?.id ?? ''
  officer = await test.signIn(phones.officer)
  await test.db.deleteFrom('messages').execute()
  restore = (await test.snapshot()).restore
})
beforeEach(async () => {
  test.clock.set(testStart)
  await restore()
})
afterAll(() => test.close())

async function send(title: string, request: Partial<Enqueue> = {}, category: 'case' | 'account' = 'case'): Promise<void> {
  const message = { category, title, body: '正文', link: '/messages', tone: 'plain' } as const
  await test.deps.commands.run((tx) => enqueueMessages(tx, { at: test.clock.now(), accountIds: [clerkId], firmId: null, message, ...request }))
  await test.runWorker()
}
const titles = (items: { title: string }[]) => items.map((item) => item.title)

describe('the inbox', () => {
  it('shows the newest first, page by page, none twice and none left out, also within one instant', async () => {
    for (const title of ['一', '二', '三']) await send(title)
    test.clock.advance(1000)
    await send('最新')
    const first = (await clerk.call(listMessages, { query: { limit: 2 } })).body
    const second = (await clerk.call(listMessages, { query: { limit: 2, cursor: first.next } })).body
    expect(first.items[0]?.title).toBe('最新')
    expect(second.next).toBeUndefined()
    expect(titles([...first.items, ...second.items]).sort()).toEqual(['一', '二', '三', '最新'].sort())
  })

  it('can be narrowed to one category, and says which categories there are', async () => {
    await send('受理了')
    await send('有人要加入', {}, 'account')
    const all = (await clerk.call(listMessages, { query: {} })).body
    expect(all.categories).toEqual(['account', 'case'])
    const account = (await clerk.call(listMessages, { query: { category: 'account' } })).body
    expect(titles(account.items)).toEqual(['有人要加入'])
    expect(account.unread).toBe(2)
  })

  it('refuses a cursor that is not its own', async () => {
    const cursors = ['x', Buffer.from('["a","b"]').toString('base64url'), Buffer.from('[1e99,"b"]').toString('base64url'), Buffer.from('{}').toString('base64url')]
    for (const cursor of cursors) expect((await clerk.call(listMessages, { query: { cursor } })).status, cursor).toBe(422)
  })

  it('is shown to nobody who has not signed in', async () => {
    const anonymous = test.client()
    for (const endpoint of [listMessages, countUnread, readAllMessages]) expect((await anonymous.call(endpoint)).status).toBe(401)
  })
})

describe('a message', () => {
  it('is unread until its reader opens it; opening it again changes nothing; each call leaves its audit line', async () => {
    await send('受理了')
    await send('核准了')
    const [item] = (await clerk.call(listMessages, { query: {} })).body.items
    const id = item?.id ?? ''
    expect(item?.readAt).toBeNull()
    expect((await clerk.call(countUnread)).body).toEqual({ unread: 2 })
    expect((await clerk.call(readMessage, { params: { id } })).body).toEqual({ unread: 1 })
    const readAt = new Date(test.clock.now()).toISOString()
    test.clock.advance(60_000)
    expect((await clerk.call(readMessage, { params: { id } })).body).toEqual({ unread: 1 })
    const again = (await clerk.call(listMessages, { query: {} })).body.items.find((one) => one.id === id)
    expect(again?.readAt).toBe(readAt)
    const lines = await test.db.selectFrom('audit').select('account_id').where('action', '=', 'messages.read').where('subject', '=', `message:${id}`).execute()
    expect(lines).toEqual([{ account_id: clerkId }, { account_id: clerkId }])
  })

  it('is marked read with all others at once, for its reader only', async () => {
    await send('受理了')
    await send('给管理员的', { accountIds: [(await administrator.call(getMe)).body.id] })
    expect((await clerk.call(readAllMessages)).body).toEqual({ unread: 0 })
    expect((await administrator.call(countUnread)).body).toEqual({ unread: 1 })
  })

  it('of somebody else is not there, for colleague and officer alike', async () => {
    await send('受理了')
    const id = (await clerk.call(listMessages, { query: {} })).body.items[0]?.id ?? ''
    for (const other of [administrator, officer]) {
      const reply = await other.call(readMessage, { params: { id } })
      expect(reply.status).toBe(404)
      expect(reply.error.code).toBe('not-found')
    }
    expect((await clerk.call(countUnread)).body).toEqual({ unread: 1 })
  })

  it('about a firm is gone with the membership, at once', async () => {
    await send('企业的事', { firmId })
    await send('自己的事')
    const { id } = await test.db.selectFrom('memberships').select('id').where('firm_id', '=', firmId).where('account_id', '=', clerkId).executeTakeFirstOrThrow()
    const before = (await clerk.call(listMessages, { query: {} })).body.items.find((one) => one.title === '企业的事')
    await administrator.call(removeMember, { params: { id: firmId, memberId: id } })
    expect(titles((await clerk.call(listMessages, { query: {} })).body.items)).toEqual(['自己的事'])
    expect((await clerk.call(countUnread)).body).toEqual({ unread: 1 })
    expect((await clerk.call(readMessage, { params: { id: before?.id ?? '' } })).status).toBe(404)
  })
})

describe('asking for the number of unread messages', () => {
  it('is no activity: an officer who only leaves the page open is signed out after 15 minutes', async () => {
    for (let minutes = 0; minutes < 15; minutes += 5) {
      expect((await officer.call(countUnread)).status).toBe(200)
      test.clock.advance(5 * 60_000)
    }
    expect((await officer.call(countUnread)).status).toBe(401)
  })
})
