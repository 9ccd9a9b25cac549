// Reads a stream of server-sent events as a page would, without reconnecting.
import type { AddressInfo } from 'node:net'
import { streamUnread } from '#contract/messages/endpoints.ts'
import type { Client } from '../support/api-client.ts'
import type { TestApp } from '../support/app.ts'

export interface LiveStream {
  status: number
  headers: Headers
  /** What comes next: an event with its data, or a comment; undefined once it has ended. */
  next(): Promise<{ event: string; data: unknown } | 'comment' | undefined>
  leave(): void
}

/** Where the application listens, on a port of its own. */
export async function listening(test: TestApp): Promise<string> {
  await test.app.listen({ port: 0, host: '127.0.0.1' })
  return `http://127.0.0.1:${(test.app.server.address() as AddressInfo).port}`
}

function parse(text: string): { event: string; data: unknown } | 'comment' | 'retry' {
  const fields = new Map(text.split('\n').map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]))
  if (fields.has('event')) return { event: fields.get('event')!, data: JSON.parse(fields.get('data') ?? 'null') }
  return fields.has('retry') ? 'retry' : 'comment'
}

export async function openStream(base: string, client: Client): Promise<LiveStream> {
  const leaving = new AbortController()
  const reply = await fetch(base + streamUnread.path, { headers: { accept: 'text/event-stream', cookie: client.cookie() }, signal: leaving.signal })
  const reader = reply.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const next: LiveStream['next'] = async () => {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end >= 0) {
        const one = parse(text.slice(0, end))
        text = text.slice(end + 2)
        if (one !== 'retry') return one
        continue
      }
      const { done, value } = await reader.read()
      if (done) return undefined
      text += value
    }
  }
  return { status: reply.status, headers: reply.headers, next, leave: () => leaving.abort() }
}
