import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deleteFile, getFile, getFileInfo, uploadBase } from '#contract/files/endpoints.ts'
import { fileLimits } from '#contract/files/rules.ts'
import { getApplication, listMyObjections, objectToApplication } from '#contract/subsidies/endpoints.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { sweepFiles } from '#server/files/expiry.ts'
import { aPdf } from '../files/pdf-samples.ts'
import { allActors, type Actors } from '../support/actors.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aPhone } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'
import { tus, uploadFile, uploadMetadata } from '../support/upload.ts'
import { publicisedCase } from './paying.ts'

let test: TestApp
let people: Actors
let shown: Application
let restore: () => Promise<void>
let neighbour: Client
const start = '2026-11-23T02:08:00.000Z'
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  shown = await publicisedCase(people, { client: people.clients.clerk, firmId: people.firmId }, 'P05')
  restore = (await test.snapshot()).restore
})
beforeEach(async () => {
  test.clock.set(start)
  await restore()
  neighbour = await test.signIn(aPhone(41))
})
afterAll(() => test.close())

const evidence = (client: Client) => uploadFile(client, { bytes: aPdf(), name: '证书.pdf', type: 'application/pdf', purpose: 'evidence' })
const object = (client: Client, fileIds: string[]) =>
  client.call(objectToApplication, { params: { id: shown.id }, body: { name: '王五', contact: '13977778888', reason: '这项发明不是这家企业的', fileIds }, key: randomUUID() })
const read = async (phone: string, id: string) => (await (await test.signIn(phone)).call(getFile, { params: { id } })).status

describe('evidence of an objection', () => {
  it('goes with it and lies before officers', async () => {
    const files = [await evidence(neighbour), await evidence(neighbour)]
    expect((await object(neighbour, files)).body).toMatchObject({ files: 2 })
    const officer = await test.signIn(phones.officer)
    const { disputes } = (await officer.call(getApplication, { params: { id: shown.id } })).body
    expect(disputes[0]?.fileIds.toSorted()).toEqual(files.toSorted())
    expect((await neighbour.call(listMyObjections, { params: { id: shown.id } })).body.items).toMatchObject([{ files: 2 }])
  })

  it('is read by officers and its sender only: not by the firm, another firm, a bank, an expert', async () => {
    const id = await evidence(neighbour)
    expect(await read(phones.officer, id)).toBe(404)
    await object(neighbour, [id])
    expect((await neighbour.call(getFileInfo, { params: { id } })).status).toBe(200)
    for (const phone of [phones.officer, phones.secondOfficer]) expect(await read(phone, id), phone).toBe(200)
    for (const phone of [phones.administrator, phones.clerk, phones.otherFirm, phones.bank, phones.expert, phones.assistant, aPhone(42)]) expect(await read(phone, id), phone).toBe(404)
    const looks = await test.db.selectFrom('audit').select('account_id').where('action', '=', 'files.read').where('subject', '=', `file:${id}`).execute()
    expect(looks).toHaveLength(2)
  })

  it('is the sender’s own, loose, and handed in once', async () => {
    const [mine, foreign] = [await evidence(neighbour), await evidence(await test.signIn(aPhone(42)))]
    const licence = await uploadFile(neighbour, { bytes: aPdf(), type: 'application/pdf', purpose: 'licence' })
    const paper = await uploadFile(await test.signIn(phones.otherFirm), { bytes: aPdf(), type: 'application/pdf', firmId: people.otherFirmId, purpose: 'paper' })
    for (const id of [foreign, licence, paper, randomUUID()]) {
      const reply = await object(neighbour, [mine, id])
      expect([reply.status, reply.error.code]).toEqual([409, 'files.not-stored'])
    }
    expect((await object(neighbour, [mine])).status).toBe(201)
    const officer = await test.signIn(phones.officer)
    const own = await evidence(officer)
    expect((await object(officer, [own])).status).toBe(201)
    expect((await object(officer, [own])).error.code).toBe('files.not-stored')
  })

  it('cannot be taken back once it was handed in, and is not swept away', async () => {
    const [used, unused] = [await evidence(neighbour), await evidence(neighbour)]
    await object(neighbour, [used])
    const gone = await neighbour.call(deleteFile, { params: { id: used }, headers: tus })
    expect([gone.status, gone.error.code]).toEqual([409, 'files.in-use'])
    test.clock.advance(8 * 86_400_000)
    await sweepFiles(test.deps)
    const kept = await test.db.selectFrom('files').select('id').where('id', 'in', [used, unused]).execute()
    expect(kept).toEqual([{ id: used }])
  })

  it('belongs to no firm', async () => {
    const begun = await (await test.signIn(phones.clerk)).request('POST', uploadBase, { headers: { ...tus, 'upload-length': '100', 'upload-metadata': uploadMetadata({ type: 'application/pdf', firmId: people.firmId, purpose: 'evidence' }) } })
    expect([begun.status, begun.error.fields]).toEqual([422, [{ field: 'firmId', reason: 'unknown' }]])
  })

  it('is limited in number while it is not handed in', async () => {
    const files: string[] = []
    for (let index = 0; index < fileLimits.maxLooseFiles; index += 1) files.push(await evidence(neighbour))
    await expect(evidence(neighbour)).rejects.toThrow('files.quota')
    expect((await object(neighbour, files.slice(0, 5))).status).toBe(201)
    await evidence(neighbour)
  })
})
