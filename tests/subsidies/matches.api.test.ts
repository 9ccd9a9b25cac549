import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFirm } from '#contract/accounts/endpoints.ts'
import { addRight } from '#contract/portfolio/endpoints.ts'
import { listMatches, saveAnswers, saveMatchAnswers } from '#contract/subsidies/endpoints.ts'
import type { MatchItem, Matches } from '#contract/subsidies/matching-schema.ts'
import { knownAnswers } from '#server/subsidies/matches.ts'
import { allActors, type Actors } from '../support/actors.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, startDraft, submittedApplication } from '../support/applications.ts'
import { aPhone, aUscc } from '../support/builders.ts'
import { sampleAnswers } from '../support/sample-answers.ts'

let test: TestApp
let people: Actors
let fresh: { restore(): Promise<void> }
let owner: Client
let firmId: string
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  owner = await test.signIn(aPhone(61))
  firmId = (await owner.call(createFirm, { body: { uscc: aUscc(61), name: '桓台问答新材料有限公司', town: '果里镇' } })).body.id
  await test.db.updateTable('firms').set({ verification: 'verified', scale: '小型' }).where('id', '=', firmId).execute()
  fresh = await test.snapshot()
})
beforeEach(() => fresh.restore())
afterAll(() => test.close())

const matches = async (client: Client = owner): Promise<Matches> => (await client.call(listMatches, { query: { firmId: firmId } })).body
const answer = (programmeId: string, answers: Record<string, unknown>, client: Client = owner) => client.call(saveMatchAnswers, { body: { firmId: firmId, programmeId, answers } })
const item = ({ items }: Matches, id: string): MatchItem => items.find(({ programmeId }) => programmeId === id)!
const reason = (of: MatchItem, id: string) => of.reasons.find((one) => one.id === id)
const certificate = { legalPersonStatus: true, duplicateFunding: false, certEdition: 'GB/T 29490-2023', certValid: true, firstCertification: true }

