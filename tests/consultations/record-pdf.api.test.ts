// Who gets the 服务记录表, and what is in it.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getRecordPdf } from '#contract/consultations/endpoints.ts'
import { lastAudit } from '../assessment/assessing.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { readPdf } from '../subsidies/pdf-reading.ts'
import { addPhoto, aPhoto, aRecord, arrived, save } from './after.ts'
import { acted, bookers, type Bookers } from './booking.ts'

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
const fetchPdf = (client: Client, id: string) => client.call(getRecordPdf, { params: { id } })

describe('the form', () => {
  it('is there for its expert as a draft, for the firm and officers once handed in, for nobody else', async () => {
    const { expert, otherExpert, officer, stranger, bank } = people
    const { id, number } = await arrived(test, people)
    for (const client of [expert, firm(), officer]) expect((await fetchPdf(client, id)).status).toBe(404)
    await save(expert, id, aRecord(), 0)
    await addPhoto(expert, id, await aPhoto(expert))
    expect((await fetchPdf(expert, id)).status).toBe(200)
    for (const client of [firm(), officer]) expect((await fetchPdf(client, id)).status).toBe(404)
    await acted(expert, id, 'submit-record')
    await acted(firm(), id, 'confirm-record')
    for (const client of [stranger.client, otherExpert, bank]) expect((await fetchPdf(client, id)).status).toBe(404)
    const replies = [await fetchPdf(firm(), id), await fetchPdf(expert, id), await fetchPdf(officer, id)]
    expect(await lastAudit(test)).toMatchObject({ action: 'consultations.record-pdf', role: 'officer', subject: `booking:${id}`, firmId: people.firmId })
    for (const reply of replies) expect(reply).toMatchObject({ status: 200, headers: { 'content-type': 'application/pdf', 'cache-control': 'private, no-store', 'content-disposition': expect.stringContaining(number) } })
    expect(replies.every(({ bytes }) => Buffer.from(bytes).equals(replies[0]!.bytes))).toBe(true)
    const text = (await readPdf(replies[0]!.bytes)).text.replaceAll(/\s/g, '')
    for (const words of [number, '苇畔第1新材料有限公司', '没有公开的改进部分先申请。', '照片1', '在平台上确认']) expect(text).toContain(words)
  }, 60_000)
})
