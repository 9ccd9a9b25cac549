// The real server as a process of its own, for journeys, proofs and benches.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const root = dirname(dirname(import.meta.dirname))

export interface ServerProcess {
  /** http://localhost:PORT */
  readonly url: string
  readonly dataDir: string
  /** Everything it has printed. */
  output(): string
  /** Ends the process at once, as a crash would, and waits until it is gone. */
  kill(): Promise<void>
  /** Asks it to end and waits until it has; the data stays. */
  stop(): Promise<void>
  /** Starts it again on the same port and data, its clock at `at` (ISO 8601) where that is given. */
  start(at?: string): Promise<void>
  /** Asks it to end, waits, and removes the data. */
  close(): Promise<void>
}

export interface ServerOptions {
  env?: Record<string, string>
  /** Instant the server's clock starts at, ISO 8601. Without it the real time. */
  clock?: string
  /** Where its data goes; a temporary folder of its own without it. */
  dataDir?: string
  timeoutMs?: number
  /** Any free one without it. */
  port?: number | undefined
  /** Runs the server under this command, e.g. taskset -c 0. */
  wrapper?: string[]
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = address !== null && typeof address === 'object' ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function isHealthy(url: string): Promise<boolean> {
  try {
    const reply = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(2000) })
    await reply.arrayBuffer()
    return reply.ok
  } catch {
    return false // not listening yet
  }
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => child.once('exit', () => resolve()))
}

export async function startServer({ env = {}, clock, dataDir, timeoutMs = 100_000, port: givenPort, wrapper = [] }: ServerOptions = {}): Promise<ServerProcess> {
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'zqt-server-'))
  const port = givenPort ?? (await freePort())
  const url = `http://localhost:${port}`
  let output = ''
  let child: ChildProcess | undefined
  const killNow = () => child?.kill('SIGKILL')
  process.on('exit', killNow)

  async function start(at = clock): Promise<void> {
    const settings = { PORT: String(port), HOST: '127.0.0.1', DATA_DIR: folder, ...(at === undefined ? {} : { ZQT_CLOCK: at }), ...env }
    // Only what the server needs: a NODE_ENV or DATABASE_URL of the caller must not leak in.
    const inherited = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/tmp', TZ: 'UTC' }
    const [command = '', ...args] = [...wrapper, process.execPath, '--max-semi-space-size=16', join(root, 'server/main.ts')]
    const started = spawn(command, args, { cwd: root, env: { ...inherited, ...settings }, stdio: ['ignore', 'pipe', 'pipe'] })
    child = started
    const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-200_000))
    started.stdout.on('data', keep)
    started.stderr.on('data', keep)
    for (const until = Date.now() + timeoutMs; Date.now() < until; await pause(50)) {
      if (started.exitCode !== null) break
      if (await isHealthy(url)) return
    }
    started.kill('SIGKILL')
    throw new Error(`the server did not start (exit code ${started.exitCode}):\n${output}`)
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child === undefined) return
    child.kill(signal)
    await ended(child)
    child = undefined
  }

  await start()
  return {
    url,
    dataDir: folder,
    output: () => output,
    start,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    async close() {
      await end('SIGTERM')
      process.off('exit', killNow)
      if (dataDir === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}
