import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getFirm, updateFirm } from '#contract/accounts/endpoints.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { anOwner, aPerson } from './people.ts'

let test: TestApp
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  undo = await test.snapshot()
})
beforeEach(() => undo.restore())
afterAll(() => test.close())

describe('titles a firm states of itself', () => {
  const [first = '', second = '', third = ''] = ['high-tech', 'tech-sme', 'srdi']

  it('are none at first, are kept as the county names them, and each change is whole', async () => {
    const { client, firmId } = await anOwner(test, 1)
    const params = { id: firmId }
    expect((await client.call(getFirm, { params })).body.titles).toEqual([])
    const one = await client.call(updateFirm, { params, body: { titles: [second, first] }, version: 1 })
    expect([one.status, one.body.titles, one.body.version]).toEqual([200, [first, second], 2])
    test.clock.advance(300_000)
    expect((await client.call(updateFirm, { params, body: { titles: [second, third] }, version: 2 })).body.titles).toEqual([third, second])
    const rows = await test.db.selectFrom('firm_titles').select(['title', 'stated_at']).where('firm_id', '=', firmId).orderBy('stated_at').execute()
    expect(rows.map(({ title }) => title)).toEqual([second, third])
    expect((await client.call(updateFirm, { params, body: { titles: [] }, version: 3 })).body.titles).toEqual([])
  })

  it('stay when something else is changed, and the trail names the field', async () => {
    const { client, firmId } = await anOwner(test, 2)
    await client.call(updateFirm, { params: { id: firmId }, body: { titles: [first] }, version: 1 })
    expect((await client.call(updateFirm, { params: { id: firmId }, body: { town: '马桥镇' }, version: 2 })).body.titles).toEqual([first])
    const events = await test.db.selectFrom('audit').select('details').where('action', '=', 'accounts.update-firm').where('firm_id', '=', firmId).execute()
    expect(events.map(({ details }) => String(details)).some((details) => details.includes('titles'))).toBe(true)
  })

  it('are refused when the county has none of that name, and from anybody else', async () => {
    const { client, firmId } = await anOwner(test, 3)
    const wrong = await client.call(updateFirm, { params: { id: firmId }, body: { titles: [first, 'made-up'] }, version: 1 })
    expect([wrong.status, wrong.error.fields]).toEqual([422, [{ field: 'titles', reason: 'option' }]])
    const stranger = await aPerson(test, 4)
    expect((await stranger.client.call(updateFirm, { params: { id: firmId }, body: { titles: [first] }, version: 1 })).status).toBe(404)
    expect((await client.call(getFirm, { params: { id: firmId } })).body.titles).toEqual([])
  })
})
