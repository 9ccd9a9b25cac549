// Written questions: asked within a limit, taken by an expert or given by an officer, answered in writing by a working day.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getQuestion, listQuestions } from '#contract/consultations/endpoints.ts'
import { startAssessment } from '#contract/assessment/endpoints.ts'
import { getFile } from '#contract/files/endpoints.ts'
import { addRight } from '#contract/portfolio/endpoints.ts'
import { remindOfQuestions } from '#server/consultations/question-reminders.ts'
import { deliverDue } from '#server/messages/worker.ts'
import { lastAudit } from '../assessment/assessing.ts'
import { aPdf } from '../files/pdf-samples.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { toldBy, type Told } from '../support/told.ts'
import { uploadFile } from '../support/upload.ts'
import { act, ask, asked, dealtWith } from './after.ts'
import { acted, booked, bookers, openProfile, otherTopic, refusal, slot, topic, type Bookers } from './booking.ts'

let test: TestApp
let people: Bookers
let officers: string[] = []
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await bookers(test)
  officers = (await test.db.selectFrom('accounts').select('id').where('staff_role', '=', 'officer').execute()).map((row) => row.id)
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const firm = () => people.owner.client
const get = (client: Client, id: string) => client.call(getQuestion, { params: { id } })
const listed = async (client: Client, firmId?: string) => (await client.call(listQuestions, { query: firmId === undefined ? {} : { firmId } })).body.items.map(({ id }) => id)
const link = (id: string) => `/consultations/questions/${id}`
const inOrder = (told: Told[]) => told.toSorted((one, other) => (one.accountId < other.accountId ? -1 : 1))

describe('asking', () => {
  it('gives a number and a day, five working days on, and tells experts of the topic and officers', async () => {
    const { firmId, expertId, otherExpertId } = people
    await openProfile(test, otherExpertId, { topics: [otherTopic] })
    let id = ''
    const told = await toldBy(test, async () => {
      const question = await asked(firm(), { firmId, text: '  展会上公开过还能申请吗？ ' })
      id = question.id
      expect(question).toMatchObject({ number: expect.stringMatching(/^HT2026-WD-\d{4}$/), state: 'open', side: 'firm', text: '展会上公开过还能申请吗？', dueOn: '2026-11-30', isOverdue: false, assignee: null, bookingId: null, askedBy: people.owner.me.name, version: 1 })
    })
    expect(await lastAudit(test)).toMatchObject({ action: 'consultations.ask', role: 'firm', subject: `question:${id}`, firmId })
    expect(inOrder(told)).toEqual(inOrder([expertId, ...officers].map((accountId) => ({ accountId, kind: 'consultation.question-asked', link: link(id) }))))
  })

  it('is done once a key, counted without gaps', async () => {
    const { firmId } = people
    const [once, again] = [await ask(firm(), { firmId }, 'same'), await ask(firm(), { firmId }, 'same')]
    expect(again.body).toEqual(once.body)
    expect(refusal(await ask(firm(), { firmId, text: '别的' }, 'same'))[1]).toBe('key-reused')
    const next = await asked(firm(), { firmId })
    expect(Number(next.number.slice(-4))).toBe(Number(once.body.number.slice(-4)) + 1)
  })

  it('carries rights of the firm, nobody else’s', async () => {
    const { firmId, stranger } = people
    const right = async (client: Client, id: string) => (await client.call(addRight, { body: { firmId: id, kind: 'patent', number: 'ZL202011313113.9', title: '一种反应釜' } })).body.id
    const [own, theirs] = [await right(firm(), firmId), await right(stranger.client, stranger.firmId)]
    expect((await asked(firm(), { firmId, rightIds: [own] })).rights).toEqual([{ id: own, kind: 'patent', number: 'ZL202011313113.9', title: '一种反应釜' }])
    expect((await ask(firm(), { firmId, rightIds: [theirs] })).error.fields).toEqual([{ field: 'rightIds[0]', reason: 'option' }])
    const { id: assessmentId } = (await stranger.client.call(startAssessment, { body: { firmId: stranger.firmId, editionId: 'gbt29490-2023' } })).body
    for (const gap of [{ assessmentId, itemId: 'x' }, { assessmentId: '\u0000', itemId: 'x' }]) expect((await ask(firm(), { firmId, gaps: [gap] })).error.fields).toEqual([{ field: 'gaps[0]', reason: 'option' }])
  })

  it('is refused for another firm, without words, about nothing of ours, and beyond the county’s number', async () => {
    const { firmId, stranger, officer, expert } = people
    for (const client of [stranger.client, officer, expert]) expect((await ask(client, { firmId })).status).toBe(404)
    expect((await ask(firm(), { firmId, text: ' ' })).error.fields).toEqual([{ field: 'text', reason: 'required' }])
    expect((await ask(firm(), { firmId, topic: 'cooking' })).error.fields).toEqual([{ field: 'topic', reason: 'option' }])
    const most = test.deps.content.consultations.limits.questions
    const many = await Promise.all(Array.from({ length: most + 3 }, () => ask(firm(), { firmId })))
    expect(many.filter(({ status }) => status === 201)).toHaveLength(most)
    expect(refusal(many.find(({ status }) => status !== 201)!)).toEqual([409, 'consultations.question-limit', { most }])
    await dealtWith(firm(), many.find(({ status }) => status === 201)!.body.id, 'withdraw')
    expect((await ask(firm(), { firmId })).status).toBe(201)
  })
})

