// A canary walk: after an account has ended, name and phone stand nowhere but in what is held by law, and the firm's records are whole.
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as accounts from '#contract/accounts/endpoints.ts'
import * as endpoints from '#contract/accounts/person-endpoints.ts'
import type { PersonRequest } from '#contract/accounts/person-schema.ts'
import * as cases from '#contract/cases/endpoints.ts'
import { getApplication, listApplications, startApplication } from '#contract/subsidies/endpoints.ts'
import { verifyAudit } from '#server/audit/chain.ts'
import { invariantProblems } from '#server/invariants.ts'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { exportFirm } from '#server/operations/export-firm.ts'
import { forgetPerson } from '#server/operations/forget-person.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aPhone } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'
import { failEverywhere } from '../support/fail-everywhere.ts'
import { memoryFolder } from '../support/template.ts'
import { asked, clearTheWay, closeAccount, placesOf } from './person-world.ts'

const canary = '苇青钩'
const masked = '138****0002'
/** Name before, name now, phone, phone in part. */
const marks = ['李敏', canary, phones.clerk, masked]
/** What persons.json says is held: as it was handed in, sealed texts aside. */
const heldByLaw = ['applications.answers', 'applications.snapshot', 'submissions.snapshot', 'visit_records.confirmed_name', 'visit_records.content', 'files.name']

let test: TestApp
let person: Client
let administrator: Client
let officer: Client
let personId: string
let firmId: string
let request: PersonRequest
let before: Record<string, number>
const recordTables = ['cases', 'case_events', 'submissions', 'applications', 'application_papers', 'bookings', 'booking_events', 'visit_records', 'assessments', 'assessment_answers', 'financing_requests', 'financing_consents', 'files', 'rights', 'audit', 'memberships'] as const
async function countsOf(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of recordTables) counts[table] = Number((await test.db.selectFrom(table).select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n)
  return counts
}

beforeAll(async () => {
  test = await buildTestApp()
  person = await test.signIn(phones.clerk)
  administrator = await test.signIn(phones.administrator)
  officer = await test.signIn(phones.officer)
  await person.call(accounts.updateMe, { body: { name: canary } })
  const me = (await person.call(accounts.getMe)).body
  personId = me.id
  firmId = me.firms[0]?.id ?? ''
  // Another firm, to be joined: its administrator is told the name.
  const other = await test.db.selectFrom('memberships').innerJoin('accounts', 'accounts.id', 'memberships.account_id').select('firm_id').where('accounts.phone', '=', phones.otherFirm).executeTakeFirstOrThrow()
  expect((await person.call(accounts.askToJoin, { params: { id: other.firm_id }, body: { note: '我来帮忙' } })).status).toBe(201)
  // A draft with the name in it.
  const { items } = (await person.call(listApplications, { query: { firmId } })).body
  if (!items.some(({ state }) => state === 'draft')) await person.call(startApplication, { body: { firmId, programmeId: 'P03' } })
  await test.runWorker()
  await clearTheWay(test, phones.clerk)
  request = await asked(person, { kind: 'delete', parts: ['account'], words: `我是${canary}，电话 ${phones.clerk}` })
  await test.runWorker()
})
afterAll(() => test.close())

