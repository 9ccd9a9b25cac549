import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { endContact, addContact } from '#contract/financing/desk-endpoints.ts'
import { getMe } from '#contract/accounts/endpoints.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import { getReceipt, listLeads, listViews } from '#contract/financing/request-endpoints.ts'
import type { LeadActionInput } from '#contract/financing/lead-schema.ts'
import { findLeadMove, hasLeadAction, leadActions, leadStates, type LeadAction, type LeadState } from '#contract/financing/workflow.ts'
import { invariantProblems } from '#server/invariants.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { everything } from '../support/everything.ts'
import { colleaguePhone, consented, leaders, move, moved, ofFirm, offered, seen, type Leaders } from './leading.ts'
import { brought, stageBody } from './lending.ts'
import { act, acted, problems, refusal } from './requesting.ts'

let test: TestApp
let people: Leaders
let restore: () => Promise<void>
beforeAll(async () => {
  test = await buildTestApp()
  people = await leaders(test)
  restore = (await test.snapshot()).restore
})
beforeEach(() => restore())
afterAll(() => test.close())

const firm = () => people.owner.client
const told = async (client: Client): Promise<string[]> => {
  await test.runWorker()
  return (await client.copy().call(listMessages)).body.items.map(({ title }) => title)
}

describe('state × action × side', () => {
  /** To each state by what people do; `withdrawn` by the request's own action. */
  const reach: Record<LeadState, (lead: { requestId: string; leadId: string }) => Promise<unknown>> = {
    ...(Object.fromEntries((['taken', 'due-diligence', 'approved', 'signed', 'registered', 'lent', 'disbursed', 'settled'] as const).map((state) => [state, ({ leadId }: { leadId: string }) => brought({ ...people, secondBank: people.otherBank, secondBankId: people.otherBankId, otherRightId: '' }, leadId, state)])) as unknown as Record<LeadState, (lead: { requestId: string; leadId: string }) => Promise<unknown>>),
    offered: () => Promise.resolve(),
    refused: ({ leadId }) => moved(people.bank, leadId, 'refuse', { code: 'rights' }),
    failed: async ({ leadId }) => {
      await moved(people.bank, leadId, 'take')
      await moved(people.bank, leadId, 'fail', { code: 'credit' })
    },
    revoked: ({ leadId }) => moved(firm(), leadId, 'revoke'),
    expired: ({ leadId }) => moved(people.officer, leadId, 'expire', { reason: '电话里说不做' }),
    withdrawn: ({ requestId }) => acted(firm(), requestId, 'withdraw'),
  }
  const gone: readonly LeadState[] = ['revoked', 'withdrawn']
  const body = (action: LeadAction, state: LeadState): LeadActionInput => ({ ...stageBody(action, people), ...(action === 'expire' ? { reason: '电话里说不做' } : {}), ...(action === 'fail' && state === 'registered' ? { releasedOn: '2026-11-23' } : {}) })

  it.each(leadStates)('%s', async (state) => {
    const { requestId, lead } = await offered(test, people)
    await reach[state]({ requestId, leadId: lead.id })
    expect((await ofFirm(firm(), requestId, lead.id)).state).toBe(state)
    const there = (await test.snapshot()).restore
    const before = await everything(test)
    for (const side of ['firm', 'bank', 'officer'] as const) {
      const client = { firm: firm(), bank: people.bank, officer: people.officer }[side]
      for (const action of leadActions) {
        const reply = await move(client.copy(), lead.id, action, body(action, state))
        const what = `${side} ${action}`
        const next = findLeadMove(action, side, state)
        if (side === 'bank' && gone.includes(state)) expect(refusal(reply), what).toEqual([404, 'not-found'])
        else if (!hasLeadAction(action, side)) expect(refusal(reply), what).toEqual([403, 'not-allowed'])
        else if (!next) expect(refusal(reply), what).toEqual([409, 'financing.wrong-state', { state }])
        else {
          expect([reply.status, reply.body.state], `${what} ${JSON.stringify(reply.error)}`).toEqual([200, next.to])
          expect(await invariantProblems(test.db), what).toEqual([])
          await there()
          continue
        }
        expect(await everything(test), what).toBe(before)
      }
    }
  })
})

