// The audit as auditors and system administrators read it.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { textToSeal } from '#contract/audit/chain.ts'
import { exportAuditLines, findAuditFirms, findAuditPeople, getAuditLine, listAuditLines, listSights } from '#contract/audit/endpoints.ts'
import type { AuditLines, AuditQuery } from '#contract/audit/schema.ts'
import { getFile } from '#contract/files/endpoints.ts'
import { exportMonth } from '#server/reports/month-sheet.ts'
import { recordAudit } from '#server/audit/record.ts'
import { buildWorld, type World } from '../authorization/world.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'

let test: TestApp
let world: World
let auditor: Client
let system: Client
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  world = await buildWorld(test)
  ;({ auditor, system } = world.clients)
  expect((await world.clients.officer.call(getFile, { params: { id: world.submittedFileId } })).status).toBe(200)
  await test.runWorker()
  fresh = await test.snapshot()
})
beforeEach(() => fresh.restore())
afterAll(() => test.close())

async function lines(query: AuditQuery, client = auditor): Promise<AuditLines> {
  const reply = await client.call(listAuditLines, { query })
  expect(reply.status, JSON.stringify(reply.error)).toBe(200)
  return reply.body
}
const newest = async (action: string) => (await test.db.selectFrom('audit').selectAll().where('action', '=', action).orderBy('id', 'desc').limit(1).executeTakeFirst())

describe('the lines', () => {
  it('stand newest first, page by page, none twice and none left out', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await lines({ limit: 40, ...(cursor === undefined ? {} : { cursor }) })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next
    } while (cursor !== undefined)
    const all = await test.db.selectFrom('audit').select(['id', 'at']).orderBy('at', 'desc').orderBy('id', 'desc').execute()
    expect(seen).toEqual(all.map(({ id }) => String(id)))
  })

  it('narrow down by person, firm, action, outcome and day', async () => {
    const officer = (await test.db.selectFrom('accounts').select('id').where('phone', '=', phones.officer).executeTakeFirstOrThrow()).id
    expect(new Set((await lines({ account: officer })).items.map(({ by }) => by.id))).toEqual(new Set([officer]))
    for (const { firm } of (await lines({ firm: world.firmId })).items) expect(firm?.link).toBe(`/desk/firms/${world.firmId}`)
    expect(new Set((await lines({ action: 'accounts.sign-in' })).items.map(({ action }) => action))).toEqual(new Set(['accounts.sign-in']))
    await auditor.request('GET', `/api/subsidies/applications/${world.draftId}`)
    expect(new Set((await lines({ outcome: 'refused' })).items.map(({ outcome }) => outcome))).toEqual(new Set(['refused']))
    expect((await lines({ to: '2020-01-01' })).items).toEqual([])
    expect((await lines({ account: officer, firm: world.firmId, action: 'files.read', from: '2026-11-23', to: '2026-11-23' })).items).toHaveLength(1)
  })

  it('of a number are those of the case, and of the papers in it', async () => {
    const { number } = await test.db.selectFrom('cases').select('number').where('id', '=', world.submittedId).executeTakeFirstOrThrow()
    const { items, found } = await lines({ subject: number?.toLowerCase() ?? '' })
    expect(found?.link).toBe(`/desk/cases/${world.submittedId}`)
    expect(items.map(({ action }) => action)).toContain('subsidies.submit')
    expect(items.map(({ action }) => action)).toContain('files.read')
    expect(await lines({ subject: 'HT2000-PG-0000' })).toMatchObject({ items: [], found: null })
  })

  it('refuses a day that is none, a span the wrong way round, an action nobody knows, and another list\'s cursor', async () => {
    for (const query of [{ from: '2026-02-30' }, { from: '2026-11-23', to: '2026-11-22' }, { action: 'nothing.done' }, { cursor: 'WzEsIngnIl0' }]) expect((await auditor.call(listAuditLines, { query })).status).toBe(422)
  })

  it('about somebody leave a line themselves, about nobody in particular none', async () => {
    await lines({ action: 'accounts.sign-in' })
    expect(await newest('audit.look')).toBeUndefined()
    await lines({ firm: world.firmId })
    expect(await newest('audit.look')).toMatchObject({ role: 'auditor', firm_id: world.firmId })
  })

  it('keep of what was typed the thing it is, and nothing that is none', async () => {
    const { number } = await test.db.selectFrom('cases').select('number').where('id', '=', world.submittedId).executeTakeFirstOrThrow()
    await lines({ subject: number?.toLowerCase() ?? '' })
    expect(await newest('audit.look')).toMatchObject({ subject: `case:${world.submittedId}` })
    await lines({ subject: `account:${world.firmId}` })
    expect(await newest('audit.look')).toMatchObject({ subject: `account:${world.firmId}` })
    for (const typed of [phones.clerk, `account:${phones.clerk}`, `code:${phones.clerk}`, '张三', 'account:张三', '138 0000 0002']) {
      test.clock.advance(1000)
      await lines({ subject: typed })
      expect(await newest('audit.look'), typed).toMatchObject({ subject: null, role: 'auditor' })
      expect((await auditor.request('GET', `/api/audit/export/csv?subject=${encodeURIComponent(typed)}`)).status).toBe(200)
      expect(await newest('audit.export'), typed).toMatchObject({ subject: null })
    }
    const kept = await test.db.selectFrom('audit').select(['subject', 'details']).where('action', 'in', ['audit.look', 'audit.export']).execute()
    expect(JSON.stringify(kept)).not.toMatch(/张三|13800000002/)
  })

  it('show a phone masked, also where it was typed whole', async () => {
    const { items } = (await auditor.call(findAuditPeople, { query: { q: phones.clerk } })).body
    expect(items).toHaveLength(1)
    expect(items[0]?.phone).toBe('138****0002')
    expect((await auditor.call(findAuditPeople, { query: { q: phones.clerk.slice(0, 7) } })).body.items).toEqual([])
    expect(JSON.parse((await newest('audit.find'))?.details ?? '{}')).toMatchObject({ what: 'people' })
    const replies = JSON.stringify([items, await lines({}), await auditor.call(findAuditFirms, { query: { q: '新材料' } })])
    for (const phone of Object.values(phones)) expect(replies).not.toContain(phone)
  })
})

