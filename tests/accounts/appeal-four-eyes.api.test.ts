// A firm given to who says that it is theirs: one officer's word proposes it, another one's does it.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { appealFirm, decideAppeal, getFirm, getMe, listAppeals } from '#contract/accounts/endpoints.ts'
import type { AppealAction } from '#contract/accounts/schema.ts'
import { listDesk } from '#contract/cases/desk-endpoints.ts'
import { verifyAudit } from '#server/audit/chain.ts'
import { invariantProblems } from '#server/invariants.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { refusal } from '../support/handling.ts'
import { done } from '../support/stages.ts'
import { aLicence, anOwner, aPerson, auditActions, inboxTitles, type Person } from './people.ts'

let test: TestApp
let officer: Client
let second: Client
let holder: Person & { firmId: string }
let owner: Person
let id: string
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  officer = await test.signIn(phones.officer)
  second = await test.signIn(phones.secondOfficer)
  holder = await anOwner(test, 830)
  owner = await aPerson(test, 831)
  const fileId = await aLicence(test, owner.me.id, null)
  id = (await done(owner.client.call(appealFirm, { params: { id: holder.firmId }, body: { fileId, reason: '执照在我手里' } }), 201)).id
  fresh = await test.snapshot()
}, 120_000)
beforeEach(() => fresh.restore())
afterAll(() => test.close())

const act = (client: Client, action: AppealAction, reason?: string) => client.call(decideAppeal, { params: { id, action }, body: reason === undefined ? {} : { reason } })
const granted = () => done(act(officer, 'grant', '执照与本人身份证相符'))
const roleOf = async ({ client }: Person) => (await client.call(getFirm, { params: { id: holder.firmId } })).body?.role
const myAppeals = async () => (await done(owner.client.call(getMe))).appeals?.map(({ firmId, state }) => [firmId, state])
const atHome = async (client: Client) => (await done(client.call(listDesk, { query: { group: 'all', kind: 'ownership' } }))).items.map((item) => [item.id, item.state, item.isBarred])

describe('granting an appeal', () => {
  it('by one officer changes nothing yet: the second is asked, the applicant reads that it is looked at', async () => {
    expect(await myAppeals()).toEqual([[holder.firmId, 'open']])
    expect(await refusal(act(officer, 'grant'))).toEqual([422, 'invalid-input', 'reason'])
    expect(await granted()).toMatchObject({ state: 'open', proposal: { reason: '执照与本人身份证相符', isMine: true } })
    expect([await roleOf(holder), await roleOf(owner)]).toEqual(['administrator', undefined])
    expect(await myAppeals()).toEqual([[holder.firmId, 'second']])
    const listed = await done(second.call(listAppeals))
    expect([listed.needsSecond, listed.items[0]?.proposal]).toEqual([true, expect.objectContaining({ by: '王倩', reason: '执照与本人身份证相符', isMine: false })])
    expect(await atHome(second)).toEqual([[id, '等第二人确认', false]])
    expect(await atHome(officer)).toEqual([[id, '等第二人确认', true]])
    expect(await inboxTitles(test, owner.me.id)).toEqual([])
  })

  it('is done when another one agrees, never by who proposed it, and once', async () => {
    await granted()
    expect(await refusal(act(officer, 'agree'))).toEqual([403, 'accounts.other-person'])
    expect(await refusal(act(second, 'grant', '也这么看'))).toEqual([409, 'accounts.proposal-open'])
    expect(await refusal(act(second, 'refuse', '不符'))).toEqual([409, 'accounts.proposal-open'])
    const agreed = await Promise.all([act(second, 'agree'), act(second, 'agree')])
    expect(agreed.map(({ status }) => status).sort()).toEqual([200, 409])
    expect([await roleOf(holder), await roleOf(owner)]).toEqual([undefined, 'administrator'])
    expect(await myAppeals()).toBeUndefined()
    expect(await inboxTitles(test, holder.me.id)).toContain('苇畔第830新材料有限公司已转给申诉人')
    expect((await auditActions(test)).filter((action) => /appeal/.test(action))).toEqual(['accounts.appeal', 'firms.appeal.propose', 'firms.appeal.agree', 'accounts.grant-appeal'])
    expect(await invariantProblems(test.db)).toEqual([])
    expect((await verifyAudit(test.db)).problems).toEqual([])
  })

  it('not agreed to with a reason, or taken back, leaves the appeal open for a new look', async () => {
    await granted()
    expect(await refusal(act(second, 'disagree'))).toEqual([422, 'invalid-input', 'reason'])
    expect(await done(act(second, 'disagree', '电话里没有核实到'))).toMatchObject({ state: 'open', proposal: null })
    const { id: proposer } = await done(officer.call(getMe))
    expect(await inboxTitles(test, proposer)).toContain('没有同意：把企业转给申诉人')
    expect(await myAppeals()).toEqual([[holder.firmId, 'open']])
    await granted()
    expect(await refusal(act(second, 'withdraw'))).toEqual([404, 'not-found'])
    await done(act(officer, 'withdraw'))
    expect(await refusal(act(second, 'agree'))).toEqual([409, 'accounts.proposal-state'])
    expect((await done(act(second, 'refuse', '执照不符'))).state).toBe('refused')
    expect(await roleOf(holder)).toBe('administrator')
  })

  it('needs an approver where the county says so', async () => {
    test.deps.content.security = { ...test.deps.content.security, approvals: 'approvers' }
    await granted()
    expect(await refusal(act(second, 'agree'))).toEqual([403, 'accounts.approver-needed'])
    expect(await roleOf(holder)).toBe('administrator')
    test.deps.content.security = { ...test.deps.content.security, approvals: 'officers' }
  })

  it('is one officer’s with a reason where the county does not ask for two', async () => {
    const { security } = test.deps.content
    test.deps.content.security = { ...security, fourEyes: security.fourEyes.filter((kind) => kind !== 'firms.appeal') }
    expect(await refusal(act(officer, 'grant'))).toEqual([422, 'invalid-input', 'reason'])
    expect((await granted()).state).toBe('granted')
    expect(await roleOf(owner)).toBe('administrator')
    test.deps.content.security = security
  })

  it('and refusing it in the same moment come one after the other', async () => {
    for (let round = 0; round < 5; round += 1) {
      await fresh.restore()
      await Promise.all([act(officer, 'grant', '相符'), act(second, 'refuse', '不符')])
      expect(await invariantProblems(test.db)).toEqual([])
    }
  })
})
