// Papers of a case as one PDF: whose pages, in which order, for whom.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import sharp from 'sharp'
import { getPaperPdf, getPapersPdf, getProgramme, removePaperPage } from '#contract/subsidies/endpoints.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { aPdf } from '../files/pdf-samples.ts'
import { allActors, type Actor, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, readyDraft, startDraft } from '../support/applications.ts'
import { anItem, attach, done, handedBack, page, returned } from '../support/handling.ts'
import { keepSessions } from '../support/stages.ts'
import { testStart } from '../support/test-clock.ts'
import { uploadFile } from '../support/upload.ts'
import { readSheets } from './pdf-reading.ts'

let test: TestApp
let people: Actors
let submitted: Application
let id: string
let draftId: string
let fresh: { restore(): Promise<void> }
const clerk = () => people.clients.clerk
const add = (bytes: Uint8Array, type: string, name: string) => uploadFile(clerk(), { bytes, type, name, firmId: people.firmId, purpose: 'paper' })
const aPhoto = (width: number, height: number, orientation = 1) => sharp({ create: { width, height, channels: 3, background: '#e8e4da' } }).withMetadata({ orientation }).jpeg().toBuffer()

beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  await keepSessions(test)
  id = (await readyDraft(clerk(), people.firmId, 'P05')).id
  // Taken with the phone held sideways: upright it is 600 wide.
  await done(attach(clerk(), id, 'payment', await add(await aPhoto(900, 600, 6), 'image/jpeg', '竖拍.jpg')), 201)
  await done(attach(clerk(), id, 'payment', await add(aPdf({ pages: 3 }), 'application/pdf', '流水.pdf')), 201)
  submitted = await done(act(clerk(), id, 'submit', { statement: true }))
  const draft = await startDraft(clerk(), people.firmId, 'P02')
  draftId = draft.id
  // What the paper library put into it is taken out again.
  for (const { id: pageId } of draft.papers) await done(clerk().call(removePaperPage, { params: { id: draftId, pageId } }))
  fresh = await test.snapshot()
}, 60_000)
beforeEach(async () => {
  await fresh.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const fetchAll = (who: Actor, of = id) => people.clients[who].call(getPapersPdf, { params: { id: of } })
const fetchOne = (who: Actor, paperId: string, of = id) => people.clients[who].call(getPaperPdf, { params: { id: of, paperId } })
async function sheetsOf(asked: ReturnType<typeof fetchAll>): ReturnType<typeof readSheets> {
  const { status, bytes, error } = await asked
  expect(status, JSON.stringify(error)).toBe(200)
  return readSheets(bytes)
}

describe('one paper as one PDF', () => {
  it('has its files in order, pictures upright, pages of PDFs as they are', async () => {
    const { sheets, outline } = await sheetsOf(fetchOne('clerk', 'payment'))
    expect(sheets.length).toBe(5)
    expect(sheets.map(({ width, height, rotate }) => [width < height, rotate])).toEqual(Array.from({ length: 5 }, () => [true, 0]))
    const payment = submitted.programme?.papers.find((paper) => paper.id === 'payment')
    expect(outline).toEqual([[payment?.name, 1]])
  }, 30_000)

  it('is named after the paper and the case, and no cache stores it', async () => {
    const { headers, bytes } = await fetchOne('clerk', 'payment')
    expect(headers).toMatchObject({ 'content-type': 'application/pdf', 'x-content-type-options': 'nosniff', 'cache-control': 'private, no-store', 'content-length': String(bytes.length) })
    expect(decodeURIComponent(headers['content-disposition'] ?? '')).toContain(`-${submitted.number}.pdf`)
  }, 30_000)

  it('is not there for a paper without pages or one nobody asked for', async () => {
    expect((await fetchOne('clerk', 'nothing')).status).toBe(404)
    expect((await fetchAll('clerk', draftId)).status).toBe(404)
  })
})

describe('all papers as one PDF', () => {
  it('stand in the order of the scheme, each with its line in the outline', async () => {
    const { papers } = (await clerk().call(getProgramme, { params: { id: 'P05' } })).body
    const given = papers.filter((paper) => submitted.papers.some((one) => one.paperId === paper.id))
    const { sheets, outline } = await sheetsOf(fetchAll('clerk'))
    expect(outline.map(([title]) => title)).toEqual(given.map((paper) => paper.name))
    expect(sheets.length).toBe(submitted.papers.reduce((sum, one) => sum + one.file.pages, 0))
    expect(outline.map(([, at]) => at)).toEqual([...outline.map(([, at]) => at)].toSorted((a, b) => a - b))
  }, 30_000)

  it('come byte for byte alike for the firm and the officer, however often they are fetched', async () => {
    const [one, two, three] = [await fetchAll('clerk'), await fetchAll('clerk'), await fetchAll('officer')]
    expect(Buffer.from(one.bytes).equals(Buffer.from(two.bytes))).toBe(true)
    expect(Buffer.from(one.bytes).equals(Buffer.from(three.bytes))).toBe(true)
  }, 30_000)
})

describe('who gets them', () => {
  it('members always, officers once it is submitted, also one who stands aside as with the pages themselves; nobody else', async () => {
    await done(act(people.clients.secondOfficer, id, 'recuse', { reason: '亲属在该企业任职' }))
    for (const who of ['administrator', 'clerk', 'officer', 'secondOfficer'] as const) expect((await fetchOne(who, 'payment')).status).toBe(200)
    for (const who of ['otherFirm', 'pending', 'assistant', 'expert', 'bank'] as const) {
      expect((await fetchAll(who)).status).toBe(404)
      expect((await fetchOne(who, 'payment')).status).toBe(404)
    }
    expect((await fetchAll('anonymous')).status).toBe(401)
  }, 60_000)

  it('a draft is for its firm alone', async () => {
    const { papers } = (await clerk().call(getProgramme, { params: { id: 'P02' } })).body
    await done(attach(clerk(), draftId, papers.find((paper) => paper.origin === 'firm')?.id ?? '', await add(aPdf(), 'application/pdf', '合同.pdf')), 201)
    expect((await fetchAll('clerk', draftId)).status).toBe(200)
    expect((await fetchAll('officer', draftId)).status).toBe(404)
  })

  it('while the firm corrects it gets its new page, the officer what was handed in; afterwards both the new one', async () => {
    const [first] = submitted.papers.filter((one) => one.paperId === 'payment').toSorted((a, b) => a.position - b.position)
    await returned(people.clients.officer, id, [anItem('page', page('payment', first?.file.id ?? ''))])
    await done(attach(clerk(), id, 'payment', await add(aPdf({ pages: 4 }), 'application/pdf', '补正.pdf'), first?.id), 201)
    const pages = async (who: Actor) => (await sheetsOf(fetchOne(who, 'payment'))).sheets.length
    expect([await pages('clerk'), await pages('officer')]).toEqual([8, 5])
    await handedBack(clerk(), id)
    expect([await pages('clerk'), await pages('officer')]).toEqual([8, 8])
  }, 60_000)

  it('leaves a line that says who fetched what, and counts every file for an officer', async () => {
    const { id: last } = await test.db.selectFrom('audit').select((eb) => eb.fn.max('id').as('id')).executeTakeFirstOrThrow()
    await fetchOne('officer', 'payment')
    await fetchAll('otherFirm')
    const lines = await test.db.selectFrom('audit').select(['role', 'subject', 'firm_id', 'details']).where('id', '>', last).where('action', '=', 'subsidies.papers-pdf').execute()
    expect(lines.map(({ role, subject, firm_id: firm }) => [role, subject, firm])).toEqual([['officer', `case:${id}`, people.firmId]])
    expect(JSON.parse(lines[0]?.details ?? '{}')).toEqual({ files: 3, paperId: 'payment' })
    const { reads } = await test.db.selectFrom('rate_counts').select((eb) => eb.fn.sum<number>('count').as('reads')).where('key', 'like', 'file-reads:%').executeTakeFirstOrThrow()
    expect(Number(reads)).toBe(3)
  }, 30_000)
})

describe('a file that cannot be merged', () => {
  it('is named, nothing is given, and the other papers still come', async () => {
    const key = submitted.papers.find((one) => one.file.name === '流水.pdf')?.file.id ?? ''
    await test.deps.files.put(key, Buffer.from('%PDF-1.7 cut off'))
    const { status, error, headers } = await fetchOne('officer', 'payment')
    expect([status, error.code, error.details]).toEqual([422, 'files.unmergeable', { name: '流水.pdf' }])
    expect(headers['content-disposition']).toBeUndefined()
    const other = submitted.papers.find((one) => one.paperId !== 'payment')?.paperId ?? ''
    expect((await fetchOne('officer', other)).status).toBe(200)
    await test.deps.files.put(key, aPdf({ pages: 3 }))
  }, 30_000)
})
