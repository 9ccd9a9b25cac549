// E-mail by SMTP: an address counts once it is confirmed, the text says nothing, one tap stops it.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changeNotifications, confirmEmail, getNotifications, getStop, removeEmail, requestEmailCode, stopByLink } from '#contract/messages/endpoints.ts'
import { sendDigests } from '#server/messages/digests.ts'
import { readAddress } from '#server/messages/email-address.ts'
import { createMailer } from '#server/messages/mail-sending.ts'
import { readStopToken, stopToken } from '#server/messages/stop-links.ts'
import { startMailPeer, type MailPeer } from '../support/mail-peer.ts'
import { startPeer } from '../support/peer.ts'
import { testStart } from '../support/test-clock.ts'
import { openChannelWorld, type ChannelWorld } from './channel-world.ts'

const from = '知企通 <no-reply@example.gov.cn>'
const address = 'li.min+zqt@example.cn'
let world: ChannelWorld
let peer: MailPeer
let restore: () => Promise<void>
beforeAll(async () => {
  peer = await startMailPeer()
  world = await openChannelWorld()
  restore = (await world.test.snapshot()).restore
})
beforeEach(async () => {
  await restore()
  world.test.clock.set(testStart)
  world.use({ mail: createMailer({ url: peer.url, from }) })
  peer.received.length = 0
  peer.behaviour = {}
})
afterAll(async () => {
  await world.test.close()
  await peer.close()
})

const lastCode = () => /验证码是 (\d{6})/.exec(peer.received.at(-1)?.text ?? '')?.[1] ?? ''
async function confirmed(to = address): Promise<void> {
  expect((await world.clerk.call(requestEmailCode, { body: { address: to } })).status).toBe(202)
  expect((await world.clerk.call(confirmEmail, { body: { code: lastCode() } })).status).toBe(200)
  peer.received.length = 0
}
const only = async () => (await world.rows()).filter(({ purpose }) => purpose !== 'code')[0]
const email = async () => (await world.clerk.call(getNotifications)).body.email

describe('an address', () => {
  it('counts once the code that was sent there is put in, and not before', async () => {
    const reply = await world.clerk.call(requestEmailCode, { body: { address } })
    expect([reply.status, reply.body.demoCode]).toEqual([202, undefined])
    expect(peer.received[0]).toMatchObject({ from: 'no-reply@example.gov.cn', to: [address] })
    expect(peer.received[0]?.headers.get('subject')).toBe('知企通：确认您的邮箱')
    expect(await email()).toEqual({ state: 'on', address: null, waiting: address, isBounced: false })
    await world.tell()
    expect(await only()).toBeUndefined()
    const wrong = await world.clerk.call(confirmEmail, { body: { code: lastCode() === '000000' ? '000001' : '000000' } })
    expect([wrong.status, wrong.error.code]).toEqual([422, 'accounts.code-wrong'])
    expect((await world.clerk.call(confirmEmail, { body: { code: lastCode() } })).body.email).toEqual({ state: 'on', address, waiting: null, isBounced: false })
    expect((await world.clerk.call(confirmEmail, { body: { code: lastCode() } })).error.code).toBe('accounts.code-expired')
  })

  it('stays the old one until a new one is confirmed, and can be taken away', async () => {
    await confirmed()
    await world.clerk.call(requestEmailCode, { body: { address: 'new@example.cn' } })
    expect(await email()).toMatchObject({ address, waiting: 'new@example.cn' })
    expect((await world.clerk.call(removeEmail)).body.email).toMatchObject({ address: null, waiting: null })
    await world.tell()
    expect(await only()).toBeUndefined()
  })

  it.each([
    'a', 'a@b', 'a@@b.cn', '@b.cn', 'a@b.cn, c@d.cn', 'a@b.cn;c@d.cn', 'a b@c.cn', '"a b"@c.cn', '李敏@example.cn', 'a@例子.cn', 'a@[127.0.0.1]', 'a@b.cn\r\nBcc: c@d.cn', 'a@b.cn\nX: y', 'Li <a@b.cn>', '.a@b.cn', 'a..b@c.cn', 'a@-b.cn', `${'x'.repeat(65)}@b.cn`, `a@${'b'.repeat(64)}.cn`,
  ])('that is none is refused: %j', async (input) => {
    expect(readAddress(input)).toBeUndefined()
    expect((await world.clerk.call(requestEmailCode, { body: { address: input } })).status).toBe(422)
    expect(peer.received).toHaveLength(0)
  })

  it('of somebody else is not flooded by us: once a minute, five times an hour', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 7; n += 1) {
      statuses.push((await world.clerk.call(requestEmailCode, { body: { address } })).status)
      world.test.clock.advance(61_000)
    }
    expect(statuses).toEqual([202, 202, 202, 202, 202, 429, 429])
    expect(peer.received).toHaveLength(5)
  })

  it('whose code did not leave is said so', async () => {
    peer.behaviour = { data: 451 }
    const reply = await world.clerk.call(requestEmailCode, { body: { address } })
    expect([reply.status, reply.error.code]).toEqual([503, 'unavailable'])
  })
})

