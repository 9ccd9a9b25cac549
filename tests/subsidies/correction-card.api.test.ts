// The 一次告知 while officers write it, and the moment it is sent.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CorrectionItemInput } from '#contract/cases/corrections.ts'
import { assignCases } from '#contract/cases/endpoints.ts'
import { getApplication, saveCorrection } from '#contract/subsidies/endpoints.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { allActors, type Actors } from '../support/actors.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, submittedApplication } from '../support/applications.ts'
import { anItem, approved, done, field, page, paper, read, refusal, returned } from '../support/handling.ts'

let test: TestApp
let people: Actors
let submitted: Application
let id: string
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  submitted = await submittedApplication(people.clients.clerk, people.firmId, 'P05')
  id = submitted.id
  fresh = await test.snapshot()
})
beforeEach(() => fresh.restore())
afterAll(() => test.close())

const save = (who: Client, version: number, items: CorrectionItemInput[]) => who.call(saveCorrection, { params: { id }, body: { version, items } })
const fileOf = (paperId: string) => submitted.papers.find((one) => one.paperId === paperId)?.file.id ?? ''
const rows = () => test.db.selectFrom('corrections').selectAll().where('case_id', '=', id).execute()

describe('the draft of a card', () => {
  it('is kept under a version that counts on, and both officers read and write the same one', async () => {
    const { officer, secondOfficer } = people.clients
    const first = await done(save(officer, 0, [{ ...anItem('bank', field('bankName')), text: '', opens: [] }]))
    expect(first.correction).toMatchObject({ state: 'draft', kind: 'defects', round: 1, version: 1, savedBy: '王倩', sentAt: null, items: [{ id: 'item-bank', text: '', doneAt: null, isChanged: false }] })
    expect((await read(secondOfficer, id)).correction).toMatchObject({ version: 1, savedBy: '王倩' })
    const second = await done(save(secondOfficer, 1, [anItem('bank', field('bankName')), anItem('pages', page('license', fileOf('license')))]))
    expect(second.correction).toMatchObject({ version: 2, savedBy: '张明', items: [{ id: 'item-bank' }, { id: 'item-pages' }] })
    expect(await rows()).toHaveLength(1)
  })

  it('is refused on an older version, which the reply names, and nothing is stored', async () => {
    const { officer, secondOfficer } = people.clients
    await done(save(officer, 0, [anItem('bank', field('bankName'))]))
    const stale = await save(secondOfficer, 0, [anItem('town', field('town'))])
    expect([stale.status, stale.error.code, stale.error.details]).toEqual([412, 'stale', { version: 1 }])
    expect((await read(officer, id)).correction?.items.map((item) => item.id)).toEqual(['item-bank'])
    expect((await save(secondOfficer, 7, [])).error.details).toEqual({ version: 1 })
  })

  it('is thrown away when nothing is left in it, and begins again at nought', async () => {
    const { officer } = people.clients
    await done(save(officer, 0, [anItem('bank', field('bankName'))]))
    expect(await done(save(officer, 1, []))).toEqual({ correction: null })
    expect([(await read(officer, id)).correction, await rows()]).toEqual([null, []])
    expect(await done(save(officer, 0, []))).toEqual({ correction: null })
    expect((await done(save(officer, 0, [anItem('town', field('town'))]))).correction?.version).toBe(1)
  })

  it('is not the firm’s to read or write: it sees nothing of it', async () => {
    const { officer, clerk } = people.clients
    await done(save(officer, 0, [anItem('bank', field('bankName'))]))
    expect((await save(clerk, 1, [])).status).toBe(403)
    const seen = await clerk.call(getApplication, { params: { id } })
    expect([seen.body.correction, seen.body.state, seen.body.due?.side]).toEqual([null, 'submitted', 'county'])
    expect(JSON.stringify(seen.body)).not.toContain('请核对：bank')
  })

  it('is refused for whoever has declared a conflict of interest', async () => {
    const { officer, secondOfficer } = people.clients
    await done(act(officer, id, 'recuse', { reason: '亲属在该企业任职' }))
    expect(await refusal(save(officer, 0, [anItem('bank', field('bankName'))]))).toEqual([403, 'cases.recused'])
    expect(await refusal(act(officer, id, 'return', { items: [anItem('bank', field('bankName'))] }))).toEqual([403, 'cases.recused'])
    expect((await save(secondOfficer, 0, [anItem('bank', field('bankName'))])).status).toBe(200)
  })

  it('can be written until the case is recommended, and not while the firm corrects', async () => {
    const { officer, secondOfficer } = people.clients
    await done(act(officer, id, 'accept'))
    await done(save(officer, 0, [anItem('bank', field('bankName'))]))
    await returned(officer, id, [anItem('bank', field('bankName'))])
    expect(await refusal(save(officer, 2, [anItem('town', field('town'))]))).toEqual([409, 'cases.wrong-state'])
    await done(act(officer, id, 'take-back', { reason: '已电话核实' }))
    await done(act(officer, id, 'recommend', { reason: '材料齐全', noConflict: true }))
    expect(await refusal(save(secondOfficer, 0, [anItem('bank', field('bankName'))]))).toEqual([409, 'cases.wrong-state'])
    await done(act(secondOfficer, id, 'send-back', { reason: '再看一遍' }))
    expect((await save(secondOfficer, 0, [anItem('bank', field('bankName'))])).status).toBe(200)
  })

  it('that was never sent is gone once the case is decided, and stands in no later card’s way', async () => {
    const { officer, secondOfficer } = people.clients
    await done(act(officer, id, 'accept'))
    await done(save(officer, 0, [anItem('bank', field('bankName'))]))
    await approved(officer, secondOfficer, id)
    expect([(await read(officer, id)).correction, await rows()]).toEqual([null, []])
    await fresh.restore()
    await done(save(officer, 0, [anItem('bank', field('bankName'))]))
    await done(act(officer, id, 'refuse', { reason: '不符合申报条件' }))
    expect(await rows()).toEqual([])
    await fresh.restore()
    await done(save(officer, 0, [anItem('bank', field('bankName'))]))
    await done(act(people.clients.clerk, id, 'withdraw'))
    expect(await rows()).toEqual([])
  })

  it('leaves a line in the audit, and case and clock as they were', async () => {
    const { officer } = people.clients
    await done(save(officer, 0, [anItem('bank', field('bankName'))]))
    const audit = await test.db.selectFrom('audit').select(['action', 'role']).where('subject', '=', `case:${id}`).where('action', '=', 'subsidies.save-correction').execute()
    expect(audit).toEqual([{ action: 'subsidies.save-correction', role: 'officer' }])
    const seen = await read(officer, id)
    expect([seen.version, seen.state, seen.rounds, seen.due]).toEqual([submitted.version, 'submitted', 0, submitted.due])
  })
})

