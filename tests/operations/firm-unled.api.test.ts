// A firm that goes on again after its last administrator left: nobody is locked out of it for good.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { appealFirm, askToJoin, createFirm, decideAppeal, getFirm, listAppeals, listMembers } from '#contract/accounts/endpoints.ts'
import { setMembership } from '#server/accounts/firms-repository.ts'
import { invariantProblems } from '#server/invariants.ts'
import { aFirmInput, aLicence, anOwner, aPerson, inboxTitles, type Person } from '../accounts/people.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { refusal } from '../support/handling.ts'
import { done } from '../support/stages.ts'
import { agreed } from './firm-worlds.ts'

let test: TestApp
let officers: [Client, Client]
let owner: Person & { firmId: string }
let clerk: Person
let colleague: Person
let newcomer: Person
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  officers = [await test.signIn(phones.officer), await test.signIn(phones.secondOfficer)]
  owner = await anOwner(test, 850)
  clerk = await aPerson(test, 851)
  colleague = await aPerson(test, 852)
  newcomer = await aPerson(test, 853)
  for (const { me } of [clerk, colleague]) await test.deps.commands.run((tx) => setMembership(tx, { firmId: owner.firmId, accountId: me.id, role: 'clerk', state: 'active', at: test.clock.now() }))
  await done(Promise.resolve(await agreed(officers, { kind: 'end', firmId: owner.firmId, ended: 'dissolved', endedOn: '2026-11-02', reason: '公告注销' })))
  // As the deletion of an account leaves it: of a firm that ended its only administrator may go.
  await test.db.updateTable('memberships').set({ state: 'removed' }).where('account_id', '=', owner.me.id).execute()
  await done(Promise.resolve(await agreed(officers, { kind: 'reopen', firmId: owner.firmId, reason: '登记有误' })))
  fresh = await test.snapshot()
}, 120_000)
beforeEach(() => fresh.restore())
afterAll(() => test.close())

const firm = () => ({ id: owner.firmId })
const appeal = async ({ client, me }: Person) => (await done(client.call(appealFirm, { params: firm(), body: { fileId: await aLicence(test, me.id, null), reason: '企业没有管理员了' } }), 201)).id
async function grant(id: string): Promise<void> {
  await done(officers[0].call(decideAppeal, { params: { id, action: 'grant' }, body: { reason: '执照相符' } }))
  await done(officers[1].call(decideAppeal, { params: { id, action: 'agree' }, body: {} }))
}

describe('a firm that goes on again without an administrator', () => {
  it('says so to whoever is left, and breaks no rule of the house', async () => {
    expect(await inboxTitles(test, clerk.me.id)).toContain('苇畔第850新材料有限公司已恢复办理，还没有管理员')
    expect(await invariantProblems(test.db)).toEqual([])
  })

  it('is led by one of its clerks once the county has looked at the licence; the others stay', async () => {
    const id = await appeal(clerk)
    expect((await done(officers[0].call(listAppeals))).items.map((one) => [one.id, one.isInside])).toEqual([[id, true]])
    await grant(id)
    expect((await done(clerk.client.call(getFirm, { params: firm() }))).role).toBe('administrator')
    expect((await done(colleague.client.call(listMembers, { params: firm() }))).items.map(({ role, state }) => [role, state])).toEqual([['administrator', 'active'], ['clerk', 'active']])
    expect(await inboxTitles(test, clerk.me.id)).toContain('您现在是苇畔第850新材料有限公司的企业管理员')
    expect(await inboxTitles(test, colleague.me.id)).not.toContain('苇畔第850新材料有限公司已转给申诉人')
  })

  it('leads whoever comes to the appeal: nobody could let them in', async () => {
    const known = await newcomer.client.call(createFirm, { body: aFirmInput(850) })
    expect(known.error.details).toEqual({ firmId: owner.firmId })
    expect(await refusal(newcomer.client.call(askToJoin, { params: firm(), body: {} }))).toEqual([409, 'accounts.no-administrator'])
    await grant(await appeal(newcomer))
    expect((await done(newcomer.client.call(getFirm, { params: firm() }))).role).toBe('administrator')
    expect((await clerk.client.call(getFirm, { params: firm() })).status).toBe(404)
  })

  it('and one that has an administrator hears no appeal of its own clerks', async () => {
    await grant(await appeal(clerk))
    const fileId = await aLicence(test, colleague.me.id, null)
    expect((await colleague.client.call(appealFirm, { params: firm(), body: { fileId, reason: '我来管' } })).error.code).toBe('accounts.already-member')
  })

  it('is given to one of two clerks, and to the other only after two people looked anew: it would put the first one out', async () => {
    const [mine, theirs] = [await appeal(clerk), await appeal(colleague)]
    for (const id of [mine, theirs]) await done(officers[0].call(decideAppeal, { params: { id, action: 'grant' }, body: { reason: '执照相符' } }))
    await done(officers[1].call(decideAppeal, { params: { id: mine, action: 'agree' }, body: {} }))
    expect(await refusal(officers[1].call(decideAppeal, { params: { id: theirs, action: 'agree' }, body: {} }))).toEqual([409, 'accounts.proposal-state'])
    expect((await done(clerk.client.call(getFirm, { params: firm() }))).role).toBe('administrator')
    expect((await done(colleague.client.call(getFirm, { params: firm() }))).role).toBe('clerk')
  })
})
