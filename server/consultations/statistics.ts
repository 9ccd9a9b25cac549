// What the county can show of its consultations in a period: who advised whom on what, where, and what firms thought of it.
import type { ConsultationStatistics, ConsultationStatisticsQuery } from '#contract/consultations/schema.ts'
import type { FieldProblem } from '#contract/errors.ts'
import { addDays, daysBetween, parseDate, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { invalid } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { countFirms, countRevisits, countWaiting, listAsked, listCells, listLoads, listStars, type Cell, type Period, type Stars } from './statistics-repository.ts'
import { topicTitle } from './words.ts'

const daysAtOnce = 366

/** Both days included. Throws `invalid-input` by field. */
export function readPeriod({ from, to }: ConsultationStatisticsQuery): Period {
  const problems: FieldProblem[] = []
  const [first, last] = [parseDate(from), parseDate(to)]
  if (!first.ok) problems.push({ field: 'from', reason: first.reason })
  if (!last.ok) problems.push({ field: 'to', reason: last.reason })
  if (first.ok && last.ok && to < from) problems.push({ field: 'to', reason: 'time-order' })
  if (first.ok && last.ok && daysBetween(from, to) >= daysAtOnce) problems.push({ field: 'to', reason: 'days-max', limit: daysAtOnce })
  if (problems.length > 0) throw invalid(...problems)
  return { from: shanghaiDayStart(from), to: shanghaiDayStart(addDays(to, 1)) }
}

const sum = <T>(items: readonly T[], of: (item: T) => number) => items.reduce((total, item) => total + of(item), 0)

function countsOf(cells: readonly Cell[]) {
  const inState = (state: Cell['state']) => sum(cells.filter((cell) => cell.state === state), ({ count }) => count)
  return { booked: sum(cells, ({ count }) => count), done: inState('done'), cancelled: inState('cancelled'), missed: inState('missed'), excused: inState('excused') }
}

function starsOf(stars: readonly Stars[]) {
  const rated = sum(stars, ({ count }) => count)
  const mean = (of: (one: Stars) => number, questions = 1) => (rated === 0 ? null : Math.round((sum(stars, of) * 100) / (rated * questions)))
  return { rated, professional: mean((one) => one.professional), relevant: mean((one) => one.relevant), solved: mean((one) => one.solved), mean: mean((one) => one.professional + one.relevant + one.solved, 3) }
}

/** They met: the firm need not have agreed to the record yet. */
const metStates: readonly Cell['state'][] = ['arrived', 'recorded', 'done']

function expertsOf(cells: readonly Cell[], stars: readonly Stars[], loads: Awaited<ReturnType<typeof listLoads>>): ConsultationStatistics['byExpert'] {
  const lines = loads.flatMap(({ id, name, isServing, coming }) => {
    const own = cells.filter(({ expertId }) => expertId === id)
    if (!isServing && own.length === 0) return []
    const { rated, mean } = starsOf(stars.filter(({ expertId }) => expertId === id))
    return [{ expert: { id, name }, ...countsOf(own), minutes: sum(own.filter(({ state }) => metStates.includes(state)), ({ ms }) => ms) / 60_000, rated, mean, coming }]
  })
  return lines.sort((one, other) => other.booked - one.booked || (one.expert.name < other.expert.name ? -1 : 1))
}

function topicsOf({ content }: Deps, cells: readonly Cell[], asked: readonly { topic: string }[], waiting: ReadonlyMap<string, number>): ConsultationStatistics['byTopic'] {
  const topics = new Set([...content.consultations.topics.map(({ id }) => id), ...cells.map(({ topic }) => topic), ...asked.map(({ topic }) => topic), ...waiting.keys()])
  const lines = [...topics].map((topic) => ({
    topic, title: topicTitle(content.consultations, topic), booked: sum(cells.filter((cell) => cell.topic === topic), ({ count }) => count), questions: asked.filter((one) => one.topic === topic).length, waiting: waiting.get(topic) ?? 0,
  }))
  const demand = ({ booked, questions, waiting: waits }: (typeof lines)[number]) => booked + questions + waits
  return lines.filter((line) => demand(line) > 0).sort((one, other) => demand(other) - demand(one))
}

function townsOf(cells: readonly Cell[]): ConsultationStatistics['byTown'] {
  const lines = [...Map.groupBy(cells, ({ town }) => town)].map(([town, own]) => ({ town, booked: countsOf(own).booked, done: countsOf(own).done }))
  return lines.sort((one, other) => other.booked - one.booked || (one.town < other.town ? -1 : 1))
}

/** Leaves a line in the audit. Throws `invalid-input` by field. */
export async function getStatistics(deps: Deps, account: SignedIn, query: ConsultationStatisticsQuery, requestId: string): Promise<ConsultationStatistics> {
  const { db, content, clock } = deps
  const period = readPeriod(query)
  const { ways, limits } = content.consultations
  const cells = await listCells(db, period, limits.lateHours * 3_600_000)
  const stars = await listStars(db, period)
  const waiting = await countWaiting(db, period)
  const asked = await listAsked(db, period)
  const answered = asked.flatMap(({ answered_at: at, due_on: due }) => (at === null ? [] : [{ isInTime: due === null || shanghaiDate(at) <= due }]))
  const revisits = await countRevisits(db, period)
  const { mean: _, ...means } = starsOf(stars)
  const statistics: ConsultationStatistics = {
    ...query, ...countsOf(cells), firms: await countFirms(db, period), lateCancellations: sum(cells, ({ late }) => late), waiting: sum([...waiting.values()], (count) => count),
    questions: asked.length, answered: answered.length, answeredInTime: answered.filter(({ isInTime }) => isInTime).length, ...means,
    revisits: { due: sum([...revisits.values()], (count) => count), solved: revisits.get('solved') ?? 0, partly: revisits.get('partly') ?? 0, unsolved: revisits.get('unsolved') ?? 0 },
    byExpert: expertsOf(cells, stars, await listLoads(db, clock.now())), byTopic: topicsOf(deps, cells, asked, waiting), byTown: townsOf(cells),
    byWay: ways.map(({ id }) => {
      const { booked, done } = countsOf(cells.filter(({ way }) => way === id))
      return { way: id, booked, done }
    }),
  }
  await deps.commands.run((tx) => recordAudit(tx, { at: clock.now(), accountId: account.id, role: account.duty, action: 'consultations.statistics', subject: 'consultations', firmId: null, requestId, details: { ...query } }))
  return statistics
}
