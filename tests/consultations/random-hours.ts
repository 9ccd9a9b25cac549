// Random experts, needs, leave and bookings for the property test; the same seed makes the same world.
import { addDays, shanghaiDayStart } from '#contract/identifiers/date.ts'
import type { SlotQuestion } from '#contract/consultations/slots.ts'
import { ways, type Way } from '#contract/consultations/ways.ts'

export interface SlotWorld { question: SlotQuestion; from: string; days: number }

/** mulberry32: small, good enough, the same everywhere. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const minuteMs = 60_000
const quarterMs = 15 * minuteMs

/** Around a weekend, National Day with its make-up days, the turn of the year, a 29 February, and the end of summer time elsewhere. */
const beginnings = ['2026-11-27', '2026-09-30', '2026-10-09', '2026-12-30', '2028-02-27', '2026-03-07', '2026-10-31']

export function randomWorld(seed: number): SlotWorld {
  const random = dice(seed)
  const whole = (least: number, most: number) => least + Math.floor(random() * (most - least + 1))
  const chance = (share: number) => random() < share
  const pick = <T>(list: readonly T[]): T => list[whole(0, list.length - 1)]!
  const some = <T>(list: readonly T[], share: number) => list.filter(() => chance(share))
  const several = <T>(most: number, make: () => T) => Array.from({ length: whole(0, most) }, make)
  const clock = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

  const days = whole(1, 3)
  const from = addDays(pick(beginnings), whole(0, 3))
  const dates = Array.from({ length: days + 2 }, (_, index) => addDays(from, index - 1))
  const midnight = shanghaiDayStart(from)
  const someMinute = () => (chance(0.8) ? whole(0, 95) * 15 : whole(0, 1439))
  const hours = () => {
    const [one, other] = [chance(0.7) ? whole(28, 48) * 15 : someMinute(), chance(0.7) ? whole(44, 80) * 15 : someMinute()]
    // Now and then nothing, or the wrong way round: no hours.
    return { from: clock(chance(0.95) ? Math.min(one, other) : one), to: clock(chance(0.95) ? Math.max(one, other) : other) }
  }
  const someWays = (): Way[] => (chance(0.7) ? [...ways] : some(ways, 0.6))
  const someInstant = () => midnight + whole(-1440, (days + 1) * 1440) * minuteMs + (chance(0.1) ? whole(0, 59_999) : 0)
  const isRest = new Set(some(dates, 0.15))
  const counts = new Map(dates.map((date) => [date, whole(0, 3)]))
  const need = { way: pick(ways), minutes: whole(1, 10) * 15, before: whole(0, 5) * 15, after: whole(0, 5) * 15 }
  const taken = new Set(several(4, () => ({ first: Math.floor(someInstant() / quarterMs), length: whole(1, 10) })).flatMap(({ first, length }) => Array.from({ length }, (_, index) => first + index)))
  return {
    from, days,
    question: {
      need, taken, gridMinutes: pick([15, 30, 60]), countOn: (date) => counts.get(date) ?? 0,
      calendar: { restDays: isRest, workdays: new Set(some(dates.filter((date) => !isRest.has(date)), 0.2)), years: new Set() },
      openDays: new Set(some(dates, 0.1)),
      notBefore: chance(0.6) ? midnight - whole(0, 2000) * minuteMs : someInstant(), lastDate: chance(0.7) ? addDays(from, 30) : pick(dates),
      hours: {
        rules: several(4, () => ({
          weekdays: some([0, 1, 2, 3, 4, 5, 6], 0.7), ...hours(), validFrom: chance(0.8) ? '2026-01-01' : pick(dates), validTo: chance(0.7) ? null : pick(dates), ways: someWays(), onMakeUpDays: chance(0.6),
        })),
        additions: several(2, () => ({ date: pick(dates), ...hours(), ways: someWays() })),
        leaves: several(2, () => {
          const startsAt = someInstant()
          return { startsAt, endsAt: startsAt + pick([30, 90, 240, 1440]) * minuteMs }
        }),
        lunch: chance(0.6) ? pick([{ from: '12:00', to: '13:30' }, { from: '11:40', to: '12:10' }, { from: '12:00', to: '12:00' }]) : null,
        perDay: whole(1, 4),
      },
    },
  }
}
