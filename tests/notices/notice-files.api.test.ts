// Pictures and attachments readers may have, and how often a notice was opened.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countOpening, getNotice, getNoticeFile } from '#contract/notices/endpoints.ts'
import type { OpenChannel } from '#contract/notices/schema.ts'
import { sha256Of } from '#server/files/store.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aLiveNotice, withdraw } from './live-notices.ts'

let test: TestApp
let officerId: string
let saved: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  officerId = (await test.db.selectFrom('accounts').select('id').where('staff_role', '=', 'officer').executeTakeFirstOrThrow()).id
  saved = await test.snapshot()
})
afterAll(() => test.close())

/** Stored, and one of the notice's: shown or not is what its text says. */
async function aFile(noticeId: string, name: string, mediaType: string): Promise<string> {
  const [id, key, bytes] = [randomUUID(), randomUUID(), Buffer.from(`bytes of ${name}`)]
  await test.deps.files.put(key, bytes)
  await test.db.insertInto('files').values({ id, account_id: officerId, firm_id: null, purpose: 'notice', name, media_type: mediaType, size_bytes: bytes.length, sha256: sha256Of(bytes), pages: 1, width: 10, height: 10, storage_key: key, created_at: test.clock.now() }).execute()
  await test.db.insertInto('notice_files').values({ notice_id: noticeId, file_id: id, is_live: 0, added_by: officerId, added_at: test.clock.now() }).execute()
  return id
}
const fetchFile = (noticeId: string, fileId: string, headers: Record<string, string> = {}) => test.app.inject({ url: getNoticeFile.path.replace(':id', noticeId).replace(':fileId', fileId), headers })

describe('a file of a notice', () => {
  it('is for everybody while the notice shows it, and can do nothing', async () => {
    await aLiveNotice(test, 'files')
    const [picture, sheet, draft] = [await aFile('files', '图.png', 'image/png'), await aFile('files', '汇总表.pdf', 'application/pdf'), await aFile('files', '还没用.png', 'image/png')]
    expect((await fetchFile('files', picture)).statusCode).toBe(404)
    await aLiveNotice(test, 'files', { body: [{ picture, alt: '图', width: 10, height: 10 }], attachments: [{ fileId: sheet, title: '汇总表' }] })
    const [shown, kept] = [await fetchFile('files', picture), await fetchFile('files', sheet)]
    expect([shown.statusCode, shown.body, shown.headers['content-type'], shown.headers['content-disposition'], shown.headers['content-security-policy'], shown.headers['x-content-type-options']]).toEqual([200, 'bytes of 图.png', 'image/png', 'inline', "sandbox; default-src 'none'", 'nosniff'])
    expect([kept.statusCode, String(kept.headers['content-disposition']).startsWith('attachment; '), kept.headers['content-length']]).toEqual([200, true, String(kept.rawPayload.length)])
    expect((await fetchFile('files', picture, { 'if-none-match': String(shown.headers.etag) })).statusCode).toBe(304)
    expect((await test.client().call(getNotice, { params: { id: 'files' } })).body.attachments).toEqual([{ fileId: sheet, title: '汇总表', mediaType: 'application/pdf', sizeBytes: kept.rawPayload.length }])
    // Nor by another notice's address, nor what no version in force shows.
    for (const [notice, file] of [['hzz-2022-73', picture], ['files', draft], ['files', randomUUID()]] as const) expect((await fetchFile(notice, file)).statusCode).toBe(404)
    expect((await fetchFile('files', 'x')).statusCode).toBe(404)
    await saved.restore()
  })

  it('is gone with the version that showed it, and with a notice that was taken back', async () => {
    await aLiveNotice(test, 'files')
    const [first, second] = [await aFile('files', '一.png', 'image/png'), await aFile('files', '二.png', 'image/png')]
    const showing = (picture: string) => ({ body: [{ picture, alt: '图', width: 10, height: 10 }] })
    await aLiveNotice(test, 'files', showing(first))
    await aLiveNotice(test, 'files', showing(second))
    expect([(await fetchFile('files', first)).statusCode, (await fetchFile('files', second)).statusCode]).toEqual([404, 200])
    await withdraw(test, 'files')
    expect((await fetchFile('files', second)).statusCode).toBe(404)
    await saved.restore()
  })
})

describe('openings of a notice', () => {
  const open = async (id: string, from: OpenChannel) => (await test.client().call(countOpening, { params: { id }, body: { from } })).status

  it('are counted by day in Shanghai and by the way people came, also of one that was taken back', async () => {
    await aLiveNotice(test, 'opened')
    test.clock.set('2026-11-23T15:59:00.000Z')
    expect([await open('opened', 'poster'), await open('opened', 'poster'), await open('opened', 'inbox')]).toEqual([204, 204, 204])
    test.clock.set('2026-11-23T16:00:00.000Z')
    await withdraw(test, 'opened')
    expect(await open('opened', 'poster')).toBe(204)
    expect(await test.db.selectFrom('notice_opens').selectAll().where('notice_id', '=', 'opened').orderBy('channel').orderBy('day').execute()).toEqual([
      { notice_id: 'opened', channel: 'inbox', day: '2026-11-23', count: 1 }, { notice_id: 'opened', channel: 'poster', day: '2026-11-23', count: 2 }, { notice_id: 'opened', channel: 'poster', day: '2026-11-24', count: 1 },
    ])
    await saved.restore()
  })

  it('are all counted where many come at once', async () => {
    expect(new Set(await Promise.all(Array.from({ length: 30 }, () => open('hzz-2022-73', 'link'))))).toEqual(new Set([204]))
    expect((await test.db.selectFrom('notice_opens').select('count').where('notice_id', '=', 'hzz-2022-73').executeTakeFirstOrThrow()).count).toBe(30)
    await saved.restore()
  })

  it('of a notice that is not there, or by a way nobody comes, are refused', async () => {
    expect(await open('none', 'link')).toBe(404)
    const { status } = await test.client().call(countOpening, { params: { id: 'hzz-2022-73' }, body: { from: 'elsewhere' } as never })
    expect([status, await test.db.selectFrom('notice_opens').selectAll().execute()]).toEqual([422, []])
  })
})
