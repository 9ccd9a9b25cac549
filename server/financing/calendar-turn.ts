// What a job of the calendar needs of one lead or request, and whom of the county it tells.
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { firmMemberIds, officerIds } from '../accounts/access.ts'
import type { Tx } from '../db/commands.ts'
import type { FinancingLeadRow, FinancingRequestRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage, type MessageValues } from '../messages/texts.ts'
import { firmOf, type FirmOfRequest } from './access.ts'
import type { Day } from './standings.ts'
import { deskRequestPage, type FinancingKind } from './telling.ts'

/** Rows of one kind and round; the rest waits for the next. */
export const mostAtOnce = 500

export function dayOf({ content, clock }: Pick<Deps, 'content' | 'clock'>): Day {
  return { calendar: content.calendar, casework: content.financingCasework, today: shanghaiDate(clock.now()) }
}

export interface LockedRequest { request: FinancingRequestRow; firm: FirmOfRequest }
export interface LockedLead extends LockedRequest { row: FinancingLeadRow; bankName: string }

/** As it stands now; nobody else changes it or its leads until the transaction ends. */
export async function lockForCalendar(tx: Tx, requestId: string): Promise<LockedRequest> {
  const request = await tx.updateTable('financing_requests').set((eb) => ({ version: eb.ref('version') })).where('id', '=', requestId).returningAll().executeTakeFirstOrThrow()
  return { request, firm: await firmOf(tx, request.firm_id) }
}

export async function lockLeadForCalendar(tx: Tx, { id, request_id }: Pick<FinancingLeadRow, 'id' | 'request_id'>): Promise<LockedLead> {
  const locked = await lockForCalendar(tx, request_id)
  const row = await tx.selectFrom('financing_leads').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const { name } = await tx.selectFrom('banks').select('name').where('id', '=', row.bank_id).executeTakeFirstOrThrow()
  return { ...locked, row, bankName: name }
}

/** To every officer in service who is not of the firm itself. `once`: told once under this name to each. */
export async function tellOfficers<K extends FinancingKind>(tx: Tx, deps: Pick<Deps, 'content' | 'clock'>, request: FinancingRequestRow, { kind, values, once }: { kind: K; values: MessageValues<K>; once: string }): Promise<void> {
  const members = await firmMemberIds(tx, request.firm_id)
  const accountIds = (await officerIds(tx)).filter((id) => !members.includes(id))
  await enqueueMessages(tx, { at: deps.clock.now(), accountIds, firmId: null, dedupeKey: `${kind}:${once}`, message: renderMessage(deps.content, kind, values, deskRequestPage(request)) })
}
