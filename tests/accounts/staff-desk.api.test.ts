// Accounts of those who work for the county: given, changed, shut, by system administrators, who see nothing of what is worked on.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getMe } from '#contract/accounts/endpoints.ts'
import { listStaff, showStaffPhone } from '#contract/accounts/staff-endpoints.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import type { Client } from '../support/api-client.ts'
import { aPhone } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'
import { done, freshCodes, refusal } from '../support/handling.ts'
import { toldBy } from '../support/told.ts'
import { anOwner, aPerson, inboxTitles } from './people.ts'
import { act, detail, invite, people, personBy } from './staff-desk.ts'

let test: TestApp
let admin: Client
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  admin = await test.signIn(phones.system)
  undo = await test.snapshot()
})
beforeEach(() => undo.restore())
afterAll(() => test.close())

const lines = async (action: string) => (await test.db.selectFrom('audit').select(['account_id', 'role', 'subject', 'details']).where('action', '=', action).orderBy('id').execute()).map((row) => ({ ...row, details: JSON.parse(row.details) as Record<string, unknown> }))
const reason = '人员调整'

describe('the list', () => {
  it('shows who works here and what for: masked numbers, last seen, second factor, bank and house', async () => {
    const officer = await test.signIn(phones.officer)
    const { id } = await done(officer.call(getMe))
    await test.db.insertInto('second_factors').values({ account_id: id, secret: 'sealed', confirmed_at: test.clock.now(), last_step: null, pending_secret: null, pending_at: null }).onConflict((conflict) => conflict.column('account_id').doUpdateSet({ confirmed_at: test.clock.now() })).execute()
    const { items, counts, shut, otherAdministrators, guarded, guardsReset } = await done(admin.call(listStaff, { query: {} }))
    expect(items.find((one) => one.id === id)).toMatchObject({ name: '王倩', phoneMasked: '138****0010', duty: 'officer', hasFactor: true, sessions: 1, lastSeenAt: new Date(test.clock.now()).toISOString(), shutAt: null, isMe: false })
    expect(items.find((one) => one.duty === 'bank')?.of).toContain('银行')
    expect(items.filter((one) => one.isMe).map((one) => [one.duty, one.actions])).toEqual([['administrator', []]])
    expect(counts.find((one) => one.duty === 'administrator')?.count).toBe(2)
    expect({ shut, otherAdministrators, guarded, guardsReset }).toEqual({ shut: 0, otherAdministrators: 1, guarded: ['approver', 'auditor', 'administrator'], guardsReset: true })
    expect(JSON.stringify(items)).not.toMatch(/1\d{10}/)
    expect(items.some((one) => one.name === '周建国')).toBe(false)
  })

  it('is searched by name, whole number and last four digits, filtered by duty, and read page by page', async () => {
    expect((await people(admin, { q: '王' })).map((one) => one.name)).toEqual(['王倩'])
    expect((await people(admin, { q: phones.expert })).map((one) => one.duty)).toEqual(['expert'])
    expect(await lines('cases.search-phone')).toMatchObject([{ role: 'administrator' }])
    expect((await people(admin, { q: '0011' })).map((one) => one.name)).toEqual(['张明'])
    expect(await people(admin, { q: '100%' })).toEqual([])
    expect(new Set((await people(admin, { duty: 'bank' })).map((one) => one.duty))).toEqual(new Set(['bank']))
    const all = (await people(admin)).map((one) => one.id)
    const walked: string[] = []
    let cursor: string | undefined
    do {
      const page = await done(admin.call(listStaff, { query: { limit: 4, ...(cursor ? { cursor } : {}) } }))
      walked.push(...page.items.map((one) => one.id))
      cursor = page.next
    } while (cursor)
    expect(walked).toEqual(all)
  })

  it('gives a whole number on its own, and writes that down', async () => {
    const { id } = await personBy(admin, phones.expert)
    expect(await done(admin.call(showStaffPhone, { params: { id } }))).toEqual({ phone: phones.expert })
    expect(await lines('staff.show-phone')).toMatchObject([{ role: 'administrator', subject: `account:${id}` }])
    const { me } = await aPerson(test, 41)
    expect(await refusal(admin.call(showStaffPhone, { params: { id: me.id } }))).toEqual([404, 'not-found'])
  })

  it('knows when somebody was last seen: at their sign-in, and while they work', async () => {
    const start = test.clock.now()
    const officer = await test.signIn(phones.secondOfficer)
    test.clock.set(new Date(start + 5 * 60_000).toISOString())
    await officer.call(getMe)
    expect((await personBy(admin, phones.secondOfficer)).lastSeenAt).toBe(new Date(start + 5 * 60_000).toISOString())
    test.clock.set(new Date(start).toISOString())
  })
})

