// promises.md B and E: what a request may not be.
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'

let test: TestApp
let clerk: Client
beforeAll(async () => {
  test = await buildTestApp()
  clerk = await test.signIn('13800000002')
})
afterAll(() => test.close())

const json = { 'content-type': 'application/json' }
const post = (body: string | Uint8Array, headers: Record<string, string> = json) => clerk.request('PATCH', '/api/accounts/me', { headers, body })

describe('a body', () => {
  it.each([
    ['broken JSON', '{"name":', 400],
    ['JSON with something behind it', '{"name":"李敏"} x', 400],
    ['__proto__', '{"name":"李敏","__proto__":{"role":"officer"}}', 400],
    ['constructor.prototype', '{"name":"李敏","constructor":{"prototype":{"role":"officer"}}}', 400],
    ['an unknown field', '{"name":"李敏","role":"officer"}', 422],
    ['a number where text belongs', '{"name":7}', 422],
    ['null where text belongs', '{"name":null}', 422],
    ['an array', '[]', 422],
    ['a name ten times too long', JSON.stringify({ name: '李'.repeat(300) }), 422],
    ['ten thousand levels', `{"name":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 422],
  ])('with %s is refused in our words', async (_, body, status) => {
    const reply = await post(body)
    expect(reply.status).toBe(status)
    expect(reply.error).toMatchObject({ code: expect.any(String), requestId: expect.any(String) })
    expect(JSON.stringify(reply.error)).not.toMatch(/at .*\.ts|node_modules|SELECT|must be/i)
  })

  it('over the limit is 413', async () => {
    expect((await post(JSON.stringify({ name: 'x'.repeat(300_000) }))).status).toBe(413)
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])('sent as %s is 415', async (type) => {
    expect((await post('{"name":"李敏"}', { 'content-type': type })).status).toBe(415)
  })

  it('that is compressed is not unpacked', async () => {
    const reply = await post(gzipSync(Buffer.from('{"name":"李敏"}')), { ...json, 'content-encoding': 'gzip' })
    expect([400, 415]).toContain(reply.status)
  })
})

describe('another site', () => {
  it.each([
    ['with its own Origin', { origin: 'https://evil.example' }],
    ['with a look-alike Origin', { origin: 'http://localhost:3000.evil.example' }],
    ['with the Origin null', { origin: 'null' }],
  ])('cannot write %s', async (_, headers) => {
    const reply = await post('{"name":"被改"}', { ...json, ...headers })
    expect([reply.status, reply.error.code]).toEqual([403, 'cross-origin'])
  })

  it('cannot write by a form that hides JSON in text', async () => {
    expect((await post('{"name":"被改"}', { 'content-type': 'text/plain', origin: 'https://evil.example' })).status).toBe(403)
  })
})

describe('a path or a query', () => {
  it.each(['/api/subsidies/programmes/..%2f..%2fetc%2fpasswd', '/api/subsidies/programmes/%00', `/api/subsidies/programmes/${'a'.repeat(5000)}`, '/api/subsidies/applications/1%20or%201', '/api/nothing', '/api/accounts/firms/-1'])('%s finds nothing', async (url) => {
    expect([404, 414, 422]).toContain((await clerk.request('GET', url)).status)
  })

  it.each(['limit=0', 'limit=-1', 'limit=1e9', 'limit=abc', 'cursor=tampered', 'sort=password', 'category=none'])('/api/messages?%s is refused', async (query) => {
    expect((await clerk.request('GET', `/api/messages?${query}`)).status).toBe(422)
  })

  it('with a wrong method is not found', async () => {
    expect((await clerk.request('PUT', '/api/accounts/me', { headers: json, body: '{}' })).status).toBe(404)
  })
})

describe('every reply', () => {
  it('forbids sniffing, framing and caching of what is private', async () => {
    const { headers } = await clerk.request('GET', '/api/accounts/me')
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'cache-control': 'no-store', 'referrer-policy': 'same-origin' })
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('of an address that claims to be another is limited as what it is', async () => {
    const first = await clerk.request('GET', '/api/accounts/me', { headers: { 'x-forwarded-for': '1.2.3.4' } })
    const second = await clerk.request('GET', '/api/accounts/me', { headers: { 'x-forwarded-for': '5.6.7.8' } })
    expect(Number(second.headers['x-ratelimit-remaining'])).toBeLessThan(Number(first.headers['x-ratelimit-remaining']))
  })

  it('counts requests: too many are 429 with a time to wait', async () => {
    const small = await buildTestApp({ config: { requestsPerMinute: 3 } })
    const replies = []
    for (let n = 0; n < 5; n += 1) replies.push(await small.client().request('GET', '/api/county'))
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429])
    expect(Number(replies[4]?.headers['retry-after'])).toBeGreaterThan(0)
    await small.close()
  })
})

describe('one line to the internet', () => {
  it('is one asker, however many IPv6 addresses it has', async () => {
    const small = await buildTestApp({ config: { requestsPerMinute: 3 } })
    const from = async (remoteAddress: string) => (await small.app.inject({ url: '/api/county', remoteAddress })).statusCode
    const statuses = []
    for (let n = 1; n <= 5; n += 1) statuses.push(await from(`2001:db8:1:2::${n}`))
    expect(statuses).toEqual([200, 200, 200, 429, 429])
    expect(await from('2001:db8:1:3::1')).toBe(200)
    await small.close()
  })
})

describe('the description of the API', () => {
  it('is OpenAPI 3.1 and names every route with its replies', async () => {
    const { body } = await test.client().request('GET', '/api/openapi.json')
    const { openapi, paths } = body as { openapi: string; paths: Record<string, Record<string, { responses: object }>> }
    expect(openapi).toBe('3.1.0')
    expect(Object.keys(paths)).toContain('/api/subsidies/applications/{id}')
    expect(Object.keys(paths['/api/subsidies/applications/{id}/actions/{action}']?.post?.responses ?? {})).toContain('200')
  })
})
