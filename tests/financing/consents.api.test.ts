import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listMessages } from '#contract/messages/endpoints.ts'
import { saveBank } from '#contract/financing/desk-endpoints.ts'
import { getReceipt, listChoosableBanks } from '#contract/financing/request-endpoints.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { everything } from '../support/everything.ts'
import { consent, consented, everyField, leaders, moved, neededFields, offered, seen, type Leaders } from './leading.ts'
import { aRight, aSubmitted, act, acted, anAccepted, greenAnswers, problems, refusal } from './requesting.ts'

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

describe('asking one bank', () => {
  it('makes a lead with a number of its own and a receipt', async () => {
    const { lead } = await offered(test, people)
    expect(lead).toMatchObject({ number: 'HT2026-DJ-0001', state: 'offered', bankName: people.bankName, takenAt: null, endedAt: null, actions: ['revoke'] })
    expect(lead.consent.fields).toEqual(everyField)
    expect(lead.terms).toMatchObject({ intendedFen: 300_000_000, approvedFen: null, disbursedFen: null })
    const { body } = await firm().call(getReceipt, { params: { id: lead.consent.id } })
    expect(body).toMatchObject({ leadNumber: lead.number, bankName: people.bankName, firmName: people.firmName, revokedAt: null })
    expect(body.text).toContain(`提供给${people.bankName}`)
    expect(body.text).not.toMatch(/[{}]/)
    expect(body.hash).toBe(createHash('sha256').update(body.canonical, 'utf8').digest('hex'))
    expect(JSON.parse(body.canonical)).toMatchObject({ id: lead.consent.id, lead: lead.number, firm: people.firmName, bank: people.bankName, fields: everyField, textVersion: body.textVersion, text: body.text, givenAt: body.givenAt, nonce: expect.stringMatching(/^[0-9a-f]{32}$/) })
  })

  it('tells the contacts of that bank by number and bands, and nobody else', async () => {
    const { lead } = await offered(test, people)
    await test.runWorker()
    for (const client of [people.bank, people.colleague]) {
      const told = (await client.call(listMessages)).body.items[0]
      expect(told?.title).toContain('300—500 万元')
      expect(told).toMatchObject({ link: `/bank/leads/${lead.id}` })
      expect(`${told?.title}${told?.body}`).not.toContain(people.firmName)
    }
    expect((await people.otherBank.call(listMessages)).body.items).toEqual([])
  })

  it('keeps the fields that were ticked, in the order of the text', async () => {
    const { lead } = await offered(test, people, { fields: ['card', 'loan', 'contact', 'firm'] })
    expect(lead.consent.fields).toEqual(['firm', 'contact', 'loan', 'card'])
  })

  it('is done once for one key', async () => {
    const { id } = await anAccepted(people)
    const first = await consent(test, firm(), id, people.bankId, {}, 'same')
    const again = await consent(test, firm(), id, people.bankId, {}, 'same')
    expect([again.status, again.body.id]).toEqual([201, first.body.id])
    expect(refusal(await consent(test, firm(), id, people.otherBankId, {}, 'same'))).toEqual([422, 'key-reused'])
  })

  it('stores with the key only which lead it was', async () => {
    await offered(test, people)
    const rows = await test.db.selectFrom('idempotency').select('body').where('route', '=', 'financing.consent').execute()
    expect(rows.map(({ body }) => Object.keys(JSON.parse(body ?? '{}') as object))).toEqual([['leadId']])
  })

  it('by any member of the firm', async () => {
    const { id } = await anAccepted(people)
    expect((await consent(test, people.clerk.client, id, people.bankId)).status).toBe(201)
  })
})

