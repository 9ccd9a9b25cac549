// What is known of experts' time, read from the database for the rules of contract/consultations/slots.ts.
import type { ConsultationContent, WayInfo } from '#contract/consultations/content-schema.ts'
import { needOf, type Addition, type DayRules, type ExpertHours, type SlotQuestion, type WeeklyRule } from '#contract/consultations/slots.ts'
import type { Way } from '#contract/consultations/ways.ts'
import { claimingStates, type BookingSide } from '#contract/consultations/workflow.ts'
import { addDays, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { ExpertProfileRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { invalid, notFound } from '../errors.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Officers book beyond the horizon, but not for ever. */
const officerDays = 366
/** How far back bookings count for who is least busy. */
const loadDays = 30

/** An expert's hours and how many meetings and live holds each date has. */
export interface Diary { profile: ExpertProfileRow; hours: ExpertHours; counts: Map<string, number> }
/** exceptOwner: a booking or hold that is being moved and does not count. */
export interface DiaryQuestion { now: number; exceptOwner?: string | undefined }

function hoursOf(row: ExpertProfileRow, leaves: ExpertHours['leaves']): ExpertHours {
  return {
    rules: readStoredJson<WeeklyRule[]>(row.rules), additions: readStoredJson<Addition[]>(row.additions), leaves,
    lunch: row.lunch === null ? null : readStoredJson<{ from: string; to: string }>(row.lunch), perDay: row.per_day,
  }
}

async function countDates(connection: Connection, expertIds: readonly string[], { now, exceptOwner = '' }: DiaryQuestion): Promise<Map<string, Map<string, number>>> {
  const from = shanghaiDayStart(shanghaiDate(now))
  const bookings = await connection.selectFrom('bookings').select(['expert_id', 'starts_at']).where('expert_id', 'in', expertIds).where('state', 'in', claimingStates).where('starts_at', '>=', from).where('id', '<>', exceptOwner).execute()
  const holds = await connection.selectFrom('consultation_holds').select(['expert_id', 'starts_at']).where('expert_id', 'in', expertIds).where('state', '=', 'held').where('expires_at', '>', now).where('id', '<>', exceptOwner).execute()
  const counted = new Map(expertIds.map((id) => [id, new Map<string, number>()]))
  for (const { expert_id, starts_at } of [...bookings, ...holds]) {
    const [counts, date] = [counted.get(expert_id), shanghaiDate(starts_at)]
    counts?.set(date, (counts.get(date) ?? 0) + 1)
  }
  return counted
}

/** Of every one of these experts who has a profile, from today on. Leave that ended more than a day ago is left out: no road is that long. */
export async function readDiaries(connection: Connection, expertIds: readonly string[], question: DiaryQuestion): Promise<Map<string, Diary>> {
  if (expertIds.length === 0) return new Map()
  const profiles = await connection.selectFrom('expert_profiles').selectAll().where('account_id', 'in', expertIds).execute()
  const leaves = await connection.selectFrom('expert_leaves').select(['expert_id', 'starts_at', 'ends_at']).where('expert_id', 'in', expertIds).where('removed_at', 'is', null).where('ends_at', '>', question.now - dayMs).execute()
  const counted = await countDates(connection, expertIds, question)
  return new Map(profiles.map((profile) => {
    const own = leaves.filter(({ expert_id }) => expert_id === profile.account_id).map(({ starts_at, ends_at }) => ({ startsAt: starts_at, endsAt: ends_at }))
    return [profile.account_id, { profile, hours: hoursOf(profile, own), counts: counted.get(profile.account_id) ?? new Map<string, number>() }]
  }))
}

async function readDiary(connection: Connection, expertId: string, question: DiaryQuestion): Promise<Diary> {
  const diary = (await readDiaries(connection, [expertId], question)).get(expertId)
  if (!diary) throw notFound(`no profile of expert ${expertId}`)
  return diary
}

/** Throws `not-found` for somebody without a profile. */
export async function findExpertHours(connection: Connection, deps: Pick<Deps, 'clock'>, expertId: string): Promise<{ hours: ExpertHours; profile: ExpertProfileRow }> {
  return readDiary(connection, expertId, { now: deps.clock.now() })
}

/** On the road to this town, one way; without a town, and for one nobody has measured, the longest of the county. */
export function travelMinutes({ towns }: ConsultationContent, town: string | null): number {
  return towns.find((one) => one.town === town)?.travelMinutes ?? Math.max(0, ...towns.map((one) => one.travelMinutes))
}

/** Throws `invalid-input` for a way the county does not offer. */
export function requireWay({ ways }: ConsultationContent, way: Way, field = 'way'): WayInfo {
  const info = ways.find(({ id }) => id === way)
  if (!info) throw invalid({ field, reason: 'option' })
  return info
}

export async function readDayRules(connection: Connection, { content, clock }: Pick<Deps, 'content' | 'clock'>): Promise<DayRules> {
  const opened = await connection.selectFrom('consultation_open_days').select('date').where('date', '>=', shanghaiDate(clock.now())).execute()
  return { calendar: content.calendar, openDays: new Set(opened.map(({ date }) => date)), gridMinutes: Number(content.consultations.gridMinutes) }
}

/** The last date this side may book. */
export function lastDateFor({ limits }: ConsultationContent, now: number, by: BookingSide): string {
  return addDays(shanghaiDate(now), by === 'officer' ? officerDays : limits.horizonDays)
}

/** A firm keeps the notice and the horizon; an expert who moves a visit is free of the notice, an officer of both. Nobody books what has begun. */
export function boundsOf(content: ConsultationContent, way: WayInfo, now: number, by: BookingSide): Pick<SlotQuestion, 'notBefore' | 'lastDate'> {
  return { notBefore: by === 'firm' ? now + way.noticeHours * hourMs : now, lastDate: lastDateFor(content, now, by) }
}

export interface Asked extends DiaryQuestion { expertId: string; way: Way; /** Of a visit; null: the longest road is kept free. */ town: string | null; by: BookingSide }

/** What contract/consultations/slots.ts is asked about a diary. */
export function questionOf(content: ConsultationContent, days: DayRules, { hours, counts }: Diary, { way, town, now, by }: Omit<Asked, 'expertId'>): Omit<SlotQuestion, 'taken'> {
  const info = requireWay(content, way)
  return { ...days, hours, need: needOf(info, travelMinutes(content, town)), countOn: (date) => counts.get(date) ?? 0, ...boundsOf(content, info, now, by) }
}

/** Everything refusalByRules asks of one expert, read in the caller's transaction. Throws `not-found` for somebody without a profile. */
export async function slotQuestion(connection: Connection, deps: Pick<Deps, 'content' | 'clock'>, asked: Asked): Promise<Omit<SlotQuestion, 'taken'>> {
  return questionOf(deps.content.consultations, await readDayRules(connection, deps), await readDiary(connection, asked.expertId, asked), asked)
}

/** The least busy first: fewest meetings and live holds from thirty days back on; ties in order of the ids. */
export async function rankByLoad(connection: Connection, expertIds: readonly string[], now: number): Promise<string[]> {
  if (expertIds.length === 0) return []
  const bookings = await connection.selectFrom('bookings').select('expert_id').where('expert_id', 'in', expertIds).where('state', 'in', claimingStates).where('starts_at', '>=', now - loadDays * dayMs).execute()
  const holds = await connection.selectFrom('consultation_holds').select('expert_id').where('expert_id', 'in', expertIds).where('state', '=', 'held').where('expires_at', '>', now).execute()
  const load = new Map(expertIds.map((id) => [id, 0]))
  for (const { expert_id } of [...bookings, ...holds]) load.set(expert_id, (load.get(expert_id) ?? 0) + 1)
  return [...load].sort(([one, few], [other, many]) => few - many || (one < other ? -1 : 1)).map(([id]) => id)
}
