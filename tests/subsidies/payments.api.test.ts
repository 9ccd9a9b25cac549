import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addDays } from '#contract/identifiers/date.ts'
import { exportPayments, listPayments, objectToApplication } from '#contract/subsidies/endpoints.ts'
import type { PayGroup, PayItem } from '#contract/subsidies/handling.ts'
import type { Programme } from '#contract/subsidies/programme.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { allActors, type Actors } from '../support/actors.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act } from '../support/applications.ts'
import { phones } from '../support/demo-phones.ts'
import { approvedCase, correctAccount, endPublicity, publicisedCase } from './paying.ts'
import { readSheet } from './sheet-reading.ts'

const account = '62220000000000009876'
let test: TestApp
let people: Actors
let officer: Client
let paid: Application
let today: string
/** As it was while the publicity ran, and once it had ended. */
let restoreRunning: () => Promise<void>
let restore: () => Promise<void>
let now: number
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  paid = await publicisedCase(people, { client: people.clients.clerk, firmId: people.firmId }, 'P05', { bankAccountNo: account })
  restoreRunning = (await test.snapshot()).restore
  today = await endPublicity(test, paid)
  restore = (await test.snapshot()).restore
  now = test.clock.now()
})
beforeEach(async () => {
  await restore()
  test.clock.set(new Date(now).toISOString())
  officer = await test.signIn(phones.officer)
})
afterAll(() => test.close())

async function group(name: PayGroup, programmeId?: string) {
  const { status, body, error } = await officer.call(listPayments, { query: { group: name, ...(programmeId ? { programmeId } : {}) } })
  expect(status, JSON.stringify(error)).toBe(200)
  return body
}
const find = async (name: PayGroup): Promise<PayItem | undefined> => (await group(name)).items.find(({ id }) => id === paid.id)
const pay = (reference = '20261201-01') => act(officer, paid.id, 'pay', { paidOn: today, reference })

describe('the pay list', () => {
  it('has a case from the day after its publicity, not on the last day', async () => {
    const endsOn = paid.publicity?.endsOn ?? ''
    await restoreRunning()
    test.clock.set(`${endsOn}T15:59:59.999Z`)
    officer = await test.signIn(phones.officer)
    expect(await find('due')).toBeUndefined()
    test.clock.set(`${endsOn}T16:00:00.000Z`)
    expect(await find('due')).toMatchObject({ state: 'publicity', publicityEndedOn: endsOn, payment: null })
  })

  it('says who gets how much, with the account by its last digits', async () => {
    const item = await find('due')
    expect(item).toMatchObject({
      number: paid.number, firmName: paid.firmName, uscc: paid.uscc, title: paid.programmeTitle, approvedFen: paid.approvedFen, illustrative: true,
      accountName: paid.firmName, bankName: '示例银行甲桓台支行', accountMasked: '****9876', version: expect.any(Number) as number,
    })
    expect(item?.workdaysLeft).toBeGreaterThan(0)
  })

  it('leaves out what somebody objected to in time, until that is answered', async () => {
    await restoreRunning()
    test.clock.set(`${paid.publicity?.endsOn}T02:00:00.000Z`)
    const otherFirm = await test.signIn(phones.otherFirm)
    const objected = await otherFirm.call(objectToApplication, { params: { id: paid.id }, body: { name: '王五', contact: '13900000000', reason: '专利不是这家企业的。' }, key: randomUUID() })
    expect(objected.status, JSON.stringify(objected.error)).toBe(201)
    test.clock.set(new Date(now).toISOString())
    officer = await test.signIn(phones.officer)
    expect(await find('due')).toBeUndefined()
    const answered = await act(officer, paid.id, 'answer-objection', { disputeId: objected.body.id, outcome: 'dismissed', reason: '核对过，是这家企业的。' })
    expect(answered.status, JSON.stringify(answered.error)).toBe(200)
    expect(await find('due')).toBeDefined()
  })

  it('moves a case to 已拨付 with the day and number, and keeps it there when it is archived', async () => {
    expect((await pay()).status).toBe(200)
    expect(await find('due')).toBeUndefined()
    expect(await find('paid')).toMatchObject({ state: 'paid', dueOn: null, payment: { state: 'paid', paidOn: today, reference: '20261201-01', amountFen: paid.approvedFen } })
    expect((await act(officer, paid.id, 'archive')).status).toBe(200)
    expect(await find('paid')).toMatchObject({ state: 'archived' })
  })

  it('moves a case to 没拨成 with the reason until the firm has corrected its account, then back', async () => {
    expect((await act(officer, paid.id, 'payment-failed', { reason: '户名和账号对不上。' })).status).toBe(200)
    expect(await find('due')).toBeUndefined()
    const item = await find('failed')
    expect(item).toMatchObject({ state: 'returned', payment: { state: 'failed', failure: '户名和账号对不上。' } })
    expect(item?.dueOn).not.toBeNull()
    await correctAccount(await test.signIn(phones.clerk), paid.id, '62220000000000001111')
    expect(await find('failed')).toBeUndefined()
    expect(await find('due')).toMatchObject({ state: 'publicity', accountMasked: '****1111', payment: { state: 'failed' } })
  }, 60_000)

  it('counts every group and sums the one that is shown, by scheme where one is chosen', async () => {
    const all = await group('due')
    expect(all.counts.due).toBe(all.items.length)
    expect(all.totalFen).toBe(all.items.reduce((sum, item) => sum + (item.approvedFen ?? 0), 0))
    const other = await group('due', 'P02')
    expect(other.items).toEqual([])
    expect([other.counts.due, other.totalFen]).toEqual([0, 0])
    await pay()
    const after = await group('due')
    expect(after.counts).toMatchObject({ due: all.counts.due - 1, paid: all.counts.paid + 1 })
    expect((await group('paid', 'P05')).totalFen).toBe(paid.approvedFen)
  })

  it('comes page by page, by due date, each case once', async () => {
    const row = await test.db.selectFrom('cases').selectAll().where('id', '=', paid.id).executeTakeFirstOrThrow()
    const application = await test.db.selectFrom('applications').selectAll().where('case_id', '=', paid.id).executeTakeFirstOrThrow()
    const publicity = await test.db.selectFrom('publicities').selectAll().where('case_id', '=', paid.id).executeTakeFirstOrThrow()
    for (let index = 1; index <= 4; index += 1) {
      const id = randomUUID()
      await test.db.insertInto('cases').values({ ...row, id, number: `N-${index}`, due_on: index === 4 ? null : addDays(row.due_on ?? today, index % 2) }).execute()
      await test.db.insertInto('applications').values({ ...application, case_id: id }).execute()
      await test.db.insertInto('publicities').values({ ...publicity, id: randomUUID(), case_id: id }).execute()
    }
    const items: PayItem[] = []
    let cursor: string | undefined
    do {
      const { body } = await officer.call(listPayments, { query: { limit: 2, ...(cursor ? { cursor } : {}) } })
      items.push(...body.items)
      cursor = body.next
    } while (cursor)
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
    expect(items.length).toBe((await group('due')).counts.due)
    const dates = items.map(({ dueOn }) => dueOn ?? '')
    expect(dates).toEqual([...dates].sort())
    expect(dates[0]).toBe('')
  })

  it('has a case as soon as it is approved where the scheme has no publicity', async () => {
    const { content } = test.deps
    const withoutPublicity = (programme: Programme): Programme => ({ ...programme, steps: programme.steps.filter(({ state }) => state !== 'publicity') })
    const other = await buildTestApp({ deps: { content: { ...content, programmes: (day) => content.programmes(day).map(withoutPublicity), programme: (id, day) => { const found = content.programme(id, day); return found && withoutPublicity(found) } } } })
    const actors = await allActors(other)
    const approved = await approvedCase(actors, { client: actors.clients.clerk, firmId: actors.firmId }, 'P05')
    const due = await actors.clients.officer.call(listPayments)
    expect(due.body.items.find(({ id }) => id === approved.id)).toMatchObject({ state: 'approved', publicityEndedOn: null })
    const reply = await act(actors.clients.officer, approved.id, 'pay', { paidOn: '2026-11-23', reference: '20261123-01' })
    expect(reply.status, JSON.stringify(reply.error)).toBe(200)
    await other.close()
  }, 60_000)

  it('refuses a cursor that is none of ours', async () => {
    expect((await officer.call(listPayments, { query: { cursor: 'bm9uZQ' } })).status).toBe(422)
  })
})

