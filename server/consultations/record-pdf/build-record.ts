// Turns a record into the words of its form, once and outside the drawing thread.
import type { VisitRecord } from '#contract/consultations/schema.ts'
import { chineseDate, shanghaiDate } from '#contract/identifiers/date.ts'
import type { ConsultationContent } from '#contract/consultations/content-schema.ts'
import { widthOf } from '#server/pdf/line-breaks.ts'
import type { BookingOfFirm } from '../access.ts'
import { sayClock, topicTitle, wayTitle } from '../words.ts'
import type { PrintedRecord, RecordFact } from './printed-record.ts'

export interface RecordSource {
  content: ConsultationContent
  booking: BookingOfFirm
  uscc: string
  /** Of the expert. */
  organisation: string
  record: VisitRecord
  photos: string[]
  office: string
  publicUrl: string
}

/** Characters (of full width) that stand on one line beside another fact. */
const halfLine = 13

const fact = (label: string, value: string): RecordFact => ({ label, value: value.trim() === '' ? '—' : value, isWide: widthOf(value) > halfLine })
const wide = (label: string, value: string): RecordFact => ({ ...fact(label, value), isWide: true })

const dayOf = (ms: number) => chineseDate(shanghaiDate(ms))
const momentOf = (instant: string) => `${dayOf(Date.parse(instant))} ${sayClock(Date.parse(instant))}`

function placeOf({ content, booking }: RecordSource): string {
  if (booking.way === 'visit') return [booking.town, booking.address].filter((part) => part !== null && part !== '').join(' ')
  if (booking.way === 'office') return content.places.find(({ id }) => id === booking.place_id)?.name ?? ''
  return wayTitle(content, booking.way)
}

function factsOf(source: RecordSource): RecordFact[] {
  const { content, booking, uscc, organisation } = source
  return [
    wide('企业名称', booking.firm_name), fact('信用代码', uscc), fact('企业联系人', booking.contact_name),
    fact('服务日期', dayOf(booking.starts_at)), fact('服务时间', `${sayClock(booking.starts_at)}—${sayClock(booking.ends_at)}`),
    fact('服务方式', wayTitle(content, booking.way)), fact('服务专家', booking.expert_name), wide('专家单位', organisation), wide('服务地点', placeOf(source)),
    wide('服务主题', topicTitle(content, booking.topic)), wide('预约时的需求', booking.description),
  ]
}

const ownerWords = { firm: '企业', expert: '专家', office: '县局' } as const

function confirmationOf({ record: { state, confirmedBy, confirmedAt, confirmedVia } }: RecordSource): string {
  if (state !== 'confirmed' || confirmedAt === null) return state === 'submitted' ? '企业还没有确认。' : '草稿，还没有交给企业。'
  const who = confirmedBy === null || confirmedBy === '' ? '企业联系人' : confirmedBy
  return confirmedVia === 'code' ? `企业 ${who} 于 ${momentOf(confirmedAt)} 凭发到企业手机的短信码确认，内容与本表一致。` : `企业 ${who} 于 ${momentOf(confirmedAt)} 在平台上确认，内容与本表一致。`
}

export function buildRecord(source: RecordSource): PrintedRecord {
  const { content, booking, record, photos, office, publicUrl } = source
  const { policy, needs, problems, opinions } = content.record
  const talk: [string, string][] = [['企业情况', record.situation], [policy.title, record.policy], [needs.title, record.needs], [problems.title, record.problems], [opinions.title, record.opinions]]
  const advice: [string, string][] = [['发现的问题', record.findings], ['建议', record.advice], ['下一步计划', record.plan]]
  return {
    title: content.title, number: booking.number, standing: { draft: '草稿', submitted: '待企业确认', confirmed: null }[record.state],
    at: record.confirmedAt ?? record.submittedAt ?? record.savedAt ?? new Date(booking.starts_at).toISOString(), bookingUrl: `${publicUrl}/consultations/bookings/${booking.id}`, office,
    facts: factsOf(source), people: record.people, talk: talk.map(([label, text]) => wide(label, text)), advice: advice.map(([label, text]) => wide(label, text)),
    followUps: record.followUps.map(({ what, owner, dueOn, doneAt }) => ({ what, owner: ownerWords[owner], dueOn: dueOn === null ? '—' : chineseDate(dueOn), done: doneAt === null ? '' : dayOf(Date.parse(doneAt)) })),
    confirmation: confirmationOf(source), notes: [content.boundary.free, content.boundary.guidance, content.boundary.noTouting], photos,
  }
}
