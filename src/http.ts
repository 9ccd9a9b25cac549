// The one door to the server. axios is fetched with the first request only, so a page rendered by the server needs none of it.
import { errorCodes, type ErrorBody, type ErrorCode, type FieldProblem } from '#contract/errors.ts'
import { fillPath, type Endpoint, type Shape } from '#contract/endpoint.ts'

export type FailureCode = ErrorCode | 'offline' | 'timeout'

/** Every failure of a request. `code` has its sentence in ui/error-text.ts; `isRetryable` says whether the same request may succeed later. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: FailureCode
  /** 0 when no answer came. */
  readonly status: number
  readonly fields: FieldProblem[]
  readonly details: Record<string, string | number>
  readonly requestId: string | null
  readonly retryAfterSeconds: number | null
  readonly isRetryable: boolean

  constructor(
    code: FailureCode,
    about: { status?: number; body?: Partial<ErrorBody>; retryAfterSeconds?: number | null; cause?: unknown } = {},
  ) {
    super(code, { cause: about.cause })
    this.code = code
    this.status = about.status ?? 0
    this.fields = about.body?.fields ?? []
    this.details = about.body?.details ?? {}
    this.requestId = about.body?.requestId ?? null
    this.retryAfterSeconds = about.retryAfterSeconds ?? null
    this.isRetryable = retryableCodes.has(code)
  }
}

const retryableCodes: ReadonlySet<string> = new Set<FailureCode>([
  'offline',
  'timeout',
  'unavailable',
  'too-many-requests',
  'in-progress',
  'unexpected',
  'storage-full',
])

type Part<S, K extends string> = S extends { [key in K]: infer V } ? { [key in K]: V } : unknown
/** What a call needs besides its endpoint: the endpoint's own params, query and body, and the headers of a command. */
export type CallOptions<S> = Part<S, 'params'> &
  Part<S, 'query'> &
  Part<S, 'body'> & {
    /** Version the person was looking at; sent as If-Match. */
    ifMatch?: number
    /** One per intent, kept across retries; see ui/use-submit.ts. */
    idempotencyKey?: string
    signal?: AbortSignal
    /** Default 20 s. */
    timeoutMs?: number
    /** The reply is a file: its bytes come as they are, as an ArrayBuffer. */
    asBytes?: boolean
  }
export type Reply<S> = S extends { reply: infer R } ? R : unknown
/** The options may be left out where nothing in them is needed. */
export type Rest<S> = object extends CallOptions<S> ? [options?: CallOptions<S>] : [options: CallOptions<S>]

/** CallOptions seen from inside, where the endpoint is any. */
export interface LooseOptions {
  params?: Record<string, string>
  query?: object
  body?: unknown
  ifMatch?: number
  idempotencyKey?: string
  signal?: AbortSignal
  timeoutMs?: number
  asBytes?: boolean
}

const sessionLostListeners = new Set<() => void>()

/** Called when the server no longer knows the session (401 on anything). The listener decides what to show; nothing is navigated away. */
export function onSessionLost(listener: () => void): () => void {
  sessionLostListeners.add(listener)
  return () => sessionLostListeners.delete(listener)
}

let askFreshCode: (() => Promise<boolean>) | null = null

/** Who asks for a fresh code when a change needs one (`accounts.fresh-code-needed`); answers true when the code was right, and the change is sent again. */
export function setFreshCodeAsker(asker: (() => Promise<boolean>) | null): void {
  askFreshCode = asker
}

/** One request. Throws ApiError and nothing else. */
export function call<S extends Shape>(endpoint: Endpoint<S>, ...rest: Rest<S>): Promise<Reply<S>>
export async function call(endpoint: Endpoint, options: LooseOptions = {}): Promise<unknown> {
  try {
    return await send(endpoint, options)
  } catch (error) {
    const isFreshCodeNeeded = error instanceof ApiError && error.code === 'accounts.fresh-code-needed'
    if (!isFreshCodeNeeded || !(await askFreshCode?.())) throw error
    return send(endpoint, options)
  }
}

async function send(endpoint: Endpoint, options: LooseOptions): Promise<unknown> {
  const { default: axios } = await import('axios').catch((cause: unknown) => {
    throw new ApiError('offline', { cause })
  })
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
        ...(options.body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(options.ifMatch === undefined ? {} : { 'If-Match': `"${options.ifMatch}"` }),
        ...(options.idempotencyKey === undefined ? {} : { 'Idempotency-Key': options.idempotencyKey }),
      },
    })
    return response.data === '' ? undefined : response.data
  } catch (cause) {
    const error = axios.isAxiosError(cause) ? fromAxios(cause) : new ApiError('unexpected', { cause })
    if (error.status === 401) for (const listener of sessionLostListeners) listener()
    throw error
  }
}

/** Anything caught becomes an ApiError; what is not one already is `unexpected`. Also revives an error that came with a rendered page. */
export function toApiError(caught: unknown): ApiError {
  if (caught instanceof ApiError) return caught
  const code = typeof caught === 'object' && caught !== null && 'code' in caught ? readCode(caught.code) : null
  return new ApiError(code ?? 'unexpected', { cause: caught })
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
