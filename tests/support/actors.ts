// The people of the authorization matrix, really signed in.
import { askToJoin } from '#contract/accounts/endpoints.ts'
import type { Client } from './api-client.ts'
import type { TestApp } from './app.ts'
import { aPhone } from './builders.ts'
import { phones } from './demo-phones.ts'

export const actors = ['anonymous', 'administrator', 'clerk', 'pending', 'otherFirm', 'officer', 'secondOfficer', 'assistant', 'expert', 'bank'] as const
/** Their answers follow from the others' (rows.ts expectedOf) unless a row says otherwise. */
export const derivedActors = ['auditor', 'system'] as const
export type DerivedActor = (typeof derivedActors)[number]
export type Actor = (typeof actors)[number]

export interface Actors {
  clients: Record<Actor | DerivedActor, Client>
  /** Firm A, whose administrator and clerk the first two are. */
  firmId: string
  /** Firm B, of `otherFirm`. */
  otherFirmId: string
}

/** Signs everybody in; `pending` is a new person who has asked to join firm A. */
export async function allActors(test: TestApp): Promise<Actors> {
  const anonymous = test.client()
  const pending = test.client()
  const administrator = test.client()
  const otherFirm = test.client()
  const firmId = (await administrator.signIn(phones.administrator)).firms[0]?.id ?? ''
  const otherFirmId = (await otherFirm.signIn(phones.otherFirm)).firms[0]?.id ?? ''
  await pending.signIn(aPhone(1))
  const asked = await pending.call(askToJoin, { params: { id: firmId }, body: {} })
  if (asked.status !== 201) throw new Error(`the newcomer could not ask to join: ${asked.status} ${JSON.stringify(asked.error)}`)
  const clients = {
    anonymous,
    administrator,
    clerk: await test.signIn(phones.clerk),
    pending,
    otherFirm,
    officer: await test.signIn(phones.officer),
    secondOfficer: await test.signIn(phones.secondOfficer),
    assistant: await test.signIn(phones.assistant),
    expert: await test.signIn(phones.expert),
    bank: await test.signIn(phones.bank),
    auditor: await test.signIn(phones.auditor),
    system: await test.signIn(phones.system),
  }
  return { clients, firmId, otherFirmId }
}