describe('an account that ends', () => {
  it('was written down in many places before', async () => {
    const places = await placesOf(test, marks)
    expect(places).toEqual(expect.arrayContaining(['accounts.name', 'accounts.phone', 'case_events.actor_name', 'messages.title', 'outbox.payload', 'person_requests.words', 'submissions.snapshot']))
  })

  it('says beforehand what stays, for how long and why', async () => {
    const { deletion, kinds } = (await person.call(endpoints.getMyData)).body
    expect(deletion.blockers).toEqual([])
    expect(deletion.holds).toEqual(expect.arrayContaining([expect.objectContaining({ title: '已提交的申报办件', keep: '10 年' }), expect.objectContaining({ title: '同意记录', keep: '3 年' }), expect.objectContaining({ title: '登录和操作日志', keep: '365 天' })]))
    expect(kinds.every(({ keep }) => !keep.includes('{'))).toBe(true)
  })

  it('is carried out by two people', async () => {
    const second = await test.signIn(phones.secondOfficer)
    before = await countsOf()
    expect((await closeAccount(officer, second, request)).status).toBe(200)
    await test.runWorker()
  })

  it('leaves name and phone nowhere but in what is held by law', async () => {
    const places = await placesOf(test, marks)
    expect(places.filter((place) => !heldByLaw.includes(place))).toEqual([])
    const { answers } = await test.db.selectFrom('applications').innerJoin('cases', 'cases.id', 'applications.case_id').select('answers').where('cases.firm_id', '=', firmId).where('cases.state', '=', 'draft').executeTakeFirstOrThrow()
    expect(marks.filter((mark) => answers.includes(mark))).toEqual([])
  })

  it('shows them to nobody who reads on: members, cases, history, messages, search, export', async () => {
    const texts: string[] = []
    const read = async (reply: Promise<{ status: number; bytes: Uint8Array }>, status = 200) => {
      const { status: got, bytes } = await reply
      expect(got).toBe(status)
      texts.push(Buffer.from(bytes).toString('utf8'))
    }
    await read(administrator.call(accounts.listMembers, { params: { id: firmId } }))
    for (const phone of [phones.administrator, phones.officer, phones.secondOfficer, phones.otherFirm, phones.assistant]) await read((await test.signIn(phone)).request('GET', '/api/messages?limit=100'))
    await read(officer.call(endpoints.getPersonRequest, { params: { id: request.id } }))
    await read(officer.call(endpoints.listPersonRequests, { query: { state: 'closed' } }))
    await read(officer.call(cases.listQueue, { query: { group: 'all', q: phones.clerk } }))
    expect(JSON.parse(texts.at(-1) ?? '{}')).toMatchObject({ items: [] })
    const own = await test.db.selectFrom('cases').select('id').where('firm_id', '=', firmId).where('state', '<>', 'draft').execute()
    for (const { id } of own) {
      const { events } = (await officer.call(getApplication, { params: { id } })).body
      texts.push(JSON.stringify(events))
    }
    expect(texts.join().includes('已注销人员')).toBe(true)
    for (const mark of marks) expect(texts.filter((text) => text.includes(mark))).toEqual([])
  })

  it('is in the firm’s export without a name or a phone', async () => {
    const folder = memoryFolder('person-export')
    const to = join(folder, 'firm.zip')
    await exportFirm(test.deps, { firm: firmId, to, opensSealed: false })
    const entries = unzipSync(readFileSync(to))
    const held = new Set(heldByLaw.map((place) => `tables/${place.split('.')[0]}.json`))
    for (const [name, bytes] of Object.entries(entries)) if (name.endsWith('.json') && !held.has(name)) for (const mark of marks) expect(Buffer.from(bytes).toString('utf8').includes(mark), `${name}: ${mark}`).toBe(false)
    expect(Buffer.from(entries['people.json'] ?? new Uint8Array()).toString('utf8')).toContain('已注销人员')
    rmSync(folder, { recursive: true, force: true })
  })

  it('takes nothing from the firm: the same rows, nothing that contradicts itself, an unbroken audit', async () => {
    const { audit, ...after } = await countsOf()
    const { audit: auditBefore, ...counted } = before
    expect(after).toEqual(counted)
    expect(audit).toBeGreaterThan(auditBefore ?? 0)
    expect(await invariantProblems(test.db)).toEqual([])
    expect((await verifyAudit(test.db)).problems).toEqual([])
    const titles = await test.db.selectFrom('messages').select('title').where('firm_id', '=', firmId).execute()
    expect(titles.some(({ title }) => title.includes('有一位成员注销了账号'))).toBe(true)
  })

  it('ends every session, and the number begins anew as somebody else', async () => {
    expect((await person.call(accounts.getMe)).status).toBe(401)
    const newcomer = test.client()
    const me = await newcomer.signIn(phones.clerk)
    expect(me.id).not.toBe(personId)
    expect(me).toMatchObject({ name: '', firms: [], roles: [] })
    expect((await newcomer.call(endpoints.listMyRequests)).body.items).toEqual([])
    expect((await newcomer.request('GET', '/api/messages')).body).toMatchObject({ items: [] })
  })

  it('does not come back into a new draft of the firm', async () => {
    await test.db.deleteFrom('application_papers').execute()
    const { items } = (await administrator.call(listApplications, { query: { firmId } })).body
    for (const programmeId of ['P01', 'P02', 'P03', 'P04']) {
      if (items.some((item) => item.programmeId === programmeId)) continue
      const { status, body } = await administrator.call(startApplication, { body: { firmId, programmeId } })
      if (status === 201) for (const mark of marks) expect(JSON.stringify(body).includes(mark), `${programmeId}: ${mark}`).toBe(false)
    }
  })
})

describe('an end that cannot be', () => {
  it('is refused while the firm would have no administrator', async () => {
    const other = await test.signIn(phones.otherFirm)
    const { id } = await asked(other, { kind: 'delete', parts: ['account'] })
    const { error } = await officer.call(endpoints.answerPersonRequest, { params: { id }, version: 1, body: { verdict: 'whole' } })
    expect(error).toMatchObject({ code: 'accounts.deletion-blocked' })
    expect((await other.call(accounts.getMe)).status).toBe(200)
  })

  it('fails at any statement and leaves every row as it was', async () => {
    const newcomer = test.client()
    const { id } = await newcomer.signIn(aPhone(43))
    await failEverywhere(test, (deps) => deps.commands.run((tx) => forgetPerson(tx, deps, id, test.clock.now())))
    expect((await newcomer.call(accounts.getMe)).status).toBe(401)
  }, 60_000)
})
