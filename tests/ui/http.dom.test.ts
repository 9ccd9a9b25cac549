import { afterEach, describe, expect, it, vi } from 'vitest'
import { getFirm, updateFirm } from '#contract/accounts/endpoints.ts'
import type { ApiError } from '#client/http.ts'
import { call, onSessionLost, setFreshCodeAsker, toApiError } from '#client/http.ts'

const request = vi.hoisted(() => vi.fn())
vi.mock('axios', () => ({
  default: { request, isAxiosError: (error: unknown) => typeof error === 'object' && error !== null && 'isAxiosError' in error },
}))

function refusal(status: number, data: unknown, headers: Record<string, string> = {}) {
  return { isAxiosError: true, response: { status, data, headers } }
}
async function failureOf(cause: unknown): Promise<ApiError> {
  request.mockRejectedValueOnce(cause)
  return call(getFirm, { params: { id: 'f1' } }).then(
    () => Promise.reject(new Error('should have failed')),
    (error: unknown) => toApiError(error),
  )
}
afterEach(() => request.mockReset())

describe('a request', () => {
  it('fills the path, carries version and key, and gives the reply', async () => {
    request.mockResolvedValueOnce({ data: { id: 'f1' } })
    const reply = await call(updateFirm, { params: { id: 'f 1' }, body: { town: '马桥镇' }, ifMatch: 3, idempotencyKey: 'k' })
    expect(reply).toEqual({ id: 'f1' })
    expect(request.mock.calls[0]?.[0]).toMatchObject({
      method: 'PATCH',
      url: '/api/accounts/firms/f%201',
      data: { town: '马桥镇' },
      headers: { 'If-Match': '"3"', 'Idempotency-Key': 'k' },
    })
  })
})

describe('a failed request leaves as ApiError', () => {
  it('with code, fields and details of the server', async () => {
    const body = { code: 'accounts.firm-known', details: { firmId: 'f9' }, fields: [{ field: 'uscc', reason: 'known' }], requestId: 'r1' }
    expect(await failureOf(refusal(409, body))).toMatchObject({
      code: 'accounts.firm-known',
      status: 409,
      details: { firmId: 'f9' },
      requestId: 'r1',
      isRetryable: false,
      fields: body.fields,
    })
  })

  it('as offline without an answer, as timeout after a long wait; both may be tried again', async () => {
    expect(await failureOf({ isAxiosError: true, code: 'ERR_NETWORK' })).toMatchObject({ code: 'offline', isRetryable: true })
    expect(await failureOf({ isAxiosError: true, code: 'ECONNABORTED' })).toMatchObject({ code: 'timeout', isRetryable: true })
  })

  it('as unavailable when a proxy answers in place of the server', async () => {
    expect(await failureOf(refusal(502, '<html>Bad Gateway</html>'))).toMatchObject({ code: 'unavailable', isRetryable: true })
  })

  it('also when a file was asked for and the refusal comes as bytes', async () => {
    const bytes = (text: string) => {
      const buffer = new ArrayBuffer(text.length)
      new Uint8Array(buffer).set([...text].map((character) => character.charCodeAt(0)))
      return buffer
    }
    expect(await failureOf(refusal(403, bytes('{"code":"not-allowed","requestId":"r"}')))).toMatchObject({ code: 'not-allowed', requestId: 'r' })
    expect(await failureOf(refusal(502, bytes('<html>')))).toMatchObject({ code: 'unavailable' })
  })

  it('with the time to wait', async () => {
    expect(await failureOf(refusal(429, { code: 'too-many-requests', requestId: 'r' }, { 'retry-after': '30' }))).toMatchObject({
      code: 'too-many-requests',
      retryAfterSeconds: 30,
    })
  })

  it('and tells whoever watches the session when the server no longer knows it', async () => {
    const lost = vi.fn()
    const stop = onSessionLost(lost)
    await failureOf(refusal(401, { code: 'not-signed-in', requestId: 'r' }))
    await failureOf(refusal(403, { code: 'not-allowed', requestId: 'r' }))
    stop()
    expect(lost).toHaveBeenCalledTimes(1)
  })

  it('is revived from what a rendered page carries', () => {
    expect(toApiError({ code: 'not-found' })).toMatchObject({ code: 'not-found' })
    expect(toApiError('anything')).toMatchObject({ code: 'unexpected' })
  })
})

describe('a change that needs a fresh code', () => {
  const needed = refusal(403, { code: 'accounts.fresh-code-needed', requestId: 'r' })
  const change = () => call(updateFirm, { params: { id: 'f1' }, body: { town: '马桥镇' }, ifMatch: 3, idempotencyKey: 'k' })
  afterEach(() => setFreshCodeAsker(null))

  it('is sent again, the same, once the person gave the code', async () => {
    setFreshCodeAsker(() => Promise.resolve(true))
    request.mockRejectedValueOnce(needed).mockResolvedValueOnce({ data: { id: 'f1' } })
    expect(await change()).toEqual({ id: 'f1' })
    expect(request.mock.calls[1]).toEqual(request.mock.calls[0])
  })

  it('is left alone when the person turns back', async () => {
    setFreshCodeAsker(() => Promise.resolve(false))
    request.mockRejectedValueOnce(needed)
    await expect(change()).rejects.toMatchObject({ code: 'accounts.fresh-code-needed' })
    expect(request).toHaveBeenCalledTimes(1)
  })
})
