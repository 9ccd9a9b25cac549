// System administrators at work: every step a request.
import { randomUUID } from 'node:crypto'
import { actOnStaff, decideStaffProposal, getStaff, inviteStaff, listStaff, listStaffProposals } from '#contract/accounts/staff-endpoints.ts'
import type { StaffAction } from '#contract/accounts/staff-rules.ts'
import type { StaffActionInput, StaffInvite, StaffOutcome, StaffPerson, StaffQuery } from '#contract/accounts/staff-schema.ts'
import type { Client, Reply } from '../support/api-client.ts'
import { aPhone } from '../support/builders.ts'
import { done } from '../support/handling.ts'

export const people = async (who: Client, query: StaffQuery = {}): Promise<StaffPerson[]> => (await done(who.call(listStaff, { query }))).items
export async function personBy(who: Client, phone: string): Promise<StaffPerson> {
  const found = [...(await people(who, { q: phone })), ...(await people(who, { q: phone, state: 'shut' }))]
  if (!found[0]) throw new Error(`nobody with a duty has ${phone}`)
  return found[0]
}
export const detail = (who: Client, id: string) => done(who.call(getStaff, { params: { id } }))
export const invite = (who: Client, n: number, body: Partial<StaffInvite> = {}, key: string = randomUUID()): Promise<Reply<StaffOutcome>> => who.call(inviteStaff, { body: { phone: aPhone(n), name: `新人${n}`, duty: 'officer', ...body }, key })
export const act = (who: Client, id: string, action: StaffAction, body: StaffActionInput = {}, key: string = randomUUID()): Promise<Reply<StaffOutcome>> => who.call(actOnStaff, { params: { id, action }, body, key })
export const proposals = async (who: Client) => (await done(who.call(listStaffProposals))).items
export const decide = (who: Client, id: string, action: 'agree' | 'refuse' | 'withdraw', reason?: string): Promise<Reply<StaffOutcome>> => who.call(decideStaffProposal, { params: { id, action }, body: reason === undefined ? {} : { reason } })
