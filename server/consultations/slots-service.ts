// Free times as a page asks for them: by topic and way, of one expert, of every one, or of whoever is least busy.
import { isRestDay } from '#contract/consultations/slots.ts'
import type { Slot, Slots, SlotsQuery } from '#contract/consultations/schema.ts'
import type { BookingSide } from '#contract/consultations/workflow.ts'
import type { FieldProblem } from '#contract/errors.ts'
import { addDays, daysBetween, parseDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { requireMember } from '../accounts/access.ts'
import type { Deps } from '../deps.ts'
import { invalid, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { openBooking } from './access.ts'
import { expertsInService, listFitting } from './experts.ts'
import { lastDateFor, rankByLoad, readDayRules } from './hours.ts'
import { openFinder, type FreeTime } from './slot-finder.ts'
import { anyExpert, slotIdOf } from './slot-id.ts'

const daysAtOnce = 31
const daysUnasked = 7

/** Whose rules go, which firm it is for, and which booking does not count. */
interface Asker { by: BookingSide; firmId?: string; town: string | null; exceptOwner?: string }

async function findAsker(deps: Deps, account: SignedIn, { firmId, bookingId, town }: SlotsQuery): Promise<Asker> {
  if (bookingId !== undefined) {
    const { row, side } = await openBooking(deps.db, account, bookingId)
    return { by: side, firmId: row.firm_id, town: town ?? row.town, exceptOwner: bookingId }
  }
  if (firmId === undefined) return { by: account.role === 'officer' ? 'officer' : 'firm', town: town ?? null }
  const firm = await deps.db.selectFrom('firms').select('town').where('id', '=', firmId).executeTakeFirst()
  if (!firm) throw notFound(`no firm ${firmId}`)
  const isMember = (await deps.db.selectFrom('memberships').select('id').where('firm_id', '=', firmId).where('account_id', '=', account.id).where('state', '=', 'active').executeTakeFirst()) !== undefined
  if (!isMember && account.role !== 'officer') await requireMember(deps.db, account, firmId)
  return { by: isMember ? 'firm' : 'officer', firmId, town: town ?? firm.town }
}

function readSpan(deps: Deps, { topic, way, town, from: typedFrom, to: typedTo }: SlotsQuery, today: string): { from: string; to: string } {
  const { topics, ways, towns } = deps.content.consultations
  const from = typedFrom ?? today
  const to = typedTo ?? addDays(parseDate(from).ok ? from : today, daysUnasked - 1)
  const problems: FieldProblem[] = []
  if (!topics.some(({ id }) => id === topic)) problems.push({ field: 'topic', reason: 'option' })
  if (way !== undefined && !ways.some(({ id }) => id === way)) problems.push({ field: 'way', reason: 'option' })
  if (town !== undefined && !towns.some((one) => one.town === town)) problems.push({ field: 'town', reason: 'town' })
  const [first, last] = [parseDate(from), parseDate(to)]
  if (!first.ok) problems.push({ field: 'from', reason: first.reason })
  if (!last.ok) problems.push({ field: 'to', reason: last.reason })
  if (first.ok && last.ok && to < from) problems.push({ field: 'to', reason: 'time-order' })
  if (first.ok && last.ok && daysBetween(from, to) >= daysAtOnce) problems.push({ field: 'to', reason: 'days-max', limit: daysAtOnce })
  if (problems.length > 0) throw invalid(...problems)
  return { from, to }
}

/** What is shown of one day's times: one entry a time with whoever is least busy, or one for every expert. */
function slotsOf(times: readonly FreeTime[], topic: string, ranks: ReadonlyMap<string, number> | null): Slot[] {
  const together = [...Map.groupBy(times, ({ startsAt }) => startsAt).values()]
  return together.flatMap((same) => {
    const shown = ranks === null ? same : same.toSorted((one, other) => (ranks.get(one.expert.id) ?? 0) - (ranks.get(other.expert.id) ?? 0)).slice(0, 1)
    return shown.map(({ expert, startsAt, endsAt, ways, way }): Slot => ({
      id: slotIdOf({ expertId: ranks === null ? expert.id : anyExpert, startsAt, way, topic }), expertId: expert.id, expertName: expert.name,
      startsAt: new Date(startsAt).toISOString(), endsAt: new Date(endsAt).toISOString(), ways, choices: same.length,
    }))
  })
}

function datesOf(from: string, to: string): string[] {
  return from > to ? [] : Array.from({ length: daysBetween(from, to) + 1 }, (_, index) => addDays(from, index))
}

/** Public. Throws `invalid-input` by field; `not-found` for an expert who takes no bookings, and for a firm or booking that is not the asker's. */
export async function listSlots(deps: Deps, account: SignedIn, query: SlotsQuery): Promise<Slots> {
  const now = deps.clock.now()
  const today = shanghaiDate(now)
  const { limits } = deps.content.consultations
  const { from, to } = readSpan(deps, query, today)
  const asker = await findAsker(deps, account, query)
  const expertId = query.expertId === anyExpert ? undefined : query.expertId
  if (expertId !== undefined && !(await expertsInService(deps.db).where('expert_profiles.account_id', '=', expertId).where('expert_profiles.is_open', '=', 1).executeTakeFirst())) throw notFound(`no open expert ${expertId}`)
  const experts = await listFitting(deps.db, deps.content.consultations, { topic: query.topic, way: query.way, firmId: asker.firmId, expertId })
  const horizon = addDays(today, limits.horizonDays)
  const finder = await openFinder(deps.db, deps, experts, { ...asker, now, from: from < today ? from : today, to: to > horizon ? to : horizon })
  const ranks = query.expertId === anyExpert ? new Map((await rankByLoad(deps.db, experts.map(({ id }) => id), now)).map((id, index) => [id, index])) : null
  const rules = await readDayRules(deps.db, deps)
  const shown = datesOf(from, to).map((date) => ({ date, slots: date < today ? [] : slotsOf(finder.freeOn(date), query.topic, ranks) }))
  const earliestOn = datesOf(today, horizon).find((date) => finder.freeOn(date).length > 0) ?? null
  const kindOf = (date: string, free: number) => {
    if (free > 0) return 'free'
    if (date >= today && finder.couldBeFree(date)) return 'full'
    return isRestDay(rules, date) ? 'rest' : 'none'
  }
  return {
    items: shown.flatMap(({ slots }) => slots), days: shown.map(({ date, slots }) => ({ date, free: slots.length, kind: kindOf(date, slots.length) })),
    earliestOn, lastDate: lastDateFor(deps.content.consultations, now, asker.by), today, isScarce: earliestOn === null || earliestOn > addDays(today, limits.soonDays),
  }
}
