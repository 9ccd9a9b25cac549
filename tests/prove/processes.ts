// Promises A3, A5, A7, A8, A14 and C with three processes on one PostgreSQL behind a proxy, files in a fake of S3: one is killed, it comes back, the database falls over; nobody loses or doubles anything.
import { rmSync } from 'node:fs'
import { createBooking } from '#contract/consultations/endpoints.ts'
import { getCounty } from '#contract/county/endpoints.ts'
import { createCommands } from '#server/db/commands.ts'
import { openDatabase } from '#server/db/open.ts'
import { enqueueMessages } from '#server/messages/outbox.ts'
import { createClient } from '../support/api-client.ts'
import { openDrafts } from '../support/drafts.ts'
import { phones } from '../support/demo-phones.ts'
import type { TestPostgres } from '../support/postgres.ts'
import { topic, type Slot } from './booking-clients.ts'
import { contentFolder, firmOf, openExperts, workingDay } from './bookings.ts'
import { openDossiers } from './dossiers.ts'
import { aSaver, type Saver } from './people.ts'
import { bookThrough, filesNotEqual, hearing, listen, saveThrough, signInThrough, submitThrough, uploadThrough, type Booked, type Heard, type Listener, type SentFile } from './processes-people.ts'
import { startCluster, type Cluster } from './processes-cluster.ts'
import { judge } from './verdict.ts'

export interface ProcessesFigures {
  answers: number; saves: number; submits: number; bookings: number; files: number; resumed: number; signIns: number; messages: number; reconnects: number
  /** Milliseconds from the commit of a message to the number on a page whose stream another process may serve; half of them, and 95 of 100. */
  heardP50: number; heardP95: number
  /** Requests whose process died under them. */
  broken: number
  /** Seconds from the first to the last 503 after the database fell over. */
  outage: number
  /** Seconds from its fall until it took connections again. */
  away: number
  controls: number
  seconds: number
  problems: string[]
}
export interface ProcessesProof { postgres: Pick<TestPostgres, 'crash'>; databaseUrl: string; /** Seconds of load. */ seconds: number }

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const clocks = ['08:30', '09:00', '09:30', '10:00', '10:30', '13:30', '14:00', '14:30', '15:00', '15:30']
/** From the fall of the database on (A14); on a machine that takes longer to start it, two seconds after it is there. */
const mostOutageSeconds = 5
const mostAfterwardsSeconds = 2
/** What a killed process had claimed is delivered by another once its lease is over. */
const leaseMs = 60_000

interface Marks { killedAt: number; backAt: number; fellAt: number; /** The database takes connections again. */ upAt: number }

/** One process dies and comes back, then the database falls over, while people work. */
async function trouble(cluster: Cluster, postgres: ProcessesProof['postgres'], seconds: number): Promise<Marks> {
  await pause(seconds * 200)
  const killedAt = performance.now()
  await cluster.kill(1)
  await pause(seconds * 150)
  await cluster.restart(1)
  const backAt = performance.now()
  await pause(seconds * 200)
  const fellAt = performance.now()
  await postgres.crash()
  const upAt = performance.now()
  await pause(seconds * 300)
  return { killedAt, backAt, fellAt, upAt }
}

/** Answers nobody should have heard. 502: connections the killed process had; 503: while the database was away. */
function unexpected(heard: readonly Heard[], { killedAt, backAt, fellAt }: Marks): string[] {
  const isExpected = ({ status, at }: Heard) => status < 500 || (status === 502 && at >= killedAt && at <= backAt + 1_000) || (status === 503 && at >= fellAt && at <= fellAt + 15_000)
  return heard.filter((one) => !isExpected(one)).slice(0, 20).map(({ status, what, at }) => `${status} to ${what}, ${Math.round(at - killedAt)} ms after the kill`)
}

const percentile = (values: number[], part: number) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0

type World = ReturnType<typeof openDatabase>

async function bookingProblems({ db }: World, booked: readonly Booked[]): Promise<string[]> {
  const rows = await db.selectFrom('bookings').select(['id', 'expert_id', 'first_quantum', 'last_quantum']).where('state', 'in', ['booked', 'confirmed']).execute()
  const problems = booked.filter(({ id }) => !rows.some((row) => row.id === id)).map(({ id }) => `booking ${id} was acknowledged and is not there`)
  for (const a of rows) for (const b of rows) if (a.id < b.id && a.expert_id === b.expert_id && a.first_quantum <= b.last_quantum && b.first_quantum <= a.last_quantum) problems.push(`bookings ${a.id} and ${b.id} overlap`)
  return problems
}

