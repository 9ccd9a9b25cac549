// One notice to all of 30,000 firms while people go on working: everybody has it once, nobody's request fails, and what others notice of it is printed. Then the same,
// smaller, with kill -9 in the middle.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { sql, type Kysely } from 'kysely'
import { everybody } from '#contract/notices/audience.ts'
import { previewAudience } from '#contract/notices/desk-endpoints.ts'
import { listNotices } from '#contract/notices/endpoints.ts'
import { countUnread } from '#contract/messages/endpoints.ts'
import { listApplications } from '#contract/subsidies/endpoints.ts'
import { createCommands } from '#server/db/commands.ts'
import { jsonRows } from '#server/db/json-rows.ts'
import { openDatabase, type DatabaseKind } from '#server/db/open.ts'
import type { Database } from '#server/db/schema.ts'
import { published } from '../notices/many-firms.ts'
import { createClient, fetchSender, type Client, type Reply } from '../support/api-client.ts'
import { phones } from '../support/demo-phones.ts'
import { openDrafts } from '../support/drafts.ts'
import { startServer, type ServerProcess } from '../support/server-process.ts'
import { aSaver, saveOnce } from './people.ts'

export interface NoticeFigures {
  firms: number; people: number; previewAllMs: number; previewSomeMs: number; sendingBatches: number; inboxBatches: number; seconds: number
  /** Milliseconds of 95 of 100 requests: at rest, and while the notice went out. */
  restP95: number; sendingP95: number; restP50: number; sendingP50: number; requests: number; failures: number; kills: number; problems: string[]
}

const towns = ['索镇', '起凤镇', '果里镇', '唐山镇']
const pad = (value: number, length: number) => String(value).padStart(length, '0')
const at = () => Date.now()

/** `count` firms with two members each, by sets of 5,000. */
async function seedFirms(db: Kysely<Database>, kind: DatabaseKind, count: number): Promise<void> {
  const cast = (index: number) => sql.raw(`given.value ->> ${index}`)
  for (let from = 0; from < count; from += 5_000) {
    const rows = Array.from({ length: Math.min(5_000, count - from) }, (_, index) => {
      const n = from + index
      return [randomUUID(), randomUUID(), randomUUID(), pad(n, 8), towns[n % towns.length] ?? '', n % 3 === 0 ? '小型' : null, randomUUID(), randomUUID()]
    })
    const given = jsonRows(kind, rows)
    for (const [index, digits] of [[1, '151'], [2, '152']] as const) {
      await sql`insert into accounts (id, phone, name, staff_role, disabled_at, local_key, created_at) select ${cast(index)}, ${sql.lit(digits)} || (${cast(3)}), '人', null, null, '', 0 from ${given}`.execute(db)
    }
    await sql`insert into firms (id, uscc, uscc_check, name, town, scale, verification, created_by, created_at, version) select ${cast(0)}, '9137032100' || (${cast(3)}), 'ok', '千家企业' || (${cast(3)}) || '有限公司', ${cast(4)}, ${cast(5)}, 'verified', ${cast(1)}, 0, 1 from ${given}`.execute(db)
    for (const [index, id, role] of [[1, 6, 'administrator'], [2, 7, 'clerk']] as const) {
      await sql`insert into memberships (id, firm_id, account_id, role, state, created_at, changed_at) select ${cast(id)}, ${cast(0)}, ${cast(index)}, ${sql.lit(role)}, 'active', 0, 0 from ${given}`.execute(db)
    }
  }
  await sql`analyze`.execute(db)
}

type Deed = () => Promise<Reply<unknown> | void>

/** What people do all day. */
async function ordinaryWork(server: ServerProcess): Promise<Deed[]> {
  const drafts = await openDrafts(server.url, 4)
  return drafts.flatMap((draft) => {
    const saver = aSaver(draft)
    return [() => draft.client.call(listNotices), () => draft.client.call(countUnread), () => draft.client.call(listApplications, { query: { firmId: draft.firmId } }), () => saveOnce(saver)]
  })
}

