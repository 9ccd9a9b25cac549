import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addEvidence, removeEvidence, updateEvidence } from '#contract/assessment/endpoints.ts'
import { mostEvidence } from '#contract/assessment/limits.ts'
import type { Assessment, EvidencePatch } from '#contract/assessment/schema.ts'
import { addLibraryPaper } from '#contract/files/library-endpoints.ts'
import { getFile } from '#contract/files/endpoints.ts'
import { sweepFiles } from '#server/files/expiry.ts'
import { aPdf } from '../files/pdf-samples.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { uploadFile } from '../support/upload.ts'
import { aPaper, acted, answer, assessors, begun, editionOf, hang, lastAudit, moreLike, read, refusal, someItems, type Assessors } from './assessing.ts'

let test: TestApp
let people: Assessors
let started: Assessment
let undo: { restore(): Promise<void> }
let item: string
beforeAll(async () => {
  test = await buildTestApp()
  people = await assessors(test)
  started = await begun(people.owner.client, people.firmId)
  item = someItems(editionOf(test)).mayNot.id
  await answer(people.owner.client, started.id, item, { answer: 'minor' })
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const paper = () => aPaper(people.clerk.client, people.firmId)
const add = async (dates: EvidencePatch = {}, itemId = item) => hang(people.clerk.client, started.id, itemId, await paper(), dates)
const opens = async (client: Assessors['officer'], fileId: string) => (await client.call(getFile, { params: { id: fileId } })).status
const isStored = async (id: string) => (await test.db.selectFrom('files').select('id').where('id', '=', id).executeTakeFirst()) !== undefined

describe('evidence of an item', () => {
  it('is a stored paper of the firm with a date and a last day of its own', async () => {
    const reply = await add({ datedOn: '2026-03-01', expiresOn: '2027-02-28' })
    expect(reply.status).toBe(201)
    expect(reply.body).toMatchObject({ itemId: item, datedOn: '2026-03-01', expiresOn: '2027-02-28', by: { id: people.clerk.me.id }, at: testStart, file: { mediaType: 'application/pdf' } })
    expect((await read(people.owner.client, started.id)).evidence).toEqual([reply.body])
    expect(await lastAudit(test)).toMatchObject({ action: 'assessment.add-evidence', subject: `assessment:${started.id}`, details: { itemId: item, fileId: reply.body.file.id } })
  })

  it('sent again is the one there is; the same file may show two items', async () => {
    const first = await add()
    const again = await hang(people.owner.client, started.id, item, first.body.file.id)
    expect([again.status, again.body.id]).toEqual([200, first.body.id])
    expect((await hang(people.owner.client, started.id, someItems(editionOf(test)).asked.at(-1)!.id, first.body.file.id)).status).toBe(201)
  })

  it('from ten phones at once is one', async () => {
    const fileId = await paper()
    const replies = await Promise.all(Array.from({ length: 10 }, () => hang(people.clerk.client, started.id, item, fileId)))
    expect(replies.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 9 }, () => 200), 201])
  })

  it.each<[string, EvidencePatch, object]>([
    ['a day that is none', { datedOn: '2026-02-29' }, { field: 'datedOn', reason: 'date-calendar' }],
    ['words for a date', { expiresOn: 'soon' }, { field: 'expiresOn', reason: 'date-format' }],
    ['tomorrow', { datedOn: '2026-11-24' }, { field: 'datedOn', reason: 'date-future' }],
    ['a last day before its date', { datedOn: '2026-03-02', expiresOn: '2026-03-01' }, { field: 'expiresOn', reason: 'date-early', limit: '2026-03-02' }],
  ])('is refused with %s', async (_what, dates, problem) => {
    expect((await add(dates)).error.fields).toEqual([problem])
    expect((await read(people.owner.client, started.id)).evidence).toEqual([])
  })

  it('of today, and ending on its own day, is taken', async () => {
    expect((await add({ datedOn: '2026-11-23', expiresOn: '2026-11-23' })).status).toBe(201)
  })

  it('gets other dates later, judged together with what stays', async () => {
    const { body } = await add({ datedOn: '2026-03-01' })
    const change = (patch: EvidencePatch) => people.owner.client.call(updateEvidence, { params: { id: started.id, evidenceId: body.id }, body: patch })
    expect((await change({ expiresOn: '2026-02-28' })).error.fields).toEqual([{ field: 'expiresOn', reason: 'date-early', limit: '2026-03-01' }])
    expect((await change({ expiresOn: '2026-12-31' })).body).toMatchObject({ datedOn: '2026-03-01', expiresOn: '2026-12-31' })
    expect((await change({ datedOn: null, expiresOn: null })).body).toMatchObject({ datedOn: null, expiresOn: null })
  })

  it('is at most twenty files an item, also when the last two come at once', async () => {
    const fileIds = await moreLike(test, await paper(), mostEvidence + 1)
    const last = fileIds.splice(-2)
    for (const fileId of fileIds) expect((await hang(people.clerk.client, started.id, item, fileId)).status).toBe(201)
    const replies = await Promise.all(last.map((fileId) => hang(people.clerk.client, started.id, item, fileId)))
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(replies.find(({ status }) => status === 409)?.error).toMatchObject({ code: 'assessment.evidence-full', details: { most: mostEvidence } })
    expect((await add({}, someItems(editionOf(test)).asked.at(-1)!.id)).status).toBe(201)
  })

  it('is refused for a red line, for what is no item, for a licence and for a file of somebody else', async () => {
    const fileId = await paper()
    for (const itemId of [editionOf(test).redLines[0]!.id, 'no-such-item']) expect((await hang(people.clerk.client, started.id, itemId, fileId)).error.fields).toEqual([{ field: 'itemId', reason: 'unknown-item' }])
    const licence = await uploadFile(people.owner.client, { bytes: aPdf(), type: 'application/pdf', firmId: people.firmId, purpose: 'licence' })
    const theirs = await aPaper(people.stranger.client, people.stranger.firmId)
    for (const id of [licence, theirs, randomUUID()]) expect(refusal(await hang(people.clerk.client, started.id, item, id))).toEqual([404, 'not-found'])
  })

  it('is neither added, dated nor taken away while it is reviewed', async () => {
    const { body } = await add()
    const fileId = await paper()
    await acted(people.owner.client, started.id, 'submit', { to: 'officer' })
    const params = { id: started.id, evidenceId: body.id }
    const replies = [await hang(people.clerk.client, started.id, item, fileId), await people.owner.client.call(updateEvidence, { params, body: { datedOn: null } }), await people.owner.client.call(removeEvidence, { params })]
    expect(replies.map(refusal)).toEqual(replies.map(() => [409, 'assessment.locked']))
    expect((await hang(people.clerk.client, started.id, item, body.file.id)).status).toBe(200)
  })

  it('is not there for strangers', async () => {
    const { body } = await add()
    const params = { id: started.id, evidenceId: body.id }
    const replies = [
      await people.stranger.client.call(addEvidence, { params: { id: started.id, itemId: item }, body: { fileId: body.file.id } }), await people.stranger.client.call(updateEvidence, { params, body: {} }), await people.stranger.client.call(removeEvidence, { params }),
      await people.owner.client.call(removeEvidence, { params: { id: started.id, evidenceId: randomUUID() } }),
    ]
    expect(replies.map(refusal)).toEqual(replies.map(() => [404, 'not-found']))
  })
})

