import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { askToJoin, getFirm, getMe, listMembers, removeMember, updateFirm, updateMember } from '#contract/accounts/endpoints.ts'
import { getApplication, startApplication } from '#contract/subsidies/endpoints.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { anOwner, aPerson, inboxTitles, type Person } from './people.ts'

let test: TestApp
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  undo = await test.snapshot()
})
beforeEach(() => undo.restore())
afterAll(() => test.close())

async function memberId(owner: Person & { firmId: string }, person: Person): Promise<string> {
  const row = await test.db.selectFrom('memberships').select('id').where('firm_id', '=', owner.firmId).where('account_id', '=', person.me.id).executeTakeFirstOrThrow()
  return row.id
}

/** A firm with its administrator and one clerk who asked and was approved. */
async function aFirmWithClerk(n: number) {
  const owner = await anOwner(test, n)
  const clerk = await aPerson(test, n + 1)
  await clerk.client.call(askToJoin, { params: { id: owner.firmId }, body: { note: '我是财务小李' } })
  const params = { id: owner.firmId, memberId: await memberId(owner, clerk) }
  const approved = await owner.client.call(updateMember, { params, body: { state: 'active' } })
  expect(approved.status).toBe(200)
  return { owner, clerk, params }
}

describe('asking to join', () => {
  it('waits for an administrator, who is told once however often it is asked', async () => {
    const owner = await anOwner(test, 1)
    const person = await aPerson(test, 2)
    const ask = () => person.client.call(askToJoin, { params: { id: owner.firmId }, body: {} })
    expect([(await ask()).status, (await ask()).status, (await ask()).body]).toEqual([201, 200, { state: 'pending' }])
    expect(await inboxTitles(test, owner.me.id)).toEqual(['139****0002想加入苇畔第1新材料有限公司'])
  })

  it('opens nothing of the firm yet, except that the person sees what they asked for', async () => {
    const owner = await anOwner(test, 3)
    const person = await aPerson(test, 4)
    await person.client.call(askToJoin, { params: { id: owner.firmId }, body: {} })
    const params = { id: owner.firmId }
    expect((await person.client.call(getMe)).body.firms).toMatchObject([{ id: owner.firmId, name: '苇畔第3新材料有限公司', state: 'pending', role: 'clerk' }])
    expect((await person.client.call(getFirm, { params })).status).toBe(404)
    expect((await person.client.call(listMembers, { params })).status).toBe(404)
    expect((await person.client.call(updateFirm, { params, body: { town: '新城镇' }, version: 1 })).status).toBe(404)
    expect((await person.client.call(updateMember, { params: { ...params, memberId: await memberId(owner, person) }, body: { state: 'active' } })).status).toBe(404)
  })

  it('is refused for a firm that is not there, and for whoever is in already', async () => {
    const { owner, clerk } = await aFirmWithClerk(5)
    expect((await clerk.client.call(askToJoin, { params: { id: 'nowhere' }, body: {} })).status).toBe(404)
    expect((await clerk.client.call(askToJoin, { params: { id: owner.firmId }, body: {} })).error.code).toBe('accounts.already-member')
    const officer = await test.signIn('13800000010')
    expect((await officer.call(askToJoin, { params: { id: owner.firmId }, body: {} })).status).toBe(403)
  })

  it('can be turned down, and asked again', async () => {
    const owner = await anOwner(test, 7)
    const person = await aPerson(test, 8)
    const ask = () => person.client.call(askToJoin, { params: { id: owner.firmId }, body: {} })
    await ask()
    const params = { id: owner.firmId, memberId: await memberId(owner, person) }
    expect((await owner.client.call(removeMember, { params })).status).toBe(204)
    expect((await person.client.call(getMe)).body.firms).toEqual([])
    expect(await inboxTitles(test, person.me.id)).toEqual(['加入苇畔第7新材料有限公司的申请没有通过'])
    expect((await ask()).status).toBe(201)
  })
})

