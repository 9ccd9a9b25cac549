// Where a data subject's rights meet the duties of the county: who an approver is to them, a proposal about them that waits, a request taken back under a waiting answer.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getMe, updateMe } from '#contract/accounts/endpoints.ts'
import * as endpoints from '#contract/accounts/person-endpoints.ts'
import { getFile } from '#contract/files/endpoints.ts'
import { listSights } from '#contract/audit/endpoints.ts'
import { invariantProblems } from '#server/invariants.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aPhone } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'
import { done } from '../support/handling.ts'
import { anOwner } from './people.ts'
import { asked, closeAccount, placesOf } from './person-world.ts'
import { decide, invite, personBy, proposals } from './staff-desk.ts'

let test: TestApp
let fresh: { restore(): Promise<void> }
let clerk: Client
let officer: Client
beforeAll(async () => {
  test = await buildTestApp()
  clerk = await test.signIn(phones.clerk)
  officer = await test.signIn(phones.officer)
  fresh = await test.snapshot()
})
beforeEach(() => fresh.restore())
afterEach(async () => expect(await invariantProblems(test.db)).toEqual([]))
afterAll(() => test.close())

describe('who saw it', () => {
  it.each(['approver', 'auditor'] as const)('is the county where it was an %s', async (duty) => {
    const { id: myId } = await done(clerk.call(getMe))
    const file = await test.db.selectFrom('files').innerJoin('application_papers', 'application_papers.file_id', 'files.id').innerJoin('cases', 'cases.id', 'application_papers.case_id').select('files.id').where('cases.submitted_at', 'is not', null).executeTakeFirstOrThrow()
    await test.db.updateTable('files').set({ account_id: myId }).where('id', '=', file.id).execute()
    await test.db.updateTable('accounts').set({ staff_role: duty }).where('phone', '=', phones.secondOfficer).execute()
    expect((await (await test.signIn(phones.secondOfficer)).call(getFile, { params: { id: file.id } })).status).toBe(200)
    const { sights } = await done(clerk.call(endpoints.getMyData))
    expect(sights.filter(({ what }) => what === 'file').map(({ side }) => side)).toEqual(['officer'])
  })

  it('names to the auditor who opened a person’s request and who had a phone shown', async () => {
    const { id: myId } = await done(clerk.call(getMe))
    const { id } = await asked(clerk, { kind: 'correct', words: '姓名写错了。' })
    await done(officer.call(endpoints.getPersonRequest, { params: { id } }))
    const auditor = await test.signIn(phones.auditor)
    const { items } = await done(auditor.call(listSights, { query: { of: 'person', id: myId } }))
    expect(items.map(({ what }) => what)).toContain('看个人信息请求')
  })
})

describe('a duty that was only proposed', () => {
  it('goes with the account: no number and no name of theirs stays in it', async () => {
    const [name, phone] = ['苇青钩', aPhone(47)]
    const person = await test.signIn(phone)
    await done(person.call(updateMe, { body: { name } }))
    const first = await test.signIn(phones.system)
    await done(invite(first, 47, { name, duty: 'auditor', reason: '局里分工' }), 202)
    const second = await test.signIn(phones.secondSystem)
    const [waiting] = await proposals(second)
    expect(await personBy(second, phones.system)).toMatchObject({ duty: 'administrator' })
    expect((await closeAccount(officer, await test.signIn(phones.secondOfficer), await asked(person, { kind: 'delete', parts: ['account'] }))).status).toBe(200)
    await test.runWorker()
    expect(await placesOf(test, [phone, name])).toEqual([])
    expect(await proposals(second)).toEqual([])
    expect((await decide(second, waiting?.id ?? '', 'agree')).error.code).toBe('accounts.proposal-state')
  })
})

describe('a request taken back while a second signature waits', () => {
  it('leaves a proposal nobody decided', async () => {
    const request = await asked(clerk, { kind: 'delete', parts: ['account'] })
    await test.db.updateTable('bookings').set({ contact_phone: '13800000001' }).where('contact_phone', '=', phones.clerk).execute()
    await done(officer.call(endpoints.answerPersonRequest, { params: { id: request.id }, version: request.version, body: { verdict: 'whole' } }))
    await done(clerk.call(endpoints.withdrawPersonRequest, { params: { id: request.id } }))
    expect(await test.db.selectFrom('proposals').select(['state', 'decided_by']).execute()).toEqual([{ state: 'withdrawn', decided_by: null }])
  })
})

describe('the last administrator of a firm that ended', () => {
  it('may go; the firm stays as it was', async () => {
    const owner = await anOwner(test, 48)
    await test.db.updateTable('firms').set({ ended_kind: 'dissolved', ended_on: '2026-11-02' }).where('id', '=', owner.firmId).execute()
    expect((await closeAccount(officer, await test.signIn(phones.secondOfficer), await asked(owner.client, { kind: 'delete', parts: ['account'] }))).status).toBe(200)
    expect(await test.db.selectFrom('memberships').select('state').where('firm_id', '=', owner.firmId).execute()).toEqual([{ state: 'removed' }])
  })
})
