import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getStatistics } from '#contract/assessment/endpoints.ts'
import type { StatisticsQuery } from '#contract/assessment/schema.ts'
import type { AssessmentRow } from '#server/db/schema.ts'
import { noIndustry } from '#server/assessment/statistics.ts'
import { anOwner } from '../accounts/people.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aUscc } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'
import type { Client } from '../support/api-client.ts'
import { current, editionOf, lastAudit, older, someItems } from './assessing.ts'

let test: TestApp
let officer: Client
let accountId = ''
let [gap, trimmed] = ['', '']
let trimming: Record<string, string[]> = {}

const [townA, townB, townC] = ['索镇街道', '果里镇', '马桥镇']

/** A firm with one closed assessment; not through the pages, as there are many. */
async function aFirm(n: number, town: string, industry: string | null): Promise<string> {
  const template = await test.db.selectFrom('firms').selectAll().limit(1).executeTakeFirstOrThrow()
  const id = randomUUID()
  await test.db.insertInto('firms').values({ ...template, id, uscc: aUscc(200 + n), name: `统计用企业${n}`, town, industry }).execute()
  return id
}

async function assessed(firmId: string, scoreTenths: number | null, more: Partial<AssessmentRow> & { failed?: string[] } = {}): Promise<string> {
  const { failed = [], ...row } = more
  const id = randomUUID()
  await test.db.insertInto('assessments').values({
    id, firm_id: firmId, edition_id: current, edition_version: 'v', state: 'closed', is_live: null, opening: '{}', taken_back: '[]', from_id: null, is_shared: 1, review_to: null, submitted_by: null, submitted_at: null, reviewer_id: null, review_note: '',
    closed_at: 1_000, score_tenths: scoreTenths, grade: '好', created_by: accountId, created_at: 1, saved_by: accountId, saved_at: 1, version: 1, ...row,
  }).execute()
  const answers = failed.map((itemId) => ({ assessment_id: id, item_id: itemId, answer: 'minor' as const, note: '', origin: 'answered' as const, version: 1, saved_by: accountId, saved_at: 1 }))
  if (answers.length > 0) await test.db.insertInto('assessment_answers').values(answers).execute()
  return id
}

beforeAll(async () => {
  test = await buildTestApp()
  officer = await test.signIn(phones.officer)
  accountId = (await anOwner(test, 1)).me.id
  const edition = editionOf(test)
  const items = someItems(edition)
  ;[gap, trimmed] = [items.asked[0]!.id, items.trimmed.id]
  const when = items.trimmed.appliesWhen!
  const others = edition.opening.find(({ id }) => id === when.question)!.options.filter(({ id }) => !when.anyOf.includes(id))
  trimming = { [when.question]: [others[0]!.id] }
  await test.db.updateTable('assessments').set({ is_shared: 0 }).execute()
  let n = 0
  const firms = async (count: number, town: string, industry: string | null, score: (index: number) => number, more: (index: number) => Parameters<typeof assessed>[2] = () => ({})) => {
    for (let index = 0; index < count; index += 1) await assessed(await aFirm(n += 1, town, industry), score(index), more(index))
  }
  // A: 8 chemical (600..670, six with the gap, two without the trimmed item), 5 others without an industry (all 900). B: 6 chemical (800). C: 4 chemical (300).
  await firms(8, townA, '化工', (index) => 600 + index * 10, (index) => ({ failed: index < 6 ? [gap, trimmed] : [trimmed], ...(index >= 6 ? { opening: JSON.stringify(trimming), failed: [] } : {}) }))
  await firms(5, townA, null, () => 900)
  await firms(6, townB, '化工', () => 800)
  await firms(4, townC, '化工', () => 300)
  // What does not count: not agreed, not closed, another edition, nothing scored, an older one of the same firm.
  const one = await aFirm(n += 1, townA, '化工')
  await assessed(one, 10, { is_shared: 0 })
  await assessed(one, null)
  await assessed(one, 20, { edition_id: older })
  await assessed(one, 30, { state: 'open', is_live: 1, closed_at: null })
  const [someone] = await test.db.selectFrom('assessments').select(['firm_id']).where('score_tenths', '=', 900).limit(1).execute()
  await assessed(someone!.firm_id, 100, { closed_at: 500 })
}, 60_000)
afterAll(() => test.close())

const figures = async (query: StatisticsQuery = {}) => (await officer.call(getStatistics, { query })).body

describe('figures of the county', () => {
  it('count each firm that agreed once, by its newest closed assessment', async () => {
    const { firms, smallest, bands } = await figures()
    expect([firms, smallest]).toEqual([23, 5])
    expect(bands.reduce((sum, { count }) => sum + count, 0)).toBe(23)
    expect(bands.filter(({ count }) => count > 0)).toEqual([{ from: 30, to: 70, count: 12 }, { from: 80, to: 90, count: 6 }, { from: 90, to: 100, count: 5 }])
  })

  it('hide the town of four, and with it the next smallest', async () => {
    expect((await figures()).towns).toEqual([{ name: townA, count: 13, medianTenths: 660 }, { name: townB, count: null, medianTenths: null }, { name: townC, count: null, medianTenths: null }])
  })

  it('say by industry what a hand counts', async () => {
    expect((await figures()).industries).toEqual([{ name: '化工', count: 18, medianTenths: 645 }, { name: noIndustry, count: 5, medianTenths: 900 }])
  })

  it('name the gaps that five firms or more have, of those whose list had the item', async () => {
    const { gaps } = await figures()
    expect(gaps.map(({ itemId, count, asked }) => [itemId, count, asked]).toSorted()).toEqual([[gap, 6, 23], [trimmed, 6, 21]].toSorted())
    expect(gaps.every(({ question }) => question !== '')).toBe(true)
  })

  it('answer a filter for a hidden town with nothing, like one nobody is in', async () => {
    const nothing = { smallest: 5, firms: null, bands: [], towns: [], industries: [], gaps: [] }
    for (const query of [{ town: townB }, { town: townC }, { town: '没有这个镇' }, { town: townC, industry: '化工' }, { town: townB, industry: '化工' }]) expect(await figures(query)).toEqual(nothing)
  })

  it('answer a filter for a town that is shown, and for an industry in it', async () => {
    const town = await figures({ town: townA })
    expect([town.firms, town.towns.length, town.industries.map(({ name, count }) => [name, count])]).toEqual([13, 1, [['化工', 8], [noIndustry, 5]]])
    const both = await figures({ town: townA, industry: '化工' })
    expect([both.firms, both.towns[0]?.medianTenths, both.gaps.map(({ itemId }) => itemId).toSorted()]).toEqual([8, 635, [gap, trimmed].toSorted()])
  })

  it('are of the edition asked for', async () => {
    expect((await figures({ editionId: older })).firms).toBeNull()
    const { status, error } = await officer.call(getStatistics, { query: { editionId: 'none' } })
    expect([status, error.code]).toEqual([404, 'not-found'])
  })

  it('never name a firm, and leave a line in the audit', async () => {
    const { bytes } = await officer.call(getStatistics, { query: { town: townA } })
    expect(Buffer.from(bytes).toString()).not.toContain('统计用企业')
    expect(await lastAudit(test)).toMatchObject({ action: 'assessment.statistics', firmId: null, details: { editionId: current, town: townA, isShown: true } })
  })
})
