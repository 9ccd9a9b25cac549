// What comes after a visit: a booking that was kept, its record handed in, agreed to; a written question.
import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { actOnQuestion, addRecordPhoto, askQuestion, getRecord, saveRecord, sendRecordCode } from '#contract/consultations/endpoints.ts'
import type { Booking, Question, QuestionAction, QuestionActionInput, QuestionInput, RecordInput, VisitRecord } from '#contract/consultations/schema.ts'
import { aPhonePhoto } from '../files/picture-samples.ts'
import type { Client, Reply } from '../support/api-client.ts'
import type { TestApp } from '../support/app.ts'
import { uploadFile } from '../support/upload.ts'
import { acted, at, booked, slot, topic, type Bookers } from './booking.ts'

export const aRecord = (changes: Partial<RecordInput> = {}): RecordInput => ({
  people: [{ name: '李工', department: '研发部', title: '主任' }], situation: '做密封件，86 人。', policy: '讲了发明专利授权支持。', needs: '想保护新夹具。', problems: '样机在展会上公开过。', opinions: '希望多来几次。',
  findings: '公开四个月了，要看公开了哪些内容。', advice: '没有公开的改进部分先申请。', plan: '两周内交技术交底书。',
  followUps: [{ id: 'f1', what: '整理技术交底书', owner: 'firm', dueOn: '2026-12-10' }, { id: 'f2', what: '给一份检索报告', owner: 'expert', dueOn: null }], ...changes,
})

/** Booked by the firm's clerk; the clock stands at the hour and the expert is there. */
export async function arrived(test: TestApp, people: Bookers, clock = '09:30'): Promise<Booking> {
  const { firmId, expertId, clerk, expert } = people
  const booking = await booked(clerk.client, { firmId, slotId: slot(expertId, clock), topic })
  test.clock.set(new Date(at(clock)).toISOString())
  return acted(expert, booking.id, 'arrive')
}

export const save = (client: Client, id: string, body: RecordInput, version: number): Promise<Reply<VisitRecord>> => client.call(saveRecord, { params: { id }, body, version })
export const readRecord = (client: Client, id: string): Promise<Reply<VisitRecord>> => client.call(getRecord, { params: { id } })

/** With the firm. */
export async function recorded(test: TestApp, people: Bookers, changes: Partial<RecordInput> = {}): Promise<Booking> {
  const booking = await arrived(test, people)
  expect((await save(people.expert, booking.id, aRecord(changes), 0)).status).toBe(200)
  return acted(people.expert, booking.id, 'submit-record')
}

/** Agreed to by the firm's owner. */
export async function done(test: TestApp, people: Bookers, changes: Partial<RecordInput> = {}): Promise<Booking> {
  return acted(people.owner.client, (await recorded(test, people, changes)).id, 'confirm-record')
}

export async function aPhoto(expert: Client): Promise<string> {
  return uploadFile(expert, { bytes: await aPhonePhoto(), name: '现场.jpg', type: 'image/jpeg', purpose: 'visit' })
}
export const addPhoto = (client: Client, id: string, fileId: string): Promise<Reply<VisitRecord>> => client.call(addRecordPhoto, { params: { id }, body: { fileId } })

export async function codeFor(client: Client, id: string): Promise<string> {
  const reply = await client.call(sendRecordCode, { params: { id } })
  expect(reply.status, JSON.stringify(reply.error)).toBe(200)
  return reply.body.demoCode ?? ''
}

type Wish = Partial<QuestionInput> & Pick<QuestionInput, 'firmId'>
export const ask = (client: Client, wish: Wish, key: string = randomUUID()): Promise<Reply<Question>> => client.call(askQuestion, { body: { topic, text: '员工离职带走图纸怎么办？', ...wish }, key })

export async function asked(client: Client, wish: Wish): Promise<Question> {
  const reply = await ask(client, wish)
  expect(reply.status, JSON.stringify(reply.error)).toBe(201)
  return reply.body
}

export const act = (client: Client, id: string, action: QuestionAction, body: QuestionActionInput = {}, key: string = randomUUID()): Promise<Reply<Question>> => client.call(actOnQuestion, { params: { id, action }, body, key })

export async function dealtWith(client: Client, id: string, action: QuestionAction, body: QuestionActionInput = {}): Promise<Question> {
  const reply = await act(client, id, action, body)
  expect(reply.status, `${action}: ${JSON.stringify(reply.error)}`).toBe(200)
  return reply.body
}
