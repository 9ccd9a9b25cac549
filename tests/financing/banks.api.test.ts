import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getMe } from '#contract/accounts/endpoints.ts'
import { addBank, addContact, endContact, listBanks, saveBank } from '#contract/financing/desk-endpoints.ts'
import type { Bank } from '#contract/financing/desk-schema.ts'
import { listChoosableBanks, listLeads } from '#contract/financing/request-endpoints.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import { invariantProblems } from '#server/invariants.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aPhone } from '../support/builders.ts'
import { keepSessions } from '../support/stages.ts'
import { testStart } from '../support/test-clock.ts'
import { consent, consented, leaders, moved, offered, seen, type Leaders } from './leading.ts'
import { anAccepted, problems, refusal } from './requesting.ts'

let test: TestApp
let people: Leaders
let restore: () => Promise<void>
beforeAll(async () => {
  test = await buildTestApp()
  people = await leaders(test)
  restore = (await test.snapshot()).restore
})
beforeEach(async () => {
  await restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const banks = async (): Promise<Bank[]> => (await people.officer.call(listBanks)).body.items
async function bank(id = people.bankId): Promise<Bank> {
  const found = (await banks()).find((one) => one.id === id)
  if (!found) throw new Error(`no bank ${id}`)
  return found
}
/** Codes come a minute apart. */
function signIn(phone: string): ReturnType<TestApp['signIn']> {
  test.clock.advance(120_000)
  return test.signIn(phone)
}
const addTo = (bankId: string, phone: string, name = '钱进') => people.officer.call(addContact, { params: { id: bankId }, body: { phone, name } })
const end = (bankId: string, accountId: string) => people.officer.call(endContact, { params: { id: bankId, accountId } })
const idOf = async (client: Leaders['bank']) => (await client.call(getMe)).body.id

describe('the list of banks', () => {
  it('says who answers for each, since when, when they were last here, and what they have in hand', async () => {
    await offered(test, people)
    const { requestId } = await offered(test, people)
    const other = await consented(test, people.owner.client, requestId, people.otherBankId)
    await moved(people.otherBank, other.id, 'take')
    expect(await bank()).toMatchObject({ name: people.bankName, isOpen: true, open: 2, running: 0, contacts: [{ name: expect.any(String), phone: '13800000030', endedAt: null, lastSeenAt: expect.any(String) }, { phone: '13900000071', endedAt: null }] })
    expect(await bank(people.otherBankId)).toMatchObject({ open: 0, running: 1 })
  })
})

describe('a bank', () => {
  it('is added, renamed and closed, each with its line in the audit; open ones come first', async () => {
    const added = await people.officer.call(addBank, { body: { name: ' 桓台示例村镇银行 ', phone: '0533-8200000 转 8', note: '周一至周五' } })
    expect(added.status).toBe(201)
    expect(added.body).toMatchObject({ name: '桓台示例村镇银行', phone: '0533-8200000 转 8', note: '周一至周五', isOpen: true, version: 1, contacts: [], open: 0, running: 0 })
    const saved = await people.officer.call(saveBank, { params: { id: added.body.id }, version: 1, body: { name: '甲乙示例银行', isOpen: false } })
    expect(saved.body).toMatchObject({ name: '甲乙示例银行', phone: '0533-8200000 转 8', isOpen: false, version: 2 })
    expect((await banks()).at(-1)?.id).toBe(added.body.id)
    const lines = await test.db.selectFrom('audit').select(['action', 'role', 'details']).where('subject', '=', `bank:${added.body.id}`).orderBy('id').execute()
    expect(lines.map(({ action, role }) => `${action} ${role}`)).toEqual(['financing.add-bank officer', 'financing.save-bank officer'])
    expect(JSON.stringify(lines)).not.toContain('8200000')
  })

  it('is refused without a name, under a name there is, and by a version that is not the newest', async () => {
    expect(problems(await people.officer.call(addBank, { body: { name: '\u3000' } }))).toEqual(['name required'])
    expect(problems(await people.officer.call(addBank, { body: { name: '银'.repeat(61), phone: '电话', note: '注'.repeat(501) } }))).toEqual(['name too-long', 'phone format', 'note too-long'])
    expect(refusal(await people.officer.call(addBank, { body: { name: ` ${people.bankName}\u200B` } }))).toEqual([409, 'financing.bank-known'])
    expect(refusal(await people.officer.call(saveBank, { params: { id: people.otherBankId }, version: 1, body: { name: people.bankName } }))).toEqual([409, 'financing.bank-known'])
    expect((await people.officer.call(saveBank, { params: { id: people.bankId }, version: 1, body: { note: '一' } })).body.version).toBe(2)
    expect(refusal(await people.officer.call(saveBank, { params: { id: people.bankId }, version: 1, body: { note: '二' } }))).toEqual([412, 'stale', { version: 2 }])
    expect((await people.officer.call(saveBank, { params: { id: 'none' }, version: 1, body: { note: '二' } })).status).toBe(404)
  })

  it('that was added by two at once is there once', async () => {
    const replies = await Promise.all([1, 2, 3].map(() => people.officer.copy().call(addBank, { body: { name: '同一家银行' } })))
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409])
  })

  it('that is closed takes no new lead and keeps what it has', async () => {
    const { lead, requestId } = await offered(test, people)
    await people.officer.call(saveBank, { params: { id: people.otherBankId }, version: 1, body: { isOpen: false } })
    await people.officer.call(saveBank, { params: { id: people.bankId }, version: 1, body: { isOpen: false } })
    expect(refusal(await consent(test, people.owner.client, requestId, people.otherBankId))).toEqual([409, 'financing.bank-closed'])
    expect((await people.owner.client.call(listChoosableBanks, { params: { id: requestId } })).body.items).toEqual([])
    expect((await moved(people.bank, lead.id, 'take')).state).toBe('taken')
  })
})

