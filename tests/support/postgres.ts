// A PostgreSQL server of our own for one run: in memory, durable for nothing, gone afterwards.
import { spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getPostgres } from '../../scripts/find-postgres.ts'
import { freePort } from './server-process.ts'

const memoryFolder = '/dev/shm'
const neededBytes = 1024 ** 3
const fast = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']
const always = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=80', 'shared_buffers=128MB', 'timezone=UTC']

export interface TestPostgres {
  /** Where it lies, and the account that runs it; undefined: ours. */
  readonly folder: string
  readonly user: string | undefined
  readonly programs: string
  /** Connection string of a database on it. */
  url(database: string): string
  /** Kills the server at once and starts it again on the same port, as a power cut would. Needs `durable`. */
  restart(): void
  /** The same without holding up whoever asks: for load that goes on meanwhile. */
  crash(): Promise<void>
  stop(): void
}

function homeFolder(durable: boolean): string {
  if (durable || !existsSync(memoryFolder)) return tmpdir()
  const { bavail, bsize } = statfsSync(memoryFolder)
  return bavail * bsize > neededBytes ? memoryFolder : tmpdir()
}

function idOf(flag: '-u' | '-g', user: string): number {
  return Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout)
}

/** PostgreSQL refuses to run as root, so root lends it another account. */
function serverUser(): string | undefined {
  if (process.getuid?.() !== 0) return undefined
  return spawnSync('id', ['-u', 'postgres']).status === 0 ? 'postgres' : 'nobody'
}

export interface PostgresOptions {
  /** fsync on and the data on a real disk, for the proofs that kill things. */
  durable?: boolean
  /** `name=value`, beside the usual ones; given the folder of this server. */
  settings?: (folder: string) => string[]
  /** Fills the data folder instead of initdb; given the folder of this server. */
  fill?: (data: string) => void
}

/** Starts one. */
export async function startPostgres({ durable = false, settings: more = () => [], fill }: PostgresOptions = {}): Promise<TestPostgres> {
  const programs = getPostgres()
  const user = serverUser()
  const folder = mkdtempSync(join(homeFolder(durable), 'zqt-postgres-'))
  if (user !== undefined) chownSync(folder, idOf('-u', user), idOf('-g', user))
  const port = await freePort()

  const commandOf = (program: string, args: string[]): [string, string[]] => {
    const file = join(programs, program)
    return user === undefined ? [file, args] : ['runuser', ['-u', user, '--', file, ...args]]
  }
  const run = (program: string, args: string[]) => {
    const [command, all] = commandOf(program, args)
    // The server would keep our pipes open, so its own log file takes what it says. Its account may not read our folder: cwd is /.
    const result = spawnSync(command, all, { cwd: '/', encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'], timeout: 60_000 })
    if (result.status === 0) return
    const log = join(folder, 'log')
    throw new Error(`${program} failed: ${result.error?.message ?? result.stderr}${existsSync(log) ? readFileSync(log, 'utf8').slice(-1000) : ''}`)
  }
  const data = join(folder, 'data')
  const settings = [...always, ...(durable ? [] : fast), ...more(folder)].map((setting) => `-c '${setting}'`).join(' ')
  const startArgs = ['-D', data, '-w', '-s', '-l', join(folder, 'log'), '-o', `-p ${port} ${settings}`]
  const start = () => run('pg_ctl', [...startArgs, 'start'])
  let running = false
  const stop = () => {
    if (running) run('pg_ctl', ['-D', data, '-s', '-m', 'immediate', 'stop'])
    running = false
    rmSync(folder, { recursive: true, force: true })
    process.off('exit', stop)
  }
  process.on('exit', stop)

  if (fill) fill(data)
  else run('initdb', ['-D', data, '-U', 'zqt', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C.UTF-8'])
  start()
  running = true
  return {
    folder,
    user,
    programs,
    url: (database) => `postgres://zqt@127.0.0.1:${port}/${database}`,
    restart() {
      run('pg_ctl', ['-D', data, '-s', '-m', 'immediate', 'stop'])
      start()
    },
    async crash() {
      const [command, all] = commandOf('pg_ctl', [...startArgs, '-m', 'immediate', 'restart'])
      const child = spawn(command, all, { cwd: '/', stdio: 'ignore' })
      const code = await new Promise((ended) => child.once('exit', ended))
      if (code !== 0) throw new Error(`pg_ctl restart ended with ${String(code)}`)
    },
    stop,
  }
}
