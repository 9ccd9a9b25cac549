// Who gives the second signature: any officer without a hand in it, or approvers alone, as the county says. The buttons follow.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StaffRole } from '#contract/accounts/schema.ts'
import type { Security } from '#server/content/security.ts'
import { act as actProduct, aDraft as aProduct, readProduct } from '../financing/product-desk.ts'
import { aLoan } from '../financing/product-texts.ts'
import { act as actNotice, aDraft as aNoticeDraft, readOpen } from '../notices/desk-work.ts'
import { draftIn, read as readScheme, save as saveScheme, start as startScheme, take as takeScheme } from '../subsidies/scheme-desk.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, submittedApplication } from '../support/applications.ts'
import { phones } from '../support/demo-phones.ts'
import { done, read, refusal } from '../support/handling.ts'
import { toldBy } from '../support/told.ts'

let test: TestApp
let people: Actors
let caseId: string
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  const { clerk, officer } = people.clients
  caseId = (await submittedApplication(clerk, people.firmId, 'P05')).id
  await done(act(officer, caseId, 'accept'))
  fresh = await test.snapshot()
})
beforeEach(() => fresh.restore())
afterAll(() => test.close())

const second = () => people.clients.secondOfficer
/** What the county says, and what the second officer is there for. */
async function county(approvals: Security['approvals'], duty: StaffRole): Promise<void> {
  test.deps.content.security = { ...test.deps.content.security, approvals }
  await test.db.updateTable('accounts').set({ staff_role: duty }).where('phone', '=', phones.secondOfficer).execute()
}
const needed = [403, 'accounts.approver-needed']
const told = async (kind: string, deed: () => Promise<unknown>) => (await toldBy(test, deed)).filter((one) => one.kind === kind).length

const recommended = () => done(act(people.clients.officer, caseId, 'recommend', { reason: '材料齐全', noConflict: true }))
const approve = () => act(second(), caseId, 'approve', { reason: '复核无误', noConflict: true })

describe('the second review of a case', () => {
  it.each<[Security['approvals'], StaffRole]>([['officers', 'officer'], ['officers', 'approver'], ['approvers', 'approver']])('where %s approve, is open to an %s', async (approvals, duty) => {
    await county(approvals, duty)
    expect(await told('desk.recommended', recommended)).toBe(1)
    expect((await read(second(), caseId)).actions).toEqual(expect.arrayContaining(['approve', 'refuse', 'send-back']))
    expect((await approve()).status).toBe(200)
  })

  it('where approvers approve, is not an officer’s, who may still send it back and is not asked to decide', async () => {
    await county('approvers', 'officer')
    expect(await told('desk.recommended', recommended)).toBe(0)
    const { actions, blocked } = await read(second(), caseId)
    expect(actions).toContain('send-back')
    expect(actions.filter((action) => action === 'approve' || action === 'refuse')).toEqual([])
    expect(blocked).toEqual(expect.arrayContaining([{ action: 'approve', code: needed[1] }, { action: 'refuse', code: needed[1] }]))
    expect(await refusal(approve())).toEqual(needed)
    expect(await refusal(act(second(), caseId, 'refuse', { reason: '不符合申报条件' }))).toEqual(needed)
    expect((await read(people.clients.officer, caseId)).state).toBe('reviewing')
    expect((await act(second(), caseId, 'send-back', { reason: '请再核对金额' })).status).toBe(200)
  })

  it('whose own hand is in it stays out of it, approver or not', async () => {
    await county('approvers', 'approver')
    await done(act(second(), caseId, 'recommend', { reason: '材料齐全', noConflict: true }))
    expect(await refusal(approve())).toEqual([403, 'cases.other-person'])
  })

  it('a refusal before it needs no second person, so no approver', async () => {
    await county('approvers', 'officer')
    expect((await act(second(), caseId, 'refuse', { reason: '不符合申报条件' })).status).toBe(200)
  })
})

describe('publishing', () => {
  async function aScheme(): Promise<void> {
    const { officer } = people.clients
    await done(startScheme(officer, { id: 'P04', of: 'P04' }), 201)
    await done(saveScheme(officer, 'P04', (source) => ({ ...source, title: '改了名字' })))
    await done(takeScheme(officer, 'P04', 'propose'))
  }
  const aNotice = async () => {
    const id = await aNoticeDraft(people.clients.officer)
    await done(actNotice(people.clients.officer, id, 'propose'))
    return id
  }
  const aLoanThatWaits = async () => {
    const id = await aProduct(people.clients.bank, { loan: aLoan() })
    await done(actProduct(people.clients.bank, id, 'propose'))
    return id
  }

  it('a scheme is an approver’s where approvers publish; the page says how many could', async () => {
    await county('approvers', 'officer')
    expect(await told('scheme.proposed', aScheme)).toBe(0)
    expect(draftIn(await readScheme(second(), 'P04'))).toMatchObject({ mayApprove: false, byMe: false, approvers: 0 })
    expect(await refusal(takeScheme(second(), 'P04', 'publish'))).toEqual(needed)
    await county('approvers', 'approver')
    expect(draftIn(await readScheme(second(), 'P04'))).toMatchObject({ mayApprove: true, approvers: 1 })
    expect((await takeScheme(second(), 'P04', 'publish')).status).toBe(200)
  })

  it('a scheme is any other officer’s elsewhere, never an auditor’s', async () => {
    await county('officers', 'officer')
    expect(await told('scheme.proposed', aScheme)).toBe(1)
    expect(draftIn(await readScheme(people.clients.auditor, 'P04')).mayApprove).toBe(false)
    expect((await takeScheme(second(), 'P04', 'publish')).status).toBe(200)
  })

  it('a notice likewise', async () => {
    await county('approvers', 'officer')
    let id = ''
    expect(await told('notice.desk-proposed', async () => { id = await aNotice() })).toBe(0)
    expect((await readOpen(second(), id)).actions).toEqual(['send-back'])
    expect(await refusal(actNotice(second(), id, 'publish'))).toEqual(needed)
    await county('approvers', 'approver')
    expect((await readOpen(second(), id)).actions).toContain('publish')
    expect((await actNotice(second(), id, 'publish')).status).toBe(200)
  })

  it('a bank’s product likewise', async () => {
    await county('approvers', 'officer')
    let id = ''
    expect(await told('financing.product-proposed', async () => { id = await aLoanThatWaits() })).toBe(0)
    expect((await readProduct(second(), id)).actions).toEqual(['return'])
    expect(await refusal(actProduct(second(), id, 'publish'))).toEqual(needed)
    await county('approvers', 'approver')
    expect((await readProduct(second(), id)).actions).toContain('publish')
    expect((await actProduct(second(), id, 'publish')).status).toBe(200)
  })
})
