// What follows from a move of a request, said to its firm and to officers.
import { sayDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { firmMemberIds, officerIds } from '../accounts/access.ts'
import type { Tx } from '../db/commands.ts'
import type { FinancingRequestRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import type { FirmOfRequest } from './access.ts'
import { deskRequestPage, tellFirm } from './telling.ts'

const numberOf = ({ number }: Pick<FinancingRequestRow, 'number'>) => number ?? ''
const dueOf = ({ clock }: Pick<Deps, 'clock'>, { due_on: dueOn }: Pick<FinancingRequestRow, 'due_on'>) => (dueOn === null ? '' : sayDate(dueOn, shanghaiDate(clock.now())))

/** The receipt, also for who handed it in; and to officers that something waits, not to those who are of the firm themselves. */
export async function tellSubmitted(tx: Tx, deps: Deps, row: FinancingRequestRow, firm: Pick<FirmOfRequest, 'name'>): Promise<void> {
  await tellFirm(tx, deps, row, { kind: 'financing.submitted', values: { number: numberOf(row), dueOn: dueOf(deps, row), workdays: row.due_workdays ?? 0 } })
  const members = await firmMemberIds(tx, row.firm_id)
  const accountIds = (await officerIds(tx)).filter((id) => !members.includes(id))
  await enqueueMessages(tx, { at: deps.clock.now(), accountIds, firmId: null, message: renderMessage(deps.content, 'financing.desk-screen', { number: numberOf(row), firm: firm.name, dueOn: dueOf(deps, row) }, deskRequestPage(row)) })
}

export function tellAccepted(tx: Tx, deps: Deps, row: FinancingRequestRow): Promise<void> {
  return tellFirm(tx, deps, row, { kind: 'financing.accepted', values: { number: numberOf(row) } })
}

export function tellReturned(tx: Tx, deps: Deps, row: FinancingRequestRow, count: number): Promise<void> {
  return tellFirm(tx, deps, row, { kind: 'financing.returned', values: { number: numberOf(row), count } })
}

export function tellDeclined(tx: Tx, deps: Deps, row: FinancingRequestRow, reason: string): Promise<void> {
  return tellFirm(tx, deps, row, { kind: 'financing.declined', values: { number: numberOf(row), reason } })
}

export function tellClosed(tx: Tx, deps: Deps, row: FinancingRequestRow, reason: string, by: string): Promise<void> {
  return tellFirm(tx, deps, row, { kind: 'financing.closed', values: { number: numberOf(row), reason }, by })
}