describe('the list for the finance office', () => {
  const download = (programmeId?: string) => officer.call(exportPayments, programmeId ? { query: { programmeId } } : {})

  it('has the accounts in full, as text, and is called by its Chinese name', async () => {
    const reply = await download()
    expect(reply.status).toBe(200)
    expect(reply.headers['content-type']).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    expect(reply.headers['content-disposition']).toContain(`filename*=UTF-8''${encodeURIComponent(`拨付清单-${today}.xlsx`)}`)
    const row = readSheet(reply.bytes).rows.find((cells) => cells[1]?.value === paid.number)
    expect(row?.map(({ type, value }) => [type, value]).slice(2)).toEqual([
      ['s', paid.firmName], ['s', paid.uscc], ['s', `${paid.programmeTitle}（示例金额，不作拨付依据）`], ['n', String((paid.approvedFen ?? 0) / 100)], ['s', paid.firmName], ['s', '示例银行甲桓台支行'], ['s', account], ['n', ''], ['n', ''],
    ])
  })

  it('has only the scheme that was chosen', async () => {
    const numbers = readSheet((await download('P02')).bytes).rows.map((cells) => cells[1]?.value)
    expect(numbers).not.toContain(paid.number)
  })

  it('is refused when the code is a quarter of an hour old, and given after a new one', async () => {
    test.clock.advance(10 * 60_000)
    await group('due')
    test.clock.advance(5 * 60_000 + 1)
    const stale = await download()
    expect([stale.status, stale.error.code]).toEqual([403, 'accounts.fresh-code-needed'])
    officer = await test.signIn(phones.officer)
    expect((await download()).status).toBe(200)
  })

  it('leaves a line that says how many and which, and no account', async () => {
    const before = await test.db.selectFrom('audit').select((eb) => eb.fn.max('id').as('id')).executeTakeFirstOrThrow()
    await download()
    const line = await test.db.selectFrom('audit').selectAll().where('id', '>', before.id).where('action', '=', 'subsidies.export-payments').executeTakeFirstOrThrow()
    const details = JSON.parse(line.details) as { rows: number; cases: string[] }
    expect(details.cases).toContain(paid.id)
    expect(details.rows).toBe(details.cases.length)
    expect(JSON.stringify(line)).not.toContain('9876')
  })

  it('may be fetched twenty times an hour', async () => {
    for (let time = 1; time <= 20; time += 1) expect((await download()).status).toBe(200)
    const more = await download()
    expect([more.status, more.error.code]).toEqual([429, 'too-many-requests'])
  })

  it('is for officers only', async () => {
    expect((await people.clients.anonymous.call(exportPayments)).status).toBe(401)
    const clerk = await test.signIn(phones.clerk)
    expect((await clerk.call(exportPayments)).status).toBe(403)
  })
})