describe('what a firm may claim', () => {
  it('is asked of nothing known: nothing is promised, and every scheme says which fields it still asks', async () => {
    const before = await matches()
    expect(before.eligibleFen).toBe(0)
    expect(item(before, 'P06')).toMatchObject({ verdict: 'check', known: {}, maxFen: 5_000_000, application: null })
    expect(item(before, 'P06').asks).toEqual(['certEdition', 'legalPersonStatus', 'duplicateFunding', 'certValid'])
    expect(item(before, 'P06')).not.toHaveProperty('amountFen')
  })

  it('leaves a closed scheme out of the groups, and names it with its last day', async () => {
    const before = await matches()
    expect(before.items.map(({ programmeId }) => programmeId)).not.toContain('P10')
    expect(before.closed).toEqual([{ programmeId: 'P10', title: '授权专利补助（历史政策，停止受理）', since: '2025-12-31' }])
  })

  it('recounts at once: a first certificate of the 2023 edition is worth 3.00 万元, in the sum on top and before everything else', async () => {
    const { body, status } = await answer('P06', certificate)
    expect(status).toBe(200)
    expect(item(body, 'P06')).toMatchObject({ verdict: 'eligible', amountFen: 3_000_000, asks: [], known: certificate })
    expect(body.eligibleFen).toBe(3_000_000)
    expect(body.items[0]?.programmeId).toBe('P06')
    expect(await matches()).toEqual(body)
  })

  it('orders by group, then by sum', async () => {
    await answer('P06', certificate)
    await answer('P04', { onCnipaList: true, honorType: '国家知识产权优势企业', duplicateFunding: false })
    const { items } = await matches()
    expect(items.slice(0, 2).map(({ programmeId, amountFen }) => [programmeId, amountFen])).toEqual([['P04', 10_000_000], ['P06', 3_000_000]])
    const groups = items.map(({ verdict }) => ['eligible', 'check', 'ineligible'].indexOf(verdict))
    expect(groups).toEqual(groups.toSorted())
  })

  it('asks once what every scheme shares: independent legal status, answered for one, counts for all', async () => {
    await answer('P06', { legalPersonStatus: true })
    const after = await matches()
    for (const id of ['P01', 'P02', 'P04', 'P05', 'P06', 'P07', 'P09']) {
      expect(reason(item(after, id), 'legal')?.verdict, id).toBe('met')
      expect(item(after, id).asks, id).not.toContain('legalPersonStatus')
    }
    await answer('P01', { legalPersonStatus: false })
    expect(reason(item(await matches(), 'P06'), 'legal')?.verdict).toBe('unmet')
  })

  it('takes an answer back with null, also a shared one', async () => {
    await answer('P06', certificate)
    await answer('P06', { certValid: null, legalPersonStatus: null })
    const after = item(await matches(), 'P06')
    expect(after).toMatchObject({ verdict: 'check', asks: ['legalPersonStatus', 'certValid'] })
    expect(after.known).not.toHaveProperty('certValid')
  })

  it('says what the profile lacks, and where: an unverified firm is to be checked, never ruled out', async () => {
    await test.db.updateTable('firms').set({ verification: 'unverified', scale: null }).where('id', '=', firmId).execute()
    const { body } = await answer('P06', certificate)
    expect(item(body, 'P06').verdict).toBe('check')
    expect(reason(item(body, 'P06'), 'reg')).toMatchObject({ verdict: 'unknown', profile: 'verification', asks: null })
    expect(reason(item(body, 'P01'), 'sme')).toMatchObject({ verdict: 'unknown', profile: 'scale' })
    expect(body.eligibleFen).toBe(0)
  })

  it('counts rights in force only, and a missing one never rules out', async () => {
    expect(reason(item(await matches(), 'P03'), 'portfolio')).toMatchObject({ verdict: 'unmet', hard: false, source: 'portfolio' })
    expect(item(await matches(), 'P03').verdict).toBe('check')
    const add = (number: string, more: object) => owner.call(addRight, { body: { firmId: firmId, kind: 'patent' as const, number, title: '一种反应釜', ...more } })
    // A utility model of 2013 lived ten years; an application is no patent yet; one given up is none any more.
    await add('ZL201320313113.5', { filedOn: '2013-06-01', grantedOn: '2013-12-01' })
    await add('ZL202011313113.9', { state: 'pending' })
    expect((await matches()).rights).toBe(0)
    await add('ZL201710601862.3', { filedOn: '2017-07-21', grantedOn: '2019-08-20' })
    const after = await matches()
    expect(after.rights).toBe(1)
    expect(reason(item(after, 'P03'), 'portfolio')?.verdict).toBe('met')
  })

  it('shows what is left of the batch', async () => {
    await submittedApplication(owner, firmId, 'P06')
    expect(item(await matches(), 'P06').leftFen).toBe(100_000_000)
    expect(item(await matches(), 'P08').leftFen).toBeNull()
    await test.db.updateTable('budgets').set({ committed_fen: 99_000_000 }).where('programme_id', '=', 'P06').where('batch_id', '=', '2026').execute()
    expect(item(await matches(), 'P06').leftFen).toBe(1_000_000)
  })

  it('gives no more than the year leaves: with 4.50 of 5.00 万元 granted before, half of 8.00 万元 is 0.50 万元, and the line says why', async () => {
    const scheme = await test.db.insertInto('firm_awards').values({ firm_id: firmId, scheme: 'P02', year: 2026, committed_fen: 4_500_000 }).executeTakeFirst()
    expect(scheme).toBeDefined()
    const { body } = await answer('P02', { legalPersonStatus: true, duplicateFunding: false, loanDisbursed: true, feeFen: 8_000_000 })
    expect(item(body, 'P02')).toMatchObject({ verdict: 'eligible', amountFen: 500_000, amount: { amountFen: 4_000_000 } })
    expect(item(body, 'P02').amount.lines).toContain('今年这个项目还能领 0.50 万元，按 0.50 万元算')
    expect(body.eligibleFen).toBe(500_000)
  })

  it('is nothing more once the cap of the year is used up', async () => {
    await test.db.insertInto('firm_awards').values({ firm_id: firmId, scheme: 'P02', year: 2026, committed_fen: 5_000_000 }).execute()
    const { body } = await answer('P02', { legalPersonStatus: true, duplicateFunding: false, loanDisbursed: true, feeFen: 8_000_000 })
    expect(item(body, 'P02')).toMatchObject({ verdict: 'eligible', amountFen: 0 })
    expect(item(body, 'P02').amount.lines).toContain('今年这个项目的上限已经用完')
    expect(body.eligibleFen).toBe(0)
  })
})

