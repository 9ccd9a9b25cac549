import readWorkbook from 'read-excel-file/node'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPlanSteps, getReportPdf, getReportSheet, getTemplate } from '#contract/assessment/endpoints.ts'
import type { Assessment } from '#contract/assessment/schema.ts'
import { readPdf } from '../subsidies/pdf-reading.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { acted, answer, assessors, begun, current, editionOf, lastAudit, older, refusal, someItems, type Assessors } from './assessing.ts'

let test: TestApp
let people: Assessors
let assessment: Assessment
let undo: { restore(): Promise<void> }
let itemId = ''

beforeAll(async () => {
  test = await buildTestApp()
  people = await assessors(test)
  assessment = await begun(people.clerk.client, people.firmId)
  itemId = someItems(editionOf(test)).asked[0]!.id
  await answer(people.clerk.client, assessment.id, itemId, { answer: 'major', note: '从来没有做过' })
  await people.owner.client.call(addPlanSteps, { params: { id: assessment.id }, body: { itemIds: [itemId], ownerId: people.clerk.me.id, dueOn: '2026-12-31' } })
  undo = await test.snapshot()
}, 60_000)
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const its = () => ({ params: { id: assessment.id } })

describe('reports of an assessment', () => {
  it('are files to keep that no cache stores, and leave a line in the audit', async () => {
    const pdf = await people.clerk.client.call(getReportPdf, its())
    expect([pdf.status, pdf.headers['content-type'], pdf.headers['cache-control'], pdf.headers['content-length']]).toEqual([200, 'application/pdf', 'private, no-store', String(pdf.bytes.length)])
    expect(decodeURIComponent(pdf.headers['content-disposition'] ?? '')).toContain('自评报告-GBT29490-2023-2026-11-23.pdf')
    expect((await readPdf(pdf.bytes)).text.replaceAll(' ', '')).toContain('从来没有做过')
    expect(await lastAudit(test)).toMatchObject({ action: 'assessment.report', role: 'firm', details: { kind: 'pdf' } })
    const sheet = await people.owner.client.call(getReportSheet, its())
    expect((await readWorkbook(Buffer.from(sheet.bytes))).map((one) => one.sheet)).toEqual(['审核检查表', '差距清单', '整改计划', '认证预备表'])
    expect(await lastAudit(test)).toMatchObject({ action: 'assessment.report', details: { kind: 'xlsx' } })
  }, 60_000)

  it('show the plan to the firm, and everything but the plan to who reviews', async () => {
    await acted(people.owner.client, assessment.id, 'submit', { to: 'officer' })
    const planOf = async (client: typeof people.officer) => (await readWorkbook(Buffer.from((await client.call(getReportSheet, its())).bytes))).find(({ sheet }) => sheet === '整改计划')?.data.length
    expect(await planOf(people.clerk.client)).toBe(4)
    expect(await planOf(people.officer)).toBe(3)
  })

  it('are nobody else\'s', async () => {
    for (const client of [people.stranger.client, people.officer, people.expert]) for (const endpoint of [getReportPdf, getReportSheet]) expect(refusal(await client.call(endpoint, its()))).toEqual([404, 'not-found'])
  })

  it('say where an assessment that was carried over came from', async () => {
    const old = await begun(people.clerk.client, people.firmId, { editionId: older })
    const oldItem = someItems(editionOf(test, older)).asked[0]!.id
    await answer(people.clerk.client, old.id, oldItem, { answer: 'conform' })
    await test.db.updateTable('assessments').set({ from_id: old.id }).where('id', '=', assessment.id).execute()
    const sheets = await readWorkbook(Buffer.from((await people.clerk.client.call(getReportSheet, its())).bytes))
    expect(sheets.map(({ sheet }) => sheet)).toContain('换版差距表')
  })
})

describe('a blank table', () => {
  it('is for everybody, and may be kept on the way', async () => {
    const template = editionOf(test).templates[0]!
    const { status, headers, bytes } = await test.client().call(getTemplate, { params: { id: current, templateId: template.id } })
    expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=3600'])
    expect((await readWorkbook(Buffer.from(bytes)))[0]?.data[2]).toEqual(template.columns)
  })
  it.each([[current, 'none'], ['none', 'none']])('of %s named %s is not there', async (id, templateId) => {
    expect(refusal(await test.client().call(getTemplate, { params: { id, templateId } }))).toEqual([404, 'not-found'])
  })
})
