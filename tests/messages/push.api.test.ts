// Promise A9 and abuse 20: what the push service sees says nothing, dead phones are forgotten, and no phone makes us call an address of its choosing.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signOut } from '#contract/accounts/endpoints.ts'
import { changeNotifications, getNotifications, subscribePush, unsubscribePush } from '#contract/messages/endpoints.ts'
import { makeVapidKeys } from '#server/messages/push-encryption.ts'
import { isPublicAddress, isPushEndpoint, publicLookup } from '#server/messages/push-guard.ts'
import { createPushSender } from '#server/messages/push-sending.ts'
import { phones } from '../support/demo-phones.ts'
import { startPeer, type Peer } from '../support/peer.ts'
import { testStart } from '../support/test-clock.ts'
import { openChannelWorld, type ChannelWorld } from './channel-world.ts'
import { aPhone } from './push-subscriber.ts'

const push = { ...makeVapidKeys(), subject: 'mailto:a@example.cn', loopback: true }
let world: ChannelWorld
let service: Peer
let restore: () => Promise<void>
beforeAll(async () => {
  service = await startPeer()
  world = await openChannelWorld({ config: { push } })
  restore = (await world.test.snapshot()).restore
})
beforeEach(async () => {
  await restore()
  world.test.clock.set(testStart)
  world.use({ push: createPushSender(push, world.test.deps.content.channels.pushServices) })
  service.received.length = 0
  service.answer = () => ({ status: 201 })
})
afterAll(async () => {
  await world.test.close()
  await service.close()
})

