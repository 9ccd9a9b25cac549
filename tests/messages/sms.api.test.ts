// Promise A8: the inbox exactly once, no SMS twice unless the gateway gave no answer, a final state for every one.
import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changeNotifications, takeReceipts } from '#contract/messages/endpoints.ts'
import { createSmsSender } from '#server/accounts/sms.ts'
import { deliverChannel } from '#server/messages/channel-worker.ts'
import { claimDeliveries, deliveryLeaseMs, settleDelivery } from '#server/messages/deliveries.ts'
import { afterAsking } from '#server/messages/delivery-steps.ts'
import { gatewayProvider } from '#server/messages/sms-gateway.ts'
import { removeOutdated } from '#server/retention.ts'
import { passOverSlow } from '#server/messages/sms-health.ts'
import { startPeer, type Peer } from '../support/peer.ts'
import { testStart } from '../support/test-clock.ts'
import { openChannelWorld, type ChannelWorld } from './channel-world.ts'

const secret = 'a secret of twenty-four characters or more'
const minute = 60_000
const hour = 60 * minute
let world: ChannelWorld
let first: Peer
let second: Peer
let restore: () => Promise<void>
beforeAll(async () => {
  ;[first, second] = [await startPeer(), await startPeer()]
  world = await openChannelWorld({ config: { smsCallbackSecret: secret, smsDailyBudget: 20 } })
  restore = (await world.test.snapshot()).restore
})
beforeEach(async () => {
  await restore()
  world.test.clock.set(testStart)
  for (const peer of [first, second]) {
    peer.received.length = 0
    peer.answer = () => ({ status: 200, body: {} })
  }
  useBoth()
})
afterAll(async () => {
  await world.test.close()
  await first.close()
  await second.close()
})

const named = (peer: Peer, name: string) => ({ ...gatewayProvider({ url: peer.url, token: 'token' }), name })
function useBoth(): void {
  world.use({ sms: [named(first, 'gateway'), named(second, 'second')] })
}
const sent = (peer: Peer) => peer.received.filter(({ method }) => method === 'POST')
const asked = (peer: Peer) => peer.received.filter(({ method }) => method === 'GET')
const only = async () => {
  const rows = await world.rows()
  expect(rows).toHaveLength(1)
  return rows[0]!
}

function callback(body: string, signature = createHmac('sha256', secret).update(body).digest('hex')) {
  return world.test.client().request('POST', takeReceipts.path.replace(':provider', 'gateway'), { headers: { 'content-type': 'application/json', 'x-signature': signature }, body })
}
const receipt = (reference: string, state: 'delivered' | 'failed') => JSON.stringify({ reference, state })

describe('an urgent message', () => {
  it('leaves by SMS as a template with the kind of message and nothing else, and is delivered when the receipt says so', async () => {
    await world.tell()
    await world.send()
    expect(sent(first).map(({ json, headers }) => [json, headers.authorization])).toEqual([[{ phone: '13800000002', template: 'notice', params: { category: '办件' }, reference: (await only()).id }, 'Bearer token']])
    expect(await only()).toMatchObject({ state: 'sending', provider: 'gateway', finished_at: null })
    expect((await callback(receipt((await only()).id, 'delivered'))).status).toBe(200)
    expect(await only()).toMatchObject({ state: 'delivered', finished_at: world.test.clock.now() })
    expect(await world.inbox()).toBe(1)
  })

  it('is planned once however often the worker dies between inbox and mark', async () => {
    await world.tell()
    const { deps, db } = world.test
    await db.updateTable('outbox').set({ state: 'queued', locked_until: 0, finished_at: null }).where('payload', 'like', '%某某公司%').execute()
    await world.test.runWorker()
    expect(deps.channels.sms).toHaveLength(2)
    expect([await world.inbox(), (await world.rows()).length]).toEqual([1, 1])
  })

  it('leaves once, however many workers are at it', async () => {
    const { deps } = world.test
    await Promise.all(Array.from({ length: 30 }, (_, n) => world.tell({ title: `第 ${n} 条` })))
    const { content, config } = deps
    Object.assign(deps, { content: { ...deps.content, channels: { ...deps.content.channels, smsPerNumberAndDay: 50 } }, config: { ...deps.config, smsDailyBudget: 1000 } })
    for (let round = 0; round < 3; round += 1) await Promise.all([1, 2, 3, 4].map(() => deliverChannel(deps, 'sms')))
    const references = sent(first).map(({ json }) => json.reference)
    Object.assign(deps, { content, config })
    expect([references.length, new Set(references).size]).toEqual([30, 30])
  })

  it('waits for the end of the quiet hours', async () => {
    world.test.clock.set('2026-11-23T14:00:00.000Z')
    await world.tell()
    await world.send()
    expect(sent(first)).toHaveLength(0)
    expect(new Date((await only()).run_at).toISOString()).toBe('2026-11-24T00:30:00.000Z')
    world.test.clock.set('2026-11-24T00:30:00.000Z')
    await world.send()
    expect(sent(first)).toHaveLength(1)
  })

  it('does not leave for somebody who has left the firm, or has stopped it meanwhile', async () => {
    world.test.clock.set('2026-11-23T14:00:00.000Z')
    await world.tell()
    await world.clerk.call(changeNotifications, { body: { choices: [{ category: 'case', sms: false, push: true, email: true }] } })
    expect(await only()).toMatchObject({ state: 'cancelled' })
    await world.tell({ category: 'reminder' })
    await world.test.db.updateTable('memberships').set({ state: 'removed' }).where('account_id', '=', world.clerkId).execute()
    await world.sendAll()
    expect(sent(first)).toHaveLength(0)
    expect((await world.rows()).map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])
  })

  it('that is not urgent, or not wanted, leaves by no SMS', async () => {
    await world.tell({ tone: 'waiting' })
    await world.clerk.call(changeNotifications, { body: { choices: [{ category: 'account', sms: false, push: true, email: true }] } })
    await world.tell({ category: 'account' })
    expect(await world.rows()).toEqual([])
    expect(await world.inbox()).toBe(2)
  })
})

