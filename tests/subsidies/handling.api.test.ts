import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listQueue } from '#contract/cases/endpoints.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import { decideVerification } from '#contract/accounts/endpoints.ts'
import { getApplication, removePaperPage, saveAnswers } from '#contract/subsidies/endpoints.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, fillDraft, readyDraft, startDraft, submittedApplication } from '../support/applications.ts'

let test: TestApp
let people: Actors
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  fresh = await test.snapshot()
})
beforeEach(async () => {
  await fresh.restore()
  test.clock.set('2026-11-23T02:08:00.000Z')
})
afterAll(() => test.close())

const taking = ['P01', 'P02', 'P03', 'P04', 'P05', 'P06', 'P07', 'P08', 'P09']

describe.each(taking)('scheme %s, from the phone to the officer’s desk and back', (programmeId) => {
  it('goes through: draft, papers, submit, accept, recommend, approve by another, and everybody is told', async () => {
    const { clerk, officer, secondOfficer } = people.clients
    const submitted = await submittedApplication(clerk, people.firmId, programmeId)
    expect(submitted).toMatchObject({ state: 'submitted', number: expect.stringMatching(/^HT2026-[A-Z]{2}-\d{4}$/), submittedBy: '李敏' })
    expect(submitted.due).toMatchObject({ startedOn: '2026-11-23', workdays: programmeId === 'P08' ? 3 : 2, dueOn: programmeId === 'P08' ? '2026-11-26' : '2026-11-25' })

    const inQueue = (await officer.call(listQueue, { query: { group: 'submitted', q: submitted.number ?? '' } })).body.items
    expect(inQueue.map(({ id }) => id)).toEqual([submitted.id])

    const accepted = await act(officer, submitted.id, 'accept')
    expect([accepted.status, accepted.body.state]).toEqual([200, 'accepted'])
    const recommended = await act(officer, submitted.id, 'recommend', { reason: '材料齐全，建议支持', noConflict: true })
    expect([recommended.status, recommended.body.state]).toEqual([200, 'reviewing'])
    const approved = await act(secondOfficer, submitted.id, 'approve', { reason: '材料齐全，符合条件', noConflict: true })
    expect([approved.status, approved.body.state, approved.body.approvedFen]).toEqual([200, 'approved', submitted.amount.amountFen])
    // Publicised within five working days; a scheme that only recommends goes on to its feedback.
    expect(approved.body.due).toMatchObject(programmeId === 'P08' ? { workdays: 10, promise: '归档反馈' } : { workdays: 5, promise: '公示' })

    await test.runWorker()
    const seen = (await clerk.call(getApplication, { params: { id: submitted.id } })).body
    expect(seen.events.map(({ action, actorName }) => [action, actorName])).toEqual([['submit', '李敏'], ['accept', '王倩'], ['recommend', '王倩'], ['approve', '张明']])
    expect(seen.decisionReason).toBe('材料齐全，符合条件')
    const titles = (await clerk.call(listMessages, { query: {} })).body.items.filter(({ link }) => link === `/cases/${submitted.id}`).map(({ title }) => title)
    expect(titles.map((title) => title.split('：')[0]).sort()).toEqual(['初审完成，转复核', '已受理', '已收到您的申报', '已核准'].sort())
    // The first upload of a process waits for the code that looks into pictures.
  }, 60_000)
})

