import { fillPath } from '#contract/endpoint.ts'
import type { Client, Reply } from '../support/api-client.ts'
import type { MatrixRow, Request } from './rows.ts'

/** Sends one row's request as this person. */
export function send(client: Client, { route }: MatrixRow, request: Request): Promise<Reply<unknown>> {
  const [method = '', path = ''] = route.split(' ')
  const query = Object.entries(request.query ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
  const headers = {
    ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(request.key === undefined ? {} : { 'idempotency-key': request.key }),
    ...(request.version === undefined ? {} : { 'if-match': `"${request.version}"` }),
    ...request.headers,
  }
  const bytes = request.body === undefined ? request.bytes : JSON.stringify(request.body)
  const body = bytes === undefined ? {} : { body: bytes }
  return client.request(method, fillPath(path, request.params) + (query.length > 0 ? `?${query.join('&')}` : ''), { headers, ...body })
}
