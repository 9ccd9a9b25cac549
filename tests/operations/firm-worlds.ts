// Two firms with rows of every kind, some of which mean the same: what a merge has to bring together.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { decideFirmChange, proposeFirmChange } from '#contract/accounts/firm-desk-endpoints.ts'
import type { FirmChangeInput } from '#contract/accounts/firm-desk-schema.ts'
import { firmTables } from '#server/operations/export-tables.ts'
import { mergeRules } from '#server/operations/merge-rules.ts'
import { aPerson, anOwner, type Person } from '../accounts/people.ts'
import type { Client, Reply } from '../support/api-client.ts'
import type { TestApp } from '../support/app.ts'

/** The same numbers for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed + 0x6d2b79f5
  return () => {
    state = Math.imul(state ^ (state >>> 15), 1 | state)
    state ^= state + Math.imul(state ^ (state >>> 7), 61 | state)
    return ((state ^ (state >>> 14)) >>> 0) / 4294967296
  }
}

export interface RandomFirm extends Person { firmId: string }

const insertRow = (test: TestApp, table: string, row: Record<string, unknown>) =>
  sql`insert into ${sql.table(table)} (${sql.join(Object.keys(row).map((name) => sql.ref(name)))}) values (${sql.join(Object.values(row))}) on conflict do nothing`.execute(test.db)

/** Rows straight into the tables: what matters here is which may stand beside which, not how they came. */
export async function fillFirm(test: TestApp, { firmId, me }: RandomFirm, others: readonly Person[], random: () => number): Promise<void> {
  const at = test.clock.now()
  const some = (most: number) => Array.from({ length: Math.floor(random() * (most + 1)) }, (_, index) => index)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] ?? (items[0] as T)
  const when = () => at - Math.floor(random() * 1e9)
  const saved = { saved_by: me.id, saved_at: when() }
  for (const person of others) if (random() < 0.6) await insertRow(test, 'memberships', { id: randomUUID(), firm_id: firmId, account_id: person.me.id, role: pick(['administrator', 'clerk']), state: pick(['active', 'pending', 'removed']), created_at: when(), changed_at: when() })
  for (const n of some(6)) {
    const right = randomUUID()
    await insertRow(test, 'rights', { id: right, firm_id: firmId, kind: 'patent', number: `ZL2019100000${n}.X`, number_check: 'ok', patent_kind: 'invention', filing_year: 2019, title: `专利${n}`, owner: '某企业', co_owners: '[]', filed_on: random() < 0.5 ? '2019-01-02' : null, state: pick(['valid', 'pending']), pledge: 'none', classes: '[]', paid_year: Math.floor(random() * 6) || null, created_by: me.id, created_at: when(), ...saved, version: 1 })
    const file = randomUUID()
    await insertRow(test, 'files', { id: file, account_id: me.id, firm_id: firmId, purpose: 'paper', name: 'a.pdf', media_type: 'application/pdf', size_bytes: 10, sha256: 'a', pages: 1, storage_key: file, created_at: when() })
    if (random() < 0.5) await insertRow(test, 'right_papers', { id: randomUUID(), right_id: right, kind: 'certificate', file_id: file, added_by: me.id, added_at: at })
    if (random() < 0.5) await insertRow(test, 'annuity_tellings', { right_id: right, patent_year: 8, step: '30', told_at: at })
  }
  if (random() < 0.5) await insertRow(test, 'portfolio_settings', { firm_id: firmId, is_reduced: 1, reminds: 1, ...saved })
  for (const title of ['a', 'b', 'c']) if (random() < 0.5) await insertRow(test, 'firm_titles', { firm_id: firmId, title, stated_by: me.id, stated_at: at })
  for (const field of ['x', 'y', 'z']) if (random() < 0.5) await insertRow(test, 'match_answers', { firm_id: firmId, programme_id: '*', field, value: JSON.stringify(`${firmId} ${field}`), source: 'asked', saved_by: me.id, saved_at: when() })
  for (const n of some(3)) await insertRow(test, 'messages', { id: randomUUID(), outbox_id: await outboxRow(test, firmId, me.id, at), account_id: me.id, firm_id: firmId, category: 'account', title: `消息${n}`, body: '', link: `/firms/${firmId}/members`, tone: 'plain', created_at: when() })
  for (const edition of ['gbt29490-2023', 'gbt29490-2013']) if (random() < 0.7) await insertRow(test, 'assessments', { id: randomUUID(), firm_id: firmId, edition_id: edition, edition_version: '1', state: 'open', is_live: 1, opening: '{}', taken_back: '[]', is_shared: 0, review_note: '', created_by: me.id, created_at: when(), ...saved, version: 1 })
  if (random() < 0.5) await insertRow(test, 'gap_consents', { id: randomUUID(), firm_id: firmId, text_version: '1', given_by: me.id, given_at: at })
  for (const n of some(3)) await insertRow(test, 'library_papers', { id: randomUUID(), firm_id: firmId, kind: 'licence', name: `材料${n}`, ...saved, version: 1 })
  for (const n of some(2)) await insertRow(test, 'calendar_feeds', { id: randomUUID(), account_id: me.id, firm_id: firmId, token_hash: `${firmId}${n}`, token: 'sealed', created_at: at })
  if (random() < 0.6) await insertRow(test, 'waiting_entries', { id: randomUUID(), firm_id: firmId, account_id: me.id, topic: 't', way: 'phone', from_date: '2026-11-24', to_date: '2026-12-01', part: 'any', state: 'waiting', missed: 0, passed: '[]', created_at: at, changed_at: at })
  const { rows: notices } = await sql<{ id: string }>`select id from notices order by id limit 4`.execute(test.db)
  for (const { id } of notices) if (random() < 0.6) await insertRow(test, 'notice_targets', { notice_id: id, firm_id: firmId, reasons: '[]', at })
  for (const n of some(4)) await fillCase(test, firmId, me.id, n, random)
}

