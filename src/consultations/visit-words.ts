// How the expert's pages say where things are and what may be done.
import type { Booking, BookingSummary, RecordInput, Topics } from '#contract/consultations/schema.ts'
import type { Way } from '#contract/consultations/ways.ts'
import { isEmptyPart, recordParts, type RecordPart } from './record-parts.ts'
import { timeOf } from '#client/ui/format.ts'
import type { OpenVisit } from './visit-sheet.ts'

export const ownerWords: Readonly<Record<RecordInput['followUps'][number]['owner'], string>> = {
  firm: '企业',
  expert: '专家',
  office: '县局',
}

const plainTitles: Readonly<Record<Exclude<RecordPart, 'policy' | 'needs' | 'problems' | 'opinions'>, string>> = {
  people: '参加人',
  situation: '企业情况',
  findings: '发现的问题',
  advice: '建议',
  plan: '下一步打算',
  followUps: '后续事项',
}
/** The four sections are named by the county. */
export function partTitle(part: RecordPart, topics: Topics | undefined): string {
  if (part === 'policy' || part === 'needs' || part === 'problems' || part === 'opinions') {
    return topics?.record[part].title ?? { policy: '送政策', needs: '访需求', problems: '解难题', opinions: '听意见' }[part]
  }
  return plainTitles[part]
}

const deedWords = { arrive: '签到', miss: '未到', excuse: '请假' } as const

export interface VisitLine {
  state: 'local' | 'server' | 'sent' | 'unkept'
  detail: string
  sending: boolean
}

/** The save line: what is on this phone and what is on the server. Said only after the fact. */
export function visitLine(open: OpenVisit, photos: number): VisitLine {
  const { record, unsent } = open
  const count = unsent + photos
  const sending = open.isSending && unsent > 0
  if (!open.isPersistent && unsent > 0) return { state: 'unkept', detail: `这台手机不让存，${unsent} 处传到服务器前别关这一页`, sending }
  if (count > 0) return { state: 'local', detail: localDetail(open, count), sending }
  if (record.state !== 'draft')
    return { state: 'sent', detail: record.state === 'submitted' ? '等企业确认' : '企业确认过了', sending: false }
  const when = record.savedAt ? `${timeOf(record.savedAt)}，` : ''
  return { state: 'server', detail: record.savedAt ? `${when}写一处存一处` : '没有网也能看、能写', sending }
}

function localDetail(open: OpenVisit, count: number): string {
  if (open.isWriting) return '正在存…'
  if (open.conflicts.length > 0) return `${open.conflicts.length} 处两台手机写得不一样，等您选`
  if (open.problems.length > 0) return '有一处服务器没收，看标红的地方'
  if (open.isStuck) return '有内容没能交上去，请看下面'
  return `${count} 处没传，${open.isOffline ? '连上网自动传' : '马上传到服务器'}`
}

export function deedText(open: OpenVisit): string {
  const { deed } = open
  if (!deed) return ''
  return `${timeOf(deed.at)} 记了「${deedWords[deed.action]}」，存在本机，${open.isOffline ? '连上网就报上去' : '正在报上去'}`
}

/** What the record still lacks before the firm can be asked; '' when nothing. */
export function missingInRecord({ written }: OpenVisit): string {
  if (written.people.every(({ name }) => name.trim() === '')) return '先写一位参加人'
  if (isEmptyPart(written.problems) && isEmptyPart(written.findings)) return '先写问题或判断'
  return isEmptyPart(written.advice) ? '先写建议' : ''
}

/** 8 项写了 5 项 */
export function progressText({ written }: OpenVisit): string {
  const done = recordParts.filter((part) => !isEmptyPart(written[part])).length
  return done === 0 ? '还没有写' : `${recordParts.length} 项写了 ${done} 项`
}

/** Opens the map of the phone or, without one, the map's page. */
export function routeLink(address: string): string {
  return `https://uri.amap.com/search?keyword=${encodeURIComponent(address)}&callnative=1`
}

/** Where and how, for the expert. */
export function visitPlace({ way, address, meeting }: Pick<Booking, 'way' | 'address' | 'meeting'>): string {
  if (way === 'phone') return '您按点打给企业'
  if (way === 'video') return meeting ?? '还没有给会议号，请先写好，企业会看到'
  return address ?? (way === 'office' ? '地址待主办单位提供' : '企业没有写地址，去之前打电话问一声')
}

export const roadWays: ReadonlySet<Way> = new Set(['visit', 'office'])

export interface VisitGroups {
  late: BookingSummary[]
  today: BookingSummary[]
  coming: { date: string; items: BookingSummary[] }[]
  past: BookingSummary[]
}

const isOpen = ({ state }: BookingSummary) => state === 'booked' || state === 'confirmed' || state === 'arrived' || state === 'recorded'

/** What lies before today and is not finished stays on top; `dateOf` gives the day of an instant. */
export function groupVisits(items: readonly BookingSummary[], today: string, dateOf: (instant: string) => string): VisitGroups {
  const live = items.filter(({ state }) => state !== 'cancelled')
  const on = (item: BookingSummary) => dateOf(item.startsAt)
  const coming = live.filter((item) => on(item) > today && isOpen(item))
  const dates = [...new Set(coming.map(on))].toSorted()
  return {
    late: live.filter((item) => on(item) < today && isOpen(item)),
    today: live.filter((item) => on(item) === today),
    coming: dates.map((date) => ({ date, items: coming.filter((item) => on(item) === date) })),
    past: live.filter((item) => on(item) < today && !isOpen(item)).toReversed(),
  }
}
