// What a returned firm may change, and what it may not.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CorrectionItemInput } from '#contract/cases/corrections.ts'
import { saveAnswers } from '#contract/subsidies/endpoints.ts'
import type { Answers, Application } from '#contract/subsidies/schema.ts'
import { loadContent } from '#server/content.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, submittedApplication } from '../support/applications.ts'
import { aPage, anItem, answer, attach, done, field, freshCodes, handedBack, moveTo, page, paper, read, refusal, returned, tick } from '../support/handling.ts'
import { sampleAnswers } from '../support/sample-answers.ts'

const account = '37050163000000000371'
const another = '62220000000000009876'
let test: TestApp
let people: Actors
let submitted: Application
let id: string
let fresh: { restore(): Promise<void> }
const start = '2026-11-23T02:08:00.000Z'
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  submitted = await submittedApplication(people.clients.clerk, people.firmId, 'P05')
  id = submitted.id
  fresh = await test.snapshot()
})
beforeEach(async () => {
  await fresh.restore()
  await moveTo(test, start)
})
afterAll(() => test.close())

const clerk = () => people.clients.clerk
const officer = () => people.clients.officer
const open = (...items: CorrectionItemInput[]) => returned(officer(), id, items)
const [one, two] = (sampleAnswers('P05').patents as Answers[])
const save = (answers: Answers) => answer(clerk(), id, answers)
const stored = async () => (await read(clerk(), id)).answers