describe('seeing', () => {
  it('is for the firm, officers, and experts of the topic while nobody has it', async () => {
    const { firmId, clerk, officer, expert, otherExpert, otherExpertId, stranger, bank } = people
    await openProfile(test, otherExpertId, { topics: [otherTopic] })
    const { id } = await asked(firm(), { firmId })
    for (const [client, side] of [[clerk.client, 'firm'], [officer, 'officer'], [expert, 'expert']] as const) expect((await get(client, id)).body).toMatchObject({ id, side })
    for (const client of [otherExpert, stranger.client, bank]) expect((await get(client, id)).status).toBe(404)
    expect([await listed(clerk.client, firmId), await listed(officer), await listed(expert), await listed(otherExpert)]).toMatchObject([[id], expect.arrayContaining([id]), [id], []])
    expect((await stranger.client.call(listQuestions, { query: { firmId } })).status).toBe(404)
    for (const client of [firm(), bank]) expect((await client.call(listQuestions, { query: {} })).status).toBe(403)
    expect(await test.db.selectFrom('audit').select('role').where('action', '=', 'consultations.read-question').where('subject', '=', `question:${id}`).orderBy('id').execute()).toEqual([{ role: 'officer' }, { role: 'expert' }])
  })

  it('leads an expert who was told of it to who has it, and to nothing of what was asked or answered', async () => {
    const { firmId, expert, otherExpert, otherExpertId, expertId, officer, stranger } = people
    await openProfile(test, otherExpertId, { topics: [otherTopic] })
    const fileId = await uploadFile(firm(), { bytes: aPdf(), type: 'application/pdf', firmId, purpose: 'paper' })
    const { id } = await asked(firm(), { firmId, fileIds: [fileId] })
    await dealtWith(officer, id, 'assign', { expertId: otherExpertId })
    const hidden = { side: 'expert', isElsewhere: true, text: '', files: [], rights: [], gaps: [], answer: null, askedBy: '', bookingId: null }
    expect((await get(expert, id)).body).toMatchObject({ ...hidden, state: 'assigned', assignee: { id: otherExpertId } })
    expect((await expert.call(getFile, { params: { id: fileId } })).status).toBe(404)
    expect((await act(expert, id, 'answer', { answer: '我来答' })).status).toBe(404)
    expect((await get(otherExpert, id)).body).toMatchObject({ isElsewhere: false, text: '员工离职带走图纸怎么办？' })
    // It was given to them although it is none of their topics; now it is somebody else's.
    await deliverDue(test.deps)
    await dealtWith(officer, id, 'assign', { expertId })
    expect((await get(otherExpert, id)).body).toMatchObject({ ...hidden, assignee: { id: expertId } })
    expect(refusal(await act(otherExpert, id, 'take'))[1]).toBe('consultations.question-state')
    await dealtWith(expert, id, 'answer', { answer: '先签保密协议。' })
    expect((await get(otherExpert, id)).body).toMatchObject({ ...hidden, state: 'answered' })
    expect((await get(stranger.client, id)).status).toBe(404)
    const other = await asked(firm(), { firmId })
    await dealtWith(firm(), other.id, 'withdraw')
    expect((await get(expert, other.id)).body).toMatchObject({ ...hidden, state: 'withdrawn' })
    // Neither told nor of the topic.
    expect((await get(otherExpert, other.id)).status).toBe(404)
  })

  it('is for the expert it became a meeting with as well, as long as that stands', async () => {
    const { firmId, expert, expertId, otherExpert, otherExpertId } = people
    await openProfile(test, otherExpertId, { topics: [otherTopic] })
    const fileId = await uploadFile(firm(), { bytes: aPdf(), type: 'application/pdf', firmId, purpose: 'paper' })
    const { id } = await asked(firm(), { firmId, fileIds: [fileId] })
    await dealtWith(expert, id, 'take')
    await dealtWith(expert, id, 'answer', { answer: '先签保密协议。' })
    expect((await get(otherExpert, id)).status).toBe(404)
    const booking = await booked(firm(), { firmId, slotId: slot(otherExpertId, '09:30', { about: otherTopic }), topic: otherTopic, questionId: id })
    expect((await get(otherExpert, id)).body).toMatchObject({ side: 'expert', isElsewhere: false, answer: '先签保密协议。', assignee: { id: expertId } })
    expect((await otherExpert.call(getFile, { params: { id: fileId } })).status).toBe(200)
    expect(refusal(await act(otherExpert, id, 'answer', { answer: '改答' }))[1]).toBe('consultations.question-state')
    await acted(firm(), booking.id, 'cancel', { reason: '不用了' })
    expect((await get(otherExpert, id)).status).toBe(404)
    expect((await otherExpert.call(getFile, { params: { id: fileId } })).status).toBe(404)
  })

  it('keeps nothing of what was asked with the key', async () => {
    await ask(firm(), { firmId: people.firmId, text: '客户名单怎么保密？' }, 'kept')
    const { body } = await test.db.selectFrom('idempotency').select('body').where('key', '=', 'kept').executeTakeFirstOrThrow()
    expect(body).not.toContain('客户名单')
  })

  it('lists what is due first, and what was answered behind it', async () => {
    const { firmId, officer, expert } = people
    const first = await asked(firm(), { firmId })
    test.clock.set('2026-11-24T10:00:00.000+08:00')
    const second = await asked(firm(), { firmId })
    await dealtWith(expert, first.id, 'take')
    expect(await listed(expert)).toEqual([first.id, second.id])
    await dealtWith(expert, first.id, 'answer', { answer: '可以。' })
    expect(await listed(expert)).toEqual([second.id, first.id])
    expect((await listed(officer)).slice(-1)).toEqual([first.id])
    test.clock.set('2026-12-30T10:00:00.000+08:00')
    expect(await listed(expert)).toEqual([second.id])
    expect(await listed(firm(), firmId)).toEqual([second.id, first.id])
    expect((await get(firm(), second.id)).body.isOverdue).toBe(true)
  })
})

