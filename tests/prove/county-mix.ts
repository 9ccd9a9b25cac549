// A minute of the county's day at a fixed rate, whatever the server manages: what firms, officers and visitors ask for, and drafts being saved.
import { setTimeout as pause } from 'node:timers/promises'
import { findFirms, getFirm, getMe } from '#contract/accounts/endpoints.ts'
import { listQueue } from '#contract/cases/endpoints.ts'
import { listSlots } from '#contract/consultations/public-endpoints.ts'
import { listBookings } from '#contract/consultations/endpoints.ts'
import { countUnread, listMessages } from '#contract/messages/endpoints.ts'
import { getNotice, listNotices } from '#contract/notices/endpoints.ts'
import { listRights } from '#contract/portfolio/endpoints.ts'
import { getProgramme, listApplications, listMatches, listProgrammes } from '#contract/subsidies/endpoints.ts'
import type { Client, Reply } from '../support/api-client.ts'
import type { Draft } from '../support/drafts.ts'
import { aSaver, saveOnce, type Saver } from './people.ts'

export interface Member { client: Client; firmId: string }
export interface Population { members: readonly Member[]; officers: readonly Client[]; visitor: Client; savers: readonly Saver[] }
export interface MixFigures {
  sent: number; answered: number; /** Not sent: more than `mostOpen` were unanswered. */ heldBack: number
  /** Without an answer of ours. */ broken: number
  /** Answers of 500 and more, and of 400 and more, by what was asked. */
  failures: Record<string, number>; refused: Record<string, number>
  p50: number; p95: number; p99: number; p95Of: Record<string, number>
}

/** One of the drafts is saved by one request at a time. */
export function saversOf(drafts: readonly Draft[]): Saver[] {
  return drafts.map(aSaver)
}

type Ask = (people: Population) => Promise<Reply<unknown>> | undefined
const anyOf = <T>(list: readonly T[]): T => {
  const one = list[Math.floor(Math.random() * list.length)]
  if (one === undefined) throw new Error('nobody is there')
  return one
}
const ofFirm = (ask: (member: Member) => Promise<Reply<unknown>>): Ask => ({ members }) => ask(anyOf(members))
const busy = new WeakSet<Saver>()

/** Name, weight, request. About a third of a notice storm's requests and two thirds of an ordinary day's. */
const asks: readonly (readonly [name: string, weight: number, ask: Ask])[] = [
  ['notices', 12, ({ visitor }) => visitor.call(listNotices)],
  ['notice', 6, ({ visitor }) => visitor.call(getNotice, { params: { id: 'gbt-29490-2023' } })],
  ['schemes', 6, ({ visitor }) => visitor.call(listProgrammes)],
  ['scheme', 4, ({ visitor }) => visitor.call(getProgramme, { params: { id: 'P05' } })],
  ['me', 12, ofFirm(({ client }) => client.call(getMe))],
  ['inbox', 10, ofFirm(({ client }) => client.call(listMessages))],
  ['unread', 14, ofFirm(({ client }) => client.call(countUnread))],
  ['applications', 10, ofFirm(({ client, firmId }) => client.call(listApplications, { query: { firmId } }))],
  ['matches', 4, ofFirm(({ client, firmId }) => client.call(listMatches, { query: { firmId } }))],
  ['rights', 8, ofFirm(({ client, firmId }) => client.call(listRights, { query: { firmId } }))],
  ['firm', 3, ofFirm(({ client, firmId }) => client.call(getFirm, { params: { id: firmId } }))],
  ['bookings', 3, ofFirm(({ client, firmId }) => client.call(listBookings, { query: { firmId } }))],
  ['slots', 2, ({ visitor }) => visitor.call(listSlots, { query: { topic: 'patent-mining', way: 'office' } })],
  ['queue', 2, ({ officers }) => anyOf(officers).call(listQueue)],
  ['search', 1, ({ officers }) => anyOf(officers).call(listQueue, { query: { group: 'all', q: `湖畔试验企业${String(1 + Math.floor(Math.random() * 300)).padStart(5, '0')}` } })],
  ['firms', 1, ({ officers }) => anyOf(officers).call(findFirms, { query: { q: '湖畔试验' } })],
]
/** When every draft is being saved already. */
const otherwise: readonly [string, Ask] = ['me', ofFirm(({ client }) => client.call(getMe))]
const saving = 8
const all = asks.reduce((sum, [, weight]) => sum + weight, saving)
const mostOpen = 400

function pick(): readonly [string, Ask] | undefined {
  let place = Math.random() * all
  for (const [name, weight, ask] of asks) {
    place -= weight
    if (place < 0) return [name, ask]
  }
  return undefined
}

const quantile = (times: readonly number[], of: number) => times[Math.floor(times.length * of)] ?? Number.NaN

/** Asks `rate` times a second for `seconds`; a save nobody heard the answer of stays `unknown` with its saver. */
export async function runMix(people: Population, { rate, seconds }: { rate: number; seconds: number }): Promise<MixFigures> {
  const figures: MixFigures = { sent: 0, answered: 0, heldBack: 0, broken: 0, failures: {}, refused: {}, p50: 0, p95: 0, p99: 0, p95Of: {} }
  const times = new Map<string, number[]>()
  const open = new Set<Promise<void>>()
  const count = (into: Record<string, number>, name: string) => { into[name] = (into[name] ?? 0) + 1 }

  async function ask(name: string, request: () => Promise<{ status: number } | undefined>): Promise<void> {
    const begin = performance.now()
    figures.sent += 1
    try {
      const reply = await request()
      // The proxy's own: whoever had the request died, or nobody was there.
      if (reply?.status === 502) throw new Error('nobody answered')
      const list = times.get(name) ?? []
      times.set(name, list)
      list.push(performance.now() - begin)
      figures.answered += 1
      if (reply && reply.status >= 500) count(figures.failures, `${name} ${reply.status}`)
      else if (reply && reply.status >= 400) count(figures.refused, `${name} ${reply.status}`)
    } catch {
      figures.broken += 1
    }
  }
  async function save(saver: Saver): Promise<void> {
    busy.add(saver)
    await ask('save', async () => { await saveOnce(saver); return { status: 200 } })
    busy.delete(saver)
  }

  const begin = performance.now()
  for (let n = 0; performance.now() - begin < seconds * 1000; n += 1) {
    const early = begin + (n * 1000) / rate - performance.now()
    if (early > 1) await pause(early)
    if (open.size >= mostOpen) { figures.heldBack += 1; continue }
    const picked = pick()
    const saver = picked ? undefined : people.savers.find((one) => !busy.has(one) && one.unknown === undefined)
    const [name, request] = picked ?? otherwise
    const job = saver ? save(saver) : ask(name, async () => request(people))
    open.add(job)
    void job.finally(() => open.delete(job))
  }
  await Promise.all(open)
  const sorted = [...times.values()].flat().sort((one, other) => one - other)
  Object.assign(figures, { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), p99: quantile(sorted, 0.99) })
  for (const [name, list] of times) figures.p95Of[name] = quantile(list.sort((one, other) => one - other), 0.95)
  return figures
}
