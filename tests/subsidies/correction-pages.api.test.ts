// Pages of a returned case: replaced one by one, seen by officers only once they are handed in; and what has changed since last time.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deleteFile, getFile } from '#contract/files/endpoints.ts'
import { removePaperPage, saveAnswers } from '#contract/subsidies/endpoints.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { sweepFiles } from '#server/files/expiry.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, readyDraft } from '../support/applications.ts'
import { aPage, anItem, answer, attach, done, field, freshCodes, handedBack, moveTo, page, paper, read, refusal, returned, tick } from '../support/handling.ts'

let test: TestApp
let people: Actors
let submitted: Application
let id: string
let fresh: { restore(): Promise<void> }
/** Three pages of the payment voucher, in order. */
let vouchers: { id: string; fileId: string }[]
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  const { clerk } = people.clients
  id = (await readyDraft(clerk, people.firmId, 'P05')).id
  for (const _ of [2, 3]) await done(attach(clerk, id, 'payment', await aPage(clerk, people.firmId)), 201)
  submitted = await done(act(clerk, id, 'submit', { statement: true }))
  vouchers = pagesOf(submitted, 'payment').map((one) => ({ id: one.id, fileId: one.file.id }))
  fresh = await test.snapshot()
})
beforeEach(async () => {
  await fresh.restore()
  await moveTo(test, '2026-11-23T02:08:00.000Z')
})
afterAll(() => test.close())

const clerk = () => people.clients.clerk
const officer = () => people.clients.officer
const given = (place: number) => vouchers[place] ?? { id: '', fileId: '' }
const newPage = () => aPage(clerk(), people.firmId)
const remove = (pageId: string) => clerk().call(removePaperPage, { params: { id, pageId } })
function pagesOf(application: Application, paperId: string) {
  return application.papers.filter((one) => one.paperId === paperId).toSorted((a, b) => a.position - b.position)
}
const filesOf = (application: Application, paperId = 'payment') => pagesOf(application, paperId).map((one) => one.file.id)
/** Opens the second page of the vouchers. */
const openSecond = () => returned(officer(), id, [anItem('page', page('payment', given(1).fileId))])