describe('answering', () => {
  it('is for whoever took it: the first of two', async () => {
    const { firmId, expert, otherExpert, expertId, owner } = people
    const { id } = await asked(firm(), { firmId })
    expect(refusal(await act(expert, id, 'answer', { answer: '还没有接' }))[1]).toBe('consultations.question-state')
    const taken = await dealtWith(expert, id, 'take')
    expect(taken).toMatchObject({ state: 'assigned', assignee: { id: expertId }, side: 'expert', version: 2 })
    expect(refusal(await act(otherExpert, id, 'take'))).toEqual([409, 'consultations.question-state', { state: 'assigned' }])
    expect((await act(otherExpert, id, 'answer', { answer: '我来答' })).status).toBe(404)
    expect((await act(expert, id, 'answer', { answer: ' ' })).error.fields).toEqual([{ field: 'answer', reason: 'required' }])
    const told = await toldBy(test, () => dealtWith(expert, id, 'answer', { answer: ' 先签保密协议。 ' }))
    expect(told).toEqual([{ accountId: owner.me.id, kind: 'consultation.question-answered', link: `${link(id)}?firm=${firmId}` }])
    expect((await get(firm(), id)).body).toMatchObject({ state: 'answered', answer: '先签保密协议。', answeredBy: taken.assignee?.name, answeredAt: testStart })
    for (const [client, action] of [[firm(), 'withdraw'], [expert, 'answer'], [people.officer, 'assign']] as const) expect(refusal(await act(client, id, action, { answer: '再答', expertId }))[1]).toBe('consultations.question-state')
  })

  it('can be given by an officer, to another too, or done by the officer', async () => {
    const { firmId, officer, expert, expertId, otherExpertId } = people
    const { id } = await asked(firm(), { firmId })
    expect((await act(officer, id, 'assign')).error.fields).toEqual([{ field: 'expertId', reason: 'required' }])
    expect((await act(officer, id, 'assign', { expertId: people.owner.me.id })).error.fields).toEqual([{ field: 'expertId', reason: 'option' }])
    const told = await toldBy(test, () => dealtWith(officer, id, 'assign', { expertId }))
    expect(told).toEqual([{ accountId: expertId, kind: 'consultation.question-assigned', link: link(id) }])
    expect(await toldBy(test, () => dealtWith(officer, id, 'assign', { expertId }))).toEqual([])
    expect((await dealtWith(officer, id, 'assign', { expertId: otherExpertId })).assignee?.id).toBe(otherExpertId)
    expect((await get(expert, id)).body).toMatchObject({ isElsewhere: true, assignee: { id: otherExpertId } })
    expect(await dealtWith(officer, id, 'answer', { answer: '县局来答。' })).toMatchObject({ state: 'answered', side: 'officer' })
  })

  it('takes each side’s own actions, once a key', async () => {
    const { firmId, officer, expert, expertId } = people
    const { id } = await asked(firm(), { firmId })
    for (const [client, action] of [[firm(), 'take'], [firm(), 'answer'], [officer, 'take'], [officer, 'withdraw'], [expert, 'assign'], [expert, 'withdraw']] as const) expect(refusal(await act(client, id, action, { expertId, answer: '答' }))[0]).toBe(403)
    await act(expert, id, 'take', {}, 'key')
    expect((await act(expert, id, 'take', {}, 'key')).body).toMatchObject({ state: 'assigned', version: 2 })
    expect((await act(expert, id, 'take')).body.version).toBe(2)
    expect((await act(people.bank, id, 'take')).status).toBe(404)
    expect(await dealtWith(people.clerk.client, id, 'withdraw')).toMatchObject({ state: 'withdrawn' })
  })

  it('may become a booking, shown until that is cancelled', async () => {
    const { firmId, expertId } = people
    const { id } = await asked(firm(), { firmId })
    const booking = await booked(firm(), { firmId, slotId: slot(expertId, '09:30'), topic, questionId: id })
    expect((await get(firm(), id)).body.bookingId).toBe(booking.id)
  })
})

