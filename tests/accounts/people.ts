// People and papers the account tests begin with.
import { randomUUID } from 'node:crypto'
import { createFirm, getMe } from '#contract/accounts/endpoints.ts'
import type { FirmInput, Me } from '#contract/accounts/schema.ts'
import type { Client } from '../support/api-client.ts'
import type { TestApp } from '../support/app.ts'
import { aPhone, aUscc } from '../support/builders.ts'

export interface Person { client: Client; me: Me }

export async function aPerson(test: TestApp, n: number): Promise<Person> {
  const client = test.client()
  return { client, me: await client.signIn(aPhone(n)) }
}

export function aFirmInput(n: number, overrides: Partial<FirmInput> = {}): FirmInput {
  return { uscc: aUscc(n), name: `苇畔第${n}新材料有限公司`, town: '马桥镇', ...overrides }
}

/** A new person who has just registered the n-th firm. */
export async function anOwner(test: TestApp, n: number): Promise<Person & { firmId: string }> {
  const { client } = await aPerson(test, n)
  const created = await client.call(createFirm, { body: aFirmInput(n) })
  if (created.status !== 201) throw new Error(`firm ${n} not registered: ${created.status} ${JSON.stringify(created.error)}`)
  return { client, me: (await client.call(getMe)).body, firmId: created.body.id }
}

/** A stored licence photo, as the upload would leave it. */
export async function aLicence(test: TestApp, accountId: string, firmId: string | null): Promise<string> {
  const id = randomUUID()
  await test.db.insertInto('files').values({
    id, account_id: accountId, firm_id: firmId, purpose: 'licence', name: '营业执照.jpg', media_type: 'image/jpeg', size_bytes: 1000, sha256: 'a'.repeat(64),
    pages: 1, width: 800, height: 600, storage_key: id, created_at: test.clock.now(),
  }).execute()
  return id
}

/** Titles of a person's messages once the worker has delivered, newest first. */
export async function inboxTitles(test: TestApp, accountId: string): Promise<string[]> {
  await test.runWorker()
  const rows = await test.db.selectFrom('messages').select('title').where('account_id', '=', accountId).orderBy('created_at', 'desc').orderBy('id').execute()
  return rows.map((row) => row.title)
}

export async function auditActions(test: TestApp): Promise<string[]> {
  const rows = await test.db.selectFrom('audit').select('action').orderBy('id').execute()
  return rows.map((row) => row.action)
}