describe('one line', () => {
  it('has its seal, and whoever works the hash out comes to the same', async () => {
    const [first] = (await lines({ action: 'files.read' })).items
    const { body } = await auditor.call(getAuditLine, { params: { id: first?.id ?? '' } })
    if (!body.raw || !body.seal) throw new Error('not sealed')
    expect(createHash('sha256').update(textToSeal(body.seal.prev, body.seal.seq, body.raw)).digest('hex')).toBe(body.seal.hash)
    expect(body.seal.hash).not.toBe(createHash('sha256').update(textToSeal(body.seal.prev, body.seal.seq, { ...body.raw, outcome: 'refused' })).digest('hex'))
  })

  it('that is not there, or of no number, is not found', async () => {
    for (const id of ['999999999', 'x', '0x1', '-1']) expect((await auditor.call(getAuditLine, { params: { id } })).status).toBe(404)
  })
})

describe('who saw whom', () => {
  it('names who opened a firm\'s file, when and how often', async () => {
    await world.clients.officer.call(getFile, { params: { id: world.submittedFileId } })
    const { body } = await auditor.call(listSights, { query: { of: 'firm', id: world.firmId } })
    expect(body.items.find(({ what }) => what === '看文件')).toMatchObject({ times: 2, isMany: false, by: { duty: '受理人员' } })
    expect(body.people).toBeGreaterThan(0)
    expect(await newest('audit.sights')).toMatchObject({ role: 'auditor', firm_id: world.firmId })
  })

  it('names a table in which the firm may stand, and its auditor as one', async () => {
    const account = await test.db.selectFrom('accounts').selectAll().where('phone', '=', phones.auditor).executeTakeFirstOrThrow()
    await exportMonth(test.deps, { id: account.id, name: account.name, phone: account.phone, role: 'officer', duty: 'auditor', sessionId: '', confirmedAt: 0 }, '2026-11', 'r')
    const { body } = await auditor.call(listSights, { query: { of: 'firm', id: world.firmId } })
    expect(body.items.find(({ what }) => what === '导出月报')).toMatchObject({ isMany: true, by: { duty: '审计人员' } })
  })

  it('says what one officer saw, and who could see what is known of a person', async () => {
    const id = async (phone: string) => (await test.db.selectFrom('accounts').select('id').where('phone', '=', phone).executeTakeFirstOrThrow()).id
    const by = (await auditor.call(listSights, { query: { of: 'by', id: await id(phones.officer) } })).body
    expect(by.items.some(({ what, firm }) => what === '看文件' && firm !== null)).toBe(true)
    const person = (await auditor.call(listSights, { query: { of: 'person', id: await id(phones.clerk) } })).body
    expect(person.items.some(({ what }) => what === '看文件')).toBe(true)
  })

  it('has each sight of a loan, and pages without losing one', async () => {
    const { rows, times } = await test.db.selectFrom('financing_views').select((eb) => [eb.fn.countAll<number>().as('rows'), eb.fn.sum<number>('times').as('times')]).where('account_id', 'in', test.db.selectFrom('accounts').select('id').where('phone', '=', phones.bank)).executeTakeFirstOrThrow()
    expect(Number(rows)).toBeGreaterThan(0)
    const bank = await test.db.selectFrom('accounts').select('id').where('phone', '=', phones.bank).executeTakeFirstOrThrow()
    const found: number[] = []
    let cursor: string | undefined
    do {
      const { body } = await auditor.call(listSights, { query: { of: 'by', id: bank.id, from: '2020-01-01', limit: 1, ...(cursor === undefined ? {} : { cursor }) } })
      found.push(...body.items.filter(({ what }) => what !== '看文件').map((sight) => sight.times))
      cursor = body.next
    } while (cursor !== undefined)
    expect(found.reduce((sum, one) => sum + one, 0)).toBe(Number(times))
  })
})

