// The firm's paper library: who may, how long a paper is good for by the clock, and that nobody loses a file that is used elsewhere.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getFile } from '#contract/files/endpoints.ts'
import { addLibraryPaper, deleteLibraryPaper, listLibrary, updateLibraryPaper } from '#contract/files/library-endpoints.ts'
import type { LibraryInput } from '#contract/files/library-schema.ts'
import { addPaperPage, getApplication, removePaperPage } from '#contract/subsidies/endpoints.ts'
import { sweepFiles } from '#server/files/expiry.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, aPicture, attachPapers, fillDraft, startDraft, submittedApplication } from '../support/applications.ts'
import { phones } from '../support/demo-phones.ts'
import { testStart } from '../support/test-clock.ts'
import { uploadFile } from '../support/upload.ts'

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

const upload = async (client = people.clients.clerk, firmId = people.firmId) => uploadFile(client, { bytes: await aPicture(), name: '一页.png', type: 'image/png', firmId, purpose: 'paper' })
async function keep(input: Partial<LibraryInput> = {}) {
  const reply = await people.clients.clerk.call(addLibraryPaper, { body: { firmId: people.firmId, kind: 'account', fileIds: [await upload()], ...input } })
  expect(reply.status, JSON.stringify(reply.error)).toBe(201)
  return reply.body
}
const list = async (client = people.clients.clerk) => (await client.call(listLibrary, { query: { firmId: people.firmId } })).body.items

describe('the paper library', () => {
  it('begins with the licence the county verified, which nobody changes or deletes here', async () => {
    const [licence] = await list()
    expect(licence).toMatchObject({ kind: 'licence', isVerified: true, isExpired: false, version: 0 })
    const params = { id: licence?.id ?? '' }
    expect((await people.clients.clerk.call(updateLibraryPaper, { params, version: 0, body: { name: '别的' } })).status).toBe(404)
    expect((await people.clients.administrator.call(deleteLibraryPaper, { params })).status).toBe(404)
  })

  it('keeps the same pages of one kind once, however often they are sent', async () => {
    const fileIds = [await upload()]
    const papers = [await keep({ fileIds }), await keep({ fileIds })]
    expect(papers[1]?.id).toBe(papers[0]?.id)
  })

  it('refuses a file of another firm, an unknown kind and impossible dates, each beside its field', async () => {
    const { clerk, otherFirm } = people.clients
    const foreign = await upload(otherFirm, people.otherFirmId)
    const body = { firmId: people.firmId, kind: 'licence', fileIds: [await upload()] }
    const before = await list()
    expect((await clerk.call(addLibraryPaper, { body: { ...body, fileIds: [foreign] } })).status).toBe(404)
    const refusals: [Partial<LibraryInput>, string, string][] = [
      [{ kind: 'secret' }, 'kind', 'option'], [{ issuedOn: '2026-11-24' }, 'issuedOn', 'date-future'], [{ issuedOn: '2026-02-30' }, 'issuedOn', 'date-calendar'],
      [{ issuedOn: '2026-05-02', validTo: '2026-05-01' }, 'validTo', 'date-early'],
    ]
    for (const [wrong, field, reason] of refusals) {
      const refused = await clerk.call(addLibraryPaper, { body: { ...body, ...wrong } })
      expect([refused.status, refused.error.fields?.[0]?.field, refused.error.fields?.[0]?.reason]).toEqual([422, field, reason])
    }
    expect(await list()).toEqual(before)
  })

  it('is changed on the version that was seen, and gone for good once deleted', async () => {
    const { clerk } = people.clients
    const paper = await keep()
    const params = { id: paper.id }
    expect((await clerk.call(updateLibraryPaper, { params, version: 1, body: { name: '基本户' } })).body).toMatchObject({ name: '基本户', version: 2, pages: paper.pages })
    const late = await clerk.call(updateLibraryPaper, { params, version: 1, body: { name: '另一个' } })
    expect([late.status, late.error.details?.version]).toEqual([412, 2])
    expect((await clerk.call(deleteLibraryPaper, { params })).status).toBe(204)
    expect((await clerk.call(deleteLibraryPaper, { params })).status).toBe(404)
  })
})

