// Alibaba Cloud SMS against its own published example, its own signing library, and a peer that checks every signature with that library.
import { createRequire } from 'node:module'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { canonicalQuery, signAliyun } from '#server/messages/aliyun-signature.ts'
import { aliyunProvider } from '#server/messages/sms-aliyun.ts'
import { startPeer, type Peer, type PeerRequest } from '../support/peer.ts'

interface ItsSdk { default: { getAuthorization(request: object, algorithm: string, hash: string, keyId: string, keySecret: string): string } }
const { default: util } = createRequire(import.meta.url)('@alicloud/openapi-util') as ItsSdk

/** The provider's own implementation of its signature. */
function authorizationByItsSdk({ method, url, headers }: Pick<PeerRequest, 'method' | 'url' | 'headers'>, keyId: string, keySecret: string): string {
  const signed = ['host', 'x-acs-action', 'x-acs-content-sha256', 'x-acs-date', 'x-acs-signature-nonce', 'x-acs-version']
  const request = { method, pathname: url.pathname, query: Object.fromEntries(url.searchParams), headers: Object.fromEntries(signed.map((name) => [name, String(headers[name])])) }
  return util.getAuthorization(request, 'ACS3-HMAC-SHA256', String(headers['x-acs-content-sha256']), keyId, keySecret)
}

describe('the signature', () => {
  it('is that of the published example (RunInstances, V3 signature)', () => {
    const query = { ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd', RegionId: 'cn-shanghai' }
    const call = { host: 'ecs.cn-shanghai.aliyuncs.com', action: 'RunInstances', version: '2014-05-26', query, date: '2023-10-26T10:22:32Z', nonce: '3156853299f313e23d1673dc12e1703d' }
    expect(signAliyun(call, 'YourAccessKeyId', 'YourAccessKeySecret').authorization).toMatch(/Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0$/)
  })

  it('writes down what is neither letter nor digit as the standard says', () => {
    expect(canonicalQuery({ b: "a b*!'()~", a: '短信' })).toBe('a=%E7%9F%AD%E4%BF%A1&b=a%20b%2A%21%27%28%29~')
  })
})

describe('sending', () => {
  let peer: Peer
  beforeAll(async () => {
    peer = await startPeer()
  })
  beforeEach(() => {
    peer.received.length = 0
    peer.answer = () => ({ status: 200, body: { Code: 'OK', BizId: 'biz-1' } })
  })
  afterAll(() => peer.close())
  const provider = () => aliyunProvider({ endpoint: peer.url, keyId: 'key-id', keySecret: 'key secret', signName: '某县签名', templates: { notice: 'SMS_1' } })
  const order = { phone: '13800000002', template: 'notice', params: { category: "办件 * (急)'!" }, reference: 'ref-1', at: Date.parse('2026-11-23T02:08:00.123Z') }
  const answered = async (status: number, body: unknown) => {
    peer.answer = () => ({ status, body })
    return provider().send(order)
  }

  it('asks for SendSms with our reference, signed as its own library signs the same request', async () => {
    expect(await provider().send(order)).toEqual({ kind: 'accepted', providerId: 'biz-1', isFinal: false })
    const [request] = peer.received
    expect(request?.headers).toMatchObject({ 'x-acs-action': 'SendSms', 'x-acs-version': '2017-05-25', 'x-acs-date': '2026-11-23T02:08:00Z' })
    expect(Object.fromEntries(request?.url.searchParams ?? [])).toEqual({ PhoneNumbers: '13800000002', SignName: '某县签名', TemplateCode: 'SMS_1', TemplateParam: JSON.stringify(order.params), OutId: 'ref-1' })
    expect(request?.headers.authorization).toBe(authorizationByItsSdk(request!, 'key-id', 'key secret'))
    expect(request?.headers.authorization).not.toBe(authorizationByItsSdk(request!, 'key-id', 'another secret'))
  })

  it('tells a dead number, a number that has had enough, and trouble of its own apart', async () => {
    expect(await answered(200, { Code: 'isv.MOBILE_NUMBER_ILLEGAL' })).toMatchObject({ kind: 'refused' })
    expect(await answered(200, { Code: 'isv.BUSINESS_LIMIT_CONTROL' })).toEqual({ kind: 'later', why: '200 isv.BUSINESS_LIMIT_CONTROL', afterMs: 3_600_000 })
    for (const [status, code] of [[200, 'isv.AMOUNT_NOT_ENOUGH'], [400, 'SignatureDoesNotMatch'], [403, 'Forbidden'], [503, 'ServiceUnavailable'], [500, undefined]] as const)
      expect(await answered(status, { Code: code }), String(code)).toMatchObject({ kind: 'later', isProviderDown: true })
    peer.answer = () => 'hang-up'
    expect(await provider().send(order)).toMatchObject({ kind: 'unknown' })
  })

  it('is asked about by number and day of Shanghai, and found by our reference', async () => {
    const asked = async (body: unknown, status = 200) => {
      peer.answer = () => ({ status, body })
      return provider().ask({ reference: 'ref-1', phone: order.phone, sentAt: Date.parse('2026-11-23T17:00:00Z'), now: Date.parse('2026-11-23T17:01:00Z') })
    }
    const list = (...details: object[]) => ({ Code: 'OK', SmsSendDetailDTOs: { SmsSendDetailDTO: details } })
    expect(await asked(list({ OutId: 'other', SendStatus: 2 }, { OutId: 'ref-1', SendStatus: 3 }))).toBe('delivered')
    expect(await asked(list({ OutId: 'ref-1', SendStatus: 2 }))).toBe('failed')
    expect(await asked(list({ OutId: 'ref-1', SendStatus: 1 }))).toBe('pending')
    expect(await asked(list({ OutId: 'other', SendStatus: 3 }))).toBe('never-seen')
    expect(await asked({ Code: 'isv.ACCOUNT_ABNORMAL' })).toBe('cannot-say')
    expect(await asked({}, 500)).toBe('cannot-say')
    const [request] = peer.received
    expect(Object.fromEntries(request?.url.searchParams ?? [])).toMatchObject({ PhoneNumber: order.phone, SendDate: '20261124' })
    expect(request?.headers.authorization).toBe(authorizationByItsSdk(request!, 'key-id', 'key secret'))
  })
})
