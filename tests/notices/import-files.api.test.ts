// Files of a notice and a Word file read in, as an officer does it: sent, made part of the notice, seen at the desk, and by nobody else before it is live.
import { readFile } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deleteFile, getFile, uploadBase } from '#contract/files/endpoints.ts'
import { addNoticeFile, getDeskNotice, getDeskNoticeFile, importNotice, removeNoticeDraft } from '#contract/notices/desk-endpoints.ts'
import { getNoticeFile } from '#contract/notices/endpoints.ts'
import { sweepFiles } from '#server/files/expiry.ts'
import { docxType, xlsxType } from '#server/files/office-file.ts'
import { mostNoticeFiles } from '#server/notices/notice-files.ts'
import { allActors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import type { Client } from '../support/api-client.ts'
import { keepSessions } from '../support/stages.ts'
import { beginUpload, chunkHeaders, uploadFile, type Upload } from '../support/upload.ts'
import { aDraft, aLiveNotice, begin, readOpen } from './desk-work.ts'
import { handDocx, para, samplePicture } from './docx-samples.ts'

let test: TestApp
let first: Client
let second: Client
let firm: Client
let fresh: { restore(): Promise<void> }
let docx: Buffer
let png: Buffer

beforeAll(async () => {
  test = await buildTestApp()
  const { clients } = await allActors(test)
  await keepSessions(test)
  first = clients.officer
  second = clients.secondOfficer
  firm = clients.administrator
  fresh = await test.snapshot()
  docx = await readFile(new URL('../fixtures/docx/notice.docx', import.meta.url))
  png = await samplePicture()
})
beforeEach(() => fresh.restore())
afterAll(() => test.close())

const send = (client: Client, bytes: Uint8Array, type: string, name: string) => uploadFile(client, { bytes, type, name, purpose: 'notice' })
const sendDocx = (client: Client, bytes: Uint8Array = docx) => send(client, bytes, docxType, '通知.docx')
const sendPng = (client: Client, bytes: Uint8Array = png) => send(client, bytes, 'image/png', '流程.png')
const add = (client: Client, id: string, fileId: string) => client.call(addNoticeFile, { params: { id }, body: { fileId } })
const bringIn = (client: Client, id: string, fileId: string) => client.call(importNotice, { params: { id }, body: { fileId } })
const audits = async (action: string) => (await test.db.selectFrom('audit').select(['subject', 'account_id']).where('action', '=', action).execute()).length

/** Status and code of a refused upload. */
async function refusal(bytes: Uint8Array, type = docxType, change: Partial<Upload> = {}): Promise<unknown[]> {
  const id = await beginUpload(first, { size: bytes.byteLength, type, name: 'x', purpose: 'notice', ...change })
  const { status, error } = await first.request('PATCH', `${uploadBase}/${id}`, { headers: chunkHeaders(0), body: bytes })
  return [status, error.code]
}

describe('an upload for a notice', () => {
  it('is an officer’s, and of no firm', async () => {
    const begun = (client: Client, more: Partial<Upload> = {}) => beginUpload(client, { size: 10, type: 'image/png', purpose: 'notice', ...more })
    await expect(begun(firm)).rejects.toThrow('403')
    await expect(begun(first, { firmId: randomUUID() })).rejects.toThrow('422')
    await expect(begun(first, { type: 'application/zip' })).rejects.toThrow('415')
    await expect(begun(first)).resolves.toMatch(/^[0-9a-f-]{36}$/)
    await expect(begun(firm, { purpose: 'evidence', type: docxType })).rejects.toThrow('415')
  })

  it('takes Word, Excel, PDF and pictures; pictures are drawn anew', async () => {
    const xlsx = Buffer.from(zipSync({ '[Content_Types].xml': Buffer.from('<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'), '_rels/.rels': Buffer.from('<Relationships/>'), 'xl/workbook.xml': Buffer.from('<workbook/>') }))
    const ids = [await sendDocx(first), await send(first, xlsx, xlsxType, '申请表.xlsx'), await sendPng(first)]
    const rows = await test.db.selectFrom('files').select(['id', 'media_type', 'purpose', 'firm_id', 'width']).where('id', 'in', ids).execute()
    expect(ids.map((id) => rows.find((row) => row.id === id))).toMatchObject([{ media_type: docxType, width: null }, { media_type: xlsxType }, { media_type: 'image/png', width: 600 }])
    const named = await first.call(getFile, { params: { id: ids[1] ?? '' } })
    expect([named.status, named.headers['content-disposition']]).toEqual([200, expect.stringContaining(encodeURIComponent('申请表.xlsx'))])
  })

  it('refuses what could act, what is locked, broken or of old, each by its code', async () => {
    const macro = handDocx(para('字'), { 'word/vbaProject.bin': 'x' })
    const old = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)])
    const locked = Buffer.concat([old, Buffer.from('EncryptedPackage', 'utf16le')])
    expect([await refusal(macro), await refusal(locked), await refusal(old), await refusal(docx.subarray(0, 5000)), await refusal(Buffer.from(zipSync({ 'a.txt': Buffer.from('a') })))]).toEqual([
      [422, 'files.active-content'], [422, 'files.encrypted'], [415, 'files.wrong-type'], [422, 'files.damaged'], [415, 'files.wrong-type'],
    ])
  })
})

