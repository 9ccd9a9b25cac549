// Who acts for a firm after a double of it was merged into it: nobody becomes more than somebody who may say so made them.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getFirm, listMembers, updateMember } from '#contract/accounts/endpoints.ts'
import { previewMerge } from '#contract/accounts/firm-desk-endpoints.ts'
import type { FirmRole, MemberState } from '#contract/accounts/schema.ts'
import { verifyAudit } from '#server/audit/chain.ts'
import { setMembership } from '#server/accounts/firms-repository.ts'
import { invariantProblems } from '#server/invariants.ts'
import { anOwner, aPerson, inboxTitles, type Person } from '../accounts/people.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { done } from '../support/stages.ts'
import { agreed } from './firm-worlds.ts'

type Owner = Person & { firmId: string }
let test: TestApp
let officers: [Client, Client]
let keep: Owner
let gone: Owner
let colleague: Person
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  officers = [await test.signIn(phones.officer), await test.signIn(phones.secondOfficer)]
  keep = await anOwner(test, 800)
  gone = await anOwner(test, 801)
  colleague = await aPerson(test, 802)
  fresh = await test.snapshot()
}, 120_000)
beforeEach(() => fresh.restore())
afterAll(() => test.close())

const verify = (...firms: Owner[]) => test.db.updateTable('firms').set({ verification: 'verified' }).where('id', 'in', firms.map((firm) => firm.firmId)).execute()
const join = (firm: Owner, person: Person, role: FirmRole, state: MemberState) => test.deps.commands.run((tx) => setMembership(tx, { firmId: firm.firmId, accountId: person.me.id, role, state, at: test.clock.now() }))
const preview = async () => done(officers[0].call(previewMerge, { query: { firmId: keep.firmId, goneId: gone.firmId } }))
async function merge(): Promise<void> {
  const merged = await agreed(officers, { kind: 'merge', firmId: keep.firmId, goneId: gone.firmId, reason: '重复登记' })
  expect(merged.status, JSON.stringify(merged.error)).toBe(200)
  expect(await invariantProblems(test.db)).toEqual([])
  expect((await verifyAudit(test.db)).problems).toEqual([])
}
async function standing({ me }: Person): Promise<[FirmRole, MemberState] | undefined> {
  const row = await test.db.selectFrom('memberships').select(['role', 'state']).where('firm_id', '=', keep.firmId).where('account_id', '=', me.id).executeTakeFirst()
  return row && [row.role, row.state]
}
const names = (people: { phoneMasked: string; comes: string }[]) => people.map(({ phoneMasked, comes }) => [phoneMasked, comes])

describe('the people of a double nobody verified', () => {
  it('come in as asking, whatever they were, and the administrators of the firm that stays let them in or not', async () => {
    await verify(keep)
    await join(gone, colleague, 'clerk', 'active')
    expect(names((await preview()).people)).toEqual([['139****0801', 'asked'], ['139****0802', 'asked']])
    await merge()
    expect([await standing(gone), await standing(colleague)]).toEqual([['clerk', 'pending'], ['clerk', 'pending']])
    expect((await gone.client.call(getFirm, { params: { id: keep.firmId } })).status).toBe(404)
    expect(await inboxTitles(test, keep.me.id)).toContain('2 人从苇畔第801新材料有限公司申请加入苇畔第800新材料有限公司')
    expect(await inboxTitles(test, gone.me.id)).toContain('苇畔第801新材料有限公司已并入苇畔第800新材料有限公司，等管理员同意您加入')
    const asking = (await done(keep.client.call(listMembers, { params: { id: keep.firmId } }))).items.find((member) => member.accountId === gone.me.id)
    await done(keep.client.call(updateMember, { params: { id: keep.firmId, memberId: asking?.id ?? '' }, body: { state: 'active' } }))
    expect((await done(gone.client.call(getFirm, { params: { id: keep.firmId } }))).role).toBe('clerk')
  })

  it('are no more for it where they act for the other firm already', async () => {
    await join(keep, colleague, 'clerk', 'active')
    await join(gone, colleague, 'administrator', 'active')
    expect(names((await preview()).people)).toContainEqual(['139****0802', 'clerk'])
    await merge()
    expect(await standing(colleague)).toEqual(['clerk', 'active'])
  })
})

describe('the people of a verified firm', () => {
  it('are what they were, each in the better of two places', async () => {
    await verify(keep, gone)
    await join(keep, colleague, 'clerk', 'pending')
    await join(gone, colleague, 'clerk', 'active')
    expect(names((await preview()).people)).toEqual([['139****0801', 'administrator'], ['139****0802', 'clerk']])
    await merge()
    expect([await standing(gone), await standing(colleague)]).toEqual([['administrator', 'active'], ['clerk', 'active']])
    expect(await inboxTitles(test, keep.me.id)).toContain('苇畔第801新材料有限公司已并入苇畔第800新材料有限公司')
  })

  it('cannot be given to who made a double: the verified one stays', async () => {
    await verify(gone)
    expect((await preview()).blocks.map(({ code }) => code)).toEqual(['verified-goes'])
    const refused = await agreed(officers, { kind: 'merge', firmId: keep.firmId, goneId: gone.firmId, reason: '重复登记' })
    expect([refused.status, refused.error.details]).toEqual([409, expect.objectContaining({ block: 'verified-goes' })])
  })
})

describe('whoever the firm that stays has removed', () => {
  it.each([[true, 'administrator', 'active'], [false, 'administrator', 'active'], [true, 'clerk', 'pending']] as const)('stays removed (the other firm verified: %s, there %s and %s)', async (isVerified, role, state) => {
    await verify(keep, ...(isVerified ? [gone] : []))
    await join(keep, colleague, 'clerk', 'removed')
    await join(gone, colleague, role, state)
    expect(names((await preview()).people)).toContainEqual(['139****0802', 'out'])
    await merge()
    expect(await standing(colleague)).toEqual(['clerk', 'removed'])
    expect(await inboxTitles(test, colleague.me.id)).toEqual(state === 'active' ? ['苇畔第801新材料有限公司已并入苇畔第800新材料有限公司，您不在其中'] : [])
  })
})