describe('only what an item opens may be changed', () => {
  it('a plain field; any other is refused by name, and of a save with both nothing is stored', async () => {
    await open(anItem('bank', field('bankName')))
    expect(await refusal(save({ paidAmountFen: 1 }))).toEqual([409, 'subsidies.not-open', 'paidAmountFen'])
    expect(await refusal(save({ bankName: '示例银行乙', town: '索镇', contactName: '别人' }))).toEqual([409, 'subsidies.not-open', 'contactName', 'town'])
    expect(await stored()).toEqual(submitted.answers)
    expect((await done(save({ bankName: '示例银行乙' }))).answers.bankName).toBe('示例银行乙')
    // What is sent along unchanged is no change.
    expect((await save({ bankName: '示例银行丙', town: submitted.answers.town })).status).toBe(200)
  })

  it('needs the version, as a draft does', async () => {
    await open(anItem('bank', field('bankName')))
    const { version } = await read(clerk(), id)
    const stale = await clerk().call(saveAnswers, { params: { id }, version: version - 1, body: { answers: { bankName: '示例银行乙' } } })
    expect([stale.status, stale.error.code, stale.error.details]).toEqual([412, 'stale', { version }])
    expect((await clerk().call(saveAnswers, { params: { id }, body: { answers: { bankName: '示例银行乙' } } })).status).toBe(428)
  })

  it('a whole list: rows come and go', async () => {
    await open(anItem('patents', field('patents')))
    expect((await save({ patents: [two] })).status).toBe(200)
    expect((await save({ patents: [one, two, { ...two, patentNo: 'ZL202020773489.7' }] })).status).toBe(200)
    expect(await refusal(save({ counterparty: '别的大学' }))).toEqual([409, 'subsidies.not-open', 'counterparty'])
  })

  it('one column of one row: not another column, not another row, no row more or less', async () => {
    await open(anItem('title', field('patents[1].patentTitle')))
    expect((await save({ patents: [one, { ...two, patentTitle: '改过的名称' }] })).status).toBe(200)
    expect(await refusal(save({ patents: [one, { ...two, patentTitle: '改过的名称', grantDate: '2022-03-16' }] }))).toEqual([409, 'subsidies.not-open', 'patents[1].grantDate'])
    expect(await refusal(save({ patents: [{ ...one, patentTitle: '甲' }, two] }))).toEqual([409, 'subsidies.not-open', 'patents[0].patentTitle'])
    expect(await refusal(save({ patents: [one, two, two] }))).toEqual([409, 'subsidies.not-open', 'patents'])
    expect(await refusal(save({ patents: [two] }))).toEqual([409, 'subsidies.not-open', 'patents'])
    expect(await refusal(save({ patents: null }))).toEqual([409, 'subsidies.not-open', 'patents'])
    expect((await stored()).patents).toEqual([one, { ...two, patentTitle: '改过的名称' }])
  })

  it('one row whole', async () => {
    await open(anItem('row', field('patents[0]')))
    expect((await save({ patents: [{ ...one, patentTitle: '甲', grantDate: '2019-08-21' }, two] })).status).toBe(200)
    expect((await refusal(save({ patents: [one, { ...two, patentTitle: '乙' }] }))).slice(1)).toEqual(['subsidies.not-open', 'patents[1].patentTitle'])
  })

  it('a field that is asked only because an opened one was changed, and what is looked up from an opened one', async () => {
    await open(anItem('recorded', field('transferRecorded')), anItem('number', field('patents[1].patentNo')))
    expect((await save({ transferRecorded: false })).status).toBe(200)
    expect((await save({ transferRecorded: true, recordNo: 'X2026980000002' })).status).toBe(200)
    expect((await save({ patents: [one, { ...two, patentNo: 'ZL202020773489.7', patentType: '实用新型' }] })).status).toBe(200)
    // The paper that hangs on it may be given too.
    expect((await attach(clerk(), id, 'record', await aPage(clerk(), people.firmId))).status).toBe(201)
    expect(await refusal(save({ dealType: '自行产业化' }))).toEqual([409, 'subsidies.not-open', 'dealType'])
    expect(await refusal(attach(clerk(), id, 'contract', await aPage(clerk(), people.firmId)))).toEqual([409, 'subsidies.not-open', 'papers.contract'])
  })

  it('nothing before a card is sent and nothing after it is answered or taken back', async () => {
    expect(await refusal(save({ bankName: '示例银行乙' }))).toEqual([409, 'subsidies.not-editable'])
    await open(anItem('bank', field('bankName')))
    await handedBack(clerk(), id)
    expect(await refusal(save({ bankName: '示例银行乙' }))).toEqual([409, 'subsidies.not-editable'])
    await open(anItem('town', field('town')))
    // What an earlier card opened is closed again.
    expect(await refusal(save({ bankName: '示例银行乙' }))).toEqual([409, 'subsidies.not-open', 'bankName'])
  })

  it('belongs to the firm alone', async () => {
    await open(anItem('bank', field('bankName')))
    const body = { answers: { bankName: '示例银行乙' } }
    const { version } = await read(clerk(), id)
    expect((await people.clients.otherFirm.call(saveAnswers, { params: { id }, version, body })).status).toBe(404)
    expect((await officer().call(saveAnswers, { params: { id }, version, body })).status).toBe(404)
    expect((await people.clients.administrator.call(saveAnswers, { params: { id }, version, body })).status).toBe(200)
  })

  it('an account only with a code proven just now', async () => {
    await open(anItem('bank', field('bankName')), anItem('account', field('bankAccountNo')))
    await moveTo(test, '2026-11-23T02:23:00.001Z')
    expect(await refusal(save({ bankAccountNo: another }))).toEqual([403, 'accounts.fresh-code-needed'])
    expect((await save({ bankName: '示例银行乙' })).status).toBe(200)
    await freshCodes(test)
    const saved = await done(save({ bankAccountNo: another }))
    expect(saved.answers.bankAccountNo).toBe('****9876')
    // It rests sealed, also while it is corrected.
    const row = await test.db.selectFrom('applications').select('answers').where('case_id', '=', id).executeTakeFirstOrThrow()
    expect([row.answers.includes(another), row.answers.includes(account)]).toEqual([false, false])
  })
})