describe('the export', () => {
  it('has the lines with their seals and how the chain stands, opens in Excel and holds no formula', async () => {
    await test.deps.commands.run((tx) => recordAudit(tx, { at: test.clock.now(), accountId: null, role: '=cmd|1', action: 'audit.find', details: { reason: '=1+1' } }))
    const csv = Buffer.from((await auditor.call(exportAuditLines, { params: { form: 'csv' }, query: { action: 'audit.find' } })).bytes).toString()
    expect(csv.startsWith('\uFEFF')).toBe(true)
    expect(csv).toContain('还没有整链核对过')
    expect(csv).not.toMatch(/"[=+@-]/)
    const xlsx = await auditor.call(exportAuditLines, { params: { form: 'xlsx' }, query: {} })
    expect([xlsx.status, Buffer.from(xlsx.bytes).subarray(0, 2).toString()]).toEqual([200, 'PK'])
    expect(await newest('audit.export')).toMatchObject({ role: 'auditor' })
  })
})

describe('a system administrator', () => {
  it('reads of accounts and the machine, and nothing of a firm, a case or an amount', async () => {
    const canaries = [world.firmId, world.submittedId, world.draftId, ...(await test.db.selectFrom('firms').select(['name', 'uscc']).execute()).flatMap(({ name, uscc }) => [name, uscc]), ...(await test.db.selectFrom('cases').select('number').where('number', 'is not', null).execute()).map(({ number }) => number ?? '')]
    await world.clients.otherFirm.request('GET', `/api/subsidies/applications/${world.draftId}`)
    await test.runWorker()
    let cursor: string | undefined
    const read: string[] = []
    do {
      const page = await lines(cursor === undefined ? { limit: 100 } : { limit: 100, cursor }, system)
      for (const { id, action } of page.items) {
        const full = await system.call(getAuditLine, { params: { id } })
        expect([action, full.status, full.body.raw]).toEqual([action, 200, null])
        read.push(JSON.stringify(full.body))
      }
      read.push(JSON.stringify(page))
      cursor = page.next
    } while (cursor !== undefined)
    read.push(Buffer.from((await system.call(exportAuditLines, { params: { form: 'csv' }, query: {} })).bytes).toString())
    const text = read.join('\n')
    expect(text).toContain('http.refused')
    expect(text).toContain('accounts.sign-in')
    for (const canary of canaries) expect(text).not.toContain(canary)
  })

  it('does not ask about a firm, and opens no other line', async () => {
    expect((await system.call(listAuditLines, { query: { subject: `case:${world.submittedId}` } })).status).toBe(422)
    expect((await lines({ action: 'files.read' }, system)).items).toEqual([])
    const id = String((await newest('files.read'))?.id ?? '')
    expect((await system.call(getAuditLine, { params: { id } })).status).toBe(404)
    expect((await system.call(findAuditPeople, { query: { q: phones.clerk } })).body.items).toEqual([])
  })
})
