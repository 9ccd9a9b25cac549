import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPhrase, listPhrases, removePhrase, savePhrase } from '#contract/cases/desk-endpoints.ts'
import { mostPhrases } from '#contract/cases/desk.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'

let test: TestApp
let people: Actors
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  fresh = await test.snapshot()
})
beforeEach(() => fresh.restore())
afterAll(() => test.close())

const add = (words: string, place: 'opinion' | 'refusal' = 'opinion', title = '') => people.clients.officer.call(addPhrase, { body: { place, title, words } })
const own = async (who = people.clients.officer) => (await who.call(listPhrases)).body.own

describe('ready sentences', () => {
  it('are one’s own beside the county’s', async () => {
    expect((await add(' 材料齐全，同意受理。 ')).body).toMatchObject({ place: 'opinion', title: '材料齐全，同意受理。', words: '材料齐全，同意受理。', version: 1 })
    expect(await own()).toHaveLength(1)
    expect(await own(people.clients.secondOfficer)).toEqual([])
    const { county, mayWrite } = (await people.clients.auditor.call(listPhrases)).body
    expect(mayWrite).toBe(false)
    expect(county.filter(({ place }) => place === 'refusal').map(({ words }) => words)).toEqual(test.deps.content.casework.reasons.refuse)
  })

  it('are kept once at one place, and with words', async () => {
    const [first, second, third] = [await add('一样的话'), await add('一样的话'), await add('一样的话', 'refusal')]
    expect([second.body.id === first.body.id, third.body.id === first.body.id]).toEqual([true, false])
    for (const words of ['', '   ', '字\u0000']) expect((await add(words)).status).toBe(422)
    expect((await add('长'.repeat(1001))).status).toBe(422)
  })

  it('are at most a hundred, also when two come at one moment', async () => {
    const me = (await test.db.selectFrom('accounts').select('id').where('name', '=', '王倩').executeTakeFirstOrThrow()).id
    await test.db.insertInto('own_phrases').values(Array.from({ length: mostPhrases - 1 }, (_, nth) => ({ id: randomUUID(), account_id: me, place: 'other', title: 't', words: `第 ${nth} 句`, created_at: 1, saved_at: 1, version: 1 }))).execute()
    const both = await Promise.all([add('甲'), add('乙')])
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(both.find(({ status }) => status === 409)?.error?.code).toBe('cases.phrases-full')
    expect(await own()).toHaveLength(mostPhrases)
  })

  it('are changed and taken away by their own officer alone', async () => {
    const { body } = await add('旧的话')
    const change = { params: { id: body.id }, body: { place: 'refusal' as const, title: '', words: '新的话' } }
    expect((await people.clients.secondOfficer.call(savePhrase, { ...change, version: 1 })).status).toBe(404)
    expect((await people.clients.officer.call(savePhrase, { ...change, version: 1 })).body).toMatchObject({ words: '新的话', version: 2 })
    expect((await people.clients.officer.call(savePhrase, { ...change, version: 1 })).status).toBe(412)
    expect((await people.clients.secondOfficer.call(removePhrase, { params: { id: body.id } })).status).toBe(404)
    expect((await people.clients.officer.call(removePhrase, { params: { id: body.id } })).status).toBe(204)
    expect(await own()).toEqual([])
  })
})