describe('answers and applications', () => {
  it('a draft counts more than what was answered before, and is named', async () => {
    await answer('P06', certificate)
    const draft = await startDraft(owner, firmId, 'P06')
    const saved = await owner.call(saveAnswers, { params: { id: draft.id }, version: draft.version, body: { answers: { certValid: false } } })
    expect(saved.status).toBe(200)
    const after = item(await matches(), 'P06')
    expect(after).toMatchObject({ verdict: 'ineligible', application: { id: draft.id, state: 'draft', number: null, approvedFen: null } })
    expect(after.known).toMatchObject({ certValid: false, certEdition: 'GB/T 29490-2023' })
  })

  it('what was handed in this year is known, shown with its number, and asked no more', async () => {
    const submitted = await submittedApplication(owner, firmId, 'P06')
    const after = item(await matches(), 'P06')
    expect(after).toMatchObject({ verdict: 'eligible', asks: [], application: { id: submitted.id, state: 'submitted', number: submitted.number } })
    test.clock.advance(60_000)
    await answer('P06', { firstCertification: false })
    expect(item(await matches(), 'P06').known).toMatchObject({ firstCertification: false })
  })

  it('what was withdrawn may be applied for again', async () => {
    const { id } = await submittedApplication(owner, firmId, 'P06')
    expect((await act(owner, id, 'withdraw')).status).toBe(200)
    expect(item(await matches(), 'P06').application?.state).toBe('withdrawn')
    expect((await matches()).eligibleFen).toBeGreaterThan(0)
  })

  it('shows no names, phones or accounts: only what decides', async () => {
    await submittedApplication(owner, firmId, 'P06')
    const text = JSON.stringify(await matches())
    for (const name of ['bankAccountNo', 'contactMobile', 'companyName', 'certBody']) expect(text).not.toContain(name)
    expect(text).not.toContain(String(sampleAnswers('P06')['bankAccountNo']))
  })

  it('are there for a new draft to be filled from, with where they came from', async () => {
    await answer('P06', { legalPersonStatus: true, certValid: true })
    const programme = test.deps.content.programme('P06', test.clock.now())!
    const known = await knownAnswers(test.db, firmId, programme)
    expect(Object.fromEntries([...known].map(([name, { value, source }]) => [name, [value, source]]))).toEqual({ legalPersonStatus: [true, 'asked'], certValid: [true, 'asked'] })
    const other = test.deps.content.programme('P02', test.clock.now())!
    expect([...(await knownAnswers(test.db, firmId, other)).keys()]).toEqual(['legalPersonStatus'])
  })
})

describe('bad input', () => {
  it.each([
    ['a field nobody asks', { nickname: 'x' }, { field: 'nickname', reason: 'unknown' }],
    ['an account number, which decides nothing', { bankAccountNo: '37050163000000000371' }, { field: 'bankAccountNo', reason: 'unknown' }],
    ['a word for a sum', { feeFen: '八万' }, { field: 'feeFen', reason: 'wrong-type' }],
    ['a sum below what the form takes', { feeFen: 9_999 }, { field: 'feeFen', reason: 'money-min', limit: 10_000 }],
    ['a negative sum', { feeFen: -1 }, { field: 'feeFen', reason: 'money-negative' }],
  ])('%s is refused beside the field, and nothing is kept', async (_what, answers, problem) => {
    const reply = await answer('P02', { ...answers, loanDisbursed: true })
    expect([reply.status, reply.error.code]).toEqual([422, 'invalid-input'])
    expect(reply.error.fields).toEqual([problem])
    expect(item(await matches(), 'P02').known).toEqual({})
  })

  it('a day in the future, an option that is none, and dates in the wrong order are refused', async () => {
    expect((await answer('P01', { loanStart: '2026-11-24' })).error.fields).toEqual([{ field: 'loanStart', reason: 'date-future' }])
    expect((await answer('P06', { certEdition: 'GB/T 1' })).error.fields).toEqual([{ field: 'certEdition', reason: 'option' }])
    expect((await answer('P01', { interestFrom: '2026-02-01', interestTo: '2026-01-01' })).error.fields).toEqual([{ field: 'interestTo', reason: 'date-after', limit: '计息起日' }])
    expect((await answer('P01', { interestFrom: '2026-02-01' })).status).toBe(200)
    // The day of the loan moves behind the day interest was counted from: said beside that day.
    expect((await answer('P01', { loanStart: '2026-03-01' })).error.fields).toEqual([{ field: 'interestFrom', reason: 'date-not-before', limit: '贷款发放日' }])
  })

  it('a closed scheme and one that is not there are not found', async () => {
    expect((await answer('P10', { legalPersonStatus: true })).status).toBe(404)
    expect((await answer('P99', { legalPersonStatus: true })).status).toBe(404)
  })
})

describe('whose it is', () => {
  it('another firm, the county, banks and helpers see and change nothing', async () => {
    for (const actor of ['otherFirm', 'pending', 'officer', 'assistant', 'expert', 'bank'] as const) {
      const client = people.clients[actor]
      expect((await client.call(listMatches, { query: { firmId: firmId } })).status, actor).toBe(404)
      expect((await answer('P06', certificate, client)).status, actor).toBe(404)
    }
  })

  it('one firm’s answers are not the other’s', async () => {
    await answer('P06', certificate)
    const other = await people.clients.otherFirm.call(listMatches, { query: { firmId: people.otherFirmId } })
    expect(item(other.body, 'P06').known).toEqual({})
  })

  it('every answer leaves a line that names the fields, not what was said', async () => {
    await answer('P06', certificate)
    const line = await test.db.selectFrom('audit').selectAll().where('action', '=', 'subsidies.match-answers').executeTakeFirstOrThrow()
    expect(JSON.parse(line.details)).toEqual({ programmeId: 'P06', fields: Object.keys(certificate) })
    expect(line.firm_id).toBe(firmId)
  })
})
