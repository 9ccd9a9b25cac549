import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getMe, requestCode, signIn, updateMe } from '#contract/accounts/endpoints.ts'
import type { SmsSender } from '#server/accounts/sms.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aPhone } from '../support/builders.ts'

const minute = 60_000
const hour = 60 * minute
const sent: { phone: string; code: string }[] = []
const gateway: SmsSender = {
  showsCode: false,
  sendCode: (phone, code) => {
    sent.push({ phone, code })
    return Promise.resolve()
  },
}
const production = { demo: false, sms: { url: 'https://sms.invalid', token: 'none' } }
let test: TestApp
let undo: { restore(): Promise<void> }
/** As in production: messages really go out, and nothing is wide. */
beforeAll(async () => {
  test = await buildTestApp({ config: { ...production, smsDailyBudget: 200, trustedProxies: ['127.0.0.1'] }, deps: { sms: gateway } })
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  sent.length = 0
})
afterAll(() => test.close())

const ask = (phone: string, from = '203.0.113.7') => test.client().call(requestCode, { body: { phone }, headers: { 'x-forwarded-for': from } })
/** Numbers of many prefixes. */
const spread = (n: number) => `1${String(3_000_000_000 + n * 1_000_003).padStart(10, '0')}`

describe('asking for codes', () => {
  it('is answered without the code', async () => {
    const reply = await ask(aPhone(1))
    expect([reply.status, reply.body]).toEqual([202, { resendAfterSeconds: 60, expiresInSeconds: 600 }])
    expect(sent).toEqual([{ phone: aPhone(1), code: expect.stringMatching(/^\d{6}$/) }])
  })

  it('is possible once a minute, five times an hour, ten times a day for one number, from wherever', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 18; n += 1) {
      statuses.push((await ask(aPhone(2), `198.51.${n}.1`)).status)
      statuses.push((await ask(aPhone(2), `198.51.${n}.2`)).status)
      test.clock.advance(20 * minute)
    }
    expect(statuses.filter((status) => status === 202)).toHaveLength(10)
    expect(sent).toHaveLength(10)
  })

  it('is refused with the seconds to wait', async () => {
    await ask(aPhone(3))
    test.clock.advance(15_000)
    const again = await ask(aPhone(3))
    expect([again.status, again.error.code, again.headers['retry-after']]).toEqual([429, 'too-many-requests', expect.stringMatching(/^\d+$/)])
    expect(Number(again.headers['retry-after'])).toBeLessThanOrEqual(60)
  })

  it('stops for one address that goes through number after number', async () => {
    for (let n = 0; n < 200; n += 1) await ask(spread(n))
    expect(sent).toHaveLength(30)
  })

  it('stops for a neighbourhood that takes turns, IPv4 and IPv6', async () => {
    for (let n = 0; n < 200; n += 1) await ask(spread(n), `203.0.113.${n % 250}`)
    expect(sent).toHaveLength(120)
    sent.length = 0
    for (let n = 0; n < 60; n += 1) await ask(spread(300 + n), `2001:db8:1:100::${(n + 1).toString(16)}`)
    expect(sent).toHaveLength(30)
  })

  it('stops for ten thousand numbers that begin alike', async () => {
    for (let n = 0; n < 130; n += 1) await ask(`1391234${String(n).padStart(4, '0')}`, `198.51.${n}.1`)
    expect(sent).toHaveLength(100)
  })

  it('never sends more in a day than the budget', async () => {
    for (let n = 0; n < 260; n += 1) await ask(spread(n), `198.51.${n % 250}.${n}`)
    expect(sent).toHaveLength(200)
  })

  it('gives way to no made-up address header that is not from the proxy', async () => {
    const direct = await buildTestApp({ config: production, deps: { sms: gateway } })
    for (let n = 0; n < 60; n += 1) await direct.client().call(requestCode, { body: { phone: spread(n) }, headers: { 'x-forwarded-for': `198.51.${n}.1` } })
    expect(sent).toHaveLength(30)
    await direct.close()
  })

  it('says so when the message did not leave, and the code stays unusable to guessers all the same', async () => {
    const broken = await buildTestApp({ config: production, deps: { sms: { showsCode: false, sendCode: () => Promise.reject(new Error('gateway down')) } } })
    const reply = await broken.client().call(requestCode, { body: { phone: aPhone(4) } })
    expect([reply.status, reply.error.code, reply.headers['retry-after']]).toEqual([503, 'unavailable', '60'])
    await broken.close()
  })
})

describe('guessing numbers', () => {
  it('shows nothing: known and unknown are answered alike', async () => {
    const [known, unknown] = [await ask('13800000001', '198.51.1.1'), await ask('18611112222', '198.51.2.1')]
    expect([known.status, known.body]).toEqual([unknown.status, unknown.body])
    const guess = (phone: string) => test.client().call(signIn, { body: { phone, code: 'abcdef' } })
    const [one, other] = [await guess('13800000001'), await guess('18611112222')]
    expect([one.status, { ...one.error, requestId: '' }]).toEqual([other.status, { ...other.error, requestId: '' }])
    const [noCode, noAccount] = [await guess('13800000002'), await guess('18633334444')]
    expect([noCode.status, { ...noCode.error, requestId: '' }]).toEqual([noAccount.status, { ...noAccount.error, requestId: '' }])
  })

  it('asks the database the same questions for a known and an unknown number', async () => {
    const took = async (phone: string) => {
      const began = performance.now()
      await ask(phone, '198.51.9.9')
      return performance.now() - began
    }
    const median = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
    const [known, unknown]: [number[], number[]] = [[], []]
    for (let round = 0; round < 15; round += 1) {
      known.push(await took('13800000001'))
      unknown.push(await took('18611112222'))
      test.clock.advance(hour)
    }
    expect(Math.abs(median(known) - median(unknown))).toBeLessThan(20)
  })
})

describe('a page of somebody else', () => {
  const body = JSON.stringify({ phone: aPhone(9) })

  it('cannot send a form that looks like JSON', async () => {
    const reply = await test.client().request('POST', requestCode.path, { headers: { 'content-type': 'text/plain' }, body })
    expect(reply.status).toBe(415)
  })

  it('cannot send JSON under its own origin, nor without one', async () => {
    const client = test.client()
    const foreign = await client.request('POST', requestCode.path, { headers: { 'content-type': 'application/json', origin: 'https://evil.example' }, body })
    expect([foreign.status, foreign.error.code]).toEqual([403, 'cross-origin'])
    const crossSite = await test.app.inject({ method: 'POST', url: requestCode.path, headers: { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' }, payload: body })
    expect(crossSite.statusCode).toBe(403)
    expect(sent).toHaveLength(0)
  })

  it('cannot slip in fields: a role, a state, another account', async () => {
    await ask('13800000001', '198.51.3.1')
    const client = test.client()
    await client.call(signIn, { body: { phone: '13800000001', code: sent[0]?.code ?? '' } })
    const reply = await client.request('PATCH', updateMe.path, { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: '周', role: 'officer', roles: ['officer'] }) })
    expect(reply.status).toBe(422)
    expect((await client.call(getMe)).body.roles).toEqual([])
  })
})
