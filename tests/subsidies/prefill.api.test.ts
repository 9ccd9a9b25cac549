// Nothing is typed twice: what a new draft begins with, where each answer came from, and that none of it is another firm's.
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listLibrary } from '#contract/files/library-endpoints.ts'
import { visibleFields } from '#contract/subsidies/fields.ts'
import { paperStates } from '#contract/subsidies/answers.ts'
import { getProgramme, saveAnswers, saveMatchAnswers, startApplication } from '#contract/subsidies/endpoints.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, startDraft, submittedApplication } from '../support/applications.ts'
import { phones } from '../support/demo-phones.ts'
import { testStart } from '../support/test-clock.ts'

const account = '62220000000000001234'
let test: TestApp
let people: Actors
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  fresh = await test.snapshot()
})
beforeEach(async () => {
  test.clock.set(testStart)
  await fresh.restore()
})
afterAll(() => test.close())

describe('a new draft', () => {
  it('takes the firm’s and the person’s own particulars and the verified licence, and says so', async () => {
    const draft = await startDraft(people.clients.clerk, people.firmId, 'P05')
    expect(draft.origins).toMatchObject({ companyName: { from: 'firm', of: '' }, contactName: { from: 'me' }, contactMobile: { from: 'me' }, 'papers.license': { from: 'library' } })
    const { items } = (await people.clients.clerk.call(listLibrary, { query: { firmId: people.firmId } })).body
    const licence = items.find(({ isVerified }) => isVerified)
    expect(draft.papers.filter(({ paperId }) => paperId === 'license').map(({ file }) => file.id)).toEqual(licence?.pages.map(({ id }) => id))
  })

  it('prefers the profile, then what was answered in 我能领什么, then the last application', async () => {
    const { clerk } = people.clients
    const first = await submittedApplication(clerk, people.firmId, 'P05', { bankName: '示例银行桓台支行', legalPersonStatus: true })
    const answered = await clerk.call(saveMatchAnswers, { body: { firmId: people.firmId, programmeId: 'P05', answers: { legalPersonStatus: false } } })
    expect(answered.status, JSON.stringify(answered.error)).toBe(200)
    const draft = await startDraft(clerk, people.firmId, 'P05')
    expect(draft.answers).toMatchObject({ companyName: first.firmName, legalPersonStatus: false, bankName: '示例银行桓台支行' })
    expect([draft.origins.companyName?.from, draft.origins.legalPersonStatus?.from]).toEqual(['firm', 'match'])
    expect(draft.origins.bankName).toMatchObject({ from: 'last', of: first.number })
  })

  it('carries bank and account from any scheme to any other; the account rests sealed', async () => {
    const { clerk } = people.clients
    await submittedApplication(clerk, people.firmId, 'P06', { bankAccountNo: account })
    const draft = await startDraft(clerk, people.firmId, 'P05')
    expect(draft.answers.bankAccountNo).toBe(account)
    const { rows } = await sql`select * from applications`.execute(test.db)
    expect(JSON.stringify(rows)).not.toContain(account)
  })

  it('takes the newest of two applications, also when that one was withdrawn', async () => {
    const { clerk } = people.clients
    await submittedApplication(clerk, people.firmId, 'P06', { bankName: '旧的支行' })
    test.clock.advance(60_000)
    const newer = await submittedApplication(clerk, people.firmId, 'P05', { bankName: '新的支行' })
    await act(clerk, newer.id, 'withdraw', { reason: '填错了' })
    expect((await startDraft(clerk, people.firmId, 'P05')).answers.bankName).toBe('新的支行')
  })

  it('never takes anything of another firm', async () => {
    const { clerk, otherFirm } = people.clients
    const theirs = await submittedApplication(clerk, people.firmId, 'P05', { bankAccountNo: account, bankName: '甲企业的支行' })
    const draft = await startDraft(otherFirm, people.otherFirmId, 'P05')
    const text = JSON.stringify(draft)
    for (const secret of [account, '甲企业的支行', theirs.number ?? '', people.firmId, ...theirs.papers.map(({ file }) => file.id)]) expect(text).not.toContain(secret)
    expect(JSON.stringify((await otherFirm.call(listLibrary, { query: { firmId: people.otherFirmId } })).body)).not.toContain(people.firmId)
    expect((await otherFirm.call(listLibrary, { query: { firmId: people.firmId } })).status).toBe(404)
  })

  it('is filled once when two phones begin at once', async () => {
    const { administrator, clerk } = people.clients
    const replies = await Promise.all([clerk, administrator, clerk].map((client) => client.call(startApplication, { body: { firmId: people.firmId, programmeId: 'P05' } })))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 201])
    for (const { body } of replies) expect(new Set(body.papers.map(({ paperId }) => paperId)).size).toBe(body.papers.length)
  })
})

describe('the mark on an answer', () => {
  it('goes when a member saves that field, also to nothing, and only of that field', async () => {
    const { clerk } = people.clients
    const draft = await startDraft(clerk, people.firmId, 'P05')
    const saved = (await clerk.call(saveAnswers, { params: { id: draft.id }, version: draft.version, body: { answers: { contactName: '王芳' } } })).body
    expect(saved.origins).not.toHaveProperty('contactName')
    expect(saved.origins.contactMobile?.from).toBe('me')
    const cleared = (await clerk.call(saveAnswers, { params: { id: draft.id }, version: saved.version, body: { answers: { contactMobile: null } } })).body
    expect(cleared.origins).not.toHaveProperty('contactMobile')
  })
})

describe('firm A’s second application, the next year', () => {
  it('asks only what is new: the patents, the deal and what must be declared afresh', async () => {
    const first = await submittedApplication(people.clients.clerk, people.firmId, 'P05', { bankAccountNo: account })
    test.clock.set('2027-03-15T02:00:00.000Z')
    const clerk = await test.signIn(phones.clerk)
    const draft = await startDraft(clerk, people.firmId, 'P05')
    const programme = (await clerk.call(getProgramme, { params: { id: 'P05' } })).body
    const empty = visibleFields(programme, draft.answers).filter((field) => field.required && !(field.name in draft.answers)).map((field) => field.name)
    const papers = new Map(draft.papers.map((page) => [page.paperId, 1]))
    const missing = paperStates(programme, draft.answers, papers).filter(({ isMissing }) => isMissing).map(({ paper }) => paper.id)
    process.stdout.write(`still to be filled in: ${empty.join(', ')} · papers: ${missing.join(', ')}\n`)
    expect(empty).toEqual(['patents', 'dealType', 'paidAmountFen', 'duplicateFunding'])
    expect(missing).toEqual(['payment', 'commitment'])
    expect(draft.origins.bankAccountNo).toMatchObject({ from: 'last', of: first.number })
    expect(draft.papers.map(({ paperId }) => paperId).sort()).toEqual(['account', 'license'])
  })
})
