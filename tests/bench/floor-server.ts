// The floor: a hand-written page without script, compressed beforehand. What physics allows on this machine.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { freePort } from '../support/server-process.ts'

export interface Floor {
  url: string
  close(): void
}

export async function startFloor(): Promise<Floor> {
  const page = brotliCompressSync(readFileSync(join(import.meta.dirname, 'floor/index.html')))
  const robots = readFileSync(join(import.meta.dirname, 'floor/robots.txt'))
  const etag = '"floor"'
  const server = createServer((request, reply) => {
    if (request.url === '/robots.txt') return void reply.writeHead(200, { 'content-type': 'text/plain' }).end(robots)
    const headers = { 'content-type': 'text/html; charset=utf-8', etag, 'cache-control': 'no-cache', vary: 'accept-encoding' }
    if (request.headers['if-none-match'] === etag) return void reply.writeHead(304, headers).end()
    reply.writeHead(200, { ...headers, 'content-encoding': 'br', 'content-length': page.length }).end(page)
  })
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return { url: `http://localhost:${port}/`, close: () => server.close() }
}
