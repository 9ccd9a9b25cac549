// Promise A5 across a crash: the server does the work and dies before the phone has read the answer; the same key then brings
// that answer and no second effect. The phone here sends and never reads, the database says when the effect is there.
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { actOnApplication } from '#contract/subsidies/endpoints.ts'
import { fillPath } from '#contract/endpoint.ts'
import { openDatabase } from '#server/db/open.ts'
import { startServer, type ServerProcess } from '../support/server-process.ts'
import { openDossiers } from './dossiers.ts'
import { prepare, type Submitter } from './people.ts'

export interface ReplayFigures {
  rounds: number
  /** Rounds in which the repeat got the stored answer and the case was submitted exactly once. */
  once: number
  problems: string[]
}

function sendAndLookAway(server: ServerProcess, path: string, key: string, cookie: string, body: string): Socket {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  socket.on('error', () => undefined) // the server is about to be killed
  socket.pause()
  const head = [`POST ${path} HTTP/1.1`, `host: ${new URL(server.url).host}`, `origin: ${server.url}`, `cookie: ${cookie}`, `idempotency-key: ${key}`, 'content-type: application/json', `content-length: ${Buffer.byteLength(body)}`]
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  return socket
}

async function waitForEffect(server: ServerProcess, databaseUrl: string | undefined, key: string): Promise<void> {
  // A reader beside the writer: both databases allow it.
  const { db, close } = openDatabase({ dataDir: server.dataDir, databaseUrl })
  for (let left = 400; left > 0; left -= 1) {
    const row = await db.selectFrom('idempotency').select('status').where('key', '=', key).executeTakeFirst()
    if (row?.status !== undefined && row.status !== null) return close()
    await pause(5)
  }
  await close()
  throw new Error('the request had no effect within two seconds')
}

async function countEffects(server: ServerProcess, databaseUrl: string | undefined, id: string): Promise<string> {
  const { db, close } = openDatabase({ dataDir: server.dataDir, databaseUrl })
  const events = await db.selectFrom('case_events').select('id').where('case_id', '=', id).where('action', '=', 'submit').execute()
  const lines = await db.selectFrom('audit').select('id').where('subject', '=', `case:${id}`).where('action', '=', 'subsidies.submit').execute()
  const messages = await db.selectFrom('outbox').select('account_id').where('dedupe_key', 'like', `case:${id}:%:submit:%`).execute()
  const people = new Set(messages.map((message) => message.account_id))
  await close()
  return `${events.length} event, ${lines.length} audit line, ${messages.length - people.size} doubled messages`
}

async function oneRound(server: ServerProcess, { dossier }: Submitter, databaseUrl: string | undefined, round: number): Promise<string[]> {
  const { client } = dossier
  const { id } = await prepare(dossier)
  const key = `replay-${process.pid}-${round}`
  const params = { id, action: 'submit' as const }
  const socket = sendAndLookAway(server, fillPath(actOnApplication.path, params), key, client.cookie(), JSON.stringify({ statement: true }))
  await waitForEffect(server, databaseUrl, key)
  await server.kill()
  socket.destroy()
  await server.start()

  const problems: string[] = []
  const again = (body: object, withKey = key) => client.call(actOnApplication, { params, body, key: withKey })
  const replies = await Promise.all(Array.from({ length: 20 }, () => again({ statement: true })))
  const different = new Set(replies.map((reply) => Buffer.from(reply.bytes).toString()))
  if (replies.some((reply) => reply.status !== 200) || different.size !== 1) problems.push(`repeats: ${[...new Set(replies.map((reply) => reply.status))].join()} in ${different.size} different bodies`)
  const other = await again({ statement: true, version: 99 })
  if (other.error?.code !== 'key-reused') problems.push(`another body under the key: ${other.status}`)
  const effects = await countEffects(server, databaseUrl, id)
  if (effects !== '1 event, 1 audit line, 0 doubled messages') problems.push(effects)
  const withdrawn = await client.call(actOnApplication, { params: { id, action: 'withdraw' }, body: {}, key: `${key}-withdraw` })
  if (withdrawn.status !== 200) problems.push(`withdraw: ${withdrawn.status}`)
  return problems.map((problem) => `round ${round}: ${problem}`)
}

export async function proveReplay(rounds: number, databaseUrl?: string): Promise<ReplayFigures> {
  const server = await startServer({ env: { LOG_LEVEL: 'warn', REQUESTS_PER_MINUTE: '100000000', ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) } })
  const figures: ReplayFigures = { rounds, once: 0, problems: [] }
  try {
    const [submitter] = await openDossiers(server.url, 1)
    if (submitter === undefined) throw new Error('nobody to submit')
    for (let round = 1; round <= rounds; round += 1) {
      const problems = await oneRound(server, submitter, databaseUrl, round)
      figures.problems.push(...problems)
      if (problems.length === 0) figures.once += 1
    }
  } finally {
    await server.close()
  }
  return figures
}
