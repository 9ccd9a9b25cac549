// A firm's request while it is filled in: begun once, saved field by field, every wrong field named; its own people's alone.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deleteRequest, getFinancingChoices, getRequest, listRequests } from '#contract/financing/request-endpoints.ts'
import type { FinancingRequest, RequestPatch } from '#contract/financing/request-schema.ts'
import { deleteRight, updateRight } from '#contract/portfolio/endpoints.ts'
import { invariantProblems } from '#server/invariants.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { everything } from '../support/everything.ts'
import { testStart } from '../support/test-clock.ts'
import { aDraft, aRight, acted, amberAnswers, anAccepted, greenAnswers, problems, read, refusal, requesters, save, start, wish, type Requesters } from './requesting.ts'

let test: TestApp
let people: Requesters
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await requesters(test)
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const firm = () => people.owner.client
const drafts = async () => Number((await test.db.selectFrom('financing_requests').select((eb) => eb.fn.countAll().as('count')).where('firm_id', '=', people.firmId).executeTakeFirstOrThrow()).count)

it('what may be asked for is told to anybody', async () => {
  const { status, body } = await test.client().call(getFinancingChoices)
  const { financingCasework: casework } = test.deps.content
  expect([status, body.fromFen, body.uses, body.consent]).toEqual([200, casework.fromFen, casework.uses, casework.consent])
  expect(Object.keys(body)).not.toContain('amountBands')
})

describe('beginning', () => {
  it('makes one draft with whom the bank will call', async () => {
    const { status, body } = await start(people.clerk.client, people.firmId)
    expect([status, body.state, body.number, body.version]).toEqual([201, 'draft', null, 1])
    expect(body.wish).toEqual({ amountFen: null, months: null, use: null, turnover: null, debt: null, contactName: people.clerk.me.name, contactPhone: (await test.db.selectFrom('accounts').select('phone').where('id', '=', people.clerk.me.id).executeTakeFirstOrThrow()).phone, words: '' })
    expect([body.card, body.due, body.leads, body.events, body.actions, body.today]).toEqual([null, null, [], [], ['submit'], '2026-11-23'])
  })

  it('gives the other phone, the colleague and a repeat the same one, as it is', async () => {
    const key = randomUUID()
    const first = await start(firm(), people.firmId, { words: '第一台手机' }, key)
    for (const [client, again] of [[firm(), key], [firm(), randomUUID()], [people.clerk.client, randomUUID()]] as const) {
      const { status, body } = await start(client, people.firmId, again === key ? { words: '第一台手机' } : { words: '第二台手机' }, again)
      expect([status, body.id, body.wish.words]).toEqual([again === key ? 201 : 200, first.body.id, '第一台手机'])
    }
    expect(await drafts()).toBe(1)
  })

  it('at once from ten phones makes one', async () => {
    const replies = await Promise.all(Array.from({ length: 10 }, (_, n) => start(n % 2 === 0 ? firm() : people.clerk.client, people.firmId)))
    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1)
    expect(replies.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 9 }, () => 200), 201])
    expect(await drafts()).toBe(1)
  })

  it('takes over what the readiness page kept, without answers of yesterday', async () => {
    const { body } = await start(firm(), people.firmId, { rightIds: [people.rightId], answers: { ...amberAnswers, gone: 'yes', years: 'ten' } })
    expect([body.rightIds, body.answers]).toEqual([[people.rightId], { term: 'y1', pledged: 'never', dispute: 'none', revenue: 'selling' }])
  })

  it('is for the people of the firm, with a key', async () => {
    for (const client of [people.stranger.client, people.officer, people.bank, people.expert]) expect((await start(client, people.firmId)).status).toBe(404)
    expect((await test.client().request('POST', '/api/financing/requests', { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ firmId: people.firmId }) })).status).toBe(401)
    expect((await firm().request('POST', '/api/financing/requests', { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ firmId: people.firmId }) })).error.code).toBe('key-missing')
    const key = randomUUID()
    await start(firm(), people.firmId, {}, key)
    expect((await start(firm(), people.firmId, { words: '别的' }, key)).error.code).toBe('key-reused')
  })
})

