// The one door to the server. What sends (http-request.ts) is fetched with the first request only, so a page rendered by the server needs none of it.
import type { FactorStep } from '#contract/accounts/schema.ts'
import type { ErrorBody, ErrorCode, FieldProblem } from '#contract/errors.ts'
import type { Endpoint, Shape } from '#contract/endpoint.ts'

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
    /** About the session itself: goes also while it is not certain who is signed in. */
    asksWho?: boolean
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
  asksWho?: boolean
}

const sessionLostListeners = new Set<() => void>()

/** Called when the server no longer knows the session (401 on anything). The listener decides what to show; nothing is navigated away. */
export function onSessionLost(listener: () => void): () => void {
  sessionLostListeners.add(listener)
  return () => sessionLostListeners.delete(listener)
}

/** by: what it must be proven with; null: whatever the person has. */
export type FreshCodeAsker = (by: 'factor' | null) => Promise<boolean>
let askFreshCode: FreshCodeAsker | null = null

/** Who asks for a fresh code when a change needs one (`accounts.fresh-code-needed`); answers true when the code was right, and the change is sent again. */
export function setFreshCodeAsker(asker: FreshCodeAsker | null): void {
  askFreshCode = asker
}

export type FactorAsker = (step: FactorStep) => Promise<boolean>
let askFactor: FactorAsker | null = null

/** Who leads to the second factor when the server answers that it is missing (`accounts.factor-needed`); answers true once it is proven, and what was asked is asked again. */
export function setFactorAsker(asker: FactorAsker | null): void {
  askFactor = asker
}

let assureWho: (() => Promise<void>) | null = null

/**
 * Who makes sure that the person this page goes by is the one the server knows: awaited before every request (but `asksWho`), throws ApiError to stop it.
 * A person remembered without a network must not send under the session of another.
 */
export function setWhoAssurer(assurer: (() => Promise<void>) | null): void {
  assureWho = assurer
}

/** One request. Throws ApiError and nothing else. */
export function call<S extends Shape>(endpoint: Endpoint<S>, ...rest: Rest<S>): Promise<Reply<S>>
export async function call(endpoint: Endpoint, options: LooseOptions = {}): Promise<unknown> {
  try {
    return await send(endpoint, options)
  } catch (error) {
    if (!(error instanceof ApiError) || !(await isProvenNow(error))) throw error
    return send(endpoint, options)
  }
}

/** The person has shown what was missing; the same request may go again. */
async function isProvenNow({ code, details }: ApiError): Promise<boolean> {
  if (code === 'accounts.fresh-code-needed') return (await askFreshCode?.(details.by === 'factor' ? 'factor' : null)) ?? false
  if (code === 'accounts.factor-needed') return (await askFactor?.(details.step === 'set-up' ? 'set-up' : 'prove')) ?? false
  return false
}

async function send(endpoint: Endpoint, options: LooseOptions): Promise<unknown> {
  const { request } = await import('./http-request.ts').catch((cause: unknown) => {
    throw new ApiError('offline', { cause })
  })
  if (!options.asksWho) await assureWho?.()
  try {
    return await request(endpoint, options)
  } catch (caught) {
    const error = toApiError(caught)
    if (error.status === 401) for (const listener of sessionLostListeners) listener()
    throw error
  }
}

/** Anything caught becomes an ApiError; what is not one already is `unexpected`. Revives what a rendered page says is not there. */
export function toApiError(caught: unknown): ApiError {
  if (caught instanceof ApiError) return caught
  const code = typeof caught === 'object' && caught !== null && 'code' in caught ? caught.code : undefined
  return new ApiError(code === 'not-found' ? code : 'unexpected', { cause: caught })
}