describe('what a card may point at and open', () => {
  it.each([
    ['a field the scheme has not', { ...anItem('odd', field('favouriteColour')), at: { kind: 'field', path: 'companyName' } }, 'items[0].opens[0]'],
    ['a column the list has not', { ...anItem('odd', field('patents[0].colour')), at: { kind: 'field', path: 'patents' } }, 'items[0].opens[0]'],
    ['a field of the prototype', { ...anItem('odd', field('__proto__')), at: { kind: 'field', path: 'companyName' } }, 'items[0].opens[0]'],
    ['a paper the scheme has not', { ...anItem('odd', paper('diary')), at: { kind: 'field', path: 'companyName' } }, 'items[0].opens[0]'],
    ['a page nobody handed in', { ...anItem('odd', page('license', '11111111-1111-4111-8111-111111111111')), at: { kind: 'field', path: 'companyName' } }, 'items[0].opens[0]'],
    ['a pin on a field the scheme has not', { ...anItem('odd', field('bankName')), at: { kind: 'field', path: 'nothing' } }, 'items[0].at'],
    ['a pin on a page nobody handed in', { ...anItem('odd', field('bankName')), at: { kind: 'paper', paperId: 'license', fileId: '11111111-1111-4111-8111-111111111111', page: 1, x: 0.5, y: 0.5 } }, 'items[0].at'],
  ] as [string, CorrectionItemInput, string][])('%s is refused by its path, in a draft and when sent', async (_, item, path) => {
    const { officer } = people.clients
    expect(await refusal(save(officer, 0, [item]))).toEqual([422, 'invalid-input', path])
    expect(await refusal(act(officer, id, 'return', { items: [item] }))).toEqual([422, 'invalid-input', path])
    expect([(await read(officer, id)).state, await rows()]).toEqual(['submitted', []])
  })

  it('a page of another paper is not a page of this one, and an id stands for one item', async () => {
    const { officer } = people.clients
    const wrong = { ...anItem('odd', page('contract', fileOf('license'))), at: { kind: 'field' as const, path: 'companyName' } }
    expect(await refusal(save(officer, 0, [anItem('one', field('bankName')), wrong]))).toEqual([422, 'invalid-input', 'items[1].opens[0]'])
    expect(await refusal(save(officer, 0, [anItem('one', field('bankName')), anItem('one', field('town'))]))).toEqual([422, 'invalid-input', 'items[1].id'])
  })

  it('takes no pin outside the page', async () => {
    const { officer } = people.clients
    const pin = { ...anItem('odd', field('bankName')), at: { kind: 'paper' as const, paperId: 'license', fileId: fileOf('license'), page: 1, x: 1.2, y: 0 } }
    expect((await save(officer, 0, [pin])).status).toBe(422)
    expect((await save(officer, 0, [{ ...pin, at: { ...pin.at, x: 1 } }])).status).toBe(200)
  })

  it('a payment item cannot be forged: kind, ticks and rounds are the server’s', async () => {
    const { officer } = people.clients
    const forged = { ...anItem('odd', field('bankName')), doneAt: '2026-11-23T02:08:00.000Z', doneBy: '某人' } as CorrectionItemInput
    expect((await save(officer, 0, [forged])).status).toBe(422)
    expect((await officer.request('PUT', `/api/subsidies/applications/${id}/correction`, { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ version: 0, kind: 'payment', items: [] }) })).status).toBe(422)
    const sent = await returned(officer, id, [{ ...anItem('odd', field('bankAccountNo')), id: 'payment-1' }])
    expect(sent.correction).toMatchObject({ kind: 'defects', round: 1 })
    expect(await refusal(act(officer, id, 'payment-failed', { reason: '伪造' }))).toEqual([409, 'cases.wrong-state'])
  })
})

