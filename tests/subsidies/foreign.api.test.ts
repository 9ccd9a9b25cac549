// What belongs to another firm, another case or another card is not there (abuse cases 1 to 3 and 14): same answer as for what does not exist, and nothing changed.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { markPresence } from '#contract/cases/endpoints.ts'
import { getFile, getFileInfo } from '#contract/files/endpoints.ts'
import { addPaperPage, discardDraft, getApplication, getApplicationForm, listApplications, removePaperPage, saveAnswers, saveCorrection, tickCorrection } from '#contract/subsidies/endpoints.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { allActors, type Actors } from '../support/actors.ts'
import type { Client, Reply } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, aPicture, submittedApplication } from '../support/applications.ts'
import { everything } from '../support/everything.ts'
import { done, fieldItem, keepSessions, object, pageItem } from '../support/stages.ts'
import { uploadFile } from '../support/upload.ts'

let test: TestApp
let people: Actors
let fresh: { restore(): Promise<void> }
/** Returned cases with a page and a field opened: one of firm A, a second of firm A, one of firm B. */
let ours: Application
let second: Application
let theirs: Application
let looseFile: string
let theirLooseFile: string

async function returned(client: Client, firmId: string, programmeId: string): Promise<Application> {
  const { id, papers } = await submittedApplication(client, firmId, programmeId)
  const page = papers[0]
  await done(act(people.clients.officer, id, 'return', { items: [fieldItem('contactName'), pageItem(page?.paperId ?? '', page?.file.id ?? '')] }))
  return done(client.call(getApplication, { params: { id } }))
}

beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  await keepSessions(test)
  const { clerk, otherFirm } = people.clients
  ours = await returned(clerk, people.firmId, 'P06')
  second = await returned(clerk, people.firmId, 'P08')
  theirs = await returned(otherFirm, people.otherFirmId, 'P06')
  looseFile = await uploadFile(clerk, { bytes: await aPicture(), type: 'image/png', firmId: people.firmId, purpose: 'paper' })
  theirLooseFile = await uploadFile(otherFirm, { bytes: await aPicture(), type: 'image/png', firmId: people.otherFirmId, purpose: 'paper' })
  fresh = await test.snapshot()
})
beforeEach(() => fresh.restore())
afterAll(() => test.close())

const pageOf = (application: Application, place = 0) => application.papers[place]?.id ?? ''
const paperOf = (application: Application, place = 0) => application.papers[place]?.paperId ?? ''
const fileOf = (application: Application) => application.papers[0]?.file.id ?? ''
const itemOf = (application: Application) => application.correction?.items[0]?.id ?? ''

/** Every way to a case, with what its own firm would send. */
const ways: Record<string, (client: Client, id: string) => Promise<Reply<unknown>>> = {
  'read it': (client, id) => client.call(getApplication, { params: { id } }),
  'read its form': (client, id) => client.call(getApplicationForm, { params: { id } }),
  'be on it': (client, id) => client.call(markPresence, { params: { id }, body: { doing: 'editing' } }),
  'save answers': (client, id) => client.call(saveAnswers, { params: { id }, version: ours.version, body: { answers: { contactName: '别的人' } } }),
  'add a page': (client, id) => client.call(addPaperPage, { params: { id }, body: { paperId: paperOf(ours), fileId: theirLooseFile, replaces: pageOf(ours) } }),
  'take a page away': (client, id) => client.call(removePaperPage, { params: { id, pageId: pageOf(ours) } }),
  'tick an item': (client, id) => client.call(tickCorrection, { params: { id, itemId: itemOf(ours) }, body: { done: true, reply: '改好了' } }),
  'hand it in again': (client, id) => act(client, id, 'resubmit', { statement: true }),
  'withdraw it': (client, id) => act(client, id, 'withdraw'),
  'throw it away': (client, id) => client.call(discardDraft, { params: { id } }),
}

describe('somebody of another firm', () => {
  it.each(Object.entries(ways))('cannot %s, and learns no more than of one that is not there', async (_what, way) => {
    const before = await everything(test)
    const [foreign, nowhere] = [await way(people.clients.otherFirm, ours.id), await way(people.clients.otherFirm, randomUUID())]
    expect([foreign.status, foreign.error.code]).toEqual([404, 'not-found'])
    expect({ ...nowhere.error, requestId: '' }).toEqual({ ...foreign.error, requestId: '' })
    expect(await everything(test)).toBe(before)
    const [line] = await test.db.selectFrom('audit').select(['action', 'outcome']).orderBy('id', 'desc').limit(1).execute()
    expect(line).toEqual({ action: 'http.refused', outcome: 'refused' })
  })

  it('finds none of it in lists', async () => {
    expect((await people.clients.otherFirm.call(listApplications, { query: { firmId: people.firmId } })).status).toBe(404)
    const { items } = (await people.clients.otherFirm.call(listApplications, { query: { firmId: people.otherFirmId } })).body
    expect(items.map(({ id }) => id)).not.toContain(ours.id)
  })

  it('cannot open a file, by its id or by asking about it', async () => {
    for (const id of [fileOf(ours), looseFile]) {
      expect((await people.clients.otherFirm.call(getFile, { params: { id } })).status).toBe(404)
      expect((await people.clients.otherFirm.call(getFileInfo, { params: { id } })).status).toBe(404)
    }
    expect((await people.clients.clerk.call(getFile, { params: { id: fileOf(ours) } })).status).toBe(200)
  })
})

