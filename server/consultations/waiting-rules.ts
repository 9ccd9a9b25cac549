// How long a freed time is kept for one firm. Pure.
import { addDays, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'

const hourMs = 3_600_000
/** Nobody is asked to decide at night: an offer made from 20 to 8 o'clock stands at least until ten. */
const [night, morning, decideBy] = [20, 8, 10]
/** Less than this to decide is no offer. */
export const leastToDecideMs = 30 * 60_000

/** Until when an offer made now stands: so many hours, over the night until ten, and never longer than the time may still be booked. */
export function offerDeadline({ now, offerHours, startsAt, noticeHours }: { now: number; offerHours: number; startsAt: number; noticeHours: number }): number {
  const today = shanghaiDate(now)
  const hour = (now - shanghaiDayStart(today)) / hourMs
  const nextTen = shanghaiDayStart(hour < morning ? today : addDays(today, 1)) + decideBy * hourMs
  const usual = now + offerHours * hourMs
  return Math.min(hour >= night || hour < morning ? Math.max(usual, nextTen) : usual, startsAt - noticeHours * hourMs)
}
