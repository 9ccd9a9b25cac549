// Photographs of a visit, and papers of a booking or a question: who reads them, and when.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { actOnQuestion, addRecordPhoto, removeRecordPhoto } from '#contract/consultations/endpoints.ts'
import { deleteFile, getFile, getFileInfo, uploadBase } from '#contract/files/endpoints.ts'
import { fileLimits } from '#contract/files/rules.ts'
import { sweepFiles } from '#server/files/expiry.ts'
import { aPaper, lastAudit, moreLike } from '../assessment/assessing.ts'
import { aPhonePhoto } from '../files/picture-samples.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { tus, uploadFile, uploadMetadata } from '../support/upload.ts'
import { addPhoto, aPhoto, aRecord, arrived, ask, asked, codeFor, readRecord, save } from './after.ts'
import { act, acted, booked, bookers, refusal, slot, type Bookers } from './booking.ts'

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
const looks = async (client: Client, id: string) => (await client.call(getFile, { params: { id } })).status
/** Who of all of them reads it: firm, stranger, officer, expert, other expert, bank. */
async function readersOf(id: string): Promise<string[]> {
  const { stranger, officer, expert, otherExpert, bank } = people
  const all: [string, Client][] = [['firm', firm()], ['stranger', stranger.client], ['officer', officer], ['expert', expert], ['other expert', otherExpert], ['bank', bank]]
  const readers: string[] = []
  for (const [name, client] of all) if ((await looks(client, id)) === 200) readers.push(name)
  return readers
}

describe('a photograph', () => {
  it('is sent by experts only, belongs to no firm, and is a picture', async () => {
    const begin = (client: Client, type: string, firmId?: string) =>
      client.request('POST', uploadBase, { headers: { ...tus, 'upload-length': '100', 'upload-metadata': uploadMetadata({ type, purpose: 'visit', ...(firmId === undefined ? {} : { firmId }) }) } })
    for (const client of [firm(), people.officer, people.bank]) expect(refusal(await begin(client, 'image/jpeg'))).toEqual([403, 'not-allowed'])
    expect(refusal(await begin(people.expert, 'image/jpeg', people.firmId))[1]).toBe('invalid-input')
    expect(refusal(await begin(people.expert, 'application/pdf'))[1]).toBe('files.wrong-type')
  })

  it('hangs on the record of its expert’s own visit, once', async () => {
    const { expert, otherExpert, firmId } = people
    const { id } = await arrived(test, people)
    const fileId = await aPhoto(expert)
    expect(await addPhoto(expert, id, fileId)).toMatchObject({ status: 201, body: { photos: [{ id: fileId, mediaType: 'image/jpeg' }] } })
    expect(await lastAudit(test)).toMatchObject({ action: 'consultations.add-photo', subject: `booking:${id}`, firmId, details: { fileId } })
    expect(await addPhoto(expert, id, fileId)).toMatchObject({ status: 200, body: { photos: [{ id: fileId }] } })
    const theirs = await aPhoto(otherExpert)
    expect((await addPhoto(expert, id, theirs)).status).toBe(404)
    expect((await addPhoto(otherExpert, id, theirs)).status).toBe(404)
    expect((await addPhoto(expert, id, await aPaper(firm(), firmId))).status).toBe(404)
    expect((await addPhoto(firm(), id, fileId)).status).toBe(403)
    expect(refusal(await expert.call(deleteFile, { params: { id: fileId } }))).toEqual([409, 'files.in-use'])
  })

  it('hangs on one visit only', async () => {
    const { expert } = people
    const first = await arrived(test, people)
    const fileId = await aPhoto(expert)
    await addPhoto(expert, first.id, fileId)
    test.clock.set(testStart)
    const second = await arrived(test, people, '14:00')
    expect((await addPhoto(expert, second.id, fileId)).status).toBe(404)
  })

  it('is its expert’s alone until the record is with the firm; nobody else’s then either', async () => {
    const { expert } = people
    const { id } = await arrived(test, people)
    const fileId = await aPhoto(expert)
    await addPhoto(expert, id, fileId)
    expect(await readersOf(fileId)).toEqual(['expert'])
    await save(expert, id, aRecord(), 0)
    expect(await readersOf(fileId)).toEqual(['expert'])
    await acted(expert, id, 'submit-record')
    expect(await readersOf(fileId)).toEqual(['firm', 'officer', 'expert'])
    expect((await firm().call(getFileInfo, { params: { id: fileId } })).status).toBe(200)
    expect((await readRecord(firm(), id)).body.photos).toMatchObject([{ id: fileId }])
    await acted(firm(), id, 'return-record', { reason: '照片拍到了图纸' })
    expect(await readersOf(fileId)).toEqual(['expert'])
  })

  it('is no longer read by one who has left the service', async () => {
    const { expert, expertId } = people
    const { id } = await arrived(test, people)
    const fileId = await aPhoto(expert)
    await addPhoto(expert, id, fileId)
    await test.db.updateTable('accounts').set({ staff_role: null }).where('id', '=', expertId).execute()
    expect(await readersOf(fileId)).toEqual([])
    expect((await expert.call(deleteFile, { params: { id: fileId } })).status).toBe(404)
  })

  it('is locked with the record, and can be taken away before', async () => {
    const { expert } = people
    const { id } = await arrived(test, people)
    const [kept, gone] = [await aPhoto(expert), await aPhoto(expert)]
    for (const fileId of [kept, gone]) await addPhoto(expert, id, fileId)
    expect(await expert.call(removeRecordPhoto, { params: { id, fileId: gone } })).toMatchObject({ status: 200, body: { photos: [{ id: kept }] } })
    expect(await looks(expert, gone)).toBe(404)
    expect((await expert.call(removeRecordPhoto, { params: { id, fileId: gone } })).status).toBe(404)
    const late = await aPhoto(expert)
    await save(expert, id, aRecord(), 0)
    await acted(expert, id, 'submit-record')
    expect(refusal(await addPhoto(expert, id, late))).toEqual([409, 'consultations.record-locked'])
    expect(refusal(await expert.call(removeRecordPhoto, { params: { id, fileId: kept } }))).toEqual([409, 'consultations.record-locked'])
    expect((await addPhoto(expert, id, kept)).status).toBe(200)
  })

  it('makes another record of it: a code sent before is dead', async () => {
    const { expert } = people
    const { id } = await arrived(test, people)
    await save(expert, id, aRecord(), 0)
    await acted(expert, id, 'submit-record')
    const code = await codeFor(expert, id)
    await acted(expert, id, 'reopen-record')
    await addPhoto(expert, id, await aPhoto(expert))
    await acted(expert, id, 'submit-record')
    expect(refusal(await act(expert, id, 'confirm-record', { code }))).toEqual([422, 'accounts.code-expired'])
  })

  it('stops at the county’s number', async () => {
    const { expert } = people
    const most = test.deps.content.consultations.limits.photos
    const { id } = await arrived(test, people)
    const first = await aPhoto(expert)
    for (const fileId of [first, ...(await moreLike(test, first, most - 1))]) expect((await addPhoto(expert, id, fileId)).status).toBe(201)
    const [over = ''] = await moreLike(test, first, 1)
    expect(refusal(await addPhoto(expert, id, over))).toEqual([409, 'consultations.files-full', { most }])
  })

  it('does not count as a loose file once it hangs, and is not swept away', async () => {
    const { expert } = people
    const { id } = await arrived(test, people)
    const first = await aPhoto(expert)
    await addPhoto(expert, id, first)
    const loose = await moreLike(test, first, fileLimits.maxLooseFiles - 1)
    const last = await uploadFile(expert, { bytes: await aPhonePhoto(), type: 'image/jpeg', purpose: 'visit' })
    await expect(uploadFile(expert, { bytes: await aPhonePhoto(), type: 'image/jpeg', purpose: 'visit' })).rejects.toThrow('files.quota')
    test.clock.advance(90 * 24 * 3_600_000)
    await sweepFiles(test.deps)
    const left = (await test.db.selectFrom('files').select('id').where('id', 'in', [first, last, ...loose]).execute()).map((row) => row.id)
    expect(left).toEqual([first])
  })
})

