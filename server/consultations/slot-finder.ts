// Free times of several experts at once: what is known is read once, days are worked out as they are asked for.
import { freeStarts, quantaOf, type SlotQuestion } from '#contract/consultations/slots.ts'
import { quantumMs, type Way } from '#contract/consultations/ways.ts'
import type { BookingSide } from '#contract/consultations/workflow.ts'
import { shanghaiDayStart } from '#contract/identifiers/date.ts'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import type { FittingExpert } from './experts.ts'
import { questionOf, readDayRules, readDiaries, type DiaryQuestion } from './hours.ts'

/** A time of one expert; `way` is the one of `ways` that takes most, which is what a hold keeps free. */
export interface FreeTime { expert: FittingExpert; startsAt: number; endsAt: number; ways: Way[]; way: Way }
export interface SlotSearch extends DiaryQuestion { town: string | null; by: BookingSide; /** Dates, both included. */ from: string; to: string }
export interface Finder {
  /** Ascending by time, then by expert as they were given. */
  freeOn(date: string): FreeTime[]
  /** Whether a time could be had then if nobody else had taken any: not of hours gone by, leave, or what is too soon. */
  couldBeFree(date: string): boolean
}

/** Roads and pauses of a neighbouring day reach in this far. */
const reachQuanta = 96

/** Quarter-hours by expert; a hold that has run out takes none, although nobody has let it go yet. */
async function readTaken(connection: Connection, expertIds: readonly string[], { from, to, now, exceptOwner = '' }: SlotSearch): Promise<Map<string, Set<number>>> {
  const first = Math.floor(shanghaiDayStart(from) / quantumMs) - reachQuanta
  const last = Math.floor(shanghaiDayStart(to) / quantumMs) + 2 * reachQuanta
  const rows = await connection.selectFrom('consultation_busy').select(['expert_id', 'quantum']).where('expert_id', 'in', expertIds).where('quantum', '>=', first).where('quantum', '<=', last).where('owner_id', '<>', exceptOwner)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('consultation_holds').select('consultation_holds.id')
      .whereRef('consultation_holds.id', '=', 'consultation_busy.owner_id').where('consultation_holds.state', '=', 'held').where('consultation_holds.expires_at', '<=', now)))).execute()
  const taken = new Map(expertIds.map((id) => [id, new Set<number>()]))
  for (const { expert_id, quantum } of rows) taken.get(expert_id)?.add(quantum)
  return taken
}

interface Asking { expert: FittingExpert; way: Way; question: SlotQuestion }

function quantaNeeded({ question }: Asking): number {
  const { first, last } = quantaOf(question.need, 0)
  return last - first
}

/** One entry for each time; askings are those of one expert, the way that takes most first. */
function timesOf(askings: readonly Asking[], date: string): FreeTime[] {
  const times = new Map<number, FreeTime>()
  for (const { expert, way, question } of askings) {
    for (const startsAt of freeStarts(question, date, date)) {
      const known = times.get(startsAt)
      if (known) known.ways = expert.ways.filter((one) => one === way || known.ways.includes(one))
      else times.set(startsAt, { expert, startsAt, endsAt: startsAt + question.need.minutes * 60_000, ways: [way], way })
    }
  }
  return [...times.values()]
}

export async function openFinder(connection: Connection, deps: Deps, experts: readonly FittingExpert[], search: SlotSearch): Promise<Finder> {
  const ids = experts.map(({ id }) => id)
  if (ids.length === 0) return { freeOn: () => [], couldBeFree: () => false }
  const content = deps.content.consultations
  const days = await readDayRules(connection, deps)
  const diaries = await readDiaries(connection, ids, search)
  const taken = await readTaken(connection, ids, search)
  const asked = experts.map((expert): Asking[] => {
    const diary = diaries.get(expert.id)
    if (!diary) return []
    const busy = taken.get(expert.id) ?? new Set<number>()
    return expert.ways.map((way) => ({ expert, way, question: { ...questionOf(content, days, diary, { ...search, way }), taken: busy } })).sort((one, other) => quantaNeeded(other) - quantaNeeded(one))
  })
  const known = new Map<string, FreeTime[]>()
  return {
    freeOn(date) {
      const times = known.get(date) ?? asked.flatMap((askings) => timesOf(askings, date)).sort((one, other) => one.startsAt - other.startsAt)
      known.set(date, times)
      return times
    },
    couldBeFree: (date) => asked.flat().some(({ question }) => freeStarts({ ...question, taken: new Set(), countOn: () => 0 }, date, date).length > 0),
  }
}