describe('one page of a paper is opened', () => {
  it('another takes its place, in the same position, and may be taken again', async () => {
    await openSecond()
    const [first, better] = [await newPage(), await newPage()]
    const once = await done(attach(clerk(), id, 'payment', first, given(1).id), 201)
    expect(filesOf(once)).toEqual([given(0).fileId, first, given(2).fileId])
    expect(once.correction?.items[0]?.isChanged).toBe(true)
    const placed = pagesOf(once, 'payment')[1]
    const again = await done(attach(clerk(), id, 'payment', better, placed?.id), 201)
    expect(filesOf(again)).toEqual([given(0).fileId, better, given(2).fileId])
    expect(pagesOf(again, 'payment').map((one) => one.position)).toEqual(pagesOf(submitted, 'payment').map((one) => one.position))
  })

  it('sent twice because the reply was lost, it changes nothing the second time', async () => {
    await openSecond()
    const file = await newPage()
    await done(attach(clerk(), id, 'payment', file, given(1).id), 201)
    const again = await done(attach(clerk(), id, 'payment', file, given(1).id), 200)
    expect(filesOf(again)).toEqual([given(0).fileId, file, given(2).fileId])
  })

  it('the earlier page may be put back, and then nothing has changed', async () => {
    await openSecond()
    const once = await done(attach(clerk(), id, 'payment', await newPage(), given(1).id), 201)
    const back = await done(attach(clerk(), id, 'payment', given(1).fileId, pagesOf(once, 'payment')[1]?.id), 201)
    expect([filesOf(back), back.correction?.items[0]?.isChanged]).toEqual([vouchers.map((one) => one.fileId), false])
    expect(await refusal(tick(clerk(), id, 'item-page'))).toEqual([409, 'cases.nothing-changed', 'reply'])
  })

  it('no other page may be replaced, none added and none taken away', async () => {
    await openSecond()
    const closed = [409, 'subsidies.not-open', 'papers.payment']
    expect(await refusal(attach(clerk(), id, 'payment', await newPage(), given(0).id))).toEqual(closed)
    expect(await refusal(attach(clerk(), id, 'payment', await newPage()))).toEqual(closed)
    expect(await refusal(remove(given(0).id))).toEqual(closed)
    expect(await refusal(remove(given(1).id))).toEqual(closed)
    const licence = pagesOf(submitted, 'license')[0]
    expect(await refusal(attach(clerk(), id, 'license', await newPage(), licence?.id))).toEqual([409, 'subsidies.not-open', 'papers.license'])
    // A page of one paper does not give its place to a page of another.
    expect((await attach(clerk(), id, 'license', await newPage(), given(1).id)).status).toBe(404)
    expect(filesOf(await read(clerk(), id))).toEqual(vouchers.map((one) => one.fileId))
  })

  it('takes only files of this firm', async () => {
    await openSecond()
    const theirs = await aPage(people.clients.otherFirm, people.otherFirmId)
    expect((await attach(clerk(), id, 'payment', theirs, given(1).id)).status).toBe(404)
    expect((await attach(people.clients.otherFirm, id, 'payment', theirs, given(1).id)).status).toBe(404)
  })

  it('after it came back it is closed again, until another card opens it', async () => {
    await openSecond()
    const first = await newPage()
    await done(attach(clerk(), id, 'payment', first, given(1).id), 201)
    await handedBack(clerk(), id)
    const placed = pagesOf(await read(clerk(), id), 'payment')[1]
    expect(await refusal(attach(clerk(), id, 'payment', await newPage(), placed?.id))).toEqual([409, 'subsidies.not-editable'])
    await returned(officer(), id, [anItem('bank', field('bankName'))])
    expect(await refusal(attach(clerk(), id, 'payment', await newPage(), placed?.id))).toEqual([409, 'subsidies.not-open', 'papers.payment'])
  })
})

describe('a whole paper is opened', () => {
  it('pages come, go and change places; other papers stay shut', async () => {
    await returned(officer(), id, [anItem('paper', paper('payment'))])
    const [added, other] = [await newPage(), await newPage()]
    await done(attach(clerk(), id, 'payment', added), 201)
    await done(attach(clerk(), id, 'payment', other, given(0).id), 201)
    const left = await done(remove(given(2).id))
    expect(filesOf(left)).toEqual([other, given(1).fileId, added])
    expect(await refusal(attach(clerk(), id, 'license', await newPage()))).toEqual([409, 'subsidies.not-open', 'papers.license'])
  })

  it('cannot be handed in empty', async () => {
    await returned(officer(), id, [anItem('paper', paper('payment'))])
    for (const { id: pageId } of vouchers) await done(remove(pageId))
    await done(tick(clerk(), id, 'item-paper'))
    expect(await refusal(act(clerk(), id, 'resubmit', { statement: true }))).toEqual([422, 'subsidies.incomplete', 'papers.payment'])
  })

  it('that was not asked for before, where an opened answer asks for it now', async () => {
    await returned(officer(), id, [anItem('deal', field('dealType'))])
    await done(answer(clerk(), id, { dealType: '自行产业化' }))
    await done(attach(clerk(), id, 'useProof', await newPage()), 201)
    expect(await refusal(attach(clerk(), id, 'payment', await newPage()))).toEqual([409, 'subsidies.not-open', 'papers.payment'])
  })
})