describe('somebody invited', () => {
  it('signs in with their number from then on and has been told how', async () => {
    const { person } = await done(invite(admin, 50, { name: '赵 科' }), 201)
    expect(person).toMatchObject({ name: '赵 科', duty: 'officer', town: null, hasFactor: false, lastSeenAt: null })
    const client = test.client()
    expect(await client.signIn(aPhone(50))).toMatchObject({ name: '赵 科', roles: ['officer'] })
    expect((await inboxTitles(test, person?.id ?? ''))[0]).toBe('给您开通了工作账号：受理人员')
    expect((await done(client.call(listMessages, { query: {} }))).items[0]).toMatchObject({ tone: 'urgent', category: 'account' })
    expect(await lines('accounts.add-staff')).toMatchObject([{ role: 'administrator', details: { role: 'officer' } }])
  })

  it('as an assistant has a town of the county, or all of it', async () => {
    const town = test.deps.content.county.towns[0] ?? ''
    expect((await done(invite(admin, 51, { duty: 'assistant', town }), 201)).person).toMatchObject({ town })
    expect((await done(invite(admin, 52, { duty: 'assistant' }), 201)).person).toMatchObject({ town: null })
    expect((await done(invite(admin, 53, { duty: 'expert', town }), 201)).person).toMatchObject({ town: null })
    expect(await refusal(invite(admin, 54, { duty: 'assistant', town: '别处镇' }))).toEqual([422, 'invalid-input', 'town'])
  })

  it('who acts for a firm, works here already, or is no mainland number is refused beside the field', async () => {
    await anOwner(test, 55)
    const asked = async (reply: ReturnType<typeof invite>) => (await reply).error.fields
    expect(await asked(invite(admin, 55))).toEqual([{ field: 'phone', reason: 'acts-for-a-firm' }])
    expect(await asked(invite(admin, 0, { phone: phones.officer }))).toEqual([{ field: 'phone', reason: 'works-here' }])
    expect((await asked(invite(admin, 0, { phone: '0533-8210000', name: ' ' })))?.map((one) => one.field)).toEqual(['phone', 'name'])
    expect((await asked(invite(admin, 56, { name: '名'.repeat(31) })))?.[0]).toEqual({ field: 'name', reason: 'too-long', limit: 30 })
  })

  it('is one account for a request sent twice, and is not a contact of a bank', async () => {
    await done(invite(admin, 57, {}, 'once'), 201)
    expect((await invite(admin, 57, {}, 'once')).status).toBe(201)
    expect((await invite(admin, 57, { name: '别人' }, 'once')).error.code).toBe('key-reused')
    expect(await lines('accounts.add-staff')).toHaveLength(1)
    expect((await invite(admin, 58, { duty: 'bank' as 'officer' })).status).toBe(422)
  })
})

