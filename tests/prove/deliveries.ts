// kill -9 of the worker at any step of a thousand messages by inbox, SMS, push and e-mail: nothing missing, nothing twice in the inbox, every SMS once
// (the gateway can be asked), push and mail at most once more for each that nobody knows of, a final state for all.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Kysely } from 'kysely'
import { loadConfig } from '#server/config.ts'
import type { Database } from '#server/db/schema.ts'
import { enqueueMessages } from '#server/messages/outbox.ts'
import { makeVapidKeys } from '#server/messages/push-encryption.ts'
import { openDeps } from '#server/start.ts'
import { aPhone } from '../messages/push-subscriber.ts'
import { startMailPeer, type MailPeer } from '../support/mail-peer.ts'
import { startPeer, type Peer } from '../support/peer.ts'

export interface DeliveryFigures { messages: number; deliveries: number; kills: number; steps: Record<string, number>; pushesTwice: number; mailsTwice: number; unknown: number; problems: string[] }

const worker = join(dirname(import.meta.filename), 'delivery-worker.ts')
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const start = Date.parse('2026-11-23T02:00:00.000Z')
const minute = 60_000

interface World { env: Record<string, string>; gateway: Peer; pushes: Peer; mails: MailPeer; accepted: Set<string> }

async function openWorld(dataDir: string, databaseUrl: string | undefined): Promise<World> {
  const [gateway, pushes, mails] = [await startPeer(), await startPeer(), await startMailPeer()]
  const accepted = new Set<string>()
  gateway.answer = ({ method, url, json }) => {
    if (method === 'GET') return accepted.has(url.searchParams.get('reference') ?? '') ? { status: 200, body: { state: 'delivered' } } : { status: 404 }
    accepted.add(String(json.reference))
    return { status: 200 }
  }
  pushes.answer = () => ({ status: 201 })
  const keys = makeVapidKeys()
  const env = {
    DATA_DIR: dataDir, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }), SMS_GATEWAY_URL: gateway.url, SMS_GATEWAY_TOKEN: 't', SMS_DAILY_BUDGET: '1000000',
    VAPID_PUBLIC_KEY: keys.publicKey, VAPID_PRIVATE_KEY: keys.privateKey, VAPID_SUBJECT: 'mailto:a@example.cn', PUSH_LOOPBACK: '1', SMTP_URL: mails.url, MAIL_FROM: 'no-reply@example.cn',
  }
  return { env, gateway, pushes, mails, accepted }
}

/** One message each to `count` people; every second has a phone for pushes, every fourth an address. */
async function seed({ env, pushes }: World, count: number): Promise<void> {
  const { deps, close } = await openDeps(loadConfig(env), silent)
  for (let n = 0; n < count; n += 1) {
    const id = randomUUID()
    await deps.commands.run(async (tx) => {
      await tx.insertInto('accounts').values({ id, phone: `139${String(n).padStart(8, '0')}`, name: `人 ${n}`, staff_role: null, disabled_at: null, local_key: '', created_at: start }).execute()
      if (n % 4 === 0) await tx.insertInto('notification_settings').values({ account_id: id, rhythm: 'each', email: `a${n}@example.cn`, email_waiting: null, email_bounced_at: null, digest_from: null, digest_at: null, changed_at: start }).execute()
      if (n % 2 === 0) {
        const { endpoint, keys } = aPhone(`${pushes.url}/${n}`).subscription
        await tx.insertInto('push_subscriptions').values({ id: randomUUID(), account_id: id, session_id: null, endpoint, ...keys, created_at: start, seen_at: start, wait_until: 0 }).execute()
      }
      await enqueueMessages(tx, { at: start, accountIds: [id], firmId: null, message: { category: 'case', title: `消息 ${n}`, body: '正文', link: null, tone: 'urgent' } })
    })
  }
  await close()
}

interface Run { died: boolean; said: string }

/** Every place where a worker can be between two things that last. */
const kinds = ['a commit', 'an SMS', 'a push', 'a mail', 'a question'].flatMap((what) => [`before ${what}`, `after ${what}`])

function run(env: Record<string, string>, at: number, crashAt: number, crashStep = ''): Promise<Run> {
  const child = spawn(process.execPath, [worker], { env: { PATH: process.env.PATH ?? '', TZ: 'UTC', ...env, ZQT_CLOCK: new Date(at).toISOString(), CRASH_AT: String(crashAt), CRASH_STEP: crashStep }, stdio: ['ignore', 'pipe', 'pipe'] })
  let [said, complaint] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  return new Promise((fulfil, reject) => child.once('close', (code, signal) => (code === 0 || signal === 'SIGKILL' ? fulfil({ died: signal === 'SIGKILL', said: said.trim() }) : reject(new Error(`the worker failed (${code}): ${complaint}`)))))
}

const twice = (keys: string[]) => keys.length - new Set(keys).size
const most = (keys: string[]) => Math.max(0, ...Object.values(Object.groupBy(keys, (key) => key)).map((group) => group?.length ?? 0))

