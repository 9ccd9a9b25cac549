import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFirm, getFirm, getMe, updateFirm } from '#contract/accounts/endpoints.ts'
import type { FirmInput } from '#contract/accounts/schema.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aUscc } from '../support/builders.ts'
import { aFirmInput, anOwner, aPerson } from './people.ts'

let test: TestApp
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  undo = await test.snapshot()
})
beforeEach(() => undo.restore())
afterAll(() => test.close())

describe('registering a firm', () => {
  it('makes the person its administrator and the firm unverified', async () => {
    const { client } = await aPerson(test, 1)
    const created = await client.call(createFirm, { body: aFirmInput(1) })
    expect([created.status, created.body]).toEqual([201, { id: expect.any(String), state: 'unverified', warnings: [] }])
    const { firms } = (await client.call(getMe)).body
    expect(firms).toEqual([{ id: created.body.id, name: '苇畔第1新材料有限公司', uscc: aUscc(1), role: 'administrator', state: 'active', verification: 'unverified', town: '马桥镇' }])
  })

  it.each([
    ['lower case', (uscc: string) => uscc.toLowerCase()],
    ['full width', (uscc: string) => uscc.replace(/[0-9A-Z]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0))],
    ['spaces and hyphens', (uscc: string) => ` ${uscc.slice(0, 6)} ${uscc.slice(6, 12)}-${uscc.slice(12)} `],
    ['a byte order mark and zero-width characters', (uscc: string) => `\ufeff${uscc.slice(0, 9)}\u200b${uscc.slice(9)}`],
  ])('takes the code with %s and keeps one form', async (_how, write) => {
    const { client } = await aPerson(test, 2)
    const created = await client.call(createFirm, { body: aFirmInput(2, { uscc: write(aUscc(2)) }) })
    expect(created.status).toBe(201)
    expect((await client.call(getFirm, { params: { id: created.body.id } })).body).toMatchObject({ uscc: aUscc(2), usccCheck: 'ok', role: 'administrator' })
  })

  it.each([
    ['91440300192203821O', 'uscc-character', '18:O'],
    ['91350100M000100Y4Z', 'uscc-character', '18:Z'],
    ['9144030019220382', 'uscc-length', 16],
    ['9144030019220382166', 'uscc-length', 19],
    ['910000001922038216', 'uscc-region', '000000'],
  ])('refuses %s and says what is wrong', async (uscc, reason, limit) => {
    const { client } = await aPerson(test, 3)
    const { status, error } = await client.call(createFirm, { body: aFirmInput(3, { uscc }) })
    expect([status, error.code, error.fields]).toEqual([422, 'invalid-input', [{ field: 'uscc', reason, limit }]])
  })

  it.each(['91350203M0001QAY9B', '914403001922038217'])('goes on with %s, whose check character does not fit, and marks it to be checked', async (uscc) => {
    const { client } = await aPerson(test, 4)
    const created = await client.call(createFirm, { body: aFirmInput(4, { uscc, usccConfirmed: true }) })
    expect([created.status, created.body.warnings]).toEqual([201, [{ field: 'uscc', reason: 'check-mismatch' }]])
    expect((await client.call(getFirm, { params: { id: created.body.id } })).body.usccCheck).toBe('mismatch')
  })

  it('names every wrong field at once', async () => {
    const { client } = await aPerson(test, 5)
    const { error } = await client.call(createFirm, { body: { uscc: '', name: '厂', town: '火星镇', industry: '炼丹', legalPerson: '张'.repeat(31) } })
    expect(error.fields?.map(({ field, reason }) => `${field}:${reason}`)).toEqual(['uscc:required', 'name:too-short', 'town:town', 'legalPerson:too-long', 'industry:option'])
  })

  it('is refused for a firm that is known, with the way to join and no word of who registered it', async () => {
    const owner = await anOwner(test, 6)
    const { client } = await aPerson(test, 7)
    const { status, error } = await client.call(createFirm, { body: aFirmInput(6, { uscc: aUscc(6).toLowerCase() }) })
    expect([status, error]).toEqual([409, { code: 'accounts.firm-known', details: { firmId: owner.firmId }, requestId: expect.any(String) }])
  })

  it('lets one of several win who register the same firm in the same moment', async () => {
    const people = await Promise.all([11, 12, 13, 14].map((n) => aPerson(test, n)))
    const replies = await Promise.all(people.map(({ client }) => client.call(createFirm, { body: aFirmInput(11) })))
    expect(replies.map((reply) => reply.status).sort()).toEqual([201, 409, 409, 409])
    expect(await test.db.selectFrom('firms').select('id').where('uscc', '=', aUscc(11)).execute()).toHaveLength(1)
  })

  it('is possible ten times a day and not more', async () => {
    const { client } = await aPerson(test, 15)
    const statuses: number[] = []
    for (let n = 100; n < 112; n += 1) statuses.push((await client.call(createFirm, { body: aFirmInput(n) })).status)
    expect(statuses.filter((status) => status === 201)).toHaveLength(10)
    expect(statuses.slice(10)).toEqual([429, 429])
  })

  it('is not for officers, experts, banks', async () => {
    for (const phone of ['13800000010', '13800000020', '13800000030', '13800000040']) {
      const client = await test.signIn(phone)
      expect((await client.call(createFirm, { body: aFirmInput(8) })).status).toBe(403)
    }
  })

  it('takes no state, score or owner from outside', async () => {
    const { client } = await aPerson(test, 9)
    const body = JSON.stringify({ ...aFirmInput(9), verification: 'verified', createdBy: 'somebody' } satisfies FirmInput & Record<string, unknown>)
    expect((await client.request('POST', createFirm.path, { headers: { 'content-type': 'application/json' }, body })).status).toBe(422)
    expect(await test.db.selectFrom('firms').select('id').where('uscc', '=', aUscc(9)).execute()).toEqual([])
  })

  it('keeps a name as typed, in one line, whatever it looks like', async () => {
    const { client } = await aPerson(test, 10)
    const name = '<img src=x onerror=alert(1)> 𠮷野 厂'
    const created = await client.call(createFirm, { body: aFirmInput(10, { name: `  ${name.replace(' 厂', '\r\n厂')} ` }) })
    expect((await client.call(getFirm, { params: { id: created.body.id } })).body.name).toBe(name)
  })
})

