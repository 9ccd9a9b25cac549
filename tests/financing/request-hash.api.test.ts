// What is kept of a command to know it again must not say the sums that rest sealed beside it: a plain hash is tried through in seconds.
import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { LeadActionInput } from '#contract/financing/lead-schema.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { brought, aLead, lenders, move, stageBody, type Lenders } from './lending.ts'
import { start, wish } from './requesting.ts'

let test: TestApp
let people: Lenders
beforeAll(async () => {
  test = await buildTestApp()
  people = await lenders(test)
})
afterAll(() => test.close())

const plain = (params: unknown, body: unknown) => createHash('sha256').update(JSON.stringify([params, body])).digest('hex')
const keptOf = async (key: string) => (await test.db.selectFrom('idempotency').select('request_hash').where('key', '=', key).executeTakeFirstOrThrow()).request_hash

it.each(['approve', 'lend'] as const)('%s: the hash needs the secret, tells bodies apart and knows a repeat', async (action) => {
  const { leadId } = await aLead(people, action === 'approve' ? 'taken' : 'registered')
  const key = randomUUID()
  const body: LeadActionInput = stageBody(action, people)
  expect((await move(people.bank.copy(), leadId, action, body, key)).status).toBe(200)
  expect(await keptOf(key)).not.toBe(plain({ id: leadId, action }, body))
  expect((await move(people.bank.copy(), leadId, action, body, key)).status).toBe(200)
  expect((await move(people.bank.copy(), leadId, action, { ...body, amount: '2399999' }, key)).error?.code).toBe('key-reused')
  if (action === 'approve') await brought(people, leadId, 'registered', 'approved').then(() => move(people.bank.copy(), leadId, 'fail', { code: 'other', reason: '不办了', releasedOn: '2026-11-23' }))
})

it('a wish that comes with the beginning of a request as well', async () => {
  const key = randomUUID()
  expect((await start(people.owner.client.copy(), people.firmId, wish, key)).status).toBe(201)
  expect(await keptOf(key)).not.toBe(plain(null, { firmId: people.firmId, ...wish }))
})