interface Mix { times: number[]; failures: number }

/** Every deed again and again, with the pauses people make, until `isOver`. */
async function work(deeds: readonly Deed[], isOver: () => boolean): Promise<Mix> {
  const mix: Mix = { times: [], failures: 0 }
  await Promise.all(deeds.map(async (deed) => {
    await pause(Math.random() * 200)
    while (!isOver()) {
      const begin = performance.now()
      const reply = await deed()
      mix.times.push(performance.now() - begin)
      if (reply && reply.status >= 500) mix.failures += 1
      await pause(100 + Math.random() * 200)
    }
  }))
  mix.times.sort((one, other) => one - other)
  return mix
}
const quantile = (times: readonly number[], of: number) => times[Math.floor(times.length * of)] ?? Number.NaN

async function signedIn(server: ServerProcess, phone: string): Promise<Client> {
  const client = createClient(fetchSender(server.url), server.url)
  await client.signIn(phone)
  return client
}

async function timed(deed: () => Promise<Reply<unknown>>, problems: string[]): Promise<number> {
  const begin = performance.now()
  const { status } = await deed()
  if (status !== 200) problems.push(`an audience was not counted: ${status}`)
  return performance.now() - begin
}

/** Which members have it not, or twice. */
async function judge(db: Kysely<Database>, noticeId: string): Promise<string[]> {
  const link = `/notices/${noticeId}?from=inbox`
  const messages = await db.selectFrom('messages').select(['account_id', (eb) => eb.fn.countAll<number>().as('n')]).where('link', '=', link).groupBy('account_id').execute()
  const members = await db.selectFrom('memberships').select('account_id').distinct().where('state', '=', 'active').execute()
  const has = new Set(messages.map((row) => row.account_id))
  const twice = messages.filter(({ n }) => Number(n) !== 1).length
  const missing = members.filter((row) => !has.has(row.account_id)).length
  return [...(missing > 0 ? [`missing: ${missing} of ${members.length} people have no message`] : []), ...(twice > 0 ? [`twice: ${twice} people have it more than once`] : []), ...(messages.length === members.length ? [] : [`${messages.length} people were told, ${members.length} are members`])]
}

async function isSent(db: Kysely<Database>, noticeId: string): Promise<boolean> {
  const running = await db.selectFrom('notice_sendings').select('id').where('notice_id', '=', noticeId).where('ended_at', 'is', null).executeTakeFirst()
  return !running && !(await db.selectFrom('outbox').select('id').where(sql<boolean>`state = 'queued' and bulk = 1`).executeTakeFirst())
}

async function countDistinct(db: Kysely<Database>, table: 'notice_targets' | 'outbox', column: 'at' | 'finished_at', where: [column: 'notice_id' | 'about', value: string]): Promise<number> {
  const { n } = (await sql<{ n: number }>`select count(distinct ${sql.ref(column)}) as n from ${sql.table(table)} where ${sql.ref(where[0])} = ${where[1]}`.execute(db)).rows[0] ?? { n: 0 }
  return Number(n)
}

export interface NoticeProof { firms?: number; kills?: number; databaseUrl?: string | undefined; restSeconds?: number }

