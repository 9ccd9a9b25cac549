// The 申请表 with its stamps comes back as a picture: before submitting, or after, as the scheme says.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getFile } from '#contract/files/endpoints.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import { getApplicationForm, removePaperPage, startApplication } from '#contract/subsidies/endpoints.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { loadContent } from '#server/content.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, submittedApplication } from '../support/applications.ts'
import { aPage, anItem, answer, approved, attach, done, field, handedBack, moveTo, page, paper, read, refusal, returned } from '../support/handling.ts'

const start = '2026-11-23T02:08:00.000Z'
let test: TestApp
let people: Actors
const clerk = () => people.clients.clerk
const officer = () => people.clients.officer
const second = () => people.clients.secondOfficer
const newPage = () => aPage(clerk(), people.firmId)
const remove = (id: string, pageId: string) => clerk().call(removePaperPage, { params: { id, pageId } })
const pagesOf = (application: Application) => application.papers.filter((one) => one.paperId === 'applyForm')

describe('a scheme that takes the stamped form after submitting', () => {
  let submitted: Application
  let id: string
  let fresh: { restore(): Promise<void> }
  beforeAll(async () => {
    test = await buildTestApp()
    people = await allActors(test)
    submitted = await submittedApplication(clerk(), people.firmId, 'P05')
    id = submitted.id
    fresh = await test.snapshot()
  })
  beforeEach(async () => {
    await fresh.restore()
    await moveTo(test, start)
  })
  afterAll(() => test.close())
  const add = async (replaces?: string) => {
    const fileId = await newPage()
    return { fileId, application: await done(attach(clerk(), id, 'applyForm', fileId, replaces), 201) }
  }
  const events = async () => (await read(clerk(), id)).events.filter((event) => event.action === 'add-form')
  const told = async () => {
    await test.runWorker()
    const inbox = await Promise.all([officer(), second()].map((who) => done(who.call(listMessages, { query: {} }))))
    return inbox.map(({ items }) => items.filter((message) => message.link === `/desk/cases/${id}` && message.title.includes('盖章申请表')).length)
  }

  it('does not ask for it in the draft, nor take it there', async () => {
    expect(submitted.stampedForm).toEqual({ when: 'after', paperId: 'applyForm', pages: 0 })
    expect(submitted.actions).toContain('add-form')
    const draft = await done(clerk().call(startApplication, { body: { firmId: people.firmId, programmeId: 'P06' } }), 201)
    expect(await refusal(attach(clerk(), draft.id, 'applyForm', await newPage()))).toEqual([422, 'invalid-input', 'paperId'])
  })

  it('takes it page by page while it is submitted: one line in the history, each officer told once, and they see it', async () => {
    const one = await add()
    const two = await add()
    expect(two.application.stampedForm?.pages).toBe(2)
    const seen = await read(officer(), id)
    expect([pagesOf(seen).map(({ file }) => file.id), seen.stampedForm?.pages, seen.changes]).toEqual([[one.fileId, two.fileId], 2, null])
    expect((await officer().call(getFile, { params: { id: one.fileId } })).status).toBe(200)
    expect((await events()).map(({ state, actorName }) => [state, actorName])).toEqual([['submitted', '李敏']])
    expect(await told()).toEqual([1, 1])
    expect([seen.state, seen.due]).toEqual([submitted.state, submitted.due])
  })

  it('lets a page be replaced and taken away; what was taken away is gone for the officer too', async () => {
    const one = await add()
    const better = await add(pagesOf(one.application)[0]?.id)
    expect(pagesOf(await read(officer(), id)).map(({ file }) => file.id)).toEqual([better.fileId])
    expect((await officer().call(getFile, { params: { id: one.fileId } })).status).toBe(404)
    expect((await events())).toHaveLength(1)
    const none = await done(remove(id, pagesOf(better.application)[0]?.id ?? ''))
    expect([none.stampedForm?.pages, pagesOf(await read(officer(), id))]).toEqual([0, []])
  })

  it('takes it once accepted, and tells whoever has the case', async () => {
    await done(act(officer(), id, 'accept'))
    await add()
    expect([(await events())[0]?.state, await told()]).toEqual(['accepted', [1, 0]])
  })

  it('takes it while something else is corrected: the officer has it at once, and a take-back leaves it', async () => {
    await returned(officer(), id, [anItem('bank', field('bankName'))])
    const { fileId } = await add()
    await done(answer(clerk(), id, { bankName: '半途' }))
    const seen = await read(officer(), id)
    expect([pagesOf(seen).map(({ file }) => file.id), seen.answers.bankName]).toEqual([[fileId], submitted.answers.bankName])
    expect([(await events()).length, await told()]).toEqual([1, [1, 1]])
    await done(act(officer(), id, 'take-back', { reason: '已电话核实' }))
    for (const who of [clerk(), officer()]) expect(pagesOf(await read(who, id)).map(({ file }) => file.id)).toEqual([fileId])
  })

  it('opened by a card it is corrected like any paper: seen when it comes back, the earlier page kept', async () => {
    const { fileId, application } = await add()
    await returned(officer(), id, [anItem('stamp', page('applyForm', fileId))])
    expect(await refusal(attach(clerk(), id, 'applyForm', await newPage()))).toEqual([409, 'subsidies.not-open', 'papers.applyForm'])
    const better = await newPage()
    await done(attach(clerk(), id, 'applyForm', better, pagesOf(application)[0]?.id), 201)
    expect(pagesOf(await read(officer(), id)).map(({ file }) => file.id)).toEqual([fileId])
    await handedBack(clerk(), id)
    const seen = await read(officer(), id)
    expect([pagesOf(seen).map(({ file }) => file.id), seen.changes?.papers]).toEqual([[better], [{ paperId: 'applyForm', fileId: better, replaces: fileId }]])
    expect((await officer().call(getFile, { params: { id: fileId } })).status).toBe(200)
  })

  it('asked for by a card because it never came, it comes back with the rest', async () => {
    await returned(officer(), id, [anItem('missing', paper('applyForm'))])
    const { fileId } = await add()
    expect(pagesOf(await read(officer(), id))).toEqual([])
    await handedBack(clerk(), id)
    expect(pagesOf(await read(officer(), id)).map(({ file }) => file.id)).toEqual([fileId])
  })

  it('a page replaced after a round stays with the submission it was judged in', async () => {
    const { fileId, application } = await add()
    await returned(officer(), id, [anItem('bank', field('bankName'))])
    await handedBack(clerk(), id)
    await add(pagesOf(application)[0]?.id)
    expect((await officer().call(getFile, { params: { id: fileId } })).status).toBe(200)
    expect((await test.db.selectFrom('submitted_papers').select('round').where('file_id', '=', fileId).execute())).toEqual([{ round: 0 }])
  })

  it('is refused once the first review is done, and belongs to the firm', async () => {
    const { application } = await add()
    const pageId = pagesOf(application)[0]?.id ?? ''
    expect((await attach(people.clients.otherFirm, id, 'applyForm', await aPage(people.clients.otherFirm, people.otherFirmId))).status).toBe(404)
    await done(act(officer(), id, 'accept'))
    await approved(officer(), second(), id)
    for (const state of ['approved', 'publicity']) {
      if (state === 'publicity') await done(act(officer(), id, 'publicise'))
      expect(await refusal(attach(clerk(), id, 'applyForm', await newPage()))).toEqual([409, 'subsidies.not-editable'])
      expect(await refusal(attach(clerk(), id, 'applyForm', await newPage(), pageId))).toEqual([409, 'subsidies.not-editable'])
      expect(await refusal(remove(id, pageId))).toEqual([409, 'subsidies.not-editable'])
    }
    // A payment that failed opens the account and nothing else.
    await moveTo(test, '2026-12-01T02:00:00.000Z')
    await done(act(officer(), id, 'payment-failed', { reason: '账号错误' }))
    expect(await refusal(attach(clerk(), id, 'applyForm', await newPage()))).toEqual([409, 'subsidies.not-open', 'papers.applyForm'])
    expect(await refusal(remove(id, pageId))).toEqual([409, 'subsidies.not-open', 'papers.applyForm'])
  })
})

