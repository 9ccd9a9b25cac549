// Promise A1: an acknowledged write survives kill -9. People work over HTTP, the server is killed at random, its data is judged, it starts again.
import { openDatabase } from '#server/db/open.ts'
import { createClient, fetchSender } from '../support/api-client.ts'
import { openDrafts } from '../support/drafts.ts'
import { startServer, type ServerProcess } from '../support/server-process.ts'
import { openDossiers } from './dossiers.ts'
import { aSaver, saveOnce, settle, submitOnce, Surprise, type Saver, type Submitter } from './people.ts'
import { judge, type Verdict } from './verdict.ts'

export interface KillOptions {
  kills: number
  savers: number
  submitters: number
  /** PostgreSQL instead of SQLite. */
  databaseUrl?: string
}

export interface KillFigures {
  kills: number
  acknowledged: number
  /** Requests without an answer when the server died: those that had happened, and those that had not. */
  unknownDone: number
  unknownUndone: number
  lost: string[]
  torn: string[]
  bad: string[]
  seconds: number
}

/** Works until the server is gone. Anything but a broken connection is a finding. */
async function workUntilDeath(once: () => Promise<void>, isDead: () => boolean): Promise<void> {
  for (;;) {
    try {
      await once()
    } catch (error) {
      if (error instanceof Surprise && !isDead()) throw error
      if (isDead()) return
      await pause(5)
    }
  }
}

/** The server is dead: what had no answer is now known to have happened or not. */
function learn(saver: Saver, version: number | undefined): 'done' | 'undone' | undefined {
  const { unknown } = saver
  if (unknown === undefined) return undefined
  saver.unknown = undefined
  if (version !== unknown.version) return 'undone'
  saver.acknowledged = unknown
  return 'done'
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

function countAnswered(savers: readonly Saver[], submitters: readonly Submitter[]): number {
  return savers.reduce((sum, saver) => sum + saver.answered, 0) + submitters.reduce((sum, submitter) => sum + submitter.acknowledged.length, 0)
}

/** A random moment once work is under way. */
async function waitForWork(savers: readonly Saver[], submitters: readonly Submitter[]): Promise<void> {
  const before = countAnswered(savers, submitters)
  for (const until = Date.now() + 5000; countAnswered(savers, submitters) < before + savers.length && Date.now() < until; ) await pause(2)
  await pause(Math.random() * 300)
}

async function oneKill(server: ServerProcess, savers: readonly Saver[], submitters: readonly Submitter[]): Promise<void> {
  let isDead = false
  const everybody = [...savers.map((saver) => () => saveOnce(saver)), ...submitters.map((submitter) => () => submitOnce(submitter))]
  const work = Promise.all(everybody.map((once) => workUntilDeath(once, () => isDead)))
  await Promise.race([work, waitForWork(savers, submitters)])
  isDead = true
  await server.kill()
  await work
}

/** The judge must be able to condemn: one saved version and one line of history are taken away, at the very end. */
async function controlIsFound(server: ServerProcess, databaseUrl: string | undefined, savers: readonly Saver[], submitters: readonly Submitter[]): Promise<boolean> {
  await server.kill()
  const { db, kind, close } = openDatabase({ dataDir: server.dataDir, databaseUrl })
  const [act] = submitters.flatMap((submitter) => submitter.acknowledged)
  if (act === undefined) return false
  await db.updateTable('cases').set((eb) => ({ version: eb('version', '-', 1) })).where('id', '=', savers[0]?.draft.id ?? '').execute()
  await db.deleteFrom('case_events').where('case_id', '=', act.applicationId).where('action', '=', act.action).execute()
  const { lost, torn } = await judge(db, kind, savers, submitters)
  await close()
  return lost.length === 2 && torn.length > 0
}

const merge = (into: Verdict, more: Verdict) => {
  into.lost.push(...more.lost)
  into.torn.push(...more.torn)
  into.bad.push(...more.bad)
}

export async function proveKills({ kills, savers: saverCount, submitters: submitterCount, databaseUrl }: KillOptions): Promise<KillFigures> {
  const begin = performance.now()
  const env = { LOG_LEVEL: 'warn', REQUESTS_PER_MINUTE: '100000000', ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) }
  const server = await startServer({ env })
  const findings: Verdict = { lost: [], torn: [], bad: [] }
  const figures = { kills: 0, unknownDone: 0, unknownUndone: 0 }
  const savers = (await openDrafts(server.url, saverCount)).map(aSaver)
  const submitters = await openDossiers(server.url, submitterCount)
  // Once in peace, so that there is a history to lose from the first kill on.
  await Promise.all(submitters.map(submitOnce))
  try {
    while (figures.kills < kills) {
      await oneKill(server, savers, submitters)
      figures.kills += 1
      const { db, kind, close } = openDatabase({ dataDir: server.dataDir, databaseUrl })
      merge(findings, await judge(db, kind, savers, submitters))
      for (const saver of savers) {
        const row = await db.selectFrom('cases').select('version').where('id', '=', saver.draft.id).executeTakeFirst()
        const outcome = learn(saver, row?.version)
        if (outcome !== undefined) figures[outcome === 'done' ? 'unknownDone' : 'unknownUndone'] += 1
      }
      for (const { unknown } of submitters) {
        if (unknown === undefined) continue
        const event = await db.selectFrom('case_events').select('id').where('case_id', '=', unknown.applicationId).where('action', '=', unknown.action).executeTakeFirst()
        figures[event === undefined ? 'unknownUndone' : 'unknownDone'] += 1
      }
      await close()
      await server.start()
      // The same key again: done once and for all, whether it had happened or not.
      for (const submitter of submitters) await settle(submitter)
      if (figures.kills % 10 === 0) console.error(`  ${figures.kills} kills, lost ${findings.lost.length}, torn ${findings.torn.length}, bad ${findings.bad.length}`)
    }
    await assertAlive(server)
    if (!(await controlIsFound(server, databaseUrl, savers, submitters))) findings.bad.push('the control was not found: this proof proves nothing')
  } finally {
    await server.close()
  }
  const acknowledged = countAnswered(savers, submitters)
  return { ...figures, acknowledged, ...findings, seconds: (performance.now() - begin) / 1000 }
}

async function assertAlive(server: ServerProcess): Promise<void> {
  const reply = await createClient(fetchSender(server.url), server.url).request('GET', '/api/health')
  if (reply.status !== 200) throw new Error(`the server is not well after all: ${reply.status}`)
}