export async function proveNotices({ firms = 30_000, kills = 0, databaseUrl, restSeconds = 20 }: NoticeProof): Promise<NoticeFigures> {
  const env = { LOG_LEVEL: 'warn', REQUESTS_PER_MINUTE: '100000000', ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) }
  const server = await startServer({ env, timeoutMs: 120_000 })
  const open = () => openDatabase({ dataDir: server.dataDir, databaseUrl })
  const figures: NoticeFigures = { firms, people: 0, previewAllMs: 0, previewSomeMs: 0, sendingBatches: 0, inboxBatches: 0, seconds: 0, restP95: 0, sendingP95: 0, restP50: 0, sendingP50: 0, requests: 0, failures: 0, kills: 0, problems: [] }
  try {
    const deeds = kills === 0 ? await ordinaryWork(server) : []
    await server.stop()
    const seeding = open()
    await seedFirms(seeding.db, seeding.kind, firms)
    await seeding.close()
    await server.start()
    const { db, kind, close } = open()
    const deps = { db, databaseKind: kind, commands: createCommands(db, kind), clock: { now: at } }
    if (kills === 0) {
      const officer = await signedIn(server, phones.officer)
      figures.previewAllMs = await timed(() => officer.call(previewAudience, { body: { audience: everybody } }), figures.problems)
      figures.previewSomeMs = await timed(() => officer.call(previewAudience, { body: { audience: { ...everybody, everyone: false, towns: ['果里镇'], scales: ['小型'], rightKinds: ['patent'] } } }), figures.problems)
      await work(deeds, overAfter(5)) // what is slow only once
      const rest = await work(deeds, overAfter(restSeconds))
      Object.assign(figures, { restP95: quantile(rest.times, 0.95), restP50: quantile(rest.times, 0.5) })
      figures.failures += rest.failures
    }
    const begin = performance.now()
    const noticeId = await published(deps)
    const state = { isOver: false }
    const meanwhile = work(deeds, () => state.isOver)
    for (let look = 0; !(await isSent(db, noticeId)); look += 1) {
      await pause(kills > figures.kills ? 100 + Math.random() * 1500 : 500)
      if (kills <= figures.kills) continue
      await server.kill()
      figures.kills += 1
      await server.start()
    }
    state.isOver = true
    const mix = await meanwhile
    figures.seconds = (performance.now() - begin) / 1000
    Object.assign(figures, { sendingP95: quantile(mix.times, 0.95), sendingP50: quantile(mix.times, 0.5), requests: mix.times.length })
    figures.failures += mix.failures
    figures.sendingBatches = await countDistinct(db, 'notice_targets', 'at', ['notice_id', noticeId])
    figures.inboxBatches = await countDistinct(db, 'outbox', 'finished_at', ['about', `notice:${noticeId}`])
    const sending = await db.selectFrom('notice_sendings').selectAll().where('notice_id', '=', noticeId).executeTakeFirstOrThrow()
    figures.people = sending.people
    figures.problems.push(...(await judge(db, noticeId)))
    const told = await db.selectFrom('notice_targets').select((eb) => eb.fn.countAll<number>().as('n')).where('notice_id', '=', noticeId).executeTakeFirstOrThrow()
    if (Number(told.n) !== sending.firms) figures.problems.push(`${sending.firms} firms were counted, ${Number(told.n)} are kept`)
    if (figures.failures > 0) figures.problems.push(`${figures.failures} requests failed`)
    if (figures.problems.length === 0 && !(await controlIsFound(db, noticeId))) figures.problems.push('the control was not found: this proof proves nothing')
    await deps.commands.idle()
    await close()
  } finally {
    await server.close()
  }
  return figures
}

function overAfter(seconds: number): () => boolean {
  const until = performance.now() + seconds * 1000
  return () => performance.now() > until
}

/** The judge must be able to condemn: one message is taken away, another is there twice. */
async function controlIsFound(db: Kysely<Database>, noticeId: string): Promise<boolean> {
  const [first, second] = await db.selectFrom('messages').selectAll().where('link', '=', `/notices/${noticeId}?from=inbox`).limit(2).execute()
  if (!first || !second) return false
  await db.deleteFrom('messages').where('id', '=', first.id).execute()
  await db.insertInto('messages').values({ ...second, id: randomUUID(), outbox_id: 'control' }).execute()
  const found = await judge(db, noticeId)
  return ['missing', 'twice'].every((word) => found.some((problem) => problem.startsWith(word)))
}
