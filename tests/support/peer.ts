// A provider on loopback: remembers what it was sent and answers as it is told.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export interface PeerRequest { method: string; url: URL; headers: IncomingMessage['headers']; bytes: Buffer; json: Record<string, unknown> }
/** `hang-up`: the request arrives, the answer never does. */
export type PeerAnswer = { status: number; body?: unknown; headers?: Record<string, string> } | 'hang-up'

export interface Peer {
  readonly url: string
  readonly received: PeerRequest[]
  /** What the next requests are answered; told each request. */
  answer: (request: PeerRequest) => PeerAnswer | Promise<PeerAnswer>
  close(): Promise<void>
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks)
}

function reply(response: ServerResponse, answer: PeerAnswer): void {
  if (answer === 'hang-up') {
    response.destroy()
    return
  }
  response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(answer.body === undefined ? '' : JSON.stringify(answer.body))
}

export async function startPeer(): Promise<Peer> {
  const server = createServer((request, response) => {
    void (async () => {
      const bytes = await read(request)
      const text = String(request.headers['content-type']).includes('json') ? bytes.toString('utf8') : ''
      const one: PeerRequest = { method: request.method ?? '', url: new URL(request.url ?? '/', 'http://127.0.0.1'), headers: request.headers, bytes, json: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {} }
      peer.received.push(one)
      reply(response, await peer.answer(one))
    })()
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const peer: Peer = {
    url: `http://127.0.0.1:${port}`,
    received: [],
    answer: () => ({ status: 200, body: {} }),
    close: () => new Promise((done) => {
      server.closeAllConnections()
      server.close(() => done())
    }),
  }
  return peer
}
