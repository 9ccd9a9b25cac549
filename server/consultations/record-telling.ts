// Who hears of a record, in which words.
import { firmAdministratorIds, firmMemberIds } from '../accounts/access.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { BookingRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import type { BookingOfFirm } from './access.ts'
import { topicTitle } from './words.ts'

export const firmPageOf = (row: Pick<BookingRow, 'id' | 'firm_id'>) => `/consultations/bookings/${row.id}?firm=${row.firm_id}`
export const expertPageOf = (row: Pick<BookingRow, 'id'>) => `/consultations/visits/${row.id}`

/** Whoever booked it and the administrators, as long as they act for the firm. */
export async function firmReaders(connection: Connection, row: Pick<BookingRow, 'created_by' | 'firm_id'>): Promise<string[]> {
  const members = await firmMemberIds(connection, row.firm_id)
  const readers = new Set([row.created_by, ...(await firmAdministratorIds(connection, row.firm_id))])
  return members.filter((id) => readers.has(id))
}

function values({ content }: Pick<Deps, 'content'>, row: BookingOfFirm) {
  return { number: row.number, topic: topicTitle(content.consultations, row.topic), firm: row.firm_name, expert: row.expert_name }
}

export async function tellSubmitted(tx: Tx, deps: Deps, row: BookingOfFirm): Promise<void> {
  await enqueueMessages(tx, { at: deps.clock.now(), accountIds: await firmReaders(tx, row), firmId: row.firm_id, message: renderMessage(deps.content, 'consultation.record', values(deps, row), firmPageOf(row)) })
}

export async function tellReturned(tx: Tx, deps: Deps, row: BookingOfFirm, reason: string): Promise<void> {
  await enqueueMessages(tx, { at: deps.clock.now(), accountIds: [row.expert_id], firmId: null, message: renderMessage(deps.content, 'consultation.record-returned', { ...values(deps, row), reason }, expertPageOf(row)) })
}

/** Both keep the form now; the firm is asked what it thinks of the visit. */
export async function tellConfirmed(tx: Tx, deps: Deps, row: BookingOfFirm): Promise<void> {
  const at = deps.clock.now()
  await enqueueMessages(tx, { at, accountIds: [row.expert_id], firmId: null, message: renderMessage(deps.content, 'consultation.record-confirmed', values(deps, row), expertPageOf(row)) })
  await enqueueMessages(tx, { at, accountIds: await firmReaders(tx, row), firmId: row.firm_id, message: renderMessage(deps.content, 'consultation.done', values(deps, row), firmPageOf(row)) })
}
