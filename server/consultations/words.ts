// How bookings are spoken of in messages, calendars and documents.
import type { ConsultationContent } from '#contract/consultations/content-schema.ts'
import type { Way } from '#contract/consultations/ways.ts'
import type { BookingSide } from '#contract/consultations/workflow.ts'
import { sayDate, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'

/** 9:05 → 09:05, on a clock in Shanghai. */
export function sayClock(ms: number): string {
  const minutes = Math.floor((ms - shanghaiDayStart(shanghaiDate(ms))) / 60_000)
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** 12月3日（周四）09:30—11:00 */
export function saySpan(startsAt: number, endsAt: number, now: number): string {
  return `${sayDate(shanghaiDate(startsAt), shanghaiDate(now))}${sayClock(startsAt)}—${sayClock(endsAt)}`
}

/** 12月3日（周四）09:30 */
export function sayInstant(at: number, now: number): string {
  return `${sayDate(shanghaiDate(at), shanghaiDate(now))}${sayClock(at)}`
}

export const sideWords: Readonly<Record<BookingSide, string>> = { firm: '企业', expert: '专家', officer: '县局' }

export function topicTitle(content: ConsultationContent, id: string): string {
  return content.topics.find((topic) => topic.id === id)?.title ?? id
}

export function wayTitle(content: ConsultationContent, id: Way): string {
  return content.ways.find((way) => way.id === id)?.title ?? id
}
