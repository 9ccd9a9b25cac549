// The record of a visit: written by its expert once they met, locked with the firm, agreed to with a tap or a code, and never changed after.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { requestCode } from '#contract/accounts/endpoints.ts'
import { answerRevisit, getBooking, rateBooking, sendRecordCode } from '#contract/consultations/endpoints.ts'
import { lastAudit } from '../assessment/assessing.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aPhone } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'
import { testStart } from '../support/test-clock.ts'
import { toldBy } from '../support/told.ts'
import { aRecord, arrived, codeFor, readRecord, recorded, save } from './after.ts'
import { act, acted, booked, bookers, read, refusal, slot, type Bookers } from './booking.ts'

let test: TestApp
let people: Bookers
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await bookers(test)
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const firm = () => people.owner.client
const firmLink = (id: string) => `/consultations/bookings/${id}?firm=${people.firmId}`

describe('writing', () => {
  it('begins when they met: not before, and not where nobody came', async () => {
    const { firmId, expertId, expert } = people
    const coming = await booked(firm(), { firmId, slotId: slot(expertId, '09:30') })
    expect(await readRecord(expert, coming.id)).toMatchObject({ status: 200, body: { version: 0, state: 'draft', people: [], followUps: [], photos: [], savedAt: null } })
    expect(refusal(await save(expert, coming.id, aRecord(), 0))).toEqual([409, 'consultations.wrong-state'])
    await acted(firm(), coming.id, 'cancel', { reason: '不用了' })
    expect(refusal(await save(expert, coming.id, aRecord(), 0))).toEqual([409, 'consultations.wrong-state'])
  })

  it('keeps all of it, tidied, with its version and audit', async () => {
    const { expert } = people
    const { id } = await arrived(test, people)
    const blank = { name: ' ', department: '', title: '' }
    const saved = await save(expert, id, aRecord({ people: [...aRecord().people, blank], advice: '  先申请。\n', followUps: [...aRecord().followUps, { id: 'f3', what: ' ', owner: 'office', dueOn: null }] }), 0)
    expect(saved).toMatchObject({ status: 200, body: { ...aRecord({ advice: '先申请。' }), followUps: [{ id: 'f1', what: '整理技术交底书', owner: 'firm', dueOn: '2026-12-10', doneAt: null }, { id: 'f2' }], bookingId: id, version: 1, state: 'draft' } })
    expect(saved.headers.etag).toBe('"1"')
    expect(await lastAudit(test)).toMatchObject({ action: 'consultations.save-record', role: 'expert', subject: `booking:${id}`, firmId: people.firmId })
    const again = await save(expert, id, aRecord({ followUps: [{ id: 'f2', what: '给一份检索报告', owner: 'office', dueOn: '2026-12-20' }] }), 1)
    expect(again.body.followUps).toMatchObject([{ id: 'f2', owner: 'office', dueOn: '2026-12-20' }])
    expect((await readRecord(expert, id)).body).toEqual(again.body)
  })

  it('asks for the version, except for what is there already', async () => {
    const { expert } = people
    const { id } = await arrived(test, people)
    await save(expert, id, aRecord(), 0)
    expect(await save(expert, id, aRecord(), 0)).toMatchObject({ status: 200, body: { version: 1 } })
    expect(refusal(await save(expert, id, aRecord({ plan: '改了' }), 0))).toEqual([412, 'stale', { version: 1 }])
    expect(await save(expert, id, aRecord({ plan: '改了' }), 1)).toMatchObject({ status: 200, body: { version: 2, plan: '改了' } })
  })

  it('is the expert’s: nobody else writes, nobody else reads a draft', async () => {
    const { expert, otherExpert, officer, stranger, bank, clerk } = people
    const { id } = await arrived(test, people)
    await save(expert, id, aRecord(), 0)
    for (const client of [firm(), clerk.client, officer]) {
      expect(refusal(await save(client, id, aRecord({ plan: '别人写的' }), 1))[0]).toBe(403)
      expect((await readRecord(client, id)).body).toMatchObject({ version: 0, advice: '', people: [], followUps: [] })
    }
    for (const client of [otherExpert, stranger.client, bank]) {
      expect((await save(client, id, aRecord(), 1)).status).toBe(404)
      expect((await readRecord(client, id)).status).toBe(404)
    }
    expect((await read(firm(), id)).record).toBeNull()
    expect((await read(expert, id)).record).toBe('draft')
  })

  it('names what is wrong in its lists', async () => {
    const { expert } = people
    const { id } = await arrived(test, people)
    const [step] = aRecord().followUps
    const wrong = await save(expert, id, aRecord({ people: [{ name: '李\u0000工', department: '', title: '' }], followUps: [{ ...step!, dueOn: '2026-02-30' }, { ...step!, what: '又一件' }] }), 0)
    expect(wrong.status).toBe(422)
    expect(wrong.error.fields).toEqual([{ field: 'people[0]', reason: 'text-invalid' }, { field: 'followUps[0].dueOn', reason: 'date-calendar' }, { field: 'followUps[1].id', reason: 'unknown' }])
  })
})

