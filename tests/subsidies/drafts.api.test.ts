import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { discardDraft, getApplication, getProgramme, listApplications, listProgrammes, saveAnswers, startApplication } from '#contract/subsidies/endpoints.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { fillDraft, startDraft } from '../support/applications.ts'

let test: TestApp
let people: Actors
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  fresh = await test.snapshot()
})
beforeEach(() => fresh.restore())
afterAll(() => test.close())

describe('the list of schemes', () => {
  it('is open to everybody and says what may be applied for today', async () => {
    const { body } = await people.clients.anonymous.call(listProgrammes)
    expect(body.items).toHaveLength(10)
    expect(body.today).toBe('2026-11-23')
    expect(body.items.find(({ id }) => id === 'P10')?.availability).toBe('closed')
    expect(body.items.find(({ id }) => id === 'P05')?.availability).toBe('taking')
  })

  it('answers 404 for a scheme that is not there', async () => {
    expect((await people.clients.anonymous.call(getProgramme, { params: { id: 'P99' } })).status).toBe(404)
  })
})

describe('beginning an application', () => {
  it('makes one draft however often it is begun (pitfall C2)', async () => {
    const { administrator, clerk } = people.clients
    const first = await clerk.call(startApplication, { body: { firmId: people.firmId, programmeId: 'P05' } })
    const again = await administrator.call(startApplication, { body: { firmId: people.firmId, programmeId: 'P05' } })
    expect([first.status, again.status]).toEqual([201, 200])
    expect(again.body.id).toBe(first.body.id)
  })

  it('makes one draft when two tabs and two phones begin at once', async () => {
    const { administrator, clerk } = people.clients
    const replies = await Promise.all([clerk, clerk, administrator, administrator].map((client) => client.call(startApplication, { body: { firmId: people.firmId, programmeId: 'P05' } })))
    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1)
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201])
  })

  it('fills in what the firm and the person already said, and nothing else', async () => {
    const draft = await startDraft(people.clients.clerk, people.firmId, 'P05')
    expect(draft.answers).toMatchObject({ companyName: draft.firmName, uscc: '91370321MA0DEM013L', town: '马桥镇', contactName: '李敏', contactMobile: '13800000002' })
    expect(draft.answers).not.toHaveProperty('relatedParty')
    expect(draft.state).toBe('draft')
    expect(draft.number).toBeNull()
  })

  it('is refused for a scheme that takes no more applications, and for one that does not exist', async () => {
    const { clerk } = people.clients
    const closed = await clerk.call(startApplication, { body: { firmId: people.firmId, programmeId: 'P10' } })
    expect([closed.status, closed.error.code]).toEqual([409, 'subsidies.programme-closed'])
    expect((await clerk.call(startApplication, { body: { firmId: people.firmId, programmeId: 'P99' } })).status).toBe(404)
  })

  it('is refused for somebody else’s firm as if it were not there', async () => {
    expect((await people.clients.otherFirm.call(startApplication, { body: { firmId: people.firmId, programmeId: 'P05' } })).status).toBe(404)
    expect((await people.clients.pending.call(startApplication, { body: { firmId: people.firmId, programmeId: 'P05' } })).status).toBe(404)
  })
})