const phone = (name = 'a') => aPhone(`${service.url}/send/${name}`)
async function subscribed(name = 'a') {
  const one = phone(name)
  expect((await world.clerk.call(subscribePush, { body: one.subscription })).status).toBe(201)
  return one
}
const subscriptions = async () => (await world.test.db.selectFrom('push_subscriptions').selectAll().orderBy('endpoint').execute()).map(({ endpoint }) => endpoint.replace(/.*\//, ''))
const states = async () => (await world.rows()).map(({ state }) => state)

describe('a push', () => {
  it('opens with the phone\'s key only and holds a neutral sentence: no name, no amount, no title', async () => {
    const one = await subscribed()
    await world.tell({ tone: 'plain' })
    await world.send()
    const [request] = service.received
    expect(request?.headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '86400', urgency: 'normal', authorization: expect.stringMatching(/^vapid t=/) })
    const read = one.read(request!.bytes)
    expect(read).toEqual({ title: '知企通', body: '您有一条新的办件消息，点开看。', link: '/cases/01234567-89ab-4cde-8f01-23456789abcd', tag: request?.headers.topic })
    expect(JSON.stringify(read)).not.toMatch(/某某公司|12,000|补正|转化/)
    expect(() => phone('a').read(request!.bytes)).toThrow()
    expect(await states()).toEqual(['delivered'])
  })

  it('goes to each of one\'s phones, as often as there are messages, and not where it is not wanted', async () => {
    await subscribed('a')
    await subscribed('b')
    await world.tell()
    await world.clerk.call(changeNotifications, { body: { choices: [{ category: 'reminder', sms: true, push: false, email: true }] } })
    await world.tell({ category: 'reminder' })
    await world.send()
    expect(service.received.map(({ url }) => url.pathname).sort()).toEqual(['/send/a', '/send/b'])
  })

  it.each([404, 410])('to a phone that is gone (%i) is the last one: its subscription is deleted after one try', async (status) => {
    await subscribed()
    service.answer = () => ({ status })
    await world.tell()
    await world.sendAll()
    expect([service.received.length, await states(), await subscriptions()]).toEqual([1, ['failed-permanent'], []])
    await world.tell()
    await world.sendAll()
    expect(service.received).toHaveLength(1)
  })

  it('waits as long as a 429 asks, and so does the next one to this phone', async () => {
    await subscribed()
    service.answer = () => ({ status: 429, headers: { 'retry-after': '1800' } })
    await world.tell()
    await world.send()
    await world.tell()
    await world.send()
    expect(service.received).toHaveLength(1)
    expect((await world.rows()).map(({ state, run_at }) => [state, run_at - world.test.clock.now() >= 1_800_000])).toEqual([['failed-temporary', true], ['failed-temporary', true]])
    service.answer = () => ({ status: 201 })
    await world.sendAll()
    expect([service.received.length, await states()]).toEqual([3, ['delivered', 'delivered']])
  })

  it.each([[413, 'failed-permanent', 1], [400, 'failed-permanent', 1], [307, 'failed-permanent', 1], [500, 'failed-temporary', 8]] as const)('answered %i ends as %s after %i tries; the inbox has it and the phone stays', async (status, ends, tries) => {
    await subscribed()
    service.answer = () => ({ status, headers: { location: `${service.url}/elsewhere` } })
    await world.tell()
    await world.sendAll()
    const [row] = await world.rows()
    expect([row?.state, row?.finished_at !== null, row?.attempts]).toEqual([ends, true, tries])
    expect(service.received.every(({ url }) => url.pathname === '/send/a')).toBe(true)
    expect([await world.inbox(), await subscriptions()]).toEqual([1, ['a']])
  })

  it('without an answer is sent once more under the same topic, so that the phone shows one', async () => {
    await subscribed()
    service.answer = () => 'hang-up'
    await world.tell()
    await world.sendAll()
    expect(new Set(service.received.map(({ headers }) => headers.topic)).size).toBe(1)
    expect([service.received.length, await states()]).toEqual([2, ['unknown']])
  })

  it('to a service that cannot be reached costs five tries, then none for five minutes', async () => {
    const dead = await startPeer()
    await dead.close()
    const sender = createPushSender(push, [])
    const { endpoint, keys } = aPhone(`${dead.url}/x`).subscription
    const send = (at: number) => sender.send({ endpoint, ...keys, text: 'x', topic: 't', isUrgent: false, ttlSeconds: 60, at })
    for (let n = 0; n < 5; n += 1) expect(await send(1000)).toMatchObject({ kind: 'later', why: expect.stringContaining('ECONNREFUSED') })
    expect(await send(2000)).toMatchObject({ kind: 'later', why: 'this push service cannot be reached', afterMs: 299_000 })
    expect(await send(301_001)).toMatchObject({ why: expect.stringContaining('ECONNREFUSED') })
  })
})

describe('a subscription', () => {
  it('of a phone somebody else used moves to who signed in, and is not shared', async () => {
    const one = await subscribed()
    const administrator = await world.test.signIn(phones.administrator)
    await administrator.call(subscribePush, { body: one.subscription })
    expect([(await world.clerk.call(getNotifications)).body.push.devices, (await administrator.call(getNotifications)).body.push.devices]).toEqual([0, 1])
    await world.tell()
    await world.sendAll()
    expect(service.received).toHaveLength(0)
  })

  it('goes with signing out on that phone, and when it is taken back; of others nothing can be taken', async () => {
    await subscribed('a')
    const elsewhere = await world.test.signIn(phones.clerk)
    await elsewhere.call(subscribePush, { body: phone('b').subscription })
    const administrator = await world.test.signIn(phones.administrator)
    expect((await administrator.call(unsubscribePush, { body: { endpoint: `${service.url}/send/a` } })).status).toBe(204)
    expect(await subscriptions()).toEqual(['a', 'b'])
    await elsewhere.call(signOut)
    expect(await subscriptions()).toEqual(['a'])
    expect((await world.clerk.call(unsubscribePush, { body: { endpoint: `${service.url}/send/a` } })).status).toBe(204)
    expect(await subscriptions()).toEqual([])
  })

  it('beyond five phones takes the place of the oldest', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
      await subscribed(name)
      world.test.clock.advance(1000)
    }
    expect(await subscriptions()).toEqual(['c', 'd', 'e', 'f', 'g'])
  })

  it.each([
    ['http://fcm.googleapis.com/x', false], ['https://fcm.googleapis.com/fcm/send/abc', true], ['https://fcm.googleapis.com:8443/x', false], ['https://127.0.0.1/x', false], ['https://[::1]/x', false], ['https://169.254.169.254/latest', false],
    ['https://fcm.googleapis.com.evil.example/x', false], ['https://evil.example/fcm.googleapis.com', false], ['https://user@fcm.googleapis.com/x', false], ['https://push.services.mozilla.com/x', false], ['https://updates.push.services.mozilla.com/wpush/v2/x', true],
    ['https://evilpush.apple.com/x', false], ['https://api.push.apple.com/x', true], ['javascript:alert(1)', false], ['', false], ['https://fcm.googleapis.com/x#y', false], ['http://127.0.0.1:5432/', false],
  ])('at %s is taken: %s', (endpoint, isTaken) => {
    expect(isPushEndpoint(endpoint, world.test.deps.content.channels.pushServices, false)).toBe(isTaken)
  })

  it('with keys that are none, or an address we would not call, is 422', async () => {
    const { subscription } = phone()
    const p256dh = Buffer.from(subscription.keys.p256dh, 'base64url')
    const offCurve = Buffer.concat([p256dh.subarray(0, 64), Buffer.from([p256dh[64]! ^ 1])])
    for (const keys of [{ ...subscription.keys, p256dh: p256dh.subarray(0, 64).toString('base64url') }, { ...subscription.keys, p256dh: offCurve.toString('base64url') }, { ...subscription.keys, auth: 'AAAA' }, { p256dh: '!', auth: '!' }])
      expect((await world.clerk.call(subscribePush, { body: { ...subscription, keys } })).status).toBe(422)
    expect((await world.clerk.call(subscribePush, { body: { ...subscription, endpoint: 'https://10.0.0.1/x' } })).error.fields).toEqual([{ field: 'endpoint', reason: 'format' }])
    expect(await subscriptions()).toEqual([])
  })

  it('is not offered where the server has no keys', async () => {
    world.use({})
    expect((await world.clerk.call(getNotifications)).body.push).toEqual({ publicKey: null, devices: 0 })
    expect((await world.clerk.call(subscribePush, { body: phone().subscription })).status).toBe(503)
  })
})

describe('a name that leads into a private network', () => {
  it.each(['127.0.0.1', '10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1', 'fc00::1', '::ffff:10.0.0.1', '64:ff9b::a00:1', '2002:a00:1::', '2001:db8::1', 'nonsense'])('%s is not called', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
  it.each(['8.8.8.8', '172.15.0.1', '172.32.0.1', '2606:4700::1111', '240e::1'])('%s is', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })
  it('is refused when the connection is made', async () => {
    const error = await new Promise<NodeJS.ErrnoException | null>((done) => publicLookup('localhost', {}, (failed) => done(failed)))
    expect(error?.code).toBe('EPRIVATE')
  })
})
