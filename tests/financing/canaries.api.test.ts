// The promise this product stands on: whoever may not know a firm does not come across it. Every field of every reply to them, their messages, what is logged and what rests.
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leadGroups } from '#contract/financing/stages.ts'
import { listLeads } from '#contract/financing/request-endpoints.ts'
import { sql } from 'kysely'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { anOwner } from '../accounts/people.ts'
import { listening, openStream } from '../messages/stream-reader.ts'
import { aScene, bankRoles, forbidden, inJson, planted, type BankRole, type Scene } from './canaries.ts'
import { walk, walkRefusals } from './canary-walk.ts'

let test: TestApp
let scene: Scene
const logged: string[] = []
const strangers: Record<string, Client> = {}
/** While it had the lead. */
let whileTaken: Awaited<ReturnType<typeof walk>>

beforeAll(async () => {
  test = await buildTestApp({ loggerInstance: pino({ level: 'trace' }, { write: (line: string) => logged.push(line) }) })
  scene = await aScene(test)
  Object.assign(strangers, { 'another firm': (await anOwner(test, 71)).client, 'an expert': await test.signIn(phones.expert), 'an assistant': await test.signIn(phones.assistant), 'a bank of the demonstration': await test.signIn(phones.bank), nobody: test.client() })
  await test.runWorker()
  whileTaken = await walk(test, scene, scene.banks.revoked.client.copy(), forbidden(scene, 'revoked'))
  await scene.revoke()
  await test.runWorker()
})
afterAll(() => test.close())

const gets = () => test.app.apiRoutes.filter((route) => route.startsWith('GET '))

describe('the walker', () => {
  it('finds what a bank that has taken the lead may see: it is not blind itself', () => {
    const found = new Set(whileTaken.leaks.map(({ canary }) => canary))
    for (const name of ['firmName', 'uscc', 'legalPerson', 'contactName', 'contactPhone', 'patentNumber', 'patentTitle', 'coOwner', 'markNumber', 'markTitle', 'words', 'fileName', 'amountFen'] as const) expect(found, name).toContain(name)
  })
  it('but even then nothing of other banks, of the request or of whose account it was', () => {
    const found = new Set(whileTaken.leaks.map(({ canary }) => canary))
    for (const name of ['ownerName', 'ownerPhone', 'requestId', 'requestNumber', 'expiryWords', 'callWords', 'failWords', ...bankRoles.filter((role) => role !== 'revoked').map((role) => `bank ${role}`)]) expect(found, name).not.toContain(name)
  })
  it('finds a value wherever a broken view would put it: in a leaf, a key, a number, with spaces in it', () => {
    const canaries = forbidden(scene, 'untaken')
    for (const [name, value] of Object.entries(canaries)) {
      expect(inJson({ items: [{ full: { firm: { name: value } } }] }, 'reply', canaries).map(({ canary }) => canary), name).toContain(name)
      expect(inJson({ [value]: 1 }, 'reply', canaries).map(({ canary }) => canary), name).toContain(name)
    }
    expect(inJson({ terms: { intendedFen: 735_192_400 } }, 'reply', canaries)).toContainEqual({ where: 'reply.terms.intendedFen', canary: 'amountFen' })
    expect(inJson('139 5555 0002', 'reply', canaries)).toEqual([{ where: 'reply', canary: 'contactPhone' }])
  })
})

describe('who may not know the firm finds nothing of it', () => {
  it.each(bankRoles)('the bank: %s', async (role) => {
    const { asked, answered, leaks } = await walk(test, scene, scene.banks[role].client.copy(), forbidden(scene, role))
    expect(asked).toBeGreaterThan(2 * gets().length)
    expect(answered).toContain('/api/financing/leads')
    expect(answered).toContain('/api/financing/leads.xlsx')
    expect(leaks).toEqual([])
  })
  it.each(['another firm', 'an expert', 'an assistant', 'a bank of the demonstration', 'nobody'])('%s', async (who) => {
    const { asked, leaks } = await walk(test, scene, strangers[who]?.copy() ?? test.client(), forbidden(scene, null))
    expect(asked).toBeGreaterThanOrEqual(gets().length - 1)
    expect(leaks).toEqual([])
  })
  it.each(bankRoles)('nor by what it is refused: %s', async (role) => {
    const leaks = await walkRefusals(scene, role, forbidden(scene, role))
    expect(leaks).toEqual([])
  })
  it('the live badge carries a number and nothing else', async () => {
    const base = await listening(test)
    const stream = await openStream(base, scene.banks.untaken.client)
    expect(await stream.next()).toEqual({ event: 'unread', data: { unread: 1 } })
    stream.leave()
  })
})

