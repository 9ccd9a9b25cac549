import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { countUnread } from '#contract/messages/endpoints.ts'
import { changeFollow, getNoticeStanding, listMyNotices, readNotice } from '#contract/notices/endpoints.ts'
import type { NoticeSeen } from '#contract/notices/mine-schema.ts'
import { anOwner, aPerson } from '../accounts/people.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aLiveNotice, toldTo, withdraw } from './live-notices.ts'
import { withoutSamples } from './without-samples.ts'

let test: TestApp
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  await withoutSamples(test)
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set('2026-11-23T02:08:00.000Z')
})
afterAll(() => test.close())

const minute = 60_000
type Owner = Awaited<ReturnType<typeof anOwner>>
const mine = async ({ client, firmId }: Owner, query: { cursor?: string; limit?: number; unread?: 'yes' } = {}) => (await client.call(listMyNotices, { query: { firmId, ...query } })).body
const read = ({ client }: Pick<Owner, 'client'>, id: string) => client.call(readNotice, { params: { id } })

describe('what came to me', () => {
  it('is what the firm was told of, with why in words, and nothing else', async () => {
    const owner = await anOwner(test, 1)
    await aLiveNotice(test, 'a', { deadlines: [{ id: 'p', title: '过去', on: '2026-01-01' }, { id: 'l', title: '晚的', on: '2026-12-24' }, { id: 'd', title: '报名', on: '2026-12-20' }] })
    await aLiveNotice(test, 'others')
    await toldTo(test, 'a', owner.firmId, [{ by: 'towns', value: '马桥镇' }, { by: 'rightKinds', value: 'patent' }])
    const { items, unread } = await mine(owner)
    expect([unread, items.map(({ id, readAt, why, deadline, categoryTitle, change }) => ({ id, readAt, why: why.map(({ words }) => words), deadline: deadline?.title, categoryTitle, change }))]).toEqual([1, [{ id: 'a', readAt: null, why: ['在马桥镇', '有专利'], deadline: '报名', categoryTitle: '通知', change: null }]])
  })

  it('is unread first, each newest first; what is read while one reads on is not left out', async () => {
    const owner = await anOwner(test, 2)
    for (const [index, id] of ['n1', 'n2', 'n3', 'n4', 'n5'].entries()) {
      await aLiveNotice(test, id, {}, { publishedOn: `2026-11-1${index}` })
      await toldTo(test, id, owner.firmId, [{ by: 'everyone', value: '' }])
    }
    await read(owner, 'n5')
    const first = await mine(owner, { limit: 2 })
    expect(first.items.map(({ id }) => id)).toEqual(['n4', 'n3'])
    await read(owner, 'n2')
    const second = await mine(owner, { limit: 2, cursor: first.next ?? '' })
    expect(second.items.map(({ id }) => id)).toEqual(['n1', 'n5'])
    const third = await mine(owner, { limit: 2, cursor: second.next ?? '' })
    expect([third.items.map(({ id }) => id), third.next]).toEqual([['n2'], undefined])
    expect((await mine(owner, { unread: 'yes' })).items.map(({ id }) => id)).toEqual(['n4', 'n3', 'n1'])
  })

  it('includes what the person follows, from thirty days before, with and without a firm', async () => {
    const owner = await anOwner(test, 3)
    await aLiveNotice(test, 'old', { programmeIds: ['P03'] }, { publishedOn: '2026-10-01' })
    await aLiveNotice(test, 'new', { programmeIds: ['P03'], issuer: '科技局' }, { publishedOn: '2026-11-01' })
    await aLiveNotice(test, 'issuer', { issuer: '发改局' }, { publishedOn: '2026-11-02' })
    // The county's own files name the scheme, too.
    const ours = (items: { id: string }[]) => items.filter(({ id }) => ['old', 'new', 'issuer'].includes(id))
    expect((await mine(owner)).items).toEqual([])
    for (const body of [{ kind: 'programme', ref: 'P03', isFollowed: true }, { kind: 'issuer', ref: '发改局', isFollowed: true }] as const) expect((await owner.client.call(changeFollow, { body })).status).toBe(200)
    const items = (await mine(owner)).items.filter(({ id }) => ours([{ id }]).length > 0)
    expect(items.map(({ id, why }) => [id, why.map(({ by, words }) => `${by} ${words.replace(/ P03 .*/, ' P03')}`)])).toEqual([['issuer', ['follow 关注了「发改局」']], ['new', ['follow 关注了 P03']]])
    expect(ours((await owner.client.call(listMyNotices, { query: {} })).body.items)).toHaveLength(2)
  })

  it('says what was corrected since, once, and only what readers are told of', async () => {
    const owner = await anOwner(test, 4)
    await aLiveNotice(test, 'a')
    await toldTo(test, 'a', owner.firmId, [{ by: 'everyone', value: '' }])
    await read(owner, 'a')
    await aLiveNotice(test, 'a', { title: '错字改了' })
    expect([(await mine(owner)).unread, (await mine(owner)).items[0]?.change]).toEqual([0, null])
    await aLiveNotice(test, 'a', { title: '数字改了' }, { tells: true })
    expect([(await mine(owner)).unread, (await mine(owner)).items[0]?.change]).toEqual([1, 'corrected'])
    await read(owner, 'a')
    await aLiveNotice(test, 'a', { title: '又改了错字' })
    expect([(await mine(owner)).unread, (await mine(owner)).items[0]?.change]).toEqual([0, null])
  })

  it('says what was withdrawn to whoever read it or was told, until they have seen that', async () => {
    const [owner, other] = [await anOwner(test, 5), await anOwner(test, 6)]
    await aLiveNotice(test, 'a')
    await toldTo(test, 'a', owner.firmId, [{ by: 'everyone', value: '' }])
    await aLiveNotice(test, 'b')
    for (const { client } of [owner, other]) await client.call(changeFollow, { body: { kind: 'category', ref: 'notice', isFollowed: true } })
    await read(owner, 'b')
    test.clock.advance(minute)
    await withdraw(test, 'a')
    await withdraw(test, 'b')
    expect((await mine(owner)).items.map(({ id, change, excerpt }) => [id, change, excerpt])).toEqual([['b', 'withdrawn', '数字有误'], ['a', 'withdrawn', '数字有误']])
    expect((await mine(other)).items).toEqual([])
    test.clock.advance(minute)
    expect((await read(owner, 'a')).status).toBe(204)
    expect((await mine(owner)).items.map(({ id }) => id)).toEqual(['b'])
  })

  it('is nobody else’s', async () => {
    const [owner, stranger] = [await anOwner(test, 7), await aPerson(test, 8)]
    expect((await stranger.client.call(listMyNotices, { query: { firmId: owner.firmId } })).status).toBe(404)
    await aLiveNotice(test, 'a')
    expect((await stranger.client.call(getNoticeStanding, { params: { id: 'a' }, query: { firmId: owner.firmId } })).status).toBe(404)
    expect((await test.client().call(listMyNotices, { query: {} })).status).toBe(401)
  })

  it.each(['x', Buffer.from('[1]').toString('base64url'), Buffer.from('[1,"both"]').toString('base64url'), Buffer.from('["1","read"]').toString('base64url')])('refuses a place in the list that is none: %s', async (cursor) => {
    const { client } = await aPerson(test, 9)
    expect((await client.call(listMyNotices, { query: { cursor } })).status).toBe(422)
  })
})

