// Who hears of a booking, in which words, with a link its reader may open. Nobody is told of their own deed.
import type { BookingSide } from '#contract/consultations/workflow.ts'
import type { Tx } from '../db/commands.ts'
import type { BookingRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { cancelMessages, enqueueMessages } from '../messages/outbox.ts'
import { renderMessage, type MessageKind } from '../messages/texts.ts'
import type { BookingOfFirm } from './access.ts'
import { expertPageOf, firmPageOf, firmReaders } from './record-telling.ts'
import { saySpan, sideWords, topicTitle, wayTitle } from './words.ts'

export type BookingKind = Extract<MessageKind, `consultation.${'booked' | 'booked-for' | 'booked-expert' | 'confirmed' | 'moved' | 'moved-expert' | 'replaced' | 'given' | 'taken-away' | 'cancelled' | 'cancelled-expert' | 'tomorrow' | 'tomorrow-expert' | 'soon' | 'soon-expert' | 'missed' | 'excused'}`>

export interface BookingNews {
  kind: BookingKind
  row: BookingOfFirm
  /** Whose deed it was; they are not told. */
  byAccountId?: string | undefined
  side?: BookingSide
  reason?: string | undefined
  /** The times before, where they changed. */
  before?: Pick<BookingRow, 'starts_at' | 'ends_at'>
  /** Told once under this key. */
  dedupeKey?: string
}

function messageOf(deps: Deps, { kind, row, side, reason, before }: BookingNews, link: string) {
  const now = deps.clock.now()
  return renderMessage(deps.content, kind, {
    number: row.number, topic: topicTitle(deps.content.consultations, row.topic), firm: row.firm_name, expert: row.expert_name, way: wayTitle(deps.content.consultations, row.way),
    when: saySpan(row.starts_at, row.ends_at, now), before: before ? saySpan(before.starts_at, before.ends_at, now) : '', by: side ? sideWords[side] : '', reason: reason ?? '',
  }, link)
}

export async function tellFirm(tx: Tx, deps: Deps, news: BookingNews): Promise<void> {
  const { row, byAccountId, dedupeKey } = news
  const accountIds = (await firmReaders(tx, row)).filter((id) => id !== byAccountId)
  await enqueueMessages(tx, { at: deps.clock.now(), accountIds, firmId: row.firm_id, message: messageOf(deps, news, firmPageOf(row)), ...(dedupeKey === undefined ? {} : { dedupeKey }) })
}

/** The booking's expert, or another: who no longer has it is led to their list. */
export async function tellExpert(tx: Tx, deps: Deps, news: BookingNews, expertId: string = news.row.expert_id): Promise<void> {
  const { row, byAccountId, dedupeKey } = news
  if (expertId === byAccountId) return
  const link = expertId === row.expert_id ? expertPageOf(row) : '/consultations/visits'
  await enqueueMessages(tx, { at: deps.clock.now(), accountIds: [expertId], firmId: null, message: messageOf(deps, news, link), ...(dedupeKey === undefined ? {} : { dedupeKey }) })
}

const reminderKey = (row: Pick<BookingRow, 'id'>) => `consultation.reminder:${row.id}:`

/** Once for each of the two and each time it is to begin. */
export async function remindBoth(tx: Tx, deps: Deps, row: BookingOfFirm, which: 'tomorrow' | 'soon'): Promise<void> {
  const dedupeKey = `${reminderKey(row)}${which}:${row.starts_at}`
  await tellFirm(tx, deps, { kind: `consultation.${which}`, row, dedupeKey })
  await tellExpert(tx, deps, { kind: `consultation.${which}-expert`, row, dedupeKey: `${dedupeKey}:expert` })
}

/** Moved or cancelled: what has not gone out yet is wrong. */
export async function takeBackReminders(tx: Tx, deps: Deps, row: Pick<BookingRow, 'id'>): Promise<void> {
  await cancelMessages(tx, reminderKey(row), deps.clock.now())
}