describe('submitting', () => {
  it('is refused while something is missing, by field, and the draft stays', async () => {
    const { clerk } = people.clients
    const draft = await startDraft(clerk, people.firmId, 'P05')
    const refused = await act(clerk, draft.id, 'submit', { statement: true })
    expect([refused.status, refused.error.code]).toEqual([422, 'subsidies.incomplete'])
    expect(refused.error.fields).toEqual(expect.arrayContaining([expect.objectContaining({ field: 'patents' }), expect.objectContaining({ field: 'papers.payment' })]))
    expect((await clerk.call(getApplication, { params: { id: draft.id } })).body.state).toBe('draft')
  })

  it('does not ask for the application form that does not exist yet', async () => {
    const { clerk } = people.clients
    const draft = await fillDraft(clerk, await startDraft(clerk, people.firmId, 'P05'))
    const refused = await act(clerk, draft.id, 'submit', { statement: true })
    expect(refused.error.fields?.map(({ field }) => field)).not.toContain('papers.applyForm')
  })

  it('needs the statement and an Idempotency-Key', async () => {
    const { clerk } = people.clients
    const draft = await readyDraft(clerk, people.firmId, 'P05')
    expect((await act(clerk, draft.id, 'submit')).error.fields).toEqual([{ field: 'statement', reason: 'required' }])
    expect((await clerk.request('POST', `/api/subsidies/applications/${draft.id}/actions/submit`, { headers: { 'content-type': 'application/json' }, body: '{}' })).error.code).toBe('key-missing')
  })

  it('has one effect for twenty taps at once and three later (promise A5, pitfall C17)', async () => {
    const { clerk } = people.clients
    const draft = await readyDraft(clerk, people.firmId, 'P05')
    const tap = () => act(clerk, draft.id, 'submit', { statement: true }, 'one-intent')
    const replies = await Promise.all(Array.from({ length: 20 }, tap))
    for (let later = 0; later < 3; later += 1) replies.push(await tap())
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(replies.map(({ bytes }) => Buffer.from(bytes).toString())).size).toBe(1)
    const count = async (table: 'case_events' | 'outbox' | 'audit') => {
      if (table === 'case_events') return (await test.db.selectFrom('case_events').select('id').where('case_id', '=', draft.id).execute()).length
      if (table === 'audit') return (await test.db.selectFrom('audit').select('id').where('subject', '=', `case:${draft.id}`).where('action', '=', 'subsidies.submit').execute()).length
      return (await test.db.selectFrom('outbox').select('id').where('dedupe_key', 'like', `case:${draft.id}:%`).execute()).length
    }
    // Two members of the firm and two officers are told, once each.
    expect([await count('case_events'), await count('audit'), await count('outbox')]).toEqual([1, 1, 4])
  })

  it('refuses the same key with another body, and never gives it to somebody else', async () => {
    const { administrator, clerk, otherFirm } = people.clients
    const draft = await readyDraft(clerk, people.firmId, 'P05')
    expect((await act(clerk, draft.id, 'submit', { statement: true }, 'same-key')).status).toBe(200)
    expect((await act(clerk, draft.id, 'submit', { statement: true, reason: '另一个' }, 'same-key')).error.code).toBe('key-reused')
    expect((await act(administrator, draft.id, 'submit', { statement: true }, 'same-key')).error.code).toBe('cases.wrong-state')
    expect((await act(otherFirm, draft.id, 'submit', { statement: true }, 'same-key')).status).toBe(404)
  })

  it('gives consecutive numbers to submissions that come at once', async () => {
    const { clerk, otherFirm } = people.clients
    const drafts = [await readyDraft(clerk, people.firmId, 'P05'), await readyDraft(otherFirm, people.otherFirmId, 'P05')]
    const [one, two] = await Promise.all([act(clerk, drafts[0]?.id ?? '', 'submit', { statement: true }), act(otherFirm, drafts[1]?.id ?? '', 'submit', { statement: true })])
    expect([one?.body.number, two?.body.number].sort()).toEqual(['HT2026-ZH-0001', 'HT2026-ZH-0002'])
  })

  it('freezes answers, amount and scheme: what the officer sees is what was submitted (pitfall C18)', async () => {
    const { clerk, officer } = people.clients
    const submitted = await submittedApplication(clerk, people.firmId, 'P05')
    const seen = (await officer.call(getApplication, { params: { id: submitted.id } })).body
    expect(seen.programme?.version).toBe(submitted.programmeVersion)
    expect(seen.amount.amountFen).toBe(6_200_000)
    expect(seen.answers.bankAccountNo).toBe('****0371')
    const page = submitted.papers[0]
    expect((await clerk.call(saveAnswers, { params: { id: submitted.id }, version: submitted.version, body: { answers: { paidAmountFen: 1 } } })).error.code).toBe('subsidies.not-editable')
    expect((await clerk.call(removePaperPage, { params: { id: submitted.id, pageId: page?.id ?? '' } })).error.code).toBe('subsidies.not-editable')
  })
})