async function outboxRow(test: TestApp, firmId: string, accountId: string, at: number): Promise<string> {
  const id = randomUUID()
  await insertRow(test, 'outbox', { id, channel: 'inbox', account_id: accountId, firm_id: firmId, payload: JSON.stringify({ link: `/firms/${firmId}` }), run_at: at, state: 'done', attempts: 1, locked_until: 0, created_at: at, finished_at: at, bulk: 0 })
  return id
}

/** An award that was paid: its claims, its sum under the firm. */
async function fillCase(test: TestApp, firmId: string, accountId: string, n: number, random: () => number): Promise<void> {
  const at = test.clock.now()
  const id = randomUUID()
  const fen = Math.floor(random() * 1_000_000)
  const year = 2024 + (n % 2)
  await insertRow(test, 'cases', { id, kind: 'subsidy', programme_id: 'P07', title: '示例', year, number: `T${id}`, firm_id: firmId, state: 'archived', version: 3, created_by: accountId, created_at: at, saved_by: accountId, saved_at: at, submitted_by: accountId, submitted_at: at, decided_by: accountId, decided_at: at, approved_fen: fen, rounds: 0 })
  await insertRow(test, 'claims', { case_id: id, key: `T|项|${year}|${id.slice(0, 8)}`, firm_id: firmId, path: 'p', label: 'l' })
  await insertRow(test, 'claim_holds', { key: `T|项|${year}|${id.slice(0, 8)}`, case_id: id, at })
  await sql`insert into firm_awards (firm_id, scheme, year, committed_fen) values (${firmId}, 'P07', ${year}, ${fen}) on conflict (firm_id, scheme, year) do update set committed_fen = firm_awards.committed_fen + excluded.committed_fen`.execute(test.db)
}

/** Two new firms and some people who act for either or both. */
export async function twoFirms(test: TestApp, n: number, random: () => number): Promise<{ keep: RandomFirm; gone: RandomFirm }> {
  const keep = await anOwner(test, n)
  const gone = await anOwner(test, n + 1)
  const others = [keep, gone, await aPerson(test, n + 2), await aPerson(test, n + 3)]
  // Of no two is the one that goes verified alone: that is not merged.
  const verified = [[], [keep], [keep, gone]][Math.floor(random() * 3)] ?? []
  for (const { firmId } of verified) await test.db.updateTable('firms').set({ verification: 'verified' }).where('id', '=', firmId).execute()
  await fillFirm(test, keep, others, random)
  await fillFirm(test, gone, others, random)
  return { keep, gone }
}

/** Rows of a firm by table, as the export counts them; the firm's own row and the audit stay where they are. */
export async function rowsOf(test: TestApp, firmId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const [table, ofFirm] of Object.entries(firmTables)) {
    if (mergeRules[table]?.how === 'stay') continue
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)} where ${ofFirm(firmId)}`.execute(test.db)
    counts[table] = Number(rows[0]?.count ?? 0)
  }
  return counts
}

export const change = (client: Client, input: FirmChangeInput, key: string = randomUUID()) => client.call(proposeFirmChange, { body: input, key })
export const decide = (client: Client, id: string, action: 'agree' | 'refuse' | 'withdraw', reason?: string) => client.call(decideFirmChange, { params: { id, action }, body: reason === undefined ? {} : { reason } })

/** One officer proposes, the other agrees. */
export async function agreed(officers: readonly [Client, Client], input: FirmChangeInput): Promise<Reply<unknown>> {
  const made = await change(officers[0], input)
  return made.status === 201 ? decide(officers[1], made.body.id, 'agree') : made
}
