// Ways to a reader besides the inbox, and who gets what by which. Pure: server and page decide alike.

export const channels = ['sms', 'push', 'email'] as const
export type Channel = (typeof channels)[number]
export const channelCategories = ['case', 'account', 'policy', 'reminder'] as const
export type ChannelCategory = (typeof channelCategories)[number]
/** each: as it comes. daily, weekly: what is not urgent waits for one message that says what came. */
export const rhythms = ['each', 'daily', 'weekly'] as const
export type Rhythm = (typeof rhythms)[number]

export interface ChannelChoice { category: ChannelCategory; sms: boolean; push: boolean; email: boolean }

/** What a person who never chose has: everything that reaches them, SMS for what is urgent. */
export function defaultChoice(category: ChannelCategory): ChannelChoice {
  return { category, sms: true, push: true, email: true }
}

/** Whether a message leaves by this channel now. SMS costs money and interrupts: it carries only what is urgent. */
export function leavesNow(channel: Channel, isUrgent: boolean, choice: ChannelChoice, rhythm: Rhythm): boolean {
  if (!choice[channel]) return false
  return channel === 'sms' ? isUrgent : isUrgent || rhythm === 'each'
}

const minute = 60_000
const day = 24 * 60 * minute
const shanghaiOffset = 8 * 60 * minute

/** Minutes since midnight of `HH:MM`. */
export function minutesOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':')
  return Number(hours) * 60 + Number(minutes)
}

/** Hours of Asia/Shanghai in which nobody is disturbed; from later than to spans midnight. */
export interface QuietHours { from: string; to: string }

/** The first moment from `at` on that is not quiet. */
export function afterQuiet(at: number, { from, to }: QuietHours): number {
  const midnight = Math.floor((at + shanghaiOffset) / day) * day - shanghaiOffset
  const [start, end] = [minutesOf(from), minutesOf(to)]
  const now = (at - midnight) / minute
  const isQuiet = start <= end ? now >= start && now < end : now >= start || now < end
  if (!isQuiet) return at
  const ends = midnight + end * minute
  return ends > at ? ends : ends + day
}

/** The next moment after `at` at which a digest leaves: every day, or on Mondays. */
export function nextDigestAt(at: number, rhythm: 'daily' | 'weekly', time: string): number {
  const midnight = Math.floor((at + shanghaiOffset) / day) * day - shanghaiOffset
  let next = midnight + minutesOf(time) * minute
  while (next <= at || (rhythm === 'weekly' && new Date(next + shanghaiOffset).getUTCDay() !== 1)) next += day
  return next
}