describe('a contact', () => {
  it('gets an account with the duty, and sees the leads of that bank alone', async () => {
    const { lead } = await offered(test, people)
    const added = await addTo(people.bankId, '139 0000 0091')
    expect(added.status).toBe(201)
    expect(added.body.contacts.map(({ phone }) => phone)).toContain(aPhone(91))
    const newcomer = test.client()
    expect(await newcomer.signIn(aPhone(91))).toMatchObject({ name: '钱进', roles: ['bank'] })
    expect((await newcomer.call(listLeads, { query: {} })).body.items.map(({ id }) => id)).toEqual([lead.id])
    const stranger = await addTo(people.otherBankId, aPhone(92), '孙二')
    expect(stranger.status).toBe(201)
    expect((await (await test.signIn(aPhone(92))).call(listLeads, { query: {} })).body.items).toEqual([])
    const line = await test.db.selectFrom('audit').selectAll().where('action', '=', 'accounts.add-staff').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
    expect(line).toMatchObject({ role: 'officer', account_id: await idOf(people.officer) })
    expect(JSON.stringify(await test.db.selectFrom('audit').selectAll().where('action', 'like', '%contact%').execute())).not.toContain(aPhone(91))
  })

  it('is refused by field: no number, a number that is none, who acts for a firm, who has another duty, who is at another bank', async () => {
    expect(problems(await addTo(people.bankId, '', ' '))).toEqual(['phone required', 'name required'])
    expect(problems(await addTo(people.bankId, '0533-8200000'))).toEqual(['phone phone-landline'])
    expect(problems(await addTo(people.bankId, aPhone(93), '名'.repeat(41)))).toEqual(['name too-long'])
    expect(problems(await addTo(people.bankId, aPhone(1)))).toEqual(['phone acts-for-a-firm'])
    expect(problems(await addTo(people.bankId, '13800000010'))).toEqual(['phone other-duty'])
    expect(problems(await addTo(people.bankId, '13800000020'))).toEqual(['phone other-duty'])
    const elsewhere = await addTo(people.bankId, '13800000031')
    expect(elsewhere.error.fields).toEqual([{ field: 'phone', reason: 'other-bank', limit: people.otherBankName }])
    expect(refusal(await addTo(people.bankId, '13800000030'))).toEqual([409, 'financing.contact-known'])
    expect((await addTo('none', aPhone(93))).status).toBe(404)
    expect((await bank()).contacts).toHaveLength(2)
    // Nobody lost the duty they have.
    expect((await test.client().signIn('13800000010')).roles).toEqual(['officer'])
  })

  it('that two officers add to two banks at once answers for one', async () => {
    const replies = await Promise.all([addTo(people.bankId, aPhone(94)), addTo(people.otherBankId, aPhone(94)), addTo(people.bankId, aPhone(94))])
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(replies.filter(({ status }) => status >= 500)).toEqual([])
    const rows = await test.db.selectFrom('bank_contacts').innerJoin('accounts', 'accounts.id', 'bank_contacts.account_id').select('bank_id').where('phone', '=', aPhone(94)).execute()
    expect(rows).toHaveLength(1)
  })
})

