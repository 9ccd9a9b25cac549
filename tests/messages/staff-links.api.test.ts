// Pitfall C26 for accounts of those who work here: what is told leads its reader somewhere, and every occasion happens once.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { getMe } from '#contract/accounts/endpoints.ts'
import { listStaff } from '#contract/accounts/staff-endpoints.ts'
import { messageValues, type MessageKind } from '#server/messages/texts.ts'
import { act, decide, invite, personBy, proposals } from '../accounts/staff-desk.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aPhone } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'
import { done } from '../support/handling.ts'
import { opensFor, type Reader } from './opening.ts'

let test: TestApp
let first: Client
let second: Client
const readers = new Map<string, Reader>()
const seen = new Set<MessageKind>()
beforeAll(async () => {
  test = await buildTestApp()
  first = await test.signIn(phones.system)
  second = await test.signIn(phones.secondSystem)
  for (const client of [first, second]) readers.set((await done(client.call(getMe))).id, { client, duty: 'administrator' })
  for (const phone of [phones.officer, phones.expert]) {
    const client = await test.signIn(phone)
    readers.set((await done(client.call(getMe))).id, { client, duty: phone === phones.officer ? 'officer' : 'expert' })
  }
})
afterAll(() => test.close())

const opens = (deed: () => Promise<unknown>) => opensFor({ test, readers, seen, reads: { 'desk-staff': (client) => client.call(listStaff, { query: {} }) } }, deed)
const reason = '人员调整'

it('an account given, changed, opened again, its second factor reset; what takes two proposed, agreed to, refused', async () => {
  const newcomer = await test.signIn(aPhone(65))
  readers.set((await done(newcomer.call(getMe))).id, { client: newcomer, duty: null })
  await opens(() => done(invite(first, 65), 201))
  const { id } = await personBy(first, phones.expert)
  await test.db.insertInto('second_factors').values({ account_id: id, secret: 'sealed', confirmed_at: 1, last_step: null, pending_secret: null, pending_at: null }).execute()
  await opens(() => done(act(first, id, 'reset-factor', { reason })))
  await done(act(first, id, 'shut', { reason }))
  await opens(() => done(act(first, id, 'reopen', { reason })))
  await opens(() => done(act(first, id, 'change', { duty: 'officer', reason })))
  for (const verdict of ['refuse', 'agree'] as const) {
    await opens(() => done(invite(first, 66, { duty: 'auditor', reason }), 202))
    const waiting = (await proposals(second))[0]?.id ?? ''
    await opens(() => done(decide(second, waiting, verdict, verdict === 'refuse' ? '人选没有定' : undefined)))
  }
  expect(Object.keys(messageValues).filter((kind) => kind.startsWith('staff.') && kind !== 'staff.many-reads' && !seen.has(kind as MessageKind))).toEqual([])
})
