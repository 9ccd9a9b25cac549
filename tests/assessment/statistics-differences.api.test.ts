// Two figures taken from each other tell no more than each of them.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { getStatistics } from '#contract/assessment/endpoints.ts'
import type { StatisticsQuery } from '#contract/assessment/schema.ts'
import { anOwner } from '../accounts/people.ts'
import { aUscc } from '../support/builders.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import type { Client } from '../support/api-client.ts'
import { current, editionOf, someItems } from './assessing.ts'

let test: TestApp
let officer: Client
let gap = ''
const [townA, townB] = ['索镇街道', '果里镇']

beforeAll(async () => {
  test = await buildTestApp()
  officer = await test.signIn(phones.officer)
  const by = (await anOwner(test, 1)).me.id
  gap = someItems(editionOf(test)).asked[0]!.id
  await test.db.updateTable('assessments').set({ is_shared: 0 }).execute()
  const template = await test.db.selectFrom('firms').selectAll().limit(1).executeTakeFirstOrThrow()
  // A: five at 65, five at 85, all ten with the gap. B: five at 65, one at 85, who alone has the gap.
  const scores: [string, number, boolean][] = [...Array.from({ length: 10 }, (_, n): [string, number, boolean] => [townA, n < 5 ? 650 : 850, true]), ...Array.from({ length: 6 }, (_, n): [string, number, boolean] => [townB, n < 5 ? 650 : 850, n === 5])]
  for (const [index, [town, score, hasGap]] of scores.entries()) {
    const [firmId, id] = [randomUUID(), randomUUID()]
    await test.db.insertInto('firms').values({ ...template, id: firmId, uscc: aUscc(300 + index), name: `统计用企业${index}`, town, industry: '化工' }).execute()
    await test.db.insertInto('assessments').values({
      id, firm_id: firmId, edition_id: current, edition_version: 'v', state: 'closed', is_live: null, opening: '{}', taken_back: '[]', from_id: null, is_shared: 1, review_to: null, submitted_by: null, submitted_at: null, reviewer_id: null, review_note: '',
      closed_at: 1_000, score_tenths: score, grade: '好', created_by: by, created_at: 1, saved_by: by, saved_at: 1, version: 1,
    }).execute()
    if (hasGap) await test.db.insertInto('assessment_answers').values({ assessment_id: id, item_id: gap, answer: 'minor', note: '', origin: 'answered', version: 1, saved_by: by, saved_at: 1 }).execute()
  }
}, 60_000)
afterAll(() => test.close())

const figures = async (query: StatisticsQuery = {}) => (await officer.call(getStatistics, { query })).body
const filled = (bands: { count: number }[]) => bands.filter(({ count }) => count > 0)

it('the bands of a town are as wide as it takes that those of all others hold five, too', async () => {
  expect(filled((await figures()).bands)).toEqual([{ from: 60, to: 70, count: 10 }, { from: 80, to: 90, count: 6 }])
  const { firms, bands } = await figures({ town: townA })
  expect(firms).toBe(10)
  expect(filled(bands)).toHaveLength(1)
  expect(filled(bands)[0]).toMatchObject({ count: 10 })
})

it('a gap is not named for a town where one firm elsewhere would be left with it', async () => {
  expect((await figures()).gaps.map(({ itemId, count }) => [itemId, count])).toEqual([[gap, 11]])
  expect((await figures({ town: townA })).gaps).toEqual([])
})
