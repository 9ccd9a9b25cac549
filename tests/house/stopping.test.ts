// The process ends within seconds, whoever is still connected, and what it acknowledged is there afterwards.
import { statSync } from 'node:fs'
import { createConnection, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { getMe, updateMe } from '#contract/accounts/endpoints.ts'
import { createClient, fetchSender } from '../support/api-client.ts'
import { phones } from '../support/demo-phones.ts'
import { startServer, type ServerProcess } from '../support/server-process.ts'

let server: ServerProcess | undefined
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await server?.kill()
  await server?.close()
})

/** A connection that says this and then nothing more. */
function halfSaid(url: string, text: string): Promise<void> {
  const socket = createConnection(Number(new URL(url).port), '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => socket.destroy())
  return new Promise((done) => socket.once('connect', () => socket.write(text, () => done())))
}

describe('asked to end', () => {
  it('the server does, although somebody has sent half a request, and keeps every write it acknowledged', { timeout: 60_000 }, async () => {
    server = await startServer({ env: { LOG_LEVEL: 'warn' } })
    const { url } = server
    await halfSaid(url, 'GET /api/health HTTP/1.1\r\nHost: localhost\r\nX-Half: ')
    await halfSaid(url, 'POST /api/accounts/codes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{')
    await halfSaid(url, '')
    const clerk = createClient(fetchSender(url), url)
    await clerk.signIn(phones.clerk)
    let acknowledged = -1
    const writing = (async () => {
      for (let n = 0; ; n += 1) {
        const name = `第${n}次`
        const reply = await clerk.call(updateMe, { body: { name } }).catch(() => undefined)
        if (reply?.status !== 200) return
        acknowledged = n
      }
    })()
    await new Promise((go) => setTimeout(go, 500))
    const began = performance.now()
    await server.stop()
    expect(performance.now() - began).toBeLessThan(9_000)
    await writing
    for (const name of ['zhiqitong.sqlite', 'owner.lock', 'files', 'uploads']) expect(statSync(join(server.dataDir, name)).mode & 0o077, `${name} is for others too`).toBe(0)
    await server.start()
    expect(acknowledged).toBeGreaterThan(0)
    // One more may have been kept whose answer was lost; never one less.
    const kept = Number((await clerk.call(getMe)).body.name.replace(/\D/g, ''))
    expect([acknowledged, acknowledged + 1]).toContain(kept)
  })
})