describe('a provider', () => {
  it('that answers 500 is passed over at once and for ten minutes: nobody waits and nobody gets it twice', async () => {
    first.answer = () => ({ status: 500 })
    await world.tell()
    await world.send()
    expect([sent(first).length, sent(second).length]).toEqual([1, 1])
    expect(await only()).toMatchObject({ state: 'sending', provider: 'second' })
    await world.tell()
    await world.send()
    expect([sent(first).length, sent(second).length]).toEqual([1, 2])
    first.answer = () => ({ status: 200 })
    world.test.clock.advance(10 * minute)
    await world.tell()
    await world.send()
    expect([sent(first).length, sent(second).length]).toEqual([2, 2])
  })

  it('with every other in trouble too is tried again later and later, then given up with the reason', async () => {
    first.answer = second.answer = () => ({ status: 503 })
    await world.tell()
    await world.sendAll()
    expect(await only()).toMatchObject({ state: 'failed-temporary', attempts: 8, why: 'answered 503', finished_at: expect.any(Number) })
    expect(await world.inbox()).toBe(1)
  })

  it('whose receipts stay away is passed over, if it sends receipts at all', async () => {
    await world.tell()
    await world.send()
    await callback(receipt((await only()).id, 'delivered'))
    await world.test.db.updateTable('rate_counts').set({ count: 0 }).execute()
    for (let n = 0; n < 5; n += 1) await world.tell({ title: `第 ${n} 条` })
    await world.test.db.deleteFrom('rate_counts').execute()
    await world.send()
    expect(sent(first).length).toBe(6)
    world.test.clock.advance(6 * minute)
    await passOverSlow(world.test.deps)
    await world.test.db.deleteFrom('rate_counts').execute()
    await world.tell()
    await world.send()
    expect([sent(first).length, sent(second).length]).toEqual([6, 1])
  })

  it('that says the number is none ends it for good', async () => {
    first.answer = () => ({ status: 400 })
    await world.tell()
    await world.sendAll()
    expect(await only()).toMatchObject({ state: 'failed-permanent', why: 'answered 400', attempts: 1 })
    expect(sent(second)).toHaveLength(0)
  })
})