describe('what is nested in one’s own case', () => {
  /** Attempts on the case in hand with something that belongs elsewhere. */
  async function assertNotThere(attempt: Promise<Reply<unknown>>): Promise<void> {
    const before = await everything(test)
    const { status, error } = await attempt
    expect([status, error.code]).toEqual([404, 'not-found'])
    expect(await everything(test)).toBe(before)
  }

  it.each([
    ['another firm', () => ours, () => ({ client: people.clients.otherFirm, own: theirs, loose: theirLooseFile })],
    ['the same firm', () => second, () => ({ client: people.clients.clerk, own: ours, loose: looseFile })],
  ])('does not reach into a case of %s: not its pages, not its items', async (_whose, elsewhere, me) => {
    const { client, own, loose } = me()
    const params = { id: own.id }
    await assertNotThere(client.call(removePaperPage, { params: { ...params, pageId: pageOf(elsewhere()) } }))
    await assertNotThere(client.call(addPaperPage, { params, body: { paperId: paperOf(own), fileId: loose, replaces: pageOf(elsewhere()) } }))
    await assertNotThere(client.call(tickCorrection, { params: { ...params, itemId: itemOf(elsewhere()) }, body: { done: true, reply: '改好了' } }))
  })

  it('takes no file of another firm, handed in or not', async () => {
    const body = { paperId: paperOf(theirs), replaces: pageOf(theirs) }
    for (const fileId of [fileOf(ours), looseFile]) await assertNotThere(people.clients.otherFirm.call(addPaperPage, { params: { id: theirs.id }, body: { ...body, fileId } }))
  })

  it('lets no officer point at a page of another case, or answer its objection from here', async () => {
    const { officer } = people.clients
    await done(act(officer, second.id, 'take-back', { reason: '写错了' }))
    const body = { version: 0, items: [pageItem(paperOf(second), fileOf(ours))] }
    const pinned = await officer.call(saveCorrection, { params: { id: second.id }, body })
    expect([pinned.status, pinned.error.fields?.map(({ field }) => field)]).toEqual([422, ['items[0].at', 'items[0].opens[0]']])
    expect((await act(officer, second.id, 'return', { items: body.items })).status).toBe(422)

    const publicised = await publicise(theirs.id, people.clients.otherFirm)
    await object({ clients: { ...people.clients, otherFirm: people.clients.expert }, id: publicised.id })
    const { disputes } = await done(officer.call(getApplication, { params: { id: publicised.id } }))
    const other = await publicise(ours.id, people.clients.clerk)
    const answered = await act(officer, other.id, 'answer-objection', { disputeId: disputes[0]?.id ?? '', outcome: 'upheld', reason: '换一件答' })
    expect([answered.status, answered.error.code]).toEqual([409, 'cases.wrong-state'])
    expect((await done(officer.call(getApplication, { params: { id: publicised.id } }))).disputes).toMatchObject([{ state: 'open' }])
  })

  async function publicise(id: string, firm: Client): Promise<Application> {
    const { officer, secondOfficer } = people.clients
    await test.db.updateTable('firms').set({ verification: 'verified' }).execute()
    for (const item of (await done(firm.call(getApplication, { params: { id } }))).correction?.items ?? []) await done(firm.call(tickCorrection, { params: { id, itemId: item.id }, body: { done: true, reply: '已核对' } }))
    await done(act(firm, id, 'resubmit', { statement: true }))
    await done(act(officer, id, 'accept'))
    await done(act(officer, id, 'recommend', { reason: '齐全', noConflict: true }))
    await done(act(secondOfficer, id, 'approve', { reason: '同意', noConflict: true }))
    return done(act(officer, id, 'publicise'))
  }
})

describe('somebody else’s Idempotency-Key', () => {
  it('gives one’s own result, never the other’s reply', async () => {
    const { clerk, otherFirm } = people.clients
    const key = randomUUID()
    const mine = await act(clerk, ours.id, 'withdraw', {}, key)
    expect(mine.body).toMatchObject({ id: ours.id, state: 'withdrawn' })
    expect((await act(otherFirm, ours.id, 'withdraw', {}, key)).status).toBe(404)
    const own = await act(otherFirm, theirs.id, 'withdraw', {}, key)
    expect(own.body).toMatchObject({ id: theirs.id, firmId: people.otherFirmId, state: 'withdrawn' })
    // A colleague's key is the colleague's too.
    expect((await act(people.clients.administrator, ours.id, 'withdraw', {}, key)).error.code).toBe('cases.wrong-state')
  })

  it('is of no use on another case, nor to somebody who has left the firm', async () => {
    const { administrator, clerk } = people.clients
    const key = randomUUID()
    expect((await act(clerk, ours.id, 'withdraw', {}, key)).status).toBe(200)
    expect((await act(clerk, second.id, 'withdraw', {}, key)).error.code).toBe('key-reused')
    const { items } = (await administrator.request('GET', `/api/accounts/firms/${people.firmId}/members`)).body as { items: { id: string; role: string; state: string }[] }
    const member = items.find(({ role, state }) => role === 'clerk' && state === 'active')
    expect((await administrator.request('DELETE', `/api/accounts/firms/${people.firmId}/members/${member?.id ?? ''}`)).status).toBe(204)
    expect((await act(clerk, ours.id, 'withdraw', {}, key)).status).toBe(404)
  })

})