describe('a mail', () => {
  it('says what kind of message came and where to read it, and nothing else; its headers let a mail program stop it', async () => {
    await confirmed()
    await world.tell({ tone: 'plain' })
    await world.send()
    const [mail] = peer.received
    const origin = world.test.deps.config.publicUrl
    expect(mail?.to).toEqual([address])
    expect(mail?.headers.get('subject')).toBe('知企通：办件消息')
    expect(mail?.text).toContain(`打开看：${origin}/cases/01234567-89ab-4cde-8f01-23456789abcd`)
    expect(mail?.text).not.toMatch(/某某公司|12,000|补正|转化|李/)
    expect(mail?.headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
    expect(mail?.headers.get('list-unsubscribe')).toMatch(/^<https?:\/\/[^>]+\/api\/messages\/stop\/[^>]+>$/)
    expect(mail?.headers.get('message-id')).toBe(`<${(await only())?.id}@example.gov.cn>`)
    expect((await only())?.state).toBe('delivered')
  })

  it('to an address that is dead ends for good, and nothing more is sent there until it is confirmed again', async () => {
    await confirmed()
    peer.behaviour = { rcpt: 550 }
    await world.tell()
    await world.sendAll()
    expect(await only()).toMatchObject({ state: 'failed-permanent', attempts: 1 })
    expect((await email()).isBounced).toBe(true)
    await world.tell()
    expect((await world.rows()).filter(({ purpose }) => purpose === 'notice')).toHaveLength(1)
    peer.behaviour = {}
    world.test.clock.advance(61_000)
    await confirmed()
    expect((await email()).isBounced).toBe(false)
  })

  it.each([[{ rcpt: 450 }, 'failed-temporary', 8, 0], [{ data: 451 }, 'failed-temporary', 8, 0], [{ data: 554 }, 'failed-permanent', 1, 0], [{ drop: true }, 'unknown', 2, 2]] as const)('answered %j ends as %s after %i tries', async (behaviour, ends, tries, arrived) => {
    await confirmed()
    peer.behaviour = behaviour
    await world.tell()
    await world.sendAll()
    expect(await only()).toMatchObject({ state: ends, attempts: tries, finished_at: expect.any(Number) })
    expect(peer.received).toHaveLength(arrived)
    expect(new Set(peer.received.map(({ headers }) => headers.get('message-id'))).size).toBe(arrived === 0 ? 0 : 1)
    expect([await world.inbox(), (await email()).isBounced]).toEqual([1, false])
  })

  it('without a server to take it is tried again', async () => {
    const dead = await startPeer()
    await dead.close()
    await confirmed()
    world.use({ mail: createMailer({ url: dead.url.replace('http', 'smtp'), from }) })
    await world.tell()
    await world.send()
    expect(await only()).toMatchObject({ state: 'failed-temporary', finished_at: null })
  })

  it('cannot be given a header by what stands in it', async () => {
    await createMailer({ url: peer.url, from }).send({ to: address, subject: '消息\r\nBcc: other@example.cn', text: 'x', reference: 'r', stopUrl: null })
    expect(peer.received[0]?.to).toEqual([address])
    expect(peer.received[0]?.headers.has('bcc')).toBe(false)
  })
})

describe('the link that stops it', () => {
  const tokenOf = (category: 'case' | null) => stopToken(world.test.deps.config.secret, { accountId: world.clerkId, category })
  const caseByMail = async () => (await world.clerk.call(getNotifications)).body.choices.map((choice) => [choice.category, choice.email])

  it('shows first and stops only when pressed; without signing in; twice is once', async () => {
    await confirmed()
    world.test.clock.set('2026-11-23T14:00:00.000Z')
    await world.tell()
    const anonymous = world.test.client()
    const params = { token: tokenOf('case') }
    expect((await anonymous.call(getStop, { params })).body).toEqual({ channel: 'email', category: 'case', isStopped: false })
    expect((await only())?.state).toBe('queued')
    for (let n = 0; n < 2; n += 1) expect((await anonymous.call(stopByLink, { params })).body).toEqual({ channel: 'email', category: 'case', isStopped: true })
    expect(await caseByMail()).toEqual([['case', false], ['account', true], ['policy', true], ['reminder', true]])
    expect((await only())?.state).toBe('cancelled')
  })

  it('is taken from a mail program as it posts it (RFC 8058)', async () => {
    const reply = await world.test.app.inject({ method: 'POST', url: `/api/messages/stop/${tokenOf('case')}`, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: 'List-Unsubscribe=One-Click' })
    expect(reply.statusCode).toBe(200)
    expect(await caseByMail()).toContainEqual(['case', false])
    const other = await world.test.app.inject({ method: 'POST', url: '/api/messages/read-all', headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: 'a=b' })
    expect(other.statusCode).toBe(415)
  })

  it('of a digest stops all mail', async () => {
    await world.test.client().call(stopByLink, { params: { token: tokenOf(null) } })
    expect((await caseByMail()).map(([, isOn]) => isOn)).toEqual([false, false, false, false])
  })

  it('cannot be made up or turned into another', async () => {
    const [accountId = '', , signature = ''] = tokenOf('case').split('.')
    for (const token of [`${accountId}.all.${signature}`, `${accountId}.case.${'A'.repeat(32)}`, `${accountId}.case.`, 'x', `${tokenOf('case')}.x`, '..']) {
      expect(readStopToken(world.test.deps.config.secret, token)).toBeUndefined()
      expect((await world.test.client().call(stopByLink, { params: { token } })).status).toBe(404)
    }
  })
})

describe('a digest', () => {
  const digest = async () => (await world.rows()).filter(({ purpose }) => purpose === 'digest')
  it('takes the place of single mails, names what came and is still unread, and leaves once a day', async () => {
    await confirmed()
    expect((await world.clerk.call(changeNotifications, { body: { rhythm: 'daily' } })).body.rhythm).toBe('daily')
    for (const category of ['case', 'case', 'reminder'] as const) await world.tell({ tone: 'plain', category })
    await world.tell({ tone: 'urgent', category: 'case' })
    await world.send()
    expect(peer.received).toHaveLength(1)
    await sendDigests(world.test.deps)
    expect(await digest()).toEqual([])
    world.test.clock.set('2026-11-24T01:00:00.000Z')
    await Promise.all([sendDigests(world.test.deps), sendDigests(world.test.deps)])
    await world.send()
    expect(peer.received).toHaveLength(2)
    expect(peer.received[1]?.text).toContain('您有还没看的消息：办件 2 条、提醒 1 条。')
    expect(peer.received[1]?.text).not.toMatch(/某某公司|补正/)
    world.test.clock.set('2026-11-25T01:00:00.000Z')
    await sendDigests(world.test.deps)
    expect(await digest()).toHaveLength(1)
  })

  it('leaves on Mondays for whoever chose weekly, and not at all for who reads meanwhile', async () => {
    await confirmed()
    await world.clerk.call(changeNotifications, { body: { rhythm: 'weekly' } })
    await world.tell({ tone: 'plain' })
    world.test.clock.set('2026-11-29T01:00:00.000Z')
    await sendDigests(world.test.deps)
    expect(await digest()).toEqual([])
    await world.test.db.updateTable('messages').set({ read_at: 1 }).where('account_id', '=', world.clerkId).execute()
    world.test.clock.set('2026-11-30T01:00:00.000Z')
    await sendDigests(world.test.deps)
    expect(await digest()).toEqual([])
  })
})