describe('the members of a firm', () => {
  it('are listed for members, with masked numbers, and the newcomer is told', async () => {
    const { owner, clerk } = await aFirmWithClerk(10)
    const { items } = (await clerk.client.call(listMembers, { params: { id: owner.firmId } })).body
    expect(items.map(({ phoneMasked, role, state, isMe }) => ({ phoneMasked, role, state, isMe }))).toEqual([
      { phoneMasked: '139****0010', role: 'administrator', state: 'active', isMe: false },
      { phoneMasked: '139****0011', role: 'clerk', state: 'active', isMe: true },
    ])
    expect(await inboxTitles(test, clerk.me.id)).toEqual(['您已加入苇畔第10新材料有限公司'])
  })

  it('are not changed by a clerk', async () => {
    const { owner, clerk, params } = await aFirmWithClerk(12)
    const admin = { id: owner.firmId, memberId: await memberId(owner, owner) }
    expect((await clerk.client.call(updateMember, { params, body: { role: 'administrator' } })).status).toBe(403)
    expect((await clerk.client.call(removeMember, { params: admin })).status).toBe(403)
  })

  it('are not reached through another firm', async () => {
    const { params } = await aFirmWithClerk(14)
    const other = await anOwner(test, 16)
    expect((await other.client.call(updateMember, { params, body: { role: 'administrator' } })).status).toBe(404)
    expect((await other.client.call(removeMember, { params: { id: other.firmId, memberId: params.memberId } })).status).toBe(404)
  })

  it('always keep an administrator', async () => {
    const { owner, params } = await aFirmWithClerk(17)
    const self = { id: owner.firmId, memberId: await memberId(owner, owner) }
    expect((await owner.client.call(updateMember, { params: self, body: { role: 'clerk' } })).error.code).toBe('accounts.last-administrator')
    expect((await owner.client.call(removeMember, { params: self })).error.code).toBe('accounts.last-administrator')
    expect((await owner.client.call(updateMember, { params, body: { role: 'administrator' } })).body.role).toBe('administrator')
    expect((await owner.client.call(updateMember, { params: self, body: { role: 'clerk' } })).body.role).toBe('clerk')
    expect((await owner.client.call(removeMember, { params })).status).toBe(403)
  })

  it('keep one also when two administrators demote each other in the same moment', async () => {
    const { owner, clerk, params } = await aFirmWithClerk(20)
    await owner.client.call(updateMember, { params, body: { role: 'administrator' } })
    const self = { id: owner.firmId, memberId: await memberId(owner, owner) }
    const replies = await Promise.all([
      owner.client.call(updateMember, { params, body: { role: 'clerk' } }),
      clerk.client.call(updateMember, { params: self, body: { role: 'clerk' } }),
    ])
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 403])
    const administrators = await test.db.selectFrom('memberships').select('id').where('firm_id', '=', owner.firmId).where('role', '=', 'administrator').where('state', '=', 'active').execute()
    expect(administrators).toHaveLength(1)
  })

  it('are out at once when removed: same session, next request; their drafts stay with the firm', async () => {
    const { owner, clerk, params } = await aFirmWithClerk(22)
    const draft = await clerk.client.call(startApplication, { body: { firmId: owner.firmId, programmeId: 'P05' } })
    expect(draft.status).toBe(201)
    const application = { id: draft.body.id }
    expect((await owner.client.call(removeMember, { params })).status).toBe(204)
    expect((await clerk.client.call(getFirm, { params: { id: owner.firmId } })).status).toBe(404)
    expect((await clerk.client.call(listMembers, { params: { id: owner.firmId } })).status).toBe(404)
    expect((await clerk.client.call(getApplication, { params: application })).status).toBe(404)
    expect((await clerk.client.call(getMe)).body.firms).toEqual([])
    expect((await owner.client.call(getApplication, { params: application })).status).toBe(200)
    expect(await inboxTitles(test, clerk.me.id)).toContain('您已不再替苇畔第22新材料有限公司办事')
  })

  it('that are gone cannot be promoted, and removing them again changes nothing', async () => {
    const { owner, params } = await aFirmWithClerk(24)
    await owner.client.call(removeMember, { params })
    expect((await owner.client.call(updateMember, { params, body: { role: 'administrator' } })).error.code).toBe('accounts.member-state')
    expect((await owner.client.call(removeMember, { params })).status).toBe(204)
  })

  it('leave an audit line for every change', async () => {
    const { owner, params } = await aFirmWithClerk(26)
    await owner.client.call(updateMember, { params, body: { role: 'administrator' } })
    await owner.client.call(removeMember, { params })
    const lines = await test.db.selectFrom('audit').select('action').where('firm_id', '=', owner.firmId).orderBy('id').execute()
    expect(lines.map((line) => line.action)).toEqual(['accounts.create-firm', 'accounts.ask-to-join', 'accounts.update-member', 'accounts.update-member', 'accounts.remove-member'])
  })
})
