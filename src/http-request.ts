// What http.ts fetches with the first request: axios, and the reading of its refusals.
import axios from 'axios'
import { fillPath, type Endpoint } from '#contract/endpoint.ts'
import { errorCodes, type ErrorBody, type ErrorCode } from '#contract/errors.ts'
import { ApiError, type FailureCode, type LooseOptions } from './http.ts'

/** One request, once. Throws ApiError and nothing else. */
export async function request(endpoint: Endpoint, options: LooseOptions): Promise<unknown> {
  try {
    const response = await axios.request<unknown>({
      method: endpoint.method,
      url: fillPath(endpoint.path, options.params),
      params: options.query,
      data: options.body,
      signal: options.signal,
      timeout: options.timeoutMs ?? 20_000,
      ...(options.asBytes ? { responseType: 'arraybuffer' } : {}),
      headers: {
        Accept: 'application/json',
        'X-Client-Build': import.meta.env.VITE_BUILD_ID ?? 'dev',
        ...(options.body === undefined
          ? {}
          : { 'Content-Type': options.body instanceof ArrayBuffer ? 'application/octet-stream' : 'application/json' }),
        ...(options.ifMatch === undefined ? {} : { 'If-Match': `"${options.ifMatch}"` }),
        ...(options.idempotencyKey === undefined ? {} : { 'Idempotency-Key': options.idempotencyKey }),
      },
    })
    return response.data === '' ? undefined : response.data
  } catch (cause) {
    throw axios.isAxiosError(cause) ? fromAxios(cause) : new ApiError('unexpected', { cause })
  }
}

interface AxiosFailure {
  code?: string
  response?: { status: number; data: unknown; headers: object }
}

function fromAxios(cause: AxiosFailure): ApiError {
  if (!cause.response) return new ApiError(cause.code === 'ECONNABORTED' || cause.code === 'ETIMEDOUT' ? 'timeout' : 'offline', { cause })
  const { status, data, headers } = cause.response
  const body = readBody(data)
  const retryAfter = Number('retry-after' in headers ? headers['retry-after'] : Number.NaN)
  return new ApiError(body?.code ?? codeOfStatus(status), {
    status,
    body,
    cause,
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
  })
}

function readCode(code: unknown): ErrorCode | null {
  return errorCodes.find((known) => known === code) ?? null
}

/** A refusal of a file comes as bytes, too. */
function readBody(data: unknown): ErrorBody | undefined {
  const body = data instanceof ArrayBuffer ? parse(new TextDecoder().decode(data)) : data
  return isErrorBody(body) ? body : undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function isErrorBody(data: unknown): data is ErrorBody {
  return typeof data === 'object' && data !== null && 'code' in data && readCode(data.code) !== null
}

/** For answers that are not ours: a proxy's page, a cut connection with a status. */
function codeOfStatus(status: number): FailureCode {
  if (status === 401) return 'not-signed-in'
  if (status === 404) return 'not-found'
  if (status === 408 || status === 504) return 'timeout'
  if (status === 413) return 'too-large'
  if (status === 429) return 'too-many-requests'
  if (status === 502 || status === 503) return 'unavailable'
  return 'unexpected'
}