async function messageProblems({ db }: World, told: ReadonlyMap<string, number>, listeners: readonly Listener[]): Promise<string[]> {
  const problems: string[] = []
  for (const { accountId, shown } of listeners) {
    const { count } = await db.selectFrom('messages').select((eb) => eb.fn.countAll<number>().as('count')).where('account_id', '=', accountId).where('title', 'like', '试验消息%').executeTakeFirstOrThrow()
    const { unread } = await db.selectFrom('messages').select((eb) => eb.fn.countAll<number>().as('unread')).where('account_id', '=', accountId).where('read_at', 'is', null).executeTakeFirstOrThrow()
    if (Number(count) !== told.get(accountId)) problems.push(`${told.get(accountId)} messages for ${accountId}, ${count} in the inbox`)
    if (Number(unread) !== shown) problems.push(`the page of ${accountId} shows ${shown}, ${unread} are unread`)
  }
  return problems
}

/** What was injected has to be found, or the checks are worth nothing; returns how many of the controls were. */
async function controlsFound(world: World, savers: readonly Saver[], booked: readonly Booked[], told: ReadonlyMap<string, number>, listeners: readonly Listener[]): Promise<number> {
  let found = 0
  const [saver] = savers
  if (saver) {
    await world.db.updateTable('cases').set((eb) => ({ version: eb('version', '-', 1) })).where('id', '=', saver.draft.id).execute()
    found += Number((await judge(world.db, world.kind, savers, [])).lost.length === 1)
  }
  found += Number((await bookingProblems(world, [...booked, { id: 'never', key: '', firm: 0 }])).length === 1)
  const [first] = listeners
  if (first) found += Number((await messageProblems(world, new Map([...told, [first.accountId, (told.get(first.accountId) ?? 0) + 1]]), listeners)).length === 1)
  return found
}