describe('handling', () => {
  it('accepts only for a firm an officer has verified', async () => {
    const { otherFirm, officer } = people.clients
    const submitted = await submittedApplication(otherFirm, people.otherFirmId, 'P08')
    expect((await act(officer, submitted.id, 'accept')).error.code).toBe('cases.firm-unverified')
    expect((await officer.call(getApplication, { params: { id: submitted.id } })).body.blocked).toEqual([{ action: 'accept', code: 'cases.firm-unverified' }])
    await test.db.updateTable('firms').set({ verification: 'pending' }).where('id', '=', people.otherFirmId).execute()
    expect((await officer.call(decideVerification, { params: { id: people.otherFirmId, action: 'verify' }, body: {} })).status).toBe(200)
    expect((await act(officer, submitted.id, 'accept')).status).toBe(200)
  })

  it('needs a reason to approve and to refuse', async () => {
    const { clerk, officer } = people.clients
    const submitted = await submittedApplication(clerk, people.firmId, 'P05')
    expect((await act(officer, submitted.id, 'refuse')).error.code).toBe('cases.reason-missing')
    expect((await act(officer, submitted.id, 'refuse', { reason: '　 ' })).error.code).toBe('cases.reason-missing')
    const refused = await act(officer, submitted.id, 'refuse', { reason: '专利已质押给他人' })
    expect(refused.body).toMatchObject({ state: 'refused', decisionReason: '专利已质押给他人', due: null })
  })

  it('skips no step: what the table does not say answers 409 with the state (abuse case 8)', async () => {
    const { clerk, officer } = people.clients
    const submitted = await submittedApplication(clerk, people.firmId, 'P05')
    const early = await act(officer, submitted.id, 'approve', { reason: '跳过受理' })
    expect([early.status, early.error.code, early.error.details?.state]).toEqual([409, 'cases.wrong-state', 'submitted'])
    expect((await act(clerk, submitted.id, 'submit', { statement: true })).status).toBe(409)
  })

  it('gives neither side the other’s actions', async () => {
    const { clerk, officer } = people.clients
    const submitted = await submittedApplication(clerk, people.firmId, 'P05')
    expect((await act(clerk, submitted.id, 'approve', { reason: '自己批' })).status).toBe(403)
    expect((await act(officer, submitted.id, 'withdraw')).status).toBe(403)
    expect(submitted.actions).toEqual(['withdraw', 'add-form'])
  })

  it('lets the firm withdraw until it is decided, and tells the officers', async () => {
    const { clerk, officer } = people.clients
    const submitted = await submittedApplication(clerk, people.firmId, 'P05')
    await act(officer, submitted.id, 'accept')
    const withdrawn = await act(clerk, submitted.id, 'withdraw', { reason: '另案申报' })
    expect(withdrawn.body).toMatchObject({ state: 'withdrawn', due: null })
    expect((await act(clerk, submitted.id, 'withdraw')).status).toBe(409)
    await test.runWorker()
    const links = (await officer.call(listMessages, { query: {} })).body.items.map(({ link }) => link)
    expect(links).toContain(`/desk/cases/${submitted.id}`)
  })

  it('lets one of two officers recommend, and one of two decide', async () => {
    const { clerk, officer, secondOfficer } = people.clients
    const submitted = await submittedApplication(clerk, people.firmId, 'P05')
    await act(officer, submitted.id, 'accept')
    const opinions = await Promise.all([act(officer, submitted.id, 'recommend', { reason: '同意', noConflict: true }), act(secondOfficer, submitted.id, 'recommend', { reason: '同意', noConflict: true })])
    expect(opinions.map(({ status }) => status).sort()).toEqual([200, 409])
    const other = opinions[0].status === 200 ? secondOfficer : officer
    const replies = await Promise.all([act(other, submitted.id, 'approve', { reason: '同意', noConflict: true }), act(other, submitted.id, 'refuse', { reason: '不同意' })])
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  it('lets nobody approve what they recommended, nor recommend or approve without declaring that there is no conflict', async () => {
    const { clerk, officer, secondOfficer } = people.clients
    const submitted = await submittedApplication(clerk, people.firmId, 'P05')
    await act(officer, submitted.id, 'accept')
    expect((await act(officer, submitted.id, 'recommend', { reason: '同意' })).error).toMatchObject({ code: 'invalid-input', fields: [{ field: 'noConflict', reason: 'required' }] })
    expect((await act(officer, submitted.id, 'recommend', { reason: '同意', noConflict: true })).status).toBe(200)
    const own = await act(officer, submitted.id, 'approve', { reason: '自己批', noConflict: true })
    expect([own.status, own.error.code]).toEqual([403, 'cases.other-person'])
    expect((await act(secondOfficer, submitted.id, 'approve', { reason: '同意', noConflict: false })).error.fields).toEqual([{ field: 'noConflict', reason: 'required' }])
    expect((await act(secondOfficer, submitted.id, 'approve', { noConflict: true })).error.code).toBe('cases.reason-missing')
    expect((await act(secondOfficer, submitted.id, 'approve', { reason: '同意', noConflict: true })).status).toBe(200)
  })

  it('answers 412 to an officer who looked at an older version', async () => {
    const { clerk, officer } = people.clients
    const submitted = await submittedApplication(clerk, people.firmId, 'P05')
    expect((await act(officer, submitted.id, 'accept', { version: submitted.version - 1 })).error.code).toBe('stale')
  })
})
