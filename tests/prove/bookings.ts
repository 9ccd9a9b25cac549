// Promises A3 and A4: fifty clients and twenty times, by HTTP; on PostgreSQL through three server processes on one database. Their history is written down and checked afterwards; with the primary key
// gone the same check must find what happened then.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql, type Kysely } from 'kysely'
import { createFirm, getMe } from '#contract/accounts/endpoints.ts'
import { claimingStates } from '#contract/consultations/workflow.ts'
import { addDays, shanghaiDate, weekdayOf } from '#contract/identifiers/date.ts'
import { openDatabase } from '#server/db/open.ts'
import type { Database } from '#server/db/schema.ts'
import { invariantProblems } from '#server/invariants.ts'
import { createClient, fetchSender, type Client, type Send } from '../support/api-client.ts'
import { aPhone, aUscc } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'
import { startServer, type ServerProcess } from '../support/server-process.ts'
import { play, topic, type Player, type Slot, type Stage } from './booking-clients.ts'
import { checkHistory, readHistory, withInjected, writeHistory } from './booking-history.ts'

export interface BookingFigures { operations: number; conflicts: number; unheard: number; busy: number; seconds: number; checkSeconds: number; overlaps: number; injectedFound: boolean; problems: string[] }
export interface BookingProof { operations: number; /** Server processes; more than one need PostgreSQL. */ servers: number; databaseUrl?: string | undefined; /** Without the primary key: the check must find something. */ isUnguarded?: boolean }

const clients = 50
const experts = [phones.expert, '13800000021']
const clocks = ['08:30', '09:00', '09:30', '10:00', '10:30', '13:30', '14:00', '14:30', '15:00', '15:30']
const firstPerson = 7000

/** The demonstration with room for many bookings a firm, and holds that run out while the proof runs. */
export function contentFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zqt-bookings-'))
  cpSync('content/huantai', folder, { recursive: true })
  const file = join(folder, 'consultations.json')
  const content = JSON.parse(readFileSync(file, 'utf8')) as { limits: object }
  writeFileSync(file, JSON.stringify({ ...content, limits: { ...content.limits, liveBookings: 50, holds: 10, holdMinutes: 1 } }))
  return folder
}

/** Whichever server answers this time. */
function senderOf(servers: readonly ServerProcess[]): Send {
  const senders = servers.map(({ url }) => ({ url, send: fetchSender(url) }))
  return (sent) => {
    const one = senders[Math.floor(Math.random() * senders.length)]
    if (!one) throw new Error('no server')
    return one.send({ ...sent, headers: { ...sent.headers, origin: one.url } })
  }
}

/** A workday some days on that is neither a holiday nor at the end of the horizon. */
export function workingDay(): string {
  let day = addDays(shanghaiDate(Date.now()), 5)
  while ([0, 6].includes(weekdayOf(day))) day = addDays(day, 1)
  return day
}

export async function openExperts(db: Kysely<Database>, ids: readonly string[], day: string): Promise<void> {
  const row = {
    organisation: '', qualification: '', fields: '', industries: '[]', topics: JSON.stringify([topic]), ways: '["office","phone"]', statement: '', introduction: '', place_id: 'county-centre', is_open: 1, version: 1, rules: '[]',
    // Once, on that day: a holiday does not matter then.
    additions: JSON.stringify([['08:30', '11:45'], ['13:30', '16:45']].map(([from, to]) => ({ date: day, from, to, ways: ['office', 'phone'] }))), lunch: null, per_day: 20, hours_version: 1, turn: 0, saved_at: 0,
  }
  await db.updateTable('expert_profiles').set({ is_open: 0 }).execute()
  for (const id of ids) await db.insertInto('expert_profiles').values({ account_id: id, saved_by: id, ...row }).onConflict((conflict) => conflict.column('account_id').doUpdateSet(row)).execute()
}

/** The same table without its primary key: what two claims at once then do is up to luck. */
async function dropPrimaryKey(db: Kysely<Database>): Promise<void> {
  await sql`drop table consultation_busy`.execute(db)
  await sql`create table consultation_busy (expert_id text not null, quantum integer not null, owner_id text not null)`.execute(db)
}

export async function firmOf(send: Send, origin: string, n: number): Promise<{ client: Client; firmId: string }> {
  const client = createClient(send, origin)
  await client.signIn(aPhone(firstPerson + n))
  const firm = await client.call(createFirm, { body: { uscc: aUscc(firstPerson + n), name: `试验企业${n}`, town: '索镇街道' } })
  if (firm.status !== 201) throw new Error(`no firm: ${firm.status} ${JSON.stringify(firm.error)}`)
  return { client, firmId: firm.body.id }
}