describe('a call without an answer', () => {
  const hangUp = (peer: Peer, state: { status: number; body?: unknown }) => {
    peer.answer = ({ method }) => (method === 'POST' ? 'hang-up' : state)
  }

  it('is asked about, and never sent to anybody else: taken after all', async () => {
    hangUp(first, { status: 200, body: { state: 'delivered' } })
    await world.tell()
    await world.send()
    expect(await only()).toMatchObject({ state: 'unknown', provider: 'gateway' })
    await world.sendAll()
    expect(await only()).toMatchObject({ state: 'delivered' })
    expect([sent(first).length, sent(second).length, asked(first).length]).toEqual([1, 0, 1])
    expect(asked(first)[0]?.url.searchParams.get('reference')).toBe((await only()).id)
  })

  it('is sent once more when the provider has never seen it, after asking twice', async () => {
    hangUp(first, { status: 404 })
    await world.tell()
    await world.send()
    await world.sendAll()
    const row = await only()
    expect([sent(first).length + sent(second).length, row.resent]).toEqual([2, 1])
    expect(row).toMatchObject({ state: 'unknown', finished_at: expect.any(Number) })
    expect(new Set([...sent(first), ...sent(second)].map(({ json }) => json.reference))).toEqual(new Set([row.id]))
  })

  it('is sent once more and no more when it cannot be asked', async () => {
    for (const peer of [first, second]) hangUp(peer, { status: 501 })
    await world.tell()
    await world.sendAll()
    expect(sent(first).length + sent(second).length).toBe(2)
    expect(await only()).toMatchObject({ state: 'unknown', resent: 1, finished_at: expect.any(Number) })
    expect(await world.inbox()).toBe(1)
  })

  it('ends with the receipt, if one comes after all', async () => {
    hangUp(first, { status: 501 })
    await world.tell()
    await world.send()
    await callback(receipt((await only()).id, 'delivered'))
    await world.sendAll()
    expect(await only()).toMatchObject({ state: 'delivered' })
    expect(sent(first)).toHaveLength(1)
  })

  it('that comes of a time-out is one', async () => {
    first.answer = () => new Promise(() => undefined)
    const provider = gatewayProvider({ url: first.url, token: 't' }, 20)
    expect(await provider.send({ phone: '13800000002', template: 'notice', params: {}, reference: 'r', at: 0 })).toMatchObject({ kind: 'unknown' })
    const closed = await startPeer()
    await closed.close()
    expect(await gatewayProvider({ url: closed.url, token: 't' }).send({ phone: '13800000002', template: 'notice', params: {}, reference: 'r', at: 0 })).toMatchObject({ kind: 'later', isProviderDown: true })
  })

  it('is what a worker leaves that died in it: asked about when its lease is over', async () => {
    await world.tell()
    const { deps, clock } = world.test
    const [claimed] = await deps.commands.run((tx) => claimDeliveries(tx, deps.databaseKind, 'sms', clock.now(), 10))
    expect(claimed).toMatchObject({ state: 'sending', accepted_at: null })
    await world.send()
    expect(first.received).toHaveLength(0)
    clock.advance(deliveryLeaseMs)
    first.answer = ({ method }) => (method === 'GET' ? { status: 200, body: { state: 'pending' } } : { status: 200 })
    await world.send()
    expect(await only()).toMatchObject({ state: 'sending', accepted_at: clock.now() })
    expect(sent(first)).toHaveLength(0)
  })
})

describe('a worker that dies before the call, again and again', () => {
  it('leaves a message that is sent all the same, once', async () => {
    first.answer = second.answer = ({ method }) => ({ status: method === 'GET' ? 404 : 200 })
    await world.tell()
    const { deps, clock } = world.test
    for (let death = 1; death <= 3; death += 1) {
      expect(await deps.commands.run((tx) => claimDeliveries(tx, deps.databaseKind, 'sms', clock.now(), 10))).toHaveLength(1)
      for (let question = 1; question <= 2; question += 1) {
        clock.advance(5 * minute)
        await deps.commands.run((tx) => claimDeliveries(tx, deps.databaseKind, 'sms', clock.now(), 10)).then(async ([row]) => {
          expect(row).toMatchObject({ state: 'unknown', asked: question })
          await deps.commands.run((tx) => settleDelivery(tx, row!, afterAsking(row!, 'never-seen', clock.now(), deps.content.channels.quietHours)))
        })
      }
      expect(await only()).toMatchObject({ state: 'queued', resent: 0 })
    }
    await world.send()
    expect([sent(first).length, (await only()).state]).toEqual([1, 'sending'])
  })
})

describe('a receipt', () => {
  it('without our signature is refused and moves nothing', async () => {
    await world.tell()
    await world.send()
    const body = receipt((await only()).id, 'delivered')
    for (const signature of ['', 'x', createHmac('sha256', 'another').update(body).digest('hex')]) expect((await callback(body, signature)).status).toBe(401)
    expect((await world.test.client().request('POST', '/api/messages/sms-receipts/aliyun?key=guessed', { headers: { 'content-type': 'application/json' }, body: '[]' })).status).toBe(401)
    expect(await only()).toMatchObject({ state: 'sending' })
  })

  it('moves a state only forward: twice, late, contradicting or of nobody makes no difference', async () => {
    await world.tell()
    await world.send()
    const { id } = await only()
    expect((await callback(receipt('01234567-89ab-4cde-8f01-23456789abcd', 'delivered'))).status).toBe(200)
    await callback(receipt(id, 'delivered'))
    const after = await only()
    world.test.clock.advance(minute)
    for (const body of [receipt(id, 'delivered'), receipt(id, 'failed'), '[]', '{}', '[null,7]']) expect((await callback(body)).status).toBe(200)
    expect(await only()).toEqual(after)
    expect((await callback('{"reference":', createHmac('sha256', secret).update('{"reference":').digest('hex'))).status).toBe(400)
  })

  it('before the answer to the call is not undone by it', async () => {
    await world.tell()
    first.answer = async ({ json }) => {
      await callback(receipt(String(json.reference), 'delivered'))
      return { status: 200 }
    }
    await world.send()
    expect(await only()).toMatchObject({ state: 'delivered', finished_at: world.test.clock.now() })
  })

  it('of Alibaba Cloud is believed by the key in its address', async () => {
    await world.tell()
    await world.send()
    const body = JSON.stringify([{ phone_number: '13800000002', success: false, err_code: 'MOBILE_NOT_ON_SERVICE', out_id: (await only()).id, biz_id: '1' }])
    const reply = await world.test.client().request('POST', `/api/messages/sms-receipts/aliyun?key=${encodeURIComponent(secret)}`, { headers: { 'content-type': 'application/json' }, body })
    expect([reply.status, reply.body]).toEqual([200, { code: 0, msg: 'ok' }])
    expect(await only()).toMatchObject({ state: 'failed-permanent', why: 'MOBILE_NOT_ON_SERVICE' })
  })

  it('that never comes ends in unknown after three days, asked for in between', async () => {
    first.answer = ({ method }) => (method === 'POST' ? { status: 200 } : { status: 200, body: { state: 'pending' } })
    await world.tell()
    const began = world.test.clock.now()
    await world.sendAll()
    expect(await only()).toMatchObject({ state: 'unknown', why: 'no receipt' })
    expect(world.test.clock.now() - began).toBe(72 * hour)
    expect(sent(first)).toHaveLength(1)
  })
})

