// The county's figures, counted by hand beside them, and the table of visits read back by another program.
import { randomUUID } from 'node:crypto'
import readXlsxFile from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerRevisit, askQuestion, getConsultationStatistics, getVisitsSheet, joinWaiting, rateBooking, saveRecord } from '#contract/consultations/endpoints.ts'
import type { ConsultationStatistics, RecordInput } from '#contract/consultations/schema.ts'
import { lastAudit } from '../assessment/assessing.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { acted, at, booked, bookers, slot, topic, type Bookers } from './booking.ts'

let test: TestApp
let people: Bookers
beforeAll(async () => {
  test = await buildTestApp()
  people = await bookers(test)
  await fill()
})
afterAll(() => test.close())

const record: RecordInput = { people: [{ name: '李工', department: '技术部', title: '工程师' }], situation: '', policy: '讲了年费减缴', needs: '', problems: '=HYPERLINK("http://x")', opinions: '', findings: '', advice: '先申请两件实用新型', plan: '', followUps: [] }
const contact = { contactName: '李工', contactPhone: '13900000009' }
const go = (clock: string, date: string) => test.clock.set(new Date(at(clock, date)).toISOString())
const firm = () => people.owner.client
let [done, late]: string[] = []

async function finish(id: string, [clock, date]: [string, string]): Promise<void> {
  go(clock, date)
  await acted(people.expert, id, 'arrive')
  expect((await people.expert.call(saveRecord, { params: { id }, body: record, version: 0 })).status).toBe(200)
  await acted(people.expert, id, 'submit-record')
}

/** Of firm 1 with the first expert: one visit done and rated, one recorded, one cancelled in time, one cancelled late; of firm 2 with the second: one missed, one to come. */
async function fill(): Promise<void> {
  const { firmId, expertId, otherExpertId, stranger } = people
  const visit = (clock: string, date: string) => ({ firmId, way: 'visit' as const, slotId: slot(expertId, clock, { way: 'visit', date }), town: '唐山镇', ...contact })
  done = (await booked(firm(), visit('09:30', '2026-11-26'))).id
  const recorded = await booked(firm(), { firmId, slotId: slot(expertId, '14:00', { date: '2026-11-26' }), ...contact })
  const inTime = await booked(firm(), { firmId, slotId: slot(expertId, '14:00', { date: '2026-11-30' }), ...contact })
  await acted(firm(), inTime.id, 'cancel', { reason: '问题已经解决' })
  late = (await booked(firm(), { firmId, slotId: slot(expertId, '09:30', { date: '2026-11-30' }), ...contact })).id
  const missed = await booked(stranger.client, { firmId: stranger.firmId, slotId: slot(otherExpertId, '09:30', { date: '2026-11-30', way: 'phone', about: 'trade-secret' }), way: 'phone', topic: 'trade-secret', ...contact })
  await booked(people.officer, { firmId: stranger.firmId, slotId: slot(otherExpertId, '10:00', { date: '2026-12-16', way: 'phone', about: 'trade-secret' }), way: 'phone', topic: 'trade-secret', ...contact })
  expect((await firm().call(askQuestion, { body: { firmId, topic: 'standard', text: '换版要准备什么？' }, key: randomUUID() })).status).toBe(201)
  expect((await firm().call(joinWaiting, { body: { firmId, topic: 'overseas', way: 'visit', fromDate: '2026-11-25', toDate: '2026-11-27', part: 'any' } })).status).toBe(201)
  await finish(done, ['09:30', '2026-11-26'])
  await acted(firm(), done, 'confirm-record')
  expect((await firm().call(rateBooking, { params: { id: done }, body: { professional: 5, relevant: 4, solved: 4, words: '讲得清楚' } })).status).toBe(200)
  await finish(recorded.id, ['14:00', '2026-11-26'])
  go('10:00', '2026-11-29')
  await acted(firm(), late, 'cancel', { reason: '人员临时有事' })
  go('10:00', '2026-11-30')
  await acted(people.officer, missed.id, 'miss')
  expect((await people.officer.call(answerRevisit, { params: { id: done }, body: { result: 'partly', words: '还差一件' } })).status).toBe(200)
}

const ask = async (from: string, to: string): Promise<ConsultationStatistics> => {
  const reply = await people.officer.call(getConsultationStatistics, { query: { from, to } })
  expect(reply.status, JSON.stringify(reply.error)).toBe(200)
  return reply.body
}