describe('taking', () => {
  it('shows the firm to the bank and the contact to the firm', async () => {
    const { requestId, lead } = await offered(test, people)
    const blind = (await seen(people.bank, lead.id)).body
    expect(blind).toMatchObject({ state: 'offered', full: null, consentId: null, files: [], blind: { industry: null, townBand: '北部各镇', amountBand: '300—500 万元', months: 24, use: '买设备、技术改造', rights: [{ type: '发明', ageYears: 9 }], verdict: 'green' }, actions: ['take', 'refuse'] })
    expect(Object.values(blind.terms).filter((value) => value !== null && !Array.isArray(value))).toEqual([])
    const taken = await moved(people.bank, lead.id, 'take')
    expect(taken).toMatchObject({ state: 'taken', full: { firm: { name: people.firmName }, contact: { phone: '13900000055' } }, answerBy: null })
    expect(await ofFirm(firm(), requestId, lead.id)).toMatchObject({ state: 'taken', contact: '赵宁', actions: ['revoke'] })
    expect(await told(firm())).toContain(`${people.bankName}接单了`)
  })
  it('is decided on what was handed in: a town or a trade that changes later does not show through', async () => {
    const { lead } = await offered(test, people)
    const before = (await seen(people.bank, lead.id)).body.blind
    const { county } = test.deps.content
    await test.db.updateTable('firms').set({ town: county.towns.find((town) => !/镇$/.test(town)) ?? '', industry: county.industries[0] ?? null }).where('name', '=', people.firmName).execute()
    expect((await seen(people.bank, lead.id)).body.blind).toEqual(before)
    expect(await moved(people.bank, lead.id, 'take')).toMatchObject({ full: { firm: { industry: county.industries[0] } } })
  })
  it('is still possible for a bank that is closed to new ones', async () => {
    const { lead } = await offered(test, people)
    await test.db.updateTable('banks').set({ closed_at: test.clock.now() }).where('id', '=', people.bankId).execute()
    expect((await moved(people.bank, lead.id, 'take')).state).toBe('taken')
  })
  it('opening and reading decide nothing', async () => {
    const { lead } = await offered(test, people)
    for (let n = 0; n < 3; n += 1) expect((await seen(people.bank, lead.id)).body.state).toBe('offered')
    await people.bank.call(listLeads)
    expect((await seen(people.bank, lead.id)).body).toMatchObject({ state: 'offered', version: 1, actions: ['take', 'refuse'] })
  })
  it('twice with one key is once, and answers with how it stands', async () => {
    const { lead } = await offered(test, people)
    await move(people.bank, lead.id, 'take', {}, 'same')
    await moved(people.bank, lead.id, 'examine')
    const again = await move(people.bank, lead.id, 'take', {}, 'same')
    expect([again.status, again.body.state]).toEqual([200, 'due-diligence'])
    await moved(firm(), lead.id, 'revoke')
    expect(refusal(await move(people.bank, lead.id, 'take', {}, 'same'))).toEqual([404, 'not-found'])
  })
  it('keeps with the key only which lead it was', async () => {
    const { lead } = await offered(test, people)
    await move(people.bank, lead.id, 'take', {}, 'kept')
    const { body } = await test.db.selectFrom('idempotency').select('body').where('key', '=', 'kept').executeTakeFirstOrThrow()
    expect(JSON.parse(body ?? '')).toEqual({ id: lead.id })
  })
  it('needs a key', async () => {
    const { lead } = await offered(test, people)
    expect((await people.bank.request('POST', `/api/financing/leads/${lead.id}/actions/take`, { headers: { 'content-type': 'application/json' }, body: '{}' })).status).toBe(400)
  })
})

