import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getEdition, listEditions } from '#contract/assessment/public-endpoints.ts'
import { editionSummary, placedItems } from '#contract/assessment/scope.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'

let test: TestApp
beforeAll(async () => {
  test = await buildTestApp()
})
afterAll(() => test.close())

describe('the editions', () => {
  it('are listed for anybody, what a new assessment begins with first', async () => {
    const { status, body } = await test.client().call(listEditions)
    expect([status, body.items.map(({ id, items, quick, redLines }) => [id, items, quick, redLines])]).toEqual([200, [['gbt29490-2023', 80, 12, 15], ['gbt29490-2013', 90, 0, 0]]])
    expect(body.items).toEqual(test.deps.content.editions().map(editionSummary))
  })

  it('are given whole, letter for letter as the content has them', async () => {
    const { status, body } = await test.client().call(getEdition, { params: { id: 'gbt29490-2023' } })
    expect([status, placedItems(body).length]).toEqual([200, 80])
    expect(body).toEqual(test.deps.content.edition('gbt29490-2023'))
  })

  it('are not there under another id', async () => {
    for (const id of ['gbt29490-2099', 'gbt29490-2023.json', '..%2Fcounty'])
      expect((await test.client().call(getEdition, { params: { id } })).status).toBe(404)
  })
})
