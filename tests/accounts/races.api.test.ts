// Two people at once on one firm: one outcome, in whatever order, and never a firm without an administrator.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appealFirm, askToJoin, createFirm, decideAppeal, decideVerification, listMembers, removeMember, submitLicence, updateMember } from '#contract/accounts/endpoints.ts'
import { deleteFile } from '#contract/files/endpoints.ts'
import { invariantProblems } from '#server/invariants.ts'
import { aPdf } from '../files/pdf-samples.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aPhone, aUscc } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'
import { uploadFile } from '../support/upload.ts'

let test: TestApp
let administrator: Client
let clerk: Client
let newcomer: Client
let officer: Client
let secondOfficer: Client
let firmId: string
let town: string
let ids: Record<'administrator' | 'clerk' | 'newcomer', string>
let restore: () => Promise<void>
const rounds = 8

beforeAll(async () => {
  test = await buildTestApp()
  town = test.deps.content.county.towns[0] ?? ''
  administrator = test.client()
  const me = await administrator.signIn(phones.administrator)
  firmId = me.firms[0]?.id ?? ''
  clerk = await test.signIn(phones.clerk)
  newcomer = await test.signIn(aPhone(31))
  officer = await test.signIn(phones.officer)
  secondOfficer = await test.signIn(phones.secondOfficer)
  await newcomer.call(askToJoin, { params: { id: firmId }, body: {} })
  const { items } = (await administrator.call(listMembers, { params: { id: firmId } })).body
  const find = (role: string, state: string) => items.find((member) => member.role === role && member.state === state)?.id ?? ''
  ids = { administrator: find('administrator', 'active'), clerk: items.find((member) => member.role === 'clerk' && member.state === 'active')?.id ?? '', newcomer: items.find((member) => member.state === 'pending')?.id ?? '' }
  restore = (await test.snapshot()).restore
})
afterAll(() => test.close())

async function eachRound(race: (round: number) => Promise<void>): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await restore()
    await race(round)
    expect(await invariantProblems(test.db)).toEqual([])
  }
}
const together = async (...calls: Promise<{ status: number }>[]) => (await Promise.all(calls)).map(({ status }) => status)
const member = (memberId: string) => ({ params: { id: firmId, memberId } })
const promote = () => administrator.call(updateMember, { ...member(ids.clerk), body: { role: 'administrator' } })

describe('at once', () => {
  it('two people register one code: one firm, the other is told it is known', () => eachRound(async (round) => {
    const body = { uscc: aUscc(500 + round), name: '同一家企业', town }
    const replies = await Promise.all([newcomer.call(createFirm, { body }), clerk.call(createFirm, { body: { ...body, uscc: ` ${body.uscc.toLowerCase()} ` } })])
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(replies.find(({ status }) => status === 409)?.error).toMatchObject({ code: 'accounts.firm-known', details: { firmId: expect.any(String) } })
  }))

  it('two administrators take each other the duty: one stays', () => eachRound(async () => {
    expect((await promote()).status).toBe(200)
    const statuses = await together(administrator.call(updateMember, { ...member(ids.clerk), body: { role: 'clerk' } }), clerk.call(updateMember, { ...member(ids.administrator), body: { role: 'clerk' } }))
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect([403, 409]).toContain(statuses.find((status) => status !== 200))
  }))

  it('two administrators leave: one stays', () => eachRound(async () => {
    await promote()
    const statuses = await together(administrator.call(removeMember, member(ids.administrator)), clerk.call(removeMember, member(ids.clerk)))
    expect(statuses.sort()).toEqual([204, 409])
  }))

  it('somebody is approved and turned down: what was last counts, and it is said', () => eachRound(async () => {
    await promote()
    const [approved, removed] = await together(administrator.call(updateMember, { ...member(ids.newcomer), body: { state: 'active' } }), clerk.call(removeMember, member(ids.newcomer)))
    expect(removed).toBe(204)
    expect([200, 409]).toContain(approved)
    const row = await test.db.selectFrom('memberships').select('state').where('id', '=', ids.newcomer).executeTakeFirstOrThrow()
    expect(row.state).toBe('removed')
  }))

  it('an appeal is granted while the applicant asks to join: the applicant is the administrator', () => eachRound(async (round) => {
    const outsider = await test.signIn(aPhone(40 + round))
    const fileId = await uploadFile(outsider, { bytes: aPdf(), type: 'application/pdf', purpose: 'licence' })
    const appeal = await outsider.call(appealFirm, { params: { id: firmId }, body: { fileId, reason: '这家企业是我的' } })
    await officer.call(decideAppeal, { params: { id: appeal.body.id, action: 'grant' }, body: { reason: '执照相符' } })
    const [granted, asked] = await together(secondOfficer.call(decideAppeal, { params: { id: appeal.body.id, action: 'agree' }, body: {} }), outsider.call(askToJoin, { params: { id: firmId }, body: {} }))
    expect(granted).toBe(200)
    expect([201, 409]).toContain(asked)
    expect((await outsider.call(listMembers, { params: { id: firmId } })).body.items).toMatchObject([{ isMe: true, role: 'administrator', state: 'active' }, { state: 'pending' }])
    expect((await clerk.call(listMembers, { params: { id: firmId } })).status).toBe(404)
  }))

  it('two officers decide on one licence, and on one appeal: one decision each', () => eachRound(async (round) => {
    await test.db.updateTable('firms').set({ verification: 'pending' }).where('id', '=', firmId).execute()
    const licence = await together(officer.call(decideVerification, { params: { id: firmId, action: 'verify' }, body: {} }), secondOfficer.call(decideVerification, { params: { id: firmId, action: 'refuse' }, body: { reason: '照片不清楚' } }))
    expect(licence.sort()).toEqual([200, 409])
    const outsider = await test.signIn(aPhone(60 + round))
    const fileId = await uploadFile(outsider, { bytes: aPdf(), type: 'application/pdf', purpose: 'licence' })
    const { id } = (await outsider.call(appealFirm, { params: { id: firmId }, body: { fileId, reason: '这家企业是我的' } })).body
    await officer.call(decideAppeal, { params: { id, action: 'grant' }, body: { reason: '执照相符' } })
    const appeal = await together(secondOfficer.call(decideAppeal, { params: { id, action: 'agree' }, body: {} }), secondOfficer.call(decideAppeal, { params: { id, action: 'disagree' }, body: { reason: '执照不符' } }))
    expect(appeal.sort()).toEqual([200, 409])
  }))

  it('a licence is handed in and deleted: it is there or it was not taken', () => eachRound(async () => {
    const fileId = await uploadFile(clerk, { bytes: aPdf(), type: 'application/pdf', firmId, purpose: 'licence' })
    const statuses = await together(clerk.call(submitLicence, { params: { id: firmId }, body: { fileId } }), administrator.call(deleteFile, { params: { id: fileId } }))
    expect([[200, 409], [409, 204]]).toContainEqual(statuses)
  }))

  it('one code signs in once, whatever two phones do', () => eachRound(async (round) => {
    const phone = aPhone(80 + round)
    const asked = await test.client().request('POST', '/api/accounts/codes', { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ phone }) })
    const { demoCode: code } = asked.body as { demoCode: string }
    const sign = () => test.client().request('POST', '/api/accounts/sessions', { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ phone, code }) })
    const statuses = await together(sign(), sign(), sign())
    expect(statuses.filter((status) => status === 201)).toHaveLength(1)
  }))
})
