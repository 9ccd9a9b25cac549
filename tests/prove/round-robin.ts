// A reverse proxy for the proofs: one after the other, and on to the next where nobody listens. Like deploy/nginx-processes.conf it sends nothing twice that may have arrived.
import { createServer, request as sendRequest, Agent, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface RoundRobin {
  readonly url: string
  /** Requests that were answered 502, because the process that had them died or none was there. */
  broken(): number
  close(): Promise<void>
}

interface Upstream { port: number; downUntil: number }
/** One that refused a connection is left out for so long. */
const downMs = 500

/** x-served-by says which process answered (its place in `ports`, from 0 on). */
export async function startRoundRobin(ports: readonly number[]): Promise<RoundRobin> {
  const upstreams: Upstream[] = ports.map((port) => ({ port, downUntil: 0 }))
  // As nginx does: an idle connection is given up (60 s) well before the server closes it (72 s), or a request could go out into a closing one.
  const agent = new Agent({ keepAlive: true, maxSockets: 256, timeout: 60_000 })
  let [turn, broken] = [0, 0]

  function next(tried: ReadonlySet<Upstream>): Upstream | undefined {
    const now = performance.now()
    const order = upstreams.map((_, index) => upstreams[(turn + index) % upstreams.length]).filter((one) => one !== undefined && !tried.has(one))
    turn += 1
    return order.find((one) => one !== undefined && one.downUntil <= now) ?? order[0]
  }

  function forward(incoming: IncomingMessage, outgoing: ServerResponse, tried: Set<Upstream>): void {
    const chosen = next(tried)
    const giveUp = () => {
      broken += 1
      if (outgoing.headersSent) outgoing.destroy()
      else outgoing.writeHead(502, { 'content-type': 'text/plain' }).end('bad gateway')
    }
    if (!chosen) return giveUp()
    tried.add(chosen)
    const headers = { ...incoming.headers, 'x-forwarded-for': incoming.socket.remoteAddress ?? '' }
    let hasBegun = false
    const onward = sendRequest({ host: '127.0.0.1', port: chosen.port, method: incoming.method, path: incoming.url, headers, agent }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, 'x-served-by': String(upstreams.indexOf(chosen)) })
      answer.on('error', giveUp)
      answer.on('aborted', () => outgoing.destroy())
      answer.pipe(outgoing)
    })
    const begin = () => {
      hasBegun = true
      incoming.pipe(onward)
    }
    onward.on('socket', (socket) => (socket.connecting ? socket.once('connect', begin) : begin()))
    onward.on('error', () => {
      if (outgoing.destroyed) return
      // Nobody took the connection, so nothing of the request has gone out.
      if (!hasBegun) {
        chosen.downUntil = performance.now() + downMs
        return forward(incoming, outgoing, tried)
      }
      giveUp()
    })
    outgoing.on('close', () => { if (!outgoing.writableFinished) onward.destroy() })
  }

  const server = createServer({ keepAliveTimeout: 75_000, requestTimeout: 0 }, (incoming, outgoing) => forward(incoming, outgoing, new Set()))
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}`,
    broken: () => broken,
    close: () => new Promise((done) => {
      agent.destroy()
      server.closeAllConnections()
      server.close(() => done())
    }),
  }
}