describe('a paper the firm attached', () => {
  it('to a booking is read by its expert and officers, no longer by the expert once it was cancelled', async () => {
    const { firmId, expertId } = people
    const fileId = await aPaper(firm(), firmId)
    expect(await readersOf(fileId)).toEqual(['firm'])
    const booking = await booked(firm(), { firmId, slotId: slot(expertId, '09:30'), fileIds: [fileId] })
    expect(await readersOf(fileId)).toEqual(['firm', 'officer', 'expert'])
    expect(refusal(await firm().call(deleteFile, { params: { id: fileId } }))).toEqual([409, 'files.in-use'])
    await acted(firm(), booking.id, 'cancel', { reason: '不用了' })
    expect(await readersOf(fileId)).toEqual(['firm', 'officer'])
  })

  it('to a question is read by experts of its topic while it is open, then by whoever has it', async () => {
    const { firmId, otherExpert } = people
    const fileId = await aPaper(firm(), firmId)
    const question = await asked(firm(), { firmId, fileIds: [fileId] })
    expect(question.files).toMatchObject([{ id: fileId }])
    expect(await readersOf(fileId)).toEqual(['firm', 'officer', 'expert', 'other expert'])
    await otherExpert.call(actOnQuestion, { params: { id: question.id, action: 'take' }, body: {}, key: 'take' })
    expect(await readersOf(fileId)).toEqual(['firm', 'officer', 'other expert'])
    await firm().call(actOnQuestion, { params: { id: question.id, action: 'withdraw' }, body: {}, key: 'withdraw' })
    expect(await readersOf(fileId)).toEqual(['firm', 'officer'])
  })

  it('of another firm, or no paper at all, is refused', async () => {
    const { firmId, stranger, expert } = people
    const [theirs, photo] = [await aPaper(stranger.client, stranger.firmId), await aPhoto(expert)]
    for (const fileId of [theirs, photo]) {
      const reply = await firm().call(addRecordPhoto, { params: { id: 'none' }, body: { fileId } })
      expect(reply.status).toBe(404)
      expect((await ask(firm(), { firmId, fileIds: [fileId] })).error.fields).toEqual([{ field: 'fileIds[0]', reason: 'option' }])
    }
  })
})
