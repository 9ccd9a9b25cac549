// One person's view of the API: keeps cookies, sends what a browser would, is typed by the contract.
// How a request travels (inject, fetch) is the caller's business.
import { requestCode, signIn as signInEndpoint } from '#contract/accounts/endpoints.ts'
import type { Me } from '#contract/accounts/schema.ts'
import { fillPath, type Endpoint, type Shape } from '#contract/endpoint.ts'
import type { ErrorBody } from '#contract/errors.ts'

export interface Sent {
  method: string
  /** Path with query. */
  url: string
  headers: Record<string, string>
  body?: string | Uint8Array
}
export interface Received {
  status: number
  headers: Record<string, string | undefined>
  setCookie: string[]
  bytes: Uint8Array
}
export type Send = (request: Sent) => Promise<Received>

export interface Reply<T> {
  status: number
  headers: Record<string, string | undefined>
  /** The JSON as the contract promises it on success; look at `status` first. */
  body: T
  /** The same JSON as an error. */
  error: ErrorBody
  bytes: Uint8Array
}

export interface CallInput<S extends Shape> {
  params?: S['params']
  query?: S['query']
  body?: S['body']
  headers?: Record<string, string>
  /** Idempotency-Key. */
  key?: string
  /** Version for If-Match. */
  version?: number
}

export interface Client {
  call<S extends Shape>(endpoint: Endpoint<S>, input?: CallInput<S>): Promise<Reply<S['reply']>>
  /** For what is no endpoint of the contract: pages, uploads, deliberately wrong requests. Sends cookie and Origin. */
  request(method: string, url: string, options?: { headers?: Record<string, string>; body?: string | Uint8Array }): Promise<Reply<unknown>>
  /** Signs in by phone and demo code, as a person would; throws unless it works. */
  signIn(phone: string): Promise<Me>
  cookie(): string
  /** The same person in another window: what happens to the copy's cookies stays there. */
  copy(): Client
}

function toQuery(query: unknown): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined)
  return pairs.length === 0 ? '' : `?${new URLSearchParams(Object.fromEntries(pairs.map(([name, value]) => [name, String(value)])))}`
}

function toReply(received: Received): Reply<unknown> {
  const { status, headers, bytes } = received
  const isJson = String(headers['content-type'] ?? '').includes('json')
  const json: unknown = isJson && bytes.length > 0 ? JSON.parse(Buffer.from(bytes).toString('utf8')) : undefined
  return { status, headers, bytes, body: json, error: json as ErrorBody }
}

/** `origin` is what a browser on our own pages would send. */
export function createClient(send: Send, origin: string, remembered: Iterable<[string, string]> = []): Client {
  const cookies = new Map(remembered)
  const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')

  function keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
    const [name = '', ...value] = pair.split('=')
    const isGone = attributes.some((attribute) => /^max-age=0$/i.test(attribute) || /^expires=Thu, 01 Jan 1970/i.test(attribute))
    if (isGone) cookies.delete(name)
    else cookies.set(name, value.join('='))
  }

  const request: Client['request'] = async (method, url, { headers = {}, body } = {}) => {
    const always = { origin, ...(cookies.size > 0 ? { cookie: cookie() } : {}) }
    const received = await send({ method, url, headers: { ...always, ...headers }, ...(body === undefined ? {} : { body }) })
    received.setCookie.forEach(keep)
    return toReply(received)
  }

  const call: Client['call'] = async <S extends Shape>(endpoint: Endpoint<S>, input: CallInput<S> = {}) => {
    const url = fillPath(endpoint.path, (input.params ?? {}) as Record<string, string>) + toQuery(input.query)
    const headers: Record<string, string> = {
      ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(input.key === undefined ? {} : { 'idempotency-key': input.key }),
      ...(input.version === undefined ? {} : { 'if-match': `"${input.version}"` }),
      ...input.headers,
    }
    const body = input.body === undefined ? {} : { body: JSON.stringify(input.body) }
    return (await request(endpoint.method, url, { headers, ...body })) as Reply<S['reply']>
  }

  return {
    call,
    request,
    cookie,
    copy: () => createClient(send, origin, cookies),
    async signIn(phone) {
      const code = await call(requestCode, { body: { phone } })
      if (code.status !== 202 || code.body.demoCode === undefined) throw new Error(`no code for ${phone}: ${code.status} ${JSON.stringify(code.error)}`)
      const session = await call(signInEndpoint, { body: { phone, code: code.body.demoCode, consentVersion: 'test' } })
      if (session.status !== 201) throw new Error(`${phone} cannot sign in: ${session.status} ${JSON.stringify(session.error)}`)
      return session.body
    },
  }
}

/** Over the network, to a server that runs by itself. */
export function fetchSender(base: string): Send {
  return async ({ method, url, headers, body }) => {
    const reply = await fetch(base + url, { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body: body as RequestInit['body'] }) })
    return {
      status: reply.status,
      headers: Object.fromEntries(reply.headers),
      setCookie: reply.headers.getSetCookie(),
      bytes: new Uint8Array(await reply.arrayBuffer()),
    }
  }
}