describe('refusing', () => {
  it('asks for a reason of the list, and for words where the list has none', async () => {
    const { requestId, lead } = await offered(test, people)
    expect(problems(await move(people.bank, lead.id, 'refuse'))).toEqual(['code required'])
    expect(problems(await move(people.bank, lead.id, 'refuse', { code: 'credit' }))).toEqual(['code option'])
    expect(problems(await move(people.bank, lead.id, 'refuse', { code: 'other', reason: '  ' }))).toEqual(['reason required'])
    expect(problems(await move(people.bank, lead.id, 'refuse', { code: 'other', reason: 'a\u0000' }))).toEqual(['reason text-invalid'])
    await moved(people.bank, lead.id, 'refuse', { code: 'other', reason: '这类设备不做' })
    expect(await ofFirm(firm(), requestId, lead.id)).toMatchObject({ state: 'refused', reason: { word: '其他', words: '这类设备不做' } })
    expect((await seen(people.bank, lead.id)).body).toMatchObject({ state: 'refused', full: null, consentId: null, reason: { word: '其他', words: '这类设备不做' } })
    expect(await told(firm())).toContain(`${people.bankName}没有接`)
  })
  it('an officer ends what nobody answers, and says why to the firm alone', async () => {
    const { requestId, lead } = await offered(test, people)
    expect(problems(await move(people.officer, lead.id, 'expire'))).toEqual(['reason required'])
    await moved(people.officer, lead.id, 'expire', { reason: '苇畔的事他们不做' })
    expect((await ofFirm(firm(), requestId, lead.id)).reason).toEqual({ word: null, words: '苇畔的事他们不做' })
    const { body } = await seen(people.bank, lead.id)
    expect([body.state, body.reason, JSON.stringify(body).includes('苇畔')]).toEqual(['expired', null, false])
  })
})

describe('taking consent back', () => {
  it.each(['offered', 'taken', 'approved'] as const)('from %s: the bank finds nothing any more, at once', async (state) => {
    const { requestId, lead } = await offered(test, people)
    if (state !== 'offered') await brought({ ...people, secondBank: people.otherBank, secondBankId: people.otherBankId, otherRightId: '' }, lead.id, state)
    const revoked = await moved(firm(), lead.id, 'revoke')
    expect(revoked).toMatchObject({ state: 'revoked', consent: { revokedAt: expect.any(String) } })
    expect((await seen(people.bank, lead.id)).status).toBe(404)
    const { items, counts } = (await people.bank.copy().call(listLeads)).body
    expect([items, counts.all]).toEqual([[], 0])
    expect((await people.bank.copy().call(getReceipt, { params: { id: lead.consent.id } })).status).toBe(404)
    expect(await told(people.bank)).toContain('企业撤回了授权')
    expect((await ofFirm(firm(), requestId, lead.id)).endedAt).not.toBeNull()
    // Asked again it is another lead, and the old one stays closed.
    const again = await consented(test, firm(), requestId, people.bankId)
    expect([(await seen(people.bank, again.id)).status, (await seen(people.bank, lead.id)).status]).toEqual([200, 404])
  })
  it('calls back what the bank was still to be told', async () => {
    const { lead } = await offered(test, people)
    await moved(firm(), lead.id, 'revoke')
    expect(await told(people.bank)).toEqual(['企业撤回了授权'])
  })
  it('is over once a contract is signed', async () => {
    const { lead } = await offered(test, people)
    await brought({ ...people, secondBank: people.otherBank, secondBankId: people.otherBankId, otherRightId: '' }, lead.id, 'signed')
    expect(refusal(await move(firm(), lead.id, 'revoke'))).toEqual([409, 'financing.wrong-state', { state: 'signed' }])
    expect(refusal(await act(firm(), (await test.db.selectFrom('financing_leads').select('request_id').where('id', '=', lead.id).executeTakeFirstOrThrow()).request_id, 'withdraw'))).toEqual([409, 'financing.bound'])
  })
  it('a request withdrawn takes every bank with it', async () => {
    const { requestId, lead } = await offered(test, people)
    const other = await consented(test, firm(), requestId, people.otherBankId)
    await moved(people.otherBank, other.id, 'take')
    await acted(firm(), requestId, 'withdraw')
    expect([(await seen(people.bank, lead.id)).status, (await seen(people.otherBank, other.id)).status]).toEqual([404, 404])
    expect(await told(people.otherBank)).toContain('对接已结束')
    expect((await ofFirm(firm(), requestId, other.id))).toMatchObject({ state: 'withdrawn', consent: { revokedAt: null } })
  })
})