describe('reminders', () => {
  const on = async (day: string, time = '10:00') => {
    test.clock.set(`${day}T${time}:00.000+08:00`)
    return inOrder(await toldBy(test, () => remindOfQuestions(test.deps)))
  }
  const to = (kind: Told['kind'], id: string, accountIds: string[]) => inOrder(accountIds.map((accountId) => ({ accountId, kind, link: link(id) })))

  it('come the working day before it is due and once it is late, to whoever has it and officers', async () => {
    const { firmId, expert, expertId } = people
    const { id } = await asked(firm(), { firmId })
    await dealtWith(expert, id, 'take')
    expect([await on('2026-11-26'), await on('2026-11-27', '08:59')]).toEqual([[], []])
    expect(await on('2026-11-27')).toEqual(to('consultation.question-due', id, [expertId, ...officers]))
    expect([await on('2026-11-30'), await on('2026-11-30', '17:00')]).toEqual([[], []])
    expect(await on('2026-12-01')).toEqual(to('consultation.question-late', id, [expertId, ...officers]))
    expect(await on('2026-12-02')).toEqual([])
  })

  it('go to everybody who may take it while nobody has it, and to nobody once it is answered', async () => {
    const { firmId, expertId, otherExpertId, officer } = people
    const { id } = await asked(firm(), { firmId })
    expect(await on('2026-11-30')).toEqual(to('consultation.question-due', id, [expertId, otherExpertId, ...officers]))
    await dealtWith(officer, id, 'answer', { answer: '答了。' })
    expect(await on('2026-12-01')).toEqual([])
  })
})