describe('a notice that is open', () => {
  it('says why it came, what of it may be followed, and that it was read', async () => {
    const owner = await anOwner(test, 10)
    await aLiveNotice(test, 'a', { programmeIds: ['P01'] })
    await toldTo(test, 'a', owner.firmId, [{ by: 'titles', value: 'high-tech' }])
    await owner.client.call(changeFollow, { body: { kind: 'programme', ref: 'P01', isFollowed: true } })
    const standing = async () => (await owner.client.call(getNoticeStanding, { params: { id: 'a' }, query: { firmId: owner.firmId } })).body
    const before = await standing()
    expect([before.readAt, before.why.map(({ by }) => by), before.why[0]?.words, before.follows.map(({ kind, ref, isFollowed }) => [kind, ref, isFollowed])]).toEqual([null, ['titles', 'follow'], '高新技术企业', [['category', 'notice', false], ['issuer', '县市场监管局', false], ['programme', 'P01', true]]])
    await read(owner, 'a')
    expect((await standing()).readAt).toBe('2026-11-23T02:08:00.000Z')
  })

  it('is read once: the first time stays, the trail has one line a version', async () => {
    const { client, me: { id: accountId } } = await aPerson(test, 11)
    await aLiveNotice(test, 'a')
    await read({ client }, 'a')
    test.clock.advance(minute)
    await read({ client }, 'a')
    const rows = await test.db.selectFrom('notice_reads').selectAll().where('notice_id', '=', 'a').execute()
    expect(rows.map(({ account_id, number, first_at, last_at }) => [account_id, number, Number(last_at) - Number(first_at)])).toEqual([[accountId, 1, minute]])
    expect(await test.db.selectFrom('audit').select('id').where('action', '=', 'notices.read').where('request_id', '<>', 'demo').execute()).toHaveLength(1)
  })

  it('is not read where the words on the phone are older than what is in force, or do not say that it was taken back', async () => {
    const { client, me: { id: accountId } } = await aPerson(test, 19)
    const say = (query: NoticeSeen) => client.call(readNotice, { params: { id: 'a' }, query })
    const number = async () => (await test.db.selectFrom('notice_reads').select('number').where('account_id', '=', accountId).executeTakeFirst())?.number
    await aLiveNotice(test, 'a')
    await aLiveNotice(test, 'a', { points: ['另一句'] }, { tells: true })
    expect([(await say({ version: 1 })).status, await number()]).toEqual([204, undefined])
    expect([(await say({ version: 2 })).status, await number()]).toEqual([204, 2])
    test.clock.advance(minute)
    await withdraw(test, 'a')
    const lastAt = async () => Number((await test.db.selectFrom('notice_reads').select('last_at').where('account_id', '=', accountId).executeTakeFirstOrThrow()).last_at)
    const before = await lastAt()
    await say({ version: 2 })
    expect(await lastAt()).toBe(before)
    await say({ version: 2, withdrawn: 'yes' })
    expect(await lastAt()).toBe(before + minute)
    expect((await say({ version: -1 })).status).toBe(422)
  })

  it('takes its messages out of the unread ones, whichever way they lead', async () => {
    const { client, me: { id: accountId } } = await aPerson(test, 12)
    await aLiveNotice(test, 'a')
    const message = { account_id: accountId, firm_id: null, category: 'policy' as const, title: 't', body: 'b', tone: 'plain' as const, created_at: test.clock.now(), read_at: null }
    for (const link of ['/notices/a?from=inbox', '/notices/a', '/notices/ab?from=inbox', '/notices/a/x']) {
      await test.deps.commands.run(async (tx) => {
        await tx.insertInto('outbox').values({ id: `o${link}`, channel: 'inbox', account_id: accountId, firm_id: null, payload: '{}', dedupe_key: null, run_at: 0, state: 'done', attempts: 1, locked_until: 0, last_error: null, created_at: 0, finished_at: 0, bulk: 0, about: null }).execute()
        await tx.insertInto('messages').values({ ...message, id: link, outbox_id: `o${link}`, link }).execute()
      })
    }
    await read({ client }, 'a')
    expect((await client.call(countUnread)).body.unread).toBe(2)
  })

  it.each(['none', 'draft'])('is not there where it never was (%s)', async (id) => {
    const { client } = await aPerson(test, 13)
    await test.deps.commands.run((tx) => tx.insertInto('notices').values({ id: 'draft', origin: 'desk', state: 'unpublished', position: null, live_number: null, last_number: 1, title: '', document_number: null, issuer: '', category: '', written_on: null, published_on: null, valid_to: null, point: '', words: '', published_at: null, withdrawn_at: null, withdrawn_by: null, withdrawn_reason: null, created_by: null, created_at: 0 }).execute())
    expect((await read({ client }, id)).status).toBe(404)
    expect((await client.call(getNoticeStanding, { params: { id }, query: {} })).status).toBe(404)
  })
})
