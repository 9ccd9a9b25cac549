import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFirm, getFirm } from '#contract/accounts/endpoints.ts'
import { getQuickCheck, listMatches, runQuickCheck, saveMatchAnswers, takeQuickCheck } from '#contract/subsidies/endpoints.ts'
import type { MatchItem, Matches, QuickAnswers } from '#contract/subsidies/matching-schema.ts'
import { allActors, type Actors } from '../support/actors.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { startDraft } from '../support/applications.ts'
import { aPhone, aUscc } from '../support/builders.ts'

let test: TestApp
let people: Actors
let owner: Client
let firmId: string
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  owner = await test.signIn(aPhone(62))
  firmId = (await owner.call(createFirm, { body: { uscc: aUscc(62), name: '桓台五问机械有限公司', town: '果里镇' } })).body.id
  await test.db.updateTable('firms').set({ verification: 'verified' }).where('id', '=', firmId).execute()
  fresh = await test.snapshot()
})
beforeEach(() => fresh.restore())
afterAll(() => test.close())

const item = ({ items }: Matches, id: string): MatchItem => items.find(({ programmeId }) => programmeId === id)!
const run = async (answers: QuickAnswers) => (await people.clients.anonymous.call(runQuickCheck, { body: { answers } })).body
const take = (answers: QuickAnswers, client: Client = owner) => client.call(takeQuickCheck, { body: { firmId, answers } })
const matches = async () => (await owner.call(listMatches, { query: { firmId } })).body
/** A small firm on the list of 优势企业, insured, with nothing else. */
const small: QuickAnswers = { kind: ['small'], uses: ['insure'], titles: ['advantage'], overseas: ['no'], before: ['no'] }

describe('the visitor’s questions', () => {
  it('are five, open to everybody', async () => {
    const { status, body } = await people.clients.anonymous.call(getQuickCheck)
    expect(status).toBe(200)
    expect(body.questions.map(({ id, kind }) => [id, kind])).toEqual([['kind', 'one'], ['uses', 'many'], ['titles', 'many'], ['overseas', 'one'], ['before', 'one']])
  })

  it('together decide most: one scheme with its sum, the rest out or down to what only papers can say', async () => {
    const result = await run(small)
    expect(item(result, 'P04')).toMatchObject({ verdict: 'eligible', amountFen: 10_000_000, application: null })
    expect(result.eligibleFen).toBe(10_000_000)
    for (const id of ['P01', 'P02', 'P05', 'P06', 'P07', 'P09']) expect(item(result, id).verdict, id).toBe('ineligible')
    expect(item(result, 'P03').verdict).toBe('check')
    expect(result).toMatchObject({ rights: 0, today: '2026-11-23' })
  })

  it('a large firm is out of the interest subsidy, a branch out of nearly all', async () => {
    expect(item(await run({ ...small, kind: ['large'], uses: ['pledge'] }), 'P01').verdict).toBe('ineligible')
    const branch = await run({ ...small, kind: ['branch'] })
    expect(item(branch, 'P04').verdict).toBe('ineligible')
    expect(branch.eligibleFen).toBe(0)
  })

  it('say that registration is looked at later, and nothing of a portfolio nobody has seen', async () => {
    const { reasons } = item(await run(small), 'P03')
    expect(reasons.find(({ id }) => id === 'reg')).toMatchObject({ verdict: 'unknown', source: 'officer', remedy: null })
    expect(reasons.map(({ source }) => source)).not.toContain('portfolio')
  })

  it('a question left open says nothing; 都没有 is an answer', async () => {
    expect(item(await run({}), 'P09').verdict).toBe('check')
    expect(item(await run({ uses: ['none'] }), 'P03').verdict).toBe('ineligible')
    expect(item(await run({ titles: ['none', 'award'] }), 'P07').verdict).toBe('check')
  })

  it('what is no longer asked is passed over, and what is no answer at all is refused', async () => {
    expect((await run({ gone: ['x'], kind: ['huge'] })).items.length).toBeGreaterThan(0)
    const broken = await people.clients.anonymous.call(runQuickCheck, { body: { answers: { kind: 'small' } } as never })
    expect([broken.status, broken.error.code]).toEqual([422, 'invalid-input'])
    const endless = await people.clients.anonymous.call(runQuickCheck, { body: { answers: { kind: Array.from({ length: 21 }, () => 'small') } } })
    expect(endless.status).toBe(422)
  })

  it('leave nothing behind', async () => {
    const count = async () => Number((await test.db.selectFrom('match_answers').select((eb) => eb.fn.countAll().as('count')).executeTakeFirstOrThrow()).count)
    const lines = async () => Number((await test.db.selectFrom('audit').select((eb) => eb.fn.countAll().as('count')).executeTakeFirstOrThrow()).count)
    const before = [await count(), await lines()]
    await run(small)
    expect([await count(), await lines()]).toEqual(before)
  })
})

