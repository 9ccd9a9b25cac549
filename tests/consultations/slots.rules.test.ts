// What is offered against a slow, obvious reading of the same rules, over random worlds: never a time that overlaps or is forbidden, never a free one hidden.
import { describe, expect, it } from 'vitest'
import { addDays, shanghaiDayStart } from '#contract/identifiers/date.ts'
import { freeStarts, quantaOf, refusalByRules, type SlotQuestion, type SlotRefusal } from '#contract/consultations/slots.ts'
import { randomWorld, type SlotWorld } from './random-hours.ts'
import { freeSlowly, maySlowly } from './slow-slots.ts'

/** SLOTS_SEED=12345 begins elsewhere; a failure names the seed of its world. */
const firstSeed = Number(process.env.SLOTS_SEED ?? 1)
const worlds = 2400
const seeds = Array.from({ length: worlds }, (_, index) => firstSeed + index)
const minuteMs = 60_000

const offered = ({ question, from, days }: SlotWorld) => freeStarts(question, from, addDays(from, days - 1))
const told = (seed: number) => `world of seed ${seed} (SLOTS_SEED=${seed})`

describe(`free times of ${worlds} random worlds from seed ${firstSeed}`, { timeout: 300_000 }, () => {
  it('are exactly those a look at every minute finds', () => {
    let [free, full] = [0, 0]
    for (const seed of seeds) {
      const world = randomWorld(seed)
      const starts = offered(world)
      expect(starts, told(seed)).toEqual(freeSlowly(world.question, shanghaiDayStart(world.from), world.days))
      free += starts.length
      full += starts.length === 0 ? 1 : 0
    }
    // Neither all empty nor all open, or the comparison would say little.
    expect(free).toBeGreaterThan(worlds)
    expect(full).toBeGreaterThan(worlds / 20)
    expect(full).toBeLessThan(worlds * 0.8)
  })

  it('are refused at hold and claim for the same reasons, minute by minute', () => {
    const reasons = new Map<SlotRefusal | null, number>()
    for (const seed of seeds) {
      const { question, from, days } = randomWorld(seed)
      const midnight = shanghaiDayStart(from)
      for (let minute = -60 + (seed % 5); minute < days * 1440 + 60; minute += 5) {
        const startsAt = midnight + minute * minuteMs
        const refusal = refusalByRules(question, startsAt)
        reasons.set(refusal, (reasons.get(refusal) ?? 0) + 1)
        if ((refusal === null) !== maySlowly(question, startsAt).byRules) expect.fail(`${told(seed)} at ${new Date(startsAt).toISOString()}: ${refusal ?? 'allowed'}`)
      }
    }
    for (const reason of ['past', 'horizon', 'grid', 'closed', 'leave', 'full', null] as const) expect(reasons.get(reason), `${reason}`).toBeGreaterThan(100)
  })

  it('never overlap what is taken, and never one another once one is booked', () => {
    for (const seed of seeds) {
      const world = randomWorld(seed)
      const starts = offered(world)
      const mine = starts[seed % Math.max(starts.length, 1)]
      if (mine === undefined) continue
      const { question } = world
      const { first, last } = quantaOf(question.need, mine)
      const booked: SlotQuestion = { ...question, taken: new Set([...question.taken, ...Array.from({ length: last - first + 1 }, (_, index) => first + index)]), countOn: () => 0 }
      for (const startsAt of offered({ ...world, question: booked })) {
        const other = quantaOf(question.need, startsAt)
        expect(other.last < first || other.first > last, told(seed)).toBe(true)
      }
    }
  })

  /** If one of these were forgotten, some world would tell. */
  const forgotten: Record<string, (question: SlotQuestion) => SlotQuestion> = {
    leave: (question) => ({ ...question, hours: { ...question.hours, leaves: [] } }),
    lunch: (question) => ({ ...question, hours: { ...question.hours, lunch: null } }),
    additions: (question) => ({ ...question, hours: { ...question.hours, additions: [] } }),
    holidays: (question) => ({ ...question, calendar: { ...question.calendar, restDays: new Set() } }),
    'make-up days': (question) => ({ ...question, calendar: { ...question.calendar, workdays: new Set() } }),
    'days an officer opened': (question) => ({ ...question, openDays: new Set() }),
    'the last day of a rule': (question) => ({ ...question, hours: { ...question.hours, rules: question.hours.rules.map((rule) => ({ ...rule, validTo: null })) } }),
    'what is taken': (question) => ({ ...question, taken: new Set() }),
    'the road before': (question) => ({ ...question, need: { ...question.need, before: 0 } }),
    'the road after': (question) => ({ ...question, need: { ...question.need, after: 0 } }),
    notice: (question) => ({ ...question, notBefore: 0 }),
    horizon: (question) => ({ ...question, lastDate: '2099-01-01' }),
    'the count of a day': (question) => ({ ...question, countOn: () => 0 }),
  }
  it.each(Object.entries(forgotten))('would differ without %s', (_what, forget) => {
    const differing = seeds.slice(0, 600).filter((seed) => {
      const world = randomWorld(seed)
      return String(offered({ ...world, question: forget(world.question) })) !== String(offered(world))
    })
    expect(differing.length).toBeGreaterThan(0)
  })
})
