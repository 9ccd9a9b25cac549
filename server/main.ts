// The process: config, data folder, database, migrations, content, build, listen; and an orderly stop on a signal.
import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { buildApp } from './app.ts'
import { atMostEvery } from './at-most-every.ts'
import { sendPlanReminders } from './assessment/plan-reminders.ts'
import { checkStep } from './audit/check.ts'
import { sendLeaves } from './cases/leave-telling.ts'
import { sendReminders } from './cases/reminders.ts'
import { sendAnnuityReminders } from './portfolio/reminders.ts'
import { ConfigError, loadConfig, type Config } from './config.ts'
import { ContentError } from './content.ts'
import { expertReadings } from './consultations/experts.ts'
import { consultationJobs } from './consultations/jobs.ts'
import type { Deps } from './deps.ts'
import { demoAccounts, seedDemo } from './demo/seed.ts'
import { financingJobs } from './financing/jobs.ts'
import { financingReadings } from './financing/products-live.ts'
import { removeExpiredUploads } from './files/expiry.ts'
import { removeHeld } from './files/removals.ts'
import { watchDisk } from './files/room.ts'
import { openBuild, registerPages } from './http/page.ts'
import { startChannels } from './messages/channel-worker.ts'
import { watchDigests } from './messages/digests.ts'
import { watchReceipts } from './messages/sms-health.ts'
import { startWorker } from './messages/worker.ts'
import { followReminderStep } from './notices/follow-reminders.ts'
import { goLive } from './notices/going-live.ts'
import { noticeReadings } from './notices/reading.ts'
import { sendNotices } from './notices/sending.ts'
import { onlyOne } from './only-one.ts'
import { joinProcesses, oneAtATime } from './processes.ts'
import { makeDueReports } from './reports/month-report.ts'
import { copyEnds, keepCopies } from './operations/copies.ts'
import { sendPersonReminders } from './operations/person-reminders.ts'
import { forgetOutdated } from './retention.ts'
import { openDeps } from './start.ts'
import { publicReadings } from './subsidies/publicity-view.ts'
import { endPublicities } from './subsidies/publicity.ts'
import { refreshSchemes } from './subsidies/scheme-history.ts'

/** Phones and sign-in codes never reach the log (an error's own `code` does: without it nobody could tell what failed). PostgreSQL's detail quotes rows. */
const redact = ['phone', '*.phone', 'demoCode', '*.demoCode', 'body', '*.body', 'err.detail', 'err.where', 'req.headers.cookie', 'req.headers.authorization']

const stopPatienceMs = 5_000

const dropHeld = atMostEvery(60_000, (deps) => removeHeld(deps.files, deps))

function announce(config: Config, address: string): void {
  process.stdout.write(`\n  ${address}\n`)
  if (!config.demo) return
  const width = Math.max(...demoAccounts(config.contentDir).map((account) => account.phone.length))
  process.stdout.write('\n  Demonstration: sign in with one of these numbers; the code appears on the page.\n')
  for (const { phone, who } of demoAccounts(config.contentDir)) process.stdout.write(`    ${phone.padEnd(width)}  ${who}\n`)
  process.stdout.write('\n')
}

/** The build in dist/, or with --dev (npm run dev) the sources themselves. */
async function pagesOf(deps: Deps): Promise<(app: FastifyInstance) => Promise<void>> {
  const readings = new Map([...publicReadings(deps), ...expertReadings(deps), ...noticeReadings(deps), ...financingReadings(deps)])
  if (process.argv.includes('--dev')) {
    const { registerDevPages } = await import('./http/dev.ts')
    return (app) => registerDevPages(app, deps, readings)
  }
  const build = await openBuild()
  return (app) => registerPages(app, deps, build, readings)
}

async function main(): Promise<void> {
  // What people hand in is for this account only, not for everybody who has one on the machine.
  process.umask(0o077)
  const config = loadConfig()
  const log = pino({ level: config.logLevel, redact })
  const { deps, self, migrated, close } = await openDeps(config, log)
  if (migrated.length > 0) log.info({ migrated }, 'database migrated')
  const membership = await joinProcesses(deps, self)
  if (config.demo) await oneAtATime(config.databaseUrl, () => seedDemo(deps))
  deps.signals.listen()
  const jobs = [() => removeExpiredUploads(deps), () => forgetOutdated(deps), () => sendReminders(deps), () => sendLeaves(deps), () => sendAnnuityReminders(deps), () => sendPlanReminders(deps), () => endPublicities(deps), () => goLive(deps), () => watchDigests(deps), () => watchReceipts(deps), ...consultationJobs(deps), ...financingJobs(deps), () => sendPersonReminders(deps), () => makeDueReports(deps), () => checkStep(deps), () => dropHeld(deps)]
  const forThisProcess = [() => watchDisk(deps), () => refreshSchemes(deps), keepCopies(deps)]
  const worker = startWorker(deps, [...forThisProcess, onlyOne(deps, 'jobs', jobs)], [(size) => sendNotices(deps, size), followReminderStep(deps)])
  const channels = startChannels(deps)
  const pages = await pagesOf(deps)
  const app = await buildApp(deps, { worker, loggerInstance: log, pages })
  await app.listen({ port: config.port, host: config.host })
  announce(config, config.publicUrl)

  let stopping = false
  // Between requests, one at a time: nobody's first request pays for a large schema.
  const warmUp = () => { if (!stopping && app.compileNext()) setImmediate(warmUp) }
  setImmediate(warmUp)

  async function stop(signal: string): Promise<void> {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    // What is under way is answered; a phone that has been half-silent for longer comes back with its next try.
    const patience = setTimeout(() => app.server.closeAllConnections(), stopPatienceMs)
    await app.close()
    clearTimeout(patience)
    await Promise.all([worker.stop(), channels.stop()])
    await copyEnds(deps)
    await deps.leases.giveBack('jobs').catch(() => undefined)
    await membership.leave()
    await close()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))
}

main().catch((error: unknown) => {
  const isExpected = error instanceof ConfigError || error instanceof ContentError
  process.stderr.write(`${isExpected || (error instanceof Error && !error.stack) ? String(error) : error instanceof Error ? (error.stack ?? error.message) : 'failed'}\n`)
  process.exit(1)
})
