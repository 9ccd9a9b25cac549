// Before the disk is full, SQLite's commits would fail in the middle of what they do: new writes are refused first (promise A13), reading goes on.
import type { FastifyInstance } from 'fastify'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { diskRoom } from '../files/room.ts'

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whoever signs in to read, or out, writes a few hundred bytes: that much is always left (`evenWhenFull`). */
export function registerDiskGuard(app: FastifyInstance, deps: Deps): void {
  app.addHook('onRequest', async (request) => {
    if (reading.has(request.method) || !request.url.startsWith('/api/') || request.routeOptions.config.evenWhenFull) return
    const { state, freeBytes } = await diskRoom(deps)
    if (state === 'full') throw new AppError('storage-full', { detail: `${freeBytes} bytes free`, retryAfterSeconds: 60 })
  })
}
