// A data subject and those who answer: the demonstration's clerk of firm A, two officers, an auditor, a system administrator.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { answerPersonRequest, askPersonRequest, decidePersonRequest } from '#contract/accounts/person-endpoints.ts'
import type { AskPersonRequest, DeskPersonRequest, PersonRequest } from '#contract/accounts/person-schema.ts'
import { tablesOf, type Ask } from '#server/operations/facts.ts'
import type { Client, Reply } from '../support/api-client.ts'
import type { TestApp } from '../support/app.ts'

export function ask(client: Client, body: AskPersonRequest, key = randomUUID()): Promise<Reply<PersonRequest>> {
  return client.call(askPersonRequest, { body, key })
}

/** Asked for and there; throws otherwise. */
export async function asked(client: Client, body: AskPersonRequest): Promise<PersonRequest> {
  const reply = await ask(client, body)
  if (reply.status !== 201) throw new Error(`not taken: ${reply.status} ${JSON.stringify(reply.error)}`)
  return reply.body
}

/** Both officers agree to the end of the account. */
export async function closeAccount(first: Client, second: Client, request: PersonRequest): Promise<Reply<DeskPersonRequest>> {
  const proposed = await first.call(answerPersonRequest, { params: { id: request.id }, version: request.version, body: { verdict: 'whole' } })
  if (proposed.status !== 200) return proposed
  return second.call(decidePersonRequest, { params: { id: request.id }, body: { verdict: 'agree' } })
}

/** Whatever stands in the way of the clerk's account is done: visits and requests name somebody else. */
export async function clearTheWay(test: TestApp, phone: string): Promise<void> {
  await test.db.updateTable('bookings').set({ contact_phone: '13800000001', contact_name: '周建国' }).where('contact_phone', '=', phone).where('state', 'in', ['booked', 'confirmed', 'arrived', 'recorded']).execute()
}

/** Places (table.column) of the database in which one of the texts stands. */
export async function placesOf(test: TestApp, texts: readonly string[]): Promise<string[]> {
  const places = new Set<string>()
  const askDb: Ask = async (statement) => (await sql.raw<Record<string, unknown>>(statement).execute(test.db)).rows
  for (const table of await tablesOf(askDb, test.deps.databaseKind)) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(test.db)
    for (const row of rows) for (const [column, value] of Object.entries(row)) if (typeof value === 'string' && texts.some((text) => value.includes(text))) places.add(`${table}.${column}`)
  }
  return [...places].sort()
}