/** What was told is what is there, apart from what nobody heard. */
async function compare(db: Kysely<Database>, standing: ReadonlySet<string>, unsure: ReadonlySet<string>): Promise<string[]> {
  const rows = await db.selectFrom('bookings').innerJoin('firms', 'firms.id', 'bookings.firm_id').select(['bookings.id', 'bookings.state']).where('firms.name', 'like', '试验企业%').execute()
  const live = new Set(rows.filter(({ state }) => claimingStates.includes(state)).map(({ id }) => id))
  const known = new Set(rows.map(({ id }) => id))
  const lost = [...standing].filter((id) => !live.has(id) && !unsure.has(id)).map((id) => `booking ${id}: told it stands, and it does not`)
  const torn = [...unsure].filter((id) => !known.has(id)).map((id) => `booking ${id} is not there at all`)
  return [...lost, ...torn]
}

async function prepare(servers: readonly ServerProcess[], databaseUrl: string | undefined, day: string, isUnguarded: boolean): Promise<Player[]> {
  const [first] = servers
  if (!first) throw new Error('no server')
  const send = senderOf([first])
  const signIn = async (phone: string) => {
    const client = createClient(send, first.url)
    await client.signIn(phone)
    return client
  }
  const people = await Promise.all(experts.map(signIn))
  const ids = await Promise.all(people.map(async (client) => (await client.call(getMe)).body.id))
  const officer = await signIn(phones.officer)
  const firms = []
  for (let n = 0; n < clients; n += 1) firms.push(await firmOf(send, first.url, n))
  // On SQLite nobody else writes while a server runs.
  if (databaseUrl === undefined) await first.stop()
  const { db, close } = openDatabase({ dataDir: first.dataDir, databaseUrl })
  await openExperts(db, ids, day)
  if (isUnguarded) await dropPrimaryKey(db)
  await close()
  if (databaseUrl === undefined) await first.start()
  // From here on they ask whichever server comes along, with the same cookies.
  const anywhere = senderOf(servers)
  const across = (client: Client) => createClient(anywhere, first.url, [splitCookie(client.cookie())])
  const byId = new Map(ids.map((id, index) => [id, across(people[index] ?? officer)] as const))
  return firms.map(({ client, firmId }, n) => ({ n, client: across(client), firmId, officer: across(officer), experts: byId }))
}

function splitCookie(cookie: string): [string, string] {
  const at = cookie.indexOf('=')
  return [cookie.slice(0, at), cookie.slice(at + 1)]
}

export async function proveBookings({ operations, servers: count, databaseUrl, isUnguarded = false }: BookingProof): Promise<BookingFigures> {
  const folder = contentFolder()
  const env = { LOG_LEVEL: 'warn', REQUESTS_PER_MINUTE: '100000000', CONTENT_DIR: folder, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl, FILES_DIR: join(folder, 'shared') }) }
  const servers: ServerProcess[] = []
  try {
    // One after the other: the first one makes the tables.
    for (let n = 0; n < count; n += 1) servers.push(await startServer({ env, timeoutMs: 180_000 }))
    const day = workingDay()
    const players = await prepare(servers, databaseUrl, day, isUnguarded)
    const slots: Slot[] = [...(players[0]?.experts.keys() ?? [])].flatMap((expertId) => clocks.map((clock) => ({ expertId, startsAt: Date.parse(`${day}T${clock}:00+08:00`) })))
    const stage: Stage = { slots, lines: [], left: operations, busy: 0 }
    const began = performance.now()
    await Promise.all(players.map((player) => play(player, stage)))
    const seconds = (performance.now() - began) / 1000
    mkdirSync('tmp', { recursive: true })
    const file = join('tmp', `bookings-${databaseUrl === undefined ? 'sqlite' : 'postgres'}${isUnguarded ? '-unguarded' : ''}.jsonl`)
    writeFileSync(file, writeHistory(stage.lines))
    for (const server of servers) await server.stop()
    return { ...(await judge({ file, dataDir: servers[0]?.dataDir ?? '', databaseUrl, isUnguarded })), busy: stage.busy, seconds }
  } finally {
    for (const server of servers) await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function judge({ file, dataDir, databaseUrl, isUnguarded }: { file: string; dataDir: string; databaseUrl: string | undefined; isUnguarded: boolean }): Promise<Omit<BookingFigures, 'busy' | 'seconds'>> {
  const began = performance.now()
  const lines = readHistory(readFileSync(file, 'utf8'))
  const { overlaps, surprises, conflicts, unheard, standing, unsure } = checkHistory(lines)
  const checkSeconds = (performance.now() - began) / 1000
  const injectedFound = checkHistory(withInjected(lines, Math.random)).overlaps.length > overlaps.length
  const problems: string[] = []
  if (!isUnguarded) {
    const { db, close } = openDatabase({ dataDir, databaseUrl })
    problems.push(...overlaps.map((pair) => `overlap: ${pair}`), ...surprises.slice(0, 20), ...(await compare(db, standing, unsure)), ...(await invariantProblems(db)))
    await close()
    if (!injectedFound) problems.push('the check does not see an injected double booking')
  } else if (overlaps.length === 0) problems.push('without the primary key nothing was found')
  return { operations: lines.length, conflicts, unheard, checkSeconds, overlaps: overlaps.length, injectedFound, problems }
}