describe('the particulars of a firm', () => {
  it('are changed by members who saw the latest version', async () => {
    const { client, firmId } = await anOwner(test, 20)
    const params = { id: firmId }
    const first = await client.call(updateFirm, { params, body: { town: '索镇街道', scale: '小型', industry: '新材料' }, version: 1 })
    expect([first.status, first.body.town, first.body.version]).toEqual([200, '索镇街道', 2])
    const late = await client.call(updateFirm, { params, body: { town: '新城镇' }, version: 1 })
    expect([late.status, late.error.code, late.error.details]).toEqual([412, 'stale', { version: 2 }])
    const blind = await client.call(updateFirm, { params, body: { town: '新城镇' } })
    expect([blind.status, blind.error.code]).toEqual([428, 'version-missing'])
  })

  it('are nobody else\'s: another firm gets the answer of a firm that is not there', async () => {
    const { firmId } = await anOwner(test, 21)
    const stranger = await anOwner(test, 22)
    const answers = async (id: string) => [
      await stranger.client.call(getFirm, { params: { id } }),
      await stranger.client.call(updateFirm, { params: { id }, body: { town: '新城镇' } }),
      await stranger.client.call(updateFirm, { params: { id }, body: { town: '火星镇' }, version: 1 }),
    ].map((reply) => ({ status: reply.status, code: reply.error.code, fields: reply.error.fields }))
    expect(await answers(firmId)).toEqual(await answers('00000000-0000-4000-8000-000000000000'))
    expect((await answers(firmId)).map((answer) => answer.status)).toEqual([404, 404, 404])
  })

  it('are seen by officers, without a duty in the firm', async () => {
    const { firmId } = await anOwner(test, 23)
    const officer = await test.signIn('13800000010')
    expect((await officer.call(getFirm, { params: { id: firmId } })).body).toMatchObject({ id: firmId, role: null })
    for (const phone of ['13800000020', '13800000030', '13800000040']) {
      expect((await (await test.signIn(phone)).call(getFirm, { params: { id: firmId } })).status).toBe(404)
    }
  })

  it('of a verified firm are looked at again when the name changes, not when the town does', async () => {
    const { client, firmId } = await anOwner(test, 24)
    const params = { id: firmId }
    await test.db.updateTable('firms').set({ verification: 'verified' }).where('id', '=', firmId).execute()
    expect((await client.call(updateFirm, { params, body: { town: '新城镇' }, version: 1 })).body.verification).toBe('verified')
    expect((await client.call(updateFirm, { params, body: { name: '改了名的材料厂' }, version: 2 })).body.verification).toBe('pending')
  })
})
