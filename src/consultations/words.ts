// How ways, states, days and hours are said. Every hour is Shanghai's, whatever zone the phone is set to.
import type { Question } from '#contract/consultations/schema.ts'
import { bookingStateWords, type BookingState } from '#contract/consultations/workflow.ts'
import type { Way } from '#contract/consultations/ways.ts'
import { dateOf, shortDate, timeOf, weekdayWord } from '#client/ui/format.ts'
import type { IconName } from '#client/ui/icon-paths.ts'
import type { StatusLook, TagTone } from '#client/ui/status-looks.ts'

export const wayWords: Readonly<Record<Way, string>> = { visit: '上门', office: '到所', phone: '电话', video: '视频' }
export const wayIcons: Readonly<Record<Way, IconName>> = { visit: 'building', office: 'pin', phone: 'call', video: 'video' }
export const wayIcon = (way: Way): IconName => wayIcons[way]

const icons: Readonly<Record<BookingState, IconName>> = {
  booked: 'clock',
  confirmed: 'tick',
  arrived: 'building',
  recorded: 'edit',
  done: 'tick',
  missed: 'none',
  excused: 'none',
  cancelled: 'none',
}
const tones: Readonly<Record<BookingState, TagTone>> = {
  booked: 'pri',
  confirmed: 'ok',
  arrived: 'pri',
  recorded: 'seal',
  done: 'ok',
  missed: 'mute',
  excused: 'mute',
  cancelled: 'mute',
}

export const stateWord = (state: BookingState): string => bookingStateWords[state]
export const stateTone = (state: BookingState): TagTone => tones[state]
/** For <StatusTag :look>. */
export const stateLook = (state: BookingState): StatusLook => ({ word: stateWord(state), icon: icons[state], tone: tones[state] })

const questionLooks: Readonly<Record<Question['state'], StatusLook>> = {
  open: { word: '等待分派', icon: 'clock', tone: 'pri' },
  assigned: { word: '专家在写答复', icon: 'clock', tone: 'pri' },
  answered: { word: '已答复', icon: 'tick', tone: 'ok' },
  withdrawn: { word: '已撤回', icon: 'none', tone: 'mute' },
}
export const questionLook = (state: Question['state']): StatusLook => questionLooks[state]

/** 11月27日 周五; 今天 and 明天 come before it where `today` is given. Takes YYYY-MM-DD. */
export function dayText(date: string, today?: string): string {
  const plain = `${shortDate(date, today)} 周${weekdayWord(date)}`
  if (today === undefined) return plain
  const days = Math.round((Date.parse(date) - Date.parse(today)) / 86_400_000)
  if (days === 0) return `今天 ${plain}`
  return days === 1 ? `明天 ${plain}` : plain
}

/** 09:30—11:00 */
export const hoursText = (startsAt: string, endsAt: string): string => `${timeOf(startsAt)}—${timeOf(endsAt)}`

/** 11月27日 周五 09:30—11:00 */
export function spanText(startsAt: string, endsAt: string, today?: string): string {
  return `${dayText(dateOf(startsAt), today)} ${hoursText(startsAt, endsAt)}`
}

/** 4:05 left of a time kept; 1 小时 20 分 from an hour on. */
export function leftText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  const minutes = Math.floor(seconds / 60)
  return minutes % 60 === 0 ? `${minutes / 60} 小时` : `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分`
}

/** The person's place in words: 到所's address is the place itself, 电话 and 视频 have none. */
export function placeText({ way, address, meeting }: { way: Way; address: string | null; meeting: string | null }): string {
  if (way === 'phone') return '专家按点打给您'
  if (way === 'video') return meeting ?? '会议号由专家见面前给您'
  return address ?? (way === 'office' ? '地址待主办单位提供，去之前可拨 12330 问' : '上门地址还没有写')
}

export const partWords = { any: '上午下午都行', morning: '上午', afternoon: '下午' } as const
