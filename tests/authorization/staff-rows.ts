// Rows of the matrix: accounts of those who work here. System administrators alone, who are strangers to everything else in it.
import { randomUUID } from 'node:crypto'
import { actOnStaff, decideStaffProposal, getStaff, inviteStaff, listStaff, listStaffProposals, showStaffPhone } from '#contract/accounts/staff-endpoints.ts'
import type { StaffAction } from '#contract/accounts/staff-rules.ts'
import { invite, personBy } from '../accounts/staff-desk.ts'
import { aPhone } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'
import { row, type MatrixRow } from './rows.ts'
import type { World } from './world.ts'

const nobody = [401, 403, 403, 403, 403, 403, 403, 403, 403, 403]
const alone = (system: number) => ({ derived: { system } })
const found = { id: '' }
const person = (of: string) => async ({ clients }: World) => {
  found.id = (await personBy(clients.system.copy(), of)).id
}
const expert = person(phones.expert)
const waiting = async ({ clients }: World) => {
  const { body } = await invite(clients.system.copy(), 88, { duty: 'auditor', reason: '新来的' })
  found.id = body.proposal?.id ?? ''
}
const act = (action: StaffAction, before: (world: World) => Promise<void>, system: number, what: string = action): MatrixRow =>
  row(actOnStaff, nobody, () => ({ params: { id: found.id, action }, body: { reason: '人员调整' }, key: randomUUID() }), { what, before, ...alone(system) })
const own = person(phones.system)
const firms = async ({ clients }: World) => {
  found.id = (await clients.clerk.copy().request('GET', '/api/accounts/me').then(({ body }) => (body as { id: string }).id))
}

export const staffRows: MatrixRow[] = [
  row(listStaff, nobody, () => ({}), alone(200)),
  row(getStaff, nobody, () => ({ params: { id: found.id } }), { before: expert, ...alone(200) }),
  row(getStaff, nobody, () => ({ params: { id: found.id } }), { what: 'somebody of a firm', before: firms, ...alone(404) }),
  row(showStaffPhone, nobody, () => ({ params: { id: found.id } }), { before: expert, ...alone(200) }),
  row(inviteStaff, nobody, () => ({ body: { phone: aPhone(87), name: '新来的', duty: 'expert' as const }, key: randomUUID() }), alone(201)),
  row(inviteStaff, nobody, () => ({ body: { phone: aPhone(87), name: '新来的', duty: 'administrator' as const, reason: '增加一位' }, key: randomUUID() }), { what: 'that takes two', ...alone(202) }),
  act('change', expert, 200),
  act('end-sessions', expert, 200),
  act('reset-factor', expert, 200),
  act('shut', expert, 200),
  act('reopen', expert, 200),
  act('shut', own, 409, 'shut, one’s own'),
  act('shut', firms, 404, 'shut, somebody of a firm'),
  row(listStaffProposals, nobody, () => ({}), alone(200)),
  row(decideStaffProposal, nobody, () => ({ params: { id: found.id, action: 'agree' as const }, body: {} }), { what: 'agree, one’s own', before: waiting, ...alone(403) }),
  row(decideStaffProposal, nobody, () => ({ params: { id: found.id, action: 'withdraw' as const }, body: {} }), { what: 'withdraw', before: waiting, ...alone(200) }),
]