describe('the budget', () => {
  it('gives one number five notices a day and all numbers together half of the day', async () => {
    for (let n = 0; n < 7; n += 1) await world.tell({ title: `第 ${n} 条` })
    await world.send()
    expect(sent(first)).toHaveLength(5)
    expect((await world.rows()).filter(({ why }) => why === 'no more SMS today')).toHaveLength(2)
    await world.test.db.deleteFrom('rate_counts').where('key', 'like', 'sms:number:%').execute()
    await world.test.db.updateTable('rate_counts').set({ count: 10 }).where('key', '=', 'sms:notices').execute()
    await world.tell({ title: '再一条' })
    await world.send()
    expect(sent(first)).toHaveLength(5)
  })
})

describe('what is over', () => {
  it('is kept for ninety days and then forgotten; what is not over stays', async () => {
    await world.tell()
    await world.send()
    await callback(receipt((await only()).id, 'delivered'))
    await world.tell({ title: '另一条' })
    world.test.clock.advance(89 * 24 * hour)
    await removeOutdated(world.test.deps)
    expect(await world.rows()).toHaveLength(2)
    world.test.clock.advance(2 * 24 * hour)
    await removeOutdated(world.test.deps)
    expect((await world.rows()).map(({ state }) => state)).toEqual(['queued'])
  })
})

describe('a code', () => {
  const order = { phone: '13912345678', code: '123456', reference: 'c0de0000-89ab-4cde-8f01-23456789abcd' }
  const sendCode = () => createSmsSender(world.test.deps).sendCode(order.phone, order.code, order.reference)

  it('leaves at once, at night too, and its row keeps neither code nor, once it is over, the number', async () => {
    world.test.clock.set('2026-11-23T16:00:00.000Z')
    await sendCode()
    expect(sent(first)[0]?.json).toEqual({ phone: order.phone, template: 'sign-in-code', params: { code: '123456' }, reference: order.reference })
    expect(await only()).toMatchObject({ id: order.reference, purpose: 'code', state: 'sending' })
    await callback(receipt(order.reference, 'delivered'))
    expect(await only()).toMatchObject({ state: 'delivered', target: '' })
    expect(JSON.stringify(await world.rows())).not.toMatch(/123456"|13912345678/)
  })

  it('goes through the second provider when the first has trouble, and is refused when both have', async () => {
    first.answer = () => ({ status: 502 })
    await sendCode()
    expect([sent(first).length, sent(second).length]).toEqual([1, 1])
    second.answer = () => ({ status: 502 })
    await expect(createSmsSender(world.test.deps).sendCode(order.phone, '1', 'another-reference')).rejects.toThrow('did not leave')
    expect((await world.rows()).find(({ id }) => id === 'another-reference')).toMatchObject({ state: 'failed-temporary', finished_at: expect.any(Number) })
  })

  it.each([[{ status: 404 }, 'failed-temporary'], [{ status: 501 }, 'unknown'], [{ status: 200, body: { state: 'delivered' } }, 'delivered']] as const)('without an answer is never sent again; asked, the provider says %j: %s', async (state, ends) => {
    first.answer = ({ method }) => (method === 'POST' ? 'hang-up' : state)
    await expect(sendCode()).rejects.toThrow('did not leave')
    await world.sendAll()
    expect([sent(first).length, sent(second).length]).toEqual([1, 0])
    expect(await only()).toMatchObject({ state: ends, finished_at: expect.any(Number), target: '' })
  })
})
