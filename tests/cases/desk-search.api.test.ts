import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { searchDesk } from '#contract/cases/desk-endpoints.ts'
import type { Found } from '#contract/cases/desk-schema.ts'
import { allActors, type Actors } from '../support/actors.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aUscc } from '../support/builders.ts'
import { addCase, addFirm, owes } from './case-rows.ts'

let test: TestApp
let people: Actors
let fresh: { restore(): Promise<void> }
let firmId: string
let caseId: string
const uscc = aUscc(4242)
const phone = '13900004242'
const patent = 'ZL202011313113.9'

beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  firmId = await addFirm(test.db, '百川（试验）100%_材料有限公司', '马桥镇', uscc)
  caseId = await addCase(test.db, firmId, { number: 'HT2026-ZX-4242', ...owes('2026-11-30') })
  await test.db.insertInto('case_terms').values([{ case_id: caseId, kind: 'phone', value: phone }, { case_id: caseId, kind: 'patent', value: patent }]).execute()
  const { created_by } = await test.db.selectFrom('firms').select('created_by').where('id', '=', firmId).executeTakeFirstOrThrow()
  await test.db.insertInto('rights').values({
    id: randomUUID(), firm_id: firmId, kind: 'patent', number: patent, number_check: 'ok', patent_kind: '发明', filing_year: 2020, title: '一种搅拌桨', owner: '百川', co_owners: '[]', filed_on: null, granted_on: null, last_day: null,
    state: 'live', pledge: 'none', pledgee: null, pledge_number: null, pledged_on: null, classes: '[]', paid_year: null, created_by, created_at: 1, saved_by: created_by, saved_at: 1, version: 1,
  }).execute()
  await test.db.insertInto('firm_codes').values({ id: randomUUID(), firm_id: firmId, uscc: aUscc(999), name: '百川旧名有限公司', until_at: 1, reason: '迁移', proposal_id: null }).execute()
  fresh = await test.snapshot()
})
beforeEach(() => fresh.restore())
afterAll(() => test.close())

async function find(q: string, who: Client = people.clients.officer): Promise<Found[]> {
  const reply = await who.call(searchDesk, { query: { q } })
  expect(reply.status, JSON.stringify(reply.error)).toBe(200)
  return reply.body.groups.flatMap(({ items }) => items)
}
const ids = async (q: string, who?: Client) => (await find(q, who)).map(({ id }) => id)

describe('looking for anything at the desk', () => {
  it('finds a case by its number, as printed, in part, without hyphens, in any width', async () => {
    for (const q of ['HT2026-ZX-4242', 'ht2026zx4242', 'ZX-4242', ' ＨＴ２０２６－ＺＸ－４２４２ ', '4242']) expect(await ids(q), q).toContain(caseId)
  })

  it('finds a firm and what is its by two characters of its name, whatever signs stand in it', async () => {
    for (const q of ['百川', '试验', '(试验)', '100%_材', '%_']) expect(await ids(q), q).toEqual(expect.arrayContaining([firmId, caseId]))
    expect(await ids('百')).toEqual([])
    expect(await ids('没有这样的')).toEqual([])
  })

  it('finds by the credit code in any common form, and by a name and code of before', async () => {
    for (const q of [uscc, uscc.toLowerCase(), `${uscc.slice(0, 8)} ${uscc.slice(8)}`, `${uscc.slice(0, 2)}-${uscc.slice(2, 8)}-${uscc.slice(8)}`, uscc.slice(9)]) expect(await ids(q), q).toContain(firmId)
    expect((await find(aUscc(999))).find(({ id }) => id === firmId)?.note).toBe(`原代码 ${aUscc(999)}`)
    expect(await ids('百川旧名')).toContain(firmId)
  })

  it('finds by a patent number in any form', async () => {
    for (const q of [patent, '202011313113.9', 'zl 2020 1 1313113．9', '2020113131139', '专利号：ZL202011313113.9']) expect(await ids(q), q).toEqual(expect.arrayContaining([firmId, caseId]))
  })

  it('finds by a whole phone, shown masked, and writes down who looked', async () => {
    const before = await test.db.selectFrom('audit').select('id').where('action', '=', 'cases.search-phone').execute()
    for (const q of [phone, '+86 139 0000 4242']) {
      const [found] = (await find(q, people.clients.auditor)).filter(({ id }) => id === caseId)
      expect(found?.note).toBe('电话 139****4242')
    }
    expect(JSON.stringify(await find(phone))).not.toContain(phone)
    const lines = await test.db.selectFrom('audit').select(['details', 'role']).where('action', '=', 'cases.search-phone').execute()
    expect(lines.length - before.length).toBe(3)
    expect(lines.some(({ role }) => role === 'auditor')).toBe(true)
    expect(lines.every(({ details }) => !details.includes(phone))).toBe(true)
  })

  it('finds no visit by a phone it has no more, whatever else is looked for', async () => {
    await test.db.updateTable('bookings').set({ contact_phone: '' }).execute()
    expect((await find('没有这样的词')).map(({ kind }) => kind)).toEqual([])
  })

  it('shows no draft, and refuses what no text is', async () => {
    const draft = await addCase(test.db, firmId, { state: 'draft', number: null, submitted_at: null, programme_id: 'P06' })
    expect(await ids('百川')).not.toContain(draft)
    expect((await people.clients.officer.call(searchDesk, { query: { q: 'a\u0000b' } })).status).toBe(422)
  })
})
