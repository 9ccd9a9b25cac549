import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listDeskRequests, recordCall } from '#contract/financing/desk-endpoints.ts'
import type { CallInput, DeskGroup, DeskRequests, DeskRequestsQuery } from '#contract/financing/desk-schema.ts'
import { getRequest } from '#contract/financing/request-endpoints.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { brought } from './lending.ts'
import { consented, leaders, moved, offered, seen, type Leaders } from './leading.ts'
import { aDraft, acted, aSubmitted, problems, refusal } from './requesting.ts'

let test: TestApp
let people: Leaders
let restore: () => Promise<void>
beforeAll(async () => {
  test = await buildTestApp()
  people = await leaders(test)
  await test.db.updateTable('firms').set({ town: '起凤镇', industry: '新材料' }).where('id', '=', people.firmId).execute()
  restore = (await test.snapshot()).restore
})
beforeEach(async () => {
  await restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

async function list(query: DeskRequestsQuery = {}): Promise<DeskRequests> {
  const reply = await people.officer.call(listDeskRequests, { query })
  expect(reply.status, JSON.stringify(reply.error)).toBe(200)
  return reply.body
}
const idsIn = async (group: DeskGroup) => (await list({ group })).items.map(({ id }) => id)
const at = (date: string) => test.clock.set(`${date}T02:00:00.000Z`)
const call = (body: CallInput, client = people.officer, key: string = randomUUID()) => client.call(recordCall, { body, key })

describe('the list of the desk', () => {
  it('never has a draft, whatever is asked for', async () => {
    await aDraft(people)
    for (const query of [{}, { group: 'all' as const }, { group: 'all' as const, q: people.firmName }, { stage: 'intent' as const }]) {
      const { items, counts } = await list(query)
      expect([items, counts.all]).toEqual([[], 0])
    }
  })

  it('has each request in the groups it stands in, and counts what it shows', async () => {
    const { id } = await aSubmitted(people)
    expect(await list()).toMatchObject({
      items: [{ id, number: 'HT2026-RZ-0001', firmName: people.firmName, town: '起凤镇', industry: '新材料', isVerified: true, state: 'submitted', verdict: 'amber', amountFen: 300_000_000, dueOn: '2026-11-25', workdaysLeft: 2, isUnanswered: false, leads: [] }],
      counts: { screen: 1, returned: 0, unanswered: 0, calls: 0, stalled: 0, open: 0, loans: 0, ended: 0, all: 1 }, today: '2026-11-23',
    })
    await acted(people.officer, id, 'return', { items: [{ about: 'revenue', words: '请补充' }] })
    expect([await idsIn('screen'), await idsIn('returned')]).toEqual([[], [id]])
    await acted(people.owner.client, id, 'withdraw')
    expect([await idsIn('returned'), await idsIn('ended'), await idsIn('all')]).toEqual([[], [id], [id]])
  })

  it('shows leads with what is to be done: to be called from the third working day on, stalled after ten, loans when paid out', async () => {
    const { requestId, lead } = await offered(test, people)
    expect([await idsIn('open'), await idsIn('calls')]).toEqual([[requestId], []])
    at('2026-11-25')
    expect(await idsIn('calls')).toEqual([])
    at('2026-11-26')
    expect(await list({ group: 'calls' })).toMatchObject({ items: [{ id: requestId, leads: [{ id: lead.id, number: lead.number, bankName: people.bankName, state: 'offered', needsCall: true, isStalled: false, phones: [{ name: expect.any(String), phone: '13800000030' }, { name: '孙晓', phone: '13900000071' }], lastCall: null }] }] })
    at('2026-11-30')
    expect([await idsIn('unanswered'), (await list({ group: 'unanswered' })).items[0]?.isUnanswered]).toEqual([[requestId], true])
    await moved(people.bank, lead.id, 'take')
    expect([await idsIn('unanswered'), await idsIn('calls'), await idsIn('stalled')]).toEqual([[], [], []])
    at('2026-12-14')
    expect((await list({ group: 'stalled' })).items[0]?.leads).toMatchObject([{ id: lead.id, isStalled: true, needsCall: false }])
    await moved(people.bank, lead.id, 'examine')
    expect(await idsIn('stalled')).toEqual([])
  })

  it('has what was paid out among the loans', async () => {
    const { requestId, lead } = await offered(test, people)
    await brought({ ...people, secondBank: people.otherBank, secondBankId: people.otherBankId, otherRightId: '' }, lead.id, 'disbursed')
    expect([await idsIn('loans'), await idsIn('open')]).toEqual([[requestId], [requestId]])
    expect((await list({ stage: 'disbursed', year: 2026 })).items.map(({ id }) => id)).toEqual([requestId])
    expect((await list({ stage: 'disbursed', year: 2025 })).items).toEqual([])
    expect((await list({ q: 'Y2026980000118' })).items).toEqual([])
    expect((await list({ group: 'all', q: 'y2026980000118' })).items.map(({ id }) => id)).toEqual([requestId])
  })

  it('is found by number, number of a lead, firm, code and bank, and by nothing else', async () => {
    const { requestId, lead } = await offered(test, people)
    const { number, uscc } = (await list({ group: 'all' })).items[0] ?? { number: '', uscc: '' }
    for (const q of [number, number.toLowerCase(), lead.number, people.firmName.slice(2, 6), uscc, ` ${uscc.slice(0, 9)} ${uscc.slice(9)} `, people.bankName]) expect((await list({ group: 'all', q })).items.map(({ id }) => id), q).toEqual([requestId])
    for (const q of ['HT2026-RZ-9999', '%', '_', people.otherBankName, '不存在的企业', '\u0000'.padEnd(2, 'x').slice(1)]) expect((await list({ group: 'all', q })).items, q).toEqual([])
    expect((await list({ group: 'all', q: '  ' })).items).toHaveLength(1)
  })

  it('is narrowed by bank, town, industry and year', async () => {
    const { requestId } = await offered(test, people)
    const found = async (query: DeskRequestsQuery) => (await list({ group: 'all', ...query })).items.map(({ id }) => id)
    for (const query of [{ bankId: people.bankId }, { town: '起凤镇' }, { industry: '新材料' }, { year: 2026 }, { stage: 'accepted' as const, year: 2026, bankId: people.bankId, town: '起凤镇' }]) expect(await found(query), JSON.stringify(query)).toEqual([requestId])
    for (const query of [{ bankId: people.otherBankId }, { town: '田庄镇' }, { industry: '' }, { year: 2025 }, { stage: 'taken' as const, year: 2026 }]) expect(await found(query), JSON.stringify(query)).toEqual([])
  })

  it('comes page by page: what is due first, else the newest first', async () => {
    const first = await aSubmitted(people)
    at('2026-11-24')
    const second = await aSubmitted(people)
    at('2026-11-25')
    const third = await aSubmitted(people)
    const walk = async (group: DeskGroup): Promise<string[]> => {
      const ids: string[] = []
      for (let cursor: string | undefined; ;) {
        const page = await list({ group, limit: 1, ...(cursor === undefined ? {} : { cursor }) })
        ids.push(...page.items.map(({ id }) => id))
        if (page.next === undefined) return ids
        cursor = page.next
      }
    }
    expect(await walk('screen')).toEqual([first.id, second.id, third.id])
    expect(await walk('all')).toEqual([third.id, second.id, first.id])
    expect(problems(await people.officer.call(listDeskRequests, { query: { cursor: 'x' } }))).toEqual(['cursor format'])
  })

  it('is seen by somebody: the firm reads who, and the audit has a line', async () => {
    const { id } = await aSubmitted(people)
    expect(await list({ only: 'counts' })).toMatchObject({ items: [], counts: { screen: 1 } })
    expect(await test.db.selectFrom('financing_views').select('id').execute()).toEqual([])
    await list()
    await list()
    const views = await test.db.selectFrom('financing_views').select(['request_id', 'what', 'side']).where('request_id', '=', id).execute()
    expect(views).toEqual([{ request_id: id, what: 'request', side: 'officer' }])
    expect((await test.db.selectFrom('audit').select('details').where('subject', '=', 'financing:list').execute()).length).toBe(2)
  })
})

describe('a call to a bank', () => {
  it('is kept for officers with who, when and how it went, and rests the call list for a while', async () => {
    const { requestId, lead } = await offered(test, people)
    at('2026-11-26')
    expect((await call({ leadId: lead.id, outcome: 'promised', note: '王经理：周五前答复' })).status).toBe(204)
    expect(await idsIn('calls')).toEqual([])
    const line = (await list({ group: 'open' })).items[0]?.leads[0]
    expect(line).toMatchObject({ needsCall: false, phones: [], lastCall: { outcome: 'promised', note: '王经理：周五前答复', by: expect.any(String) } })
    const events = (await people.officer.call(getRequest, { params: { id: requestId } })).body.events
    expect(events.at(-1)).toMatchObject({ action: 'call', side: 'officer', note: '王经理：周五前答复', leadId: lead.id })
    expect(JSON.stringify((await people.owner.client.call(getRequest, { params: { id: requestId } })).body)).not.toContain('王经理')
    expect(JSON.stringify((await seen(people.bank, lead.id)).body)).not.toContain('王经理')
    at('2026-11-30')
    expect(await idsIn('calls')).toEqual([requestId])
    expect((await test.db.selectFrom('audit').select('details').where('action', '=', 'financing.call').execute()).map(({ details }) => details)).toEqual(['{"outcome":"promised"}'])
  })

  it('that nobody took is tried again the next day, a wrong number at once', async () => {
    const { requestId, lead } = await offered(test, people)
    at('2026-11-26')
    await call({ leadId: lead.id, outcome: 'wrong-number', note: '' })
    expect(await idsIn('calls')).toEqual([requestId])
    await call({ leadId: lead.id, outcome: 'no-answer', note: '' })
    expect(await idsIn('calls')).toEqual([])
    at('2026-11-27')
    expect(await idsIn('calls')).toEqual([requestId])
  })

  it('is written down once for one key', async () => {
    const { lead } = await offered(test, people)
    const body = { leadId: lead.id, outcome: 'reached', note: '一' } as const
    const replies = await Promise.all([1, 2, 3].map(() => call(body, people.officer.copy(), 'one')))
    expect(replies.map(({ status }) => status).filter((status) => status !== 204 && status !== 409)).toEqual([])
    expect((await call(body, people.officer, 'one')).status).toBe(204)
    expect(await test.db.selectFrom('financing_calls').select('id').execute()).toHaveLength(1)
    expect(refusal(await call({ ...body, note: '二' }, people.officer, 'one'))).toEqual([422, 'key-reused'])
  })

  it('is refused to everybody but officers, about what is over, and with too many words', async () => {
    const { requestId, lead } = await offered(test, people)
    for (const client of [people.owner.client, people.bank, people.expert]) expect((await call({ leadId: lead.id, outcome: 'reached', note: '' }, client)).status).toBe(403)
    expect((await call({ leadId: 'none', outcome: 'reached', note: '' })).status).toBe(404)
    expect(problems(await call({ leadId: lead.id, outcome: 'reached', note: '多'.repeat(501) }))).toEqual(['note too-long'])
    await moved(people.bank, lead.id, 'refuse', { code: 'capacity' })
    expect(refusal(await call({ leadId: lead.id, outcome: 'reached', note: '' }))).toEqual([409, 'financing.wrong-state', { state: 'refused' }])
    await consented(test, people.owner.client, requestId, people.otherBankId)
  })
})