describe('what is refused leaves nothing', () => {
  async function refused(expected: unknown[], ask: (id: string) => ReturnType<typeof consent>, request: () => Promise<{ id: string }> = () => anAccepted(people)): Promise<void> {
    const { id } = await request()
    const before = await everything(test)
    expect(refusal(await ask(id))).toEqual(expected)
    expect(await everything(test)).toBe(before)
  }

  it('a field without which nobody can answer', async () => {
    for (const missing of neededFields) {
      const { id } = await anAccepted(people)
      const reply = await consent(test, firm(), id, people.bankId, { fields: everyField.filter((field) => field !== missing) })
      expect(problems(reply), missing).toEqual(['fields required'])
      await act(firm(), id, 'withdraw')
    }
  })
  it('an older text', () => refused([409, 'financing.consent-outdated', { version: test.deps.content.financingCasework.consent.version }], (id) => consent(test, firm(), id, people.bankId, { textVersion: '2020-01-01' })))
  it('no agreement', () => refused([422, 'invalid-input'], (id) => consent(test, firm(), id, people.bankId, { agreed: false as unknown as true })))
  it('a bank that is not there', () => refused([422, 'invalid-input'], (id) => consent(test, firm(), id, '01234567-89ab-4cde-8f01-23456789abcd')))
  it('a request nobody has accepted', () => refused([409, 'financing.wrong-state', { state: 'submitted' }], (id) => consent(test, firm(), id, people.bankId), () => aSubmitted(people)))
  it('an officer for the firm', () => refused([403, 'not-allowed'], (id) => consent(test, people.officer, id, people.bankId)))
  it('another firm', () => refused([404, 'not-found'], (id) => consent(test, people.stranger.client, id, people.bankId)))
  it('a bank', () => refused([404, 'not-found'], (id) => consent(test, people.bank, id, people.bankId)))
  it('a closed bank', () => refused([409, 'financing.bank-closed'], (id) => consent(test, firm(), id, people.bankId), async () => {
    const { version } = await test.db.selectFrom('banks').select('version').where('id', '=', people.bankId).executeTakeFirstOrThrow()
    expect((await people.officer.call(saveBank, { params: { id: people.bankId }, version, body: { isOpen: false } })).status).toBe(200)
    return anAccepted(people)
  }))
  it('a bank where nobody would read it', () => refused([409, 'financing.bank-closed'], (id) => consent(test, firm(), id, people.otherBankId), async () => {
    await test.db.updateTable('accounts').set({ disabled_at: test.clock.now() }).where('phone', '=', '13800000031').execute()
    return anAccepted(people)
  }))
  it('a bank that is asked already', () => refused([409, 'financing.bank-asked'], (id) => consent(test, firm(), id, people.bankId), async () => {
    const { requestId } = await offered(test, people)
    return { id: requestId }
  }))
  it('more banks than may be asked at a time', async () => {
    const { banksPerRequest } = test.deps.content.financingCasework
    const { id } = await anAccepted(people)
    const more = await Promise.all(Array.from({ length: banksPerRequest }, async (_, n) => {
      const bankId = `01234567-89ab-4cde-8f01-00000000000${n}`
      const accountId = `01234567-89ab-4cde-8f02-00000000000${n}`
      await test.db.insertInto('banks').values({ id: bankId, name: `示例银行${n}`, name_key: `示例银行${n}`, phone: null, note: '', closed_at: null, version: 1, created_by: null, created_at: 0 }).execute()
      await test.db.insertInto('accounts').values({ id: accountId, phone: `1390000009${n}`, name: `联系人${n}`, staff_role: 'bank', disabled_at: null, local_key: 'x', created_at: 0 }).execute()
      await test.db.insertInto('bank_contacts').values({ id: bankId, bank_id: bankId, account_id: accountId, added_by: null, added_at: 0, ended_by: null, ended_at: null }).execute()
      return bankId
    }))
    for (const bankId of more) await consented(test, firm(), id, bankId)
    expect((await firm().call(listChoosableBanks, { params: { id } })).body.room).toBe(0)
    expect(refusal(await consent(test, firm(), id, people.bankId))).toEqual([409, 'financing.bank-limit', { limit: banksPerRequest }])
  })
})

describe('banks that may be asked', () => {
  it('are those that are open and would read it, with what was asked', async () => {
    const { requestId, lead } = await offered(test, people)
    const { items, room } = (await firm().call(listChoosableBanks, { params: { id: requestId } })).body
    expect(items.map(({ name, leadId, askedBefore }) => ({ name, leadId, askedBefore }))).toEqual([
      { name: people.bankName, leadId: lead.id, askedBefore: false }, { name: people.otherBankName, leadId: null, askedBefore: false },
    ])
    expect(room).toBe(test.deps.content.financingCasework.banksPerRequest - 1)
  })
  it('may be asked again after a no, as a new lead', async () => {
    const { requestId, lead } = await offered(test, people)
    await moved(people.bank, lead.id, 'refuse', { code: 'capacity' })
    expect((await firm().call(listChoosableBanks, { params: { id: requestId } })).body.items[0]).toMatchObject({ leadId: null, askedBefore: true })
    const again = await consented(test, firm(), requestId, people.bankId)
    expect([again.state, again.number]).toEqual(['offered', 'HT2026-DJ-0002'])
    expect(again.id).not.toBe(lead.id)
  })
})

