// Notices for everybody: the list, one of them, the feed and the deadlines. All of it is content, so nothing is asked of the database.
import { Feed } from 'feed'
import { addDays, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import { findNotice, listed } from '#contract/notices/notices.ts'
import type { Notice, Notices, NoticesQuery } from '#contract/notices/schema.ts'
import ical, { ICalAlarmType } from 'ical-generator'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'

export type NoticeDeps = Pick<Deps, 'content' | 'clock' | 'config'>

const feedLength = 50
/** An alarm of a whole day counts from midnight; people are told at nine. */
const [wakeHours, hour, day] = [9, 3_600, 86_400]
const alarmDays = [14, 3]

export function listNotices({ content, clock }: NoticeDeps, query: NoticesQuery): Notices {
  return listed(content.notices.settings, content.notices.all, query, shanghaiDate(clock.now()))
}

/** Throws `not-found` for one that is not there, or not yet. */
export function getNotice({ content, clock }: NoticeDeps, id: string): Notice {
  const notice = findNotice(content, id, content.summaries(clock.now()), shanghaiDate(clock.now()))
  if (!notice) throw notFound(`no notice ${id}`)
  return notice
}

/** Atom (RFC 4287), the newest first. */
export function writeFeed(deps: NoticeDeps): string {
  const { content: { county }, config: { publicUrl } } = deps
  const { items } = listNotices(deps, { limit: feedLength })
  const at = (date: string) => new Date(shanghaiDayStart(date))
  const feed = new Feed({ id: `${publicUrl}/notices`, title: `${county.name}政策通知｜${county.serviceName}`, link: `${publicUrl}/notices`, language: 'zh-CN', updated: at(items[0]?.publishedOn ?? '2000-01-01'), feedLinks: { atom: `${publicUrl}/api/notices/feed.atom` }, copyright: county.host })
  for (const { id, title, excerpt, publishedOn, issuer } of items) feed.addItem({ id: `${publicUrl}/notices/${id}`, title, link: `${publicUrl}/notices/${id}`, description: excerpt, date: at(publishedOn), published: at(publishedOn), author: [{ name: issuer }] })
  return feed.atom1()
}

/** The writer takes the day out of UTC, wherever the machine stands. */
function midnight(date: string): Date {
  return new Date(`${date}T00:00:00.000Z`)
}

/** Whole days without a zone, so that no phone moves them (pitfall C23). Throws `not-found` for a notice that is not there. */
export function writeDeadlines(deps: NoticeDeps, noticeId: string | undefined): string {
  const { content, clock, config } = deps
  const today = shanghaiDate(clock.now())
  const notices = noticeId === undefined ? content.notices.all.filter(({ source }) => source.publishedOn <= today).map(({ source }) => source) : [getNotice(deps, noticeId)]
  const calendar = ical({ name: `${content.county.name}政策通知截止日`, prodId: { company: 'zhiqitong', product: 'notices', language: 'ZH' } })
  for (const { id, title, documentNumber, deadlines } of notices) {
    for (const deadline of deadlines.filter(({ on }) => on >= today)) {
      const summary = `${deadline.title}：${title}`
      calendar.createEvent({
        id: `notice-${id}-${deadline.id}`, stamp: new Date(clock.now()), allDay: true, start: midnight(deadline.on), end: midnight(addDays(deadline.on, 1)), summary, url: `${config.publicUrl}/notices/${id}`, description: documentNumber ?? '',
        alarms: alarmDays.map((days) => ({ type: ICalAlarmType.display, triggerBefore: days * day - wakeHours * hour, description: summary })),
      })
    }
  }
  return calendar.toString()
}