describe('a contact whose service has ended', () => {
  it('is out of every session and phone at once, is told nothing more, and what the bank had stays with it', async () => {
    const { lead } = await offered(test, people)
    const [first, second] = [people.colleague, await signIn('13900000071')]
    await keepSessions(test)
    const accountId = await idOf(first)
    await test.db.insertInto('push_subscriptions').values({ id: 'p1', account_id: accountId, session_id: null, endpoint: 'https://push.example/1', p256dh: 'k', auth: 'a', created_at: 0, seen_at: 0, wait_until: 0 }).execute()
    const ended = await end(people.bankId, accountId)
    expect(ended.status).toBe(200)
    expect(ended.body.contacts.at(-1)).toMatchObject({ accountId, endedAt: new Date(test.clock.now()).toISOString() })
    for (const client of [first, second]) {
      expect((await seen(client, lead.id)).status).toBe(401)
      expect((await client.call(listLeads, { query: {} })).status).toBe(401)
    }
    expect(await test.db.selectFrom('sessions').select('id').where('account_id', '=', accountId).execute()).toEqual([])
    expect(await test.db.selectFrom('push_subscriptions').select('id').where('account_id', '=', accountId).execute()).toEqual([])
    // What waited to be told is not told, and nothing new comes.
    await consented(test, people.owner.client, (await anAccepted(people)).id, people.bankId)
    await test.runWorker()
    expect(await test.db.selectFrom('messages').select('id').where('account_id', '=', accountId).execute()).toEqual([])
    expect((await seen(people.bank, lead.id)).body.state).toBe('offered')
    expect((await moved(people.bank, lead.id, 'take')).state).toBe('taken')
    await expect(signIn('13900000071')).rejects.toThrow('accounts.disabled')
    expect(await invariantProblems(test.db)).toEqual([])
  })

  it('loses the stream of an open page with the next beat', async () => {
    const accountId = await idOf(people.colleague)
    const { id: sessionId } = await test.db.selectFrom('sessions').select('id').where('account_id', '=', accountId).executeTakeFirstOrThrow()
    const stream = test.deps.unread.open({ id: accountId, sessionId }, 0)
    const over = new Promise<void>((done) => { stream.on('end', done).resume() })
    await end(people.bankId, accountId)
    await test.deps.unread.look()
    await over
    expect(stream.readableEnded).toBe(true)
  })

  it('is no contact to end a second time, nor at another bank', async () => {
    const accountId = await idOf(people.colleague)
    expect((await end(people.otherBankId, accountId)).status).toBe(404)
    expect((await people.colleague.call(getMe)).status).toBe(200)
    expect((await end(people.bankId, accountId)).status).toBe(200)
    expect((await end(people.bankId, accountId)).status).toBe(404)
  })

  it('can come back, to this bank or another, with what that one has alone', async () => {
    const { lead } = await offered(test, people)
    const accountId = await idOf(people.colleague)
    await end(people.bankId, accountId)
    expect((await addTo(people.otherBankId, '13900000071', '孙晓')).status).toBe(201)
    const back = await signIn('13900000071')
    expect((await seen(back, lead.id)).status).toBe(404)
    expect((await back.call(listLeads, { query: {} })).body).toMatchObject({ bank: { id: people.otherBankId }, items: [] })
    expect((await bank()).contacts.map(({ endedAt }) => endedAt !== null)).toEqual([false, true])
    await end(people.otherBankId, accountId)
    await addTo(people.bankId, '13900000071', '孙晓')
    expect((await seen(await signIn('13900000071'), lead.id)).status).toBe(200)
  })

  it('was the last one: the bank is no longer to be asked', async () => {
    const { id } = await anAccepted(people)
    await end(people.otherBankId, await idOf(people.otherBank))
    expect(refusal(await consent(test, people.owner.client, id, people.otherBankId))).toEqual([409, 'financing.bank-closed'])
    expect((await people.owner.client.call(listChoosableBanks, { params: { id } })).body.items.map((one) => one.id)).toEqual([people.bankId])
    expect(await bank(people.otherBankId)).toMatchObject({ isOpen: true, contacts: [{ endedAt: expect.any(String) }] })
  })

  it('keeps the messages of the others', async () => {
    await offered(test, people)
    await end(people.bankId, await idOf(people.colleague))
    await test.runWorker()
    expect((await people.bank.call(listMessages)).body.items).toHaveLength(1)
  })
})