describe('handing in', () => {
  it.each([
    ['nothing', null, ['people', 'problems', 'advice']], ['nobody there', { people: [] }, ['people']], ['no advice', { advice: '' }, ['advice']], ['neither problems nor findings', { problems: '', findings: ' ' }, ['problems']],
  ] as const)('needs more than a record with %s', async (_, changes, fields) => {
    const { id } = await arrived(test, people)
    if (changes !== null) await save(people.expert, id, aRecord({ ...changes, people: 'people' in changes ? [] : aRecord().people }), 0)
    const reply = await act(people.expert, id, 'submit-record')
    expect(refusal(reply)).toEqual([422, 'consultations.record-empty'])
    expect(reply.error.fields?.map(({ field }) => field)).toEqual(fields)
    expect((await read(people.expert, id)).state).toBe('arrived')
  })

  it('shows it to the firm and officers, tells the firm, and locks it', async () => {
    const { expert, clerk, owner, officer } = people
    const { id } = await arrived(test, people)
    await save(expert, id, aRecord(), 0)
    const told = await toldBy(test, () => acted(expert, id, 'submit-record'))
    expect(told.toSorted((one, other) => (one.accountId < other.accountId ? -1 : 1))).toEqual([clerk.me.id, owner.me.id].toSorted().map((accountId) => ({ accountId, kind: 'consultation.record', link: firmLink(id) })))
    for (const client of [firm(), officer]) expect((await readRecord(client, id)).body).toMatchObject({ ...aRecord(), followUps: [{}, {}], state: 'submitted', version: 1, submittedAt: expect.any(String) })
    expect(refusal(await save(expert, id, aRecord({ plan: '再改' }), 1))).toEqual([409, 'consultations.record-locked'])
    expect((await save(expert, id, aRecord(), 0)).status).toBe(200)
  })

  it('can be taken back by the expert, and sent back by the firm with what to change', async () => {
    const { expert, expertId } = people
    const { id } = await recorded(test, people)
    await acted(expert, id, 'reopen-record')
    expect((await readRecord(firm(), id)).body.version).toBe(0)
    expect((await save(expert, id, aRecord({ plan: '再改' }), 1)).body).toMatchObject({ plan: '再改', version: 2 })
    await acted(expert, id, 'submit-record')
    expect(refusal(await act(firm(), id, 'return-record'))[1]).toBe('invalid-input')
    const told = await toldBy(test, () => acted(firm(), id, 'return-record', { reason: '参加人少写了一位' }))
    expect(told).toEqual([{ accountId: expertId, kind: 'consultation.record-returned', link: `/consultations/visits/${id}` }])
    for (const client of [expert, firm()]) expect((await readRecord(client, id)).body).toMatchObject({ state: 'draft', returnedBecause: '参加人少写了一位' })
    await save(expert, id, aRecord(), 2)
    await acted(expert, id, 'submit-record')
    expect((await readRecord(firm(), id)).body).toMatchObject({ state: 'submitted', returnedBecause: null, version: 3 })
  })
})

