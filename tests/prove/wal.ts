// PostgreSQL's WAL kept on another disk by deploy/postgres: the machine is lost in the middle of work, and a server made of the base copy and the kept WAL has everything that was acknowledged before
// the last segment that left. The scripts are the ones an operator uses.
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { startServer } from '../support/server-process.ts'
import { answeredBy, isBlind, judgeCopy, peopleUntilLost, toldSoFar } from './told.ts'

export interface WalFigures {
  acknowledged: number; /** Acknowledged before the last segment that left, all of which must be there. */ safe: number
  /** Acknowledged after it: how many of these came back nevertheless, and how old the newest lost one was. */ afterwards: number; segments: number; baseSeconds: number; restoreSeconds: number; problems: string[]
}

const deploy = join(import.meta.dirname, '../../deploy/postgres')

function give(path: string, user: string | undefined): void {
  if (user === undefined) return
  const idOf = (flag: string) => Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout)
  chownSync(path, idOf('-u'), idOf('-g'))
}

function runAs({ user, programs }: TestPostgres, command: string, args: string[]): void {
  const [program, all] = user === undefined ? [command, args] : ['runuser', ['-u', user, '--', command, ...args]]
  const { status, stderr, error } = spawnSync(program, all, { cwd: '/', encoding: 'utf8', env: { PATH: `${programs}:/usr/sbin:/usr/bin:/bin` }, timeout: 120_000 })
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr}`)
}

async function ask(url: string, text: string): Promise<Record<string, unknown>> {
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query<Record<string, unknown>>(text)
  await client.end()
  return rows[0] ?? {}
}

/** Ends the running segment and waits until it lies in the other place. */
async function segmentLeaves(url: string): Promise<void> {
  const { name } = await ask(url, 'select pg_walfile_name(pg_switch_wal()) as name')
  for (let tries = 0; tries < 600; tries += 1) {
    const { last } = await ask(url, 'select last_archived_wal as last from pg_stat_archiver')
    if (typeof last === 'string' && String(last) >= String(name)) return
    await pause(100)
  }
  throw new Error(`segment ${String(name)} never left`)
}

export async function proveWal({ seconds }: { seconds: number }): Promise<WalFigures> {
  // The account of PostgreSQL may not read our folder.
  const postgres = await startPostgres({
    durable: true,
    settings: (folder) => {
      for (const script of readdirSync(deploy).filter((name) => name.endsWith('.sh'))) {
        copyFileSync(join(deploy, script), join(folder, script))
        chmodSync(join(folder, script), 0o755)
      }
      return ['wal_level=replica', 'archive_mode=on', 'archive_timeout=5', `archive_command=${folder}/archive-wal.sh ${folder}-kept/wal "%p" "%f"`]
    },
  })
  const kept = `${postgres.folder}-kept`
  for (const path of [kept, join(kept, 'wal')]) { mkdirSync(path); give(path, postgres.user) }
  const url = postgres.url('postgres')
  const server = await startServer({ env: { LOG_LEVEL: 'warn', REQUESTS_PER_MINUTE: '100000000', DATABASE_URL: url }, timeoutMs: 120_000 })
  const figures: WalFigures = { acknowledged: 0, safe: 0, afterwards: 0, segments: 0, baseSeconds: 0, restoreSeconds: 0, problems: [] }
  const second: { postgres?: TestPostgres } = {}
  let isOn = true
  try {
    const { savers, submitters, work } = await peopleUntilLost(server.url, () => isOn)
    const began = performance.now()
    runAs(postgres, join(postgres.folder, 'base-backup.sh'), [kept, url, '2'])
    figures.baseSeconds = (performance.now() - began) / 1000
    await pause(seconds * 1000)
    const told = toldSoFar(savers, submitters)
    figures.safe = answeredBy(savers, submitters)
    await segmentLeaves(url)
    await pause(3_000)
    isOn = false
    await server.kill()
    postgres.stop() // at once, and its disk with it
    await work
    figures.acknowledged = answeredBy(savers, submitters)
    figures.segments = readdirSync(join(kept, 'wal')).length
    const restoring = performance.now()
    const base = readdirSync(join(kept, 'base')).toSorted().at(-1) ?? ''
    second.postgres = await startPostgres({
      durable: true,
      fill: (data) => {
        cpSync(join(kept, 'base', base), data, { recursive: true, preserveTimestamps: true })
        writeFileSync(join(data, 'postgresql.auto.conf'), `archive_mode = off\nrestore_command = 'cp ${kept}/wal/%f "%p"'\n`)
        writeFileSync(join(data, 'recovery.signal'), '')
        for (const path of [data, ...readdirSync(data, { recursive: true, encoding: 'utf8' }).map((name) => join(data, name))]) give(path, postgres.user)
        chmodSync(data, 0o700)
      },
    })
    const again = second.postgres.url('postgres')
    for (let tries = 0; tries < 600 && (await ask(again, 'select pg_is_in_recovery() as is')).is === true; tries += 1) await pause(100)
    figures.restoreSeconds = (performance.now() - restoring) / 1000
    const where = { dataDir: '', databaseUrl: again }
    figures.problems.push(...(await judgeCopy(where, told)))
    figures.afterwards = figures.acknowledged - figures.safe
    if (await isBlind(where, told)) figures.problems.push('the control was not found: this proof proves nothing')
    return figures
  } finally {
    isOn = false
    await server.close()
    postgres.stop()
    second.postgres?.stop()
    rmSync(kept, { recursive: true, force: true })
  }
}
