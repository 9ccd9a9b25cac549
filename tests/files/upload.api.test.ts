import { createHash, randomBytes } from 'node:crypto'
import { readdir, rm, stat, writeFile } from 'node:fs/promises'
import { request as sendRequest, type ClientRequest } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFirm, submitLicence } from '#contract/accounts/endpoints.ts'
import { getFileInfo, uploadBase } from '#contract/files/endpoints.ts'
import { fileLimits } from '#contract/files/rules.ts'
import { addPaperPage, removePaperPage, startApplication } from '#contract/subsidies/endpoints.ts'
import { sweepFiles } from '#server/files/expiry.ts'
import { allActors, type Actor, type Actors } from '../support/actors.ts'
import type { Client, Reply } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { aUscc } from '../support/builders.ts'
import { aPdf, scriptAction } from './pdf-samples.ts'
import { aPhonePhoto, halves } from './picture-samples.ts'

const tus = { 'tus-resumable': '1.0.0' }
const hour = 3_600_000

/** A PDF of about this size: random bytes in a stream nothing refers to. */
function aLargePdf(bytes: number): Buffer {
  return aPdf({ extra: [`<< /Length ${bytes} >>\nstream\n${randomBytes(bytes).toString('latin1')}\nendstream`] })
}
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const metadata = (entries: Record<string, string>) => Object.entries(entries).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`).join(',')

describe('sending a file', () => {
  let test: TestApp
  let people: Actors
  let start: { restore(): Promise<void> }
  let free = 1

  beforeAll(async () => {
    test = await buildTestApp()
    const space = test.deps.files.space.bind(test.deps.files)
    // How full the disk of the machine is must not matter here.
    test.deps.files.space = async () => ({ freeBytes: (await space()).totalBytes * free, totalBytes: (await space()).totalBytes })
    people = await allActors(test)
    start = await test.snapshot()
  })
  beforeEach(async () => {
    free = 1
    test.clock.set('2026-11-23T02:08:00.000Z')
    await start.restore()
    for (const name of await incoming()) await rm(join(join(test.deps.config.dataDir, 'uploads'), name))
  })
  afterAll(() => test.close())

  function begin(who: Actor | Client, size: number, entries: Record<string, string> = {}): Promise<Reply<unknown>> {
    const client = typeof who === 'string' ? people.clients[who] : who
    const named = { filename: '质押合同.pdf', filetype: 'application/pdf', firmId: people.firmId, ...entries }
    return client.request('POST', uploadBase, { headers: { ...tus, 'upload-length': String(size), 'upload-metadata': metadata(named) } })
  }
  function send(who: Actor | Client, url: string, offset: number, body: Uint8Array): Promise<Reply<unknown>> {
    const client = typeof who === 'string' ? people.clients[who] : who
    return client.request('PATCH', url, { headers: { ...tus, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' }, body })
  }
  const ask = (who: Actor, url: string) => people.clients[who].request('HEAD', url, { headers: tus })
  const offsetOf = async (who: Actor, url: string) => Number((await ask(who, url)).headers['upload-offset'])
  const info = (who: Actor, url: string) => people.clients[who].call(getFileInfo, { params: { id: url.split('/').at(-1) ?? '' } })

  async function sendWhole(who: Actor, bytes: Uint8Array, entries: Record<string, string> = {}): Promise<{ url: string; id: string; last: Reply<unknown> }> {
    const begun = await begin(who, bytes.byteLength, entries)
    expect(begun.status).toBe(201)
    const url = begun.headers.location ?? ''
    return { url, id: url.split('/').at(-1) ?? '', last: await send(who, url, 0, bytes) }
  }
  const incoming = () => readdir(join(test.deps.config.dataDir, 'uploads'))

  it('ends in a stored file whose hash the phone can compare', async () => {
    const bytes = aPdf({ pages: 2 })
    const { url, id, last } = await sendWhole('clerk', bytes, { sha256: sha256(bytes) })
    expect(last.status).toBe(204)
    expect((await info('clerk', url)).body).toMatchObject({ id, name: '质押合同.pdf', mediaType: 'application/pdf', pages: 2, sizeBytes: bytes.length, sha256: sha256(bytes), sentSha256: sha256(bytes) })
    expect(await incoming()).toEqual([])
  })

  /** A PATCH over a real connection, its body still to be written. */
  async function openPatch(url: string, offset: number, announced: number): Promise<ClientRequest> {
    if (!test.app.server.listening) await test.app.listen({ port: 0, host: '127.0.0.1' })
    const address = test.app.server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const headers = { ...tus, host: new URL(test.deps.config.publicUrl).host, cookie: people.clients.clerk.cookie(), 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream', 'content-length': announced }
    const request = sendRequest({ port, host: '127.0.0.1', path: url, method: 'PATCH', headers })
    request.on('error', () => undefined)
    return request
  }
  async function sendAndCut(url: string, offset: number, announced: number, bytes: Uint8Array): Promise<void> {
    const request = await openPatch(url, offset, announced)
    await new Promise<void>((gone) => {
      request.on('close', () => gone())
      request.write(bytes, () => setTimeout(() => request.destroy(), 100))
    })
  }
  const incomingSize = (url: string) => stat(join(join(test.deps.config.dataDir, 'uploads'), url.split('/').at(-1) ?? '')).then((found) => found.size)

  it.each([10, 50, 90, 99])('goes on where it stopped after the connection was lost at %d percent', async (percent) => {
    const bytes = aLargePdf(5_000_000)
    const url = (await begin('clerk', bytes.length, { sha256: sha256(bytes) })).headers.location ?? ''
    const cut = Math.floor((bytes.length * percent) / 100)
    let sent = 0
    for (; sent + fileLimits.chunkBytes <= cut; sent += fileLimits.chunkBytes) expect((await send('clerk', url, sent, bytes.subarray(sent, sent + fileLimits.chunkBytes))).status).toBe(204)
    await sendAndCut(url, sent, Math.min(fileLimits.chunkBytes, bytes.length - sent), bytes.subarray(sent, cut))
    const offset = await offsetOf('clerk', url)
    expect(offset).toBeGreaterThanOrEqual(sent)
    expect(offset).toBeLessThanOrEqual(cut)
    expect((await info('clerk', url)).status).toBe(404)
    expect((await send('clerk', url, offset, bytes.subarray(offset))).status).toBe(204)
    expect((await info('clerk', url)).body.sha256).toBe(sha256(bytes))
  })

  it('answers a phone that is back while its old connection still hangs', async () => {
    const bytes = aLargePdf(600_000)
    const url = (await begin('clerk', bytes.length, { sha256: sha256(bytes) })).headers.location ?? ''
    const hanging = await openPatch(url, 0, bytes.length)
    hanging.write(bytes.subarray(0, 200_000))
    await expect.poll(() => incomingSize(url), { timeout: 5000 }).toBe(200_000)
    const back = await ask('clerk', url)
    expect({ status: back.status, offset: back.headers['upload-offset'] }).toEqual({ status: 200, offset: '200000' })
    hanging.destroy()
    expect((await send('clerk', url, 200_000, bytes.subarray(200_000))).status).toBe(204)
    expect((await info('clerk', url)).body.sha256).toBe(sha256(bytes))
  })

  it('refuses a wrong offset and leaves what was there', async () => {
    const bytes = aPdf()
    const url = (await begin('clerk', bytes.length)).headers.location ?? ''
    await send('clerk', url, 0, bytes.subarray(0, 100))
    for (const offset of [0, 99, 101, bytes.length]) {
      const reply = await send('clerk', url, offset, bytes.subarray(0, 10))
      expect({ status: reply.status, code: reply.error.code }).toEqual({ status: 409, code: 'files.offset' })
    }
    expect(await offsetOf('clerk', url)).toBe(100)
    expect((await send('clerk', url, 100, bytes.subarray(100))).status).toBe(204)
  })

  it('takes one of two that send the same part at once', async () => {
    const bytes = aLargePdf(300_000)
    const url = (await begin('clerk', bytes.length, { sha256: sha256(bytes) })).headers.location ?? ''
    const both = await Promise.all([send('clerk', url, 0, bytes), send('clerk', url, 0, bytes)])
    expect(both.map((reply) => reply.status).sort()).toEqual([204, 409])
    expect((await info('clerk', url)).body.sha256).toBe(sha256(bytes))
  })

  it('is stored once when the last answer was lost and the phone asks again', async () => {
    const bytes = aPdf()
    const { url } = await sendWhole('clerk', bytes)
    expect(await offsetOf('clerk', url)).toBe(bytes.length)
    expect((await send('clerk', url, bytes.length, Buffer.alloc(0))).status).toBe(204)
    const { lines } = await test.db.selectFrom('audit').select((eb) => eb.fn.countAll<number>().as('lines')).where('action', '=', 'files.store').where('subject', '=', `file:${url.split('/').at(-1)}`).executeTakeFirstOrThrow()
    expect(Number(lines)).toBe(1)
  })

  it('is judged when the phone asks, if the server was killed before it could', async () => {
    const bytes = aPdf()
    const url = (await begin('clerk', bytes.length)).headers.location ?? ''
    await writeFile(`${join(test.deps.config.dataDir, 'uploads')}/${url.split('/').at(-1)}`, bytes)
    expect(await offsetOf('clerk', url)).toBe(bytes.length)
    expect((await info('clerk', url)).status).toBe(200)
  })

  it('is refused when the bytes are not those the phone promised', async () => {
    const bytes = aPdf()
    const { url, last } = await sendWhole('clerk', bytes, { sha256: sha256(Buffer.from('other')) })
    expect({ status: last.status, code: last.error.code }).toEqual({ status: 460, code: 'files.checksum' })
    expect((await info('clerk', url)).status).toBe(404)
    expect((await ask('clerk', url)).status).toBe(410)
    expect(await incoming()).toEqual([])
  })

  it.each([
    ['a web page named .png', Buffer.from('<html><script>alert(1)</script>'), 'image/png', 415, 'files.wrong-type'],
    ['half a PDF', aPdf().subarray(0, 200), 'application/pdf', 422, 'files.damaged'],
    ['a PDF with a script', aPdf({ catalog: `/OpenAction ${scriptAction}` }), 'application/pdf', 422, 'files.active-content'],
  ])('is refused at its end and forgotten: %s', async (_, bytes, filetype, status, code) => {
    const { url, last } = await sendWhole('clerk', bytes, { filetype })
    expect({ status: last.status, code: last.error.code }).toEqual({ status, code })
    expect(last.error.requestId).toMatch(/^[0-9a-f-]{36}$/)
    expect((await info('clerk', url)).status).toBe(404)
    expect(await incoming()).toEqual([])
  })

  it.each([
    ['nothing', 0, {}, 422, 'files.empty'],
    ['one byte too many', fileLimits.maxBytes + 1, {}, 413, 'files.too-large'],
    ['a type nobody asked for', 100, { filetype: 'image/svg+xml' }, 415, 'files.wrong-type'],
    ['HEIC, which the phone converts', 100, { filetype: 'image/heic' }, 415, 'files.wrong-type'],
    ['a purpose that does not exist', 100, { purpose: 'avatar' }, 422, 'invalid-input'],
    ['a paper for no firm', 100, { firmId: '' }, 422, 'invalid-input'],
    ['a hash that is none', 100, { sha256: 'abc' }, 422, 'invalid-input'],
  ])('is refused before a byte is sent: %s', async (_, size, entries, status, code) => {
    const reply = await begin('clerk', size, entries)
    expect({ status: reply.status, code: reply.error.code }).toEqual({ status, code })
    expect(await incoming()).toEqual([])
  })

  it('is refused without a length, with broken metadata or without the protocol', async () => {
    const wrong: Record<string, string>[] = [{ ...tus }, { ...tus, 'upload-length': '-1' }, { ...tus, 'upload-defer-length': '1' }, { ...tus, 'upload-length': '5', 'upload-metadata': 'a b c' }, { 'upload-length': '5' }]
    for (const headers of wrong) {
      expect((await people.clients.clerk.request('POST', uploadBase, { headers })).status).toBe(422)
    }
  })

  it('takes no more bytes than were announced', async () => {
    const bytes = aPdf()
    const url = (await begin('clerk', bytes.length)).headers.location ?? ''
    expect((await send('clerk', url, 0, Buffer.concat([bytes, Buffer.from('more')]))).status).toBe(413)
  })

  it('keeps the name for show, without what deceives, and never on the disk', async () => {
    const { url } = await sendWhole('clerk', aPdf(), { filename: '../../合同\u202efdp.exe\u0000\r\nX: y' })
    expect((await info('clerk', url)).body.name).toBe('.._.._合同fdp.exeX: y')
    const bytes = await people.clients.clerk.request('GET', url)
    expect(bytes.headers['content-disposition']).toBe(`attachment; filename=".._..___fdp.exeX: y.pdf"; filename*=UTF-8''.._.._%E5%90%88%E5%90%8Cfdp.exeX%3A%20y.pdf`)
  })

  it('cannot be begun twenty-one times at once', async () => {
    const replies = []
    for (let count = 0; count <= fileLimits.maxOpenUploads; count += 1) replies.push(await begin('clerk', 1000))
    expect(replies.at(-2)?.status).toBe(201)
    expect({ status: replies.at(-1)?.status, code: replies.at(-1)?.error.code }).toEqual({ status: 429, code: 'files.quota' })
    expect(replies.at(-1)?.headers['retry-after']).toBeDefined()
    const first = replies[0]?.headers.location ?? ''
    expect((await people.clients.clerk.request('DELETE', first, { headers: tus })).status).toBe(204)
    expect((await begin('clerk', 1000)).status).toBe(201)
  })

  it('stops when the firm has filled its place', async () => {
    await sendWhole('clerk', aPdf())
    await test.db.updateTable('files').set({ size_bytes: fileLimits.maxBytesPerFirm - 500 }).where('firm_id', '=', people.firmId).execute()
    expect((await begin('clerk', 1000)).error.code).toBe('files.quota')
    expect((await begin('otherFirm', 1000, { firmId: people.otherFirmId })).status).toBe(201)
  })

  it('is refused with a time to come back when the disk is nearly full', async () => {
    const bytes = aPdf()
    const url = (await begin('clerk', bytes.length)).headers.location ?? ''
    free = 0.05
    for (const reply of [await begin('clerk', 1000), await send('clerk', url, 0, bytes)]) {
      expect({ status: reply.status, code: reply.error.code, wait: reply.headers['retry-after'] }).toEqual({ status: 507, code: 'storage-full', wait: '60' })
    }
    free = 0.5
    expect((await send('clerk', url, 0, bytes)).status).toBe(204)
  })

  it('may be resumed for a day; after that it is gone, also from the disk', async () => {
    const bytes = aPdf()
    const url = (await begin('clerk', bytes.length)).headers.location ?? ''
    await send('clerk', url, 0, bytes.subarray(0, 50))
    test.clock.advance(24 * hour - 1)
    const later = await test.signIn(phones.clerk)
    const askLater = () => later.request('HEAD', url, { headers: tus })
    expect((await askLater()).headers['upload-offset']).toBe('50')
    test.clock.advance(1)
    expect((await askLater()).status).toBe(410)
    expect((await send(later, url, 50, bytes.subarray(50))).error.code).toBe('files.gone')
    expect((await incoming()).length).toBe(1)
    expect(await sweepFiles(test.deps)).toEqual({ uploads: 1, files: 0 })
    expect(await incoming()).toEqual([])
    expect((await askLater()).status).toBe(410)
  })

  it('tells the protocol it speaks', async () => {
    const reply = await people.clients.clerk.request('OPTIONS', uploadBase)
    expect({ status: reply.status, version: reply.headers['tus-version'], size: reply.headers['tus-max-size'] }).toEqual({ status: 204, version: '1.0.0', size: String(fileLimits.maxBytes) })
    expect(reply.headers['access-control-allow-origin']).toBeUndefined()
  })

  describe('somebody else', () => {
    const strangers: Actor[] = ['pending', 'otherFirm', 'officer', 'assistant', 'expert', 'bank']

    it.each([...strangers, 'administrator' as const])('cannot ask for, continue or give up another one\'s upload: %s', async (who) => {
      const bytes = aPdf()
      const url = (await begin('clerk', bytes.length)).headers.location ?? ''
      const nowhere = `${uploadBase}/00000000-0000-4000-8000-000000000000`
      for (const target of [url, nowhere]) {
        const replies = [await ask(who, target), await send(who, target, 0, bytes), await people.clients[who].request('DELETE', target, { headers: tus })]
        expect(replies.map((reply) => reply.status)).toEqual([404, 404, 404])
      }
      expect(await offsetOf('clerk', url)).toBe(0)
    })

    it.each(strangers)('cannot read a file of the firm: %s', async (who) => {
      const { url } = await sendWhole('clerk', aPdf())
      const foreign = await people.clients[who].request('GET', url)
      const absent = await people.clients[who].request('GET', `${uploadBase}/00000000-0000-4000-8000-000000000000`)
      expect([foreign.status, foreign.error.code]).toEqual([404, 'not-found'])
      expect(Object.keys(foreign.error)).toEqual(Object.keys(absent.error))
      expect((await info(who, url)).status).toBe(404)
      const line = await test.db.selectFrom('audit').select('details').where('request_id', '=', foreign.error.requestId).executeTakeFirst()
      expect(line?.details).toContain('404')
    })

    it('cannot put a file into a firm', async () => {
      for (const who of strangers) expect((await begin(who, 100)).status).toBe(404)
      const nobody = [await begin('anonymous', 100), await ask('anonymous', `${uploadBase}/x`), await people.clients.anonymous.request('GET', `${uploadBase}/x`)]
      expect(nobody.map((reply) => reply.status)).toEqual([401, 401, 401])
    })

    it('is also a clerk who was removed: at once, in the middle of an upload', async () => {
      const bytes = aPdf()
      const url = (await begin('clerk', bytes.length)).headers.location ?? ''
      const { url: stored } = await sendWhole('clerk', bytes)
      await test.db.updateTable('memberships').set({ state: 'removed' }).where('firm_id', '=', people.firmId).where('role', '=', 'clerk').execute()
      expect([(await send('clerk', url, 0, bytes)).status, (await people.clients.clerk.request('GET', stored)).status, (await info('administrator', stored)).status]).toEqual([404, 404, 200])
    })
  })

  describe('a stored file', () => {
    it('leaves as an attachment that can do nothing', async () => {
      const { url } = await sendWhole('clerk', await aPhonePhoto(), { filename: '照片.HEIC', filetype: 'image/jpeg' })
      const reply = await people.clients.administrator.request('GET', url)
      expect(reply.status).toBe(200)
      expect(reply.headers).toMatchObject({ 'content-type': 'image/jpeg', 'x-content-type-options': 'nosniff', 'content-security-policy': "sandbox; default-src 'none'", 'cache-control': 'private, no-store' })
      expect(reply.headers['content-disposition']).toBe("attachment; filename=\"__.jpg\"; filename*=UTF-8''%E7%85%A7%E7%89%87.jpg")
      const told = (await info('administrator', url)).body
      expect({ sha256: sha256(reply.bytes), size: reply.bytes.length }).toEqual({ sha256: told.sha256, size: told.sizeBytes })
    })

    it('can be deleted by its firm while nothing uses it, and not while something does', async () => {
      const { url, id } = await sendWhole('clerk', aPdf())
      const draft = (await people.clients.clerk.call(startApplication, { body: { firmId: people.firmId, programmeId: 'P05' } })).body
      const programme = await people.clients.clerk.request('GET', '/api/subsidies/programmes/P05')
      const paperId = (programme.body as { papers: { id: string; origin: string; showWhen?: unknown }[] }).papers.find((paper) => paper.origin === 'firm' && paper.showWhen === undefined)?.id ?? ''
      const added = await people.clients.clerk.call(addPaperPage, { params: { id: draft.id }, body: { paperId, fileId: id } })
      expect(added.status).toBeLessThan(300)
      expect((await people.clients.administrator.request('DELETE', url, { headers: tus })).error.code).toBe('files.in-use')
      expect((await people.clients.officer.request('GET', url)).status).toBe(404)
      const pageId = added.body.papers.find((page) => page.file.id === id)?.id ?? ''
      await people.clients.clerk.call(removePaperPage, { params: { id: draft.id, pageId } })
      expect((await people.clients.otherFirm.request('DELETE', url, { headers: tus })).status).toBe(404)
      expect((await people.clients.administrator.request('DELETE', url, { headers: tus })).status).toBe(204)
      expect((await people.clients.clerk.request('GET', url)).status).toBe(404)
      await expect(test.deps.files.open(id)).rejects.toMatchObject({ code: 'ENOENT' })
    })

    it('lies before the officers once it is a licence, and every look of theirs is noted', async () => {
      const firm = (await people.clients.pending.call(createFirm, { body: { uscc: aUscc(77), name: '试验企业', town: test.deps.content.county.towns[0] ?? '' } })).body
      const { url, id } = await sendWhole('pending', await halves().jpeg().toBuffer(), { firmId: firm.id, purpose: 'licence', filetype: 'image/jpeg' })
      expect((await people.clients.officer.request('GET', url)).status).toBe(404)
      expect((await people.clients.pending.call(submitLicence, { params: { id: firm.id }, body: { fileId: id } })).status).toBe(200)
      expect((await people.clients.officer.request('GET', url)).status).toBe(200)
      expect((await people.clients.assistant.request('GET', url)).status).toBe(404)
      const looks = await test.db.selectFrom('audit').select('role').where('action', '=', 'files.read').where('subject', '=', `file:${id}`).execute()
      expect(looks).toEqual([{ role: 'officer' }])
    })

    it('that hangs on nothing goes after a week; one that is used stays', async () => {
      const loose = await sendWhole('clerk', aPdf())
      const kept = await sendWhole('clerk', aPdf({ pages: 2 }), { purpose: 'licence' })
      await test.db.updateTable('firms').set({ licence_file_id: kept.id }).where('id', '=', people.firmId).execute()
      test.clock.advance(7 * 24 * hour)
      await sweepFiles(test.deps)
      expect(await test.db.selectFrom('files').select('id').where('id', 'in', [loose.id, kept.id]).execute()).toEqual([{ id: kept.id }])
      await expect(test.deps.files.open(loose.id)).rejects.toMatchObject({ code: 'ENOENT' })
    })
  })
})