describe('a list says no more by what it leaves out', () => {
  const own: Record<BankRole, number> = { untaken: 1, refused: 1, expired: 1, failed: 1, revoked: 0, early: 0, unchosen: 0 }
  it.each(bankRoles)('a name of the firm finds what a name nobody has finds: %s', async (role) => {
    const { client } = scene.banks[role]
    const ask = async (q: string) => (await client.copy().call(listLeads, { query: { q } })).body
    const nothing = await ask('没有这家企业')
    expect(nothing.items).toEqual([])
    expect(nothing.counts.all).toBe(own[role])
    for (const q of [planted.firmName, planted.uscc, planted.uscc.slice(0, 8), '琥珀', planted.contactPhone, scene.made.requestNumber ?? '']) expect(await ask(q), q).toEqual(nothing)
    const sheet = async (q: string) => (await client.copy().request('GET', `/api/financing/leads.xlsx?q=${encodeURIComponent(q)}`)).bytes.byteLength
    expect(await sheet(planted.firmName)).toBe(await sheet('没有这家企业'))
  })
  it.each(bankRoles)('its groups and counts are of its own leads alone: %s', async (role) => {
    const { client, lead } = scene.banks[role]
    for (const group of leadGroups) {
      const { items, counts } = (await client.copy().call(listLeads, { query: { group } })).body
      expect(items.length).toBe(counts[group])
      for (const item of items) expect([item.id, item.firmName]).toEqual([lead?.id, null])
    }
  })
})

describe('what goes out and what rests', () => {
  it.each(bankRoles)('no message of any kind to the bank: %s', async (role) => {
    const { accountId } = scene.banks[role]
    const of = async (table: 'messages' | 'outbox' | 'deliveries') => test.db.selectFrom(table).selectAll().where('account_id', '=', accountId).execute()
    const rows = [...(await of('messages')), ...(await of('outbox')), ...(await of('deliveries'))]
    if (role !== 'unchosen') expect(rows.length).toBeGreaterThan(0)
    expect(inJson(rows, 'row', forbidden(scene, role))).toEqual([])
  })

  it('the log of requests and of the application', () => {
    expect(logged.length).toBeGreaterThan(1000)
    const text = logged.join('\n')
    expect(text).toContain('/api/financing/leads/')
    expect(inJson(text, 'log', planted)).toEqual([])
  })

  it('replies kept for a repeat, and the audit', async () => {
    // Which firm was registered and which right was added is what the audit is for; both are public.
    const { firmName: _name, uscc: _uscc, patentNumber: _patent, markNumber: _mark, ...values } = planted
    const kept = await test.db.selectFrom('idempotency').selectAll().execute()
    expect(kept.length).toBeGreaterThan(5)
    expect(inJson(kept, 'idempotency', planted)).toEqual([])
    const lines = await test.db.selectFrom('audit').select(['action', 'subject', 'details']).execute()
    expect(inJson(lines, 'audit', values)).toEqual([])
  })

  it('amounts, contact and words rest encrypted', async () => {
    const { amountFen, amountYuan, contactName, contactPhone, words } = planted
    for (const table of ['financing_requests', 'financing_leads', 'financing_consents', 'financing_events', 'outbox', 'messages']) {
      const { rows } = await sql`select * from ${sql.table(table)}`.execute(test.db)
      expect(inJson(rows, table, { amountFen, amountYuan, contactName, contactPhone, words })).toEqual([])
    }
  })
})