describe('what the officer sees', () => {
  it('while the firm works: answers and pages as they were handed in, never half-corrected; how far it is with the items', async () => {
    await returned(officer(), id, [anItem('page', page('payment', given(1).fileId)), anItem('paid', field('paidAmountFen'))])
    await done(attach(clerk(), id, 'payment', await newPage(), given(1).id), 201)
    await done(answer(clerk(), id, { paidAmountFen: 31_000_000 }))
    await done(tick(clerk(), id, 'item-page'))
    const seen = await read(officer(), id)
    expect([filesOf(seen), seen.answers.paidAmountFen, seen.amount.amountFen, seen.changes]).toEqual([vouchers.map((one) => one.fileId), 62_000_000, 6_200_000, null])
    expect(seen.correction?.items.map((item) => [item.isChanged, item.doneBy])).toEqual([[true, '李敏'], [true, null]])
    const mine = await read(clerk(), id)
    expect([mine.answers.paidAmountFen, filesOf(mine)[1] === given(1).fileId]).toEqual([31_000_000, false])
  })

  it('once it is back: what changed, with what stood there before; accounts by their last digits', async () => {
    await returned(officer(), id, [anItem('paper', paper('payment')), anItem('page', page('license', filesOf(submitted, 'license')[0] ?? '')), anItem('paid', field('paidAmountFen')),
      anItem('title', field('patents[1].patentTitle')), anItem('account', field('bankAccountNo'))])
    await freshCodes(test)
    const patents = structuredClone(submitted.answers.patents) as Record<string, unknown>[]
    await done(answer(clerk(), id, { paidAmountFen: 31_000_000, bankAccountNo: '62220000000000009876', patents: [patents[0], { ...patents[1], patentTitle: '改过的名称' }] }))
    const [added, better, licence] = [await newPage(), await newPage(), await newPage()]
    await done(attach(clerk(), id, 'payment', better, given(0).id), 201)
    await done(attach(clerk(), id, 'payment', added), 201)
    await done(remove(given(2).id))
    await done(attach(clerk(), id, 'license', licence, pagesOf(submitted, 'license')[0]?.id), 201)
    await handedBack(clerk(), id)
    const { changes, answers } = await read(officer(), id)
    const byPath = (changes?.fields ?? []).toSorted((a, b) => (a.path < b.path ? -1 : 1))
    expect(byPath).toEqual([{ path: 'bankAccountNo', before: '****0371' }, { path: 'paidAmountFen', before: 62_000_000 }, { path: 'patents[1].patentTitle', before: patents[1]?.patentTitle }])
    expect(answers.bankAccountNo).toBe('****9876')
    expect(changes?.papers.toSorted((a, b) => (a.paperId < b.paperId ? -1 : 1))).toEqual([
      { paperId: 'license', fileId: licence, replaces: filesOf(submitted, 'license')[0] },
      { paperId: 'payment', fileId: better, replaces: given(0).fileId }, { paperId: 'payment', fileId: added, replaces: null },
    ])
    expect(changes?.removed).toEqual([{ paperId: 'payment', fileId: given(2).fileId }])
    expect((await read(clerk(), id)).changes).toBeNull()
  })

  it('earlier pages stay readable to officers, cannot be deleted, and are not swept away', async () => {
    await openSecond()
    const first = await newPage()
    const placed = pagesOf(await done(attach(clerk(), id, 'payment', first, given(1).id), 201), 'payment')[1]
    const better = await newPage()
    await done(attach(clerk(), id, 'payment', better, placed?.id), 201)
    await handedBack(clerk(), id)
    const status = async (fileId: string) => (await officer().call(getFile, { params: { id: fileId } })).status
    expect([await status(given(1).fileId), await status(better), await status(first)]).toEqual([200, 200, 404])
    expect(await refusal(clerk().call(deleteFile, { params: { id: given(1).fileId } }))).toEqual([409, 'files.in-use'])
    await moveTo(test, '2027-02-01T02:00:00.000Z')
    await sweepFiles(test.deps)
    expect([await status(given(1).fileId), await status(better)]).toEqual([200, 200])
    // What was never handed in hangs on nothing and goes after a week.
    expect((await clerk().call(getFile, { params: { id: first } })).status).toBe(404)
  })
})