describe('the file of evidence', () => {
  it('goes with it when nothing else uses it, and stays when something does', async () => {
    const [only, shared] = [(await add()).body, (await add()).body]
    await people.clerk.client.call(addLibraryPaper, { body: { firmId: people.firmId, kind: 'honour', name: '公布名单', fileIds: [shared.file.id] } })
    for (const { id } of [only, shared]) expect((await people.clerk.client.call(removeEvidence, { params: { id: started.id, evidenceId: id } })).status).toBe(204)
    expect([await isStored(only.file.id), await isStored(shared.file.id)]).toEqual([false, true])
    expect(await opens(people.clerk.client, only.file.id)).toBe(404)
    expect((await read(people.owner.client, started.id)).evidence).toEqual([])
  })

  it('is not cleared away as long as it is evidence, and not deleted by itself', async () => {
    const { body } = await add()
    const loose = await paper()
    test.clock.set('2026-12-10T02:00:00.000Z')
    await sweepFiles(test.deps)
    expect([await isStored(body.file.id), await isStored(loose)]).toEqual([true, false])
    const deleted = await people.clerk.client.request('DELETE', `/api/files/${body.file.id}`, { headers: { 'tus-resumable': '1.0.0' } })
    expect(refusal(deleted)).toEqual([409, 'files.in-use'])
  })

  it('is read by the firm; by the duty it was handed to, as long as it lies there; by who took it afterwards', async () => {
    const { id } = (await add()).body.file
    const readers = () => Promise.all([people.owner.client, people.stranger.client, people.officer, people.secondOfficer, people.expert, people.bank].map((client) => opens(client, id)))
    expect(await readers()).toEqual([200, 404, 404, 404, 404, 404])
    await acted(people.owner.client, started.id, 'submit', { to: 'officer' })
    expect(await readers()).toEqual([200, 404, 200, 200, 404, 404])
    await acted(people.officer, started.id, 'take')
    await acted(people.officer, started.id, 'request-changes', { note: '缺发票' })
    expect(await readers()).toEqual([200, 404, 200, 404, 404, 404])
    await acted(people.owner.client, started.id, 'submit', { to: 'expert' })
    expect(await readers()).toEqual([200, 404, 404, 404, 200, 404])
    await acted(people.owner.client, started.id, 'withdraw')
    expect(await readers()).toEqual([200, 404, 404, 404, 404, 404])
  })

  it('leaves a line in the audit when a reviewer opens it', async () => {
    const { id } = (await add()).body.file
    await acted(people.owner.client, started.id, 'submit', { to: 'expert' })
    await opens(people.expert, id)
    expect(await lastAudit(test)).toMatchObject({ action: 'files.read', role: 'expert', subject: `file:${id}` })
  })
})
