// A backup under load, over HTTP and the operator's socket: nothing acknowledged before it began is lost in it, and people hardly notice.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '#server/config.ts'
import { openDatabase } from '#server/db/open.ts'
import { askOwner } from '#server/lock.ts'
import type { BackupReport } from '#server/operations/backup.ts'
import { checkBackup } from '#server/operations/manifest.ts'
import { restore } from '#server/operations/restore.ts'
import { openDrafts } from '../support/drafts.ts'
import { startServer, type ServerProcess } from '../support/server-process.ts'
import { openDossiers } from './dossiers.ts'
import { aSaver, saveOnce, submitOnce, type Saver, type Submitter } from './people.ts'
import { answeredBy, judgeCopy, toldSoFar } from './told.ts'

export interface BackupOptions {
  rounds: number
  savers: number
  submitters: number
  /** Rows of 2 kB beside everything else, so that a copy takes a while. */
  filler: number
  databaseUrl?: string | undefined
  /** An empty database to restore into; undefined on SQLite. */
  emptyDatabase: (round: number) => Promise<string | undefined>
}
export interface BackupFigures {
  rounds: number
  megabytes: number
  rows: number
  files: number
  /** Writes acknowledged before the backups began, and in all. */
  before: number
  acknowledged: number
  seconds: number[]
  /** Of the server's event loop while it made them, at most; and p95 of a save without and with one. Milliseconds. */
  eventLoopMax: number
  restP95: number
  backupP95: number
  problems: string[]
}

function p95(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? 0
}

async function fill(dataDir: string, databaseUrl: string | undefined, rows: number): Promise<void> {
  const { db, close } = openDatabase({ dataDir, databaseUrl })
  for (let from = 0; from < rows; from += 400) {
    await db.insertInto('meta').values(Array.from({ length: Math.min(400, rows - from) }, (_, n) => ({ key: `filler-${from + n}`, value: `${from + n} `.repeat(300) }))).execute()
  }
  await close()
}

async function backUpOver(server: ServerProcess, to: string): Promise<BackupReport> {
  const answer = await askOwner(server.dataDir, { name: 'backup', args: { to } })
  if (!answer?.ok) throw new Error(`no backup: ${answer?.error ?? 'nobody owns the data'}`)
  return answer.result as BackupReport
}

/** The check must be able to condemn: one byte of the database is another. */
async function controlIsFound(folder: string, file: string): Promise<boolean> {
  const bytes = readFileSync(join(folder, file))
  const middle = Math.floor(bytes.length / 2)
  bytes.writeUInt8((bytes.at(middle) ?? 0) ^ 1, middle)
  writeFileSync(join(folder, file), bytes)
  return checkBackup(folder).then(() => false, (error: unknown) => String(error).includes('not as it was written'))
}

export async function proveBackups({ rounds, savers: saverCount, submitters: submitterCount, filler, databaseUrl, emptyDatabase }: BackupOptions): Promise<BackupFigures> {
  const env = { LOG_LEVEL: 'warn', REQUESTS_PER_MINUTE: '100000000', ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) }
  const server = await startServer({ env, timeoutMs: 180_000 })
  const folder = mkdtempSync(join(tmpdir(), 'zqt-backups-'))
  const figures: BackupFigures = { rounds, megabytes: 0, rows: 0, files: 0, before: 0, acknowledged: 0, seconds: [], eventLoopMax: 0, restP95: 0, backupP95: 0, problems: [] }
  const [rest, during]: [number[], number[]] = [[], []]
  let [isOn, isBackingUp] = [true, false]
  try {
    await server.stop()
    await fill(server.dataDir, databaseUrl, filler)
    await server.start()
    const savers = (await openDrafts(server.url, saverCount)).map(aSaver)
    const submitters = await openDossiers(server.url, submitterCount)
    const saving = async (saver: Saver) => {
      while (isOn) {
        const began = performance.now()
        await saveOnce(saver)
        ;(isBackingUp ? during : rest).push(performance.now() - began)
      }
    }
    const submitting = async (submitter: Submitter) => {
      while (isOn) await submitOnce(submitter)
    }
    const work = Promise.all([...savers.map(saving), ...submitters.map(submitting)])
    const count = () => answeredBy(savers, submitters)
    for (let round = 1; round <= rounds; round += 1) {
      await new Promise((go) => setTimeout(go, 3_000))
      const told = toldSoFar(savers, submitters)
      figures.before = count()
      isBackingUp = true
      const report = await backUpOver(server, folder)
      isBackingUp = false
      figures.seconds.push(report.seconds)
      figures.eventLoopMax = Math.max(figures.eventLoopMax, report.eventLoopDelay.max)
      Object.assign(figures, { megabytes: Math.round(report.database.bytes / 1e6), rows: Object.values(report.counts).reduce((sum, rows) => sum + rows, 0), files: report.files.count })
      const dataDir = mkdtempSync(join(tmpdir(), 'zqt-restored-'))
      const empty = await emptyDatabase(round)
      const config = loadConfig({ PATH: process.env.PATH ?? '', DATA_DIR: dataDir, ...(empty === undefined ? {} : { DATABASE_URL: empty }) })
      const restored = await restore(config, { from: report.folder, at: Date.now() })
      figures.problems.push(...report.problems, ...restored.problems, ...(await judgeCopy(config, told)))
      rmSync(dataDir, { recursive: true, force: true })
      if (round === rounds && !(await controlIsFound(report.folder, report.database.file))) figures.problems.push('the control was not found: this proof proves nothing')
    }
    isOn = false
    await work
    figures.acknowledged = count()
    Object.assign(figures, { restP95: p95(rest), backupP95: p95(during) })
  } finally {
    isOn = false
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return figures
}