describe('how long a paper is good for', () => {
  it.each([['2026-11-25T15:59:59.000Z', false], ['2026-11-25T16:00:00.000Z', true]])('ends with its last day in the county: at %s it is over: %s', async (now, isExpired) => {
    const paper = await keep({ kind: 'ip-certificate', validTo: '2026-11-25' })
    test.clock.set(now)
    const clerk = await test.signIn(phones.clerk)
    expect((await list(clerk)).find(({ id }) => id === paper.id)).toMatchObject({ usableTo: '2026-11-25', isExpired })
    const draft = await startDraft(clerk, people.firmId, 'P06')
    expect(draft.papers.some(({ file }) => file.id === paper.pages[0]?.id)).toBe(!isExpired)
  })

  it('is never taken by itself after that', async () => {
    const paper = await keep({ kind: 'ip-certificate', validTo: '2026-11-22' })
    expect(paper).toMatchObject({ isExpired: true })
    const draft = await startDraft(people.clients.clerk, people.firmId, 'P06')
    expect(draft.papers.some(({ file }) => file.id === paper.pages[0]?.id)).toBe(false)
  })
})

describe('a file that a draft and the library share', () => {
  it('stays in the draft when the library lets it go, and in the library when the draft does', async () => {
    const { clerk } = people.clients
    const paper = await keep()
    const fileId = paper.pages[0]?.id ?? ''
    const draft = await startDraft(clerk, people.firmId, 'P05')
    const page = draft.papers.find(({ file }) => file.id === fileId)
    expect((await clerk.call(deleteLibraryPaper, { params: { id: paper.id } })).status).toBe(204)
    test.clock.advance(8 * 86_400_000)
    await sweepFiles(test.deps)
    const later = await test.signIn(phones.clerk)
    expect((await later.call(getFile, { params: { id: fileId } })).status).toBe(200)
    const other = await later.call(addLibraryPaper, { body: { firmId: people.firmId, kind: 'account', fileIds: [fileId] } })
    expect(other.status).toBe(201)
    expect((await later.call(removePaperPage, { params: { id: draft.id, pageId: page?.id ?? '' } })).status).toBe(200)
    await sweepFiles(test.deps)
    expect((await later.call(getFile, { params: { id: fileId } })).status).toBe(200)
    expect((await later.call(deleteLibraryPaper, { params: { id: other.body.id } })).status).toBe(204)
    await sweepFiles(test.deps)
    expect((await later.call(getFile, { params: { id: fileId } })).status).toBe(404)
  })

  it('was kept by handing in, once, with the number of the case', async () => {
    const { clerk } = people.clients
    const draft = await startDraft(clerk, people.firmId, 'P05')
    for (const page of draft.papers.filter(({ paperId }) => paperId === 'account')) await clerk.call(removePaperPage, { params: { id: draft.id, pageId: page.id } })
    const fileId = await upload()
    await clerk.call(addPaperPage, { params: { id: draft.id }, body: { paperId: 'account', fileId } })
    const filled = await fillDraft(clerk, draft)
    await attachPapers(clerk, (await clerk.call(getApplication, { params: { id: filled.id } })).body)
    const handedIn = (await act(clerk, draft.id, 'submit', { statement: true })).body
    const kept = async () => (await list()).filter(({ pages }) => pages.some(({ id }) => id === fileId))
    expect((await kept()).map(({ kind, caseNumber }) => [kind, caseNumber])).toEqual([['account', handedIn.number]])
    await submittedApplication(clerk, people.firmId, 'P05')
    expect(await kept()).toHaveLength(1)
  })

  it('is no paper of another firm’s draft', async () => {
    const { otherFirm } = people.clients
    const paper = await keep()
    const draft = await startDraft(otherFirm, people.otherFirmId, 'P05')
    expect((await otherFirm.call(addPaperPage, { params: { id: draft.id }, body: { paperId: 'account', fileId: paper.pages[0]?.id ?? '' } })).status).toBe(404)
  })
})
