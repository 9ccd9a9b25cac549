// Rows of the matrix about data subjects' requests and how long what is kept.
import * as persons from '#contract/accounts/person-endpoints.ts'
import * as retention from '#contract/accounts/retention-endpoints.ts'
import { asked } from '../accounts/person-world.ts'
import { officers, row, sender, signedIn, type MatrixRow } from './rows.ts'
import type { World } from './world.ts'

let id = ''
const of = () => ({ params: { id } })
const byClerk = { before: async ({ clients }: World) => { id = (await asked(clients.clerk.copy(), { kind: 'correct', words: '姓名写错了' })).id } }
const aCopy = { before: async ({ clients }: World) => { id = (await asked(clients.clerk.copy(), { kind: 'copy' })).id } }
/** The newcomer has no firm yet: nothing stands in the way. The first officer has agreed. */
const proposed = { before: async ({ clients }: World) => {
  const request = await asked(clients.pending.copy(), { kind: 'delete', parts: ['account'] })
  id = request.id
  const { status } = await clients.officer.copy().call(persons.answerPersonRequest, { params: { id }, version: request.version, body: { verdict: 'whole' } })
  if (status !== 200) throw new Error(`the answer was not proposed: ${status}`)
} }

export const personRequestRows: MatrixRow[] = [
  row(persons.getMyData, signedIn(200)),
  row(persons.listMyRequests, signedIn(200)),
  row(persons.askPersonRequest, signedIn(201), () => ({ body: { kind: 'correct' as const, words: '姓名写错了' }, key: 'matrix-ask' })),
  row(persons.withdrawPersonRequest, sender(200), of, byClerk),
  row(persons.getPersonCopy, sender(200), of, aCopy),
  row(persons.listPersonRequests, officers(200)),
  row(persons.getPersonRequest, officers(200), of, byClerk),
  row(persons.answerPersonRequest, officers(200), () => ({ ...of(), version: 1, body: { verdict: 'whole' as const } }), byClerk),
  // Four eyes: not the first officer, who answered.
  row(persons.decidePersonRequest, [401, 403, 403, 403, 403, 403, 200, 403, 403, 403], () => ({ ...of(), body: { verdict: 'agree' as const } }), proposed),
  row(persons.takeBackPersonAnswer, [401, 403, 403, 403, 403, 200, 404, 403, 403, 403], of, proposed),
  // Limits without anybody's data: administrators too, who alone run them; without a reason they are only let in.
  row(retention.getRetention, officers(200), () => ({}), { derived: { system: 200 } }),
  row(retention.runRetention, [401, 403, 403, 403, 403, 403, 403, 403, 403, 403], () => ({ body: { reason: ' ' } }), { derived: { system: 422 } }),
]
