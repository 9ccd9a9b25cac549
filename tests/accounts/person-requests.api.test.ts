// What somebody asks of their own data, the clock on it, and how the county answers.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as endpoints from '#contract/accounts/person-endpoints.ts'
import { invariantProblems } from '#server/invariants.ts'
import { remindOfPersonRequests } from '#server/operations/person-reminders.ts'
import { inboxTitles } from './people.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { testStart } from '../support/test-clock.ts'
import { ask, asked, clearTheWay, closeAccount } from './person-world.ts'

const hour = 3_600_000
let test: TestApp
let fresh: { restore(): Promise<void> }
let clerk: Client
let officer: Client
let second: Client
beforeAll(async () => {
  test = await buildTestApp()
  clerk = await test.signIn(phones.clerk)
  officer = await test.signIn(phones.officer)
  second = await test.signIn(phones.secondOfficer)
  fresh = await test.snapshot()
})
beforeEach(async () => {
  await fresh.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const idOf = async (phone: string) => (await test.db.selectFrom('accounts').select('id').where('phone', '=', phone).executeTakeFirstOrThrow()).id
const answer = (client: Client, id: string, body: { verdict: 'whole' | 'part' | 'refuse'; answer?: string; parts?: ('account' | 'messages' | 'channels' | 'follows')[] }, version = 1) => client.call(endpoints.answerPersonRequest, { params: { id }, version, body })

describe('asking', () => {
  it('gives a number and a day both sides see, in working days over the holiday', async () => {
    test.clock.set('2026-09-28T02:00:00.000Z')
    const person = await test.signIn(phones.clerk)
    const request = await asked(person, { kind: 'correct', words: '姓名写错了，应为李敏敏。' })
    expect(request.number).toBe('HT2026-GX-0001')
    // 1—7 October are free, Saturday the 10th is worked.
    expect(request.due).toMatchObject({ startedOn: '2026-09-28', dueOn: '2026-10-23', workdays: 15, workdaysLeft: 15, provisional: false })
    const reader = await test.signIn(phones.officer)
    const seen = (await reader.call(endpoints.getPersonRequest, { params: { id: request.id } })).body
    expect(seen.request.due).toEqual(request.due)
    expect((await reader.call(endpoints.listPersonRequests)).body).toMatchObject({ open: 1, items: [{ number: 'HT2026-GX-0001', dueOn: '2026-10-23', workdaysLeft: 15 }] })
    expect(await inboxTitles(test, await idOf(phones.clerk))).toContain('已收到您的请求：更正')
    expect(await inboxTitles(test, await idOf(phones.officer))).toContain('个人信息请求：更正')
  })

  it('needs words for a correction, and for a deletion what is to go', async () => {
    expect((await ask(clerk, { kind: 'correct', words: '  ' })).error).toMatchObject({ code: 'invalid-input', fields: [{ field: 'words', reason: 'required' }] })
    expect((await ask(clerk, { kind: 'delete' })).error).toMatchObject({ code: 'invalid-input', fields: [{ field: 'parts', reason: 'required' }] })
    expect((await ask(clerk, { kind: 'copy', parts: ['messages'] })).error).toMatchObject({ code: 'invalid-input' })
    expect((await ask(clerk, { kind: 'delete', parts: ['messages'] })).status).toBe(201)
  })

  it('is one request however often it is sent, and one of a kind at a time', async () => {
    const key = randomUUID()
    const [first, again] = [await ask(clerk, { kind: 'correct', words: '改' }, key), await ask(clerk, { kind: 'correct', words: '改' }, key)]
    expect(again.body).toEqual(first.body)
    expect((await ask(clerk, { kind: 'correct', words: '再改' })).error.code).toBe('accounts.request-open')
    expect((await ask(clerk, { kind: 'delete', parts: ['follows'] })).status).toBe(201)
  })

  it('asks for a fresh code for a copy and a deletion, not for a correction', async () => {
    test.clock.advance(hour)
    expect((await ask(clerk, { kind: 'copy' })).error.code).toBe('accounts.fresh-code-needed')
    expect((await ask(clerk, { kind: 'delete', parts: ['account'] })).error.code).toBe('accounts.fresh-code-needed')
    expect((await ask(clerk, { kind: 'correct', words: '改' })).status).toBe(201)
  })

  it('sends a staff member who wants to be gone to the system administrator', async () => {
    expect((await ask(officer, { kind: 'delete', parts: ['account'] })).error.code).toBe('accounts.staff-account')
    expect((await ask(officer, { kind: 'copy' })).status).toBe(201)
  })

  it('may be taken back while it is open, by whoever asked', async () => {
    const { id } = await asked(clerk, { kind: 'correct', words: '改' })
    expect((await officer.call(endpoints.withdrawPersonRequest, { params: { id } })).status).toBe(404)
    expect((await clerk.call(endpoints.withdrawPersonRequest, { params: { id } })).body).toMatchObject({ state: 'withdrawn', due: null })
    expect((await clerk.call(endpoints.withdrawPersonRequest, { params: { id } })).error.code).toBe('accounts.request-state')
    expect((await answer(officer, id, { verdict: 'whole' }, 2)).error.code).toBe('accounts.request-state')
    expect((await ask(clerk, { kind: 'correct', words: '改' })).status).toBe(201)
  })
})

describe('being late', () => {
  const days = async () => (await test.db.selectFrom('outbox').select('dedupe_key').where('dedupe_key', 'like', 'person.desk-%').where('dedupe_key', 'not like', 'person.desk-asked%').orderBy('dedupe_key').execute()).map((row) => row.dedupe_key?.split(':').slice(0, 1).join() ?? '')
  it('is told to every officer before and after the day, once each, also after a restart', async () => {
    const { due } = await asked(clerk, { kind: 'correct', words: '改' })
    expect(due?.dueOn).toBe('2026-12-14')
    expect(await remindOfPersonRequests(test.deps)).toBe(0)
    test.clock.set('2026-12-08T02:00:00.000Z')
    expect(await remindOfPersonRequests(test.deps)).toBe(0)
    test.clock.set('2026-12-09T02:00:00.000Z')
    expect(await remindOfPersonRequests(test.deps)).toBe(1)
    expect(await remindOfPersonRequests({ ...test.deps })).toBe(0)
    test.clock.set('2026-12-14T02:00:00.000Z')
    expect(await remindOfPersonRequests(test.deps)).toBe(0)
    test.clock.set('2026-12-14T23:00:00.000Z')
    expect(await remindOfPersonRequests(test.deps)).toBe(0)
    test.clock.set('2026-12-15T02:00:00.000Z')
    expect(await remindOfPersonRequests(test.deps)).toBe(1)
    expect(await remindOfPersonRequests({ ...test.deps })).toBe(0)
    const officers = (await test.db.selectFrom('accounts').select('id').where('staff_role', 'in', ['officer', 'approver']).execute()).length
    expect((await days()).filter((kind) => kind === 'person.desk-due')).toHaveLength(officers)
    expect((await days()).filter((kind) => kind === 'person.desk-late')).toHaveLength(officers)
  })

  it('is not told of what was answered', async () => {
    const { id } = await asked(clerk, { kind: 'correct', words: '改' })
    expect((await answer(officer, id, { verdict: 'whole', answer: '已更正。' })).status).toBe(200)
    test.clock.set('2026-12-15T02:00:00.000Z')
    expect(await remindOfPersonRequests(test.deps)).toBe(0)
  })
})

describe('answering', () => {
  it('is told to the person, with words where not all is agreed to', async () => {
    const { id } = await asked(clerk, { kind: 'correct', words: '改' })
    expect((await answer(officer, id, { verdict: 'refuse' })).error).toMatchObject({ code: 'invalid-input', fields: [{ field: 'answer', reason: 'required' }] })
    expect((await answer(officer, id, { verdict: 'refuse', answer: '与执照一致，不用改。' }, 7)).error.code).toBe('stale')
    const { body } = await answer(officer, id, { verdict: 'refuse', answer: '与执照一致，不用改。' })
    expect(body).toMatchObject({ request: { state: 'answered', verdict: 'refuse', answer: '与执照一致，不用改。', due: null }, answeredBy: '王倩' })
    await test.runWorker()
    const told = await test.db.selectFrom('messages').select('body').where('account_id', '=', await idOf(phones.clerk)).where('title', '=', '您的请求有答复了：更正').execute()
    expect(told).toEqual([{ body: '编号 HT2026-GX-0001，没有同意。与执照一致，不用改。' }])
    expect((await clerk.call(endpoints.listMyRequests)).body.items[0]).toMatchObject({ state: 'answered', verdict: 'refuse' })
  })

  it('is nobody’s for their own request, and no auditor’s', async () => {
    const { id } = await asked(officer, { kind: 'correct', words: '改' })
    expect((await answer(officer, id, { verdict: 'whole' })).error.code).toBe('accounts.other-person')
    const auditor = await test.signIn(phones.auditor)
    expect((await auditor.call(endpoints.getPersonRequest, { params: { id } })).body).toMatchObject({ mayAnswer: false, mayDecide: false })
    expect((await answer(auditor, id, { verdict: 'whole' })).status).toBe(403)
    expect((await answer(second, id, { verdict: 'whole' })).status).toBe(200)
  })

  it('deletes parts as asked and never more', async () => {
    const person = await idOf(phones.clerk)
    await test.runWorker()
    await test.db.insertInto('follows').values({ account_id: person, kind: 'category', ref: 'policy', created_at: test.clock.now() }).onConflict((conflict) => conflict.doNothing()).execute()
    const { id } = await asked(clerk, { kind: 'delete', parts: ['follows', 'messages'] })
    expect((await answer(officer, id, { verdict: 'part', answer: '消息留着', parts: ['channels'] })).error).toMatchObject({ fields: [{ field: 'parts', reason: 'option' }] })
    expect((await answer(officer, id, { verdict: 'part', answer: '消息里有待办，留着。', parts: [] })).error).toMatchObject({ fields: [{ field: 'parts', reason: 'required' }] })
    expect((await answer(officer, id, { verdict: 'part', answer: '消息里有待办，留着。', parts: ['follows'] })).body.request).toMatchObject({ verdict: 'part', doneParts: ['follows'] })
    expect(await test.db.selectFrom('follows').select('ref').where('account_id', '=', person).execute()).toEqual([])
    expect((await clerk.call(endpoints.getMyData)).status).toBe(200)
    expect(await invariantProblems(test.db)).toEqual([])
  })

  it('ends an account with two people only, and either may stop it', async () => {
    await clearTheWay(test, phones.clerk)
    const request = await asked(clerk, { kind: 'delete', parts: ['account'], words: '离职了' })
    expect((await answer(officer, request.id, { verdict: 'whole' })).body).toMatchObject({ request: { state: 'open' }, proposed: { by: '王倩', isMine: true }, mayAnswer: false, mayDecide: false })
    expect((await officer.call(endpoints.decidePersonRequest, { params: { id: request.id }, body: { verdict: 'agree' } })).error.code).toBe('accounts.other-person')
    expect((await answer(second, request.id, { verdict: 'refuse', answer: '不' })).error.code).toBe('accounts.proposal-open')
    expect((await second.call(endpoints.decidePersonRequest, { params: { id: request.id }, body: { verdict: 'refuse' } })).error.code).toBe('invalid-input')
    expect((await second.call(endpoints.decidePersonRequest, { params: { id: request.id }, body: { verdict: 'refuse', reason: '再问一问' } })).body).toMatchObject({ proposed: null, mayAnswer: true })
    expect(await inboxTitles(test, await idOf(phones.officer))).toContain('没有同意您的答复：注销账号')
    expect((await answer(officer, request.id, { verdict: 'whole' })).status).toBe(200)
    expect((await second.call(endpoints.takeBackPersonAnswer, { params: { id: request.id } })).status).toBe(404)
    expect((await officer.call(endpoints.takeBackPersonAnswer, { params: { id: request.id } })).body.proposed).toBeNull()
    expect((await officer.call(endpoints.takeBackPersonAnswer, { params: { id: request.id } })).error.code).toBe('accounts.proposal-state')
    expect((await closeAccount(officer, second, request)).body).toMatchObject({ person: { isGone: true, name: '已注销人员', phoneMasked: '' }, answeredBy: '王倩', confirmedBy: '张明' })
    expect((await clerk.call(endpoints.getMyData)).status).toBe(401)
  })

  it('withdrawn meanwhile, is void for the second person', async () => {
    await clearTheWay(test, phones.clerk)
    const request = await asked(clerk, { kind: 'delete', parts: ['account'] })
    await answer(officer, request.id, { verdict: 'whole' })
    expect((await clerk.call(endpoints.withdrawPersonRequest, { params: { id: request.id } })).status).toBe(200)
    expect((await second.call(endpoints.decidePersonRequest, { params: { id: request.id }, body: { verdict: 'agree' } })).error.code).toBe('accounts.proposal-state')
    expect((await clerk.call(endpoints.getMyData)).status).toBe(200)
  })

  it('waits until the only administrator of a firm has handed over', async () => {
    const administrator = await test.signIn(phones.otherFirm)
    const request = await asked(administrator, { kind: 'delete', parts: ['account'] })
    const { deletion } = (await administrator.call(endpoints.getMyData)).body
    expect(deletion.blockers).toEqual(expect.arrayContaining([expect.objectContaining({ reason: 'administrator' })]))
    expect((await answer(officer, request.id, { verdict: 'whole' })).error.code).toBe('accounts.deletion-blocked')
    expect((await answer(officer, request.id, { verdict: 'part', answer: '先交接管理员，再来注销。消息和推送已清。', parts: ['messages', 'channels'] })).body.request).toMatchObject({ verdict: 'part', doneParts: ['messages', 'channels'] })
  })
})