describe('saving answers', () => {
  it('changes only the named fields and counts the version up', async () => {
    const { clerk } = people.clients
    const draft = await startDraft(clerk, people.firmId, 'P05')
    const saved = await clerk.call(saveAnswers, { params: { id: draft.id }, version: draft.version, body: { answers: { counterparty: '示例大学' } } })
    expect(saved.status).toBe(200)
    expect(saved.body.version).toBe(draft.version + 1)
    expect(saved.headers.etag).toBe(`"${draft.version + 1}"`)
    expect(saved.body.answers).toEqual({ ...draft.answers, counterparty: '示例大学' })
  })

  it('clears a field that is set to null', async () => {
    const { clerk } = people.clients
    const draft = await fillDraft(clerk, await startDraft(clerk, people.firmId, 'P05'))
    const cleared = await clerk.call(saveAnswers, { params: { id: draft.id }, version: draft.version, body: { answers: { counterparty: null } } })
    expect(cleared.body.answers).not.toHaveProperty('counterparty')
  })

  it('needs the version the person saw: 428 without, 412 when somebody was faster', async () => {
    const { administrator, clerk } = people.clients
    const draft = await startDraft(clerk, people.firmId, 'P05')
    const body = { answers: { counterparty: '示例大学' } }
    expect((await clerk.call(saveAnswers, { params: { id: draft.id }, body })).error.code).toBe('version-missing')
    expect((await administrator.call(saveAnswers, { params: { id: draft.id }, version: draft.version, body })).status).toBe(200)
    const late = await clerk.call(saveAnswers, { params: { id: draft.id }, version: draft.version, body: { answers: { counterparty: '另一所' } } })
    expect([late.status, late.error.code, late.error.details?.version]).toEqual([412, 'stale', draft.version + 1])
    expect((await clerk.call(getApplication, { params: { id: draft.id } })).body.answers.counterparty).toBe('示例大学')
  })

  it('lets one of two savers with the same version win', async () => {
    const { administrator, clerk } = people.clients
    const draft = await startDraft(clerk, people.firmId, 'P05')
    const replies = await Promise.all([clerk, administrator].map((client, index) => client.call(saveAnswers, { params: { id: draft.id }, version: draft.version, body: { answers: { counterparty: `第 ${index} 个` } } })))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 412])
  })

  it.each([
    ['a field the form does not have', { status: 'approved' }],
    ['a reserved name', { constructor: 'x' }],
    ['a number where text belongs', { counterparty: 7 }],
    ['money that is no whole number of fen', { contractFen: 1.5 }],
    ['text with a NUL', { counterparty: 'a\u0000b' }],
    ['text ten times too long', { counterparty: '长'.repeat(5000) }],
    ['a list that is no list', { patents: { 0: {} } }],
  ])('refuses %s and keeps nothing of it', async (_, answers) => {
    const { clerk } = people.clients
    const draft = await startDraft(clerk, people.firmId, 'P05')
    const refused = await clerk.call(saveAnswers, { params: { id: draft.id }, version: draft.version, body: { answers } })
    expect(refused.status).toBe(422)
    expect(refused.error.fields?.length).toBeGreaterThan(0)
    expect((await clerk.call(getApplication, { params: { id: draft.id } })).body).toMatchObject({ version: draft.version, answers: draft.answers })
  })

  it('refuses fields beside the answers (mass assignment, abuse case 7)', async () => {
    const { clerk } = people.clients
    const draft = await startDraft(clerk, people.firmId, 'P05')
    const body = { answers: {}, status: 'approved', firmId: people.otherFirmId }
    expect((await clerk.call(saveAnswers, { params: { id: draft.id }, version: draft.version, body })).status).toBe(422)
  })
})

describe('a draft', () => {
  it('belongs to the firm: colleagues see it, others do not know it exists', async () => {
    const draft = await startDraft(people.clients.clerk, people.firmId, 'P05')
    expect((await people.clients.administrator.call(getApplication, { params: { id: draft.id } })).status).toBe(200)
    for (const actor of ['otherFirm', 'pending', 'officer', 'assistant', 'expert', 'bank'] as const) {
      expect((await people.clients[actor].call(getApplication, { params: { id: draft.id } })).status, actor).toBe(404)
    }
  })

  it('is listed for its firm with how much is done', async () => {
    const { clerk } = people.clients
    const draft = await fillDraft(clerk, await startDraft(clerk, people.firmId, 'P05'))
    const { items } = (await clerk.call(listApplications, { query: { firmId: people.firmId } })).body
    const item = items.find(({ id }) => id === draft.id)
    expect(item).toMatchObject({ state: 'draft', closesOn: '2026-12-31' })
    expect(item?.done).toBe(item?.total)
  })

  it('can be thrown away by its firm, once', async () => {
    const { clerk } = people.clients
    const draft = await startDraft(clerk, people.firmId, 'P05')
    expect((await people.clients.otherFirm.call(discardDraft, { params: { id: draft.id } })).status).toBe(404)
    expect((await clerk.call(discardDraft, { params: { id: draft.id } })).status).toBe(204)
    expect((await clerk.call(getApplication, { params: { id: draft.id } })).status).toBe(404)
  })
})
