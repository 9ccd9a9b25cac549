// Several server processes on one PostgreSQL behind a round-robin proxy, files in an S3 peer (or in one folder): for the proofs that kill one of them.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fetchSender, type Send } from '../support/api-client.ts'
import { startS3Peer, type S3Peer } from '../support/s3-peer.ts'
import { freePort, startServer, type ServerProcess } from '../support/server-process.ts'
import { startRoundRobin } from './round-robin.ts'

export interface ClusterOptions {
  processes: number
  databaseUrl: string
  env?: Record<string, string>
  /** Where files go: a fake of S3 (without saying so), or a folder all share. */
  files?: 's3' | 'folder'
  /** Runs once the first process is there, before the others start; told its address. */
  seed?: (url: string) => Promise<void>
}

export interface Cluster {
  /** Of the proxy. */
  readonly url: string
  /** Sends through the proxy; the Origin people's browsers send is `url`. */
  readonly send: Send
  readonly processes: readonly ServerProcess[]
  readonly s3: S3Peer | undefined
  /** Requests the proxy answered 502. */
  broken(): number
  /** kill -9. */
  kill(index: number): Promise<void>
  restart(index: number): Promise<void>
  stop(): Promise<void>
}

export async function startCluster({ processes: count, databaseUrl, env = {}, files = 's3', seed }: ClusterOptions): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'zqt-cluster-'))
  const s3 = files === 's3' ? await startS3Peer() : undefined
  const settings: Record<string, string> = { ...(s3 ? s3.env : { FILES_DIR: folder }), DATABASE_URL: databaseUrl, TRUSTED_PROXIES: '127.0.0.1', ...env }
  const processes: ServerProcess[] = []
  const closing: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true }), async () => s3?.close()]
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close()
  }
  try {
    // The proxy first: what people see is its address, and that is whose Origin is right.
    const ports = await Promise.all(Array.from({ length: count }, () => freePort()))
    const proxy = await startRoundRobin(ports)
    closing.push(() => proxy.close())
    const start = async (port: number | undefined) => {
      const server = await startServer({ env: { ...settings, PUBLIC_URL: proxy.url }, port, timeoutMs: 180_000 })
      processes.push(server)
      closing.push(() => server.close())
    }
    await start(ports[0])
    await seed?.(proxy.url)
    for (const port of ports.slice(1)) await start(port)
    const one = (index: number): ServerProcess => {
      const found = processes[index]
      if (!found) throw new Error(`there is no process ${index}`)
      return found
    }
    return { url: proxy.url, send: fetchSender(proxy.url), processes, s3, broken: () => proxy.broken(), kill: (index) => one(index).kill(), restart: (index) => one(index).start(), stop }
  } catch (error) {
    await stop()
    throw error
  }
}
