import type { Follow, FollowKind } from '#contract/notices/mine-schema.ts'
import { getDeadlines, getNoticesFeed } from '#contract/notices/endpoints.ts'

/** What each kind is called, and what somebody hears who follows one. */
export const followWords: Record<FollowKind, { name: string; what: string }> = {
  programme: { name: '资金项目', what: '改了、开始受理、截止前 14 天和 3 天告诉您' },
  issuer: { name: '发布单位', what: '发了新通知告诉您' },
  category: { name: '类别', what: '这一类有新通知告诉您' },
}

const parameters = { programme: 'programmeId', issuer: 'issuer', category: 'category' } as const

function queryOf({ kind, ref }: Follow): string {
  return new URLSearchParams({ [parameters[kind]]: ref }).toString()
}

/** Deadlines of one topic, or of all, for the calendar of a phone to follow by itself. `host` as in the address bar. */
export function calendarAddress(host: string, follow?: Follow): string {
  return `webcal://${host}${getDeadlines.path}${follow ? `?${queryOf(follow)}` : ''}`
}

export function feedAddress(follow: Follow): string {
  return `${getNoticesFeed.path}?${queryOf(follow)}`
}
