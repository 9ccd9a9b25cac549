// A load generator that costs little: prepared bytes over kept-alive sockets, replies counted by their length.
import { connect, type Socket } from 'node:net'
import { median } from './figures.ts'

export interface Load {
  perSecond: number
  p50: number
  p99: number
  errors: number
}

export interface LoadOptions {
  port: number
  connections: number
  seconds: number
  /** The bytes of one connection's next request. */
  next(connection: number): Buffer
}

/** Bytes of a request, ready to be sent again and again. */
export function prepare(method: string, path: string, headers: Record<string, string>, body = ''): Buffer {
  const lines = Object.entries({ host: 'localhost', connection: 'keep-alive', ...(body ? { 'content-length': String(Buffer.byteLength(body)) } : {}), ...headers })
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`)
}

/** The status once a whole reply is in, else undefined. Replies have a length or are chunked. */
function statusOf(reply: Buffer): number | undefined {
  const end = reply.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = reply.subarray(0, end).toString('latin1')
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  const isWhole = length === undefined ? reply.subarray(-5).toString('latin1') === '0\r\n\r\n' || / 204 /.test(head) : reply.length >= end + 4 + Number(length)
  return isWhole ? Number(head.slice(9, 12)) : undefined
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.on('error', reject)
    socket.setNoDelay(true)
  })
}

export async function load({ port, connections, seconds, next }: LoadOptions): Promise<Load> {
  const times: number[] = []
  let errors = 0
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)))
  const begin = performance.now()
  const until = begin + seconds * 1000

  function drive(socket: Socket, connection: number): Promise<void> {
    return new Promise((resolve) => {
      let parts: Buffer = Buffer.alloc(0)
      let sentAt = 0
      const send = () => {
        sentAt = performance.now()
        socket.write(next(connection))
      }
      socket.on('data', (chunk: Buffer) => {
        parts = parts.length === 0 ? chunk : Buffer.concat([parts, chunk])
        const status = statusOf(parts)
        if (status === undefined) return
        parts = Buffer.alloc(0)
        times.push(performance.now() - sentAt)
        if (status >= 400) errors += 1
        if (performance.now() < until) send()
        else socket.end()
      })
      socket.on('close', () => resolve())
      send()
    })
  }

  await Promise.all(sockets.map(drive))
  const took = (performance.now() - begin) / 1000
  times.sort((a, b) => a - b)
  return { perSecond: times.length / took, p50: median(times), p99: times[Math.floor(times.length * 0.99)] ?? Number.NaN, errors }
}