export async function proveProcesses({ postgres, databaseUrl, seconds }: ProcessesProof): Promise<ProcessesFigures> {
  const began = performance.now()
  const folder = contentFolder()
  const cluster = await startCluster({ processes: 3, databaseUrl, env: { LOG_LEVEL: 'warn', REQUESTS_PER_MINUTE: '100000000', CONTENT_DIR: folder } })
  const world = openDatabase({ dataDir: '', databaseUrl })
  const commands = createCommands(world.db, world.kind)
  const heard: Heard[] = []
  try {
    const { url } = cluster
    const send = hearing(cluster.send, heard)
    const listeners: Listener[] = []
    const experts: string[] = []
    for (const phone of [phones.clerk, phones.otherFirm, phones.officer, phones.expert, '13800000021', phones.bank]) {
      const client = createClient(cluster.send, url)
      const { id } = await client.signIn(phone)
      if (phone === phones.expert || phone === '13800000021') experts.push(id)
      // Signing in takes two requests and the stream a third: without a fourth all streams would be at the same process.
      await client.call(getCounty)
      listeners.push(listen(url, id, client))
    }
    const savers = (await openDrafts(url, 6)).map(aSaver)
    const submitters = await openDossiers(url, 2)
    const day = workingDay()
    await openExperts(world.db, experts, day)
    const slots: Slot[] = experts.flatMap((expertId) => clocks.map((clock) => ({ expertId, startsAt: Date.parse(`${day}T${clock}:00+08:00`) })))
    const firms = []
    for (let n = 0; n < 6; n += 1) firms.push(await firmOf(send, url, n))
    for (const { draft } of savers) draft.client = createClient(send, url, cookieOf(draft.client.cookie()))
    for (const { dossier } of submitters) dossier.client = createClient(send, url, cookieOf(dossier.client.cookie()))

    const [booked, files, told, sentAt]: [Booked[], SentFile[], Map<string, number>, Map<string, number[]>] = [[], [], new Map(), new Map()]
    const [counts, problems]: [{ signIns: number }, string[]] = [{ signIns: 0 }, []]
    const until: { over: boolean } = { over: false }
    const on = async (work: () => Promise<unknown>, rest = 20) => {
      while (!until.over) {
        await work()
        await pause(rest)
      }
    }
    const marks = trouble(cluster, postgres, seconds)
    const work = [
      ...savers.map((saver) => on(() => saveThrough(saver))),
      ...submitters.map((submitter) => on(() => submitThrough(submitter))),
      ...firms.map(({ client, firmId }, n) => on(async () => {
        const slot = slots[Math.floor(Math.random() * slots.length)]
        const one = slot && (await bookThrough(client, n, firmId, slot))
        if (one) booked.push(one)
      }, 150)),
      ...firms.slice(0, 3).map(({ client, firmId }) => on(async () => files.push(await uploadThrough(client, firmId, 200_000 + Math.floor(Math.random() * 900_000))), 100)),
      on(async () => {
        counts.signIns += 1
        problems.push(...(await signInThrough(send, url, 20_000 + counts.signIns, cluster.processes.map((one) => one.url))))
      }, 300),
      on(async () => {
        const n = [...told.values()].reduce((sum, one) => sum + one, 0)
        const listener = listeners[n % listeners.length]
        if (!listener) return
        const message = { category: 'case' as const, title: `试验消息${n}`, body: '试验', link: null, tone: 'plain' as const }
        const isSent = await commands.run((tx) => enqueueMessages(tx, { at: Date.now(), accountIds: [listener.accountId], firmId: null, message, dedupeKey: `prove:${n}` })).then(() => true, () => false)
        if (!isSent) return
        told.set(listener.accountId, (told.get(listener.accountId) ?? 0) + 1)
        sentAt.set(listener.accountId, [...(sentAt.get(listener.accountId) ?? []), performance.now()])
      }, 150),
    ]
    const when = await marks.finally(() => (until.over = true))
    await Promise.all(work)
    for (const submitter of submitters) while (submitter.unknown) await submitThrough(submitter)
    // The same key once more: the same booking.
    for (const { id, key, firm } of booked.slice(0, 5)) {
      const again = await firms[firm]?.client.call(createBooking, { body: { firmId: firms[firm]?.firmId ?? '', topic, way: 'phone', description: '别的', holdId: id }, key })
      if (again?.error?.code !== 'key-reused') problems.push(`another body under the key of booking ${id}: ${again?.status}`)
    }
    for (const lastly = performance.now() + leaseMs + 30_000; performance.now() < lastly && (await world.db.selectFrom('outbox').select('id').where('state', '=', 'queued').limit(1).executeTakeFirst()); ) await pause(200)
    await pause(4_000)
    problems.push(...unexpected(heard, when), ...(await filesNotEqual(files)), ...(await bookingProblems(world, booked)), ...(await messageProblems(world, told, listeners)))
    const outages = heard.filter(({ status, at }) => status === 503 && at >= when.fellAt).map(({ at }) => at)
    const outage = outages.length === 0 ? 0 : (Math.max(...outages) - when.fellAt) / 1000
    const away = (when.upAt - when.fellAt) / 1000
    if (outage > Math.max(mostOutageSeconds, away + mostAfterwardsSeconds)) problems.push(`503 for ${outage.toFixed(1)} s after the database fell over, which was away for ${away.toFixed(1)} s`)
    const reconnects = listeners.reduce((sum, one) => sum + one.reconnects, 0)
    if (reconnects === 0) problems.push('no stream was at the killed process: nothing is shown about streams')
    if (problems.length > 0) problems.push(...whyRefused(cluster))
    for (const listener of listeners) listener.stop()
    await cluster.stop()
    const verdict = await judge(world.db, world.kind, savers, submitters)
    problems.push(...verdict.lost, ...verdict.torn, ...verdict.bad)
    const controls = await controlsFound(world, savers, booked, told, listeners)
    if (controls !== 3) problems.push(`only ${controls} of 3 injected losses were found`)
    const delays = delaysOf(listeners, sentAt)
    return {
      answers: heard.length, saves: savers.reduce((sum, one) => sum + one.answered, 0), submits: submitters.reduce((sum, one) => sum + one.acknowledged.length, 0), bookings: booked.length, files: files.length, resumed: files.reduce((sum, one) => sum + one.resumed, 0),
      signIns: counts.signIns, messages: [...told.values()].reduce((sum, one) => sum + one, 0), reconnects, heardP50: percentile(delays, 0.5), heardP95: percentile(delays, 0.95),
      broken: heard.filter(({ status }) => status === 502).length, outage, away, controls, seconds: (performance.now() - began) / 1000, problems,
    }
  } finally {
    await world.close()
    await cluster.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What the processes wrote of what they could not do, each once. */
function whyRefused({ processes }: Cluster): string[] {
  const lines = processes.flatMap((one) => one.output().split('\n').filter((line) => line.includes('"level":50')))
  const words = lines.map((line) => /"message":"([^"]*)"/.exec(line)?.[1] ?? line.slice(0, 200))
  return [...Map.groupBy(words, (word) => word)].map(([word, all]) => `log: ${word} × ${all.length}`).slice(0, 12)
}

/** The k-th message of a page makes its number what it was at first and k more. */
function delaysOf(listeners: readonly Listener[], sentAt: ReadonlyMap<string, number[]>): number[] {
  return listeners.flatMap(({ accountId, shown, shownAt }) => {
    const sent = sentAt.get(accountId) ?? []
    return sent.flatMap((at, index) => {
      const then = shownAt.get(shown - sent.length + index + 1)
      return then === undefined || then < at ? [] : [then - at]
    })
  })
}

function cookieOf(cookie: string): [string, string][] {
  return cookie.split('; ').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])
}