describe('sending a card', () => {
  it('needs items', async () => {
    const { officer } = people.clients
    expect(await refusal(act(officer, id, 'return'))).toEqual([422, 'cases.correction-empty', 'items'])
    expect((await act(officer, id, 'return', { items: [] })).status).toBe(422)
    expect((await read(officer, id)).state).toBe('submitted')
  })

  it('needs a sentence and something to change in each, and says in which it is missing', async () => {
    const { officer } = people.clients
    const items = [anItem('good', field('bankName')), { ...anItem('mute', field('town')), text: '　 ' }, { ...anItem('shut'), opens: [] }]
    expect(await refusal(act(officer, id, 'return', { items }))).toEqual([422, 'cases.correction-empty', 'items[1].text', 'items[2].opens'])
    await done(save(officer, 0, items))
    expect(await refusal(act(officer, id, 'return'))).toEqual([422, 'cases.correction-empty', 'items[1].text', 'items[2].opens'])
    expect(await read(officer, id)).toMatchObject({ state: 'submitted', rounds: 0, correction: { state: 'draft', version: 1 } })
  })

  it('opens the draft to the firm as it was written last, by whomever, once', async () => {
    const { officer, secondOfficer, clerk } = people.clients
    await done(save(officer, 0, [anItem('bank', field('bankName'))]))
    await done(save(secondOfficer, 1, [anItem('bank', field('bankName')), anItem('pages', page('license', fileOf('license')))]))
    const sent = await done(act(officer, id, 'return'))
    expect(sent).toMatchObject({ state: 'returned', rounds: 1, correction: { state: 'open', round: 1, kind: 'defects' } })
    const mine = (await read(clerk, id)).correction
    expect(mine?.items.map(({ id: item, text, opens, doneAt, isChanged }) => ({ item, text, opens, doneAt, isChanged }))).toEqual([
      { item: 'item-bank', text: '请核对：bank', opens: [field('bankName')], doneAt: null, isChanged: false },
      { item: 'item-pages', text: '请核对：pages', opens: [page('license', fileOf('license'))], doneAt: null, isChanged: false },
    ])
    // Who of the county wrote it is not the firm's business.
    expect([mine?.savedBy, (await read(officer, id)).correction?.savedBy]).toEqual([test.deps.content.county.office, '王倩'])
    expect(await refusal(act(secondOfficer, id, 'return', { items: [anItem('town', field('town'))] }))).toEqual([409, 'cases.wrong-state'])
  })

  it('while it is open nothing can be decided (pitfall C20)', async () => {
    const { officer, secondOfficer } = people.clients
    await done(act(officer, id, 'accept'))
    await returned(officer, id, [anItem('bank', field('bankName'))])
    for (const action of ['accept', 'recommend', 'approve', 'refuse', 'publicise', 'pay', 'archive', 'return'] as const) {
      expect([action, ...(await refusal(act(secondOfficer, id, action, { reason: '试', noConflict: true })))]).toEqual([action, 409, 'cases.wrong-state'])
    }
    expect((await read(secondOfficer, id)).actions).toEqual(['take-back', 'recuse'])
    expect(await refusal(act(officer, id, 'correct', { reason: '代改', answers: { bankName: '示例银行乙' } }))).toEqual([409, 'cases.firm-editing'])
    // Handing a case over is no decision.
    expect((await officer.call(assignCases, { body: { caseIds: [id], to: null } })).status).toBe(200)
  })
})