describe('a scheme that takes it before submitting (the second county’s)', () => {
  let fresh: { restore(): Promise<void> }
  let draft: Application
  beforeAll(async () => {
    test = await buildTestApp({ deps: { content: loadContent('tests/fixtures/content/yunxi', { demo: false }) } })
    people = await allActors(test)
    draft = await done(clerk().call(startApplication, { body: { firmId: people.firmId, programmeId: 'Y2' } }), 201)
    draft = await done(answer(clerk(), draft.id, { town: '汐口镇', stationOpen: true, stationLevel: '市级', openedYear: 2025 }))
    await done(attach(clerk(), draft.id, 'approval', await newPage()), 201)
    fresh = await test.snapshot()
  })
  beforeEach(async () => {
    await fresh.restore()
    await moveTo(test, start)
  })
  afterAll(() => test.close())
  const submit = () => act(clerk(), draft.id, 'submit', { statement: true })

  it('asks for it in the draft, gives the form to print, and takes nothing without its scan', async () => {
    expect(draft.stampedForm).toEqual({ when: 'before', paperId: 'applyForm', pages: 0 })
    const printed = await clerk().call(getApplicationForm, { params: { id: draft.id } })
    expect([printed.status, printed.headers['content-type']]).toEqual([200, 'application/pdf'])
    expect(await refusal(submit())).toEqual([422, 'subsidies.incomplete', 'papers.applyForm'])
    await done(attach(clerk(), draft.id, 'applyForm', await newPage()), 201)
    const submitted = await done(submit())
    expect(submitted).toMatchObject({ state: 'submitted', number: expect.stringMatching(/^YX2026-SB-\d{4}$/), stampedForm: { when: 'before', pages: 1 } })
    expect(submitted.actions).not.toContain('add-form')
    expect(pagesOf(await read(officer(), draft.id))).toHaveLength(1)
  })

  it('takes no more of it afterwards, unless a card opens it', async () => {
    await done(attach(clerk(), draft.id, 'applyForm', await newPage()), 201)
    const submitted = await done(submit())
    expect(await refusal(attach(clerk(), draft.id, 'applyForm', await newPage()))).toEqual([409, 'subsidies.not-editable'])
    await returned(officer(), draft.id, [anItem('stamp', page('applyForm', pagesOf(submitted)[0]?.file.id ?? ''))])
    expect(await refusal(attach(clerk(), draft.id, 'applyForm', await newPage()))).toEqual([409, 'subsidies.not-open', 'papers.applyForm'])
    await done(attach(clerk(), draft.id, 'applyForm', await newPage(), pagesOf(submitted)[0]?.id), 201)
    expect((await handedBack(clerk(), draft.id)).stampedForm?.pages).toBe(1)
  })

  it('whose review is one step keeps its one promise for both people, and pays without publicity', async () => {
    await done(attach(clerk(), draft.id, 'applyForm', await newPage()), 201)
    expect((await done(submit())).due).toMatchObject({ workdays: 3, promise: '受理' })
    expect((await done(act(officer(), draft.id, 'accept'))).due).toMatchObject({ startedOn: '2026-11-23', dueOn: '2026-12-02', workdays: 7, promise: '审核' })
    await moveTo(test, '2026-11-25T02:00:00.000Z')
    const opinion = { reason: '材料齐全', noConflict: true }
    expect((await done(act(officer(), draft.id, 'recommend', opinion))).due).toMatchObject({ startedOn: '2026-11-23', dueOn: '2026-12-02', workdays: 7, promise: '审核' })
    expect((await done(act(second(), draft.id, 'send-back', { reason: '再看' }))).due).toMatchObject({ startedOn: '2026-11-23', dueOn: '2026-12-02', workdays: 7 })
    const decided = await approved(officer(), second(), draft.id)
    expect(decided).toMatchObject({ state: 'approved', publicity: null, due: { startedOn: '2026-11-25', workdays: 15, promise: '拨付' } })
    expect(decided.actions).toContain('pay')
    expect(await refusal(act(officer(), draft.id, 'pay', { paidOn: '2026-11-24', reference: '示例-1' }))).toEqual([422, 'invalid-input', 'paidOn'])
    expect((await done(act(officer(), draft.id, 'pay', { paidOn: '2026-11-25', reference: '示例-1' }))).state).toBe('paid')
  })
})