describe('rounds', () => {
  it('are counted; the second compares with the first correction, not with the beginning', async () => {
    await openSecond()
    const first = await newPage()
    await done(attach(clerk(), id, 'payment', first, given(1).id), 201)
    expect((await handedBack(clerk(), id)).rounds).toBe(1)
    await returned(officer(), id, [anItem('again', page('payment', first)), anItem('bank', field('bankName'))])
    const second = await newPage()
    await done(attach(clerk(), id, 'payment', second, pagesOf(await read(clerk(), id), 'payment')[1]?.id), 201)
    await done(answer(clerk(), id, { bankName: '示例银行乙' }))
    expect(await handedBack(clerk(), id)).toMatchObject({ rounds: 2, state: 'submitted', correction: null })
    const seen = await read(officer(), id)
    expect(seen.changes).toEqual({ fields: [{ path: 'bankName', before: '示例银行甲桓台支行' }], papers: [{ paperId: 'payment', fileId: second, replaces: first }], removed: [] })
    const cards = await test.db.selectFrom('corrections').select(['round', 'state']).where('case_id', '=', id).orderBy('round').execute()
    expect(cards).toEqual([{ round: 1, state: 'answered' }, { round: 2, state: 'answered' }])
    expect((await test.db.selectFrom('submissions').select(['round', 'kind']).where('case_id', '=', id).orderBy('round').execute())).toEqual([{ round: 0, kind: 'submit' }, { round: 1, kind: 'resubmit' }, { round: 2, kind: 'resubmit' }])
  })
})

describe('taking a card back', () => {
  it('needs a reason and restores what was handed in, answers and pages', async () => {
    await returned(officer(), id, [anItem('page', page('payment', given(1).fileId)), anItem('licence', paper('license')), anItem('bank', field('bankName'))])
    await done(attach(clerk(), id, 'payment', await newPage(), given(1).id), 201)
    await done(attach(clerk(), id, 'license', await newPage()), 201)
    await done(answer(clerk(), id, { bankName: '示例银行乙' }))
    expect(await refusal(act(officer(), id, 'take-back'))).toEqual([422, 'cases.reason-missing', 'reason'])
    const back = await done(act(officer(), id, 'take-back', { reason: '已电话核实' }))
    expect(back).toMatchObject({ state: 'submitted', rounds: 1, correction: null })
    const mine = await read(clerk(), id)
    expect([mine.answers, mine.papers]).toEqual([submitted.answers, submitted.papers])
    expect(await refusal(answer(clerk(), id, { bankName: '示例银行丙' }))).toEqual([409, 'subsidies.not-editable'])
    // The next card begins from what was handed in, with nothing left of the last.
    await returned(officer(), id, [anItem('page', page('payment', given(1).fileId))])
    const next = await read(clerk(), id)
    expect([next.papers, next.answers, next.rounds, next.correction?.items[0]?.isChanged]).toEqual([submitted.papers, submitted.answers, 2, false])
  })

  it('is the officer’s, and only while the case is returned', async () => {
    await openSecond()
    expect((await act(clerk(), id, 'take-back', { reason: '试' })).status).toBe(403)
    await done(act(people.clients.secondOfficer, id, 'take-back', { reason: '张明接手，先不退' }))
    expect(await refusal(act(officer(), id, 'take-back', { reason: '再收' }))).toEqual([409, 'cases.wrong-state'])
  })

  it('meets a firm that saves at the same moment: its save is refused, nothing half remains', async () => {
    await returned(officer(), id, [anItem('bank', field('bankName'))])
    const { version } = await read(clerk(), id)
    await done(act(officer(), id, 'take-back', { reason: '已电话核实' }))
    expect((await refusal(clerk().call(saveAnswers, { params: { id }, version, body: { answers: { bankName: '示例银行乙' } } })))[0]).toBe(409)
    expect((await read(clerk(), id)).answers).toEqual(submitted.answers)
  })
})
