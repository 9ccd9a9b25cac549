// Promises C and D on PostgreSQL with three processes: a mixed minute with 300 firms, then with 30,000, then once more while one process is killed and started again.
// What was acknowledged is there, once; nobody but those the killed process was serving notices.
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '#server/db/open.ts'
import { createClient, type Client, type Send } from '../support/api-client.ts'
import { phones } from '../support/demo-phones.ts'
import { openDrafts } from '../support/drafts.ts'
import { phoneOf, seedCounty, wholeCounty } from './county-seed.ts'
import { runMix, saversOf, type Member, type MixFigures, type Population } from './county-mix.ts'
import { startCluster, type Cluster } from './processes-cluster.ts'
import { judge } from './verdict.ts'

export interface CountyProof { firms: number; rate: number; seconds: number; databaseUrl: string }
/** Of the process that fared worst: milliseconds 99 of 100 turns of its event loop were late at most, bytes it held at the end. */
export interface Strain { loopP99: number; rss: number }
export interface CountyFigures { firms: number; rate: number; small: MixFigures; large: MixFigures; killed: MixFigures; strain: Strain; problems: string[] }

const smallFirms = 300
const people = 120
const drafts = 40

/** As many members as sign in, spread over the county; each with the firm they act for. */
async function signInMembers(send: Send, url: string, { firms, who }: { firms: number; who: 'administrator' | 'clerk' }): Promise<Member[]> {
  const members: Member[] = []
  for (let index = 0; index < people; index += 1) {
    const client = createClient(send, url)
    const me = await client.signIn(phoneOf(1 + Math.floor((index * firms) / people), who))
    members.push({ client, firmId: me.firms[0]?.id ?? '' })
  }
  return members
}

async function officersOf(send: Send, url: string): Promise<Client[]> {
  return Promise.all([phones.officer, phones.secondOfficer].map(async (phone) => {
    const client = createClient(send, url)
    await client.signIn(phone)
    return client
  }))
}

/** Since it was last asked. */
async function strainOf({ processes }: Cluster): Promise<Strain> {
  const texts = await Promise.all(processes.map(async ({ url }) => (await fetch(new URL('/metrics', url))).text()))
  const most = (name: string) => Math.max(...texts.map((text) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN)))
  return { loopP99: most('nodejs_eventloop_lag_p99_seconds') * 1000, rss: most('process_resident_memory_bytes') }
}

const failuresOf = ({ failures }: MixFigures) => Object.entries(failures).map(([name, times]) => `${name} × ${times}`)

export async function proveCounty({ firms, rate, seconds, databaseUrl }: CountyProof): Promise<CountyFigures> {
  const cluster = await startCluster({ processes: 3, databaseUrl, env: { REQUESTS_PER_MINUTE: '100000000', LOG_LEVEL: 'warn' } })
  const { db, kind, close } = openDatabase({ dataDir: '', databaseUrl })
  const problems: string[] = []
  const at = Date.now() - 30 * 86_400_000
  try {
    const { url, send } = cluster
    const savers = saversOf(await openDrafts(url, drafts))
    await seedCounty(db, kind, { ...wholeCounty, firms: smallFirms }, { at })
    // Nobody signs in twice within a minute.
    const population = async (count: number, who: 'administrator' | 'clerk'): Promise<Population> => ({ members: await signInMembers(send, url, { firms: count, who }), officers: await officersOf(send, url), visitor: createClient(send, url), savers })
    const few = await population(smallFirms, 'clerk')
    await runMix(few, { rate: rate / 3, seconds: 10 }) // what is slow only once
    const small = await runMix(few, { rate, seconds })
    await seedCounty(db, kind, { ...wholeCounty, firms }, { from: smallFirms + 1, at })
    const many = await population(firms, 'administrator')
    await runMix(many, { rate: rate / 3, seconds: 10 })
    await strainOf(cluster)
    const large = await runMix(many, { rate, seconds })
    const strain = await strainOf(cluster)
    const killing = (async () => {
      await pause((seconds * 1000) / 3)
      await cluster.kill(1)
      await pause((seconds * 1000) / 3)
      await cluster.restart(1)
    })()
    const killed = await runMix(many, { rate, seconds })
    await killing
    for (const [name, mix] of [['300 firms', small], ['the whole county', large], ['a process killed', killed]] as const) problems.push(...failuresOf(mix).map((failure) => `${name}: ${failure}`))
    if (small.broken + large.broken > 0) problems.push(`${small.broken + large.broken} connections broke while nothing was killed`)
    const verdict = await judge(db, kind, savers, [])
    problems.push(...verdict.lost, ...verdict.torn, ...verdict.bad)
    await db.updateTable('cases').set((eb) => ({ version: eb('version', '-', 1) })).where('id', '=', savers[0]?.draft.id ?? '').execute()
    if ((await judge(db, kind, savers, [])).lost.length === 0) problems.push('the control was not found: this proof proves nothing')
    return { firms, rate, small, large, killed, strain, problems }
  } finally {
    await close()
    await cluster.stop()
  }
}