describe('saving', () => {
  let draft: FinancingRequest
  beforeEach(async () => {
    draft = (await start(firm(), people.firmId)).body
  })
  const saved = (patch: RequestPatch) => save(firm(), draft.id, 1, patch)

  it.each<[what: string, patch: RequestPatch, expected: Partial<FinancingRequest['wish']>]>([
    ['an amount in 元', { amount: '3000000' }, { amountFen: 300_000_000 }], ['the smallest', { amount: '100000' }, { amountFen: 10_000_000 }], ['the largest', { amount: '100000000.00' }, { amountFen: 10_000_000_000 }],
    ['no amount any more', { amount: null }, { amountFen: null }], ['an empty amount', { amount: ' ' }, { amountFen: null }],
    ['a term', { months: 120 }, { months: 120 }], ['a use', { use: 'research' }, { use: 'research' }], ['bands', { turnover: 'over-1y', debt: 'none' }, { turnover: 'over-1y', debt: 'none' }], ['nothing chosen', { use: null, debt: '' }, { use: null, debt: null }],
    ['a phone as people write it', { contactPhone: '+86 139-0000-0055' }, { contactPhone: '13900000055' }], ['no phone yet', { contactPhone: ' ' }, { contactPhone: '' }],
    ['a name on one line', { contactName: ' 李\n工 ' }, { contactName: '李 工' }], ['words on several', { words: '一\r\n二 ' }, { words: '一\n二' }], ['a thousand signs', { words: '𠮷'.repeat(1000) }, { words: '𠮷'.repeat(1000) }],
  ])('%s is kept', async (_, patch, expected) => {
    const { status, body } = await saved(patch)
    expect([status, body.wish]).toEqual([200, expect.objectContaining(expected)])
    expect((await read(people.clerk.client, draft.id)).wish).toEqual(body.wish)
  })

  it.each<[what: string, patch: RequestPatch, named: string[]]>([
    ['too little', { amount: '99999.99' }, ['amount money-min']], ['too much', { amount: '100000000.01' }, ['amount money-max']], ['with commas', { amount: '3,000,000' }, ['amount money-comma']], ['below nothing', { amount: '-5' }, ['amount money-negative']],
    ['in words', { amount: '三百万' }, ['amount money-format']], ['with three decimals', { amount: '300000.001' }, ['amount money-decimals']], ['beyond all numbers', { amount: '99999999999999999' }, ['amount money-unsafe']],
    ['longer than the county takes', { months: 121 }, ['months number-max']], ['an unknown use', { use: 'yacht' }, ['use option']], ['an unknown band', { turnover: 'x', debt: 'y' }, ['turnover option', 'debt option']],
    ['a landline', { contactPhone: '0533-8210000' }, ['contactPhone phone-landline']], ['a long name', { contactName: '长'.repeat(41) }, ['contactName too-long']], ['too many words', { words: '长'.repeat(1001) }, ['words too-long']],
    ['an answer nobody offers', { answers: { dispute: 'perhaps' } }, ['answers.dispute option']], ['a tick where nothing was asked', { doneItems: ['x'] }, ['doneItems[0] option']],
    ['everything at once', { amount: '1', months: 200, use: 'x', contactPhone: '1', words: '长'.repeat(1001) }, ['amount money-min', 'months number-max', 'use option', 'contactPhone phone-length', 'words too-long']],
  ])('%s is named and nothing is kept', async (_, patch, named) => {
    const before = await everything(test)
    const reply = await saved(patch)
    expect([reply.status, problems(reply)]).toEqual([422, named])
    expect(await read(firm(), draft.id)).toMatchObject({ version: 1, wish: draft.wish })
    expect(await everything(test)).toBe(before)
  })

  it('rights only of the firm’s own portfolio, each once; one that was deleted is gone', async () => {
    expect(problems(await saved({ rightIds: [people.rightId, people.foreignRightId, randomUUID()] }))).toEqual(['rightIds[1] option', 'rightIds[2] option'])
    expect((await saved({ rightIds: [people.markId, people.rightId, people.markId] })).body.rightIds).toEqual([people.markId, people.rightId])
    await firm().call(deleteRight, { params: { id: people.markId } })
    expect((await read(firm(), draft.id)).rightIds).toEqual([people.rightId])
    expect((await save(firm(), draft.id, 2, { rightIds: [people.markId, people.rightId] })).body).toMatchObject({ rightIds: [people.rightId], version: 3 })
  })

  it('an ended right stays in the draft: the card says what is wrong with it', async () => {
    const ended = await aRight(firm(), people.firmId, { number: 'ZL201910601862.X', filedOn: '2019-07-13', state: 'ended' })
    expect((await saved({ rightIds: [ended] })).body.rightIds).toEqual([ended])
  })

  it('answers one by one; an empty one takes it back, questions of yesterday are dropped', async () => {
    expect((await saved({ answers: { dispute: 'none', years: 'three' } })).body.answers).toEqual({ dispute: 'none', years: 'three' })
    expect((await save(firm(), draft.id, 2, { answers: { dispute: '', revenue: 'own', gone: 'yes' } })).body.answers).toEqual({ years: 'three', revenue: 'own' })
  })

  it('the same again is no new version, whoever repeats it and from whichever version', async () => {
    const { body } = await saved(wish)
    expect(body.version).toBe(2)
    const before = await everything(test)
    for (const version of [1, 2]) expect((await save(firm(), draft.id, version, wish)).body).toMatchObject({ version: 2 })
    expect(await everything(test)).toBe(before)
  })

  it('from an old version is refused with the new one, without a version asked for one', async () => {
    await saved({ words: '一' })
    expect(refusal(await saved({ words: '二' }))).toEqual([412, 'stale', { version: 2, state: 'draft' }])
    expect((await read(firm(), draft.id)).wish.words).toBe('一')
    expect((await firm().request('PATCH', `/api/financing/requests/${draft.id}`, { headers: { 'content-type': 'application/json' }, body: '{"words":"三"}' })).error.code).toBe('version-missing')
  })

  it('is for the firm’s people; a draft is nobody else’s, not even to see', async () => {
    for (const client of [people.stranger.client, people.officer, people.bank, people.expert]) {
      expect((await save(client, draft.id, 1, { words: '外人' })).status).toBe(404)
      expect((await client.call(getRequest, { params: { id: draft.id } })).status).toBe(404)
      expect((await client.call(deleteRequest, { params: { id: draft.id } })).status).toBe(404)
    }
  })

  it('rests encrypted: neither amount nor words nor phone can be read in the database', async () => {
    await saved({ ...wish, words: '金丝雀说明' })
    const stored = JSON.stringify([await test.db.selectFrom('financing_requests').selectAll().execute(), await test.db.selectFrom('audit').selectAll().execute(), await test.db.selectFrom('idempotency').selectAll().execute()])
    for (const secret of ['300000000', '3000000', '金丝雀说明', '13900000055', '李工']) expect(stored).not.toContain(secret)
  })
})