async function judge(db: Kysely<Database>, world: World, count: number): Promise<string[]> {
  const problems: string[] = []
  const say = (isWrong: boolean, what: string) => void (isWrong && problems.push(what))
  const inbox = await db.selectFrom('messages').select('account_id').where('title', 'like', '消息 %').execute()
  say(new Set(inbox.map((row) => row.account_id)).size !== count, `inbox: ${count - new Set(inbox.map((row) => row.account_id)).size} of ${count} missing`)
  say(inbox.length > count, `inbox: ${inbox.length - count} twice`)
  const rows = await db.selectFrom('deliveries').select(['id', 'channel', 'state', 'finished_at']).execute()
  for (const [channel, share] of [['sms', 1], ['push', 2], ['email', 4]] as const) {
    const own = rows.filter((row) => row.channel === channel)
    say(own.length !== Math.ceil(count / share), `${channel}: ${own.length} planned of ${Math.ceil(count / share)}`)
    say(own.some((row) => row.finished_at === null), `${channel}: not all have a final state`)
    const sent = new Set({ sms: smsOf(world), push: pushesOf(world), email: mailsOf(world) }[channel])
    const missing = own.filter((row) => !sent.has(channel === 'push' ? row.id.replaceAll('-', '') : row.id))
    // Nobody can be asked about a push or a mail: what died twice in the call is left as unknown.
    const unsent = missing.filter((row) => channel === 'sms' || row.state !== 'unknown')
    say(unsent.length > 0, `${channel}: ${unsent.length} never sent (${unsent.slice(0, 3).map((row) => row.state).join()})`)
  }
  say(twice(smsOf(world)) > 0, `SMS: ${twice(smsOf(world))} sent twice`)
  say(most(pushesOf(world)) > 2 || most(mailsOf(world)) > 2, 'a push or a mail was sent more than once again')
  return problems
}

const smsOf = ({ gateway }: World) => gateway.received.filter(({ method }) => method === 'POST').map(({ json }) => String(json.reference))
const pushesOf = ({ pushes }: World) => pushes.received.map(({ headers }) => String(headers.topic))
const mailsOf = ({ mails }: World) => mails.received.map(({ headers }) => /^<([^@]+)@/.exec(headers.get('message-id') ?? '')?.[1] ?? '')

/** The judge must be able to condemn: one message is taken away, one comes twice, one SMS is sent again. */
async function controlIsFound(db: Kysely<Database>, world: World, count: number): Promise<boolean> {
  const [first, second] = await db.selectFrom('messages').selectAll().where('title', 'like', '消息 %').limit(2).execute()
  if (!first || !second) return false
  await db.deleteFrom('messages').where('id', '=', first.id).execute()
  for (const n of [1, 2]) await db.insertInto('messages').values({ ...second, id: randomUUID(), outbox_id: `control-${n}` }).execute()
  const [sms] = world.gateway.received.filter(({ method }) => method === 'POST')
  if (sms) world.gateway.received.push(sms)
  const found = await judge(db, world, count)
  return ['missing', 'twice', 'sent twice'].every((word) => found.some((problem) => problem.includes(word)))
}

export async function proveDeliveries(kills: number, databaseUrl?: string, count = 1000): Promise<DeliveryFigures> {
  const dataDir = mkdtempSync(join(tmpdir(), 'zqt-deliveries-'))
  const world = await openWorld(dataDir, databaseUrl)
  const figures: DeliveryFigures = { messages: count, deliveries: 0, kills: 0, steps: {}, pushesTwice: 0, mailsTwice: 0, unknown: 0, problems: [] }
  try {
    await seed(world, count)
    // Each start stands a little more than a lease later than the one before.
    let at = start
    for (let n = 0; n < kills; n += 1, at += 61_000) {
      const { died, said } = await run(world.env, at, 1 + Math.floor(Math.random() * 20), kinds[n % kinds.length])
      if (!died) continue
      figures.kills += 1
      figures.steps[said] = (figures.steps[said] ?? 0) + 1
    }
    let left = Infinity
    for (let round = 0; round < 40 && left > 0; round += 1, at += 31 * minute) left = Number(/left (\d+)/.exec((await run(world.env, at, 0)).said)?.[1] ?? Infinity)
    const { deps, close } = await openDeps(loadConfig(world.env), silent)
    figures.deliveries = (await deps.db.selectFrom('deliveries').select('id').execute()).length
    figures.problems.push(...(await judge(deps.db, world, count)))
    const unknown = await deps.db.selectFrom('deliveries').select('id').where('state', '=', 'unknown').where('channel', '<>', 'sms').execute()
    Object.assign(figures, { unknown: unknown.length, pushesTwice: twice(pushesOf(world)), mailsTwice: twice(mailsOf(world)) })
    if (figures.problems.length === 0 && !(await controlIsFound(deps.db, world, count))) figures.problems.push('the control was not found: this proof proves nothing')
    await close()
  } finally {
    await Promise.all([world.gateway.close(), world.pushes.close(), world.mails.close()])
    rmSync(dataDir, { recursive: true, force: true })
  }
  return figures
}