describe('people of a bank', () => {
  it('a contact who is disabled, or was ended, is out at once', async () => {
    const { lead } = await offered(test, people)
    const { id } = (await people.colleague.call(getMe)).body
    expect((await seen(people.colleague, lead.id)).status).toBe(200)
    const ended = await people.officer.copy().call(endContact, { params: { id: people.bankId, accountId: id } })
    expect(ended.status).toBe(200)
    expect((await seen(people.colleague, lead.id)).status).toBe(401)
    expect((await move(people.colleague, lead.id, 'take')).status).toBe(401)
  })
  it('who has moved to another bank sees that one’s, and nothing of the first', async () => {
    const { requestId, lead } = await offered(test, people)
    await moved(people.colleague, lead.id, 'take')
    const other = await consented(test, firm(), requestId, people.otherBankId)
    const { id } = (await people.colleague.call(getMe)).body
    await people.officer.copy().call(endContact, { params: { id: people.bankId, accountId: id } })
    expect((await people.officer.copy().call(addContact, { params: { id: people.otherBankId }, body: { phone: colleaguePhone, name: '孙晓' } })).status).toBe(201)
    test.clock.advance(120_000)
    const moved2 = await test.signIn(colleaguePhone)
    expect([(await seen(moved2, lead.id)).status, (await seen(moved2, other.id)).status]).toEqual([404, 200])
    expect((await moved2.call(listLeads)).body.items.map((item) => item.id)).toEqual([other.id])
    expect((await moved2.call(getReceipt, { params: { id: lead.consent.id } })).status).toBe(404)
    // Who took it stays with the bank.
    expect((await ofFirm(firm(), requestId, lead.id)).contact).toBe('孙晓')
  })
  it('a bank’s contact without a bank is told so', async () => {
    await test.db.updateTable('bank_contacts').set({ ended_at: test.clock.now() }).where('bank_id', '=', people.bankId).execute()
    expect(refusal(await people.bank.call(listLeads))).toEqual([403, 'financing.no-bank'])
  })
})

describe('who saw what', () => {
  it('is one row a person, thing and day, for the firm and officers to read', async () => {
    const { requestId, lead } = await offered(test, people)
    await people.bank.call(listLeads)
    await people.bank.call(listLeads)
    await seen(people.bank, lead.id)
    await moved(people.bank, lead.id, 'take')
    await seen(people.colleague, lead.id)
    await people.bank.call(getReceipt, { params: { id: lead.consent.id } })
    await people.bank.request('GET', '/api/financing/leads.xlsx')
    await people.officer.copy().call(getReceipt, { params: { id: lead.consent.id } })
    const views = async (client: Client) => (await client.copy().call(listViews, { params: { id: requestId } })).body.items.map(({ who, side, bankName, what, leadId, times }) => [who, side, bankName, what, leadId, times].join())
    const all = await views(firm())
    expect([...all].sort()).toEqual([
      `赵宁,bank,${people.bankName},blind,${lead.id},2`, `赵宁,bank,${people.bankName},full,${lead.id},1`, `孙晓,bank,${people.bankName},full,${lead.id},1`, `赵宁,bank,${people.bankName},receipt,${lead.id},1`, `赵宁,bank,${people.bankName},export,${lead.id},1`,
      `${(await people.officer.copy().call(getMe)).body.name},officer,,receipt,${lead.id},1`,
    ].sort())
    expect(await views(people.officer)).toEqual(all)
    const read = await test.db.selectFrom('audit').select('details').where('action', '=', 'financing.read').where('subject', '=', `lead:${lead.id}`).execute()
    expect(read.map(({ details }) => (JSON.parse(details) as { what: string }).what)).toEqual(['full', 'full', 'receipt', 'receipt'])
  })
  it('comes page by page', async () => {
    const { requestId, lead } = await offered(test, people)
    for (let day = 0; day < 3; day += 1) {
      await seen(people.bank, lead.id)
      test.clock.advance(24 * 3_600_000)
    }
    const first = (await firm().copy().call(listViews, { params: { id: requestId }, query: { limit: 2 } })).body
    const rest = (await firm().copy().call(listViews, { params: { id: requestId }, query: { limit: 2, cursor: first.next ?? '' } })).body
    expect([first.items.length, rest.items.length, rest.next]).toEqual([2, 1, undefined])
    expect([...first.items, ...rest.items].map(({ day }) => day)).toEqual(['2026-11-25', '2026-11-24', '2026-11-23'])
  })
})