describe('throwing away', () => {
  it('takes a draft, and nothing that was handed in', async () => {
    const draft = await aDraft(people)
    expect((await firm().call(deleteRequest, { params: { id: draft.id } })).status).toBe(204)
    expect((await firm().call(getRequest, { params: { id: draft.id } })).status).toBe(404)
    const { id } = await aDraft(people)
    await acted(firm(), id, 'submit')
    expect(refusal(await firm().call(deleteRequest, { params: { id } }))).toEqual([409, 'financing.wrong-state', { state: 'accepted' }])
    expect(await invariantProblems(test.db)).toEqual([])
  })
})

describe('the list', () => {
  it('has the firm’s own, newest first, with the draft, what was pledged and how many more there may be', async () => {
    const one = await anAccepted(people)
    test.clock.advance(60_000)
    const two = await aDraft(people, { answers: greenAnswers, rightIds: [people.markId] })
    const { body } = await people.clerk.client.call(listRequests, { query: { firmId: people.firmId } })
    expect(body.items.map(({ id, state, verdict, amountFen, rightTitles }) => [id, state, verdict, amountFen, rightTitles])).toEqual([[two.id, 'draft', null, 300_000_000, ['苇畔']], [one.id, 'accepted', 'green', 300_000_000, ['一种流化床反应器']]])
    expect([body.draftId, body.room]).toEqual([two.id, 2])
    for (const client of [people.stranger.client, people.officer, people.bank]) expect((await client.call(listRequests, { query: { firmId: people.firmId } })).status).toBe(404)
  })

  it('names rights as they were handed in, whatever the portfolio says now', async () => {
    const { id } = await anAccepted(people)
    await firm().call(updateRight, { params: { id: people.rightId }, version: 1, body: { title: '改过的名字' } })
    expect((await firm().call(listRequests, { query: { firmId: people.firmId } })).body.items.map(({ rightTitles }) => rightTitles)).toEqual([['一种流化床反应器']])
    expect((await read(firm(), id)).rights.map(({ title }) => title)).toEqual(['一种流化床反应器'])
  })
})