describe('an account', () => {
  it('changes name and duty; the old sessions end, its person is told', async () => {
    const assistant = await test.signIn(phones.assistant)
    const { id } = await personBy(admin, phones.assistant)
    expect(await refusal(act(admin, id, 'change', { duty: 'officer' }))).toEqual([422, 'invalid-input', 'reason'])
    expect((await toldBy(test, () => done(act(admin, id, 'change', { duty: 'officer', name: '吴梧桐', reason })))).map((one) => [one.accountId, one.kind])).toEqual([[id, 'staff.changed']])
    expect((await assistant.call(getMe)).status).toBe(401)
    expect((await test.client().signIn(phones.assistant))).toMatchObject({ name: '吴梧桐', roles: ['officer'] })
    expect(await lines('staff.change')).toMatchObject([{ details: { before: 'assistant', after: 'officer', renamed: true, reason } }])
    expect((await detail(admin, id)).deeds[0]).toMatchObject({ action: 'staff.change', by: '罗成', reason, before: 'assistant', after: 'officer' })
  })

  it('renamed or given another town keeps its sessions; the same again changes nothing', async () => {
    const assistant = await test.signIn(phones.assistant)
    const { id, town } = await personBy(admin, phones.assistant)
    const other = test.deps.content.county.towns.find((one) => one !== town) ?? ''
    expect((await done(act(admin, id, 'change', { town: other }))).person).toMatchObject({ town: other })
    await done(act(admin, id, 'change', { town: other }))
    expect((await done(act(admin, id, 'change', { town: null }))).person).toMatchObject({ town: null })
    expect((await assistant.call(getMe)).status).toBe(200)
    expect(await lines('staff.change')).toHaveLength(2)
  })

  it('of a bank’s contact keeps its duty: which bank is said where banks are', async () => {
    const { id } = await personBy(admin, phones.bank)
    expect(await refusal(act(admin, id, 'change', { duty: 'officer', reason }))).toEqual([422, 'invalid-input', 'duty'])
    const officer = await personBy(admin, phones.officer)
    expect(await refusal(act(admin, officer.id, 'change', { duty: 'bank', reason }))).toEqual([422, 'invalid-input', 'duty'])
  })

  it('is shut at once, with a reason, and opened again', async () => {
    const bank = await test.signIn(phones.bank)
    const { id } = await personBy(admin, phones.bank)
    expect(await refusal(act(admin, id, 'shut'))).toEqual([422, 'invalid-input', 'reason'])
    expect((await done(act(admin, id, 'shut', { reason: '离职' }))).person).toMatchObject({ sessions: 0, actions: ['reopen'] })
    expect((await bank.call(getMe)).status).toBe(401)
    expect((await people(admin, { duty: 'bank' })).some((one) => one.id === id)).toBe(false)
    expect((await people(admin, { state: 'shut' })).map((one) => one.id)).toEqual([id])
    expect((await done(act(admin, id, 'reopen', { reason: '回来了' }))).person).toMatchObject({ shutAt: null })
    expect((await test.client().signIn(phones.bank)).roles).toEqual(['bank'])
  })

  it('of a contact whose bank let them go is not opened here', async () => {
    const { id } = await personBy(admin, phones.bank)
    await done(act(admin, id, 'shut', { reason: '离职' }))
    await test.db.updateTable('bank_contacts').set({ ended_at: test.clock.now() }).where('account_id', '=', id).execute()
    expect((await personBy(admin, phones.bank)).actions).toEqual([])
    expect(await refusal(act(admin, id, 'reopen', { reason: '回来了' }))).toEqual([403, 'not-allowed'])
  })

  it('is signed out everywhere, and keeps its duty', async () => {
    const [one, two] = [await test.signIn(phones.expert), await test.signIn(phones.expert)]
    const { id } = await personBy(admin, phones.expert)
    expect((await personBy(admin, phones.expert)).sessions).toBe(2)
    await done(act(admin, id, 'end-sessions'))
    expect([(await one.call(getMe)).status, (await two.call(getMe)).status]).toEqual([401, 401])
    expect(await lines('staff.end-sessions')).toMatchObject([{ details: { sessions: 2 } }])
  })

  it('loses its second factor and recovery codes, is signed out, and is told', async () => {
    const officer = await test.signIn(phones.officer)
    const { id } = await personBy(admin, phones.officer)
    expect((await personBy(admin, phones.officer)).actions).not.toContain('reset-factor')
    await test.db.insertInto('second_factors').values({ account_id: id, secret: 'sealed', confirmed_at: 1, last_step: null, pending_secret: null, pending_at: null }).execute()
    await test.db.insertInto('recovery_codes').values({ account_id: id, code_hash: 'x', created_at: 1, used_at: null }).execute()
    expect((await personBy(admin, phones.officer)).actions).toContain('reset-factor')
    expect((await toldBy(test, () => done(act(admin, id, 'reset-factor', { reason: '换了手机' })))).map((one) => one.kind)).toEqual(['staff.factor-reset'])
    expect((await personBy(admin, phones.officer)).hasFactor).toBe(false)
    expect(await test.db.selectFrom('recovery_codes').selectAll().where('account_id', '=', id).execute()).toEqual([])
    expect((await officer.call(getMe)).status).toBe(401)
  })

  it('that is one’s own is another administrator’s to change', async () => {
    const me = (await people(admin)).find((one) => one.isMe)?.id ?? ''
    for (const action of ['change', 'shut', 'end-sessions', 'reset-factor'] as const) expect(await refusal(act(admin, me, action, { reason })), action).toEqual([409, 'accounts.own-account'])
  })

  it('changed by somebody else meanwhile is looked at again first', async () => {
    const { id } = await personBy(admin, phones.officer)
    expect(await refusal(act(admin, id, 'change', { duty: 'assistant', seenDuty: 'expert', reason }))).toEqual([412, 'stale'])
  })

  it('needs a fresh code where something is given, not where it is taken away', async () => {
    await test.db.updateTable('sessions').set({ confirmed_at: test.clock.now() - 16 * 60_000 }).execute()
    const { id } = await personBy(admin, phones.officer)
    expect(await refusal(invite(admin, 60))).toEqual([403, 'accounts.fresh-code-needed'])
    expect(await refusal(act(admin, id, 'change', { name: '别名' }))).toEqual([403, 'accounts.fresh-code-needed'])
    expect((await act(admin, id, 'shut', { reason })).status).toBe(200)
    await freshCodes(test)
    expect((await invite(admin, 60)).status).toBe(201)
  })

  it('without a duty is not here', async () => {
    const { me } = await anOwner(test, 61)
    expect(await refusal(act(admin, me.id, 'shut', { reason }))).toEqual([404, 'not-found'])
    expect(await refusal(act(admin, 'nobody', 'shut', { reason }))).toEqual([404, 'not-found'])
  })
})