describe('the receipt', () => {
  it('is the firm’s, the officer’s, and the bank’s while it sees the firm', async () => {
    const { lead } = await offered(test, people)
    const read = async () => Promise.all([firm(), people.officer, people.bank, people.otherBank, people.stranger.client, people.expert].map(async (client) => (await client.copy().call(getReceipt, { params: { id: lead.consent.id } })).status))
    expect(await read()).toEqual([200, 200, 404, 404, 404, 404])
    const taken = await moved(people.bank, lead.id, 'take')
    expect(taken).toMatchObject({ consentId: lead.consent.id })
    expect(await read()).toEqual([200, 200, 200, 404, 404, 404])
    await moved(firm(), lead.id, 'revoke')
    expect(await read()).toEqual([200, 200, 404, 404, 404, 404])
    expect((await firm().call(getReceipt, { params: { id: lead.consent.id } })).body.revokedAt).not.toBeNull()
  })
})

describe('what the bank sees, ticked or not', () => {
  const optional = ['finance', 'rights', 'card'] as const
  const choices = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => optional.filter((_, index) => (bits & (1 << index)) !== 0))
  it.each(choices.map((ticked) => [ticked.join() || 'nothing more', ticked] as const))('%s', async (_title, ticked) => {
    const { lead } = await offered(test, people, { fields: [...neededFields, ...ticked] })
    expect((await seen(people.bank, lead.id)).body.full).toBeNull()
    await moved(people.bank, lead.id, 'take')
    const { full } = (await seen(people.bank, lead.id)).body
    expect(full).toMatchObject({ firm: { name: people.firmName }, contact: { name: '李工', phone: '13900000055' }, loan: { amountFen: 300_000_000, months: 24, words: '买两台数控机床。' } })
    for (const field of optional) expect(full?.[field] !== null, field).toBe(ticked.includes(field))
  })

  it.each([[['card'], false], [['card', 'rights'], true]] as const)('a card names holders only with the rights: %s', async (ticked, isNamed) => {
    const sharedId = await aRight(firm(), people.firmId, { number: 'ZL201911044411.X', title: '一种耐腐蚀涂层的喷涂方法', coOwners: ['共有人研究院'], filedOn: '2019-10-30', grantedOn: '2022-03-15', paidYear: 8 })
    const { id } = await anAccepted({ ...people, rightId: sharedId }, { answers: { ...greenAnswers, consent: 'written' } })
    const { id: leadId } = await consented(test, firm(), id, people.bankId, { fields: [...neededFields, ...ticked] })
    await moved(people.bank, leadId, 'take')
    const { full } = (await seen(people.bank, leadId)).body
    expect(JSON.stringify(full?.card).includes('共有人研究院')).toBe(isNamed)
    expect(full?.card?.rights[0]?.lights.find((light) => light.id === 'coOwners')?.findings).toContainEqual({ verdict: 'green', reason: { code: 'co-owners', names: isNamed ? ['共有人研究院'] : [] } })
  })

  it.each([[['card'], false], [['card', 'rights'], true]] as const)('a card tells last days and fees, by which a register finds the right, only with the rights: %s', async (ticked, isSaid) => {
    // Its fee of this year is not said to be paid, so there is a day and a sum to tell.
    const dueId = await aRight(firm(), people.firmId, { number: 'ZL201911044411.X', title: '一种耐腐蚀涂层的喷涂方法', filedOn: '2019-12-30', grantedOn: '2022-03-15', paidYear: 7 })
    const { id } = await aSubmitted({ ...people, rightId: dueId }, { answers: greenAnswers })
    await acted(people.officer.copy(), id, 'accept')
    const { id: leadId } = await consented(test, firm(), id, people.bankId, { fields: [...neededFields, ...ticked] })
    await moved(people.bank, leadId, 'take')
    const { full } = (await seen(people.bank, leadId)).body
    const findings = (light: string) => full?.card?.rights[0]?.lights.find((one) => one.id === light)?.findings
    expect(findings('life')).toContainEqual({ verdict: 'green', reason: { code: 'life-long', on: isSaid ? '2039-12-29' : null } })
    expect(findings('fees')?.[0]?.reason).toMatchObject({ on: isSaid ? '2026-12-30' : null, fen: isSaid ? 200_000 : null })
    expect(/\d{4}-12-(29|30)/.test(JSON.stringify(full))).toBe(isSaid)
  })
})