describe('agreeing', () => {
  it('is a tap of the firm; afterwards nothing changes any more', async () => {
    const { expert, expertId, owner, clerk } = people
    const { id } = await recorded(test, people)
    const told = await toldBy(test, () => acted(firm(), id, 'confirm-record'))
    expect(told).toContainEqual({ accountId: expertId, kind: 'consultation.record-confirmed', link: `/consultations/visits/${id}` })
    for (const accountId of [owner.me.id, clerk.me.id]) expect(told).toContainEqual({ accountId, kind: 'consultation.done', link: firmLink(id) })
    expect((await readRecord(expert, id)).body).toMatchObject({ state: 'confirmed', confirmedBy: owner.me.name, confirmedVia: 'tap', confirmedAt: '2026-11-26T01:30:00.000Z' })
    expect(refusal(await save(expert, id, aRecord({ plan: '再改' }), 1))).toEqual([409, 'consultations.record-locked'])
    for (const action of ['reopen-record', 'submit-record'] as const) expect(refusal(await act(expert, id, action))[1]).toBe('consultations.wrong-state')
    expect(refusal(await act(firm(), id, 'return-record', { reason: '还要改' }))[1]).toBe('consultations.wrong-state')
  })

  it('is never the expert’s own word for the firm, also where they have joined it since', async () => {
    const { expert, expertId, firmId } = people
    const { id } = await recorded(test, people)
    await test.db.insertInto('memberships').values({ id: randomUUID(), firm_id: firmId, account_id: expertId, role: 'administrator', state: 'active', created_at: 0, changed_at: 0 }).execute()
    expect((await expert.call(getBooking, { params: { id } })).body).toMatchObject({ side: 'firm', actions: [] })
    for (const [action, input] of [['confirm-record', {}], ['return-record', { reason: '改' }]] as const) expect(refusal(await act(expert, id, action, input))).toEqual([403, 'not-allowed'])
    await acted(firm(), id, 'confirm-record')
    expect(refusal(await expert.call(rateBooking, { params: { id }, body: { professional: 5, relevant: 5, solved: 5, words: '' } }))).toEqual([403, 'not-allowed'])
    expect(refusal(await expert.call(answerRevisit, { params: { id }, body: { result: 'solved', words: '' } }))).toEqual([403, 'not-allowed'])
  })

  it('is the code the contact was sent, typed on the expert’s phone', async () => {
    const { expert } = people
    const { id } = await recorded(test, people)
    const sent = await expert.call(sendRecordCode, { params: { id } })
    expect(sent).toMatchObject({ status: 200, body: { phoneMasked: expect.stringMatching(/^\d{3}\*{4}\d{4}$/), expiresAt: '2026-11-26T01:40:00.000Z', demoCode: expect.stringMatching(/^\d{6}$/) } })
    expect(await act(expert, id, 'confirm-record')).toMatchObject({ status: 422, error: { fields: [{ field: 'code', reason: 'required' }] } })
    const { demoCode: code = '' } = sent.body
    const wrong = code === '000000' ? '111111' : '000000'
    expect(refusal(await act(expert, id, 'confirm-record', { code: wrong }))).toEqual([422, 'accounts.code-wrong', { left: 4 }])
    expect(refusal(await act(expert, id, 'confirm-record', { code: wrong }))).toEqual([422, 'accounts.code-wrong', { left: 3 }])
    expect(await act(expert, id, 'confirm-record', { code: ` ${code.slice(0, 3)} ${code.slice(3)} ` })).toMatchObject({ status: 200, body: { state: 'done', record: 'confirmed' } })
    expect((await readRecord(firm(), id)).body).toMatchObject({ state: 'confirmed', confirmedVia: 'code', confirmedBy: people.clerk.me.name })
  })

  it('is not a code sent to who has left the firm, nor to the expert', async () => {
    const { expert, clerk, firmId } = people
    const { id } = await recorded(test, people)
    const outside = { status: 422, error: { fields: [{ field: 'contactPhone', reason: 'option' }] } }
    await test.db.updateTable('memberships').set({ state: 'removed' }).where('firm_id', '=', firmId).where('account_id', '=', clerk.me.id).execute()
    expect(await expert.call(sendRecordCode, { params: { id } })).toMatchObject(outside)
    await test.db.updateTable('bookings').set({ contact_phone: phones.expert }).where('id', '=', id).execute()
    expect(await expert.call(sendRecordCode, { params: { id } })).toMatchObject(outside)
    await acted(firm(), id, 'confirm-record')
  })

  it('no longer with that code once a word is different, or five guesses were wrong', async () => {
    const { expert } = people
    const { id } = await recorded(test, people)
    const code = await codeFor(expert, id)
    await acted(expert, id, 'reopen-record')
    expect(refusal(await act(expert, id, 'confirm-record', { code }))[1]).toBe('consultations.wrong-state')
    expect(refusal(await expert.call(sendRecordCode, { params: { id } }))[1]).toBe('consultations.wrong-state')
    await save(expert, id, aRecord({ plan: '换了计划' }), 1)
    await acted(expert, id, 'submit-record')
    expect(refusal(await act(expert, id, 'confirm-record', { code }))).toEqual([422, 'accounts.code-expired'])
    test.clock.advance(61_000)
    const fresh = await codeFor(expert, id)
    const wrong = fresh === '000000' ? '111111' : '000000'
    for (let guess = 0; guess < 5; guess += 1) await act(expert, id, 'confirm-record', { code: wrong })
    expect(refusal(await act(expert, id, 'confirm-record', { code: fresh }))).toEqual([422, 'accounts.code-expired'])
    expect((await read(firm(), id)).state).toBe('recorded')
  })

  it('with a code of another visit, or for signing in, is nothing', async () => {
    const { expert } = people
    const { id } = await recorded(test, people)
    const order = await test.client().call(requestCode, { body: { phone: aPhone(3) } })
    expect(order.body.demoCode).toMatch(/^\d{6}$/)
    expect(refusal(await act(expert, id, 'confirm-record', { code: order.body.demoCode ?? '' }))).toEqual([422, 'accounts.code-expired'])
    for (const client of [firm(), people.officer]) expect(refusal(await client.call(sendRecordCode, { params: { id } }))[0]).toBe(403)
    expect((await people.otherExpert.call(sendRecordCode, { params: { id } })).status).toBe(404)
  })
})
