import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findFirms } from '#contract/accounts/endpoints.ts'
import { phones } from '../support/demo-phones.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { anOwner } from './people.ts'

let test: TestApp
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  undo = await test.snapshot()
})
beforeEach(() => undo.restore())
afterAll(() => test.close())

async function found(q: string): Promise<string[]> {
  const officer = await test.signIn(phones.officer)
  return (await officer.call(findFirms, { query: { q } })).body.items.map(({ name }) => name)
}

describe('finding a firm on the telephone', () => {
  it('goes by a part of its name, or of its credit code in whatever spelling', async () => {
    const { firmId } = await anOwner(test, 41)
    const officer = await test.signIn(phones.officer)
    const [firm] = (await officer.call(findFirms, { query: { q: '第41新材' } })).body.items
    expect(firm).toMatchObject({ id: firmId, name: '苇畔第41新材料有限公司', verification: 'unverified' })
    const code = firm?.uscc ?? ''
    expect(await found(` ${code.slice(6, 12).toLowerCase()} ${code.slice(12)} `)).toEqual(['苇畔第41新材料有限公司'])
  })

  it('reads letters of a name in either case, and a name of signs as typed', async () => {
    const { firmId } = await anOwner(test, 43)
    await test.deps.db.updateTable('firms').set({ name: 'Lakeside（苇畔）Robotics有限公司' }).where('id', '=', firmId).execute()
    for (const typed of ['lakeside', 'LAKESIDE', '苇畔）robotics', '苇畔)RoboTics', 'Ｌａｋｅｓｉｄｅ（苇畔']) expect(await found(typed), typed).toEqual(['Lakeside（苇畔）Robotics有限公司'])
    expect(await found('Lakeside Robotics')).toEqual([])
  })

  it('asks for two characters, and takes signs as typed', async () => {
    await anOwner(test, 42)
    expect(await found('苇')).toEqual([])
    expect(await found('  ')).toEqual([])
    expect(await found('%材%')).toEqual([])
    expect(await found('苇_')).toEqual([])
    expect(await found('不会有的企业')).toEqual([])
    for (const odd of ['苇畔\\', "苇畔' or 1=1", '🌾🌾']) expect(await found(odd)).toEqual([])
    const officer = await test.signIn(phones.officer)
    expect((await officer.call(findFirms, { query: { q: '\u0000苇畔' } })).status).toBe(422)
  })

  it('says when there are more than it lists', async () => {
    for (let n = 50; n < 72; n += 1) await anOwner(test, n)
    const officer = await test.signIn(phones.officer)
    const { items, isMore } = (await officer.call(findFirms, { query: { q: '新材料' } })).body
    expect([items.length, isMore]).toEqual([20, true])
  })

  it('is for officers', async () => {
    for (const phone of [phones.clerk, phones.expert, phones.assistant, phones.bank]) {
      const client = await test.signIn(phone)
      expect((await client.call(findFirms, { query: { q: '新材料' } })).status).toBe(403)
    }
  })
})
