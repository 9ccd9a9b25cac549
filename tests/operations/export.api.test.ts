// What an operator takes out for one firm: all of it, and nothing of others.
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyAudit } from '#server/audit/chain.ts'
import { sha256Of } from '#server/files/store.ts'
import { exportFirm, type ExportReport } from '#server/operations/export-firm.ts'
import { firmTables, notOfOneFirm } from '#server/operations/export-tables.ts'
import { tablesOf, type Ask } from '#server/operations/facts.ts'
import { sealText } from '#server/sealed-text.ts'
import { disputeKey } from '#server/subsidies/disputes.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { anObjection } from '../support/stages.ts'
import { memoryFolder } from '../support/template.ts'

type Row = Record<string, unknown>
let test: TestApp
let folder: string
let firm: { id: string; uscc: string; name: string }
let foreign: { id: string; uscc: string; name: string }
const objector = { id: 'aaaaaaaa-0000-4000-8000-00000000000b', phone: '13955500011' }

beforeAll(async () => {
  test = await buildTestApp()
  folder = memoryFolder('export')
  const firmOf = (phone: string) => test.db.selectFrom('firms').innerJoin('memberships', 'memberships.firm_id', 'firms.id').innerJoin('accounts', 'accounts.id', 'memberships.account_id')
    .select(['firms.id', 'firms.uscc', 'firms.name']).where('accounts.phone', '=', phone).executeTakeFirstOrThrow()
  firm = await firmOf(phones.clerk)
  foreign = await firmOf(phones.otherFirm)
  const { id: caseId } = await test.db.selectFrom('cases').select('id').where('firm_id', '=', firm.id).where('number', 'is not', null).executeTakeFirstOrThrow()
  const key = disputeKey(test.deps)
  const at = test.clock.now()
  await test.deps.commands.run(async (tx) => {
    await tx.insertInto('accounts').values({ id: objector.id, phone: objector.phone, name: anObjection.name, staff_role: null, disabled_at: null, local_key: '', created_at: at }).execute()
    const dispute = { case_id: caseId, publicity_id: null, account_id: objector.id, name: sealText(key, anObjection.name), contact: sealText(key, anObjection.contact), due_on: '2026-12-01', answered_by: null, answered_at: null, created_at: at }
    await tx.insertInto('disputes').values([
      { ...dispute, id: 'an-objection', kind: 'objection', reason: anObjection.reason, state: 'upheld', answer: '已答复，详询 13812340000。' },
      { ...dispute, id: 'an-appeal', kind: 'appeal', name: sealText(key, '周建国'), contact: sealText(key, phones.administrator), reason: '请再看一遍', state: 'open', answer: null },
    ]).execute()
  })
})
afterAll(async () => {
  await test.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Taken { report: ExportReport; text: string; names: string[]; file(name: string): Uint8Array; table(name: string): Row[] }
let taken = 0
async function take(named: string, opensSealed = false): Promise<Taken> {
  const to = join(folder, `${(taken += 1)}.zip`)
  const report = await exportFirm(test.deps, { firm: named, to, opensSealed })
  const entries = unzipSync(readFileSync(to))
  const file = (name: string) => entries[name] ?? new Uint8Array()
  const readText = (name: string) => Buffer.from(file(name)).toString('utf8')
  const texts = Object.keys(entries).filter((name) => !name.startsWith('files/')).map(readText)
  return { report, names: Object.keys(entries), text: texts.join('\n'), file, table: (name) => JSON.parse(readText(`tables/${name}.json`)) as Row[] }
}

describe('an export of one firm', () => {
  it('knows of every table whether its rows are a firm’s', async () => {
    const ask: Ask = async (text) => (await sql.raw<Row>(text).execute(test.db)).rows
    const tables = await tablesOf(ask, test.deps.databaseKind)
    expect([...Object.keys(firmTables), ...Object.keys(notOfOneFirm)].sort()).toEqual(tables.sort())
  })

  it('has every row and every file of the firm, found by credit code or id', async () => {
    const { report, table, file, names } = await take(firm.uscc)
    expect(report).toMatchObject({ firmId: firm.id, name: firm.name, problems: [], sealed: 'shut' })
    expect(table('firms')).toHaveLength(1)
    for (const name of ['cases', 'rights', 'bookings', 'assessments', 'messages'] as const) {
      const rows = await test.db.selectFrom(name).selectAll().where('firm_id', '=', firm.id).execute()
      expect(rows.length, name).toBeGreaterThan(0)
      expect(table(name), name).toHaveLength(rows.length)
    }
    const files = table('files')
    expect(files.length).toBeGreaterThan(0)
    for (const row of files) expect(sha256Of(file(`files/${String(row.id)}`))).toBe(row.sha256)
    expect(names).toContain('README.txt')
    expect((await take(firm.id)).report.rows).toMatchObject({ cases: report.rows.cases })
  })

  it('has nothing of another firm', async () => {
    const { text } = await take(firm.id)
    expect(text).not.toContain(foreign.id)
    expect(text).not.toContain(foreign.uscc)
  })

  it('shows telephones of the firm’s own people and those of others in part', async () => {
    const { text, table } = await take(firm.id)
    const people = JSON.parse(Buffer.from((await take(firm.id)).file('people.json')).toString('utf8')) as { phone: string; role: string }[]
    expect(people.find(({ role }) => role === 'administrator')?.phone).toBe(phones.administrator)
    expect(people.filter(({ role }) => role === 'officer').every(({ phone }) => /^1\d\d\*{4}\d{4}$/.test(phone))).toBe(true)
    for (const other of [phones.officer, phones.expert, objector.phone, '13812340000']) expect(text).not.toContain(other)
    expect(table('disputes').find(({ id }) => id === 'an-objection')?.answer).toBe('已答复，详询 138****0000。')
    // A contact the firm typed itself stays as it typed it.
    const bookings = await test.db.selectFrom('bookings').select('contact_phone').where('firm_id', '=', firm.id).execute()
    expect(table('bookings').map((row) => row.contact_phone).sort()).toEqual(bookings.map((row) => row.contact_phone).sort())
  })

  it('never says who objected, nor why, not even opened', async () => {
    for (const opensSealed of [false, true]) {
      const { text, table } = await take(firm.id, opensSealed)
      for (const word of [anObjection.name, anObjection.contact, anObjection.reason, objector.id, objector.phone]) expect(text).not.toContain(word)
      expect(table('disputes').find(({ id }) => id === 'an-objection')).toMatchObject({ name: '[withheld]', account_id: '[withheld]', reason: '[withheld]', state: 'upheld' })
    }
  })

  it('opens what rests sealed only when it is said, and leaves out what lets somebody in', async () => {
    const shut = await take(firm.id)
    const opened = await take(firm.id, true)
    expect(shut.text).not.toMatch(/sealed:1:/)
    expect(shut.text).toContain('"[sealed]"')
    expect(shut.table('disputes').find(({ id }) => id === 'an-appeal')).toMatchObject({ name: '[sealed]', contact: '[sealed]' })
    expect(opened.text).not.toMatch(/sealed:1:/)
    expect(opened.text).not.toContain('"[sealed]"')
    expect(opened.table('disputes').find(({ id }) => id === 'an-appeal')).toMatchObject({ name: '周建国', contact: phones.administrator })
    expect(opened.text).toMatch(/"bankAccount(No|Number)?": "\d{10,}"/)
  })

  it('leaves a line in the audit, which stays whole', async () => {
    await take(firm.id, true)
    const line = await test.db.selectFrom('audit').select(['role', 'subject', 'firm_id', 'details']).where('action', '=', 'operations.export').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
    expect(line).toMatchObject({ role: 'operator', subject: `firm:${firm.id}`, firm_id: firm.id })
    expect(JSON.parse(line.details)).toEqual({ sealed: 'opened' })
    expect((await verifyAudit(test.db)).isWhole).toBe(true)
  })

  it('is refused for a firm nobody knows and overwrites nothing', async () => {
    await expect(exportFirm(test.deps, { firm: '91370300MA00000000', to: join(folder, 'none.zip'), opensSealed: false })).rejects.toThrow(/no firm has the credit code/)
    await take(firm.id)
    await expect(exportFirm(test.deps, { firm: firm.id, to: join(folder, `${taken}.zip`), opensSealed: false })).rejects.toThrow(/EEXIST|exists/)
  })
})
