// How far a notice came: firms told and read, towns, channels, ways it was opened, calls. Firms are counted in pieces, so that no one waits behind 30,000 of them.
import { setImmediate as letOthersRun } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Channel } from '#contract/messages/channels.ts'
import type { Reach, Sending } from '#contract/notices/desk-schema.ts'
import type { Connection } from '../db/commands.ts'
import type { DeliveryState, NoticeSendingRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { assertNotice } from './reached-firms.ts'

const firmsAtOnce = 1000
type Outcome = Reach['channels'][Channel]
const outcomeOf: Partial<Record<DeliveryState, Exclude<keyof Outcome, 'planned'>>> = {
  queued: 'waiting', sending: 'waiting', 'failed-temporary': 'waiting', delivered: 'delivered', 'failed-permanent': 'failed', unknown: 'unknown',
}

/** What its reader stopped before it left was never on its way. `failed-temporary` that is over counts as failed. */
async function readChannels(db: Connection, noticeId: string): Promise<Reach['channels']> {
  const none = (): Outcome => ({ planned: 0, delivered: 0, failed: 0, unknown: 0, waiting: 0 })
  const channels = { sms: none(), push: none(), email: none() }
  const rows = await db.selectFrom('deliveries').select(['channel', 'state', sql<number>`case when finished_at is null then 0 else 1 end`.as('is_over'), (eb) => eb.fn.countAll<number>().as('n')])
    .where('about', '=', `notice:${noticeId}`).groupBy(['channel', 'state', 'is_over']).execute()
  for (const { channel, state, is_over: isOver, n } of rows) {
    const outcome = state === 'failed-temporary' && isOver === 1 ? 'failed' : outcomeOf[state]
    if (outcome === undefined) continue
    channels[channel][outcome] += Number(n)
    channels[channel].planned += Number(n)
  }
  return channels
}

interface Counts { firms: number; readFirms: number; towns: Map<string, { firms: number; readFirms: number }>; calls: Map<string, number> }

async function countTargets(db: Connection, noticeId: string): Promise<Counts> {
  const counts: Counts = { firms: 0, readFirms: 0, towns: new Map(), calls: new Map() }
  const readers = await db.selectFrom('notice_reads').innerJoin('memberships', 'memberships.account_id', 'notice_reads.account_id').select('memberships.firm_id').distinct().where('notice_reads.notice_id', '=', noticeId).where(sql<boolean>`memberships.state = 'active'`).execute()
  const read = new Set(readers.map((row) => row.firm_id))
  for (let after: string | undefined = ''; after !== undefined;) {
    const piece: { firm_id: string; town: string }[] = await db.selectFrom('notice_targets').innerJoin('firms', 'firms.id', 'notice_targets.firm_id').select(['notice_targets.firm_id', 'firms.town']).where('notice_targets.notice_id', '=', noticeId)
      .where('notice_targets.firm_id', '>', after).orderBy('notice_targets.firm_id').limit(firmsAtOnce).execute()
    for (const { firm_id: id, town } of piece) {
      const of = counts.towns.get(town) ?? { firms: 0, readFirms: 0 }
      counts.towns.set(town, { firms: of.firms + 1, readFirms: of.readFirms + (read.has(id) ? 1 : 0) })
      counts.firms += 1
      if (read.has(id)) counts.readFirms += 1
    }
    after = piece.length < firmsAtOnce ? undefined : piece.at(-1)?.firm_id
    await letOthersRun()
  }
  const calls = await db.selectFrom('notice_calls').select(['firm_id', 'outcome']).where('notice_id', '=', noticeId).orderBy('at').orderBy('id').execute()
  for (const outcome of new Map(calls.map((call) => [call.firm_id, call.outcome])).values()) counts.calls.set(outcome, (counts.calls.get(outcome) ?? 0) + 1)
  return counts
}

export function sendingOf({ kind, number, ended_at: endedAt, firms, people, started_at: startedAt }: NoticeSendingRow): Sending {
  return { kind, number, state: endedAt === null ? 'running' : 'done', firms, people, startedAt: new Date(startedAt).toISOString(), endedAt: endedAt === null ? null : new Date(endedAt).toISOString() }
}

/** people: who was told at its first telling, for a firm or as a follower; readPeople: everybody signed in who has read it, told or not. Throws `not-found`. */
export async function readReach({ db, content }: Pick<Deps, 'db' | 'content'>, noticeId: string): Promise<Reach> {
  await assertNotice(db, noticeId)
  const sendings = await db.selectFrom('notice_sendings').selectAll().where('notice_id', '=', noticeId).orderBy('started_at', 'desc').orderBy('id').execute()
  const counts = await countTargets(db, noticeId)
  const { n: readPeople } = await db.selectFrom('notice_reads').select((eb) => eb.fn.countAll<number>().as('n')).where('notice_id', '=', noticeId).executeTakeFirstOrThrow()
  const opens = await db.selectFrom('notice_opens').select(['channel as from', (eb) => eb.fn.sum<number>('count').as('count')]).where('notice_id', '=', noticeId).groupBy('channel').orderBy('count', 'desc').orderBy('channel').execute()
  const order = [...content.county.towns, ...[...counts.towns.keys()].filter((town) => !content.county.towns.includes(town))]
  return {
    firms: counts.firms, people: sendings.filter(({ kind }) => kind === 'first').reduce((sum, { people }) => sum + people, 0), readFirms: counts.readFirms, readPeople: Number(readPeople), channels: await readChannels(db, noticeId),
    opens: opens.map(({ from, count }) => ({ from, count: Number(count) })),
    towns: order.flatMap((town) => { const of = counts.towns.get(town); return of ? [{ town, ...of }] : [] }),
    calls: [...counts.calls].map(([outcome, count]) => ({ outcome, count })).toSorted((one, other) => other.count - one.count), sendings: sendings.map(sendingOf),
  }
}