describe('taking them along', () => {
  it('the firm stands where the visitor stood: the same verdicts, the same sum, and its size in the profile', async () => {
    const visitor = await run(small)
    expect((await take(small)).status).toBe(200)
    const firm = await matches()
    expect(Object.fromEntries(firm.items.map(({ programmeId, verdict }) => [programmeId, verdict]))).toEqual(Object.fromEntries(visitor.items.map(({ programmeId, verdict }) => [programmeId, verdict])))
    expect(firm.eligibleFen).toBe(visitor.eligibleFen)
    expect((await owner.call(getFirm, { params: { id: firmId } })).body.scale).toBe('小型')
    expect(item(firm, 'P04').asks).toEqual([])
  })

  it('says how many answers it took, and takes nothing the second time', async () => {
    const first = (await take(small)).body.taken
    // 规模、独立法人；P01 首次质押 0 件；P02 没放款；P03 权利人、交足；P05 没付；P04 名单、类别；P06 证书；P07 授奖；P09 案件；六个项目没领过
    expect(first).toBe(2 + 1 + 1 + 2 + 1 + 2 + 1 + 1 + 1 + 6)
    expect((await take(small)).body.taken).toBe(0)
  })

  it('two phones that bring the same at once fill it once', async () => {
    const taken = await Promise.all([take(small), take(small), take(small)])
    expect(taken.map(({ body }) => body.taken).sort((a, b) => a - b)).toEqual([0, 0, 18])
  })

  it('fills only what the firm has not said itself: neither here, nor in a draft, nor in its profile', async () => {
    await test.db.updateTable('firms').set({ scale: '大型' }).where('id', '=', firmId).execute()
    await owner.call(saveMatchAnswers, { body: { firmId, programmeId: 'P04', answers: { onCnipaList: false, legalPersonStatus: false } } })
    const draft = await startDraft(owner, firmId, 'P03')
    expect(draft.state).toBe('draft')
    await take(small)
    const after = await matches()
    expect(item(after, 'P04').known).toMatchObject({ onCnipaList: false, legalPersonStatus: false, honorType: '国家知识产权优势企业' })
    expect((await owner.call(getFirm, { params: { id: firmId } })).body.scale).toBe('大型')
  })

  it('is for members of the firm only', async () => {
    for (const actor of ['otherFirm', 'officer', 'assistant'] as const) expect((await take(small, people.clients[actor])).status, actor).toBe(404)
    expect((await take(small, people.clients.anonymous)).status).toBe(401)
  })

  it('leaves one line that names the fields', async () => {
    await take({ overseas: ['yes'] })
    const line = await test.db.selectFrom('audit').selectAll().where('action', '=', 'subsidies.take-quick-check').executeTakeFirstOrThrow()
    expect(JSON.parse(line.details)).toEqual({ fields: ['P09.hasOverseasCase'] })
  })
})