describe('the figures', () => {
  it('count a month as one counts by hand', async () => {
    expect(await ask('2026-11-01', '2026-11-30')).toEqual({
      from: '2026-11-01', to: '2026-11-30', booked: 5, done: 1, cancelled: 2, missed: 1, excused: 0, firms: 2, lateCancellations: 1, waiting: 1, questions: 1, answered: 0, answeredInTime: 0,
      rated: 1, professional: 500, relevant: 400, solved: 400, revisits: { due: 1, solved: 0, partly: 1, unsolved: 0 },
      byExpert: [
        // Ninety minutes that are done and sixty whose record waits.
        { expert: { id: people.expertId, name: '刘颖' }, booked: 4, done: 1, cancelled: 2, missed: 0, excused: 0, minutes: 150, rated: 1, mean: 433, coming: 0 },
        { expert: { id: people.otherExpertId, name: '陈立' }, booked: 1, done: 0, cancelled: 0, missed: 1, excused: 0, minutes: 0, rated: 0, mean: null, coming: 1 },
        expect.objectContaining({ booked: 0, coming: 0, rated: 0, mean: null }),
      ],
      byTopic: [
        { topic, title: '专利挖掘与申请前评估', booked: 4, questions: 0, waiting: 0 }, { topic: 'trade-secret', title: '商业秘密', booked: 1, questions: 0, waiting: 0 },
        { topic: 'standard', title: '贯标与 2023 版换版', booked: 0, questions: 1, waiting: 0 }, { topic: 'overseas', title: '海外风险', booked: 0, questions: 0, waiting: 1 },
      ],
      byTown: [{ town: '马桥镇', booked: 4, done: 0 }, { town: '唐山镇', booked: 1, done: 1 }],
      byWay: [{ way: 'visit', booked: 1, done: 1 }, { way: 'office', booked: 3, done: 0 }, { way: 'phone', booked: 1, done: 0 }, { way: 'video', booked: 0, done: 0 }],
    })
    expect(await lastAudit(test)).toMatchObject({ action: 'consultations.statistics' })
  })
  it('begin and end with Shanghai’s days', async () => {
    expect((await ask('2026-11-26', '2026-11-26')).booked).toBe(2)
    expect((await ask('2026-11-27', '2026-11-29')).booked).toBe(0)
    expect((await ask('2026-12-16', '2026-12-16')).booked).toBe(1)
  })
  it('are empty for a period without anything', async () => {
    expect(await ask('2025-01-01', '2025-12-31')).toMatchObject({ booked: 0, firms: 0, rated: 0, professional: null, relevant: null, solved: null, byTopic: [], byTown: [] })
  })
  it.each([['2026-11-30', '2026-11-01', 'to', 'time-order'], ['2026-02-30', '2026-03-01', 'from', 'date-calendar'], ['2025-01-01', '2026-01-02', 'to', 'days-max']])('say what is wrong with %s to %s', async (from, to, field, reason) => {
    const { status, error } = await people.officer.call(getConsultationStatistics, { query: { from, to } })
    expect([status, error.fields]).toEqual([422, [expect.objectContaining({ field, reason })]])
  })
})

describe('the table of visits', () => {
  it('has one line a booking, with what came of it, and no formula', async () => {
    const reply = await people.officer.call(getVisitsSheet, { query: { from: '2026-11-01', to: '2026-12-31' } })
    expect(reply.status).toBe(200)
    expect(decodeURIComponent(reply.headers['content-disposition'] ?? '')).toContain('专家服务台账-2026-11-01-2026-12-31.xlsx')
    const [{ data: [head, ...rows] }] = await readXlsxFile(Buffer.from(reply.bytes)) as unknown as [{ data: unknown[][] }]
    const lines = rows.map((row) => Object.fromEntries(row.map((cell, index) => [String(head?.[index]), cell])))
    expect(lines).toHaveLength(6)
    expect(lines.map((line) => line['状态'])).toEqual(['已完成', '待企业确认记录', '已取消', '未到', '已取消', '已约，待专家确认'])
    expect(lines[0]).toMatchObject({
      日期: new Date('2026-11-26T00:00:00.000Z'), 开始: '09:30', 结束: '11:00', 企业: '苇畔第1新材料有限公司', '镇（街道）': '唐山镇', 专家: '刘颖', 主题: '专利挖掘与申请前评估', 方式: '上门', 专家建议: '先申请两件实用新型', 讲得专业: 5, 解决问题: 4, 评价的话: '讲得清楚', 回访: '解决了一部分',
    })
    expect(String(lines[0]?.['发现的问题'])).not.toMatch(/^=/)
    expect(lines[2]).toMatchObject({ '改约、取消或请假的原因': '人员临时有事' })
    expect(lines[5]).toMatchObject({ 县局代约: '王倩', 日期: new Date('2026-12-16T00:00:00.000Z') })
    expect(await lastAudit(test)).toMatchObject({ action: 'consultations.export' })
  })
  it('is for officers', async () => {
    for (const client of [firm(), people.expert, people.bank]) expect((await client.call(getVisitsSheet, { query: { from: '2026-11-01', to: '2026-11-30' } })).status).toBe(403)
  })
})
