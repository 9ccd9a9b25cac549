// One process owns DATA_DIR: an exclusive SQLite lock in it, which the system frees when the process dies, however it dies.
// A socket beside it takes the CLI's writing commands. (A socket alone is no lock: two starts can both remove a stale one.)
import { createHash } from 'node:crypto'
import { mkdirSync, realpathSync, rmSync } from 'node:fs'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { readStoredJson } from './db/json.ts'

export interface OperatorCommand { name: string; args: Record<string, string> }
export type OperatorAnswer = { ok: true; result: unknown } | { ok: false; error: string }

/** Where the socket of this data folder is; long paths do not fit a socket's name and go to the temporary folder. */
export function socketPath(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true })
  const folder = realpathSync(dataDir)
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 24)
  if (process.platform === 'win32') return `\\\\.\\pipe\\zhiqitong-${hash}`
  const path = join(folder, 'owner.sock')
  return Buffer.byteLength(path) < 100 ? path : join(tmpdir(), `zhiqitong-${hash}.sock`)
}

/** Between two signs of life while a command is carried out: a backup may take an hour. */
const signMs = 5_000
/** Without a sign for so long, the owner is taken for dead. */
const silenceMs = 30_000

/** Calls back for every whole line; one command or answer is one line of JSON, an empty one a sign of life. */
function onLine(socket: Socket, take: (line: string) => void): void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    lines.filter((line) => line !== '').forEach(take)
  })
}

/** Sends one line to the owning process; undefined when nobody owns the folder. */
export async function askOwner(dataDir: string, command: OperatorCommand): Promise<OperatorAnswer | undefined> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(socketPath(dataDir))
    socket.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' || error.code === 'ECONNREFUSED' ? resolve(undefined) : reject(error)))
    socket.once('connect', () => socket.write(`${JSON.stringify(command)}\n`))
    onLine(socket, (line) => {
      socket.end()
      resolve(readStoredJson<OperatorAnswer>(line))
    })
    socket.setTimeout(silenceMs, () => socket.destroy(new Error('the owning process does not answer')))
  })
}

export interface Ownership { release(): Promise<void> }

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
}

/** Holds the lock until `close`. Throws when another process, or another part of this one, has it. */
function takeLock(dataDir: string): { close(): void } {
  const lock = new DatabaseSync(join(dataDir, 'owner.lock'), { timeout: 0 })
  try {
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    throw new Error(`another process already serves ${dataDir}; stop it first, or set another DATA_DIR`, { cause: error })
  }
  return lock
}

/** Takes the folder or throws when another process has it. `handle` answers operator commands. */
export async function ownDataDir(dataDir: string, handle: (command: OperatorCommand) => Promise<unknown>): Promise<Ownership> {
  const path = socketPath(dataDir)
  const lock = takeLock(dataDir)
  async function answer(line: string): Promise<OperatorAnswer> {
    try {
      return { ok: true, result: await handle(readStoredJson<OperatorCommand>(line)) }
    } catch (error) {
      return { ok: false, error: error instanceof Error ? error.message : 'failed' }
    }
  }
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    onLine(socket, (line) => {
      const signs = setInterval(() => socket.write('\n'), signMs).unref()
      void answer(line).then((reply) => {
        clearInterval(signs)
        socket.write(`${JSON.stringify(reply)}\n`)
      })
    })
  })
  try {
    // Ours is the lock, so a socket that lies here is of a process that died.
    if (process.platform !== 'win32') rmSync(path, { force: true })
    await listen(server, path)
  } catch (error) {
    lock.close()
    throw error
  }
  return {
    async release() {
      await new Promise<void>((resolve) => { server.close(() => resolve()) })
      lock.close()
    },
  }
}