describe('a file of a notice', () => {
  it('is added once however often, shown at the desk to every officer, and to nobody else before it is live', async () => {
    const id = await aDraft(first)
    const fileId = await sendPng(first)
    expect((await add(first, id, fileId)).body).toMatchObject({ fileId, name: '流程.png', mediaType: 'image/png', width: 600, height: 300 })
    expect([(await add(first, id, fileId)).status, (await readOpen(first, id)).files.length, await audits('notices.file')]).toEqual([200, 1, 1])
    const read = (client: Client) => client.call(getDeskNoticeFile, { params: { id, fileId } })
    expect([(await read(first)).status, (await read(second)).status, (await read(firm)).status, await audits('files.read')]).toEqual([200, 200, 403, 2])
    expect((await read(second)).headers).toMatchObject({ 'content-type': 'image/png', 'content-disposition': 'inline', 'cache-control': 'private, no-store' })
    expect([(await second.call(getNoticeFile, { params: { id, fileId } })).status, (await second.call(getFile, { params: { id: fileId } })).status, (await firm.call(getFile, { params: { id: fileId } })).status]).toEqual([404, 200, 404])
    expect((await first.call(deleteFile, { params: { id: fileId } })).error.code).toBe('files.in-use')
  })

  it('is refused of somebody else, of another purpose, of a notice nobody writes on, and of none', async () => {
    const id = await begin(first)
    const [mine, theirs] = [await sendPng(first), await sendPng(second)]
    const live = await aLiveNotice([first, second])
    expect([(await add(first, id, theirs)).status, (await add(first, id, randomUUID())).status, (await add(first, 'none', mine)).status, (await add(first, live, mine)).error.code, (await add(firm, id, mine)).status]).toEqual([404, 404, 404, 'notices.state', 403])
  })

  it('is the fortieth at most; what no version names goes after a day to make room', async () => {
    const id = await begin(first)
    const fileId = await sendPng(first)
    const row = await test.db.selectFrom('files').selectAll().where('id', '=', fileId).executeTakeFirstOrThrow()
    for (let index = 0; index < mostNoticeFiles; index += 1) {
      const copy = randomUUID()
      await test.db.insertInto('files').values({ ...row, id: copy, storage_key: copy }).execute()
      await test.db.insertInto('notice_files').values({ notice_id: id, file_id: copy, is_live: 0, added_by: row.account_id, added_at: test.clock.now() }).execute()
    }
    expect((await add(first, id, fileId)).error.code).toBe('notices.files-full')
    await test.db.updateTable('notice_files').set({ added_at: test.clock.now() - 2 * 86_400_000 }).execute()
    expect((await add(first, id, fileId)).status).toBe(200)
  })

  it('stays while it is of a notice; what is of none is swept after a week', async () => {
    const id = await begin(first)
    const [kept, loose] = [await sendPng(first), await sendDocx(first)]
    await add(first, id, kept)
    await test.db.updateTable('files').set({ created_at: test.clock.now() - 8 * 86_400_000 }).execute()
    await sweepFiles(test.deps)
    expect((await test.db.selectFrom('files').select('id').where('id', 'in', [kept, loose]).execute()).map((row) => row.id)).toEqual([kept])
  })
})

describe('a Word file read in', () => {
  it('gives blocks and the frame; its pictures are files of the notice; nothing of the words is saved', async () => {
    const id = await begin(first)
    const { status, body } = await bringIn(first, id, await sendDocx(first))
    expect([status, body.title, body.documentNumber, body.issuer, body.writtenOn]).toEqual([200, '桓台县市场监督管理局关于组织申报2026年度专利奖励的通知', '桓市监发〔2026〕12号', '桓台县市场监督管理局', '2026-11-23'])
    const picture = body.body.find((block) => 'picture' in block)
    expect([picture, body.files]).toMatchObject([{ picture: body.files[0]?.fileId, width: 600, height: 300, alt: '申报流程：网上填报、县局审核、公示拨付' }, [{ name: '图1.png', mediaType: 'image/png' }]])
    const open = await readOpen(first, id)
    expect([open.text.body, open.files.map(({ fileId }) => fileId), open.revision, await audits('notices.import')]).toEqual([[], [body.files[0]?.fileId], 1, 1])
    expect((await first.call(getDeskNoticeFile, { params: { id, fileId: body.files[0]?.fileId ?? '' } })).status).toBe(200)
  })

  it('a second time finds its picture there', async () => {
    const id = await begin(first)
    const fileId = await sendDocx(first)
    const ids = [await bringIn(first, id, fileId), await bringIn(first, id, fileId)].map(({ body }) => body.files[0]?.fileId)
    expect([ids[0] === ids[1], (await readOpen(first, id)).files.length]).toEqual([true, 1])
  })

  it('is refused of somebody else, where nobody writes, and where it is no Word file', async () => {
    const id = await begin(first)
    const live = await aLiveNotice([first, second])
    const [mine, theirs, picture] = [await sendDocx(first), await sendDocx(second), await sendPng(first)]
    expect([(await bringIn(first, id, theirs)).status, (await bringIn(first, live, mine)).error.code, (await bringIn(firm, id, mine)).status, (await bringIn(first, id, picture)).error.code, (await bringIn(first, 'none', mine)).status]).toEqual([404, 'notices.state', 403, 'invalid-input', 404])
  })

  it('that cannot be read says so, and the server goes on', async () => {
    const id = await begin(first)
    const fileId = await sendDocx(first, handDocx('<w:p>'.repeat(30_000)))
    const reply = await bringIn(first, id, fileId)
    expect([reply.status, reply.error.code]).toEqual([422, 'notices.import-unreadable'])
    expect((await first.call(getDeskNotice, { params: { id } })).status).toBe(200)
    await first.call(removeNoticeDraft, { params: { id } })
  })
})
