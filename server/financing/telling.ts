// Who hears of a request or a lead, in which words, with a link its reader may open. Nobody is told of their own deed.
// A bank is told of a lead by number and blind title only; what names a firm may be said to it from the contract on (boundStates), when consent can no longer be taken back.
import { randomUUID } from 'node:crypto'
import { firmAdministratorIds, firmMemberIds } from '../accounts/access.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { FinancingLeadRow, FinancingRequestRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { cancelMessages, enqueueMessages } from '../messages/outbox.ts'
import { renderMessage, type MessageKind, type MessageValues } from '../messages/texts.ts'
import { bankContactIds } from './access.ts'

export type FinancingKind = Extract<MessageKind, `financing.${string}`>
type TellDeps = Pick<Deps, 'content' | 'clock'>
/** `by`: whose deed it was. `once`: told once under this name, of this request or lead, to each person. */
interface News<K extends FinancingKind> { kind: K; values: MessageValues<K>; by?: string | null; once?: string }

export const firmRequestPage = ({ id, firm_id }: Pick<FinancingRequestRow, 'id' | 'firm_id'>) => `/financing/requests/${id}?firm=${firm_id}`
export const deskRequestPage = ({ id }: Pick<FinancingRequestRow, 'id'>) => `/desk/financing/${id}`
export const firmLeadPage = (request: Pick<FinancingRequestRow, 'id' | 'firm_id'>, lead: Pick<FinancingLeadRow, 'id'>) => `/financing/requests/${request.id}/leads/${lead.id}?firm=${request.firm_id}`
export const bankLeadPage = ({ id }: Pick<FinancingLeadRow, 'id'>) => `/bank/leads/${id}`
export const bankLeadsPage = '/bank'

/** Whoever filled it in, handed it in or agreed to a bank, and the administrators, as long as they act for the firm. */
export async function firmReadersOf(connection: Connection, request: Pick<FinancingRequestRow, 'id' | 'firm_id' | 'created_by' | 'submitted_by'>): Promise<string[]> {
  const consents = await connection.selectFrom('financing_consents').select('given_by').where('request_id', '=', request.id).distinct().execute()
  const readers = new Set([request.created_by, request.submitted_by, ...consents.map((row) => row.given_by), ...(await firmAdministratorIds(connection, request.firm_id))])
  return (await firmMemberIds(connection, request.firm_id)).filter((id) => readers.has(id))
}

/** To the firm's people, of the request or of one of its leads. */
export async function tellFirm<K extends FinancingKind>(tx: Tx, deps: TellDeps, request: FinancingRequestRow, { kind, values, by = null, once, lead }: News<K> & { lead?: Pick<FinancingLeadRow, 'id'> }): Promise<void> {
  const accountIds = (await firmReadersOf(tx, request)).filter((id) => id !== by)
  const message = renderMessage(deps.content, kind, values, lead ? firmLeadPage(request, lead) : firmRequestPage(request))
  await enqueueMessages(tx, { at: deps.clock.now(), accountIds, firmId: request.firm_id, message, ...(once === undefined ? {} : { dedupeKey: `${kind}:${(lead ?? request).id}:${once}` }) })
}

const bankKey = ({ id }: Pick<FinancingLeadRow, 'id'>) => `financing.bank:${id}:`

/** To the contacts of its bank in service; `isOver`: the lead is not there for them any more, so it leads to the list. Every one has a key of its lead, so that it can be called back. */
export async function tellBank<K extends FinancingKind>(tx: Tx, deps: TellDeps, lead: Pick<FinancingLeadRow, 'id' | 'bank_id'>, { kind, values, by = null, once, isOver = false }: News<K> & { isOver?: boolean }): Promise<void> {
  const accountIds = (await bankContactIds(tx, lead.bank_id)).filter((id) => id !== by)
  const message = renderMessage(deps.content, kind, values, isOver ? bankLeadsPage : bankLeadPage(lead))
  await enqueueMessages(tx, { at: deps.clock.now(), accountIds, firmId: null, message, dedupeKey: `${bankKey(lead)}${kind}:${once ?? randomUUID()}` })
}

/** What still waits to be told the bank of this lead is never sent. */
export async function takeBackFromBank(tx: Tx, lead: Pick<FinancingLeadRow, 'id'>, at: number): Promise<void> {
  await cancelMessages(tx, bankKey(lead), at)
}

/** The word of the list, and the words beside it. */
export function sayReason(word: string | null, words: string): string {
  return [word, words].filter((part) => part !== null && part !== '').join('：')
}