describe('handing in again', () => {
  it('needs every item ticked, and says which are not', async () => {
    await open(anItem('bank', field('bankName')), anItem('town', field('town')))
    await done(save({ bankName: '示例银行乙' }))
    await done(tick(clerk(), id, 'item-bank'))
    expect(await refusal(act(clerk(), id, 'resubmit', { statement: true }))).toEqual([422, 'cases.correction-unfinished', 'items.item-town'])
    await done(tick(clerk(), id, 'item-town', '没有写错'))
    expect(await refusal(act(clerk(), id, 'resubmit'))).toEqual([422, 'invalid-input', 'statement'])
    expect((await done(act(clerk(), id, 'resubmit', { statement: true }))).state).toBe('submitted')
  })

  it('a tick needs a change or a word, can be taken off again, and says who set it', async () => {
    await open(anItem('bank', field('bankName')))
    expect(await refusal(tick(clerk(), id, 'item-bank'))).toEqual([409, 'cases.nothing-changed', 'reply'])
    expect(await refusal(tick(clerk(), id, 'item-bank', '　 '))).toEqual([409, 'cases.nothing-changed', 'reply'])
    expect((await done(tick(clerk(), id, 'item-bank', '没有写错'))).correction?.items[0]).toMatchObject({ doneAt: start, doneBy: '李敏', reply: '没有写错', isChanged: false })
    expect((await done(tick(clerk(), id, 'item-bank', '', false))).correction?.items[0]).toMatchObject({ doneAt: null, doneBy: null, reply: null })
    await done(save({ bankName: '示例银行乙' }))
    expect((await done(tick(clerk(), id, 'item-bank'))).correction?.items[0]).toMatchObject({ doneBy: '李敏', reply: null, isChanged: true })
    expect((await tick(clerk(), id, 'item-nothing')).status).toBe(404)
    expect((await tick(people.clients.otherFirm, id, 'item-bank', '试')).status).toBe(404)
  })

  it('a tick whose change was undone afterwards counts no more', async () => {
    await open(anItem('bank', field('bankName')))
    await done(save({ bankName: '示例银行乙' }))
    await done(tick(clerk(), id, 'item-bank'))
    await done(save({ bankName: submitted.answers.bankName }))
    expect(await refusal(act(clerk(), id, 'resubmit', { statement: true }))).toEqual([422, 'cases.correction-unfinished', 'items.item-bank'])
  })

  it('needs everything the scheme asks, as it stood when it was first handed in', async () => {
    await open(anItem('bank', field('bankName')), anItem('deal', field('dealType')))
    await done(save({ bankName: null, dealType: '自行产业化' }))
    for (const item of ['item-bank', 'item-deal']) await done(tick(clerk(), id, item))
    expect(await refusal(act(clerk(), id, 'resubmit', { statement: true }))).toEqual([422, 'subsidies.incomplete', 'bankName', 'papers.useProof'])
    await done(save({ bankName: '示例银行乙' }))
    await done(attach(clerk(), id, 'useProof', await aPage(clerk(), people.firmId)), 201)
    expect((await done(act(clerk(), id, 'resubmit', { statement: true }))).state).toBe('submitted')
  })

  it('is the firm’s alone, and once: the same key answers the same', async () => {
    await open(anItem('bank', field('bankName')))
    await done(tick(clerk(), id, 'item-bank', '没有写错'))
    expect((await act(officer(), id, 'resubmit', { statement: true })).status).toBe(403)
    expect((await act(people.clients.otherFirm, id, 'resubmit', { statement: true })).status).toBe(404)
    const first = await act(clerk(), id, 'resubmit', { statement: true }, 'back-again')
    const second = await act(clerk(), id, 'resubmit', { statement: true }, 'back-again')
    expect([second.status, second.body]).toEqual([200, first.body])
    const events = await test.db.selectFrom('case_events').select('action').where('case_id', '=', id).orderBy('seq').execute()
    expect(events.map((event) => event.action)).toEqual(['submit', 'return', 'resubmit'])
  })

  it('computes the sum anew from what came back', async () => {
    await open(anItem('paid', field('paidAmountFen')))
    await done(save({ paidAmountFen: 31_000_000 }))
    const back = await handedBack(clerk(), id)
    expect([submitted.amount.amountFen, back.amount.amountFen]).toEqual([6_200_000, 3_100_000])
  })
})

describe('what changed in the content since', () => {
  it('neither a closed window nor another form touches a case that was handed in', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'zqt-content-'))
    try {
      cpSync('content/huantai', folder, { recursive: true })
      const file = join(folder, 'subsidies/P05.json')
      const scheme = JSON.parse(readFileSync(file, 'utf8')) as { papers: object[]; amount: object }
      writeFileSync(file, JSON.stringify({
        ...scheme, demoStatus: 'closed', amount: { ...scheme.amount, percent: 90 },
        papers: [...scheme.papers, { id: 'novelty', name: '新要的材料', required: true, stamp: true, maxMB: 10, origin: 'firm' }],
      }))
      await open(anItem('bank', field('bankName')), anItem('licence', paper('license')), anItem('page', page('payment', submitted.papers.find((given) => given.paperId === 'payment')?.file.id ?? '')))
      Object.assign(test.deps, { content: loadContent(folder, { demo: true }) })
      await moveTo(test, '2027-01-15T02:00:00.000Z')
      expect(test.deps.content.programme('P05', '2027-01-15')?.availability).toBe('closed')
      await done(save({ bankName: '示例银行乙' }))
      expect((await attach(clerk(), id, 'novelty', await aPage(clerk(), people.firmId))).status).toBe(422)
      const back = await handedBack(clerk(), id)
      expect([back.state, back.amount, back.programme?.version]).toEqual(['submitted', submitted.amount, submitted.programmeVersion])
    } finally {
      Object.assign(test.deps, { content: loadContent('content/huantai', { demo: true }) })
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
