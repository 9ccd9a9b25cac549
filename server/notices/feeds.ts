// What other programs subscribe to: an Atom feed and a calendar of deadlines, of all notices or of one category, issuer or scheme.
import { Feed } from 'feed'
import ical, { ICalAlarmType } from 'ical-generator'
import { addDays, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import { getDeadlines, getNoticesFeed } from '#contract/notices/endpoints.ts'
import { categoryTitle } from '#contract/notices/notices.ts'
import type { DeadlinesQuery, FeedQuery } from '#contract/notices/schema.ts'
import { getNotice, listNotices, type NoticeDeps } from './reading.ts'
import { correctedAt, listDeadlines } from './repository.ts'

const feedLength = 50
/** A calendar of a county holds far fewer; more would only slow a phone down. */
const mostDeadlines = 500
/** An alarm of a whole day counts from midnight; people are told at nine. */
const [wakeHours, hour, day] = [9, 3_600, 86_400]
const alarmDays = [14, 3]

/** `?category=policy`, the same for the same wish; '' for all. */
function queryOf({ category, issuer, programmeId }: FeedQuery): string {
  const pairs = Object.entries({ category, issuer, programmeId }).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

/** 「政策」「县局」, or '' for all. */
function narrowedWords({ content, clock }: NoticeDeps, { category, issuer, programmeId }: FeedQuery): string {
  const parts = [category === undefined ? undefined : categoryTitle(content.notices.settings, category), issuer, programmeId === undefined ? undefined : (content.programme(programmeId, clock.now())?.title ?? programmeId)]
  return parts.flatMap((part) => (part === undefined ? [] : [`「${part}」`])).join('')
}

/** The writer says that it is HTML, so plain words become that; U+FFFE and U+FFFF are in no XML. */
function asHtml(text: string): string {
  return text.replace(/[\uFFFE\uFFFF]/g, '').replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '')
}

/** The writer escapes everything of a calendar but its name: a break in it (also of an address somebody made up) would begin another line. */
const oneLine = (text: string) => text.replace(/\s+/g, ' ')

/** Atom (RFC 4287), the newest first. A corrected notice keeps its id and its day and is updated; one that was taken back is gone. */
export async function writeFeed(deps: NoticeDeps, query: FeedQuery): Promise<string> {
  const { db, content: { county }, config: { publicUrl } } = deps
  const narrowed = queryOf(query)
  const { items } = await listNotices(deps, { ...query, limit: feedLength })
  const corrected = await correctedAt(db, items.map(({ id }) => id))
  const published = (date: string) => shanghaiDayStart(date)
  const entries = items.map((item) => ({ ...item, at: published(item.publishedOn), updated: Math.max(published(item.publishedOn), corrected.get(item.id) ?? 0) }))
  const feed = new Feed({
    id: `${publicUrl}/notices${narrowed}`, title: `${county.name}政策通知${narrowedWords(deps, query)}｜${county.serviceName}`, link: `${publicUrl}/notices${narrowed}`, language: 'zh-CN',
    updated: new Date(Math.max(shanghaiDayStart('2000-01-01'), ...entries.map(({ updated }) => updated))), feedLinks: { atom: `${publicUrl}${getNoticesFeed.path}${narrowed}` }, copyright: county.host,
  })
  for (const { id, title, excerpt, issuer, at, updated } of entries) feed.addItem({ id: `${publicUrl}/notices/${id}`, title: asHtml(title), link: `${publicUrl}/notices/${id}?from=feed`, description: asHtml(excerpt), date: new Date(updated), published: new Date(at), author: [{ name: issuer.replace(/[\uFFFE\uFFFF]/g, '') }] })
  return feed.atom1()
}

/** The writer takes the day out of UTC, wherever the machine stands. */
function midnight(date: string): Date {
  return new Date(`${date}T00:00:00.000Z`)
}

/** Whole days without a zone, so that no phone moves them (pitfall C23). Throws `not-found` for a notice that never was; one that was taken back has none. */
export async function writeDeadlines(deps: NoticeDeps, query: DeadlinesQuery): Promise<string> {
  const { db, content, clock, config } = deps
  const title = query.noticeId === undefined ? `${content.county.name}政策通知截止日${narrowedWords(deps, query)}` : (await getNotice(deps, query.noticeId)).title
  const calendar = ical({ name: oneLine(title), prodId: { company: 'zhiqitong', product: 'notices', language: 'ZH' }, url: `${config.publicUrl}${getDeadlines.path}${queryOf(query)}` })
  for (const deadline of await listDeadlines(db, query, shanghaiDate(clock.now()), mostDeadlines)) {
    const summary = `${deadline.title}：${deadline.noticeTitle}`
    calendar.createEvent({
      id: `notice-${deadline.noticeId}-${deadline.deadlineId}`, stamp: new Date(clock.now()), allDay: true, start: midnight(deadline.on), end: midnight(addDays(deadline.on, 1)), summary, url: `${config.publicUrl}/notices/${deadline.noticeId}`, description: deadline.documentNumber ?? '',
      alarms: alarmDays.map((days) => ({ type: ICalAlarmType.display, triggerBefore: days * day - wakeHours * hour, description: summary })),
    })
  }
  return calendar.toString()
}
