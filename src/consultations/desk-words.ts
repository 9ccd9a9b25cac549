// How the desk says what may be done with a booking and what became of it.
import type { Booking, Topics } from '#contract/consultations/schema.ts'
import type { BookingAction } from '#contract/consultations/workflow.ts'
import type { ApiError } from '#client/http.ts'
import { errorText } from '#client/ui/error-text.ts'
import { spanText } from './words.ts'

export type BookingEvent = Booking['events'][number]

/** On the officer's buttons; what is not the officer's has none. */
export const deskActionWords: Partial<Record<BookingAction, string>> = {
  confirm: '替专家确认',
  reschedule: '改时间',
  replace: '换专家',
  cancel: '取消预约',
  arrive: '到了',
  miss: '没到',
  excuse: '企业请假',
}

const sides: Readonly<Record<BookingEvent['side'], string>> = { firm: '企业', expert: '专家', officer: '县局', calendar: '知企通' }
const eventWords: Readonly<Record<BookingEvent['action'], string>> = {
  book: '约好了',
  edit: '改了内容',
  rate: '评价了',
  revisit: '回访了',
  confirm: '确认了',
  reschedule: '改了时间',
  replace: '换了专家',
  cancel: '取消了',
  arrive: '签到了',
  miss: '记下企业没到',
  excuse: '记下企业请假',
  'submit-record': '交了服务记录',
  'reopen-record': '收回了服务记录',
  'return-record': '退回了服务记录',
  'confirm-record': '确认了服务记录',
}

/** 县局改了时间 */
export function eventTitle({ action, side }: BookingEvent): string {
  if (side === 'officer' && action === 'book') return '县局替企业约好了'
  if (side === 'officer' && action === 'arrive') return '县局替专家签到了'
  if (action === 'revisit') return side === 'officer' ? '县局打电话回访了' : '企业答了回访'
  return `${sides[side]}${eventWords[action]}`
}

/** From where to where; '' where nothing moved. */
export function changeText({ change }: BookingEvent, minutes: number): string {
  if (change === null) return ''
  const until = (startsAt: string) => new Date(Date.parse(startsAt) + minutes * 60_000).toISOString()
  const [from, to] = [spanText(change.fromStartsAt, until(change.fromStartsAt)), spanText(change.toStartsAt, until(change.toStartsAt))]
  const isOther = change.fromExpert !== change.toExpert
  return `从 ${from}${isOther ? `（${change.fromExpert}）` : ''} 改到 ${to}${isOther ? `（${change.toExpert}）` : ''}`
}

/** Ready words beside the box, for what an officer does on behalf of either side. */
export function readyReasons(reasons: Topics['reasons'] | undefined, action: 'cancel' | 'reschedule' | 'replace' | 'excuse'): string[] {
  if (!reasons) return []
  if (action === 'excuse') return [...reasons.excuse]
  if (action === 'replace') return [...reasons.replace]
  const [firm, expert] = action === 'cancel' ? [reasons.firmCancel, reasons.expertCancel] : [reasons.firmMove, reasons.expertMove]
  return [...new Set([...firm, ...expert])]
}

const refusals: Readonly<Record<string, string>> = {
  leave: '专家这时请假，请换一个时间。写的内容还在。',
  closed: '这个时间不在专家的服务时间里了，请换一个。写的内容还在。',
  full: '专家这一天约满了，请换一天或换一位。写的内容还在。',
  past: '这个时间已经过了，请换一个。写的内容还在。',
}
/** What a refused booking or move says: why this time is none any more. */
export function refusalText(error: ApiError): string {
  return (error.code === 'consultations.slot-taken' && refusals[String(error.details.reason)]) || errorText(error)
}

/** 4.6; no figure finer than one place is of any use. Hundredths of a star in. */
export const starsText = (hundredths: number): string => (Math.round(hundredths / 10) / 10).toFixed(1)

export const revisitWords = { solved: '解决了', partly: '解决了一部分', unsolved: '没解决' } as const
